-- migrate:up

-- Whose accounts the current user gets into: the only way from a user to tenants, for every policy.
--
-- SECURITY DEFINER, so that policies need no rights on the tables behind them and agents' own policy does not recurse.
-- They run as osmochat_owner, which FORCE ROW LEVEL SECURITY binds as well: policies named definer_* give that role
-- the commands that definer code needs, table by table.
--
-- STABLE, and called as `= any(array(select app.account_ids()))` or `= (select app.held_account_id())`, so that they
-- run once a statement, as an InitPlan whose result is an index condition.
--
-- PL/pgSQL, which keeps its plans for the session: the body of a SQL function is planned again in each statement.
create function app.account_ids()
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

comment on function app.account_ids() is
'The accounts in which the current user works: their own, and those that have them as an active human agent';

create function app.held_account_id()
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

comment on function app.held_account_id() is
'The current user''s own account: the one that they manage; null if inactive';

grant execute on function app.account_ids() to osmochat_app, osmochat_readonly;
grant execute on function app.held_account_id() to osmochat_app, osmochat_readonly, osmochat_gateway;

-- migrate:down
drop function app.held_account_id();
drop function app.account_ids();
