-- migrate:up

-- As the caller, under the policies; so are all functions in `public`.
create function get_conversation_with_messages(conv_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select pg_catalog.to_jsonb(s) || pg_catalog.jsonb_build_object(
        'messages',
        (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(m) - 'user_id' order by m.created_at, m.id), '[]')
            from public.messages as m
            where m.conversation_id = conv_id
        )
    )
    from public.conversation_summary as s
    where s.id = conv_id
$$;

comment on function get_conversation_with_messages(uuid) is
'A conversation as in conversation_summary, with its messages from the first to the last; null if it is not there';

grant execute on function get_conversation_with_messages(uuid) to osmochat_app, osmochat_readonly;

-- migrate:down
drop function get_conversation_with_messages(uuid);
