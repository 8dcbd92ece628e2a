-- migrate:up

-- Who may see what: the only way from whoever acts to tenants, for every policy. `app.current_user_id` names an admin
-- in sessions of livechat_app and livechat_readonly, and a visitor in those of livechat_visitor, the chat's service.
--
-- SECURITY DEFINER, so that policies need no rights on the tables behind them and website_admins' own policy does not
-- recurse. They run as livechat_owner, which FORCE ROW LEVEL SECURITY binds as well: each table has policies for that
-- role (definer_*) for the commands that definer code and jobs need, and for no others.
--
-- STABLE and called as `(select app.f())`, so that they run once a statement, as an InitPlan whose result is an index
-- condition. PARALLEL SAFE, or no query on a table with these policies could be parallel.
--
-- PL/pgSQL, which keeps its plans for the session: the body of a SQL function is planned again in each statement.
create function app.admin_website_ids(p_roles text[] default '{owner,agent}')
returns setof uuid
language plpgsql
stable
parallel safe
security definer
set search_path = ''
rows 5
as $$
begin
    return query
    select m.website_id
    from public.website_admins as m
    inner join public.admins as a on a.id = m.admin_id
    where
        m.admin_id = (select platform.current_user_id())
        and m.role = any(p_roles)
        and a.status = 'active';
end
$$;

comment on function app.admin_website_ids(text[]) is
'The websites for which the current admin, if active, works in one of the roles';

create function app.active_admin_id()
returns uuid
language plpgsql
stable
parallel safe
security definer
set search_path = ''
as $$
begin
    return (
        select a.id
        from public.admins as a
        where a.id = (select platform.current_user_id()) and a.status = 'active'
    );
end
$$;

comment on function app.active_admin_id() is 'The current admin, if active';

create function app.fellow_admin_ids()
returns setof uuid
language plpgsql
stable
parallel safe
security definer
set search_path = ''
rows 20
as $$
begin
    return query
    select platform.current_user_id()
    union
    select m.admin_id
    from public.website_admins as m
    where m.website_id = any(array(select app.admin_website_ids()));
end
$$;

comment on function app.fellow_admin_ids() is 'The current admin and everybody who works for the same websites';

create function app.known_visitor_id()
returns uuid
language plpgsql
stable
parallel safe
security definer
set search_path = ''
as $$
begin
    return (
        select v.id
        from public.visitors as v
        where v.id = (select platform.current_user_id()) and v.deleted_at is null
    );
end
$$;

comment on function app.known_visitor_id() is 'The current visitor, if there is one who is not deleted';

create function app.visitor_conversation_ids()
returns setof uuid
language plpgsql
stable
parallel safe
security definer
set search_path = ''
rows 5
as $$
begin
    return query
    select c.id
    from public.conversations as c
    where c.visitor_id = (select app.known_visitor_id()) and c.deleted_at is null;
end
$$;

comment on function app.visitor_conversation_ids() is 'The conversations of the current visitor';

grant execute on function app.admin_website_ids(text[]), app.active_admin_id(), app.fellow_admin_ids()
to livechat_app, livechat_readonly;
grant execute on function app.known_visitor_id(), app.visitor_conversation_ids() to livechat_visitor;

-- migrate:down
drop function app.visitor_conversation_ids();
drop function app.known_visitor_id();
drop function app.fellow_admin_ids();
drop function app.active_admin_id();
drop function app.admin_website_ids(text[]);
