-- migrate:up

-- Whom app.current_user_id names depends on who signed in, so every look-up asks for that too: a login that is added
-- later, for others than users, finds nothing by a user's id.
create or replace function app.member_org_ids(p_roles text[] default '{owner,admin,member,viewer}')
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
        and (select platform.current_login()) in ('novax_app', 'novax_readonly', 'ai_agent_role')
        and m.role = any(p_roles)
        and u.status = 'active';
end
$$;

-- migrate:down
create or replace function app.member_org_ids(p_roles text[] default '{owner,admin,member,viewer}')
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
