-- The schema that the migrations of pack livechat make. Written by `novax db dump livechat`.

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

-- Name: app; Type: SCHEMA; Schema: -; Owner: livechat_owner

CREATE SCHEMA app;

ALTER SCHEMA app OWNER TO livechat_owner;

-- Name: SCHEMA app; Type: COMMENT; Schema: -; Owner: livechat_owner

COMMENT ON SCHEMA app IS 'What applications and policies call: who may see what, queries, deleting, visitors'' rights';

-- Name: extensions; Type: SCHEMA; Schema: -; Owner: postgres

CREATE SCHEMA extensions;

ALTER SCHEMA extensions OWNER TO postgres;

-- Name: partman; Type: SCHEMA; Schema: -; Owner: postgres

CREATE SCHEMA partman;

ALTER SCHEMA partman OWNER TO postgres;

-- Name: platform; Type: SCHEMA; Schema: -; Owner: livechat_owner

CREATE SCHEMA platform;

ALTER SCHEMA platform OWNER TO livechat_owner;

-- Name: private; Type: SCHEMA; Schema: -; Owner: livechat_owner

CREATE SCHEMA private;

ALTER SCHEMA private OWNER TO livechat_owner;

-- Name: SCHEMA private; Type: COMMENT; Schema: -; Owner: livechat_owner

COMMENT ON SCHEMA private IS 'Trigger functions, retention and maintenance: no role but the owner gets in';

-- Name: pg_partman; Type: EXTENSION; Schema: -; Owner: -

CREATE EXTENSION IF NOT EXISTS pg_partman WITH SCHEMA partman;

-- Name: EXTENSION pg_partman; Type: COMMENT; Schema: -; Owner: 

COMMENT ON EXTENSION pg_partman IS 'Extension to manage partitioned tables by time or ID';

-- Name: active_admin_id(); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.active_admin_id() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return (
        select a.id
        from public.admins as a
        where
            a.id = (select platform.current_user_id())
            and (select platform.current_login()) in ('livechat_app', 'livechat_readonly')
            and a.status = 'active'
    );
end
$$;

ALTER FUNCTION app.active_admin_id() OWNER TO livechat_owner;

-- Name: FUNCTION active_admin_id(); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.active_admin_id() IS 'The current admin, if active';

-- Name: admin_website_ids(text[]); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.admin_website_ids(p_roles text[] DEFAULT '{owner,agent}'::text[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return query
    select m.website_id
    from public.website_admins as m
    inner join public.admins as a on a.id = m.admin_id
    where
        m.admin_id = (select platform.current_user_id())
        and (select platform.current_login()) in ('livechat_app', 'livechat_readonly')
        and m.role = any(p_roles)
        and a.status = 'active';
end
$$;

ALTER FUNCTION app.admin_website_ids(p_roles text[]) OWNER TO livechat_owner;

-- Name: FUNCTION admin_website_ids(p_roles text[]); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.admin_website_ids(p_roles text[]) IS 'The websites for which the current admin, if active, works in one of the roles';

-- Name: delete_conversation(uuid); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.delete_conversation(p_conversation_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_at constant timestamptz := pg_catalog.clock_timestamp();
begin
    update public.conversations as c
    set deleted_at = v_at
    where
        c.id = p_conversation_id
        and c.deleted_at is null
        and c.website_id = any(array(select app.admin_website_ids()));
    if not found then
        perform private.refuse('conversation', p_conversation_id);
    end if;
    perform private.mark_messages(array[p_conversation_id], null, v_at);
end
$$;

ALTER FUNCTION app.delete_conversation(p_conversation_id uuid) OWNER TO livechat_owner;

-- Name: FUNCTION delete_conversation(p_conversation_id uuid); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.delete_conversation(p_conversation_id uuid) IS 'Deletes a conversation with its messages; can be undone for 30 days; for admins';

-- Name: delete_message(uuid); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.delete_message(p_message_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_websites constant uuid[] := array(select app.admin_website_ids());
    v_conversations constant uuid[] := array(select app.visitor_conversation_ids());
    v_at constant timestamptz := pg_catalog.clock_timestamp();
begin
    perform private.forget_address_of_visitor();
    update public.messages as m
    set deleted_at = v_at
    where
        m.id = p_message_id
        and m.deleted_at is null
        and (
            m.website_id = any(v_websites)
            or (m.sender_type = 'visitor' and m.conversation_id = any(v_conversations))
        );
    if found then
        return;
    end if;
    update public.messages_archive as m
    set deleted_at = v_at
    where
        m.id = p_message_id
        and m.deleted_at is null
        and (
            m.website_id = any(v_websites)
            or (m.sender_type = 'visitor' and m.conversation_id = any(v_conversations))
        );
    if not found then
        perform private.refuse('message', p_message_id);
    end if;
end
$$;

ALTER FUNCTION app.delete_message(p_message_id uuid) OWNER TO livechat_owner;

-- Name: FUNCTION delete_message(p_message_id uuid); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.delete_message(p_message_id uuid) IS 'Deletes a message: an admin any of their websites, a visitor one of their own; can be undone for 30 days';

-- Name: delete_visitor(uuid); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.delete_visitor(p_visitor_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_at constant timestamptz := pg_catalog.clock_timestamp();
    v_conversations uuid[];
begin
    perform private.forget_address_of_visitor();
    update public.visitors as v
    set deleted_at = v_at, deleted_by_visitor = platform.current_login() = 'livechat_visitor'
    where
        v.id = p_visitor_id
        and v.deleted_at is null
        and (
            v.website_id = any(array(select app.admin_website_ids('{owner}')))
            or v.id = (select app.known_visitor_id())
        );
    if not found then
        perform private.refuse('visitor', p_visitor_id);
    end if;
    with deleted as (
        update public.conversations as c
        set deleted_at = v_at
        where c.visitor_id = p_visitor_id and c.deleted_at is null
        returning c.id
    )

    select pg_catalog.array_agg(d.id) into v_conversations from deleted as d;
    perform private.mark_messages(v_conversations, null, v_at);
end
$$;

ALTER FUNCTION app.delete_visitor(p_visitor_id uuid) OWNER TO livechat_owner;

-- Name: FUNCTION delete_visitor(p_visitor_id uuid); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.delete_visitor(p_visitor_id uuid) IS 'The right to erasure: at once for everybody to see, for good after 30 days; for the visitor and the website''s owners';

-- Name: export_visitor(uuid); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.export_visitor(p_visitor_id uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

ALTER FUNCTION app.export_visitor(p_visitor_id uuid) OWNER TO livechat_owner;

-- Name: FUNCTION export_visitor(p_visitor_id uuid); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.export_visitor(p_visitor_id uuid) IS 'The right of access: everything that is kept of a visitor, the deleted, the archived, the log and where exports lie';

-- Name: fellow_admin_ids(); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.fellow_admin_ids() RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20 PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return query
    select platform.current_user_id()
    union
    select m.admin_id
    from public.website_admins as m
    where m.website_id = any(array(select app.admin_website_ids()));
end
$$;

ALTER FUNCTION app.fellow_admin_ids() OWNER TO livechat_owner;

-- Name: FUNCTION fellow_admin_ids(); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.fellow_admin_ids() IS 'The current admin and everybody who works for the same websites';

-- Name: find_login(text); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.find_login(p_email text) RETURNS TABLE(admin_id uuid, password_hash text, status text)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
    SET search_path TO ''
    AS $$
    select a.id, a.password_hash::text, a.status::text
    from public.admins as a
    where a.email = pg_catalog.lower(p_email)
$$;

ALTER FUNCTION app.find_login(p_email text) OWNER TO livechat_owner;

-- Name: FUNCTION find_login(p_email text); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.find_login(p_email text) IS 'What is needed to check a password: for the authentication service';

-- Name: known_visitor_id(); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.known_visitor_id() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return (
        select v.id
        from public.visitors as v
        where
            v.id = (select platform.current_user_id())
            and (select platform.current_login()) = 'livechat_visitor'
            and v.deleted_at is null
    );
end
$$;

ALTER FUNCTION app.known_visitor_id() OWNER TO livechat_owner;

-- Name: FUNCTION known_visitor_id(); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.known_visitor_id() IS 'The current visitor, if there is one who is not deleted';

-- Name: mark_read(uuid); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.mark_read(p_conversation_id uuid) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_rows bigint;
begin
    update public.messages as m
    set is_read = true, read_at = pg_catalog.now()
    where m.conversation_id = p_conversation_id and not m.is_read and m.deleted_at is null;
    get diagnostics v_rows = row_count;
    return v_rows;
end
$$;

ALTER FUNCTION app.mark_read(p_conversation_id uuid) OWNER TO livechat_owner;

-- Name: FUNCTION mark_read(p_conversation_id uuid); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.mark_read(p_conversation_id uuid) IS 'Marks what the other side wrote in a conversation as read, and says how many';

SET default_tablespace = '';

SET default_table_access_method = heap;

-- Name: conversations; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.conversations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    website_id uuid NOT NULL,
    visitor_id uuid NOT NULL,
    assigned_admin_id uuid,
    subject character varying(255),
    status character varying(20) DEFAULT 'open'::character varying NOT NULL,
    unread_count bigint DEFAULT 0 NOT NULL,
    visitor_unread_count bigint DEFAULT 0 NOT NULL,
    last_message_at timestamp with time zone DEFAULT now() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT conversations_counts_positive CHECK (((unread_count >= 0) AND (visitor_unread_count >= 0))),
    CONSTRAINT conversations_status_known CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'pending'::character varying, 'closed'::character varying])::text[])))
);

ALTER TABLE ONLY public.conversations FORCE ROW LEVEL SECURITY;

ALTER TABLE public.conversations OWNER TO livechat_owner;

-- Name: TABLE conversations; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON TABLE public.conversations IS 'One talk of a visitor with the admins of a website';

-- Name: COLUMN conversations.status; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.conversations.status IS 'open, pending (waits for the visitor) or closed';

-- Name: COLUMN conversations.unread_count; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.conversations.unread_count IS 'Messages of the visitor that no admin has read; kept by a trigger';

-- Name: COLUMN conversations.visitor_unread_count; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.conversations.visitor_unread_count IS 'Answers that the visitor has not read; kept by a trigger';

-- Name: COLUMN conversations.last_message_at; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.conversations.last_message_at IS 'When the last message was written; its own beginning before that';

-- Name: COLUMN conversations.deleted_at; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.conversations.deleted_at IS 'Set: gone for everybody, can be undone for 30 days, then erased for good';

-- Name: open_conversations(uuid, integer); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.open_conversations(p_website_id uuid, p_limit integer DEFAULT 50) RETURNS SETOF public.conversations
    LANGUAGE sql STABLE ROWS 50
    SET search_path TO ''
    AS $$
    select c.*
    from public.conversations as c
    where c.website_id = p_website_id and c.status = 'open'
    order by c.last_message_at desc
    limit p_limit
$$;

ALTER FUNCTION app.open_conversations(p_website_id uuid, p_limit integer) OWNER TO livechat_owner;

-- Name: FUNCTION open_conversations(p_website_id uuid, p_limit integer); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.open_conversations(p_website_id uuid, p_limit integer) IS 'A website''s open conversations, the one with the newest message first';

-- Name: thread(uuid, timestamp with time zone, integer); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.thread(p_conversation_id uuid, p_before timestamp with time zone DEFAULT 'infinity'::timestamp with time zone, p_limit integer DEFAULT 50) RETURNS TABLE(id uuid, sender_type character varying, admin_id uuid, content text, is_read boolean, read_at timestamp with time zone, created_at timestamp with time zone)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select t.id, t.sender_type, t.admin_id, t.content, t.is_read, t.read_at, t.created_at
    from (
        (
            select m.id, m.sender_type, m.admin_id, m.content, m.is_read, m.read_at, m.created_at
            from public.messages as m
            where m.conversation_id = p_conversation_id and m.created_at < p_before
            order by m.created_at desc
            limit p_limit
        )
        union all
        (
            select a.id, a.sender_type, a.admin_id, a.content, a.is_read, a.read_at, a.created_at
            from public.messages_archive as a
            where a.conversation_id = p_conversation_id and a.created_at < p_before
            order by a.created_at desc
            limit p_limit
        )
    ) as t
    order by t.created_at desc, t.id
    limit p_limit
$$;

ALTER FUNCTION app.thread(p_conversation_id uuid, p_before timestamp with time zone, p_limit integer) OWNER TO livechat_owner;

-- Name: FUNCTION thread(p_conversation_id uuid, p_before timestamp with time zone, p_limit integer); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.thread(p_conversation_id uuid, p_before timestamp with time zone, p_limit integer) IS 'The messages of a conversation before a time, newest first, archived ones too; for the next page, pass the last time';

-- Name: undo_delete_conversation(uuid); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.undo_delete_conversation(p_conversation_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_at timestamptz;
begin
    select c.deleted_at into v_at
    from public.conversations as c
    inner join public.visitors as v on v.id = c.visitor_id
    where
        c.id = p_conversation_id
        and c.deleted_at >= pg_catalog.now() - interval '30 days'
        and c.website_id = any(array(select app.admin_website_ids()))
        and v.deleted_at is null
    for update of c;
    if not found then
        perform private.refuse('deleted conversation', p_conversation_id);
    end if;
    update public.conversations as c set deleted_at = null where c.id = p_conversation_id;
    perform private.mark_messages(array[p_conversation_id], v_at, null);
end
$$;

ALTER FUNCTION app.undo_delete_conversation(p_conversation_id uuid) OWNER TO livechat_owner;

-- Name: FUNCTION undo_delete_conversation(p_conversation_id uuid); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.undo_delete_conversation(p_conversation_id uuid) IS 'Gives back a conversation that was deleted in the last 30 days, with what was deleted with it; for admins';

-- Name: undo_delete_message(uuid); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.undo_delete_message(p_message_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_websites constant uuid[] := array(select app.admin_website_ids());
    v_since constant timestamptz := pg_catalog.now() - interval '30 days';
begin
    update public.messages as m
    set deleted_at = null
    from public.conversations as c
    where
        m.id = p_message_id
        and m.deleted_at >= v_since
        and m.website_id = any(v_websites)
        and c.id = m.conversation_id
        and c.deleted_at is null;
    if found then
        return;
    end if;
    update public.messages_archive as m
    set deleted_at = null
    from public.conversations as c
    where
        m.id = p_message_id
        and m.deleted_at >= v_since
        and m.website_id = any(v_websites)
        and c.id = m.conversation_id
        and c.deleted_at is null;
    if not found then
        perform private.refuse('deleted message', p_message_id);
    end if;
end
$$;

ALTER FUNCTION app.undo_delete_message(p_message_id uuid) OWNER TO livechat_owner;

-- Name: FUNCTION undo_delete_message(p_message_id uuid); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.undo_delete_message(p_message_id uuid) IS 'Gives back a message that was deleted in the last 30 days, in a conversation that is not deleted itself; for admins';

-- Name: undo_delete_visitor(uuid); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.undo_delete_visitor(p_visitor_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_at timestamptz;
    v_conversations uuid[];
begin
    select v.deleted_at into v_at
    from public.visitors as v
    where
        v.id = p_visitor_id
        and v.deleted_at >= pg_catalog.now() - interval '30 days'
        and not v.deleted_by_visitor
        and v.website_id = any(array(select app.admin_website_ids('{owner}')))
    for update;
    if not found then
        perform private.refuse('deleted visitor', p_visitor_id);
    end if;
    update public.visitors as v set deleted_at = null where v.id = p_visitor_id;
    with restored as (
        update public.conversations as c
        set deleted_at = null
        where c.visitor_id = p_visitor_id and c.deleted_at = v_at
        returning c.id
    )

    select pg_catalog.array_agg(r.id) into v_conversations from restored as r;
    perform private.mark_messages(v_conversations, v_at, null);
end
$$;

ALTER FUNCTION app.undo_delete_visitor(p_visitor_id uuid) OWNER TO livechat_owner;

-- Name: FUNCTION undo_delete_visitor(p_visitor_id uuid); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.undo_delete_visitor(p_visitor_id uuid) IS 'Gives back a visitor whom the website deleted in the last 30 days, with what was deleted with them; for its owners';

-- Name: unread_count(uuid); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.unread_count(p_website_id uuid) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select pg_catalog.count(*)
    from public.messages as m
    where m.website_id = p_website_id and m.sender_type = 'visitor' and not m.is_read and m.deleted_at is null
$$;

ALTER FUNCTION app.unread_count(p_website_id uuid) OWNER TO livechat_owner;

-- Name: FUNCTION unread_count(p_website_id uuid); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.unread_count(p_website_id uuid) IS 'How many messages of a website''s visitors no admin has read';

-- Name: visitor_conversation_ids(); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.visitor_conversation_ids() RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5 PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return query
    select c.id
    from public.conversations as c
    where c.visitor_id = (select app.known_visitor_id()) and c.deleted_at is null;
end
$$;

ALTER FUNCTION app.visitor_conversation_ids() OWNER TO livechat_owner;

-- Name: FUNCTION visitor_conversation_ids(); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.visitor_conversation_ids() IS 'The conversations of the current visitor';

-- Name: visitor_portability(uuid); Type: FUNCTION; Schema: app; Owner: livechat_owner

CREATE FUNCTION app.visitor_portability(p_visitor_id uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

ALTER FUNCTION app.visitor_portability(p_visitor_id uuid) OWNER TO livechat_owner;

-- Name: FUNCTION visitor_portability(p_visitor_id uuid); Type: COMMENT; Schema: app; Owner: livechat_owner

COMMENT ON FUNCTION app.visitor_portability(p_visitor_id uuid) IS 'The right to portability: what the visitor gave themselves, profile and own messages, for others to read';

-- Name: create_events(name, regtype); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
begin
    -- No foreign keys: an event is still to be published when what it tells of is gone. A key of a partitioned table
    -- names the partition's column.
    execute pg_catalog.format(
        $sql$
        create table public.events (
            id bigint generated always as identity,
            %1$I %2$s not null,
            event_type varchar(255) not null,
            aggregate_id %2$s not null,
            aggregate_type varchar(100) not null,
            payload jsonb not null,
            status varchar(20) not null default 'pending',
            created_at timestamptz not null default now(),
            primary key (id, status),
            constraint events_event_type_form check (event_type ~ '^[a-z_]+\.[a-z_]+$'),
            constraint events_payload_shape check (jsonb_typeof(payload) = 'object')
        ) partition by list (status)
        $sql$,
        p_tenant_column,
        p_id_type
    );
    create table public.events_pending partition of public.events for values in ('pending');
    create table public.events_published partition of public.events for values in ('published');
    create table public.events_failed partition of public.events for values in ('failed');

    create index idx_events_status_created_at on public.events (status, created_at);
    execute pg_catalog.format(
        'create index %I on public.events (%I)', 'idx_events_' || p_tenant_column, p_tenant_column
    );

    alter table public.events enable row level security, force row level security;

    comment on table public.events is 'The outbox: what NATS is to hear, written in the transaction of the change';
    comment on column public.events.event_type is 'domain.action, such as document.created: the end of the subject';
    comment on column public.events.status is
    'pending, published or failed; a new status moves the row to another partition';

    -- The relay's own role, which has no other right in the pack's database; it publishes every tenant's events.
    grant select (id, event_type, aggregate_type, aggregate_id, payload, status, created_at) on public.events to relay;
    grant update (status) on public.events to relay;
end
$_$;

ALTER FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) OWNER TO livechat_owner;

-- Name: FUNCTION create_events(p_tenant_column name, p_id_type regtype); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) IS 'Makes the table events with a tenant column of that name; `create_outbox` makes it whole';

-- Name: create_outbox(name, regtype); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform platform.create_events(p_tenant_column, p_id_type);
    perform platform.divide_published_events();
end
$$;

ALTER FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) OWNER TO livechat_owner;

-- Name: FUNCTION create_outbox(p_tenant_column name, p_id_type regtype); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) IS 'Makes the table events with a tenant column of that name; tenants and aggregates have ids of that type';

