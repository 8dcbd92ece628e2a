-- migrate:up

-- Who belongs where: the only way from a user to tenants, for every policy.
--
-- SECURITY DEFINER, so that policies need no rights on the tables behind them and org_members' own policy does not
-- recurse. They run as novax_owner, which FORCE ROW LEVEL SECURITY binds as well: each table has a policy for that
-- role and only the commands that definer code needs (definer_select and the like), so FORCE still means that nothing
-- running as the owner writes where no policy lets it. A role with BYPASSRLS would end that, for every table at once.
--
-- STABLE and called as `= any(array(select app.f()))`, so that they run once a statement, as an InitPlan whose result
-- is an index condition. PARALLEL SAFE, or no query on a table with these policies could be parallel.
--
-- PL/pgSQL, which keeps its plans for the session: the body of a SQL function is planned again in each statement.
create function app.member_org_ids(p_roles text[] default '{owner,admin,member,viewer}')
returns setof uuid
language plpgsql
stable
parallel safe
security definer
set search_path = ''
rows 10
as $$
begin
    return query
    select m.org_id
    from public.org_members as m
    inner join public.users as u on u.id = m.user_id
    where
        m.user_id = (select platform.current_user_id())
        and m.role = any(p_roles)
        and u.status = 'active';
end
$$;

comment on function app.member_org_ids(text[]) is
'The organizations in which the current user is an active member with one of the roles';

create function app.member_project_ids(p_roles text[] default '{owner,admin,member,viewer}')
returns setof uuid
language plpgsql
stable
parallel safe
security definer
set search_path = ''
rows 100
as $$
begin
    return query
    select p.id
    from public.projects as p
    where p.org_id = any(array(select app.member_org_ids(p_roles)));
end
$$;

comment on function app.member_project_ids(text[]) is
'The projects of the organizations in which the current user is an active member with one of the roles';

create function app.known_user_ids()
returns setof uuid
language plpgsql
stable
parallel safe
security definer
set search_path = ''
rows 100
as $$
begin
    return query
    select platform.current_user_id()
    union
    select m.user_id
    from public.org_members as m
    where m.org_id = any(array(select app.member_org_ids()));
end
$$;

comment on function app.known_user_ids() is 'The current user and all fellow members';

-- Asked for each row that is written, never for rows that are read. It says no to what the caller may not see, so the
-- foreign key behind it is never asked whether a user exists.
create function app.may_be_assigned(p_project_id uuid, p_user_id uuid)
returns boolean
language sql
stable
parallel safe
security definer
set search_path = ''
as $$
    select exists (
        select
        from public.projects as p
        inner join public.org_members as m on m.org_id = p.org_id
        where
            p.id = p_project_id
            and p.org_id = any(array(select app.member_org_ids()))
            and m.user_id = p_user_id
    )
$$;

comment on function app.may_be_assigned(uuid, uuid) is
'Whether a user is a member of the organization of a project that the current user may see';

grant execute on function
app.member_org_ids(text[]), app.member_project_ids(text[]), app.known_user_ids()
to novax_app, novax_readonly;
grant execute on function app.may_be_assigned(uuid, uuid) to novax_app;
-- The agent's policies call these two.
grant execute on function app.member_org_ids(text[]), app.member_project_ids(text[]) to ai_agent_role;

-- migrate:down
drop function app.may_be_assigned(uuid, uuid);
drop function app.known_user_ids();
drop function app.member_project_ids(text[]);
drop function app.member_org_ids(text[]);
