-- migrate:up
select platform.create_outbox('user_id', 'uuid');

-- Triggers write, as the owner; an account may look at its own through the read-only role. The application has no
-- business here, and whoever publishes the outbox gets a role and grants of its own.
create policy account_select on events for select to osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy definer_insert on events for insert to osmochat_owner with check (true);

grant select on events to osmochat_readonly;

-- migrate:down
drop table events;