-- Name: current_login(); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.current_login() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select coalesce(nullif(pg_catalog.current_setting('role'), 'none'), session_user::pg_catalog.text)
$$;

ALTER FUNCTION platform.current_login() OWNER TO livechat_owner;

-- Name: FUNCTION current_login(); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.current_login() IS 'The role that a session acts as, also within functions that act as their owner: what app.current_user_id names depends
on it';

-- Name: current_user_id(); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.current_user_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select nullif(pg_catalog.current_setting('app.current_user_id', true), '')::pg_catalog.uuid
$$;

ALTER FUNCTION platform.current_user_id() OWNER TO livechat_owner;

-- Name: FUNCTION current_user_id(); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.current_user_id() IS 'The user set with set_config(''app.current_user_id'', ..., true); null where none is';

-- Name: divide_published_events(); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.divide_published_events() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_index record;
begin
    -- A key of a partitioned table names the columns of all its partitions' bounds.
    alter table public.events
    drop constraint events_pkey,
    add column status_since timestamptz not null default now(),
    add column stream varchar(255),
    add column stream_created_at timestamptz,
    add column stream_sequence bigint,
    add column failure text;

    -- What is there already becomes the default partition as it is: nothing is copied, however much it is.
    alter table public.events detach partition public.events_published;
    alter table public.events_published rename to events_published_default;
    for v_index in
        select c.oid::regclass as name, pg_catalog.replace(c.relname, 'published', 'published_default') as wanted
        from pg_catalog.pg_index as i
        inner join pg_catalog.pg_class as c on i.indexrelid = c.oid
        where i.indrelid = 'public.events_published_default'::regclass
    loop
        execute pg_catalog.format('alter index %s rename to %I', v_index.name, v_index.wanted);
    end loop;
    create table public.events_published partition of public.events for values in ('published')
    partition by range (status_since);
    alter table public.events_published attach partition public.events_published_default default;

    alter table public.events add primary key (id, status, status_since);
    create index idx_events_published_stream_sequence on public.events_published (stream, stream_sequence);

    comment on column public.events.status_since is 'When it got its status: when it was published, or given up';
    comment on column public.events.stream is
    'The stream that took it; null for what was never published, or before places were kept';
    comment on column public.events.stream_created_at is
    'When that stream was made: one that was made later is another, though it has the same name';
    comment on column public.events.stream_sequence is
    'Its message''s number there; null once another message got that number, because this one was lost';
    comment on column public.events.failure is 'Why it is failed';

    grant select (status_since, stream, stream_created_at, stream_sequence) on public.events to relay;
    grant update (status_since, stream, stream_created_at, stream_sequence, failure) on public.events to relay;
end
$$;

ALTER FUNCTION platform.divide_published_events() OWNER TO livechat_owner;

-- Name: FUNCTION divide_published_events(); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.divide_published_events() IS 'Divides the published events of an outbox by time and gives every event the columns that tell where it went';

-- Name: for_tenants(text, text[]); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_count constant integer := coalesce(pg_catalog.cardinality(p_tenants), 0);
    v_rows bigint;
begin
    if v_count = 0 then
        return 0;
    end if;
    begin
        execute p_statement using p_tenants into v_rows;
        return v_rows;
    exception when others then
        if v_count = 1 then
            perform pg_catalog.set_config(
                'platform.left_out',
                pg_catalog.left(pg_catalog.concat_ws(
                    '; ',
                    nullif(pg_catalog.current_setting('platform.left_out', true), ''),
                    pg_catalog.format('%s: %s (SQLSTATE %s)', p_tenants[1], sqlerrm, sqlstate)
                ), 4000),
                true
            );
            return 0;
        end if;
    end;
    return
        platform.for_tenants(p_statement, p_tenants[:v_count / 2])
        + platform.for_tenants(p_statement, p_tenants[v_count / 2 + 1:]);
end
$$;

ALTER FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) OWNER TO livechat_owner;

-- Name: FUNCTION for_tenants(p_statement text, p_tenants text[]); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) IS 'Runs a statement that takes tenants as $1 and says how many rows it worked on; leaves out those for whom it fails, and
names them in platform.left_out';

-- Name: forbid_change(); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.forbid_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    raise exception using
        errcode = 'insufficient_privilege',
        message = pg_catalog.format('%s is not allowed on %I.%I', tg_op, tg_table_schema, tg_table_name),
        hint = 'The table is append-only: add a row that corrects the earlier one.';
end
$$;

ALTER FUNCTION platform.forbid_change() OWNER TO livechat_owner;

-- Name: FUNCTION forbid_change(); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.forbid_change() IS 'Trigger function: refuses the statement; for append-only tables';

-- Name: insert_row(regclass, jsonb); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.insert_row(p_table regclass, p_row jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
declare
    v_columns constant text := (
        select pg_catalog.string_agg(pg_catalog.format('%I', k.name), ', ')
        from pg_catalog.jsonb_object_keys(p_row) as k (name)
    );
begin
    execute pg_catalog.format(
        'insert into %1$s (%2$s) select %2$s from pg_catalog.jsonb_populate_record(null::%1$s, $1)', p_table, v_columns
    ) using p_row;
end
$_$;

ALTER FUNCTION platform.insert_row(p_table regclass, p_row jsonb) OWNER TO livechat_owner;

-- Name: FUNCTION insert_row(p_table regclass, p_row jsonb); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.insert_row(p_table regclass, p_row jsonb) IS 'Inserts a JSON object as a row, with the caller''s rights; its keys are columns';

-- Name: maintain_months(regclass); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.maintain_months(p_parent regclass) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform platform.make_months(p_parent);
    -- What is left to it is retention.
    perform partman.run_maintenance(
        (select c.parent_table from partman.part_config as c where c.parent_table::regclass = p_parent),
        p_jobmon => false
    );
end
$$;

ALTER FUNCTION platform.maintain_months(p_parent regclass) OWNER TO livechat_owner;

-- Name: FUNCTION maintain_months(p_parent regclass); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.maintain_months(p_parent regclass) IS 'Makes the partitions of the coming months, also after a rest, and drops those past their retention';

-- Name: maintain_outbox(interval); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.maintain_outbox(p_keep interval) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    SET "TimeZone" TO 'UTC'
    SET lock_timeout TO '2s'
    AS $_$
declare
    v_day date;
    v_partition text;
    v_removed bigint := 0;
    v_rows bigint;
begin
    if pg_catalog.to_regclass('public.events') is null then
        return 0;
    end if;
    for v_day in
        select d.day::date
        from pg_catalog.generate_series(current_date + 1, current_date + 7, interval '1 day') as d (day)
    loop
        v_partition := 'events_published_p' || pg_catalog.to_char(v_day, 'YYYYMMDD');
        if pg_catalog.to_regclass('public.' || v_partition) is null then
            execute pg_catalog.format(
                'create table public.%I partition of public.events_published for values from (%L) to (%L)',
                v_partition, v_day::timestamptz, (v_day + 1)::timestamptz
            );
        end if;
    end loop;
    for v_partition in
        select c.relname
        from pg_catalog.pg_inherits as i
        inner join pg_catalog.pg_class as c on i.inhrelid = c.oid
        where
            i.inhparent = 'public.events_published'::regclass
            and c.relname ~ '_p\d{8}$'
            and pg_catalog.to_date(pg_catalog.right(c.relname, 8), 'YYYYMMDD') + 1 <= pg_catalog.now() - p_keep
    loop
        execute pg_catalog.format('select count(*) from public.%I', v_partition) into v_rows;
        execute pg_catalog.format('drop table public.%I', v_partition);
        v_removed := v_removed + v_rows;
    end loop;
    delete from public.events_published_default as e where e.status_since < pg_catalog.now() - p_keep;
    get diagnostics v_rows = row_count;
    return v_removed + v_rows;
exception
    when lock_not_available then
        return 0;
end
$_$;

ALTER FUNCTION platform.maintain_outbox(p_keep interval) OWNER TO livechat_owner;

-- Name: FUNCTION maintain_outbox(p_keep interval); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.maintain_outbox(p_keep interval) IS 'Makes partitions for the coming days and removes published events that are older than that; says how many';

-- Name: make_months(regclass); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.make_months(p_parent regclass) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    SET "TimeZone" TO 'UTC'
    SET lock_timeout TO '2s'
    AS $_$
declare
    v_default regclass;
    v_time name;
    v_columns text;
    v_from timestamptz;
    v_until timestamptz;
    v_month timestamptz;
    v_has_rows boolean;
    v_detached boolean := false;
    v_partition text;
    v_rows bigint;
    v_moved bigint := 0;
begin
    select t.partdefid::regclass, a.attname
    into v_default, v_time
    from pg_catalog.pg_partitioned_table as t
    inner join pg_catalog.pg_attribute as a on a.attrelid = t.partrelid and a.attnum = t.partattrs[0]
    where t.partrelid = p_parent;
    select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum)
    into v_columns
    from pg_catalog.pg_attribute as a
    where a.attrelid = p_parent and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
    select
        min(pg_catalog.to_date(pg_catalog.right(c.relname, 8), 'YYYYMMDD')),
        pg_catalog.date_trunc('month', pg_catalog.now()) + (p.premake + 1) * interval '1 month'
    into v_from, v_until
    from partman.part_config as p
    inner join pg_catalog.pg_inherits as i on i.inhparent = p.parent_table::regclass
    inner join pg_catalog.pg_class as c on i.inhrelid = c.oid
    where p.parent_table::regclass = p_parent and c.relname ~ '_p\d{8}$'
    group by p.premake;
    for v_month, v_has_rows in execute pg_catalog.format(
        $query$
            with stuck as (select distinct pg_catalog.date_trunc('month', %1$I) as month from %2$s
                where %1$I >= %3$L and %1$I < %4$L)
            select m.month, exists (select from stuck as s where s.month = m.month)
            from (select month from stuck union select pg_catalog.generate_series(
                pg_catalog.date_trunc('month', pg_catalog.now()), %4$L::timestamptz - interval '1 month',
                interval '1 month')) as m (month)
            where pg_catalog.to_regclass(%5$L || '_p' || pg_catalog.to_char(m.month, 'YYYYMMDD')) is null
            order by m.month
        $query$,
        v_time, v_default, v_from, v_until, p_parent
    )
    loop
        if v_has_rows and not v_detached then
            execute pg_catalog.format('alter table %s detach partition %s', p_parent, v_default);
            v_detached := true;
        end if;
        v_partition := pg_catalog.format('%s_p%s', p_parent, pg_catalog.to_char(v_month, 'YYYYMMDD'));
        execute pg_catalog.format(
            'create table %s (like %s including comments including constraints including defaults including generated '
            'including statistics including storage)',
            v_partition, p_parent
        );
        if v_has_rows then
            execute pg_catalog.format(
                'with moved as (delete from %1$s where %2$I >= %3$L and %2$I < %4$L returning %5$s) '
                'insert into %6$s (%5$s) select %5$s from moved',
                v_default, v_time, v_month, v_month + interval '1 month', v_columns, v_partition
            );
            get diagnostics v_rows = row_count;
            v_moved := v_moved + v_rows;
        end if;
        execute pg_catalog.format(
            'alter table %s attach partition %s for values from (%L) to (%L)',
            p_parent, v_partition, v_month, v_month + interval '1 month'
        );
    end loop;
    if v_detached then
        execute pg_catalog.format('alter table %s attach partition %s default', p_parent, v_default);
    end if;
    return v_moved;
end
$_$;

ALTER FUNCTION platform.make_months(p_parent regclass) OWNER TO livechat_owner;

-- Name: FUNCTION make_months(p_parent regclass); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.make_months(p_parent regclass) IS 'Makes the months that are missing, with the rows that lie in the default partition, and says how many it moved';

-- Name: partitions_ahead(); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.partitions_ahead() RETURNS TABLE(parent text, made_until timestamp with time zone, rows_outside bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO ''
    SET "TimeZone" TO 'UTC'
    AS $$
declare
    v_default regclass;
begin
    if pg_catalog.to_regclass('partman.part_config') is null then
        return;
    end if;
    for parent, v_default in
        select c.parent_table, t.partdefid::regclass
        from partman.part_config as c
        inner join pg_catalog.pg_partitioned_table as t on t.partrelid = c.parent_table::regclass
    loop
        -- The first month from now on that has none.
        select min(m.month)
        into made_until
        from pg_catalog.generate_series(
            pg_catalog.date_trunc('month', pg_catalog.now()),
            pg_catalog.date_trunc('month', pg_catalog.now()) + interval '10 years',
            interval '1 month'
        ) as m (month)
        where pg_catalog.to_regclass(parent || '_p' || pg_catalog.to_char(m.month, 'YYYYMMDD')) is null;
        -- Enough to know that there are some, and how many about.
        execute pg_catalog.format('select count(*) from (select from %s limit 10000) as r', v_default)
        into rows_outside;
        return next;
    end loop;
end
$$;

ALTER FUNCTION platform.partitions_ahead() OWNER TO livechat_owner;

-- Name: FUNCTION partitions_ahead(); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.partitions_ahead() IS 'Until when each table by months has its partitions, and how many rows lie outside of them, up to 10,000; for metrics';

-- Name: publish_change(); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.publish_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    -- These follow from a change and are none themselves.
    v_following constant text[] := '{search_vector,updated_at,version}';
    v_told constant text[] := coalesce(tg_argv[4], '{}');
    v_old constant jsonb := case when tg_op <> 'INSERT' then pg_catalog.to_jsonb(old) end;
    v_new constant jsonb := case when tg_op <> 'DELETE' then pg_catalog.to_jsonb(new) end;
    v_row constant jsonb := coalesce(v_new, v_old);
    v_was_gone constant boolean := v_old ->> 'status' = 'deleted' or v_old ->> 'deleted_at' is not null;
    v_gone constant boolean :=
        tg_op = 'DELETE' or v_new ->> 'status' = 'deleted' or v_new ->> 'deleted_at' is not null;
    v_tenant jsonb;
begin
    if v_gone and v_was_gone then
        return null;
    end if;
    v_tenant := platform.tenant_of(v_row -> tg_argv[2], tg_argv[3]);
    perform platform.insert_row('public.events', pg_catalog.jsonb_build_object(
        tg_argv[1], v_tenant,
        'event_type', tg_argv[0] || case
            when v_gone then '.deleted'
            when tg_op = 'INSERT' then '.created'
            else '.updated'
        end,
        'aggregate_id', v_row -> 'id',
        'aggregate_type', platform.table_name(tg_relid),
        'payload', (
            select coalesce(pg_catalog.jsonb_object_agg(t.name, v_row -> t.name), '{}')
            from pg_catalog.unnest(v_told) as t (name)
        ) || pg_catalog.jsonb_build_object(
            'id', v_row -> 'id',
            tg_argv[1], v_tenant,
            'actor_id', platform.current_user_id(),
            'changed', (
                select coalesce(pg_catalog.jsonb_agg(n.key order by n.key), '[]')
                from pg_catalog.jsonb_each(v_new - v_following) as n
                where n.value is distinct from v_old -> n.key and tg_op = 'UPDATE'
            ),
            'occurred_at', pg_catalog.now()
        )
    ));
    return null;
end
$$;

ALTER FUNCTION platform.publish_change() OWNER TO livechat_owner;

-- Name: FUNCTION publish_change(); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.publish_change() IS 'Trigger function: puts <domain>.created, updated or deleted into the outbox; arguments: domain, tenant column of
events, column of the row, function from that to the tenant, columns that the payload tells';

-- Name: purge_deleted(regclass, interval); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
declare
    v_rows bigint;
begin
    execute pg_catalog.format('delete from %s where deleted_at < $1', p_table) using pg_catalog.now() - p_keep;
    get diagnostics v_rows = row_count;
    return v_rows;
end
$_$;

ALTER FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) OWNER TO livechat_owner;

