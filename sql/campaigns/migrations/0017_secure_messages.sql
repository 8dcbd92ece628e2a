-- migrate:up

-- A user has their own messages: queued by the application, which then reports how each fared. When a message was made
-- decides whose day and month it counts for, so that is nobody's to write. Messages go with their user or their month,
-- and those of one contact by app.erase_contact. Partitions get no grants: rows are reached through the parent.
create policy own_select on messages for select to campaigns_app, campaigns_readonly
using (user_id = (select app.current_account_id()));

create policy own_insert on messages for insert to campaigns_app
with check (user_id = (select app.current_account_id()));

create policy own_update on messages for update to campaigns_app
using (user_id = (select app.current_account_id()))
with check (user_id = (select app.current_account_id()));

create policy definer_select on messages for select to campaigns_owner using (true);
create policy definer_delete on messages for delete to campaigns_owner using (true);

grant select on messages to campaigns_app, campaigns_readonly;
grant insert (
    user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content, media_path
) on messages to campaigns_app;
grant update (status, error_message, sent_at, delivered_at, read_at) on messages to campaigns_app;

-- migrate:down
revoke select on messages from campaigns_app, campaigns_readonly;
revoke insert (
    user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content, media_path
) on messages from campaigns_app;
revoke update (status, error_message, sent_at, delivered_at, read_at) on messages from campaigns_app;
drop policy definer_delete on messages;
drop policy definer_select on messages;
drop policy own_update on messages;
drop policy own_insert on messages;
drop policy own_select on messages;
