-- migrate:up
create table conversations (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null,
    chanel_id uuid not null,
    contact_id uuid not null,
    assigned_agent_id uuid,
    is_active boolean not null default true,
    -- squawk-ignore prefer-bigint-over-int -- messages that one person has yet to read
    unread_count integer not null default 0,
    last_message text,
    last_message_time timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint conversations_id_user_id_key unique (id, user_id),
    constraint conversations_chanel_id_user_id_fkey foreign key (chanel_id, user_id)
    references chanels (id, user_id) on delete cascade,
    -- The customer of a conversation is one of its chanel.
    constraint conversations_contact_id_chanel_id_fkey foreign key (contact_id, chanel_id)
    references contacts (id, chanel_id) on delete cascade,
    constraint conversations_assigned_agent_id_user_id_fkey foreign key (assigned_agent_id, user_id)
    references agents (id, user_id) on delete set null (assigned_agent_id),
    constraint conversations_unread_count_not_negative check (unread_count >= 0)
);

-- The inbox, the newest first; and what in it is unread.
create index idx_conversations_user_id_last_message_time on conversations (user_id, last_message_time);
create index idx_conversations_unread on conversations (user_id, last_message_time) where unread_count > 0;
create index idx_conversations_chanel_id on conversations (chanel_id);
create index idx_conversations_contact_id on conversations (contact_id);
create index idx_conversations_assigned_agent_id on conversations (assigned_agent_id);

create trigger set_updated_at before update on conversations
for each row execute function platform.set_updated_at();
create trigger place_under_chanel before insert on conversations
for each row execute function private.place_under_chanel();

comment on table conversations is 'What is said with a customer on a chanel';
comment on column conversations.user_id is 'The chanel''s account, filled in by a trigger';
comment on column conversations.assigned_agent_id is 'Who answers, an AI or a human; null: nobody yet';
comment on column conversations.is_active is
'False once put away, by hand or after 90 days without change; a message from the customer brings it back';
comment on column conversations.unread_count is 'Inbound messages that nobody read; kept by triggers on messages';
comment on column conversations.last_message is
'How the newest message begins, or its type where it has no text; kept by triggers on messages';
comment on column conversations.last_message_time is
'When the newest message was written; kept by triggers on messages';

alter table conversations enable row level security, force row level security;

create policy account_select on conversations for select to osmochat_app, osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy account_insert on conversations for insert to osmochat_app
with check (user_id = any(array(select app.account_ids())));

create policy account_update on conversations for update to osmochat_app
using (user_id = any(array(select app.account_ids())))
with check (user_id = any(array(select app.account_ids())));

create policy holder_delete on conversations for delete to osmochat_app
using (user_id = (select app.held_account_id()));

grant select, delete on conversations to osmochat_app;
grant insert (id, chanel_id, contact_id, assigned_agent_id) on conversations to osmochat_app;
grant update (assigned_agent_id, is_active) on conversations to osmochat_app;
grant select on conversations to osmochat_readonly;

-- migrate:down
drop table conversations;