-- Name: FUNCTION purge_deleted(p_table regclass, p_keep interval); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) IS 'Deletes rows whose deleted_at is longer ago than that, and says how many';

-- Name: record_change(); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.record_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_left_out constant text[] := coalesce(tg_argv[3], '{}');
    v_old constant jsonb := case when tg_op <> 'INSERT' then pg_catalog.to_jsonb(old) - v_left_out end;
    v_new constant jsonb := case when tg_op <> 'DELETE' then pg_catalog.to_jsonb(new) - v_left_out end;
    v_row constant jsonb := coalesce(v_new, v_old);
    v_entry jsonb := pg_catalog.jsonb_build_object(
        'actor_id', coalesce(platform.current_user_id(), '00000000-0000-0000-0000-000000000000'),
        'action', case tg_op when 'INSERT' then 'create' when 'UPDATE' then 'update' else 'delete' end,
        'entity_type', platform.table_name(tg_relid),
        'entity_id', v_row -> 'id',
        'old_value', v_old,
        'new_value', v_new,
        -- The server sees the pooler's address; the service tells the client's.
        'ip_address', nullif(pg_catalog.current_setting('app.client_ip', true), '')
    );
begin
    if tg_argv[0] <> '' then
        v_entry := v_entry || pg_catalog.jsonb_build_object(
            tg_argv[0], platform.tenant_of(v_row -> tg_argv[1], tg_argv[2])
        );
    end if;
    perform platform.insert_row('public.audit_log', v_entry);
    return null;
end
$$;

ALTER FUNCTION platform.record_change() OWNER TO livechat_owner;

-- Name: FUNCTION record_change(); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.record_change() IS 'Trigger function: writes a changed row''s audit entry; arguments: tenant column of audit_log, column of the row,
function from that to the tenant, columns left out';

-- Name: run_job(text, text); Type: PROCEDURE; Schema: platform; Owner: livechat_owner

CREATE PROCEDURE platform.run_job(IN p_job text, IN p_statement text)
    LANGUAGE plpgsql
    AS $$
declare
    v_run bigint;
    v_message text;
begin
    delete from platform.job_runs where job = p_job and started_at < pg_catalog.now() - interval '30 days';
    insert into platform.job_runs (job) values (p_job) returning job_run_id into v_run;
    commit;
    begin
        execute p_statement;
        v_message := 'left out ' || nullif(pg_catalog.current_setting('platform.left_out', true), '');
    exception when others then
        v_message := pg_catalog.format('%s (SQLSTATE %s)', sqlerrm, sqlstate);
    end;
    update platform.job_runs
    set
        finished_at = pg_catalog.clock_timestamp(),
        outcome = case when v_message is null then 'succeeded' else 'failed' end,
        message = v_message
    where job_run_id = v_run;
end
$$;

ALTER PROCEDURE platform.run_job(IN p_job text, IN p_statement text) OWNER TO livechat_owner;

-- Name: PROCEDURE run_job(IN p_job text, IN p_statement text); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON PROCEDURE platform.run_job(IN p_job text, IN p_statement text) IS 'Runs a statement and leaves a row in platform.job_runs; a run that left tenants out has failed and names them';

-- Name: set_updated_at(); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.set_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if new is distinct from old then
        new.updated_at := pg_catalog.now();
    end if;
    return new;
end
$$;

ALTER FUNCTION platform.set_updated_at() OWNER TO livechat_owner;

-- Name: FUNCTION set_updated_at(); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.set_updated_at() IS 'Trigger function: updated_at is the time of the last change';

-- Name: table_name(oid); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.table_name(p_relation oid) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select c.relname::text
    from pg_catalog.pg_class as c
    where
        c.oid = coalesce(
            pg_catalog.pg_partition_root(p_relation)::oid,
            (select i.inhparent from pg_catalog.pg_inherits as i where i.inhrelid = p_relation),
            p_relation
        )
$$;

ALTER FUNCTION platform.table_name(p_relation oid) OWNER TO livechat_owner;

-- Name: FUNCTION table_name(p_relation oid); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.table_name(p_relation oid) IS 'A table''s name without its schema; a part has the name of the whole';

-- Name: tenant_of(jsonb, text); Type: FUNCTION; Schema: platform; Owner: livechat_owner

