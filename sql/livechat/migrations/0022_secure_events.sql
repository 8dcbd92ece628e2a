-- migrate:up

-- Triggers write, as the owner; admins may look at their own through the read-only role. The application has no
-- business here, and whoever publishes the outbox gets a role and grants of its own.
create policy website_isolation_select on events for select to livechat_readonly
using (website_id = any(array(select app.admin_website_ids())));

create policy definer_select on events for select to livechat_owner using (true);
create policy definer_insert on events for insert to livechat_owner with check (true);

grant select on events to livechat_readonly;

-- migrate:down
revoke select on events from livechat_readonly;
drop policy definer_insert on events;
drop policy definer_select on events;
drop policy website_isolation_select on events;
