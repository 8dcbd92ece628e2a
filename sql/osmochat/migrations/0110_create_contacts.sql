-- migrate:up

-- With the caller's rights: a chanel of others gives no account, which the policy refuses just as it refuses a chanel
-- that does not exist.
create function private.place_under_chanel()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.user_id := (select c.user_id from public.chanels as c where c.id = new.chanel_id);
    return new;
end
$$;

comment on function private.place_under_chanel() is 'Trigger function: a row has the account of its chanel';

create table contacts (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null,
    chanel_id uuid not null,
    name varchar(255) not null,
    phone_number varchar(20),
    external_id varchar(255),
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint contacts_id_chanel_id_key unique (id, chanel_id),
    constraint contacts_chanel_id_user_id_fkey foreign key (chanel_id, user_id)
    references chanels (id, user_id) on delete cascade,
    constraint contacts_phone_number_form check (phone_number ~ '^\+[1-9][0-9]{6,14}$'),
    constraint contacts_reachable check (num_nonnulls(phone_number, external_id) >= 1),
    constraint contacts_metadata_shape check (jsonb_typeof(metadata) = 'object')
);

create index idx_contacts_user_id on contacts (user_id);
create unique index idx_contacts_chanel_id_phone_number on contacts (chanel_id, phone_number);
create unique index idx_contacts_chanel_id_external_id on contacts (chanel_id, external_id);

create trigger set_updated_at before update on contacts
for each row execute function platform.set_updated_at();
create trigger place_under_chanel before insert on contacts
for each row execute function private.place_under_chanel();

comment on table contacts is 'Customers, as one chanel knows them';
comment on column contacts.user_id is 'The chanel''s account, filled in by a trigger';
comment on column contacts.phone_number is 'In the form of E.164: + and digits';
comment on column contacts.external_id is
'The customer''s id where the chanel knows no phone numbers, such as Messenger';
comment on column contacts.metadata is 'JSON object, free in its keys: what the business notes of the customer';

alter table contacts enable row level security, force row level security;

-- Everybody in the account works with customers; to forget one, with all that was said, is its holder's.
create policy account_select on contacts for select to osmochat_app, osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy account_insert on contacts for insert to osmochat_app
with check (user_id = any(array(select app.account_ids())));

create policy account_update on contacts for update to osmochat_app
using (user_id = any(array(select app.account_ids())))
with check (user_id = any(array(select app.account_ids())));

create policy holder_delete on contacts for delete to osmochat_app
using (user_id = (select app.held_account_id()));

grant select, delete on contacts to osmochat_app;
grant insert (id, chanel_id, name, phone_number, external_id, metadata) on contacts to osmochat_app;
grant update (name, phone_number, external_id, metadata) on contacts to osmochat_app;
grant select on contacts to osmochat_readonly;

-- migrate:down
drop table contacts;
drop function private.place_under_chanel();