CREATE FUNCTION platform.tenant_of(p_value jsonb, p_function text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_tenant jsonb := p_value;
begin
    if p_function <> '' then
        execute pg_catalog.format(
            'select pg_catalog.to_jsonb(%s(%L))', p_function::pg_catalog.regproc, p_value #>> '{}'
        ) into v_tenant;
    end if;
    return v_tenant;
end
$$;

ALTER FUNCTION platform.tenant_of(p_value jsonb, p_function text) OWNER TO livechat_owner;

-- Name: FUNCTION tenant_of(p_value jsonb, p_function text); Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON FUNCTION platform.tenant_of(p_value jsonb, p_function text) IS 'The tenant that the named function finds for a value; the value itself where no function is named';

-- Name: add_owner(); Type: FUNCTION; Schema: private; Owner: livechat_owner

CREATE FUNCTION private.add_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    insert into public.website_admins (website_id, admin_id, role) values (new.id, new.owner_id, 'owner');
    return null;
end
$$;

ALTER FUNCTION private.add_owner() OWNER TO livechat_owner;

-- Name: FUNCTION add_owner(); Type: COMMENT; Schema: private; Owner: livechat_owner

COMMENT ON FUNCTION private.add_owner() IS 'Trigger function: the owner of a new website is its first admin';

-- Name: archive_messages(interval, integer); Type: FUNCTION; Schema: private; Owner: livechat_owner

CREATE FUNCTION private.archive_messages(p_age interval DEFAULT '90 days'::interval, p_rows integer DEFAULT 50000) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
begin
    return platform.for_tenants(
        pg_catalog.format('select private.archive_messages_of($1::uuid[], %L, %s)', p_age, p_rows),
        array(
            select distinct m.website_id::text
            from public.messages as m
            where m.created_at < pg_catalog.now() - p_age
        )
    );
end
$_$;

ALTER FUNCTION private.archive_messages(p_age interval, p_rows integer) OWNER TO livechat_owner;

-- Name: FUNCTION archive_messages(p_age interval, p_rows integer); Type: COMMENT; Schema: private; Owner: livechat_owner

COMMENT ON FUNCTION private.archive_messages(p_age interval, p_rows integer) IS 'Moves messages of that age to messages_archive, the oldest first, and says how many';

-- Name: archive_messages_of(uuid[], interval, integer); Type: FUNCTION; Schema: private; Owner: livechat_owner

CREATE FUNCTION private.archive_messages_of(p_websites uuid[], p_age interval, p_rows integer) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_rows bigint;
begin
    with due as (
        select m.id, m.created_at
        from public.messages as m
        where m.website_id = any(p_websites) and m.created_at < pg_catalog.now() - p_age
        order by m.created_at
        limit p_rows
        for update skip locked
    ),

    moved as (
        delete from public.messages as m
        using due as d
        where m.id = d.id and m.created_at = d.created_at
        returning m.*
    )

    insert into public.messages_archive (
        id, website_id, conversation_id, sender_type, admin_id, content, is_read, read_at, created_at, deleted_at
    )
    select
        case
            when
                exists (select from public.messages_archive as a where a.id = m.id)
                or pg_catalog.row_number() over (partition by m.id order by m.created_at) > 1
                then pg_catalog.gen_random_uuid()
            else m.id
        end,
        m.website_id, m.conversation_id, m.sender_type, m.admin_id, m.content, m.is_read, m.read_at, m.created_at,
        m.deleted_at
    from moved as m;
    get diagnostics v_rows = row_count;
    return v_rows;
end
$$;

ALTER FUNCTION private.archive_messages_of(p_websites uuid[], p_age interval, p_rows integer) OWNER TO livechat_owner;

-- Name: FUNCTION archive_messages_of(p_websites uuid[], p_age interval, p_rows integer); Type: COMMENT; Schema: private; Owner: livechat_owner

COMMENT ON FUNCTION private.archive_messages_of(p_websites uuid[], p_age interval, p_rows integer) IS 'Moves messages of that age of these websites to messages_archive, the oldest first, and says how many';

-- Name: count_messages(); Type: FUNCTION; Schema: private; Owner: livechat_owner

CREATE FUNCTION private.count_messages() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

ALTER FUNCTION private.count_messages() OWNER TO livechat_owner;

-- Name: FUNCTION count_messages(); Type: COMMENT; Schema: private; Owner: livechat_owner

COMMENT ON FUNCTION private.count_messages() IS 'Trigger function: keeps a conversation''s unread counts and the time of its last message';

-- Name: forget_address_of_visitor(); Type: FUNCTION; Schema: private; Owner: livechat_owner

CREATE FUNCTION private.forget_address_of_visitor() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if app.known_visitor_id() is not null then
        perform pg_catalog.set_config('app.client_ip', '', true);
    end if;
end
$$;

ALTER FUNCTION private.forget_address_of_visitor() OWNER TO livechat_owner;

-- Name: FUNCTION forget_address_of_visitor(); Type: COMMENT; Schema: private; Owner: livechat_owner

COMMENT ON FUNCTION private.forget_address_of_visitor() IS 'Takes the client''s address out of the transaction when a visitor acts';

-- Name: maintain_partitions(); Type: FUNCTION; Schema: private; Owner: livechat_owner

CREATE FUNCTION private.maintain_partitions() RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    v_partition text;
    v_empty boolean;
begin
    perform platform.maintain_months('public.messages');
    perform platform.maintain_months('public.audit_log');
    -- Not by pg_partman's retention, which would drop a month whether or not its messages have been archived.
    for v_partition in
        select pg_catalog.format('%I.%I', p.partition_schemaname, p.partition_tablename)
        from partman.show_partitions('public.messages') as p
        cross join lateral partman.show_partition_info(
            p.partition_schemaname || '.' || p.partition_tablename, '1 month', 'public.messages'
        ) as i
        where i.child_end_time < pg_catalog.now() - interval '90 days'
    loop
        execute pg_catalog.format('lock table %s in access exclusive mode', v_partition);
        execute pg_catalog.format('select not exists (select from %s)', v_partition) into v_empty;
        if v_empty then
            execute pg_catalog.format('drop table %s', v_partition);
        end if;
    end loop;
end
$$;

ALTER FUNCTION private.maintain_partitions() OWNER TO livechat_owner;

-- Name: FUNCTION maintain_partitions(); Type: COMMENT; Schema: private; Owner: livechat_owner

COMMENT ON FUNCTION private.maintain_partitions() IS 'Makes the partitions of the coming months and drops those of messages whose rows have all been archived';

-- Name: mark_messages(uuid[], timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: livechat_owner

CREATE FUNCTION private.mark_messages(p_conversation_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    update public.messages as m
    set deleted_at = p_to
    where m.conversation_id = any(p_conversation_ids) and m.deleted_at is not distinct from p_from;
    update public.messages_archive as m
    set deleted_at = p_to
    where m.conversation_id = any(p_conversation_ids) and m.deleted_at is not distinct from p_from;
end
$$;

ALTER FUNCTION private.mark_messages(p_conversation_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone) OWNER TO livechat_owner;

-- Name: FUNCTION mark_messages(p_conversation_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone); Type: COMMENT; Schema: private; Owner: livechat_owner

COMMENT ON FUNCTION private.mark_messages(p_conversation_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone) IS 'Changes deleted_at of the conversations'' messages, archived ones too, from one value to another; null is not deleted';

-- Name: visitors; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.visitors (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    website_id uuid NOT NULL,
    name character varying(255),
    email character varying(320),
    phone character varying(32),
    ip_address inet,
    user_agent character varying(1000),
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    deleted_by_visitor boolean DEFAULT false NOT NULL,
    CONSTRAINT visitors_email_form CHECK ((((email)::text = lower((email)::text)) AND ((email)::text ~~ '%_@_%'::text))),
    CONSTRAINT visitors_metadata_shape CHECK ((jsonb_typeof(metadata) = 'object'::text))
);

ALTER TABLE ONLY public.visitors FORCE ROW LEVEL SECURITY;

ALTER TABLE public.visitors OWNER TO livechat_owner;

-- Name: TABLE visitors; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON TABLE public.visitors IS 'Who asks: one row for a person on one website, who does not log in';

-- Name: COLUMN visitors.id; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.visitors.id IS 'Known to the chat''s service and the visitor''s browser alone';

-- Name: COLUMN visitors.metadata; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.visitors.metadata IS 'JSON object, free in its keys: what the website tells of its visitor';

-- Name: COLUMN visitors.deleted_at; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.visitors.deleted_at IS 'Set: gone for everybody, can be undone for 30 days, then erased for good';

-- Name: COLUMN visitors.deleted_by_visitor; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.visitors.deleted_by_visitor IS 'Whether they deleted themselves, which nobody can undo';

-- Name: open_visitor(uuid); Type: FUNCTION; Schema: private; Owner: livechat_owner

CREATE FUNCTION private.open_visitor(p_visitor_id uuid) RETURNS public.visitors
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
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

ALTER FUNCTION private.open_visitor(p_visitor_id uuid) OWNER TO livechat_owner;

-- Name: FUNCTION open_visitor(p_visitor_id uuid); Type: COMMENT; Schema: private; Owner: livechat_owner

COMMENT ON FUNCTION private.open_visitor(p_visitor_id uuid) IS 'Returns a visitor to themselves or an owner of the website, and writes that into the log; refuses everybody else';

-- Name: purge_deleted(interval); Type: FUNCTION; Schema: private; Owner: livechat_owner

CREATE FUNCTION private.purge_deleted(p_keep interval DEFAULT '30 days'::interval) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    return
        platform.purge_deleted('public.visitors', p_keep)
        + platform.purge_deleted('public.conversations', p_keep)
        + platform.purge_deleted('public.messages', p_keep)
        + platform.purge_deleted('public.messages_archive', p_keep);
end
$$;

ALTER FUNCTION private.purge_deleted(p_keep interval) OWNER TO livechat_owner;

-- Name: FUNCTION purge_deleted(p_keep interval); Type: COMMENT; Schema: private; Owner: livechat_owner

COMMENT ON FUNCTION private.purge_deleted(p_keep interval) IS 'Erases for good what was deleted longer ago than that; says how many rows';

-- Name: refuse(text, uuid); Type: FUNCTION; Schema: private; Owner: livechat_owner

CREATE FUNCTION private.refuse(p_what text, p_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    raise exception using
        errcode = 'insufficient_privilege',
        message = pg_catalog.format('%s %s is not there for the current user', p_what, p_id);
end
$$;

ALTER FUNCTION private.refuse(p_what text, p_id uuid) OWNER TO livechat_owner;

-- Name: FUNCTION refuse(p_what text, p_id uuid); Type: COMMENT; Schema: private; Owner: livechat_owner

COMMENT ON FUNCTION private.refuse(p_what text, p_id uuid) IS 'Raises insufficient_privilege for a row that the caller may not reach';

-- Name: template_public_audit_log; Type: TABLE; Schema: partman; Owner: livechat_owner

CREATE TABLE partman.template_public_audit_log (
    id bigint NOT NULL,
    website_id uuid,
    actor_id uuid NOT NULL,
    action character varying(50) NOT NULL,
    entity_type character varying(100) NOT NULL,
    entity_id uuid NOT NULL,
    old_value jsonb,
    new_value jsonb,
    ip_address inet,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE partman.template_public_audit_log OWNER TO livechat_owner;

-- Name: template_public_messages; Type: TABLE; Schema: partman; Owner: livechat_owner

CREATE TABLE partman.template_public_messages (
    id uuid NOT NULL,
    website_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    sender_type character varying(10) NOT NULL,
    admin_id uuid,
    content text NOT NULL,
    is_read boolean NOT NULL,
    read_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone
);

ALTER TABLE partman.template_public_messages OWNER TO livechat_owner;

-- Name: job_runs; Type: TABLE; Schema: platform; Owner: livechat_owner

CREATE TABLE platform.job_runs (
    job_run_id bigint NOT NULL,
    job text NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    finished_at timestamp with time zone,
    outcome text DEFAULT 'running'::text NOT NULL,
    message text,
    CONSTRAINT job_runs_check CHECK (((outcome = 'running'::text) = (finished_at IS NULL))),
    CONSTRAINT job_runs_outcome_check CHECK ((outcome = ANY (ARRAY['running'::text, 'succeeded'::text, 'failed'::text])))
);

ALTER TABLE platform.job_runs OWNER TO livechat_owner;

-- Name: TABLE job_runs; Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON TABLE platform.job_runs IS 'Each run of a scheduled job of the pack, with how it ended; kept for 30 days';

-- Name: job_outcomes; Type: VIEW; Schema: platform; Owner: livechat_owner

CREATE VIEW platform.job_outcomes WITH (security_invoker='true') AS
 SELECT t.job,
    t.runs_succeeded,
    t.runs_failed,
    t.last_succeeded_at,
    e.outcome AS last_outcome,
    (e.finished_at - e.started_at) AS last_duration,
        CASE
            WHEN (l.outcome = 'running'::text) THEN l.started_at
            ELSE NULL::timestamp with time zone
        END AS running_since
   FROM ((( SELECT r.job,
            count(*) FILTER (WHERE (r.outcome = 'succeeded'::text)) AS runs_succeeded,
            count(*) FILTER (WHERE (r.outcome = 'failed'::text)) AS runs_failed,
            max(r.finished_at) FILTER (WHERE (r.outcome = 'succeeded'::text)) AS last_succeeded_at
           FROM platform.job_runs r
          GROUP BY r.job) t
     LEFT JOIN LATERAL ( SELECT r.outcome,
            r.started_at,
            r.finished_at
           FROM platform.job_runs r
          WHERE ((r.job = t.job) AND (r.outcome <> 'running'::text))
          ORDER BY r.started_at DESC
         LIMIT 1) e ON (true))
     LEFT JOIN LATERAL ( SELECT r.outcome,
            r.started_at
           FROM platform.job_runs r
          WHERE (r.job = t.job)
          ORDER BY r.started_at DESC
         LIMIT 1) l ON (true));

ALTER VIEW platform.job_outcomes OWNER TO livechat_owner;

-- Name: VIEW job_outcomes; Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON VIEW platform.job_outcomes IS 'How each job is doing by its runs of the last 30 days; for metrics';

-- Name: job_runs_job_run_id_seq; Type: SEQUENCE; Schema: platform; Owner: livechat_owner

ALTER TABLE platform.job_runs ALTER COLUMN job_run_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME platform.job_runs_job_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: migration_files; Type: TABLE; Schema: platform; Owner: livechat_owner

CREATE TABLE platform.migration_files (
    migrations_table text NOT NULL,
    version text NOT NULL,
    file text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT migration_files_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE platform.migration_files OWNER TO livechat_owner;

-- Name: TABLE migration_files; Type: COMMENT; Schema: platform; Owner: livechat_owner

COMMENT ON TABLE platform.migration_files IS 'Applied migrations of the platform and of the pack, with their hashes';

-- Name: schema_migrations; Type: TABLE; Schema: platform; Owner: livechat_owner

CREATE TABLE platform.schema_migrations (
    version character varying NOT NULL
);

ALTER TABLE platform.schema_migrations OWNER TO livechat_owner;

-- Name: messages; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.messages (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    website_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    sender_type character varying(10) NOT NULL,
    admin_id uuid,
    content text NOT NULL,
    is_read boolean DEFAULT false NOT NULL,
    read_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT messages_content_length CHECK (((length(content) >= 1) AND (length(content) <= 10000))),
    CONSTRAINT messages_read_at CHECK ((is_read = (read_at IS NOT NULL))),
    CONSTRAINT messages_sender_known CHECK ((((sender_type)::text = ANY ((ARRAY['visitor'::character varying, 'admin'::character varying, 'system'::character varying])::text[])) AND (((sender_type)::text = 'admin'::text) = (admin_id IS NOT NULL))))
)
PARTITION BY RANGE (created_at);

ALTER TABLE ONLY public.messages FORCE ROW LEVEL SECURITY;

ALTER TABLE public.messages OWNER TO livechat_owner;

-- Name: TABLE messages; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON TABLE public.messages IS 'What was said in the last 90 days, a partition a month; older messages are in messages_archive';

-- Name: COLUMN messages.sender_type; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.messages.sender_type IS 'visitor (the conversation''s), admin (the one in admin_id) or system';

-- Name: COLUMN messages.is_read; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.messages.is_read IS 'Whether the other side has read it';

-- Name: COLUMN messages.deleted_at; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.messages.deleted_at IS 'Set: gone for everybody, can be undone for 30 days, then erased for good';

-- Name: messages_archive; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.messages_archive (
    id uuid NOT NULL,
    website_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    sender_type character varying(10) NOT NULL,
    admin_id uuid,
    content text NOT NULL,
    is_read boolean NOT NULL,
    read_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    archived_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.messages_archive FORCE ROW LEVEL SECURITY;

ALTER TABLE public.messages_archive OWNER TO livechat_owner;

-- Name: TABLE messages_archive; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON TABLE public.messages_archive IS 'Messages of more than 90 days, for a year from when they were written; then they are exported and deleted';

-- Name: COLUMN messages_archive.archived_at; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.messages_archive.archived_at IS 'When it was moved here';

-- Name: all_messages; Type: VIEW; Schema: private; Owner: livechat_owner

CREATE VIEW private.all_messages WITH (security_invoker='true') AS
 SELECT messages.id,
    messages.website_id,
    messages.conversation_id,
    messages.sender_type,
    messages.admin_id,
    messages.content,
    messages.is_read,
    messages.read_at,
    messages.created_at,
    messages.deleted_at,
    NULL::timestamp with time zone AS archived_at
   FROM public.messages
UNION ALL
 SELECT messages_archive.id,
    messages_archive.website_id,
    messages_archive.conversation_id,
    messages_archive.sender_type,
    messages_archive.admin_id,
    messages_archive.content,
    messages_archive.is_read,
    messages_archive.read_at,
    messages_archive.created_at,
    messages_archive.deleted_at,
    messages_archive.archived_at
   FROM public.messages_archive;

ALTER VIEW private.all_messages OWNER TO livechat_owner;

-- Name: VIEW all_messages; Type: COMMENT; Schema: private; Owner: livechat_owner

COMMENT ON VIEW private.all_messages IS 'Messages and archived messages';

-- Name: admins; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.admins (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email character varying(320) NOT NULL,
    name character varying(255) NOT NULL,
    password_hash character varying(255),
    status character varying(20) DEFAULT 'active'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT admins_email_form CHECK ((((email)::text = lower((email)::text)) AND ((email)::text ~~ '%_@_%'::text))),
    CONSTRAINT admins_password_hash_form CHECK (((password_hash)::text ~ '^\$(2[aby]|argon2(id|i|d))\$'::text)),
    CONSTRAINT admins_status_known CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'suspended'::character varying, 'deleted'::character varying])::text[])))
);

ALTER TABLE ONLY public.admins FORCE ROW LEVEL SECURITY;

ALTER TABLE public.admins OWNER TO livechat_owner;

-- Name: TABLE admins; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON TABLE public.admins IS 'Who answers: the people who log in to the dashboard';

-- Name: COLUMN admins.email; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.admins.email IS 'Where the admin is reached and logs in; lower case';

-- Name: COLUMN admins.password_hash; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.admins.password_hash IS 'bcrypt or argon2; null for an admin who logs in elsewhere. Nobody may select it';

-- Name: COLUMN admins.status; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.admins.status IS 'active, suspended or deleted; only an active admin works for any website';

-- Name: archive_export_visitors; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.archive_export_visitors (
    export_id uuid NOT NULL,
    visitor_id uuid NOT NULL
);

ALTER TABLE ONLY public.archive_export_visitors FORCE ROW LEVEL SECURITY;

ALTER TABLE public.archive_export_visitors OWNER TO livechat_owner;

-- Name: TABLE archive_export_visitors; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON TABLE public.archive_export_visitors IS 'Whose messages are in an export: where to look for access and erasure';

-- Name: archive_exports; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.archive_exports (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    website_id uuid NOT NULL,
    month date NOT NULL,
    part bigint NOT NULL,
    message_count bigint NOT NULL,
    json_key character varying(1024) NOT NULL,
    json_bytes bigint NOT NULL,
    json_sha256 character varying(64) NOT NULL,
    csv_key character varying(1024) NOT NULL,
    csv_bytes bigint NOT NULL,
    csv_sha256 character varying(64) NOT NULL,
    exported_at timestamp with time zone DEFAULT now() NOT NULL,
    redacted_at timestamp with time zone,
    CONSTRAINT archive_exports_counts_positive CHECK (((part > 0) AND (message_count >= 0))),
    CONSTRAINT archive_exports_month_whole CHECK ((month = date_trunc('month'::text, (month)::timestamp with time zone))),
    CONSTRAINT archive_exports_sha256_form CHECK ((((json_sha256)::text ~ '^[0-9a-f]{64}$'::text) AND ((csv_sha256)::text ~ '^[0-9a-f]{64}$'::text)))
);

ALTER TABLE ONLY public.archive_exports FORCE ROW LEVEL SECURITY;

ALTER TABLE public.archive_exports OWNER TO livechat_owner;

-- Name: TABLE archive_exports; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON TABLE public.archive_exports IS 'Which messages of the archive went to the bucket livechat-archive, as two objects: JSON lines and CSV, both gzipped';

-- Name: COLUMN archive_exports.month; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.archive_exports.month IS 'The first day of the month, in UTC, in which the messages were written';

-- Name: COLUMN archive_exports.part; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.archive_exports.part IS 'Counts the exports of one website and month, from 1';

-- Name: COLUMN archive_exports.json_sha256; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.archive_exports.json_sha256 IS 'Of the object as it lies in the bucket; csv_sha256 likewise';

-- Name: COLUMN archive_exports.redacted_at; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.archive_exports.redacted_at IS 'When messages of erased visitors were last taken out of both objects';

-- Name: audit_log; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.audit_log (
    id bigint NOT NULL,
    website_id uuid,
    actor_id uuid NOT NULL,
    action character varying(50) NOT NULL,
    entity_type character varying(100) NOT NULL,
    entity_id uuid NOT NULL,
    old_value jsonb,
    new_value jsonb,
    ip_address inet,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_log_action_known CHECK (((action)::text = ANY ((ARRAY['create'::character varying, 'update'::character varying, 'delete'::character varying, 'access'::character varying])::text[])))
)
PARTITION BY RANGE (created_at);

ALTER TABLE ONLY public.audit_log FORCE ROW LEVEL SECURITY;

ALTER TABLE public.audit_log OWNER TO livechat_owner;

-- Name: TABLE audit_log; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON TABLE public.audit_log IS 'What admins and the system did, when and from where; append-only, a partition a month, no personal data of visitors';

-- Name: COLUMN audit_log.actor_id; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.audit_log.actor_id IS 'The admin, a visitor who had themselves deleted, or 0 for the system';

-- Name: COLUMN audit_log.action; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.audit_log.action IS 'create, update, delete or access';

-- Name: COLUMN audit_log.entity_type; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.audit_log.entity_type IS 'The name of the table';

-- Name: COLUMN audit_log.old_value; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.audit_log.old_value IS 'The row before, without secrets and what a visitor said or is';

-- Name: COLUMN audit_log.new_value; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.audit_log.new_value IS 'The row after, without secrets and what a visitor said or is';

-- Name: COLUMN audit_log.ip_address; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.audit_log.ip_address IS 'Of an admin; a visitor''s is never written down here';

-- Name: audit_log_default; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.audit_log_default (
    id bigint NOT NULL,
    website_id uuid,
    actor_id uuid NOT NULL,
    action character varying(50) NOT NULL,
    entity_type character varying(100) NOT NULL,
    entity_id uuid NOT NULL,
    old_value jsonb,
    new_value jsonb,
    ip_address inet,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_log_action_known CHECK (((action)::text = ANY ((ARRAY['create'::character varying, 'update'::character varying, 'delete'::character varying, 'access'::character varying])::text[])))
);

ALTER TABLE public.audit_log_default OWNER TO livechat_owner;

-- Name: COLUMN audit_log_default.actor_id; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.audit_log_default.actor_id IS 'The admin, a visitor who had themselves deleted, or 0 for the system';

-- Name: COLUMN audit_log_default.action; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.audit_log_default.action IS 'create, update, delete or access';

-- Name: COLUMN audit_log_default.entity_type; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.audit_log_default.entity_type IS 'The name of the table';

-- Name: COLUMN audit_log_default.old_value; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.audit_log_default.old_value IS 'The row before, without secrets and what a visitor said or is';

-- Name: COLUMN audit_log_default.new_value; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.audit_log_default.new_value IS 'The row after, without secrets and what a visitor said or is';

-- Name: COLUMN audit_log_default.ip_address; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.audit_log_default.ip_address IS 'Of an admin; a visitor''s is never written down here';

-- Name: audit_log_id_seq; Type: SEQUENCE; Schema: public; Owner: livechat_owner

ALTER TABLE public.audit_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: events; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.events (
    id bigint NOT NULL,
    website_id uuid NOT NULL,
    event_type character varying(255) NOT NULL,
    aggregate_id uuid NOT NULL,
    aggregate_type character varying(100) NOT NULL,
    payload jsonb NOT NULL,
    status character varying(20) DEFAULT 'pending'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    status_since timestamp with time zone DEFAULT now() NOT NULL,
    stream character varying(255),
    stream_created_at timestamp with time zone,
    stream_sequence bigint,
    failure text,
    CONSTRAINT events_event_type_form CHECK (((event_type)::text ~ '^[a-z_]+\.[a-z_]+$'::text)),
    CONSTRAINT events_payload_shape CHECK ((jsonb_typeof(payload) = 'object'::text))
)
PARTITION BY LIST (status);

ALTER TABLE ONLY public.events FORCE ROW LEVEL SECURITY;

ALTER TABLE public.events OWNER TO livechat_owner;

-- Name: TABLE events; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON TABLE public.events IS 'The outbox: what NATS is to hear, written in the transaction of the change';

-- Name: COLUMN events.event_type; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.events.event_type IS 'domain.action, such as document.created: the end of the subject';

-- Name: COLUMN events.status; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.events.status IS 'pending, published or failed; a new status moves the row to another partition';

-- Name: COLUMN events.status_since; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.events.status_since IS 'When it got its status: when it was published, or given up';

-- Name: COLUMN events.stream; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.events.stream IS 'The stream that took it; null for what was never published, or before places were kept';

-- Name: COLUMN events.stream_created_at; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.events.stream_created_at IS 'When that stream was made: one that was made later is another, though it has the same name';

-- Name: COLUMN events.stream_sequence; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.events.stream_sequence IS 'Its message''s number there; null once another message got that number, because this one was lost';

-- Name: COLUMN events.failure; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.events.failure IS 'Why it is failed';

-- Name: events_failed; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.events_failed (
    id bigint NOT NULL,
    website_id uuid NOT NULL,
    event_type character varying(255) NOT NULL,
    aggregate_id uuid NOT NULL,
    aggregate_type character varying(100) NOT NULL,
    payload jsonb NOT NULL,
    status character varying(20) DEFAULT 'pending'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    status_since timestamp with time zone DEFAULT now() NOT NULL,
    stream character varying(255),
    stream_created_at timestamp with time zone,
    stream_sequence bigint,
    failure text,
    CONSTRAINT events_event_type_form CHECK (((event_type)::text ~ '^[a-z_]+\.[a-z_]+$'::text)),
    CONSTRAINT events_payload_shape CHECK ((jsonb_typeof(payload) = 'object'::text))
);

ALTER TABLE public.events_failed OWNER TO livechat_owner;

-- Name: events_id_seq; Type: SEQUENCE; Schema: public; Owner: livechat_owner

ALTER TABLE public.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: events_pending; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.events_pending (
    id bigint NOT NULL,
    website_id uuid NOT NULL,
    event_type character varying(255) NOT NULL,
    aggregate_id uuid NOT NULL,
    aggregate_type character varying(100) NOT NULL,
    payload jsonb NOT NULL,
    status character varying(20) DEFAULT 'pending'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    status_since timestamp with time zone DEFAULT now() NOT NULL,
    stream character varying(255),
    stream_created_at timestamp with time zone,
    stream_sequence bigint,
    failure text,
    CONSTRAINT events_event_type_form CHECK (((event_type)::text ~ '^[a-z_]+\.[a-z_]+$'::text)),
    CONSTRAINT events_payload_shape CHECK ((jsonb_typeof(payload) = 'object'::text))
);

ALTER TABLE public.events_pending OWNER TO livechat_owner;

-- Name: events_published; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.events_published (
    id bigint NOT NULL,
    website_id uuid NOT NULL,
    event_type character varying(255) NOT NULL,
    aggregate_id uuid NOT NULL,
    aggregate_type character varying(100) NOT NULL,
    payload jsonb NOT NULL,
    status character varying(20) DEFAULT 'pending'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    status_since timestamp with time zone DEFAULT now() NOT NULL,
    stream character varying(255),
    stream_created_at timestamp with time zone,
    stream_sequence bigint,
    failure text,
    CONSTRAINT events_event_type_form CHECK (((event_type)::text ~ '^[a-z_]+\.[a-z_]+$'::text)),
    CONSTRAINT events_payload_shape CHECK ((jsonb_typeof(payload) = 'object'::text))
)
PARTITION BY RANGE (status_since);

ALTER TABLE public.events_published OWNER TO livechat_owner;

-- Name: events_published_default; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.events_published_default (
    id bigint NOT NULL,
    website_id uuid NOT NULL,
    event_type character varying(255) NOT NULL,
    aggregate_id uuid NOT NULL,
    aggregate_type character varying(100) NOT NULL,
    payload jsonb NOT NULL,
    status character varying(20) DEFAULT 'pending'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    status_since timestamp with time zone DEFAULT now() NOT NULL,
    stream character varying(255),
    stream_created_at timestamp with time zone,
    stream_sequence bigint,
    failure text,
    CONSTRAINT events_event_type_form CHECK (((event_type)::text ~ '^[a-z_]+\.[a-z_]+$'::text)),
    CONSTRAINT events_payload_shape CHECK ((jsonb_typeof(payload) = 'object'::text))
);

ALTER TABLE public.events_published_default OWNER TO livechat_owner;

-- Name: messages_default; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.messages_default (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    website_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    sender_type character varying(10) NOT NULL,
    admin_id uuid,
    content text NOT NULL,
    is_read boolean DEFAULT false NOT NULL,
    read_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT messages_content_length CHECK (((length(content) >= 1) AND (length(content) <= 10000))),
    CONSTRAINT messages_read_at CHECK ((is_read = (read_at IS NOT NULL))),
    CONSTRAINT messages_sender_known CHECK ((((sender_type)::text = ANY ((ARRAY['visitor'::character varying, 'admin'::character varying, 'system'::character varying])::text[])) AND (((sender_type)::text = 'admin'::text) = (admin_id IS NOT NULL))))
);

ALTER TABLE public.messages_default OWNER TO livechat_owner;

-- Name: COLUMN messages_default.sender_type; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.messages_default.sender_type IS 'visitor (the conversation''s), admin (the one in admin_id) or system';

-- Name: COLUMN messages_default.is_read; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.messages_default.is_read IS 'Whether the other side has read it';

-- Name: COLUMN messages_default.deleted_at; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.messages_default.deleted_at IS 'Set: gone for everybody, can be undone for 30 days, then erased for good';

-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.schema_migrations (
    version character varying NOT NULL
);

ALTER TABLE public.schema_migrations OWNER TO livechat_owner;

-- Name: website_admins; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.website_admins (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    website_id uuid NOT NULL,
    admin_id uuid NOT NULL,
    role character varying(20) DEFAULT 'agent'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT website_admins_role_known CHECK (((role)::text = ANY ((ARRAY['owner'::character varying, 'agent'::character varying])::text[])))
);

ALTER TABLE ONLY public.website_admins FORCE ROW LEVEL SECURITY;

ALTER TABLE public.website_admins OWNER TO livechat_owner;

-- Name: TABLE website_admins; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON TABLE public.website_admins IS 'Who works for which website: the root of every policy';

-- Name: COLUMN website_admins.role; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.website_admins.role IS 'agent answers; owner also manages the website and its admins, and answers visitors'' requests for their data';

-- Name: websites; Type: TABLE; Schema: public; Owner: livechat_owner

CREATE TABLE public.websites (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    owner_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    domain character varying(253) NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT websites_domain_form CHECK (((domain)::text ~ '^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$'::text)),
    CONSTRAINT websites_settings_shape CHECK ((jsonb_typeof(settings) = 'object'::text))
);

ALTER TABLE ONLY public.websites FORCE ROW LEVEL SECURITY;

ALTER TABLE public.websites OWNER TO livechat_owner;

-- Name: TABLE websites; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON TABLE public.websites IS 'The tenants: a site with a chat on it, of one owner account';

-- Name: COLUMN websites.owner_id; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.websites.owner_id IS 'The account that the website belongs to; also in website_admins, as owner';

-- Name: COLUMN websites.domain; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.websites.domain IS 'Where the chat is embedded, in lower case and without a scheme';

-- Name: COLUMN websites.settings; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.websites.settings IS 'JSON object, free in its keys: how the chat looks and when it is open';

-- Name: website_dashboard; Type: VIEW; Schema: public; Owner: livechat_owner

CREATE VIEW public.website_dashboard WITH (security_invoker='true') AS
 SELECT w.id AS website_id,
    w.name,
    t.open_conversations,
    t.pending_conversations,
    t.unassigned_conversations,
    u.unread_messages,
    t.last_message_at
   FROM ((public.websites w
     CROSS JOIN LATERAL ( SELECT count(*) FILTER (WHERE ((c.status)::text = 'open'::text)) AS open_conversations,
            count(*) FILTER (WHERE ((c.status)::text = 'pending'::text)) AS pending_conversations,
            count(*) FILTER (WHERE (c.assigned_admin_id IS NULL)) AS unassigned_conversations,
            max(c.last_message_at) AS last_message_at
           FROM public.conversations c
          WHERE ((c.website_id = w.id) AND ((c.status)::text = ANY ((ARRAY['open'::character varying, 'pending'::character varying])::text[])))) t)
     CROSS JOIN LATERAL ( SELECT COALESCE(sum(c.unread_count), (0)::numeric) AS unread_messages
           FROM public.conversations c
          WHERE ((c.website_id = w.id) AND (c.unread_count > 0) AND (c.deleted_at IS NULL))) u);

ALTER VIEW public.website_dashboard OWNER TO livechat_owner;

-- Name: VIEW website_dashboard; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON VIEW public.website_dashboard IS 'A line a website: what waits for its admins, closed conversations left out';

-- Name: COLUMN website_dashboard.unread_messages; Type: COMMENT; Schema: public; Owner: livechat_owner

COMMENT ON COLUMN public.website_dashboard.unread_messages IS 'Messages of visitors, also in closed conversations';

-- Name: audit_log_default; Type: TABLE ATTACH; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.audit_log ATTACH PARTITION public.audit_log_default DEFAULT;

-- Name: events_failed; Type: TABLE ATTACH; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_failed FOR VALUES IN ('failed');

-- Name: events_pending; Type: TABLE ATTACH; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_pending FOR VALUES IN ('pending');

-- Name: events_published; Type: TABLE ATTACH; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_published FOR VALUES IN ('published');

-- Name: events_published_default; Type: TABLE ATTACH; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.events_published ATTACH PARTITION public.events_published_default DEFAULT;

-- Name: messages_default; Type: TABLE ATTACH; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.messages ATTACH PARTITION public.messages_default DEFAULT;

-- Name: job_runs job_runs_pkey; Type: CONSTRAINT; Schema: platform; Owner: livechat_owner

ALTER TABLE ONLY platform.job_runs
    ADD CONSTRAINT job_runs_pkey PRIMARY KEY (job_run_id);

-- Name: migration_files migration_files_pkey; Type: CONSTRAINT; Schema: platform; Owner: livechat_owner

ALTER TABLE ONLY platform.migration_files
    ADD CONSTRAINT migration_files_pkey PRIMARY KEY (migrations_table, version);

-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: platform; Owner: livechat_owner

ALTER TABLE ONLY platform.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

-- Name: admins admins_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.admins
    ADD CONSTRAINT admins_pkey PRIMARY KEY (id);

-- Name: archive_export_visitors archive_export_visitors_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.archive_export_visitors
    ADD CONSTRAINT archive_export_visitors_pkey PRIMARY KEY (export_id, visitor_id);

-- Name: archive_exports archive_exports_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.archive_exports
    ADD CONSTRAINT archive_exports_pkey PRIMARY KEY (id);

-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id, created_at);

-- Name: audit_log_default audit_log_default_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.audit_log_default
    ADD CONSTRAINT audit_log_default_pkey PRIMARY KEY (id, created_at);

-- Name: conversations conversations_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);

