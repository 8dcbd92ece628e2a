-- migrate:up
-- Counters are INT in the seed: no campaign has two billion messages.
-- squawk-ignore-file prefer-bigint-over-int

create table campaign_analytics (
    id bigint generated always as identity primary key,
    campaign_id bigint not null references campaigns (id) on delete cascade,
    total_contacts integer not null default 0,
    messages_queued integer not null default 0,
    messages_sent integer not null default 0,
    messages_delivered integer not null default 0,
    messages_read integer not null default 0,
    messages_failed integer not null default 0,
    -- An average cannot be kept up without its sum.
    delivery_seconds bigint not null default 0,
    delivery_rate numeric(5, 2) not null
    generated always as (coalesce(100.0 * messages_delivered / nullif(messages_sent, 0), 0)) stored,
    read_rate numeric(5, 2) not null
    generated always as (coalesce(100.0 * messages_read / nullif(messages_delivered, 0), 0)) stored,
    avg_delivery_time integer not null
    generated always as (coalesce(delivery_seconds / nullif(messages_delivered, 0), 0)) stored,
    last_updated_at timestamptz not null default now(),
    constraint unique_campaign unique (campaign_id)
) with (fillfactor = 90);

comment on table campaign_analytics is
'How far each campaign has come, as of the last folding; campaign_progress has it exactly';
comment on column campaign_analytics.messages_queued is 'Messages queued or being sent';
comment on column campaign_analytics.messages_sent is 'Messages sent, delivered or read';
comment on column campaign_analytics.messages_delivered is 'Messages delivered or read';
comment on column campaign_analytics.delivery_seconds is 'From sending to delivery, summed over delivered messages';
comment on column campaign_analytics.delivery_rate is 'Delivered of sent, in per cent';
comment on column campaign_analytics.read_rate is 'Read of delivered, in per cent';
comment on column campaign_analytics.avg_delivery_time is 'Whole seconds from sending to delivery, on average';

alter table campaign_analytics enable row level security, force row level security;

-- migrate:down
drop table campaign_analytics;
