-- migrate:up

-- An admin sees themselves and fellows, changes themselves, and nobody is deleted: a status says so. A new admin is
-- made by whoever will be it: the service sets app.current_user_id to the id that it inserts. Nobody may select
-- password_hash; app.find_login returns it for one address. Who is suspended is the operator's decision.
create policy self_and_fellows_select on admins for select to livechat_app, livechat_readonly
using (id = any(array(select app.fellow_admin_ids())));

create policy self_insert on admins for insert to livechat_app
with check (id = (select platform.current_user_id()));

create policy self_update on admins for update to livechat_app
using (id = (select platform.current_user_id()))
with check (id = (select platform.current_user_id()));

create policy definer_select on admins for select to livechat_owner using (true);

grant select (id, email, name, status, created_at, updated_at) on admins to livechat_app, livechat_readonly;
grant insert (id, email, name, password_hash) on admins to livechat_app;
grant update (email, name, password_hash) on admins to livechat_app;

-- migrate:down
revoke select (id, email, name, status, created_at, updated_at) on admins from livechat_app, livechat_readonly;
revoke insert (id, email, name, password_hash) on admins from livechat_app;
revoke update (email, name, password_hash) on admins from livechat_app;
drop policy definer_select on admins;
drop policy self_update on admins;
drop policy self_insert on admins;
drop policy self_and_fellows_select on admins;