-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_failed events_failed_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.events_failed
    ADD CONSTRAINT events_failed_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_pending events_pending_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.events_pending
    ADD CONSTRAINT events_pending_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_published events_published_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.events_published
    ADD CONSTRAINT events_published_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_published_default events_published_default_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.events_published_default
    ADD CONSTRAINT events_published_default_pkey PRIMARY KEY (id, status, status_since);

-- Name: messages_archive messages_archive_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.messages_archive
    ADD CONSTRAINT messages_archive_pkey PRIMARY KEY (id);

-- Name: messages messages_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id, created_at);

-- Name: messages_default messages_default_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.messages_default
    ADD CONSTRAINT messages_default_pkey PRIMARY KEY (id, created_at);

-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

-- Name: visitors visitors_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.visitors
    ADD CONSTRAINT visitors_pkey PRIMARY KEY (id);

-- Name: website_admins website_admins_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.website_admins
    ADD CONSTRAINT website_admins_pkey PRIMARY KEY (id);

-- Name: websites websites_pkey; Type: CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.websites
    ADD CONSTRAINT websites_pkey PRIMARY KEY (id);

-- Name: idx_job_runs_job_started_at; Type: INDEX; Schema: platform; Owner: livechat_owner

CREATE INDEX idx_job_runs_job_started_at ON platform.job_runs USING btree (job, started_at);

-- Name: idx_audit_log_actor_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_audit_log_actor_id ON ONLY public.audit_log USING btree (actor_id);

-- Name: audit_log_default_actor_id_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX audit_log_default_actor_id_idx ON public.audit_log_default USING btree (actor_id);

-- Name: idx_audit_log_created_at; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_audit_log_created_at ON ONLY public.audit_log USING brin (created_at);

-- Name: audit_log_default_created_at_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX audit_log_default_created_at_idx ON public.audit_log_default USING brin (created_at);

-- Name: idx_audit_log_entity_type_entity_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_audit_log_entity_type_entity_id ON ONLY public.audit_log USING btree (entity_type, entity_id);

-- Name: audit_log_default_entity_type_entity_id_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX audit_log_default_entity_type_entity_id_idx ON public.audit_log_default USING btree (entity_type, entity_id);

-- Name: idx_audit_log_website_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_audit_log_website_id ON ONLY public.audit_log USING btree (website_id);

-- Name: audit_log_default_website_id_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX audit_log_default_website_id_idx ON public.audit_log_default USING btree (website_id);

-- Name: idx_events_status_created_at; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_events_status_created_at ON ONLY public.events USING btree (status, created_at);

-- Name: events_failed_status_created_at_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX events_failed_status_created_at_idx ON public.events_failed USING btree (status, created_at);

-- Name: idx_events_website_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_events_website_id ON ONLY public.events USING btree (website_id);

-- Name: events_failed_website_id_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX events_failed_website_id_idx ON public.events_failed USING btree (website_id);

-- Name: events_pending_status_created_at_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX events_pending_status_created_at_idx ON public.events_pending USING btree (status, created_at);

-- Name: events_pending_website_id_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX events_pending_website_id_idx ON public.events_pending USING btree (website_id);

-- Name: events_published_status_created_at_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX events_published_status_created_at_idx ON ONLY public.events_published USING btree (status, created_at);

-- Name: events_published_default_status_created_at_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX events_published_default_status_created_at_idx ON public.events_published_default USING btree (status, created_at);

-- Name: idx_events_published_stream_sequence; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_events_published_stream_sequence ON ONLY public.events_published USING btree (stream, stream_sequence);

-- Name: events_published_default_stream_stream_sequence_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX events_published_default_stream_stream_sequence_idx ON public.events_published_default USING btree (stream, stream_sequence);

-- Name: events_published_website_id_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX events_published_website_id_idx ON ONLY public.events_published USING btree (website_id);

-- Name: events_published_default_website_id_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX events_published_default_website_id_idx ON public.events_published_default USING btree (website_id);

-- Name: idx_admins_email; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE UNIQUE INDEX idx_admins_email ON public.admins USING btree (email);

-- Name: idx_archive_export_visitors_visitor_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_archive_export_visitors_visitor_id ON public.archive_export_visitors USING btree (visitor_id);

-- Name: idx_archive_exports_website_id_month_part; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE UNIQUE INDEX idx_archive_exports_website_id_month_part ON public.archive_exports USING btree (website_id, month, part);

-- Name: idx_conversations_assigned_admin_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_conversations_assigned_admin_id ON public.conversations USING btree (assigned_admin_id, status, last_message_at);

-- Name: idx_conversations_deleted_at; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_conversations_deleted_at ON public.conversations USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);

-- Name: idx_conversations_status; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_conversations_status ON public.conversations USING btree (status, last_message_at);

-- Name: idx_conversations_unread; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_conversations_unread ON public.conversations USING btree (website_id, last_message_at) WHERE ((unread_count > 0) AND (deleted_at IS NULL));

-- Name: idx_conversations_visitor_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_conversations_visitor_id ON public.conversations USING btree (visitor_id, created_at);

-- Name: idx_conversations_website_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_conversations_website_id ON public.conversations USING btree (website_id, last_message_at);

-- Name: idx_conversations_website_id_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE UNIQUE INDEX idx_conversations_website_id_id ON public.conversations USING btree (website_id, id);

-- Name: idx_conversations_website_status; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_conversations_website_status ON public.conversations USING btree (website_id, status, last_message_at);

-- Name: idx_messages_admin_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_messages_admin_id ON ONLY public.messages USING btree (admin_id, created_at) WHERE (admin_id IS NOT NULL);

-- Name: idx_messages_archive_admin_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_messages_archive_admin_id ON public.messages_archive USING btree (admin_id) WHERE (admin_id IS NOT NULL);

-- Name: idx_messages_archive_conversation_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_messages_archive_conversation_id ON public.messages_archive USING btree (conversation_id, created_at);

-- Name: idx_messages_archive_deleted_at; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_messages_archive_deleted_at ON public.messages_archive USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);

-- Name: idx_messages_archive_website_id_created_at; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_messages_archive_website_id_created_at ON public.messages_archive USING btree (website_id, created_at);

-- Name: idx_messages_conversation_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_messages_conversation_id ON ONLY public.messages USING btree (conversation_id, created_at);

-- Name: idx_messages_created_at; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_messages_created_at ON ONLY public.messages USING btree (created_at);

-- Name: idx_messages_deleted_at; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_messages_deleted_at ON ONLY public.messages USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);

-- Name: idx_messages_is_read; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_messages_is_read ON ONLY public.messages USING btree (website_id, conversation_id, sender_type) WHERE ((NOT is_read) AND (deleted_at IS NULL));

-- Name: idx_messages_website_id_created_at; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_messages_website_id_created_at ON ONLY public.messages USING btree (website_id, created_at);

-- Name: idx_visitors_deleted_at; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_visitors_deleted_at ON public.visitors USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);

-- Name: idx_visitors_website_id_email; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_visitors_website_id_email ON public.visitors USING btree (website_id, email) WHERE (email IS NOT NULL);

-- Name: idx_visitors_website_id_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE UNIQUE INDEX idx_visitors_website_id_id ON public.visitors USING btree (website_id, id);

-- Name: idx_visitors_website_id_last_seen_at; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_visitors_website_id_last_seen_at ON public.visitors USING btree (website_id, last_seen_at);

-- Name: idx_website_admins_admin_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_website_admins_admin_id ON public.website_admins USING btree (admin_id);

-- Name: idx_website_admins_website_id_admin_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE UNIQUE INDEX idx_website_admins_website_id_admin_id ON public.website_admins USING btree (website_id, admin_id);

-- Name: idx_websites_domain; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE UNIQUE INDEX idx_websites_domain ON public.websites USING btree (domain);

-- Name: idx_websites_owner_id; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX idx_websites_owner_id ON public.websites USING btree (owner_id);

-- Name: messages_default_admin_id_created_at_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX messages_default_admin_id_created_at_idx ON public.messages_default USING btree (admin_id, created_at) WHERE (admin_id IS NOT NULL);

-- Name: messages_default_conversation_id_created_at_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX messages_default_conversation_id_created_at_idx ON public.messages_default USING btree (conversation_id, created_at);

-- Name: messages_default_created_at_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX messages_default_created_at_idx ON public.messages_default USING btree (created_at);

-- Name: messages_default_deleted_at_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX messages_default_deleted_at_idx ON public.messages_default USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);

-- Name: messages_default_website_id_conversation_id_sender_type_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX messages_default_website_id_conversation_id_sender_type_idx ON public.messages_default USING btree (website_id, conversation_id, sender_type) WHERE ((NOT is_read) AND (deleted_at IS NULL));

-- Name: messages_default_website_id_created_at_idx; Type: INDEX; Schema: public; Owner: livechat_owner

CREATE INDEX messages_default_website_id_created_at_idx ON public.messages_default USING btree (website_id, created_at);

-- Name: audit_log_default_actor_id_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_audit_log_actor_id ATTACH PARTITION public.audit_log_default_actor_id_idx;

-- Name: audit_log_default_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_audit_log_created_at ATTACH PARTITION public.audit_log_default_created_at_idx;

-- Name: audit_log_default_entity_type_entity_id_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_audit_log_entity_type_entity_id ATTACH PARTITION public.audit_log_default_entity_type_entity_id_idx;

-- Name: audit_log_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.audit_log_pkey ATTACH PARTITION public.audit_log_default_pkey;

-- Name: audit_log_default_website_id_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_audit_log_website_id ATTACH PARTITION public.audit_log_default_website_id_idx;

-- Name: events_failed_pkey; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_failed_pkey;

-- Name: events_failed_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_failed_status_created_at_idx;

-- Name: events_failed_website_id_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_events_website_id ATTACH PARTITION public.events_failed_website_id_idx;

-- Name: events_pending_pkey; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_pending_pkey;

-- Name: events_pending_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_pending_status_created_at_idx;

-- Name: events_pending_website_id_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_events_website_id ATTACH PARTITION public.events_pending_website_id_idx;

-- Name: events_published_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.events_published_pkey ATTACH PARTITION public.events_published_default_pkey;

-- Name: events_published_default_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.events_published_status_created_at_idx ATTACH PARTITION public.events_published_default_status_created_at_idx;

-- Name: events_published_default_stream_stream_sequence_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_events_published_stream_sequence ATTACH PARTITION public.events_published_default_stream_stream_sequence_idx;

-- Name: events_published_default_website_id_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.events_published_website_id_idx ATTACH PARTITION public.events_published_default_website_id_idx;

-- Name: events_published_pkey; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_published_pkey;

-- Name: events_published_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_published_status_created_at_idx;

-- Name: events_published_website_id_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_events_website_id ATTACH PARTITION public.events_published_website_id_idx;

-- Name: messages_default_admin_id_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_messages_admin_id ATTACH PARTITION public.messages_default_admin_id_created_at_idx;

-- Name: messages_default_conversation_id_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_messages_conversation_id ATTACH PARTITION public.messages_default_conversation_id_created_at_idx;

-- Name: messages_default_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_messages_created_at ATTACH PARTITION public.messages_default_created_at_idx;

-- Name: messages_default_deleted_at_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_messages_deleted_at ATTACH PARTITION public.messages_default_deleted_at_idx;

-- Name: messages_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.messages_pkey ATTACH PARTITION public.messages_default_pkey;

-- Name: messages_default_website_id_conversation_id_sender_type_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_messages_is_read ATTACH PARTITION public.messages_default_website_id_conversation_id_sender_type_idx;

-- Name: messages_default_website_id_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: livechat_owner

ALTER INDEX public.idx_messages_website_id_created_at ATTACH PARTITION public.messages_default_website_id_created_at_idx;

-- Name: websites add_owner; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER add_owner AFTER INSERT ON public.websites FOR EACH ROW EXECUTE FUNCTION private.add_owner();

-- Name: messages count_deleted; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER count_deleted AFTER DELETE ON public.messages REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION private.count_messages();

-- Name: messages count_inserted; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER count_inserted AFTER INSERT ON public.messages REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION private.count_messages();

-- Name: messages count_updated; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER count_updated AFTER UPDATE ON public.messages REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION private.count_messages();

-- Name: audit_log forbid_change; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER forbid_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION platform.forbid_change();

-- Name: audit_log forbid_change_of_row; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER forbid_change_of_row BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION platform.forbid_change();

-- Name: conversations publish_change; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE OR UPDATE OF assigned_admin_id, subject, status, deleted_at ON public.conversations FOR EACH ROW EXECUTE FUNCTION platform.publish_change('conversation', 'website_id', 'website_id');

