-- migrate:up
create table conversation_handovers (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null,
    conversation_id uuid not null,
    from_agent_id uuid,
    to_agent_id uuid,
    reason text not null,
    created_at timestamptz not null default now(),
    constraint conversation_handovers_conversation_id_user_id_fkey foreign key (conversation_id, user_id)
    references conversations (id, user_id) on delete cascade,
    constraint conversation_handovers_from_agent_id_user_id_fkey foreign key (from_agent_id, user_id)
    references agents (id, user_id) on delete set null (from_agent_id),
    constraint conversation_handovers_to_agent_id_user_id_fkey foreign key (to_agent_id, user_id)
    references agents (id, user_id) on delete set null (to_agent_id),
    constraint conversation_handovers_reason_not_empty check (reason <> '')
);

create index idx_conversation_handovers_user_id_created_at on conversation_handovers (user_id, created_at);
create index idx_conversation_handovers_conversation_id on conversation_handovers (conversation_id);
create index idx_conversation_handovers_from_agent_id on conversation_handovers (from_agent_id);
create index idx_conversation_handovers_to_agent_id on conversation_handovers (to_agent_id);

create trigger place_under_conversation before insert on conversation_handovers
for each row execute function private.place_under_conversation();

comment on table conversation_handovers is 'Who handed a conversation over to whom, when and why';
comment on column conversation_handovers.user_id is 'The conversation''s account, filled in by a trigger';
comment on column conversation_handovers.from_agent_id is 'Who had it; null: nobody, or an agent who is gone';
comment on column conversation_handovers.to_agent_id is 'Who gets it; null: whoever is free, or an agent who is gone';

alter table conversation_handovers enable row level security, force row level security;

-- What happened stays.
create policy account_select on conversation_handovers for select to osmochat_app, osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy account_insert on conversation_handovers for insert to osmochat_app
with check (user_id = any(array(select app.account_ids())));

grant select on conversation_handovers to osmochat_app, osmochat_readonly;
grant insert (id, conversation_id, from_agent_id, to_agent_id, reason) on conversation_handovers to osmochat_app;

-- migrate:down
drop table conversation_handovers;
