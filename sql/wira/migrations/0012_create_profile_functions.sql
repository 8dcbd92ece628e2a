-- migrate:up

-- How applications reach a profile. They name no personal column, so that these can change underneath: 0020 and 0021
-- replace the bodies when the columns are encrypted.
create function app.register_profile(p_email text, p_full_name text, p_business_name text)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_id constant uuid := platform.current_user_id();
begin
    if v_id is null then
        raise exception using
            errcode = 'insufficient_privilege',
            message = 'nobody is the current user, so there is nobody to register',
            hint = 'Set app.current_user_id to the id of the new user in the same transaction.';
    end if;
    insert into public.profiles (id, email, full_name, business_name)
    values (v_id, pg_catalog.lower(p_email), p_full_name, p_business_name);
    return v_id;
end
$$;

comment on function app.register_profile(text, text, text) is 'Makes the current user''s profile and returns its id';

create function app.update_my_profile(p_email text, p_full_name text, p_business_name text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    update public.profiles as p
    set email = pg_catalog.lower(p_email), full_name = p_full_name, business_name = p_business_name
    where p.id = platform.current_user_id();
    if not found then
        raise exception using errcode = 'no_data_found', message = 'the current user has no profile';
    end if;
end
$$;

comment on function app.update_my_profile(text, text, text) is
'Corrects the current user''s profile; all three are set, null empties';

create function app.my_profile()
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

comment on function app.my_profile() is 'The current user''s profile, readable';

-- Before a login nobody is the current user, so no policy would show the row. It tells an id, and nothing of a person.
create function app.find_profile_id(p_email text)
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
    select p.id from public.profiles as p where p.email = pg_catalog.lower(p_email)
$$;

comment on function app.find_profile_id(text) is
'The profile with an address, or null: for the authentication service';

create function app.close_my_profile()
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    update public.profiles as p
    set status = 'closed', closed_at = pg_catalog.now()
    where p.id = platform.current_user_id() and p.status = 'active';
    if not found then
        raise exception using errcode = 'no_data_found', message = 'the current user has no active profile';
    end if;
end
$$;

comment on function app.close_my_profile() is
'Closes the current user''s profile; retention erases it later, and until then it can be reopened';

create function app.reopen_my_profile()
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    update public.profiles as p
    set status = 'active', closed_at = null
    where p.id = platform.current_user_id() and p.status = 'closed';
    if not found then
        raise exception using errcode = 'no_data_found', message = 'the current user has no closed profile';
    end if;
end
$$;

comment on function app.reopen_my_profile() is 'Reopens the current user''s closed profile';

grant execute on function
app.register_profile(text, text, text),
app.update_my_profile(text, text, text),
app.my_profile(),
app.find_profile_id(text),
app.close_my_profile(),
app.reopen_my_profile()
to wira_app;

-- migrate:down
drop function app.reopen_my_profile();
drop function app.close_my_profile();
drop function app.find_profile_id(text);
drop function app.my_profile();
drop function app.update_my_profile(text, text, text);
drop function app.register_profile(text, text, text);
