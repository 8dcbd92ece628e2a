-- migrate:up

-- Its admins see it, owners change it, anybody may set one up. Whoever does sees it as its owner too, because INSERT
-- ... RETURNING asks before the row in website_admins is there.
create policy website_isolation_select on websites for select to livechat_app, livechat_readonly
using (
    id = any(array(select app.admin_website_ids()))
    or owner_id = (select app.active_admin_id())
);

create policy website_isolation_insert on websites for insert to livechat_app
with check (owner_id = (select app.active_admin_id()));

create policy website_isolation_update on websites for update to livechat_app
using (id = any(array(select app.admin_website_ids('{owner}'))))
with check (id = any(array(select app.admin_website_ids('{owner}'))));

create policy definer_select on websites for select to livechat_owner using (true);

grant select on websites to livechat_app, livechat_readonly;
grant insert (id, owner_id, name, domain, settings) on websites to livechat_app;
grant update (name, domain, settings) on websites to livechat_app;

-- migrate:down
revoke select on websites from livechat_app, livechat_readonly;
revoke insert (id, owner_id, name, domain, settings) on websites from livechat_app;
revoke update (name, domain, settings) on websites from livechat_app;
drop policy definer_select on websites;
drop policy website_isolation_update on websites;
drop policy website_isolation_insert on websites;
drop policy website_isolation_select on websites;