-- Name: messages publish_change; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER publish_change AFTER INSERT OR UPDATE OF deleted_at ON public.messages FOR EACH ROW EXECUTE FUNCTION platform.publish_change('message', 'website_id', 'website_id', '', '{conversation_id}');

-- Name: conversations publish_reading; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER publish_reading AFTER UPDATE OF unread_count, visitor_unread_count ON public.conversations FOR EACH ROW WHEN (((new.unread_count < old.unread_count) OR (new.visitor_unread_count < old.visitor_unread_count))) EXECUTE FUNCTION platform.publish_change('conversation', 'website_id', 'website_id');

-- Name: admins record_change; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.admins FOR EACH ROW EXECUTE FUNCTION platform.record_change('', '', '', '{password_hash}');

-- Name: conversations record_change; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE OF assigned_admin_id, subject, status, deleted_at ON public.conversations FOR EACH ROW WHEN ((CURRENT_USER <> 'livechat_visitor'::name)) EXECUTE FUNCTION platform.record_change('website_id', 'website_id', '', '{visitor_id,subject,unread_count,visitor_unread_count,last_message_at}');

-- Name: messages record_change; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER record_change AFTER UPDATE OF deleted_at ON public.messages FOR EACH ROW EXECUTE FUNCTION platform.record_change('website_id', 'website_id', '', '{content}');

-- Name: messages_archive record_change; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER record_change AFTER UPDATE OF deleted_at ON public.messages_archive FOR EACH ROW EXECUTE FUNCTION platform.record_change('website_id', 'website_id', '', '{content}');

-- Name: visitors record_change; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE OF name, email, phone, metadata, deleted_at ON public.visitors FOR EACH ROW WHEN ((CURRENT_USER <> 'livechat_visitor'::name)) EXECUTE FUNCTION platform.record_change('website_id', 'website_id', '', '{name,email,phone,ip_address,user_agent,metadata,last_seen_at}');

-- Name: website_admins record_change; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.website_admins FOR EACH ROW EXECUTE FUNCTION platform.record_change('website_id', 'website_id');

-- Name: websites record_change; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.websites FOR EACH ROW EXECUTE FUNCTION platform.record_change('website_id', 'id');

-- Name: admins set_updated_at; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.admins FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: conversations set_updated_at; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE OF assigned_admin_id, subject, status, deleted_at ON public.conversations FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: visitors set_updated_at; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.visitors FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: websites set_updated_at; Type: TRIGGER; Schema: public; Owner: livechat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.websites FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: archive_export_visitors archive_export_visitors_export_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.archive_export_visitors
    ADD CONSTRAINT archive_export_visitors_export_id_fkey FOREIGN KEY (export_id) REFERENCES public.archive_exports(id) ON DELETE CASCADE;

-- Name: archive_exports archive_exports_website_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.archive_exports
    ADD CONSTRAINT archive_exports_website_id_fkey FOREIGN KEY (website_id) REFERENCES public.websites(id);

-- Name: conversations conversations_assigned_admin_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_assigned_admin_id_fkey FOREIGN KEY (website_id, assigned_admin_id) REFERENCES public.website_admins(website_id, admin_id) ON DELETE SET NULL (assigned_admin_id);

-- Name: conversations conversations_visitor_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_visitor_id_fkey FOREIGN KEY (website_id, visitor_id) REFERENCES public.visitors(website_id, id) ON DELETE CASCADE;

-- Name: messages messages_admin_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE public.messages
    ADD CONSTRAINT messages_admin_id_fkey FOREIGN KEY (admin_id) REFERENCES public.admins(id);

-- Name: messages_archive messages_archive_admin_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.messages_archive
    ADD CONSTRAINT messages_archive_admin_id_fkey FOREIGN KEY (admin_id) REFERENCES public.admins(id);

-- Name: messages_archive messages_archive_conversation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.messages_archive
    ADD CONSTRAINT messages_archive_conversation_id_fkey FOREIGN KEY (website_id, conversation_id) REFERENCES public.conversations(website_id, id) ON DELETE CASCADE;

-- Name: messages messages_conversation_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE public.messages
    ADD CONSTRAINT messages_conversation_id_fkey FOREIGN KEY (website_id, conversation_id) REFERENCES public.conversations(website_id, id) ON DELETE CASCADE;

-- Name: visitors visitors_website_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.visitors
    ADD CONSTRAINT visitors_website_id_fkey FOREIGN KEY (website_id) REFERENCES public.websites(id);

-- Name: website_admins website_admins_admin_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.website_admins
    ADD CONSTRAINT website_admins_admin_id_fkey FOREIGN KEY (admin_id) REFERENCES public.admins(id);

-- Name: website_admins website_admins_website_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.website_admins
    ADD CONSTRAINT website_admins_website_id_fkey FOREIGN KEY (website_id) REFERENCES public.websites(id);

-- Name: websites websites_owner_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: livechat_owner

ALTER TABLE ONLY public.websites
    ADD CONSTRAINT websites_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.admins(id);

-- Name: admins; Type: ROW SECURITY; Schema: public; Owner: livechat_owner

ALTER TABLE public.admins ENABLE ROW LEVEL SECURITY;

-- Name: archive_export_visitors; Type: ROW SECURITY; Schema: public; Owner: livechat_owner

ALTER TABLE public.archive_export_visitors ENABLE ROW LEVEL SECURITY;

-- Name: archive_exports; Type: ROW SECURITY; Schema: public; Owner: livechat_owner

ALTER TABLE public.archive_exports ENABLE ROW LEVEL SECURITY;

-- Name: audit_log; Type: ROW SECURITY; Schema: public; Owner: livechat_owner

ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;

-- Name: conversations; Type: ROW SECURITY; Schema: public; Owner: livechat_owner

ALTER TABLE public.conversations ENABLE ROW LEVEL SECURITY;

-- Name: archive_export_visitors definer_delete; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_delete ON public.archive_export_visitors FOR DELETE TO livechat_owner USING (true);

-- Name: conversations definer_delete; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_delete ON public.conversations FOR DELETE TO livechat_owner USING (true);

-- Name: messages definer_delete; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_delete ON public.messages FOR DELETE TO livechat_owner USING (true);

-- Name: messages_archive definer_delete; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_delete ON public.messages_archive FOR DELETE TO livechat_owner USING (true);

-- Name: visitors definer_delete; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_delete ON public.visitors FOR DELETE TO livechat_owner USING (true);

-- Name: archive_export_visitors definer_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_insert ON public.archive_export_visitors FOR INSERT TO livechat_owner WITH CHECK (true);

-- Name: archive_exports definer_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_insert ON public.archive_exports FOR INSERT TO livechat_owner WITH CHECK (true);

-- Name: audit_log definer_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_insert ON public.audit_log FOR INSERT TO livechat_owner WITH CHECK (true);

-- Name: events definer_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_insert ON public.events FOR INSERT TO livechat_owner WITH CHECK (true);

-- Name: messages_archive definer_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_insert ON public.messages_archive FOR INSERT TO livechat_owner WITH CHECK (true);

-- Name: website_admins definer_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_insert ON public.website_admins FOR INSERT TO livechat_owner WITH CHECK (((role)::text = 'owner'::text));

-- Name: admins definer_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_select ON public.admins FOR SELECT TO livechat_owner USING (true);

-- Name: archive_export_visitors definer_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_select ON public.archive_export_visitors FOR SELECT TO livechat_owner USING (true);

-- Name: archive_exports definer_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_select ON public.archive_exports FOR SELECT TO livechat_owner USING (true);

-- Name: audit_log definer_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_select ON public.audit_log FOR SELECT TO livechat_owner USING (true);

-- Name: conversations definer_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_select ON public.conversations FOR SELECT TO livechat_owner USING (true);

-- Name: events definer_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_select ON public.events FOR SELECT TO livechat_owner USING (true);

-- Name: messages definer_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_select ON public.messages FOR SELECT TO livechat_owner USING (true);

-- Name: messages_archive definer_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_select ON public.messages_archive FOR SELECT TO livechat_owner USING (true);

-- Name: visitors definer_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_select ON public.visitors FOR SELECT TO livechat_owner USING (true);

-- Name: website_admins definer_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_select ON public.website_admins FOR SELECT TO livechat_owner USING (true);

-- Name: websites definer_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_select ON public.websites FOR SELECT TO livechat_owner USING (true);

-- Name: archive_exports definer_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_update ON public.archive_exports FOR UPDATE TO livechat_owner USING (true) WITH CHECK (true);

-- Name: conversations definer_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_update ON public.conversations FOR UPDATE TO livechat_owner USING (true) WITH CHECK (true);

-- Name: messages definer_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_update ON public.messages FOR UPDATE TO livechat_owner USING (true) WITH CHECK (true);

-- Name: messages_archive definer_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_update ON public.messages_archive FOR UPDATE TO livechat_owner USING (true) WITH CHECK (true);

-- Name: visitors definer_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY definer_update ON public.visitors FOR UPDATE TO livechat_owner USING (true) WITH CHECK (true);

-- Name: events; Type: ROW SECURITY; Schema: public; Owner: livechat_owner

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

-- Name: messages; Type: ROW SECURITY; Schema: public; Owner: livechat_owner

ALTER TABLE public.messages ENABLE ROW LEVEL SECURITY;

-- Name: messages_archive; Type: ROW SECURITY; Schema: public; Owner: livechat_owner

ALTER TABLE public.messages_archive ENABLE ROW LEVEL SECURITY;

-- Name: admins self_and_fellows_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY self_and_fellows_select ON public.admins FOR SELECT TO livechat_app, livechat_readonly USING ((id = ANY (ARRAY( SELECT app.fellow_admin_ids() AS fellow_admin_ids))));

-- Name: admins self_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY self_insert ON public.admins FOR INSERT TO livechat_app WITH CHECK ((id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: visitors self_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY self_insert ON public.visitors FOR INSERT TO livechat_visitor WITH CHECK ((id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: visitors self_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY self_select ON public.visitors FOR SELECT TO livechat_visitor USING (((deleted_at IS NULL) AND (id = ( SELECT platform.current_user_id() AS current_user_id))));

-- Name: admins self_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY self_update ON public.admins FOR UPDATE TO livechat_app USING ((id = ( SELECT platform.current_user_id() AS current_user_id))) WITH CHECK ((id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: visitors self_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY self_update ON public.visitors FOR UPDATE TO livechat_visitor USING (((deleted_at IS NULL) AND (id = ( SELECT platform.current_user_id() AS current_user_id)))) WITH CHECK ((id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: conversations visitor_own_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY visitor_own_insert ON public.conversations FOR INSERT TO livechat_visitor WITH CHECK ((visitor_id = ( SELECT app.known_visitor_id() AS known_visitor_id)));

-- Name: messages visitor_own_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY visitor_own_insert ON public.messages FOR INSERT TO livechat_visitor WITH CHECK ((((sender_type)::text = 'visitor'::text) AND (conversation_id = ANY (ARRAY( SELECT app.visitor_conversation_ids() AS visitor_conversation_ids)))));

-- Name: conversations visitor_own_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY visitor_own_select ON public.conversations FOR SELECT TO livechat_visitor USING (((deleted_at IS NULL) AND (visitor_id = ( SELECT app.known_visitor_id() AS known_visitor_id))));

-- Name: messages visitor_own_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY visitor_own_select ON public.messages FOR SELECT TO livechat_visitor USING (((deleted_at IS NULL) AND (conversation_id = ANY (ARRAY( SELECT app.visitor_conversation_ids() AS visitor_conversation_ids)))));

-- Name: messages_archive visitor_own_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY visitor_own_select ON public.messages_archive FOR SELECT TO livechat_visitor USING (((deleted_at IS NULL) AND (conversation_id = ANY (ARRAY( SELECT app.visitor_conversation_ids() AS visitor_conversation_ids)))));

-- Name: messages visitor_own_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY visitor_own_update ON public.messages FOR UPDATE TO livechat_visitor USING (((deleted_at IS NULL) AND ((sender_type)::text <> 'visitor'::text) AND (conversation_id = ANY (ARRAY( SELECT app.visitor_conversation_ids() AS visitor_conversation_ids))))) WITH CHECK ((conversation_id = ANY (ARRAY( SELECT app.visitor_conversation_ids() AS visitor_conversation_ids))));

-- Name: visitors; Type: ROW SECURITY; Schema: public; Owner: livechat_owner

ALTER TABLE public.visitors ENABLE ROW LEVEL SECURITY;

-- Name: website_admins; Type: ROW SECURITY; Schema: public; Owner: livechat_owner

ALTER TABLE public.website_admins ENABLE ROW LEVEL SECURITY;

-- Name: website_admins website_isolation_delete; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_delete ON public.website_admins FOR DELETE TO livechat_app USING ((((website_id = ANY (ARRAY( SELECT app.admin_website_ids('{owner}'::text[]) AS admin_website_ids))) AND (admin_id <> ( SELECT platform.current_user_id() AS current_user_id))) OR ((admin_id = ( SELECT platform.current_user_id() AS current_user_id)) AND ((role)::text = 'agent'::text))));

-- Name: conversations website_isolation_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_insert ON public.conversations FOR INSERT TO livechat_app WITH CHECK ((website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids))));

-- Name: messages website_isolation_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_insert ON public.messages FOR INSERT TO livechat_app WITH CHECK (((website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids))) AND ((admin_id = ( SELECT platform.current_user_id() AS current_user_id)) OR ((sender_type)::text = 'system'::text))));

-- Name: visitors website_isolation_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_insert ON public.visitors FOR INSERT TO livechat_app WITH CHECK ((website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids))));

-- Name: website_admins website_isolation_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_insert ON public.website_admins FOR INSERT TO livechat_app WITH CHECK ((website_id = ANY (ARRAY( SELECT app.admin_website_ids('{owner}'::text[]) AS admin_website_ids))));

-- Name: websites website_isolation_insert; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_insert ON public.websites FOR INSERT TO livechat_app WITH CHECK ((owner_id = ( SELECT app.active_admin_id() AS active_admin_id)));

-- Name: archive_exports website_isolation_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_select ON public.archive_exports FOR SELECT TO livechat_app, livechat_readonly USING ((website_id = ANY (ARRAY( SELECT app.admin_website_ids('{owner}'::text[]) AS admin_website_ids))));

-- Name: audit_log website_isolation_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_select ON public.audit_log FOR SELECT TO livechat_app, livechat_readonly USING (((website_id = ANY (ARRAY( SELECT app.admin_website_ids('{owner}'::text[]) AS admin_website_ids))) OR (actor_id = ( SELECT platform.current_user_id() AS current_user_id))));

-- Name: conversations website_isolation_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_select ON public.conversations FOR SELECT TO livechat_app, livechat_readonly USING (((deleted_at IS NULL) AND (website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids)))));

-- Name: events website_isolation_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_select ON public.events FOR SELECT TO livechat_readonly USING ((website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids))));

-- Name: messages website_isolation_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_select ON public.messages FOR SELECT TO livechat_app, livechat_readonly USING (((deleted_at IS NULL) AND (website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids)))));

-- Name: messages_archive website_isolation_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_select ON public.messages_archive FOR SELECT TO livechat_app, livechat_readonly USING (((deleted_at IS NULL) AND (website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids)))));

-- Name: visitors website_isolation_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_select ON public.visitors FOR SELECT TO livechat_app, livechat_readonly USING (((deleted_at IS NULL) AND (website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids)))));

-- Name: website_admins website_isolation_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_select ON public.website_admins FOR SELECT TO livechat_app, livechat_readonly USING ((website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids))));

-- Name: websites website_isolation_select; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_select ON public.websites FOR SELECT TO livechat_app, livechat_readonly USING (((id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids))) OR (owner_id = ( SELECT app.active_admin_id() AS active_admin_id))));

-- Name: conversations website_isolation_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_update ON public.conversations FOR UPDATE TO livechat_app USING (((deleted_at IS NULL) AND (website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids))))) WITH CHECK ((website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids))));

-- Name: messages website_isolation_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_update ON public.messages FOR UPDATE TO livechat_app USING (((deleted_at IS NULL) AND ((sender_type)::text = 'visitor'::text) AND (website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids))))) WITH CHECK ((website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids))));

-- Name: visitors website_isolation_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_update ON public.visitors FOR UPDATE TO livechat_app USING (((deleted_at IS NULL) AND (website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids))))) WITH CHECK ((website_id = ANY (ARRAY( SELECT app.admin_website_ids() AS admin_website_ids))));

-- Name: website_admins website_isolation_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_update ON public.website_admins FOR UPDATE TO livechat_app USING (((website_id = ANY (ARRAY( SELECT app.admin_website_ids('{owner}'::text[]) AS admin_website_ids))) AND (admin_id <> ( SELECT platform.current_user_id() AS current_user_id)))) WITH CHECK ((website_id = ANY (ARRAY( SELECT app.admin_website_ids('{owner}'::text[]) AS admin_website_ids))));

-- Name: websites website_isolation_update; Type: POLICY; Schema: public; Owner: livechat_owner

CREATE POLICY website_isolation_update ON public.websites FOR UPDATE TO livechat_app USING ((id = ANY (ARRAY( SELECT app.admin_website_ids('{owner}'::text[]) AS admin_website_ids)))) WITH CHECK ((id = ANY (ARRAY( SELECT app.admin_website_ids('{owner}'::text[]) AS admin_website_ids))));

-- Name: websites; Type: ROW SECURITY; Schema: public; Owner: livechat_owner

ALTER TABLE public.websites ENABLE ROW LEVEL SECURITY;

-- Name: SCHEMA app; Type: ACL; Schema: -; Owner: livechat_owner

GRANT USAGE ON SCHEMA app TO livechat_app;
GRANT USAGE ON SCHEMA app TO livechat_readonly;
GRANT USAGE ON SCHEMA app TO livechat_visitor;

-- Name: SCHEMA extensions; Type: ACL; Schema: -; Owner: postgres

