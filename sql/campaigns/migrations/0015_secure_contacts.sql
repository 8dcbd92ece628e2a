-- migrate:up

-- A user has their own groups and contacts. contact_count is nobody's to write.
create policy own_select on contact_groups for select to campaigns_app, campaigns_readonly
using (user_id = (select app.current_account_id()));

create policy own_insert on contact_groups for insert to campaigns_app
with check (user_id = (select app.current_account_id()));

create policy own_update on contact_groups for update to campaigns_app
using (user_id = (select app.current_account_id()))
with check (user_id = (select app.current_account_id()));

create policy own_delete on contact_groups for delete to campaigns_app
using (user_id = (select app.current_account_id()));

create policy definer_select on contact_groups for select to campaigns_owner using (true);
create policy definer_update on contact_groups for update to campaigns_owner using (true) with check (true);

grant select on contact_groups to campaigns_app, campaigns_readonly;
grant insert (user_id, name, description) on contact_groups to campaigns_app;
grant update (name, description) on contact_groups to campaigns_app;
grant delete on contact_groups to campaigns_app;

create policy own_select on contacts for select to campaigns_app, campaigns_readonly
using (user_id = (select app.current_account_id()));

create policy own_insert on contacts for insert to campaigns_app
with check (user_id = (select app.current_account_id()));

create policy own_update on contacts for update to campaigns_app
using (user_id = (select app.current_account_id()))
with check (user_id = (select app.current_account_id()));

create policy own_delete on contacts for delete to campaigns_app
using (user_id = (select app.current_account_id()));

create policy definer_select on contacts for select to campaigns_owner using (true);
create policy definer_delete on contacts for delete to campaigns_owner using (true);

grant select on contacts to campaigns_app, campaigns_readonly;
grant insert (user_id, phone_number, name, group_id, is_active) on contacts to campaigns_app;
grant update (phone_number, name, group_id, is_active, last_message_at) on contacts to campaigns_app;
grant delete on contacts to campaigns_app;

-- migrate:down
revoke select on contacts from campaigns_app, campaigns_readonly;
revoke insert (user_id, phone_number, name, group_id, is_active) on contacts from campaigns_app;
revoke update (phone_number, name, group_id, is_active, last_message_at) on contacts from campaigns_app;
revoke delete on contacts from campaigns_app;
drop policy definer_delete on contacts;
drop policy definer_select on contacts;
drop policy own_delete on contacts;
drop policy own_update on contacts;
drop policy own_insert on contacts;
drop policy own_select on contacts;
revoke select on contact_groups from campaigns_app, campaigns_readonly;
revoke insert (user_id, name, description) on contact_groups from campaigns_app;
revoke update (name, description) on contact_groups from campaigns_app;
revoke delete on contact_groups from campaigns_app;
drop policy definer_update on contact_groups;
drop policy definer_select on contact_groups;
drop policy own_delete on contact_groups;
drop policy own_update on contact_groups;
drop policy own_insert on contact_groups;
drop policy own_select on contact_groups;
