-- migrate:up

-- The seed's table, personal columns in plain text: 0014 to 0022 encrypt them on live data.
create table profiles (
    id uuid primary key default gen_random_uuid(),
    email text not null,
    full_name text,
    business_name text,
    status text not null default 'active',
    closed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint profiles_email_key unique (email),
    constraint profiles_email_form check (email = lower(email) and email like '%_@_%' and length(email) <= 320),
    constraint profiles_full_name_length check (length(full_name) between 1 and 200),
    constraint profiles_business_name_length check (length(business_name) between 1 and 200),
    constraint profiles_status_known check (status in ('active', 'suspended', 'closed')),
    constraint profiles_closed_at_with_status check ((status = 'closed') = (closed_at is not null))
);

create index idx_profiles_closed_at on profiles (closed_at) where closed_at is not null;

create trigger set_updated_at before update on profiles
for each row execute function platform.set_updated_at();

comment on table profiles is 'Who uses Wira: each profile is a tenant';
comment on column profiles.business_name is 'The name that customers of the chatbots see; public by its purpose';
comment on column profiles.status is
'active; suspended: kept and not processed; closed: erased when its retention is over, until then reopened at will';
comment on column profiles.closed_at is 'When the person closed the profile';

alter table profiles enable row level security, force row level security;

-- A person sees and changes themselves. A new profile is made by whoever will be it: the service sets
-- app.current_user_id to the id that it inserts. Erasing is a function, which leaves its entry in the log.
create policy self_select on profiles for select to wira_app, wira_readonly
using (id = (select platform.current_user_id()));

create policy self_insert on profiles for insert to wira_app
with check (id = (select platform.current_user_id()));

create policy self_update on profiles for update to wira_app
using (id = (select platform.current_user_id()))
with check (id = (select platform.current_user_id()));

-- For functions that run as the owner, whom FORCE binds too.
create policy definer_select on profiles for select to wira_owner using (true);
create policy definer_insert on profiles for insert to wira_owner with check (true);
create policy definer_update on profiles for update to wira_owner using (true) with check (true);
create policy definer_delete on profiles for delete to wira_owner using (true);

grant select (id, email, full_name, business_name, status, closed_at, created_at, updated_at) on profiles to wira_app;
grant insert (id, email, full_name, business_name) on profiles to wira_app;
grant update (email, full_name, business_name) on profiles to wira_app;
grant select (id, business_name, status, closed_at, created_at, updated_at) on profiles to wira_readonly;

-- Asked once a statement by policies on writes: a suspended or closed profile reads, and writes nothing.
create function app.is_active()
returns boolean
language plpgsql
stable
parallel safe
security definer
set search_path = ''
as $$
begin
    return exists (
        select from public.profiles as p where p.id = platform.current_user_id() and p.status = 'active'
    );
end
$$;

comment on function app.is_active() is 'Whether the current user''s profile is active';

grant execute on function app.is_active() to wira_app;

-- migrate:down
drop function app.is_active();
drop table profiles;
