-- migrate:up

-- Whom app.current_user_id names depends on who signed in, so every look-up asks for that too: a login that is added
-- later, for others than users, finds nothing by a user's id.
create or replace function app.current_account_id()
returns bigint
language plpgsql
stable
parallel safe
security definer
set search_path = ''
as $$
begin
    return (
        select u.id
        from public.users as u
        where
            u.uuid = (select platform.current_user_id())
            and (select platform.current_login()) in ('campaigns_app', 'campaigns_readonly', 'campaigns_billing')
    );
end
$$;

-- migrate:down
create or replace function app.current_account_id()
returns bigint
language plpgsql
stable
parallel safe
security definer
set search_path = ''
as $$
begin
    return (
        select u.id from public.users as u where u.uuid = (select platform.current_user_id())
    );
end
$$;
