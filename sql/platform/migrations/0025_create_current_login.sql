-- migrate:up

-- In a function that acts as its owner, current_user is the owner. Who called is whoever signed in, or what a session
-- that may take on roles took on last; an application may take on none.
create function platform.current_login()
returns text
language sql
stable
parallel safe
set search_path = ''
as $$
    select coalesce(nullif(pg_catalog.current_setting('role'), 'none'), session_user::pg_catalog.text)
$$;

comment on function platform.current_login() is
'The role that a session acts as, also within functions that act as their owner: what app.current_user_id names depends
on it';

-- migrate:down
drop function platform.current_login();
