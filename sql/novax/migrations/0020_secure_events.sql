-- migrate:up

-- Triggers write, as the owner; members may look at their own through the read-only role. The application has no
-- business here, and whoever publishes the outbox gets a role and grants of its own.
create policy org_isolation_select on events for select to novax_readonly
using (org_id = any(array(select app.member_org_ids())));

create policy definer_insert on events for insert to novax_owner with check (true);

grant select on events to novax_readonly;

-- migrate:down
revoke select on events from novax_readonly;
drop policy definer_insert on events;
drop policy org_isolation_select on events;
