-- migrate:up

-- From the user whom a transaction acts for to the number that tables know them by: the only way for every policy.
--
-- SECURITY DEFINER, so that policies need no rights on the tables behind them. They run as campaigns_owner, which FORCE
-- ROW LEVEL SECURITY binds as well: each table has a policy for that role and only the commands that definer code needs
-- (definer_select and the like). STABLE and called as `(select app.f())`, so that they run once a statement, as an
-- InitPlan whose result is an index condition. PARALLEL SAFE, or no query under these policies could be parallel.
--
-- PL/pgSQL, which keeps its plans for the session: the body of a SQL function is planned again in each statement.
create function app.current_account_id()
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

comment on function app.current_account_id() is 'users.id of the current user; null where there is none';

create function app.current_campaign_ids()
returns setof bigint
language plpgsql
stable
parallel safe
security definer
set search_path = ''
rows 50
as $$
begin
    return query
    select c.id from public.campaigns as c where c.user_id = (select app.current_account_id());
end
$$;

comment on function app.current_campaign_ids() is 'The campaigns of the current user';

grant execute on function app.current_account_id() to campaigns_app, campaigns_billing, campaigns_readonly;
grant execute on function app.current_campaign_ids() to campaigns_app, campaigns_readonly;

-- migrate:down
drop function app.current_campaign_ids();
drop function app.current_account_id();
