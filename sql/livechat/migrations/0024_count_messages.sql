-- migrate:up

-- Keeps what a conversation says of its messages. The conversations are locked first, in one order; the count that
-- follows sees what the others who held the lock have committed. So it is right whatever happens at the same time, and
-- it stays right when messages are archived or purged. A count reads idx_messages_is_read, which has unread ones alone.
-- Once a statement: a bulk insert counts each conversation once.
create function private.count_messages()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform
    from public.conversations as c
    where c.id in (select m.conversation_id from changed as m)
    order by c.id
    for no key update;

    if tg_op = 'INSERT' and exists (
        select
        from changed as m
        inner join public.conversations as c on c.id = m.conversation_id
        where m.deleted_at is null and c.deleted_at is not null
    ) then
        raise exception using
            errcode = 'foreign_key_violation',
            message = 'the conversation is deleted';
    end if;

    update public.conversations as c
    set
        unread_count = n.of_visitor,
        visitor_unread_count = n.of_others,
        last_message_at = greatest(c.last_message_at, t.last_at)
    from (
        select
            m.website_id,
            m.conversation_id,
            max(m.created_at) filter (where m.deleted_at is null) as last_at
        from changed as m
        group by m.website_id, m.conversation_id
    ) as t
    cross join lateral (
        select
            count(*) filter (where u.sender_type = 'visitor') as of_visitor,
            count(*) filter (where u.sender_type <> 'visitor') as of_others
        from public.messages as u
        where
            u.website_id = t.website_id
            and u.conversation_id = t.conversation_id
            and not u.is_read
            and u.deleted_at is null
    ) as n
    where
        c.id = t.conversation_id
        and (c.unread_count, c.visitor_unread_count, c.last_message_at) is distinct from (
            n.of_visitor, n.of_others, greatest(c.last_message_at, t.last_at)
        );
    return null;
end
$$;

comment on function private.count_messages() is
'Trigger function: keeps a conversation''s unread counts and the time of its last message';

-- On the whole table: what pg_partman moves between partitions is no change of any conversation.
create trigger count_inserted after insert on messages
referencing new table as changed
for each statement execute function private.count_messages();
create trigger count_updated after update on messages
referencing new table as changed
for each statement execute function private.count_messages();
create trigger count_deleted after delete on messages
referencing old table as changed
for each statement execute function private.count_messages();

-- migrate:down
drop trigger count_deleted on messages;
drop trigger count_updated on messages;
drop trigger count_inserted on messages;
drop function private.count_messages();
