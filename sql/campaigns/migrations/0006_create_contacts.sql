-- migrate:up
create table contacts (
    id bigint generated always as identity primary key,
    user_id bigint not null references users (id) on delete cascade,
    phone_number varchar(20) not null,
    name varchar(255),
    group_id bigint,
    is_active boolean not null default true,
    last_message_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint unique_user_contact unique (user_id, phone_number),
    constraint contacts_group_of_same_user foreign key (group_id, user_id)
    references contact_groups (id, user_id) on delete set null (group_id)
);

create index idx_contacts_user_active on contacts (user_id, is_active);
create index idx_contacts_group_active on contacts (group_id, is_active);
create index idx_contacts_last_message on contacts (last_message_at);
create index idx_contacts_user_active_updated on contacts (user_id, is_active, updated_at);

create trigger set_updated_at before update on contacts
for each row execute function platform.set_updated_at();

comment on table contacts is 'Whom users write to; the same number may be a contact of several users';

alter table contacts enable row level security, force row level security;

-- migrate:down
drop table contacts;
