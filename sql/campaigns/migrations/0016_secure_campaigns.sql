-- migrate:up

-- A user has their own campaigns. Counters and times of starting and ending are nobody's to write.
create policy own_select on campaigns for select to campaigns_app, campaigns_readonly
using (user_id = (select app.current_account_id()));

create policy own_insert on campaigns for insert to campaigns_app
with check (user_id = (select app.current_account_id()));

create policy own_update on campaigns for update to campaigns_app
using (user_id = (select app.current_account_id()))
with check (user_id = (select app.current_account_id()));

create policy own_delete on campaigns for delete to campaigns_app
using (user_id = (select app.current_account_id()));

create policy definer_select on campaigns for select to campaigns_owner using (true);
create policy definer_update on campaigns for update to campaigns_owner using (true) with check (true);

grant select on campaigns to campaigns_app, campaigns_readonly;
grant insert (
    user_id, whatsapp_account_id, name, template_content, target_type, target_group_id, status, scheduled_at,
    total_contacts
) on campaigns to campaigns_app;
grant update (
    whatsapp_account_id, name, template_content, target_type, target_group_id, status, scheduled_at, total_contacts
) on campaigns to campaigns_app;
grant delete on campaigns to campaigns_app;

create policy own_select on campaign_analytics for select to campaigns_app, campaigns_readonly
using (campaign_id = any(array(select app.current_campaign_ids())));

create policy definer_select on campaign_analytics for select to campaigns_owner using (true);
create policy definer_insert on campaign_analytics for insert to campaigns_owner with check (true);
create policy definer_update on campaign_analytics for update to campaigns_owner using (true) with check (true);

grant select on campaign_analytics to campaigns_app, campaigns_readonly;

-- migrate:down
revoke select on campaign_analytics from campaigns_app, campaigns_readonly;
drop policy definer_update on campaign_analytics;
drop policy definer_insert on campaign_analytics;
drop policy definer_select on campaign_analytics;
drop policy own_select on campaign_analytics;
revoke select on campaigns from campaigns_app, campaigns_readonly;
revoke insert (
    user_id, whatsapp_account_id, name, template_content, target_type, target_group_id, status, scheduled_at,
    total_contacts
) on campaigns from campaigns_app;
revoke update (
    whatsapp_account_id, name, template_content, target_type, target_group_id, status, scheduled_at, total_contacts
) on campaigns from campaigns_app;
revoke delete on campaigns from campaigns_app;
drop policy definer_update on campaigns;
drop policy definer_select on campaigns;
drop policy own_delete on campaigns;
drop policy own_update on campaigns;
drop policy own_insert on campaigns;
drop policy own_select on campaigns;
