-- migrate:up
-- What one statement changes fits the counter that it is added to.
-- squawk-ignore-file prefer-bigint-over-int

-- What counters still have to be told. A statement that changes a counter appends a row here instead of changing the
-- counter's row, so writers never wait for each other; private.fold_counters adds the rows up every half minute.
-- Readers who want the count of this moment add what is here (campaign_progress, contact_group_sizes, daily_usage).
-- No keys and no foreign keys: nothing but the tenant's index is to be kept up when a row is appended.
create table campaign_deltas (
    user_id bigint not null,
    campaign_id bigint not null,
    queued integer not null,
    sent integer not null,
    delivered integer not null,
    read integer not null,
    failed integer not null,
    delivery_seconds bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create table contact_group_deltas (
    user_id bigint not null,
    group_id bigint not null,
    contacts integer not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create table daily_deltas (
    user_id bigint not null,
    date date not null,
    messages_sent integer not null default 0,
    messages_delivered integer not null default 0,
    messages_failed integer not null default 0,
    campaigns_created integer not null default 0,
    campaigns_completed integer not null default 0,
    ai_requests_used integer not null default 0,
    -- There may be contacts that had no message on that day before.
    messages_made integer not null default 0
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create index idx_campaign_deltas_user_campaign on campaign_deltas (user_id, campaign_id);
create index idx_contact_group_deltas_user_group on contact_group_deltas (user_id, group_id);
create index idx_daily_deltas_user_date on daily_deltas (user_id, date);

comment on table campaign_deltas is 'Changes that campaigns'' counters have not been told yet';
comment on table contact_group_deltas is 'Changes that groups'' counts have not been told yet';
comment on table daily_deltas is 'Changes that daily figures have not been told yet';

alter table campaign_deltas enable row level security, force row level security;
alter table contact_group_deltas enable row level security, force row level security;
alter table daily_deltas enable row level security, force row level security;

create policy own_select on campaign_deltas for select to campaigns_app, campaigns_readonly
using (user_id = (select app.current_account_id()));
create policy definer_select on campaign_deltas for select to campaigns_owner using (true);
create policy definer_insert on campaign_deltas for insert to campaigns_owner with check (true);
create policy definer_delete on campaign_deltas for delete to campaigns_owner using (true);
grant select on campaign_deltas to campaigns_app, campaigns_readonly;

create policy own_select on contact_group_deltas for select to campaigns_app, campaigns_readonly
using (user_id = (select app.current_account_id()));
create policy definer_select on contact_group_deltas for select to campaigns_owner using (true);
create policy definer_insert on contact_group_deltas for insert to campaigns_owner with check (true);
create policy definer_delete on contact_group_deltas for delete to campaigns_owner using (true);
grant select on contact_group_deltas to campaigns_app, campaigns_readonly;

create policy own_select on daily_deltas for select to campaigns_app, campaigns_readonly
using (user_id = (select app.current_account_id()));
create policy definer_select on daily_deltas for select to campaigns_owner using (true);
create policy definer_insert on daily_deltas for insert to campaigns_owner with check (true);
create policy definer_delete on daily_deltas for delete to campaigns_owner using (true);
grant select on daily_deltas to campaigns_app, campaigns_readonly;

-- migrate:down
drop table daily_deltas;
drop table contact_group_deltas;
drop table campaign_deltas;