GRANT USAGE ON SCHEMA extensions TO livechat_owner;
GRANT USAGE ON SCHEMA extensions TO livechat_app;
GRANT USAGE ON SCHEMA extensions TO livechat_migrator;
GRANT USAGE ON SCHEMA extensions TO livechat_readonly;
GRANT USAGE ON SCHEMA extensions TO livechat_visitor;

-- Name: SCHEMA partman; Type: ACL; Schema: -; Owner: postgres

GRANT ALL ON SCHEMA partman TO livechat_owner;

-- Name: SCHEMA platform; Type: ACL; Schema: -; Owner: livechat_owner

GRANT USAGE ON SCHEMA platform TO livechat_app;
GRANT USAGE ON SCHEMA platform TO livechat_migrator;
GRANT USAGE ON SCHEMA platform TO livechat_readonly;
GRANT USAGE ON SCHEMA platform TO livechat_visitor;
GRANT USAGE ON SCHEMA platform TO metrics;

-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO livechat_app;
GRANT USAGE ON SCHEMA public TO livechat_migrator;
GRANT USAGE ON SCHEMA public TO livechat_readonly;
GRANT USAGE ON SCHEMA public TO livechat_visitor;
GRANT USAGE ON SCHEMA public TO relay;

-- Name: FUNCTION active_admin_id(); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.active_admin_id() FROM PUBLIC;
GRANT ALL ON FUNCTION app.active_admin_id() TO livechat_app;
GRANT ALL ON FUNCTION app.active_admin_id() TO livechat_readonly;

