-- migrate:up

-- A user sees themselves and fellow members, changes themselves, and nobody is deleted: a status says so. A new user is
-- made by whoever will be it: the service sets app.current_user_id to the id that it inserts. Nobody may select
-- password_hash; app.find_login returns it for one address. Who is suspended is the operator's decision.
create policy self_and_fellows_select on users for select to novax_app, novax_readonly
using (id = any(array(select app.known_user_ids())));

create policy self_insert on users for insert to novax_app
with check (id = (select platform.current_user_id()));

create policy self_update on users for update to novax_app
using (id = (select platform.current_user_id()))
with check (id = (select platform.current_user_id()));

create policy definer_select on users for select to novax_owner using (true);

grant select (id, email, username, profile_metadata, status, created_at, updated_at) on users
to novax_app, novax_readonly;
grant insert (id, email, username, password_hash, profile_metadata) on users to novax_app;
grant update (email, username, password_hash, profile_metadata) on users to novax_app;

-- migrate:down
revoke select (id, email, username, profile_metadata, status, created_at, updated_at) on users
from novax_app, novax_readonly;
revoke insert (id, email, username, password_hash, profile_metadata) on users from novax_app;
revoke update (email, username, password_hash, profile_metadata) on users from novax_app;
drop policy definer_select on users;
drop policy self_update on users;
drop policy self_insert on users;
drop policy self_and_fellows_select on users;
