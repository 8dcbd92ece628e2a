-- migrate:up
-- The quantity of one row is INT in the seed.
-- squawk-ignore-file prefer-bigint-over-int

create table usage_logs (
    id bigint generated always as identity,
    user_id bigint not null references users (id) on delete cascade,
    usage_type varchar(20) not null,
    quantity integer not null default 1,
    metadata jsonb,
    created_at timestamptz not null default now(),
    -- A key of a hypertable names the column that its chunks are cut by.
    primary key (id, created_at),
    constraint usage_logs_usage_type_known check (usage_type in ('message', 'ai_request', 'api_call')),
    constraint usage_logs_quantity_positive check (quantity > 0)
);

-- A month is thirty days to TimescaleDB, so a calendar month of billing lies in two chunks at most, or three.
-- The form of the call that takes a schema for the chunks.
select extensions.create_hypertable(
    'public.usage_logs', 'created_at',
    associated_schema_name => 'chunks', chunk_time_interval => interval '1 month', create_default_indexes => false
);

create index idx_usage_logs_user_type_created on usage_logs (user_id, usage_type, created_at);
create index idx_usage_logs_created_at on usage_logs (created_at);

comment on table usage_logs is
'What is billed: a row a statement that made messages, and what the application reports; kept for 24 months';
comment on column usage_logs.usage_type is 'message, ai_request or api_call';
comment on column usage_logs.metadata is 'JSON, free in its keys; campaign_id for messages of a campaign';

alter table usage_logs enable row level security, force row level security;

-- migrate:down
drop table usage_logs;
