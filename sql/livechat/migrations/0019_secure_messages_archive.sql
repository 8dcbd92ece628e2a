-- migrate:up

-- Read like messages; only jobs, functions and the exporter write, all as the owner.
create policy website_isolation_select on messages_archive for select to livechat_app, livechat_readonly
using (deleted_at is null and website_id = any(array(select app.admin_website_ids())));

create policy visitor_own_select on messages_archive for select to livechat_visitor
using (deleted_at is null and conversation_id = any(array(select app.visitor_conversation_ids())));

create policy definer_select on messages_archive for select to livechat_owner using (true);
create policy definer_insert on messages_archive for insert to livechat_owner with check (true);
create policy definer_update on messages_archive for update to livechat_owner using (true) with check (true);
create policy definer_delete on messages_archive for delete to livechat_owner using (true);

grant select on messages_archive to livechat_app, livechat_readonly, livechat_visitor;

-- migrate:down
revoke select on messages_archive from livechat_app, livechat_readonly, livechat_visitor;
drop policy definer_delete on messages_archive;
drop policy definer_update on messages_archive;
drop policy definer_insert on messages_archive;
drop policy definer_select on messages_archive;
drop policy visitor_own_select on messages_archive;
drop policy website_isolation_select on messages_archive;