-- Name: FUNCTION admin_website_ids(p_roles text[]); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.admin_website_ids(p_roles text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.admin_website_ids(p_roles text[]) TO livechat_app;
GRANT ALL ON FUNCTION app.admin_website_ids(p_roles text[]) TO livechat_readonly;

-- Name: FUNCTION delete_conversation(p_conversation_id uuid); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.delete_conversation(p_conversation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.delete_conversation(p_conversation_id uuid) TO livechat_app;

-- Name: FUNCTION delete_message(p_message_id uuid); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.delete_message(p_message_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.delete_message(p_message_id uuid) TO livechat_app;
GRANT ALL ON FUNCTION app.delete_message(p_message_id uuid) TO livechat_visitor;

-- Name: FUNCTION delete_visitor(p_visitor_id uuid); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.delete_visitor(p_visitor_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.delete_visitor(p_visitor_id uuid) TO livechat_app;
GRANT ALL ON FUNCTION app.delete_visitor(p_visitor_id uuid) TO livechat_visitor;

-- Name: FUNCTION export_visitor(p_visitor_id uuid); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.export_visitor(p_visitor_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.export_visitor(p_visitor_id uuid) TO livechat_app;
GRANT ALL ON FUNCTION app.export_visitor(p_visitor_id uuid) TO livechat_visitor;

-- Name: FUNCTION fellow_admin_ids(); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.fellow_admin_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION app.fellow_admin_ids() TO livechat_app;
GRANT ALL ON FUNCTION app.fellow_admin_ids() TO livechat_readonly;

-- Name: FUNCTION find_login(p_email text); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.find_login(p_email text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.find_login(p_email text) TO livechat_app;

-- Name: FUNCTION known_visitor_id(); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.known_visitor_id() FROM PUBLIC;
GRANT ALL ON FUNCTION app.known_visitor_id() TO livechat_visitor;

-- Name: FUNCTION mark_read(p_conversation_id uuid); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.mark_read(p_conversation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.mark_read(p_conversation_id uuid) TO livechat_app;
GRANT ALL ON FUNCTION app.mark_read(p_conversation_id uuid) TO livechat_visitor;

-- Name: TABLE conversations; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT ON TABLE public.conversations TO livechat_app;
GRANT SELECT ON TABLE public.conversations TO livechat_readonly;
GRANT SELECT ON TABLE public.conversations TO livechat_visitor;

-- Name: COLUMN conversations.id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(id) ON TABLE public.conversations TO livechat_app;
GRANT INSERT(id) ON TABLE public.conversations TO livechat_visitor;

-- Name: COLUMN conversations.website_id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(website_id) ON TABLE public.conversations TO livechat_app;
GRANT INSERT(website_id) ON TABLE public.conversations TO livechat_visitor;

-- Name: COLUMN conversations.visitor_id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(visitor_id) ON TABLE public.conversations TO livechat_app;
GRANT INSERT(visitor_id) ON TABLE public.conversations TO livechat_visitor;

-- Name: COLUMN conversations.assigned_admin_id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(assigned_admin_id),UPDATE(assigned_admin_id) ON TABLE public.conversations TO livechat_app;

-- Name: COLUMN conversations.subject; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(subject),UPDATE(subject) ON TABLE public.conversations TO livechat_app;
GRANT INSERT(subject) ON TABLE public.conversations TO livechat_visitor;

-- Name: COLUMN conversations.status; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(status),UPDATE(status) ON TABLE public.conversations TO livechat_app;

-- Name: FUNCTION open_conversations(p_website_id uuid, p_limit integer); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.open_conversations(p_website_id uuid, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.open_conversations(p_website_id uuid, p_limit integer) TO livechat_app;
GRANT ALL ON FUNCTION app.open_conversations(p_website_id uuid, p_limit integer) TO livechat_readonly;

-- Name: FUNCTION thread(p_conversation_id uuid, p_before timestamp with time zone, p_limit integer); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.thread(p_conversation_id uuid, p_before timestamp with time zone, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.thread(p_conversation_id uuid, p_before timestamp with time zone, p_limit integer) TO livechat_app;
GRANT ALL ON FUNCTION app.thread(p_conversation_id uuid, p_before timestamp with time zone, p_limit integer) TO livechat_readonly;
GRANT ALL ON FUNCTION app.thread(p_conversation_id uuid, p_before timestamp with time zone, p_limit integer) TO livechat_visitor;

-- Name: FUNCTION undo_delete_conversation(p_conversation_id uuid); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.undo_delete_conversation(p_conversation_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.undo_delete_conversation(p_conversation_id uuid) TO livechat_app;

-- Name: FUNCTION undo_delete_message(p_message_id uuid); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.undo_delete_message(p_message_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.undo_delete_message(p_message_id uuid) TO livechat_app;

-- Name: FUNCTION undo_delete_visitor(p_visitor_id uuid); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.undo_delete_visitor(p_visitor_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.undo_delete_visitor(p_visitor_id uuid) TO livechat_app;

-- Name: FUNCTION unread_count(p_website_id uuid); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.unread_count(p_website_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.unread_count(p_website_id uuid) TO livechat_app;
GRANT ALL ON FUNCTION app.unread_count(p_website_id uuid) TO livechat_readonly;

-- Name: FUNCTION visitor_conversation_ids(); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.visitor_conversation_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION app.visitor_conversation_ids() TO livechat_visitor;

-- Name: FUNCTION visitor_portability(p_visitor_id uuid); Type: ACL; Schema: app; Owner: livechat_owner

REVOKE ALL ON FUNCTION app.visitor_portability(p_visitor_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.visitor_portability(p_visitor_id uuid) TO livechat_app;
GRANT ALL ON FUNCTION app.visitor_portability(p_visitor_id uuid) TO livechat_visitor;

-- Name: FUNCTION apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text) TO livechat_owner;

-- Name: FUNCTION apply_constraints(p_parent_table text, p_child_table text, p_analyze boolean, p_job_id bigint); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.apply_constraints(p_parent_table text, p_child_table text, p_analyze boolean, p_job_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.apply_constraints(p_parent_table text, p_child_table text, p_analyze boolean, p_job_id bigint) TO livechat_owner;

-- Name: FUNCTION apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint) TO livechat_owner;

-- Name: FUNCTION autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) TO livechat_owner;

-- Name: FUNCTION autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) TO livechat_owner;

-- Name: FUNCTION calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text, OUT base_timestamp timestamp with time zone, OUT datetime_string text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text, OUT base_timestamp timestamp with time zone, OUT datetime_string text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text, OUT base_timestamp timestamp with time zone, OUT datetime_string text) TO livechat_owner;

-- Name: FUNCTION check_automatic_maintenance_value(p_automatic_maintenance text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_automatic_maintenance_value(p_automatic_maintenance text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_automatic_maintenance_value(p_automatic_maintenance text) TO livechat_owner;

-- Name: FUNCTION check_control_type(p_parent_schema text, p_parent_tablename text, p_control text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_control_type(p_parent_schema text, p_parent_tablename text, p_control text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_control_type(p_parent_schema text, p_parent_tablename text, p_control text) TO livechat_owner;

-- Name: FUNCTION check_default(p_exact_count boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_default(p_exact_count boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_default(p_exact_count boolean) TO livechat_owner;

-- Name: FUNCTION check_epoch_type(p_type text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_epoch_type(p_type text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_epoch_type(p_type text) TO livechat_owner;

-- Name: FUNCTION check_name_length(p_object_name text, p_suffix text, p_table_partition boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_name_length(p_object_name text, p_suffix text, p_table_partition boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_name_length(p_object_name text, p_suffix text, p_table_partition boolean) TO livechat_owner;

-- Name: FUNCTION check_partition_type(p_type text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_partition_type(p_type text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_partition_type(p_type text) TO livechat_owner;

-- Name: FUNCTION check_subpart_sameconfig(p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_subpart_sameconfig(p_parent_table text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_subpart_sameconfig(p_parent_table text) TO livechat_owner;

-- Name: FUNCTION check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text) TO livechat_owner;

-- Name: FUNCTION create_parent(p_parent_table text, p_control text, p_interval text, p_type text, p_epoch text, p_premake integer, p_start_partition text, p_default_table boolean, p_automatic_maintenance text, p_constraint_cols text[], p_template_table text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_parent(p_parent_table text, p_control text, p_interval text, p_type text, p_epoch text, p_premake integer, p_start_partition text, p_default_table boolean, p_automatic_maintenance text, p_constraint_cols text[], p_template_table text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_parent(p_parent_table text, p_control text, p_interval text, p_type text, p_epoch text, p_premake integer, p_start_partition text, p_default_table boolean, p_automatic_maintenance text, p_constraint_cols text[], p_template_table text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) TO livechat_owner;

-- Name: FUNCTION create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text) TO livechat_owner;

-- Name: FUNCTION create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text) TO livechat_owner;

-- Name: FUNCTION create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text, p_default_table boolean, p_declarative_check text, p_constraint_cols text[], p_premake integer, p_start_partition text, p_epoch text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text, p_default_table boolean, p_declarative_check text, p_constraint_cols text[], p_premake integer, p_start_partition text, p_epoch text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text, p_default_table boolean, p_declarative_check text, p_constraint_cols text[], p_premake integer, p_start_partition text, p_epoch text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) TO livechat_owner;

-- Name: FUNCTION drop_constraints(p_parent_table text, p_child_table text, p_debug boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.drop_constraints(p_parent_table text, p_child_table text, p_debug boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.drop_constraints(p_parent_table text, p_child_table text, p_debug boolean) TO livechat_owner;

-- Name: FUNCTION drop_partition_id(p_parent_table text, p_retention bigint, p_keep_table boolean, p_keep_index boolean, p_retention_schema text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.drop_partition_id(p_parent_table text, p_retention bigint, p_keep_table boolean, p_keep_index boolean, p_retention_schema text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.drop_partition_id(p_parent_table text, p_retention bigint, p_keep_table boolean, p_keep_index boolean, p_retention_schema text) TO livechat_owner;

-- Name: FUNCTION drop_partition_time(p_parent_table text, p_retention interval, p_keep_table boolean, p_keep_index boolean, p_retention_schema text, p_reference_timestamp timestamp with time zone); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.drop_partition_time(p_parent_table text, p_retention interval, p_keep_table boolean, p_keep_index boolean, p_retention_schema text, p_reference_timestamp timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.drop_partition_time(p_parent_table text, p_retention interval, p_keep_table boolean, p_keep_index boolean, p_retention_schema text, p_reference_timestamp timestamp with time zone) TO livechat_owner;

-- Name: FUNCTION dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean) TO livechat_owner;

-- Name: FUNCTION inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text) TO livechat_owner;

-- Name: FUNCTION inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text) TO livechat_owner;

-- Name: FUNCTION partition_data_id(p_parent_table text, p_batch_count integer, p_batch_interval bigint, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.partition_data_id(p_parent_table text, p_batch_count integer, p_batch_interval bigint, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.partition_data_id(p_parent_table text, p_batch_count integer, p_batch_interval bigint, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) TO livechat_owner;

-- Name: PROCEDURE partition_data_proc(IN p_parent_table text, IN p_loop_count integer, IN p_interval text, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_order text, IN p_source_table text, IN p_ignored_columns text[], IN p_quiet boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.partition_data_proc(IN p_parent_table text, IN p_loop_count integer, IN p_interval text, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_order text, IN p_source_table text, IN p_ignored_columns text[], IN p_quiet boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.partition_data_proc(IN p_parent_table text, IN p_loop_count integer, IN p_interval text, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_order text, IN p_source_table text, IN p_ignored_columns text[], IN p_quiet boolean) TO livechat_owner;

-- Name: FUNCTION partition_data_time(p_parent_table text, p_batch_count integer, p_batch_interval interval, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.partition_data_time(p_parent_table text, p_batch_count integer, p_batch_interval interval, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.partition_data_time(p_parent_table text, p_batch_count integer, p_batch_interval interval, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) TO livechat_owner;

-- Name: FUNCTION partition_gap_fill(p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.partition_gap_fill(p_parent_table text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.partition_gap_fill(p_parent_table text) TO livechat_owner;

-- Name: PROCEDURE reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean, IN p_apply_constraints boolean, IN p_wait integer, IN p_dryrun boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean, IN p_apply_constraints boolean, IN p_wait integer, IN p_dryrun boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean, IN p_apply_constraints boolean, IN p_wait integer, IN p_dryrun boolean) TO livechat_owner;

-- Name: FUNCTION reapply_privileges(p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.reapply_privileges(p_parent_table text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.reapply_privileges(p_parent_table text) TO livechat_owner;

-- Name: PROCEDURE run_analyze(IN p_skip_locked boolean, IN p_quiet boolean, IN p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.run_analyze(IN p_skip_locked boolean, IN p_quiet boolean, IN p_parent_table text) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.run_analyze(IN p_skip_locked boolean, IN p_quiet boolean, IN p_parent_table text) TO livechat_owner;

-- Name: FUNCTION run_maintenance(p_parent_table text, p_analyze boolean, p_jobmon boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.run_maintenance(p_parent_table text, p_analyze boolean, p_jobmon boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.run_maintenance(p_parent_table text, p_analyze boolean, p_jobmon boolean) TO livechat_owner;

-- Name: PROCEDURE run_maintenance_proc(IN p_wait integer, IN p_analyze boolean, IN p_jobmon boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.run_maintenance_proc(IN p_wait integer, IN p_analyze boolean, IN p_jobmon boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.run_maintenance_proc(IN p_wait integer, IN p_analyze boolean, IN p_jobmon boolean) TO livechat_owner;

-- Name: FUNCTION show_partition_info(p_child_table text, p_partition_interval text, p_parent_table text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.show_partition_info(p_child_table text, p_partition_interval text, p_parent_table text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.show_partition_info(p_child_table text, p_partition_interval text, p_parent_table text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text) TO livechat_owner;

-- Name: FUNCTION show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean) TO livechat_owner;

-- Name: FUNCTION show_partitions(p_parent_table text, p_order text, p_include_default boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.show_partitions(p_parent_table text, p_order text, p_include_default boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.show_partitions(p_parent_table text, p_order text, p_include_default boolean) TO livechat_owner;

-- Name: FUNCTION stop_sub_partition(p_parent_table text, p_jobmon boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.stop_sub_partition(p_parent_table text, p_jobmon boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.stop_sub_partition(p_parent_table text, p_jobmon boolean) TO livechat_owner;

-- Name: FUNCTION undo_partition(p_parent_table text, p_target_table text, p_loop_count integer, p_batch_interval text, p_keep_table boolean, p_lock_wait numeric, p_ignored_columns text[], p_drop_cascade boolean, OUT partitions_undone integer, OUT rows_undone bigint); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.undo_partition(p_parent_table text, p_target_table text, p_loop_count integer, p_batch_interval text, p_keep_table boolean, p_lock_wait numeric, p_ignored_columns text[], p_drop_cascade boolean, OUT partitions_undone integer, OUT rows_undone bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.undo_partition(p_parent_table text, p_target_table text, p_loop_count integer, p_batch_interval text, p_keep_table boolean, p_lock_wait numeric, p_ignored_columns text[], p_drop_cascade boolean, OUT partitions_undone integer, OUT rows_undone bigint) TO livechat_owner;

-- Name: PROCEDURE undo_partition_proc(IN p_parent_table text, IN p_target_table text, IN p_loop_count integer, IN p_interval text, IN p_keep_table boolean, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_ignored_columns text[], IN p_drop_cascade boolean, IN p_quiet boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.undo_partition_proc(IN p_parent_table text, IN p_target_table text, IN p_loop_count integer, IN p_interval text, IN p_keep_table boolean, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_ignored_columns text[], IN p_drop_cascade boolean, IN p_quiet boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.undo_partition_proc(IN p_parent_table text, IN p_target_table text, IN p_loop_count integer, IN p_interval text, IN p_keep_table boolean, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_ignored_columns text[], IN p_drop_cascade boolean, IN p_quiet boolean) TO livechat_owner;

-- Name: FUNCTION uuid7_time_decoder(uuidv7 text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.uuid7_time_decoder(uuidv7 text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.uuid7_time_decoder(uuidv7 text) TO livechat_owner;

-- Name: FUNCTION uuid7_time_encoder(ts timestamp with time zone); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.uuid7_time_encoder(ts timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.uuid7_time_encoder(ts timestamp with time zone) TO livechat_owner;

-- Name: FUNCTION lo_creat(integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_creat(integer) FROM PUBLIC;

-- Name: FUNCTION lo_create(oid); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC;

-- Name: FUNCTION lo_from_bytea(oid, bytea); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;

-- Name: FUNCTION pg_advisory_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) TO livechat_owner;

-- Name: FUNCTION pg_advisory_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(integer, integer) TO livechat_owner;

-- Name: FUNCTION pg_advisory_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(bigint) TO livechat_owner;

-- Name: FUNCTION pg_advisory_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(integer, integer) TO livechat_owner;

-- Name: FUNCTION pg_advisory_unlock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock(bigint) TO livechat_owner;

-- Name: FUNCTION pg_advisory_unlock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock(integer, integer) TO livechat_owner;

-- Name: FUNCTION pg_advisory_unlock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(bigint) TO livechat_owner;

-- Name: FUNCTION pg_advisory_unlock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(integer, integer) TO livechat_owner;

-- Name: FUNCTION pg_advisory_xact_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(bigint) TO livechat_owner;

-- Name: FUNCTION pg_advisory_xact_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) TO livechat_owner;

-- Name: FUNCTION pg_advisory_xact_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(bigint) TO livechat_owner;

-- Name: FUNCTION pg_advisory_xact_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(integer, integer) TO livechat_owner;

-- Name: FUNCTION pg_cancel_backend(integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_cancel_backend(integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_cancel_backend(integer) TO livechat_owner;

-- Name: FUNCTION pg_logical_emit_message(transactional boolean, prefix text, message bytea, flush boolean); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_logical_emit_message(transactional boolean, prefix text, message bytea, flush boolean) FROM PUBLIC;

-- Name: FUNCTION pg_logical_emit_message(transactional boolean, prefix text, message text, flush boolean); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_logical_emit_message(transactional boolean, prefix text, message text, flush boolean) FROM PUBLIC;

-- Name: FUNCTION pg_notify(text, text); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_notify(text, text) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_notify(text, text) TO livechat_owner;

-- Name: FUNCTION pg_terminate_backend(pid integer, timeout bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_terminate_backend(pid integer, timeout bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_terminate_backend(pid integer, timeout bigint) TO livechat_owner;

-- Name: FUNCTION pg_try_advisory_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) TO livechat_owner;

-- Name: FUNCTION pg_try_advisory_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(integer, integer) TO livechat_owner;

-- Name: FUNCTION pg_try_advisory_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(bigint) TO livechat_owner;

-- Name: FUNCTION pg_try_advisory_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(integer, integer) TO livechat_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(bigint) TO livechat_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(integer, integer) TO livechat_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(bigint) TO livechat_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(integer, integer) TO livechat_owner;

-- Name: FUNCTION create_events(p_tenant_column name, p_id_type regtype); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) FROM PUBLIC;

-- Name: FUNCTION create_outbox(p_tenant_column name, p_id_type regtype); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) FROM PUBLIC;

-- Name: FUNCTION current_login(); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.current_login() FROM PUBLIC;

-- Name: FUNCTION current_user_id(); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.current_user_id() FROM PUBLIC;
GRANT ALL ON FUNCTION platform.current_user_id() TO livechat_app;
GRANT ALL ON FUNCTION platform.current_user_id() TO livechat_migrator;
GRANT ALL ON FUNCTION platform.current_user_id() TO livechat_readonly;
GRANT ALL ON FUNCTION platform.current_user_id() TO livechat_visitor;

-- Name: FUNCTION divide_published_events(); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.divide_published_events() FROM PUBLIC;

-- Name: FUNCTION for_tenants(p_statement text, p_tenants text[]); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) FROM PUBLIC;

-- Name: FUNCTION forbid_change(); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.forbid_change() FROM PUBLIC;

-- Name: FUNCTION insert_row(p_table regclass, p_row jsonb); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.insert_row(p_table regclass, p_row jsonb) FROM PUBLIC;

-- Name: FUNCTION maintain_months(p_parent regclass); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.maintain_months(p_parent regclass) FROM PUBLIC;

-- Name: FUNCTION maintain_outbox(p_keep interval); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.maintain_outbox(p_keep interval) FROM PUBLIC;

-- Name: FUNCTION make_months(p_parent regclass); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.make_months(p_parent regclass) FROM PUBLIC;

-- Name: FUNCTION partitions_ahead(); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.partitions_ahead() FROM PUBLIC;
GRANT ALL ON FUNCTION platform.partitions_ahead() TO metrics;

-- Name: FUNCTION publish_change(); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.publish_change() FROM PUBLIC;

-- Name: FUNCTION purge_deleted(p_table regclass, p_keep interval); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) FROM PUBLIC;

-- Name: FUNCTION record_change(); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.record_change() FROM PUBLIC;

-- Name: PROCEDURE run_job(IN p_job text, IN p_statement text); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON PROCEDURE platform.run_job(IN p_job text, IN p_statement text) FROM PUBLIC;

-- Name: FUNCTION set_updated_at(); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.set_updated_at() FROM PUBLIC;

-- Name: FUNCTION table_name(p_relation oid); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.table_name(p_relation oid) FROM PUBLIC;

-- Name: FUNCTION tenant_of(p_value jsonb, p_function text); Type: ACL; Schema: platform; Owner: livechat_owner

REVOKE ALL ON FUNCTION platform.tenant_of(p_value jsonb, p_function text) FROM PUBLIC;

-- Name: FUNCTION add_owner(); Type: ACL; Schema: private; Owner: livechat_owner

REVOKE ALL ON FUNCTION private.add_owner() FROM PUBLIC;

-- Name: FUNCTION archive_messages(p_age interval, p_rows integer); Type: ACL; Schema: private; Owner: livechat_owner

REVOKE ALL ON FUNCTION private.archive_messages(p_age interval, p_rows integer) FROM PUBLIC;

-- Name: FUNCTION archive_messages_of(p_websites uuid[], p_age interval, p_rows integer); Type: ACL; Schema: private; Owner: livechat_owner

REVOKE ALL ON FUNCTION private.archive_messages_of(p_websites uuid[], p_age interval, p_rows integer) FROM PUBLIC;

-- Name: FUNCTION count_messages(); Type: ACL; Schema: private; Owner: livechat_owner

REVOKE ALL ON FUNCTION private.count_messages() FROM PUBLIC;

-- Name: FUNCTION forget_address_of_visitor(); Type: ACL; Schema: private; Owner: livechat_owner

REVOKE ALL ON FUNCTION private.forget_address_of_visitor() FROM PUBLIC;

-- Name: FUNCTION maintain_partitions(); Type: ACL; Schema: private; Owner: livechat_owner

REVOKE ALL ON FUNCTION private.maintain_partitions() FROM PUBLIC;

-- Name: FUNCTION mark_messages(p_conversation_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone); Type: ACL; Schema: private; Owner: livechat_owner

REVOKE ALL ON FUNCTION private.mark_messages(p_conversation_ids uuid[], p_from timestamp with time zone, p_to timestamp with time zone) FROM PUBLIC;

-- Name: TABLE visitors; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT ON TABLE public.visitors TO livechat_app;
GRANT SELECT ON TABLE public.visitors TO livechat_readonly;
GRANT SELECT ON TABLE public.visitors TO livechat_visitor;

-- Name: COLUMN visitors.id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(id) ON TABLE public.visitors TO livechat_app;
GRANT INSERT(id) ON TABLE public.visitors TO livechat_visitor;

-- Name: COLUMN visitors.website_id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(website_id) ON TABLE public.visitors TO livechat_app;
GRANT INSERT(website_id) ON TABLE public.visitors TO livechat_visitor;

-- Name: COLUMN visitors.name; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.visitors TO livechat_app;
GRANT INSERT(name),UPDATE(name) ON TABLE public.visitors TO livechat_visitor;

-- Name: COLUMN visitors.email; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(email),UPDATE(email) ON TABLE public.visitors TO livechat_app;
GRANT INSERT(email),UPDATE(email) ON TABLE public.visitors TO livechat_visitor;

-- Name: COLUMN visitors.phone; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(phone),UPDATE(phone) ON TABLE public.visitors TO livechat_app;
GRANT INSERT(phone),UPDATE(phone) ON TABLE public.visitors TO livechat_visitor;

-- Name: COLUMN visitors.ip_address; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(ip_address),UPDATE(ip_address) ON TABLE public.visitors TO livechat_app;
GRANT INSERT(ip_address),UPDATE(ip_address) ON TABLE public.visitors TO livechat_visitor;

-- Name: COLUMN visitors.user_agent; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(user_agent),UPDATE(user_agent) ON TABLE public.visitors TO livechat_app;
GRANT INSERT(user_agent),UPDATE(user_agent) ON TABLE public.visitors TO livechat_visitor;

-- Name: COLUMN visitors.metadata; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(metadata),UPDATE(metadata) ON TABLE public.visitors TO livechat_app;
GRANT INSERT(metadata),UPDATE(metadata) ON TABLE public.visitors TO livechat_visitor;

-- Name: COLUMN visitors.last_seen_at; Type: ACL; Schema: public; Owner: livechat_owner

GRANT UPDATE(last_seen_at) ON TABLE public.visitors TO livechat_app;
GRANT UPDATE(last_seen_at) ON TABLE public.visitors TO livechat_visitor;

-- Name: FUNCTION open_visitor(p_visitor_id uuid); Type: ACL; Schema: private; Owner: livechat_owner

REVOKE ALL ON FUNCTION private.open_visitor(p_visitor_id uuid) FROM PUBLIC;

-- Name: FUNCTION purge_deleted(p_keep interval); Type: ACL; Schema: private; Owner: livechat_owner

REVOKE ALL ON FUNCTION private.purge_deleted(p_keep interval) FROM PUBLIC;

-- Name: FUNCTION refuse(p_what text, p_id uuid); Type: ACL; Schema: private; Owner: livechat_owner

REVOKE ALL ON FUNCTION private.refuse(p_what text, p_id uuid) FROM PUBLIC;

-- Name: TABLE part_config; Type: ACL; Schema: partman; Owner: postgres

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partman.part_config TO livechat_owner;

-- Name: TABLE part_config_sub; Type: ACL; Schema: partman; Owner: postgres

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partman.part_config_sub TO livechat_owner;

-- Name: TABLE table_privs; Type: ACL; Schema: partman; Owner: postgres

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partman.table_privs TO livechat_owner;

-- Name: TABLE pg_stats; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats FROM PUBLIC;

-- Name: TABLE pg_stats_ext; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats_ext FROM PUBLIC;

-- Name: TABLE pg_stats_ext_exprs; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats_ext_exprs FROM PUBLIC;

-- Name: COLUMN job_runs.job; Type: ACL; Schema: platform; Owner: livechat_owner

GRANT SELECT(job) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.started_at; Type: ACL; Schema: platform; Owner: livechat_owner

GRANT SELECT(started_at) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.finished_at; Type: ACL; Schema: platform; Owner: livechat_owner

GRANT SELECT(finished_at) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.outcome; Type: ACL; Schema: platform; Owner: livechat_owner

GRANT SELECT(outcome) ON TABLE platform.job_runs TO metrics;

-- Name: TABLE job_outcomes; Type: ACL; Schema: platform; Owner: livechat_owner

GRANT SELECT ON TABLE platform.job_outcomes TO metrics;

-- Name: TABLE messages; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT ON TABLE public.messages TO livechat_app;
GRANT SELECT ON TABLE public.messages TO livechat_readonly;
GRANT SELECT ON TABLE public.messages TO livechat_visitor;

-- Name: COLUMN messages.website_id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(website_id) ON TABLE public.messages TO livechat_app;
GRANT INSERT(website_id) ON TABLE public.messages TO livechat_visitor;

-- Name: COLUMN messages.conversation_id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(conversation_id) ON TABLE public.messages TO livechat_app;
GRANT INSERT(conversation_id) ON TABLE public.messages TO livechat_visitor;

-- Name: COLUMN messages.sender_type; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(sender_type) ON TABLE public.messages TO livechat_app;
GRANT INSERT(sender_type) ON TABLE public.messages TO livechat_visitor;

-- Name: COLUMN messages.admin_id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(admin_id) ON TABLE public.messages TO livechat_app;

-- Name: COLUMN messages.content; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(content) ON TABLE public.messages TO livechat_app;
GRANT INSERT(content) ON TABLE public.messages TO livechat_visitor;

-- Name: COLUMN messages.is_read; Type: ACL; Schema: public; Owner: livechat_owner

GRANT UPDATE(is_read) ON TABLE public.messages TO livechat_app;
GRANT UPDATE(is_read) ON TABLE public.messages TO livechat_visitor;

-- Name: COLUMN messages.read_at; Type: ACL; Schema: public; Owner: livechat_owner

GRANT UPDATE(read_at) ON TABLE public.messages TO livechat_app;
GRANT UPDATE(read_at) ON TABLE public.messages TO livechat_visitor;

-- Name: TABLE messages_archive; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT ON TABLE public.messages_archive TO livechat_app;
GRANT SELECT ON TABLE public.messages_archive TO livechat_readonly;
GRANT SELECT ON TABLE public.messages_archive TO livechat_visitor;

-- Name: COLUMN admins.id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(id),INSERT(id) ON TABLE public.admins TO livechat_app;
GRANT SELECT(id) ON TABLE public.admins TO livechat_readonly;

-- Name: COLUMN admins.email; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(email),INSERT(email),UPDATE(email) ON TABLE public.admins TO livechat_app;
GRANT SELECT(email) ON TABLE public.admins TO livechat_readonly;

-- Name: COLUMN admins.name; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(name),INSERT(name),UPDATE(name) ON TABLE public.admins TO livechat_app;
GRANT SELECT(name) ON TABLE public.admins TO livechat_readonly;

-- Name: COLUMN admins.password_hash; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(password_hash),UPDATE(password_hash) ON TABLE public.admins TO livechat_app;

-- Name: COLUMN admins.status; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(status) ON TABLE public.admins TO livechat_app;
GRANT SELECT(status) ON TABLE public.admins TO livechat_readonly;

-- Name: COLUMN admins.created_at; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(created_at) ON TABLE public.admins TO livechat_app;
GRANT SELECT(created_at) ON TABLE public.admins TO livechat_readonly;

-- Name: COLUMN admins.updated_at; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(updated_at) ON TABLE public.admins TO livechat_app;
GRANT SELECT(updated_at) ON TABLE public.admins TO livechat_readonly;

-- Name: TABLE archive_exports; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT ON TABLE public.archive_exports TO livechat_app;
GRANT SELECT ON TABLE public.archive_exports TO livechat_readonly;

-- Name: TABLE audit_log; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT ON TABLE public.audit_log TO livechat_app;
GRANT SELECT ON TABLE public.audit_log TO livechat_readonly;

-- Name: TABLE events; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT ON TABLE public.events TO livechat_readonly;

-- Name: COLUMN events.id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(id) ON TABLE public.events TO relay;

-- Name: COLUMN events.event_type; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(event_type) ON TABLE public.events TO relay;

-- Name: COLUMN events.aggregate_id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(aggregate_id) ON TABLE public.events TO relay;

-- Name: COLUMN events.aggregate_type; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(aggregate_type) ON TABLE public.events TO relay;

-- Name: COLUMN events.payload; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(payload) ON TABLE public.events TO relay;

-- Name: COLUMN events.status; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(status),UPDATE(status) ON TABLE public.events TO relay;

-- Name: COLUMN events.created_at; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(created_at) ON TABLE public.events TO relay;

-- Name: COLUMN events.status_since; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(status_since),UPDATE(status_since) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(stream),UPDATE(stream) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream_created_at; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(stream_created_at),UPDATE(stream_created_at) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream_sequence; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT(stream_sequence),UPDATE(stream_sequence) ON TABLE public.events TO relay;

-- Name: COLUMN events.failure; Type: ACL; Schema: public; Owner: livechat_owner

GRANT UPDATE(failure) ON TABLE public.events TO relay;

-- Name: TABLE website_admins; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT,DELETE ON TABLE public.website_admins TO livechat_app;
GRANT SELECT ON TABLE public.website_admins TO livechat_readonly;

-- Name: COLUMN website_admins.id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(id) ON TABLE public.website_admins TO livechat_app;

-- Name: COLUMN website_admins.website_id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(website_id) ON TABLE public.website_admins TO livechat_app;

-- Name: COLUMN website_admins.admin_id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(admin_id) ON TABLE public.website_admins TO livechat_app;

-- Name: COLUMN website_admins.role; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(role),UPDATE(role) ON TABLE public.website_admins TO livechat_app;

-- Name: TABLE websites; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT ON TABLE public.websites TO livechat_app;
GRANT SELECT ON TABLE public.websites TO livechat_readonly;

-- Name: COLUMN websites.id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(id) ON TABLE public.websites TO livechat_app;

-- Name: COLUMN websites.owner_id; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(owner_id) ON TABLE public.websites TO livechat_app;

-- Name: COLUMN websites.name; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.websites TO livechat_app;

-- Name: COLUMN websites.domain; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(domain),UPDATE(domain) ON TABLE public.websites TO livechat_app;

-- Name: COLUMN websites.settings; Type: ACL; Schema: public; Owner: livechat_owner

GRANT INSERT(settings),UPDATE(settings) ON TABLE public.websites TO livechat_app;

-- Name: TABLE website_dashboard; Type: ACL; Schema: public; Owner: livechat_owner

GRANT SELECT ON TABLE public.website_dashboard TO livechat_app;
GRANT SELECT ON TABLE public.website_dashboard TO livechat_readonly;

-- Name: DEFAULT PRIVILEGES FOR TYPES; Type: DEFAULT ACL; Schema: -; Owner: livechat_owner

ALTER DEFAULT PRIVILEGES FOR ROLE livechat_owner REVOKE ALL ON TYPES FROM PUBLIC;

-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: livechat_owner

ALTER DEFAULT PRIVILEGES FOR ROLE livechat_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
