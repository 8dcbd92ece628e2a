-- migrate:up

-- A user sees what they used. The application reports requests to the AI and calls; messages are logged by the trigger
-- that counts them. Nothing is changed or deleted: it is billed. Policies do not reach chunks, which get no grants.
create policy own_select on daily_analytics for select to campaigns_app, campaigns_readonly
using (user_id = (select app.current_account_id()));

create policy definer_select on daily_analytics for select to campaigns_owner using (true);
create policy definer_insert on daily_analytics for insert to campaigns_owner with check (true);
create policy definer_update on daily_analytics for update to campaigns_owner using (true) with check (true);

grant select on daily_analytics to campaigns_app, campaigns_readonly;

create policy own_select on usage_logs for select to campaigns_app, campaigns_billing, campaigns_readonly
using (user_id = (select app.current_account_id()));

create policy own_insert on usage_logs for insert to campaigns_app
with check (user_id = (select app.current_account_id()) and usage_type in ('ai_request', 'api_call'));

create policy definer_select on usage_logs for select to campaigns_owner using (true);
create policy definer_insert on usage_logs for insert to campaigns_owner with check (true);

grant select on usage_logs to campaigns_app, campaigns_billing, campaigns_readonly;
grant insert (user_id, usage_type, quantity, metadata) on usage_logs to campaigns_app;

-- migrate:down
revoke select on usage_logs from campaigns_app, campaigns_billing, campaigns_readonly;
revoke insert (user_id, usage_type, quantity, metadata) on usage_logs from campaigns_app;
drop policy definer_insert on usage_logs;
drop policy definer_select on usage_logs;
drop policy own_insert on usage_logs;
drop policy own_select on usage_logs;
revoke select on daily_analytics from campaigns_app, campaigns_readonly;
drop policy definer_update on daily_analytics;
drop policy definer_insert on daily_analytics;
drop policy definer_select on daily_analytics;
drop policy own_select on daily_analytics;
