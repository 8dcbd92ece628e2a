-- migrate:up

-- Admins see and keep the visitors of their websites; a visitor sees and keeps themselves. Who is deleted is there for
-- nobody. A new visitor is made by whoever will be it, on a website that the chat's service knows from its page.
create policy website_isolation_select on visitors for select to livechat_app, livechat_readonly
using (deleted_at is null and website_id = any(array(select app.admin_website_ids())));

create policy website_isolation_insert on visitors for insert to livechat_app
with check (website_id = any(array(select app.admin_website_ids())));

create policy website_isolation_update on visitors for update to livechat_app
using (deleted_at is null and website_id = any(array(select app.admin_website_ids())))
with check (website_id = any(array(select app.admin_website_ids())));

create policy self_select on visitors for select to livechat_visitor
using (deleted_at is null and id = (select platform.current_user_id()));

create policy self_insert on visitors for insert to livechat_visitor
with check (id = (select platform.current_user_id()));

create policy self_update on visitors for update to livechat_visitor
using (deleted_at is null and id = (select platform.current_user_id()))
with check (id = (select platform.current_user_id()));

create policy definer_select on visitors for select to livechat_owner using (true);
create policy definer_update on visitors for update to livechat_owner using (true) with check (true);
create policy definer_delete on visitors for delete to livechat_owner using (true);

grant select on visitors to livechat_app, livechat_readonly, livechat_visitor;
grant insert (id, website_id, name, email, phone, ip_address, user_agent, metadata) on visitors
to livechat_app, livechat_visitor;
grant update (name, email, phone, ip_address, user_agent, metadata, last_seen_at) on visitors
to livechat_app, livechat_visitor;

-- migrate:down
revoke select on visitors from livechat_app, livechat_readonly, livechat_visitor;
revoke insert (id, website_id, name, email, phone, ip_address, user_agent, metadata) on visitors
from livechat_app, livechat_visitor;
revoke update (name, email, phone, ip_address, user_agent, metadata, last_seen_at) on visitors
from livechat_app, livechat_visitor;
drop policy definer_delete on visitors;
drop policy definer_update on visitors;
drop policy definer_select on visitors;
drop policy self_update on visitors;
drop policy self_insert on visitors;
drop policy self_select on visitors;
drop policy website_isolation_update on visitors;
drop policy website_isolation_insert on visitors;
drop policy website_isolation_select on visitors;
