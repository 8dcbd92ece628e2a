-- migrate:up

-- Keeps unread_count, last_message and last_message_time, once a statement and not once a message: marking a thousand
-- messages as read changes their conversation once. It runs as the owner, because nobody else may write these columns.
--
-- The conversations are locked first, in one order for all writers, so that these wait and do not deadlock; and not FOR
-- UPDATE, which would wait for the other writers' foreign keys while they wait for this one's. What follows is a new
-- statement and sees what the writer before it committed.
create function private.keep_conversations()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_conversations uuid[];
    v_unread integer[];
    -- An answer by the customer brings a conversation back that was put away.
    v_received uuid[] := '{}';
begin
    case tg_op
        when 'INSERT' then
            select
                pg_catalog.array_agg(d.conversation_id),
                pg_catalog.array_agg(d.unread),
                coalesce(pg_catalog.array_agg(d.conversation_id) filter (where d.received), '{}')
            into v_conversations, v_unread, v_received
            from (
                select
                    n.conversation_id,
                    pg_catalog.count(*) filter (where n.direction = 'inbound' and not n.is_read) as unread,
                    pg_catalog.bool_or(n.direction = 'inbound') as received
                from new_messages as n
                group by n.conversation_id
            ) as d;
        when 'DELETE' then
            select pg_catalog.array_agg(d.conversation_id), pg_catalog.array_agg(d.unread)
            into v_conversations, v_unread
            from (
                select
                    o.conversation_id,
                    - pg_catalog.count(*) filter (where o.direction = 'inbound' and not o.is_read) as unread
                from old_messages as o
                group by o.conversation_id
            ) as d;
        else
            select pg_catalog.array_agg(d.conversation_id), pg_catalog.array_agg(d.unread)
            into v_conversations, v_unread
            from (
                select c.conversation_id, pg_catalog.sum(c.unread) as unread
                from (
                    select n.conversation_id, 1 as unread
                    from new_messages as n
                    where n.direction = 'inbound' and not n.is_read
                    union all
                    select o.conversation_id, -1
                    from old_messages as o
                    where o.direction = 'inbound' and not o.is_read
                ) as c
                group by c.conversation_id
                having pg_catalog.sum(c.unread) <> 0
            ) as d;
    end case;

    perform from public.conversations as c where c.id = any(v_conversations) order by c.id for no key update;
    update public.conversations as c
    set
        unread_count = c.unread_count + d.unread,
        last_message = m.preview,
        last_message_time = m.created_at,
        is_active = c.is_active or c.id = any(v_received)
    from unnest(v_conversations, v_unread) as d (conversation_id, unread)
    left join lateral (
        select pg_catalog.left(coalesce(m.content, m.message_type), 200) as preview, m.created_at
        from public.messages as m
        where m.conversation_id = d.conversation_id
        order by m.created_at desc, m.id desc
        limit 1
    ) as m on true
    where c.id = d.conversation_id;
    return null;
end
$$;

comment on function private.keep_conversations() is
'Trigger function: unread messages and the last message of a conversation follow from its messages';

create policy definer_select on messages for select to osmochat_owner using (true);
create policy definer_select on conversations for select to osmochat_owner using (true);
create policy definer_update on conversations for update to osmochat_owner using (true) with check (true);

create trigger keep_conversations_of_new after insert on messages
referencing new table as new_messages
for each statement execute function private.keep_conversations();
create trigger keep_conversations_of_changed after update on messages
referencing old table as old_messages new table as new_messages
for each statement execute function private.keep_conversations();
create trigger keep_conversations_of_deleted after delete on messages
referencing old table as old_messages
for each statement execute function private.keep_conversations();

-- migrate:down
drop trigger keep_conversations_of_deleted on messages;
drop trigger keep_conversations_of_changed on messages;
drop trigger keep_conversations_of_new on messages;
drop policy definer_update on conversations;
drop policy definer_select on conversations;
drop policy definer_select on messages;
drop function private.keep_conversations();
