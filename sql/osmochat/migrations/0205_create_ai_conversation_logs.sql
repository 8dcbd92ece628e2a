-- migrate:up
create table ai_conversation_logs (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null,
    conversation_id uuid not null,
    agent_id uuid,
    user_message text not null,
    ai_response text not null,
    confidence_score numeric(4, 3) not null,
    model varchar(100),
    -- squawk-ignore prefer-bigint-over-int -- 24 days at most
    response_time_ms integer,
    -- squawk-ignore prefer-bigint-over-int -- a model takes far fewer
    tokens_used integer,
    handed_over boolean not null default false,
    handover_reason text,
    created_at timestamptz not null default now(),
    constraint ai_conversation_logs_conversation_id_user_id_fkey foreign key (conversation_id, user_id)
    references conversations (id, user_id) on delete cascade,
    constraint ai_conversation_logs_agent_id_user_id_fkey foreign key (agent_id, user_id)
    references agents (id, user_id) on delete set null (agent_id),
    constraint ai_conversation_logs_confidence_score_range check (confidence_score between 0 and 1),
    constraint ai_conversation_logs_counts_not_negative check (response_time_ms >= 0 and tokens_used >= 0),
    constraint ai_conversation_logs_handover_reason_of_handover check (handed_over or handover_reason is null)
);

create index idx_ai_conversation_logs_user_id_created_at on ai_conversation_logs (user_id, created_at);
create index idx_ai_conversation_logs_conversation_id on ai_conversation_logs (conversation_id);
create index idx_ai_conversation_logs_agent_id on ai_conversation_logs (agent_id);

create trigger place_under_conversation before insert on ai_conversation_logs
for each row execute function private.place_under_conversation();

comment on table ai_conversation_logs is 'What an AI was asked and answered, and how sure it was; kept for 30 days';
comment on column ai_conversation_logs.user_id is 'The conversation''s account, filled in by a trigger';
comment on column ai_conversation_logs.user_message is 'What the customer wrote';
comment on column ai_conversation_logs.confidence_score is '0 to 1, by the AI';
comment on column ai_conversation_logs.handed_over is 'Whether the AI called for a human';

alter table ai_conversation_logs enable row level security, force row level security;

-- An entry is added and stays until its time is over.
create policy account_select on ai_conversation_logs for select to osmochat_app, osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy account_insert on ai_conversation_logs for insert to osmochat_app
with check (user_id = any(array(select app.account_ids())));

grant select on ai_conversation_logs to osmochat_app, osmochat_readonly;
grant insert (
    id, conversation_id, agent_id, user_message, ai_response, confidence_score, model, response_time_ms, tokens_used,
    handed_over, handover_reason
) on ai_conversation_logs to osmochat_app;

-- migrate:down
drop table ai_conversation_logs;
