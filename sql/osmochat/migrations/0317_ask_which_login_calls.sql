-- migrate:up

-- Whom app.current_user_id names depends on who signed in, so every look-up asks for that too: a login that is added
-- later, for others than users, finds nothing by a user's id.
create or replace function app.account_ids()
returns setof uuid
language plpgsql
stable
parallel safe
security definer
set search_path = ''
rows 2
as $$
begin
    return query
    with me as (
        select u.id
        from public.users as u
        where
            u.id = (select platform.current_user_id())
            and (select platform.current_login()) in ('osmochat_app', 'osmochat_readonly')
            and u.is_active
    )

    select me.id from me
    union
    select a.user_id
    from me
    inner join public.agents as a on a.login_id = me.id
    inner join public.users as holder on holder.id = a.user_id
    where a.is_active and holder.is_active;
end
$$;

create or replace function app.held_account_id()
returns uuid
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
            u.id = (select platform.current_user_id())
            and (select platform.current_login()) in ('osmochat_app', 'osmochat_readonly', 'osmochat_gateway')
            and u.is_active
    );
end
$$;

-- migrate:down
create or replace function app.account_ids()
returns setof uuid
language plpgsql
stable
parallel safe
security definer
set search_path = ''
rows 2
as $$
begin
    return query
    with me as (
        select u.id from public.users as u where u.id = (select platform.current_user_id()) and u.is_active
    )

    select me.id from me
    union
    select a.user_id
    from me
    inner join public.agents as a on a.login_id = me.id
    inner join public.users as holder on holder.id = a.user_id
    where a.is_active and holder.is_active;
end
$$;

create or replace function app.held_account_id()
returns uuid
language plpgsql
stable
parallel safe
security definer
set search_path = ''
as $$
begin
    return (
        select u.id from public.users as u where u.id = (select platform.current_user_id()) and u.is_active
    );
end
$$;
