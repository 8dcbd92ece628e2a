-- migrate:up

-- With the caller's rights: a conversation of others gives no account, which the policy refuses just as it refuses a
-- conversation that does not exist.
create function private.place_under_conversation()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.user_id := (select c.user_id from public.conversations as c where c.id = new.conversation_id);
    return new;
end
$$;

comment on function private.place_under_conversation() is 'Trigger function: a row has the account of its conversation';

create table messages (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null,
    conversation_id uuid not null,
    agent_id uuid,
    direction varchar(10) not null,
    message_type varchar(20) not null default 'text',
    content text,
    media_url text,
    sender_name varchar(255),
    external_id varchar(255),
    status varchar(10) not null default 'sent',
    is_read boolean not null default false,
    -- The clock's and not the transaction's: messages of one transaction have an order too.
    created_at timestamptz not null default clock_timestamp(),
    constraint messages_conversation_id_user_id_fkey foreign key (conversation_id, user_id)
    references conversations (id, user_id) on delete cascade,
    constraint messages_agent_id_user_id_fkey foreign key (agent_id, user_id)
    references agents (id, user_id) on delete set null (agent_id),
    constraint messages_direction_known check (direction in ('inbound', 'outbound')),
    constraint messages_message_type_known check (
        message_type in ('text', 'image', 'document', 'audio', 'video', 'sticker', 'location', 'contact')
    ),
    constraint messages_status_known check (status in ('pending', 'sent', 'delivered', 'read', 'failed')),
    constraint messages_says_something check (
        num_nonnulls(content, media_url) >= 1 and (message_type <> 'text' or content is not null)
    )
);

create index idx_messages_user_id_created_at on messages (user_id, created_at);
create index idx_messages_conversation_id_created_at on messages (conversation_id, created_at);
create index idx_messages_unread on messages (conversation_id) where direction = 'inbound' and not is_read;
create index idx_messages_agent_id on messages (agent_id) where agent_id is not null;
-- A provider tells of a message more than once.
create unique index idx_messages_conversation_id_external_id on messages (conversation_id, external_id);

create trigger place_under_conversation before insert on messages
for each row execute function private.place_under_conversation();

comment on table messages is 'What customers, agents and AIs wrote';
comment on column messages.user_id is 'The conversation''s account, filled in by a trigger';
comment on column messages.agent_id is
'Who wrote an outbound message; null for an automatic reply, and for inbound ones';
comment on column messages.direction is 'inbound: from the customer; outbound: to the customer';
comment on column messages.message_type is 'text, image, document, audio, video, sticker, location or contact';
comment on column messages.media_url is 'Where the picture, document or voice note lies in the object store';
comment on column messages.external_id is 'The message''s id at the provider, such as WhatsApp''s';
comment on column messages.status is 'How far an outbound message got: pending, sent, delivered, read or failed';
comment on column messages.is_read is 'Whether somebody in the account read an inbound message';

alter table messages enable row level security, force row level security;

-- What was said is not rewritten: only delivery and reading are noted afterwards.
create policy account_select on messages for select to osmochat_app, osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy account_insert on messages for insert to osmochat_app
with check (user_id = any(array(select app.account_ids())));

create policy account_update on messages for update to osmochat_app
using (user_id = any(array(select app.account_ids())))
with check (user_id = any(array(select app.account_ids())));

create policy holder_delete on messages for delete to osmochat_app
using (user_id = (select app.held_account_id()));

grant select, delete on messages to osmochat_app;
grant insert (
    id, conversation_id, agent_id, direction, message_type, content, media_url, sender_name, external_id, status,
    is_read, created_at
) on messages to osmochat_app;
grant update (status, is_read) on messages to osmochat_app;
grant select on messages to osmochat_readonly;

-- migrate:down
drop table messages;
drop function private.place_under_conversation();
