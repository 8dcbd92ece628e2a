-- migrate:up

-- Admins read their organization's log, everybody what they did themselves. Only triggers write, as the owner; there is
-- no policy for UPDATE or DELETE, for no role.
create policy org_isolation_select on audit_log for select to novax_app, novax_readonly
using (
    org_id = any(array(select app.member_org_ids('{owner,admin}')))
    or actor_id = (select platform.current_user_id())
);

create policy definer_insert on audit_log for insert to novax_owner with check (true);

grant select on audit_log to novax_app, novax_readonly;

-- migrate:down
revoke select on audit_log from novax_app, novax_readonly;
drop policy definer_insert on audit_log;
drop policy org_isolation_select on audit_log;
