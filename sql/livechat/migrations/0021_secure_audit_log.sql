-- migrate:up

-- Owners read their website's log, everybody what they did themselves. Only triggers and functions write, as the owner;
-- there is no policy for UPDATE or DELETE, for no role.
create policy website_isolation_select on audit_log for select to livechat_app, livechat_readonly
using (
    website_id = any(array(select app.admin_website_ids('{owner}')))
    or actor_id = (select platform.current_user_id())
);

create policy definer_select on audit_log for select to livechat_owner using (true);
create policy definer_insert on audit_log for insert to livechat_owner with check (true);

grant select on audit_log to livechat_app, livechat_readonly;

-- migrate:down
revoke select on audit_log from livechat_app, livechat_readonly;
drop policy definer_insert on audit_log;
drop policy definer_select on audit_log;
drop policy website_isolation_select on audit_log;
