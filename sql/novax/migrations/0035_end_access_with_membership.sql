-- migrate:up

-- Who is not active, or not a member any more, has nothing left to read: neither an organization that they founded nor,
-- in the log, what its documents said.
create function app.active_user_id()
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
            and (select platform.current_login()) in ('novax_app', 'novax_readonly')
            and u.status = 'active'
    );
end
$$;

comment on function app.active_user_id() is 'The current user, if active';

grant execute on function app.active_user_id() to novax_app, novax_readonly;

-- A founder sees it in the transaction that makes it, because INSERT ... RETURNING asks before the membership is there.
alter policy org_isolation_select on organizations
using (
    id = any(array(select app.member_org_ids()))
    or (owner_id = (select platform.current_user_id()) and created_at = now())
);

alter policy org_isolation_select on audit_log
using (
    org_id = any(array(select app.member_org_ids('{owner,admin}')))
    or (
        actor_id = (select app.active_user_id())
        and (org_id is null or org_id = any(array(select app.member_org_ids())))
    )
);

-- migrate:down
alter policy org_isolation_select on audit_log
using (
    org_id = any(array(select app.member_org_ids('{owner,admin}')))
    or actor_id = (select platform.current_user_id())
);

alter policy org_isolation_select on organizations
using (
    id = any(array(select app.member_org_ids()))
    or owner_id = (select platform.current_user_id())
);

drop function app.active_user_id();
