-- migrate:up

-- The conversation's count follows by the triggers on messages.
create function mark_conversation_as_read(conv_id uuid)
returns integer
language plpgsql
set search_path = ''
as $$
declare
    v_messages integer;
begin
    update public.messages
    set is_read = true
    where conversation_id = conv_id and direction = 'inbound' and not is_read;
    get diagnostics v_messages = row_count;
    return v_messages;
end
$$;

comment on function mark_conversation_as_read(uuid) is
'Marks a conversation''s inbound messages as read, and says how many were not';

grant execute on function mark_conversation_as_read(uuid) to osmochat_app;

-- migrate:down
drop function mark_conversation_as_read(uuid);
