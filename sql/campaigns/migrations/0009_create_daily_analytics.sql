-- migrate:up
-- Counters are INT in the seed: nobody sends two billion messages a day.
-- squawk-ignore-file prefer-bigint-over-int

create table daily_analytics (
    id bigint generated always as identity primary key,
    user_id bigint not null references users (id) on delete cascade,
    date date not null,
    messages_sent integer not null default 0,
    messages_delivered integer not null default 0,
    messages_failed integer not null default 0,
    campaigns_created integer not null default 0,
    campaigns_completed integer not null default 0,
    ai_requests_used integer not null default 0,
    unique_contacts_messaged integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint unique_user_date unique (user_id, date)
) with (fillfactor = 90);

create index idx_daily_analytics_date on daily_analytics (date);
-- The seed names it beside the unique key on the same columns.
create index idx_daily_analytics_user_date_range on daily_analytics (user_id, date);

create trigger set_updated_at before update on daily_analytics
for each row execute function platform.set_updated_at();

comment on table daily_analytics is
'What each user did on each of their days, as of the last folding; daily_usage has it exactly. What is deleted later
stays counted';
comment on column daily_analytics.date is 'The day in the user''s time zone';
comment on column daily_analytics.messages_sent is 'Messages sent on that day';
comment on column daily_analytics.messages_delivered is 'Messages delivered on that day, whenever they were sent';
comment on column daily_analytics.messages_failed is 'Messages made on that day that failed';
comment on column daily_analytics.unique_contacts_messaged is 'Contacts for whom a message was made on that day';

alter table daily_analytics enable row level security, force row level security;

-- migrate:down
drop table daily_analytics;
