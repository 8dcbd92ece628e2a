-- migrate:up

-- Admins read what is said on their websites and write in their own name; a visitor reads and writes in their own
-- conversations. Each side marks as read what the other wrote, and changes nothing else. The time is the server's.
create policy website_isolation_select on messages for select to livechat_app, livechat_readonly
using (deleted_at is null and website_id = any(array(select app.admin_website_ids())));

create policy website_isolation_insert on messages for insert to livechat_app
with check (
    website_id = any(array(select app.admin_website_ids()))
    and (admin_id = (select platform.current_user_id()) or sender_type = 'system')
);

create policy website_isolation_update on messages for update to livechat_app
using (
    deleted_at is null
    and sender_type = 'visitor'
    and website_id = any(array(select app.admin_website_ids()))
)
with check (website_id = any(array(select app.admin_website_ids())));

create policy visitor_own_select on messages for select to livechat_visitor
using (deleted_at is null and conversation_id = any(array(select app.visitor_conversation_ids())));

create policy visitor_own_insert on messages for insert to livechat_visitor
with check (sender_type = 'visitor' and conversation_id = any(array(select app.visitor_conversation_ids())));

create policy visitor_own_update on messages for update to livechat_visitor
using (
    deleted_at is null
    and sender_type <> 'visitor'
    and conversation_id = any(array(select app.visitor_conversation_ids()))
)
with check (conversation_id = any(array(select app.visitor_conversation_ids())));

create policy definer_select on messages for select to livechat_owner using (true);
create policy definer_update on messages for update to livechat_owner using (true) with check (true);
create policy definer_delete on messages for delete to livechat_owner using (true);

grant select on messages to livechat_app, livechat_readonly, livechat_visitor;
grant insert (id, website_id, conversation_id, sender_type, admin_id, content) on messages to livechat_app;
grant insert (id, website_id, conversation_id, sender_type, content) on messages to livechat_visitor;
grant update (is_read, read_at) on messages to livechat_app, livechat_visitor;

-- migrate:down
revoke select on messages from livechat_app, livechat_readonly, livechat_visitor;
revoke insert (id, website_id, conversation_id, sender_type, admin_id, content) on messages from livechat_app;
revoke insert (id, website_id, conversation_id, sender_type, content) on messages from livechat_visitor;
revoke update (is_read, read_at) on messages from livechat_app, livechat_visitor;
drop policy definer_delete on messages;
drop policy definer_update on messages;
drop policy definer_select on messages;
drop policy visitor_own_update on messages;
drop policy visitor_own_insert on messages;
drop policy visitor_own_select on messages;
drop policy website_isolation_update on messages;
drop policy website_isolation_insert on messages;
drop policy website_isolation_select on messages;
