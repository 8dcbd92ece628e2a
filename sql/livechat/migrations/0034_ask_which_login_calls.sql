-- migrate:up

-- app.current_user_id names an admin in sessions of livechat_app and livechat_readonly, and a visitor in those of
-- livechat_visitor. Functions that both call took either one's id from either: the chat's service exported and deleted
-- visitors with an admin's id, and an admin's application with a visitor's. So the look-ups ask who signed in, and
-- through them every function does.
create or replace function app.admin_website_ids(p_roles text[] default '{owner,agent}')
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
        and (select platform.current_login()) in ('livechat_app', 'livechat_readonly')
        and m.role = any(p_roles)
        and a.status = 'active';
end
$$;

create or replace function app.active_admin_id()
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
        where
            a.id = (select platform.current_user_id())
            and (select platform.current_login()) in ('livechat_app', 'livechat_readonly')
            and a.status = 'active'
    );
end
$$;

create or replace function app.known_visitor_id()
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
        where
            v.id = (select platform.current_user_id())
            and (select platform.current_login()) = 'livechat_visitor'
            and v.deleted_at is null
    );
end
$$;

-- migrate:down
create or replace function app.admin_website_ids(p_roles text[] default '{owner,agent}')
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

create or replace function app.active_admin_id()
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

create or replace function app.known_visitor_id()
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
