-- migrate:up

-- Admins of a website see each other. Owners admit, promote and remove, but not themselves, so that a website keeps
-- one. An agent may leave.
create policy website_isolation_select on website_admins for select to livechat_app, livechat_readonly
using (website_id = any(array(select app.admin_website_ids())));

create policy website_isolation_insert on website_admins for insert to livechat_app
with check (website_id = any(array(select app.admin_website_ids('{owner}'))));

create policy website_isolation_update on website_admins for update to livechat_app
using (
    website_id = any(array(select app.admin_website_ids('{owner}')))
    and admin_id <> (select platform.current_user_id())
)
with check (website_id = any(array(select app.admin_website_ids('{owner}'))));

create policy website_isolation_delete on website_admins for delete to livechat_app
using (
    (
        website_id = any(array(select app.admin_website_ids('{owner}')))
        and admin_id <> (select platform.current_user_id())
    )
    or (admin_id = (select platform.current_user_id()) and role = 'agent')
);

create policy definer_select on website_admins for select to livechat_owner using (true);

grant select, delete on website_admins to livechat_app;
grant insert (id, website_id, admin_id, role) on website_admins to livechat_app;
grant update (role) on website_admins to livechat_app;
grant select on website_admins to livechat_readonly;

-- migrate:down
revoke select, delete on website_admins from livechat_app;
revoke insert (id, website_id, admin_id, role) on website_admins from livechat_app;
revoke update (role) on website_admins from livechat_app;
revoke select on website_admins from livechat_readonly;
drop policy definer_select on website_admins;
drop policy website_isolation_delete on website_admins;
drop policy website_isolation_update on website_admins;
drop policy website_isolation_insert on website_admins;
drop policy website_isolation_select on website_admins;
