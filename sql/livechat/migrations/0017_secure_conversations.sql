-- migrate:up

-- Admins see and lead the conversations of their websites; a visitor sees their own and begins new ones, open and not
-- assigned. Counters are kept by a trigger and deleted_at by functions, so neither may be written.
create policy website_isolation_select on conversations for select to livechat_app, livechat_readonly
using (deleted_at is null and website_id = any(array(select app.admin_website_ids())));

create policy website_isolation_insert on conversations for insert to livechat_app
with check (website_id = any(array(select app.admin_website_ids())));

create policy website_isolation_update on conversations for update to livechat_app
using (deleted_at is null and website_id = any(array(select app.admin_website_ids())))
with check (website_id = any(array(select app.admin_website_ids())));

create policy visitor_own_select on conversations for select to livechat_visitor
using (deleted_at is null and visitor_id = (select app.known_visitor_id()));

create policy visitor_own_insert on conversations for insert to livechat_visitor
with check (visitor_id = (select app.known_visitor_id()));

create policy definer_select on conversations for select to livechat_owner using (true);
create policy definer_update on conversations for update to livechat_owner using (true) with check (true);
create policy definer_delete on conversations for delete to livechat_owner using (true);

grant select on conversations to livechat_app, livechat_readonly, livechat_visitor;
grant insert (id, website_id, visitor_id, assigned_admin_id, subject, status) on conversations to livechat_app;
grant update (assigned_admin_id, subject, status) on conversations to livechat_app;
grant insert (id, website_id, visitor_id, subject) on conversations to livechat_visitor;

-- migrate:down
revoke select on conversations from livechat_app, livechat_readonly, livechat_visitor;
revoke insert (id, website_id, visitor_id, assigned_admin_id, subject, status) on conversations from livechat_app;
revoke update (assigned_admin_id, subject, status) on conversations from livechat_app;
revoke insert (id, website_id, visitor_id, subject) on conversations from livechat_visitor;
drop policy definer_delete on conversations;
drop policy definer_update on conversations;
drop policy definer_select on conversations;
drop policy visitor_own_insert on conversations;
drop policy visitor_own_select on conversations;
drop policy website_isolation_update on conversations;
drop policy website_isolation_insert on conversations;
drop policy website_isolation_select on conversations;
