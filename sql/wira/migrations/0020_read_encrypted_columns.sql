-- migrate:up

-- Switch. Reading goes by the encrypted columns, for every service at once, because the functions are the way in; the
-- right to the plain columns ends. Both are still written, so this is undone without a loss.
create or replace function app.my_profile()
returns table (
    id uuid,
    email text,
    full_name text,
    business_name text,
    status text,
    closed_at timestamptz,
    created_at timestamptz,
    updated_at timestamptz
)
language sql
stable
security definer
set search_path = ''
rows 1
as $$
    select
        p.id,
        private.decrypt(p.email_encrypted, p.data_key_id),
        private.decrypt(p.full_name_encrypted, p.data_key_id),
        p.business_name,
        p.status,
        p.closed_at,
        p.created_at,
        p.updated_at
    from public.profiles as p
    where p.id = platform.current_user_id()
$$;

create or replace function app.find_profile_id(p_email text)
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
    select p.id from public.profiles as p where p.email_index = any(private.blind_indexes(p_email))
$$;

revoke select (email, full_name) on profiles from wira_app;
revoke insert (id, email, full_name, business_name) on profiles from wira_app;
revoke update (email, full_name) on profiles from wira_app;
drop policy self_insert on profiles;

-- migrate:down
create policy self_insert on profiles for insert to wira_app
with check (id = (select platform.current_user_id()));
grant select (email, full_name) on profiles to wira_app;
grant insert (id, email, full_name, business_name) on profiles to wira_app;
grant update (email, full_name) on profiles to wira_app;

create or replace function app.find_profile_id(p_email text)
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
    select p.id from public.profiles as p where p.email = pg_catalog.lower(p_email)
$$;

create or replace function app.my_profile()
returns table (
    id uuid,
    email text,
    full_name text,
    business_name text,
    status text,
    closed_at timestamptz,
    created_at timestamptz,
    updated_at timestamptz
)
language sql
stable
security definer
set search_path = ''
rows 1
as $$
    select p.id, p.email, p.full_name, p.business_name, p.status, p.closed_at, p.created_at, p.updated_at
    from public.profiles as p
    where p.id = platform.current_user_id()
$$;
