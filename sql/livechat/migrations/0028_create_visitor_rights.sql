-- migrate:up

-- GDPR, beside erasure (app.delete_visitor): access, and portability. Both are for the visitor and for owners of the
-- website, who answer requests, for owners also until a deleted visitor is erased; both leave an entry in the log.
create function private.open_visitor(p_visitor_id uuid)
returns public.visitors
language plpgsql
set search_path = ''
as $$
declare
    v_visitor public.visitors;
begin
    perform private.forget_address_of_visitor();
    select v.* into v_visitor
    from public.visitors as v
    where
        v.id = p_visitor_id
        and (
            v.website_id = any(array(select app.admin_website_ids('{owner}')))
            or v.id = (select app.known_visitor_id())
        );
    if not found then
        perform private.refuse('visitor', p_visitor_id);
    end if;
    insert into public.audit_log (website_id, actor_id, action, entity_type, entity_id, ip_address)
    values (
        v_visitor.website_id,
        platform.current_user_id(),
        'access',
        'visitors',
        p_visitor_id,
        nullif(pg_catalog.current_setting('app.client_ip', true), '')::pg_catalog.inet
    );
    return v_visitor;
end
$$;

comment on function private.open_visitor(uuid) is
'Returns a visitor to themselves or an owner of the website, and writes that into the log; refuses everybody else';

-- One shape for a message wherever it lies.
create view private.all_messages with (security_invoker) as
select
    id,
    website_id,
    conversation_id,
    sender_type,
    admin_id,
    content,
    is_read,
    read_at,
    created_at,
    deleted_at,
    null::timestamptz as archived_at
from public.messages
union all
select
    id,
    website_id,
    conversation_id,
    sender_type,
    admin_id,
    content,
    is_read,
    read_at,
    created_at,
    deleted_at,
    archived_at
from public.messages_archive;

comment on view private.all_messages is 'Messages and archived messages';

create function app.export_visitor(p_visitor_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_visitor constant public.visitors := private.open_visitor(p_visitor_id);
    v_conversations constant uuid[] := array(
        select c.id from public.conversations as c where c.visitor_id = p_visitor_id
    );
    v_entities constant uuid[] := p_visitor_id || v_conversations || array(
        select m.id from private.all_messages as m where m.conversation_id = any(v_conversations)
    );
begin
    return pg_catalog.jsonb_build_object(
        'format', 'livechat.access',
        'version', 1,
        'exported_at', pg_catalog.now(),
        'website', (
            select pg_catalog.jsonb_build_object('id', w.id, 'name', w.name, 'domain', w.domain)
            from public.websites as w
            where w.id = v_visitor.website_id
        ),
        'visitor', pg_catalog.to_jsonb(v_visitor),
        'conversations', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(c) || pg_catalog.jsonb_build_object('messages', (
                select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(m) order by m.created_at, m.id), '[]')
                from private.all_messages as m
                where m.conversation_id = c.id
            )) order by c.created_at, c.id), '[]')
            from public.conversations as c
            where c.visitor_id = p_visitor_id
        ),
        'audit_log', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(l) - 'ip_address' order by l.id), '[]')
            from public.audit_log as l
            where
                l.entity_type in ('visitors', 'conversations', 'messages', 'messages_archive')
                and l.entity_id = any(v_entities)
        ),
        'events', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(e) order by e.id), '[]')
            from public.events as e
            where e.website_id = v_visitor.website_id and e.aggregate_id = any(v_entities)
        ),
        'archive_exports', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                'month', x.month, 'json_key', x.json_key, 'csv_key', x.csv_key
            ) order by x.month, x.part), '[]')
            from public.archive_exports as x
            inner join public.archive_export_visitors as v on v.export_id = x.id
            where v.visitor_id = p_visitor_id
        )
    );
end
$$;

comment on function app.export_visitor(uuid) is
'The right of access: everything that is kept of a visitor, the deleted, the archived, the log and where exports lie';

create function app.visitor_portability(p_visitor_id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_visitor constant public.visitors := private.open_visitor(p_visitor_id);
begin
    return pg_catalog.jsonb_build_object(
        'format', 'livechat.portability',
        'version', 1,
        'exported_at', pg_catalog.now(),
        'profile', pg_catalog.jsonb_build_object(
            'name', v_visitor.name, 'email', v_visitor.email, 'phone', v_visitor.phone
        ),
        'conversations', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                'id', c.id,
                'subject', c.subject,
                'started_at', c.created_at,
                'messages', (
                    select coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
                        'sent_at', m.created_at, 'content', m.content
                    ) order by m.created_at, m.id), '[]')
                    from private.all_messages as m
                    where m.conversation_id = c.id and m.sender_type = 'visitor' and m.deleted_at is null
                )
            ) order by c.created_at, c.id), '[]')
            from public.conversations as c
            where c.visitor_id = p_visitor_id and c.deleted_at is null
        )
    );
end
$$;

comment on function app.visitor_portability(uuid) is
'The right to portability: what the visitor gave themselves, profile and own messages, for others to read';

grant execute on function app.export_visitor(uuid), app.visitor_portability(uuid) to livechat_app, livechat_visitor;

-- migrate:down
drop function app.visitor_portability(uuid);
drop function app.export_visitor(uuid);
drop view private.all_messages;
drop function private.open_visitor(uuid);
