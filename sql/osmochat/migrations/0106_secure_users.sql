-- migrate:up

-- A user sees and changes themselves; colleagues are known by agents.name. A new user is made by whoever will be it:
-- the service sets app.current_user_id to the id that it inserts. Nobody may select password_hash; app.find_login
-- returns it for one address. Who is active is the operator's decision.
create policy self_select on users for select to osmochat_app, osmochat_readonly
using (id = (select platform.current_user_id()));

create policy self_insert on users for insert to osmochat_app
with check (id = (select platform.current_user_id()));

create policy self_update on users for update to osmochat_app
using (id = (select app.held_account_id()))
with check (id = (select app.held_account_id()));

create policy definer_select on users for select to osmochat_owner using (true);

grant select (id, email, full_name, is_active, created_at, updated_at) on users to osmochat_app, osmochat_readonly;
grant insert (id, email, full_name, password_hash) on users to osmochat_app;
grant update (email, full_name, password_hash) on users to osmochat_app;

-- migrate:down
revoke update (email, full_name, password_hash) on users from osmochat_app;
revoke insert (id, email, full_name, password_hash) on users from osmochat_app;
revoke select (id, email, full_name, is_active, created_at, updated_at) on users from osmochat_app, osmochat_readonly;
drop policy definer_select on users;
drop policy self_update on users;
drop policy self_insert on users;
drop policy self_select on users;
