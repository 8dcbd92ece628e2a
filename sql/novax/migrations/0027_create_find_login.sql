-- migrate:up

-- Before a login nobody is the current user, so no policy would show the row. One address, one row, and the
-- application's role alone.
create function app.find_login(p_email text)
returns table (user_id uuid, password_hash text, status text)
language sql
stable
security definer
set search_path = ''
rows 1
as $$
    select u.id, u.password_hash::text, u.status::text
    from public.users as u
    where u.email = pg_catalog.lower(p_email)
$$;

comment on function app.find_login(text) is 'What is needed to check a password: for the authentication service';

grant execute on function app.find_login(text) to novax_app;

-- migrate:down
drop function app.find_login(text);
