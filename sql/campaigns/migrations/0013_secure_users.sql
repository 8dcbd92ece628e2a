-- migrate:up

-- A user sees and changes themselves. A new user is made by whoever will be it: the service sets app.current_user_id to
-- the uuid that it inserts. Plan, status and limits are for billing, which acts for the user who pays; deleting goes by
-- app.delete_account. By uuid and not by number: a row that is just being inserted can be returned.
create policy self_select on users for select to campaigns_app, campaigns_billing, campaigns_readonly
using (uuid = (select platform.current_user_id()));

create policy self_insert on users for insert to campaigns_app
with check (uuid = (select platform.current_user_id()));

create policy self_update on users for update to campaigns_app, campaigns_billing
using (uuid = (select platform.current_user_id()))
with check (uuid = (select platform.current_user_id()));

create policy definer_select on users for select to campaigns_owner using (true);
create policy definer_update on users for update to campaigns_owner using (true) with check (true);
create policy definer_delete on users for delete to campaigns_owner using (true);

grant select on users to campaigns_app, campaigns_billing, campaigns_readonly;
grant insert (uuid, email, name, timezone) on users to campaigns_app;
grant update (email, name, timezone) on users to campaigns_app;
grant update (subscription_plan, subscription_status, subscription_expires_at) on users to campaigns_billing;

create policy own_select on user_limits for select to campaigns_app, campaigns_billing, campaigns_readonly
using (user_id = (select app.current_account_id()));

create policy own_update on user_limits for update to campaigns_billing
using (user_id = (select app.current_account_id()))
with check (user_id = (select app.current_account_id()));

create policy definer_select on user_limits for select to campaigns_owner using (true);
create policy definer_insert on user_limits for insert to campaigns_owner with check (true);

grant select on user_limits to campaigns_app, campaigns_billing, campaigns_readonly;
grant update (
    messages_daily_limit, messages_monthly_limit, ai_requests_daily_limit, whatsapp_accounts_limit, contacts_limit,
    campaigns_limit
) on user_limits to campaigns_billing;

-- migrate:down
revoke update (
    messages_daily_limit, messages_monthly_limit, ai_requests_daily_limit, whatsapp_accounts_limit, contacts_limit,
    campaigns_limit
) on user_limits from campaigns_billing;
revoke select on user_limits from campaigns_app, campaigns_billing, campaigns_readonly;
drop policy definer_insert on user_limits;
drop policy definer_select on user_limits;
drop policy own_update on user_limits;
drop policy own_select on user_limits;
revoke select on users from campaigns_app, campaigns_billing, campaigns_readonly;
revoke insert (uuid, email, name, timezone) on users from campaigns_app;
revoke update (email, name, timezone) on users from campaigns_app;
revoke update (subscription_plan, subscription_status, subscription_expires_at) on users from campaigns_billing;
drop policy definer_delete on users;
drop policy definer_update on users;
drop policy definer_select on users;
drop policy self_update on users;
drop policy self_insert on users;
drop policy self_select on users;
