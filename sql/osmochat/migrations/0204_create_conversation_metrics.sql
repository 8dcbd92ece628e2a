-- migrate:up
create table conversation_metrics (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    conversation_id uuid not null,
    agent_id uuid,
    response_time_seconds numeric(12, 3),
    resolution_time_seconds numeric(12, 3),
    -- squawk-ignore prefer-bigint-over-smallint -- 1 to 5
    satisfaction_rating smallint,
    recorded_at timestamptz not null default now(),
    -- A key of a hypertable names the time.
    primary key (id, recorded_at),
    constraint conversation_metrics_conversation_id_user_id_fkey foreign key (conversation_id, user_id)
    references conversations (id, user_id) on delete cascade,
    constraint conversation_metrics_agent_id_user_id_fkey foreign key (agent_id, user_id)
    references agents (id, user_id) on delete set null (agent_id),
    constraint conversation_metrics_times_not_negative check (
        response_time_seconds >= 0 and resolution_time_seconds >= 0
    ),
    constraint conversation_metrics_satisfaction_rating_range check (satisfaction_rating between 1 and 5),
    constraint conversation_metrics_measures_something check (
        num_nonnulls(response_time_seconds, resolution_time_seconds, satisfaction_rating) >= 1
    )
);

-- A chunk holds 30 days. Chunks bear the table's privileges and have no policies, so they lie in a schema that nobody
-- but the owner gets into. The extension's own schema cannot be that one: every session that touches a hypertable looks
-- up a sequence there. No index on the time alone, which the extension would add: nobody reads across accounts.
select extensions.create_hypertable(
    'public.conversation_metrics',
    'recorded_at',
    associated_schema_name => 'private',
    chunk_time_interval => interval '1 month',
    create_default_indexes => false
);

create index idx_conversation_metrics_user_id_recorded_at on conversation_metrics (user_id, recorded_at);
create index idx_conversation_metrics_conversation_id on conversation_metrics (conversation_id);
create index idx_conversation_metrics_agent_id_recorded_at on conversation_metrics (agent_id, recorded_at);

create trigger place_under_conversation before insert on conversation_metrics
for each row execute function private.place_under_conversation();

comment on table conversation_metrics is 'How conversations went: one row a measurement, a chunk for 30 days';
comment on column conversation_metrics.user_id is 'The conversation''s account, filled in by a trigger';
comment on column conversation_metrics.agent_id is 'Whose work was measured';
comment on column conversation_metrics.response_time_seconds is 'From the customer''s message to the answer';
comment on column conversation_metrics.resolution_time_seconds is 'From the first message to the end';
comment on column conversation_metrics.satisfaction_rating is 'By the customer, 1 to 5';

alter table conversation_metrics enable row level security, force row level security;

-- A measurement is added and stays.
create policy account_select on conversation_metrics for select to osmochat_app, osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy account_insert on conversation_metrics for insert to osmochat_app
with check (user_id = any(array(select app.account_ids())));

grant select on conversation_metrics to osmochat_app, osmochat_readonly;
grant insert (
    id, conversation_id, agent_id, response_time_seconds, resolution_time_seconds, satisfaction_rating, recorded_at
) on conversation_metrics to osmochat_app;

-- migrate:down
drop table conversation_metrics;
