-- The schema that the migrations of pack wira make. Written by `novax db dump wira`.

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

-- Name: app; Type: SCHEMA; Schema: -; Owner: wira_owner

CREATE SCHEMA app;

ALTER SCHEMA app OWNER TO wira_owner;

-- Name: SCHEMA app; Type: COMMENT; Schema: -; Owner: wira_owner

COMMENT ON SCHEMA app IS 'What applications, staff and policies call: profiles, consents, export, erasure, search';

-- Name: extensions; Type: SCHEMA; Schema: -; Owner: postgres

CREATE SCHEMA extensions;

ALTER SCHEMA extensions OWNER TO postgres;

-- Name: partman; Type: SCHEMA; Schema: -; Owner: postgres

CREATE SCHEMA partman;

ALTER SCHEMA partman OWNER TO postgres;

-- Name: platform; Type: SCHEMA; Schema: -; Owner: wira_owner

CREATE SCHEMA platform;

ALTER SCHEMA platform OWNER TO wira_owner;

-- Name: private; Type: SCHEMA; Schema: -; Owner: wira_owner

CREATE SCHEMA private;

ALTER SCHEMA private OWNER TO wira_owner;

-- Name: SCHEMA private; Type: COMMENT; Schema: -; Owner: wira_owner

COMMENT ON SCHEMA private IS 'Keys, encryption, trigger functions and maintenance: no role but the owner gets in';

-- Name: pg_partman; Type: EXTENSION; Schema: -; Owner: -

CREATE EXTENSION IF NOT EXISTS pg_partman WITH SCHEMA partman;

-- Name: EXTENSION pg_partman; Type: COMMENT; Schema: -; Owner: 

COMMENT ON EXTENSION pg_partman IS 'Extension to manage partitioned tables by time or ID';

-- Name: pgaudit; Type: EXTENSION; Schema: -; Owner: -

CREATE EXTENSION IF NOT EXISTS pgaudit WITH SCHEMA extensions;

-- Name: EXTENSION pgaudit; Type: COMMENT; Schema: -; Owner: 

COMMENT ON EXTENSION pgaudit IS 'provides auditing functionality';

-- Name: pgcrypto; Type: EXTENSION; Schema: -; Owner: -

CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA extensions;

-- Name: EXTENSION pgcrypto; Type: COMMENT; Schema: -; Owner: 

COMMENT ON EXTENSION pgcrypto IS 'cryptographic functions';

-- Name: vector; Type: EXTENSION; Schema: -; Owner: -

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA extensions;

-- Name: EXTENSION vector; Type: COMMENT; Schema: -; Owner: 

COMMENT ON EXTENSION vector IS 'vector data type and ivfflat and hnsw access methods';

-- Name: close_my_profile(); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.close_my_profile() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    update public.profiles as p
    set status = 'closed', closed_at = pg_catalog.now()
    where p.id = platform.current_user_id() and p.status = 'active';
    if not found then
        raise exception using errcode = 'no_data_found', message = 'the current user has no active profile';
    end if;
end
$$;

ALTER FUNCTION app.close_my_profile() OWNER TO wira_owner;

-- Name: FUNCTION close_my_profile(); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.close_my_profile() IS 'Closes the current user''s profile; retention erases it later, and until then it can be reopened';

-- Name: erase_me(); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.erase_me() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform private.erase_person(platform.current_user_id(), 'request of the person');
end
$$;

ALTER FUNCTION app.erase_me() OWNER TO wira_owner;

-- Name: FUNCTION erase_me(); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.erase_me() IS 'Deletes the current user with everything of theirs, for good and at once';

-- Name: export_my_data(); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.export_my_data() RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_export constant jsonb := private.export_person(platform.current_user_id());
begin
    perform private.record_reading(platform.current_user_id(), 'export', 'request of the person');
    return v_export;
end
$$;

ALTER FUNCTION app.export_my_data() OWNER TO wira_owner;

-- Name: FUNCTION export_my_data(); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.export_my_data() IS 'Everything that is kept of the current user, for them and for another service';

-- Name: find_profile_id(text); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.find_profile_id(p_email text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select p.id from public.profiles as p where p.email_index = any(private.blind_indexes(p_email))
$$;

ALTER FUNCTION app.find_profile_id(p_email text) OWNER TO wira_owner;

-- Name: FUNCTION find_profile_id(p_email text); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.find_profile_id(p_email text) IS 'The profile with an address, or null: for the authentication service';

-- Name: give_consent(text, text); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.give_consent(p_purpose text, p_version text) RETURNS uuid
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    update public.consents as c
    set withdrawn_at = pg_catalog.now()
    where c.user_id = (select platform.current_user_id()) and c.purpose = p_purpose and c.withdrawn_at is null;
    insert into public.consents (user_id, purpose, version)
    values (platform.current_user_id(), p_purpose, p_version)
    returning id
$$;

ALTER FUNCTION app.give_consent(p_purpose text, p_version text) OWNER TO wira_owner;

-- Name: FUNCTION give_consent(p_purpose text, p_version text); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.give_consent(p_purpose text, p_version text) IS 'Records the current user''s consent to a version of a purpose, in place of the one in force';

-- Name: has_consent(text); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.has_consent(p_purpose text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return exists (
        select from public.consents as c
        where c.user_id = platform.current_user_id() and c.purpose = p_purpose and c.withdrawn_at is null
    );
end
$$;

ALTER FUNCTION app.has_consent(p_purpose text) OWNER TO wira_owner;

-- Name: FUNCTION has_consent(p_purpose text); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.has_consent(p_purpose text) IS 'Whether the current user''s consent to the purpose is in force';

-- Name: is_active(); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.is_active() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return exists (
        select from public.profiles as p where p.id = platform.current_user_id() and p.status = 'active'
    );
end
$$;

ALTER FUNCTION app.is_active() OWNER TO wira_owner;

-- Name: FUNCTION is_active(); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.is_active() IS 'Whether the current user''s profile is active';

-- Name: is_staff(text[]); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.is_staff(p_roles text[]) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return exists (
        select from public.staff_members as s
        where s.id = platform.current_user_id() and s.active and s.role = any(p_roles)
    );
end
$$;

ALTER FUNCTION app.is_staff(p_roles text[]) OWNER TO wira_owner;

-- Name: FUNCTION is_staff(p_roles text[]); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.is_staff(p_roles text[]) IS 'Whether the current user is an active staff member with one of the roles';

-- Name: my_profile(); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.my_profile() RETURNS TABLE(id uuid, email text, full_name text, business_name text, status text, closed_at timestamp with time zone, created_at timestamp with time zone, updated_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
    SET search_path TO ''
    AS $$
    select
        p.id,
        private.decrypt(p.email_encrypted, p.data_key_id),
        private.decrypt(p.full_name_encrypted, p.data_key_id),
        p.business_name,
        p.status,
        p.closed_at,
        p.created_at,
        p.updated_at
    from public.profiles as p
    where p.id = platform.current_user_id()
$$;

ALTER FUNCTION app.my_profile() OWNER TO wira_owner;

-- Name: FUNCTION my_profile(); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.my_profile() IS 'The current user''s profile, readable';

-- Name: register_profile(text, text, text); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.register_profile(p_email text, p_full_name text, p_business_name text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_id constant uuid := platform.current_user_id();
begin
    if v_id is null then
        raise exception using
            errcode = 'insufficient_privilege',
            message = 'nobody is the current user, so there is nobody to register',
            hint = 'Set app.current_user_id to the id of the new user in the same transaction.';
    end if;
    perform private.refuse_taken(p_email, v_id);
    insert into public.profiles (
        id, email_encrypted, email_index, full_name_encrypted, data_key_id, business_name
    )
    select v_id, s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id, p_business_name
    from private.seal(p_email, p_full_name) as s;
    return v_id;
end
$$;

ALTER FUNCTION app.register_profile(p_email text, p_full_name text, p_business_name text) OWNER TO wira_owner;

-- Name: FUNCTION register_profile(p_email text, p_full_name text, p_business_name text); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.register_profile(p_email text, p_full_name text, p_business_name text) IS 'Makes the current user''s profile and returns its id';

-- Name: reopen_my_profile(); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.reopen_my_profile() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    update public.profiles as p
    set status = 'active', closed_at = null
    where p.id = platform.current_user_id() and p.status = 'closed';
    if not found then
        raise exception using errcode = 'no_data_found', message = 'the current user has no closed profile';
    end if;
end
$$;

ALTER FUNCTION app.reopen_my_profile() OWNER TO wira_owner;

-- Name: FUNCTION reopen_my_profile(); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.reopen_my_profile() IS 'Reopens the current user''s closed profile';

-- Name: search_chunks(uuid, extensions.vector, integer); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.search_chunks(p_chatbot_id uuid, p_embedding extensions.vector, p_limit integer DEFAULT 10) RETURNS TABLE(document_id uuid, chunk_index integer, content text, similarity_score double precision)
    LANGUAGE sql STABLE
    SET search_path TO ''
    SET "hnsw.iterative_scan" TO 'strict_order'
    AS $$
    with wanted as (select least(greatest(p_limit, 1), 100) as rows),

    by_index as materialized (
        select c.document_id, c.chunk_index, c.content, c.embedding operator(extensions.<=>) p_embedding as distance
        from public.document_chunks as c
        where c.chatbot_id = p_chatbot_id
        order by c.embedding operator(extensions.<=>) p_embedding
        limit (select w.rows from wanted as w)
    ),

    found as (select pg_catalog.count(*) as rows from by_index),

    one_by_one as (
        select o.document_id, o.chunk_index, o.content, o.embedding operator(extensions.<=>) p_embedding as distance
        -- OFFSET 0 keeps the order out, and with it the index that has just failed.
        from (
            select c.document_id, c.chunk_index, c.content, c.embedding
            from public.document_chunks as c
            where c.chatbot_id = p_chatbot_id
            offset 0
        ) as o
        where (select f.rows from found as f) < (select w.rows from wanted as w)
        order by distance
        limit (select w.rows from wanted as w)
    )

    select n.document_id, n.chunk_index, n.content, 1 - n.distance as similarity_score
    from (
        select b.* from by_index as b where (select f.rows from found as f) = (select w.rows from wanted as w)
        union all
        select o.* from one_by_one as o
    ) as n
    order by n.distance, n.document_id, n.chunk_index
$$;

ALTER FUNCTION app.search_chunks(p_chatbot_id uuid, p_embedding extensions.vector, p_limit integer) OWNER TO wira_owner;

-- Name: FUNCTION search_chunks(p_chatbot_id uuid, p_embedding extensions.vector, p_limit integer); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.search_chunks(p_chatbot_id uuid, p_embedding extensions.vector, p_limit integer) IS 'The pieces of a chatbot''s documents nearest in meaning, of those that the current user may see; 1536 dimensions';

-- Name: staff_erase_person(uuid, text); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.staff_erase_person(p_profile_id uuid, p_reason text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform private.require_staff('{privacy_officer}', p_reason);
    perform private.erase_person(p_profile_id, p_reason);
end
$$;

ALTER FUNCTION app.staff_erase_person(p_profile_id uuid, p_reason text) OWNER TO wira_owner;

-- Name: FUNCTION staff_erase_person(p_profile_id uuid, p_reason text); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.staff_erase_person(p_profile_id uuid, p_reason text) IS 'Erases a person who asked for it otherwise than through the product; logged';

-- Name: staff_export_person(uuid, text); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.staff_export_person(p_profile_id uuid, p_reason text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_export jsonb;
begin
    perform private.require_staff('{privacy_officer}', p_reason);
    v_export := private.export_person(p_profile_id);
    perform private.record_reading(p_profile_id, 'export', p_reason);
    return v_export;
end
$$;

ALTER FUNCTION app.staff_export_person(p_profile_id uuid, p_reason text) OWNER TO wira_owner;

-- Name: FUNCTION staff_export_person(p_profile_id uuid, p_reason text); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.staff_export_person(p_profile_id uuid, p_reason text) IS 'Everything of a person who asked for it otherwise than through the product; logged';

-- Name: staff_find_profile(text, text); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.staff_find_profile(p_email text, p_reason text) RETURNS TABLE(id uuid, email text, full_name text, business_name text, status text, created_at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER ROWS 1
    SET search_path TO ''
    AS $$
declare
    v_id uuid;
begin
    perform private.require_staff('{support,privacy_officer}', p_reason);
    v_id := app.find_profile_id(p_email);
    if v_id is null then
        perform private.record_reading(null, 'access', p_reason);
    else
        return query select r.* from app.staff_read_profile(v_id, p_reason) as r;
    end if;
end
$$;

ALTER FUNCTION app.staff_find_profile(p_email text, p_reason text) OWNER TO wira_owner;

-- Name: FUNCTION staff_find_profile(p_email text, p_reason text); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.staff_find_profile(p_email text, p_reason text) IS 'The profile with an address in clear, for staff; logged';

-- Name: staff_read_profile(uuid, text); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.staff_read_profile(p_profile_id uuid, p_reason text) RETURNS TABLE(id uuid, email text, full_name text, business_name text, status text, created_at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER ROWS 1
    SET search_path TO ''
    AS $$
begin
    perform private.require_staff('{support,privacy_officer}', p_reason);
    perform private.record_reading(p_profile_id, 'access', p_reason);
    return query
    select
        p.id,
        private.decrypt(p.email_encrypted, p.data_key_id),
        private.decrypt(p.full_name_encrypted, p.data_key_id),
        p.business_name,
        p.status,
        p.created_at
    from public.profiles as p
    where p.id = p_profile_id;
end
$$;

ALTER FUNCTION app.staff_read_profile(p_profile_id uuid, p_reason text) OWNER TO wira_owner;

-- Name: FUNCTION staff_read_profile(p_profile_id uuid, p_reason text); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.staff_read_profile(p_profile_id uuid, p_reason text) IS 'A profile in clear, for staff; logged';

-- Name: staff_suspend_profile(uuid, boolean, text); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.staff_suspend_profile(p_profile_id uuid, p_suspended boolean, p_reason text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform private.require_staff('{privacy_officer}', p_reason);
    update public.profiles as p
    set status = case when p_suspended then 'suspended' else 'active' end
    where p.id = p_profile_id and p.status in ('active', 'suspended');
    if not found then
        raise exception using
            errcode = 'no_data_found',
            message = pg_catalog.format('there is no open profile %s', p_profile_id);
    end if;
    perform private.record_reading(p_profile_id, 'access', p_reason);
end
$$;

ALTER FUNCTION app.staff_suspend_profile(p_profile_id uuid, p_suspended boolean, p_reason text) OWNER TO wira_owner;

-- Name: FUNCTION staff_suspend_profile(p_profile_id uuid, p_suspended boolean, p_reason text); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.staff_suspend_profile(p_profile_id uuid, p_suspended boolean, p_reason text) IS 'Suspends a profile, which restricts processing, or lifts that; logged';

-- Name: update_my_profile(text, text, text); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.update_my_profile(p_email text, p_full_name text, p_business_name text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform private.refuse_taken(p_email, platform.current_user_id());
    update public.profiles as p
    set
        (email_encrypted, email_index, full_name_encrypted, data_key_id) = (
            select s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id
            from private.seal(p_email, p_full_name) as s
        ),
        business_name = p_business_name
    where p.id = platform.current_user_id() and p.status = 'active';
    if not found then
        raise exception using errcode = 'no_data_found', message = 'the current user has no active profile';
    end if;
end
$$;

ALTER FUNCTION app.update_my_profile(p_email text, p_full_name text, p_business_name text) OWNER TO wira_owner;

-- Name: FUNCTION update_my_profile(p_email text, p_full_name text, p_business_name text); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.update_my_profile(p_email text, p_full_name text, p_business_name text) IS 'Corrects the current user''s profile; all three are set, null empties';

-- Name: withdraw_consent(text); Type: FUNCTION; Schema: app; Owner: wira_owner

CREATE FUNCTION app.withdraw_consent(p_purpose text) RETURNS boolean
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    with withdrawn as (
        update public.consents as c
        set withdrawn_at = pg_catalog.now()
        where c.user_id = (select platform.current_user_id()) and c.purpose = p_purpose and c.withdrawn_at is null
        returning c.id
    )

    select exists (select from withdrawn)
$$;

ALTER FUNCTION app.withdraw_consent(p_purpose text) OWNER TO wira_owner;

-- Name: FUNCTION withdraw_consent(p_purpose text); Type: COMMENT; Schema: app; Owner: wira_owner

COMMENT ON FUNCTION app.withdraw_consent(p_purpose text) IS 'Withdraws the current user''s consent to a purpose; false where there was none';

-- Name: create_events(name, regtype); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) OWNER TO wira_owner;

-- Name: FUNCTION create_events(p_tenant_column name, p_id_type regtype); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) IS 'Makes the table events with a tenant column of that name; `create_outbox` makes it whole';

-- Name: create_outbox(name, regtype); Type: FUNCTION; Schema: platform; Owner: wira_owner

CREATE FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform platform.create_events(p_tenant_column, p_id_type);
    perform platform.divide_published_events();
end
$$;

ALTER FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) OWNER TO wira_owner;

-- Name: FUNCTION create_outbox(p_tenant_column name, p_id_type regtype); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) IS 'Makes the table events with a tenant column of that name; tenants and aggregates have ids of that type';

-- Name: current_login(); Type: FUNCTION; Schema: platform; Owner: wira_owner

CREATE FUNCTION platform.current_login() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select coalesce(nullif(pg_catalog.current_setting('role'), 'none'), session_user::pg_catalog.text)
$$;

ALTER FUNCTION platform.current_login() OWNER TO wira_owner;

-- Name: FUNCTION current_login(); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.current_login() IS 'The role that a session acts as, also within functions that act as their owner: what app.current_user_id names depends
on it';

-- Name: current_user_id(); Type: FUNCTION; Schema: platform; Owner: wira_owner

CREATE FUNCTION platform.current_user_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select nullif(pg_catalog.current_setting('app.current_user_id', true), '')::pg_catalog.uuid
$$;

ALTER FUNCTION platform.current_user_id() OWNER TO wira_owner;

-- Name: FUNCTION current_user_id(); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.current_user_id() IS 'The user set with set_config(''app.current_user_id'', ..., true); null where none is';

-- Name: divide_published_events(); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.divide_published_events() OWNER TO wira_owner;

-- Name: FUNCTION divide_published_events(); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.divide_published_events() IS 'Divides the published events of an outbox by time and gives every event the columns that tell where it went';

-- Name: for_tenants(text, text[]); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) OWNER TO wira_owner;

-- Name: FUNCTION for_tenants(p_statement text, p_tenants text[]); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) IS 'Runs a statement that takes tenants as $1 and says how many rows it worked on; leaves out those for whom it fails, and
names them in platform.left_out';

-- Name: forbid_change(); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.forbid_change() OWNER TO wira_owner;

-- Name: FUNCTION forbid_change(); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.forbid_change() IS 'Trigger function: refuses the statement; for append-only tables';

-- Name: insert_row(regclass, jsonb); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.insert_row(p_table regclass, p_row jsonb) OWNER TO wira_owner;

-- Name: FUNCTION insert_row(p_table regclass, p_row jsonb); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.insert_row(p_table regclass, p_row jsonb) IS 'Inserts a JSON object as a row, with the caller''s rights; its keys are columns';

-- Name: maintain_months(regclass); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.maintain_months(p_parent regclass) OWNER TO wira_owner;

-- Name: FUNCTION maintain_months(p_parent regclass); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.maintain_months(p_parent regclass) IS 'Makes the partitions of the coming months, also after a rest, and drops those past their retention';

-- Name: maintain_outbox(interval); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.maintain_outbox(p_keep interval) OWNER TO wira_owner;

-- Name: FUNCTION maintain_outbox(p_keep interval); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.maintain_outbox(p_keep interval) IS 'Makes partitions for the coming days and removes published events that are older than that; says how many';

-- Name: make_months(regclass); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.make_months(p_parent regclass) OWNER TO wira_owner;

-- Name: FUNCTION make_months(p_parent regclass); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.make_months(p_parent regclass) IS 'Makes the months that are missing, with the rows that lie in the default partition, and says how many it moved';

-- Name: partitions_ahead(); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.partitions_ahead() OWNER TO wira_owner;

-- Name: FUNCTION partitions_ahead(); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.partitions_ahead() IS 'Until when each table by months has its partitions, and how many rows lie outside of them, up to 10,000; for metrics';

-- Name: publish_change(); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.publish_change() OWNER TO wira_owner;

-- Name: FUNCTION publish_change(); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.publish_change() IS 'Trigger function: puts <domain>.created, updated or deleted into the outbox; arguments: domain, tenant column of
events, column of the row, function from that to the tenant, columns that the payload tells';

-- Name: purge_deleted(regclass, interval); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) OWNER TO wira_owner;

-- Name: FUNCTION purge_deleted(p_table regclass, p_keep interval); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) IS 'Deletes rows whose deleted_at is longer ago than that, and says how many';

-- Name: record_change(); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.record_change() OWNER TO wira_owner;

-- Name: FUNCTION record_change(); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.record_change() IS 'Trigger function: writes a changed row''s audit entry; arguments: tenant column of audit_log, column of the row,
function from that to the tenant, columns left out';

-- Name: run_job(text, text); Type: PROCEDURE; Schema: platform; Owner: wira_owner

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

ALTER PROCEDURE platform.run_job(IN p_job text, IN p_statement text) OWNER TO wira_owner;

-- Name: PROCEDURE run_job(IN p_job text, IN p_statement text); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON PROCEDURE platform.run_job(IN p_job text, IN p_statement text) IS 'Runs a statement and leaves a row in platform.job_runs; a run that left tenants out has failed and names them';

-- Name: set_updated_at(); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.set_updated_at() OWNER TO wira_owner;

-- Name: FUNCTION set_updated_at(); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.set_updated_at() IS 'Trigger function: updated_at is the time of the last change';

-- Name: table_name(oid); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.table_name(p_relation oid) OWNER TO wira_owner;

-- Name: FUNCTION table_name(p_relation oid); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.table_name(p_relation oid) IS 'A table''s name without its schema; a part has the name of the whole';

-- Name: tenant_of(jsonb, text); Type: FUNCTION; Schema: platform; Owner: wira_owner

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

ALTER FUNCTION platform.tenant_of(p_value jsonb, p_function text) OWNER TO wira_owner;

-- Name: FUNCTION tenant_of(p_value jsonb, p_function text); Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON FUNCTION platform.tenant_of(p_value jsonb, p_function text) IS 'The tenant that the named function finds for a value; the value itself where no function is named';

-- Name: apply_retention(text, interval); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.apply_retention(p_kind text, p_keep interval) RETURNS bigint
    LANGUAGE plpgsql
    AS $_$
declare
    v_removed bigint := 0;
begin
    case p_kind
        when 'closed_profiles' then
            v_removed := platform.for_tenants(
                'select count(private.erase_person(p.id::uuid, ''retention of closed profiles'')) '
                'from unnest($1) as p (id)',
                array(select p.id::text from public.profiles as p where p.closed_at < pg_catalog.now() - p_keep)
            );
        when 'deleted_documents' then
            v_removed := platform.purge_deleted('public.documents', p_keep);
        when 'withdrawn_consents' then
            delete from public.consents as c where c.withdrawn_at < pg_catalog.now() - p_keep;
            get diagnostics v_removed = row_count;
        when 'audit_log' then
            -- By whole months: the log is append-only, and a partition goes without a row being touched.
            v_removed := partman.drop_partition_time('public.audit_log', p_keep, p_keep_table => false);
        when 'published_events', 'failed_events' then
            delete from public.events as e
            where
                e.status = pg_catalog.split_part(p_kind, '_', 1)
                and e.status_since < pg_catalog.now() - p_keep;
            get diagnostics v_removed = row_count;
        when 'retention_runs' then
            delete from public.retention_runs as r where r.created_at < pg_catalog.now() - p_keep;
            get diagnostics v_removed = row_count;
    end case;
    return v_removed;
end
$_$;

ALTER FUNCTION private.apply_retention(p_kind text, p_keep interval) OWNER TO wira_owner;

-- Name: FUNCTION apply_retention(p_kind text, p_keep interval); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.apply_retention(p_kind text, p_keep interval) IS 'Removes what is older than its retention, of one kind; returns how many rows, of audit_log partitions';

-- Name: begin_rotation(); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.begin_rotation() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_key text;
    v_current bigint;
begin
    -- One rotation at a time, and no first key while one begins.
    lock table private.data_keys in share row exclusive mode;
    v_current := (private.current_key()).key_id;
    foreach v_key in array private.given_keys() loop
        if not exists (select from private.data_keys as k where k.verifier = private.key_verifier(v_key)) then
            insert into private.data_keys (id, verifier) values (v_current + 1, private.key_verifier(v_key));
            return v_current + 1;
        end if;
    end loop;
    if not exists (select from private.data_keys as k where k.retired_at is null and k.id <> v_current) then
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = 'app.data_key_other is no new key, so there is nothing to rotate to',
            hint = 'Set one of app.data_key and app.data_key_other to the present key and the other to the new one.';
    end if;
    return v_current;
end
$$;

ALTER FUNCTION private.begin_rotation() OWNER TO wira_owner;

-- Name: FUNCTION begin_rotation(); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.begin_rotation() IS 'Makes the given key that is new the one to write with, or finds the rotation that was stopped; returns its number';

-- Name: blind_index(text, text); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.blind_index(p_email text, p_key text) RETURNS bytea
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select extensions.hmac(
        pg_catalog.convert_to(pg_catalog.lower(p_email), 'UTF8'),
        extensions.hmac('wira email index', p_key, 'sha256'),
        'sha256'
    )
$$;

ALTER FUNCTION private.blind_index(p_email text, p_key text) OWNER TO wira_owner;

-- Name: FUNCTION blind_index(p_email text, p_key text); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.blind_index(p_email text, p_key text) IS 'An address''s hash under a key derived from the data key';

-- Name: blind_indexes(text); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.blind_indexes(p_email text) RETURNS bytea[]
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select pg_catalog.array_agg(private.blind_index(p_email, private.key_of(k.id)))
    from private.data_keys as k
    where k.retired_at is null
$$;

ALTER FUNCTION private.blind_indexes(p_email text) OWNER TO wira_owner;

-- Name: FUNCTION blind_indexes(p_email text); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.blind_indexes(p_email text) IS 'What a row with the address may have in email_index: a hash a key in force, two while keys are rotated';

-- Name: check_integrity(); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.check_integrity() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_findings text;
    v_count bigint;
begin
    select pg_catalog.string_agg(r.rule || ' ' || r.rows, ', ' order by r.rule), sum(r.rows)
    into v_findings, v_count
    from (
        select i.rule, pg_catalog.count(*) as rows
        from private.integrity_report() as i
        where
            i.rule not in (
                'ready_document_has_no_chunks',
                'chunks_are_not_consecutive',
                'chunks_of_a_document_not_to_be_answered_from',
                'learned_without_consent'
            )
        group by i.rule
    ) as r;
    if v_count > 0 then
        raise exception using
            errcode = 'data_exception',
            message = pg_catalog.format('%s findings: %s', v_count, v_findings),
            hint = 'select * from private.integrity_report()';
    end if;
end
$$;

ALTER FUNCTION private.check_integrity() OWNER TO wira_owner;

-- Name: FUNCTION check_integrity(); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.check_integrity() IS 'Raises if there are findings, with how many of each rule; what users bring about themselves is in the report alone';

-- Name: current_key(); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.current_key(OUT key_id bigint, OUT key text) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_given constant text[] := private.given_keys();
    v_current private.data_keys;
begin
    select k.* into v_current from private.data_keys as k where k.retired_at is null order by k.id desc limit 1;
    if not found then
        insert into private.data_keys (id, verifier) values (1, private.key_verifier(v_given[1]))
        on conflict do nothing;
        select k.* into v_current from private.data_keys as k where k.retired_at is null order by k.id desc limit 1;
    end if;
    key_id := v_current.id;
    select g.key into key from pg_catalog.unnest(v_given) as g (key)
    where private.key_verifier(g.key) = v_current.verifier
    limit 1;
    if key is null then
        raise exception using
            errcode = 'invalid_authorization_specification',
            message = pg_catalog.format('app.data_key is not the key %s of this database', key_id),
            hint = 'Set it to the secret wira-data-key of the platform; while keys are rotated, set both.';
    end if;
end
$$;

ALTER FUNCTION private.current_key(OUT key_id bigint, OUT key text) OWNER TO wira_owner;

-- Name: FUNCTION current_key(OUT key_id bigint, OUT key text); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.current_key(OUT key_id bigint, OUT key text) IS 'The key to write with; the first ever given is taken as the database''s';

-- Name: decrypt(bytea, bigint); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.decrypt(p_message bytea, p_key_id bigint) RETURNS text
    LANGUAGE sql STABLE STRICT
    SET search_path TO ''
    AS $$
    select extensions.pgp_sym_decrypt(p_message, private.key_of(p_key_id))
$$;

ALTER FUNCTION private.decrypt(p_message bytea, p_key_id bigint) OWNER TO wira_owner;

-- Name: FUNCTION decrypt(p_message bytea, p_key_id bigint); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.decrypt(p_message bytea, p_key_id bigint) IS 'The text of an encrypted value, by the key with that number';

-- Name: encrypt(text, text); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.encrypt(p_text text, p_key text) RETURNS bytea
    LANGUAGE sql STRICT PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select extensions.pgp_sym_encrypt(
        p_text, p_key, 'cipher-algo=aes256, s2k-mode=1, s2k-digest-algo=sha256, compress-algo=0'
    )
$$;

ALTER FUNCTION private.encrypt(p_text text, p_key text) OWNER TO wira_owner;

-- Name: FUNCTION encrypt(p_text text, p_key text); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.encrypt(p_text text, p_key text) IS 'AES-256 with an integrity check, differently each time';

-- Name: erase_person(uuid, text); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.erase_person(p_user_id uuid, p_reason text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    delete from public.events as e where e.user_id = p_user_id;
    delete from public.profiles as p where p.id = p_user_id;
    if not found then
        raise exception using
            errcode = 'no_data_found', message = pg_catalog.format('there is no profile %s to erase', p_user_id);
    end if;
    perform private.record_reading(p_user_id, 'erase', p_reason);
end
$$;

ALTER FUNCTION private.erase_person(p_user_id uuid, p_reason text) OWNER TO wira_owner;

-- Name: FUNCTION erase_person(p_user_id uuid, p_reason text); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.erase_person(p_user_id uuid, p_reason text) IS 'Deletes a person with everything of theirs, for good';

-- Name: export_person(uuid); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.export_person(p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_profile jsonb;
begin
    select pg_catalog.to_jsonb(p) - '{email_encrypted,email_index,full_name_encrypted,data_key_id}'::pg_catalog.text[]
        || pg_catalog.jsonb_build_object(
            'email', private.decrypt(p.email_encrypted, p.data_key_id),
            'full_name', private.decrypt(p.full_name_encrypted, p.data_key_id)
        )
    into v_profile
    from public.profiles as p
    where p.id = p_user_id;
    if v_profile is null then
        raise exception using
            errcode = 'no_data_found', message = pg_catalog.format('there is no profile %s to export', p_user_id);
    end if;
    return pg_catalog.jsonb_build_object(
        'format', 'wira.export/1',
        'exported_at', pg_catalog.now(),
        'profiles', pg_catalog.jsonb_build_array(v_profile),
        'chatbots', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(c) order by c.created_at, c.id), '[]')
            from public.chatbots as c where c.user_id = p_user_id
        ),
        'documents', (
            select coalesce(pg_catalog.jsonb_agg(
                pg_catalog.to_jsonb(d) || pg_catalog.jsonb_build_object('sha256', pg_catalog.encode(d.sha256, 'hex'))
                order by d.created_at, d.id
            ), '[]')
            from public.documents as d where d.user_id = p_user_id
        ),
        'document_chunks', (
            select coalesce(pg_catalog.jsonb_agg(
                pg_catalog.to_jsonb(c) - 'embedding' order by c.document_id, c.chunk_index
            ), '[]')
            from public.document_chunks as c where c.user_id = p_user_id
        ),
        'consents', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(c) order by c.given_at, c.id), '[]')
            from public.consents as c where c.user_id = p_user_id
        ),
        'audit_log', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(l) order by l.created_at, l.id), '[]')
            from public.audit_log as l where l.user_id = p_user_id
        ),
        'events', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(e) order by e.created_at, e.id), '[]')
            from public.events as e where e.user_id = p_user_id
        )
    );
end
$$;

ALTER FUNCTION private.export_person(p_user_id uuid) OWNER TO wira_owner;

-- Name: FUNCTION export_person(p_user_id uuid); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.export_person(p_user_id uuid) IS 'Everything of a person as JSON: an array of rows a table';

-- Name: forget_learned(); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.forget_learned() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    delete from public.document_chunks as c
    where
        c.user_id = new.user_id
        and not exists (
            select from public.consents as n
            where n.user_id = new.user_id and n.purpose = 'learning' and n.withdrawn_at is null
        );
    return null;
end
$$;

ALTER FUNCTION private.forget_learned() OWNER TO wira_owner;

-- Name: FUNCTION forget_learned(); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.forget_learned() IS 'Trigger function: chatbots forget when consent to learning ends and no other version of it is in force';

-- Name: given_keys(); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.given_keys() RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO ''
    AS $_$
declare
    v_name text;
    v_key text;
    v_keys text[] := '{}';
begin
    foreach v_name in array array['app.data_key', 'app.data_key_other'] loop
        v_key := nullif(pg_catalog.current_setting(v_name, true), '');
        if pg_catalog.octet_length(v_key) < 32 then
            raise exception using
                errcode = 'invalid_parameter_value',
                message = pg_catalog.format(
                    '%s has %s bytes, and a key has 32 or more', v_name, pg_catalog.octet_length(v_key)
                ),
                hint = 'Set it to the secret wira-data-key of the platform.';
        end if;
        if v_key is not null then
            v_keys := v_keys || v_key;
        end if;
    end loop;
    if v_keys = '{}' then
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = 'app.data_key is not set, so personal data can be neither read nor written',
            hint = 'Set it in the same transaction, as a parameter: select set_config(''app.data_key'', $1, true).';
    end if;
    return v_keys;
end
$_$;

ALTER FUNCTION private.given_keys() OWNER TO wira_owner;

-- Name: FUNCTION given_keys(); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.given_keys() IS 'The keys that the transaction brings: app.data_key, and while keys are rotated app.data_key_other';

-- Name: integrity_report(); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.integrity_report() RETURNS TABLE(rule text, entity_type text, entity_id text, finding text)
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    return query
    select 'profile_has_a_retired_key', 'profiles', p.id::text, pg_catalog.format('key %s', p.data_key_id)
    from public.profiles as p
    inner join private.data_keys as k on k.id = p.data_key_id
    where k.retired_at is not null;

    return query
    select 'encrypted_value_is_no_message', 'profiles', p.id::text, 'not as encryption makes it'
    from public.profiles as p
    where
        -- A PGP message starts with the tag of a symmetrically encrypted session key.
        pg_catalog.get_byte(p.email_encrypted, 0) <> 195
        or pg_catalog.get_byte(p.full_name_encrypted, 0) <> 195;

    if nullif(pg_catalog.current_setting('app.data_key', true), '') is not null then
        return query
        select 'encrypted_value_is_unreadable', 'profiles', p.id::text, private.reading_failure(p)
        from public.profiles as p
        where private.reading_failure(p) is not null;
    end if;

    return query
    select 'ready_document_has_no_chunks', 'documents', d.id::text, 'a chatbot cannot answer from it'
    from public.documents as d
    where d.status = 'ready' and not exists (select from public.document_chunks as c where c.document_id = d.id);

    return query
    select 'chunks_are_not_consecutive', 'documents', c.document_id::text,
        pg_catalog.format('%s pieces, the last is number %s', pg_catalog.count(*), pg_catalog.max(c.chunk_index))
    from public.document_chunks as c
    group by c.document_id
    having pg_catalog.max(c.chunk_index) <> pg_catalog.count(*) - 1;

    return query
    select 'chunks_of_a_document_not_to_be_answered_from', 'documents', d.id::text, d.status
    from public.documents as d
    where
        d.status = 'deleted'
        and exists (select from public.document_chunks as c where c.document_id = d.id);

    return query
    select 'learned_without_consent', 'profiles', c.user_id::text, pg_catalog.format('%s pieces', pg_catalog.count(*))
    from public.document_chunks as c
    where not exists (
        select from public.consents as n
        where n.user_id = c.user_id and n.purpose = 'learning' and n.withdrawn_at is null
    )
    group by c.user_id;

    -- Two days late: a missed run is no finding, two are.
    return query
    select 'retention_is_overdue', o.entity_type, o.entity_id, pg_catalog.format('since %s', o.due_at)
    from (
        select 'profiles' as entity_type, p.id::text as entity_id, 'closed_profiles' as kind, p.closed_at as since
        from public.profiles as p
        union all
        select 'documents', d.id::text, 'deleted_documents', d.deleted_at from public.documents as d
        union all
        select 'consents', c.id::text, 'withdrawn_consents', c.withdrawn_at from public.consents as c
    ) as s
    inner join public.retention_policies as r on r.kind = s.kind
    cross join lateral (select s.entity_type, s.entity_id, s.since + r.keep as due_at) as o
    where o.due_at < pg_catalog.now() - interval '2 days';

    return query
    select 'trigger_is_disabled', 'pg_trigger', t.tgname::text, t.tgrelid::pg_catalog.regclass::text
    from pg_catalog.pg_trigger as t
    inner join pg_catalog.pg_class as c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::pg_catalog.regnamespace and t.tgenabled = 'D';

    return query
    select 'constraint_is_not_validated', 'pg_constraint', o.conname::text, o.conrelid::pg_catalog.regclass::text
    from pg_catalog.pg_constraint as o
    inner join pg_catalog.pg_class as c on c.oid = o.conrelid
    where c.relnamespace = 'public'::pg_catalog.regnamespace and not o.convalidated;

    return query
    select 'index_is_invalid', 'pg_index', c.relname::text, i.indrelid::pg_catalog.regclass::text
    from pg_catalog.pg_index as i
    inner join pg_catalog.pg_class as c on c.oid = i.indexrelid
    where c.relnamespace = 'public'::pg_catalog.regnamespace and c.relkind = 'i' and not i.indisvalid;

    return query
    select 'table_is_without_row_level_security', 'pg_class', c.oid::pg_catalog.regclass::text, 'off or not forced'
    from pg_catalog.pg_class as c
    where
        c.relnamespace = 'public'::pg_catalog.regnamespace
        and c.relkind in ('r', 'p')
        and not c.relispartition
        and c.relname <> 'schema_migrations'
        and not (c.relrowsecurity and c.relforcerowsecurity);
end
$$;

ALTER FUNCTION private.integrity_report() OWNER TO wira_owner;

-- Name: FUNCTION integrity_report(); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.integrity_report() IS 'What is wrong in this database, a row a finding; with app.data_key set, it also reads every encrypted value';

-- Name: keep_consent_history(); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.keep_consent_history() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if
        old.withdrawn_at is not null
        or new.withdrawn_at is null
        or (new.id, new.user_id, new.purpose, new.version, new.given_at)
        is distinct from (old.id, old.user_id, old.purpose, old.version, old.given_at)
    then
        raise exception using
            errcode = 'insufficient_privilege',
            message = pg_catalog.format('consent %s is history and cannot be changed', old.id),
            hint = 'A consent in force can be withdrawn, once; give consent again as a new row.';
    end if;
    -- The time of a withdrawal is nobody's to choose.
    new.withdrawn_at := pg_catalog.now();
    return new;
end
$$;

ALTER FUNCTION private.keep_consent_history() OWNER TO wira_owner;

-- Name: FUNCTION keep_consent_history(); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.keep_consent_history() IS 'Trigger function: a consent may be withdrawn, once, and is not changed otherwise';

-- Name: keep_deleted_at(); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.keep_deleted_at() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if new.status <> 'deleted' then
        new.deleted_at := null;
    elsif tg_op = 'INSERT' or old.status <> 'deleted' then
        new.deleted_at := coalesce(new.deleted_at, pg_catalog.now());
    end if;
    return new;
end
$$;

ALTER FUNCTION private.keep_deleted_at() OWNER TO wira_owner;

-- Name: FUNCTION keep_deleted_at(); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.keep_deleted_at() IS 'Trigger function: deleted_at is the time at which the status became deleted';

-- Name: key_of(bigint); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.key_of(p_key_id bigint) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
declare
    v_verifier bytea;
    v_key text;
begin
    select k.verifier into v_verifier from private.data_keys as k where k.id = p_key_id;
    foreach v_key in array private.given_keys() loop
        if private.key_verifier(v_key) = v_verifier then
            return v_key;
        end if;
    end loop;
    raise exception using
        errcode = 'invalid_authorization_specification',
        message = pg_catalog.format('app.data_key is not the key %s of this database', p_key_id),
        hint = 'Set it to the secret wira-data-key of the platform; while keys are rotated, set both.';
end
$$;

ALTER FUNCTION private.key_of(p_key_id bigint) OWNER TO wira_owner;

-- Name: FUNCTION key_of(p_key_id bigint); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.key_of(p_key_id bigint) IS 'The given key with that number';

-- Name: key_verifier(text); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.key_verifier(p_key text) RETURNS bytea
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select extensions.hmac('wira data key', p_key, 'sha256')
$$;

ALTER FUNCTION private.key_verifier(p_key text) OWNER TO wira_owner;

-- Name: FUNCTION key_verifier(p_key text); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.key_verifier(p_key text) IS 'The hash by which a key is known';

-- Name: maintain_partitions(); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.maintain_partitions() RETURNS void
    LANGUAGE sql
    AS $$
    select platform.maintain_months('public.audit_log')
$$;

ALTER FUNCTION private.maintain_partitions() OWNER TO wira_owner;

-- Name: FUNCTION maintain_partitions(); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.maintain_partitions() IS 'Makes the partitions of the coming months';

SET default_tablespace = '';

SET default_table_access_method = heap;

-- Name: profiles; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.profiles (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    business_name text,
    status text DEFAULT 'active'::text NOT NULL,
    closed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    email_encrypted bytea NOT NULL,
    email_index bytea NOT NULL,
    full_name_encrypted bytea,
    data_key_id bigint NOT NULL,
    CONSTRAINT profiles_business_name_length CHECK (((length(business_name) >= 1) AND (length(business_name) <= 200))),
    CONSTRAINT profiles_closed_at_with_status CHECK (((status = 'closed'::text) = (closed_at IS NOT NULL))),
    CONSTRAINT profiles_email_index_form CHECK (((email_index IS NOT NULL) AND (length(email_index) = 32))),
    CONSTRAINT profiles_status_known CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text, 'closed'::text])))
);

ALTER TABLE ONLY public.profiles FORCE ROW LEVEL SECURITY;

ALTER TABLE public.profiles OWNER TO wira_owner;

-- Name: TABLE profiles; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON TABLE public.profiles IS 'Who uses Wira: each profile is a tenant';

-- Name: COLUMN profiles.business_name; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.profiles.business_name IS 'The name that customers of the chatbots see; public by its purpose';

-- Name: COLUMN profiles.status; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.profiles.status IS 'active; suspended: kept and not processed; closed: erased when its retention is over, until then reopened at will';

-- Name: COLUMN profiles.closed_at; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.profiles.closed_at IS 'When the person closed the profile';

-- Name: COLUMN profiles.email_encrypted; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.profiles.email_encrypted IS 'Where the person is reached and logs in; lower case; encrypted (PGP, AES-256)';

-- Name: COLUMN profiles.email_index; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.profiles.email_index IS 'HMAC-SHA-256 of the address: for look-ups and uniqueness without reading it';

-- Name: COLUMN profiles.full_name_encrypted; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.profiles.full_name_encrypted IS 'The person''s name; encrypted (PGP, AES-256)';

-- Name: COLUMN profiles.data_key_id; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.profiles.data_key_id IS 'The key of the encrypted columns: its number in private.data_keys';

-- Name: reading_failure(public.profiles); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.reading_failure(p_profile public.profiles) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    if p_profile.email_index <> private.blind_index(
        private.decrypt(p_profile.email_encrypted, p_profile.data_key_id), private.key_of(p_profile.data_key_id)
    ) then
        return 'email_index is not that of the address';
    end if;
    perform private.decrypt(p_profile.full_name_encrypted, p_profile.data_key_id);
    return null;
exception when others then
    return sqlerrm;
end
$$;

ALTER FUNCTION private.reading_failure(p_profile public.profiles) OWNER TO wira_owner;

-- Name: FUNCTION reading_failure(p_profile public.profiles); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.reading_failure(p_profile public.profiles) IS 'Why a profile cannot be read; null if it can';

-- Name: record_reading(uuid, text, text); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.record_reading(p_user_id uuid, p_action text, p_reason text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    -- The system's, where retention erases.
    v_actor constant uuid := coalesce(platform.current_user_id(), '00000000-0000-0000-0000-000000000000');
begin
    insert into public.audit_log (user_id, actor_id, action, entity_type, entity_id, new_value, ip_address)
    values (
        p_user_id,
        v_actor,
        p_action,
        'profiles',
        coalesce(p_user_id, '00000000-0000-0000-0000-000000000000'),
        pg_catalog.jsonb_build_object('reason', p_reason),
        nullif(pg_catalog.current_setting('app.client_ip', true), '')::pg_catalog.inet
    );
    -- A reader who rolls back takes the entry back, but not what they have read: the server's own log keeps this.
    raise log 'wira: % of profile % by %', p_action, coalesce(p_user_id::text, 'unknown'), v_actor;
end
$$;

ALTER FUNCTION private.record_reading(p_user_id uuid, p_action text, p_reason text) OWNER TO wira_owner;

-- Name: FUNCTION record_reading(p_user_id uuid, p_action text, p_reason text); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.record_reading(p_user_id uuid, p_action text, p_reason text) IS 'Writes to the audit log, and to the server''s, that the current user read, exported or erased a profile';

-- Name: refuse_taken(text, uuid); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.refuse_taken(p_email text, p_id uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if exists (
        select from public.profiles as p where p.email_index = any(private.blind_indexes(p_email)) and p.id <> p_id
    ) then
        raise exception using
            errcode = 'unique_violation',
            message = 'another profile has this e-mail address',
            hint = 'Log in with it, or take another.';
    end if;
end
$$;

ALTER FUNCTION private.refuse_taken(p_email text, p_id uuid) OWNER TO wira_owner;

-- Name: FUNCTION refuse_taken(p_email text, p_id uuid); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.refuse_taken(p_email text, p_id uuid) IS 'Raises if another profile has the address';

-- Name: remove_chunks(); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.remove_chunks() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    delete from public.document_chunks as c where c.document_id = new.id;
    return null;
end
$$;

ALTER FUNCTION private.remove_chunks() OWNER TO wira_owner;

-- Name: FUNCTION remove_chunks(); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.remove_chunks() IS 'Trigger function: what was learned of a document goes when it is deleted';

-- Name: require_staff(text[], text); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.require_staff(p_roles text[], p_reason text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO ''
    AS $$
begin
    if not app.is_staff(p_roles) then
        raise exception using
            errcode = 'insufficient_privilege',
            message = pg_catalog.format(
                'only active staff with the role %s may do this', pg_catalog.array_to_string(p_roles, ' or ')
            );
    end if;
    if pg_catalog.length(pg_catalog.btrim(p_reason)) between 10 and 500 then
        return;
    end if;
    raise exception using
        errcode = 'invalid_parameter_value',
        message = 'a reason of 10 to 500 characters is needed to reach a person''s data',
        hint = 'Name the ticket or request, not the person: the reason is kept in the audit log.';
end
$$;

ALTER FUNCTION private.require_staff(p_roles text[], p_reason text) OWNER TO wira_owner;

-- Name: FUNCTION require_staff(p_roles text[], p_reason text); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.require_staff(p_roles text[], p_reason text) IS 'Raises unless the current user is active staff with one of the roles and gives a reason';

-- Name: rotate_data_key(integer); Type: PROCEDURE; Schema: private; Owner: wira_owner

CREATE PROCEDURE private.rotate_data_key(IN p_batch integer DEFAULT 1000)
    LANGUAGE plpgsql
    AS $$
-- No SET clause: with it, a procedure may not commit. So each name is written with its schema.
declare
    v_new constant pg_catalog.int8 := private.begin_rotation();
    v_after pg_catalog.uuid := '00000000-0000-0000-0000-000000000000';
    v_ids pg_catalog.uuid[];
begin
    commit;
    -- Whoever looked up the old key before that commit has written when this lock is had; it is given back at once.
    lock table public.profiles in share row exclusive mode;
    commit;
    loop
        select pg_catalog.array_agg(b.id order by b.id) into v_ids
        from (
            select p.id from public.profiles as p
            where p.id > v_after and p.data_key_id <> v_new
            order by p.id
            limit p_batch
            for update
        ) as b;
        exit when v_ids is null;
        update public.profiles as p
        set (email_encrypted, email_index, full_name_encrypted, data_key_id) = (
            select s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id
            from private.seal(
                private.decrypt(p.email_encrypted, p.data_key_id),
                private.decrypt(p.full_name_encrypted, p.data_key_id)
            ) as s
        )
        where p.id = any(v_ids);
        v_after := v_ids[pg_catalog.array_upper(v_ids, 1)];
        commit;
    end loop;
    -- Never while a row has it: what it protects could not be found any more.
    update private.data_keys as k
    set retired_at = pg_catalog.now()
    where
        k.id <> v_new
        and k.retired_at is null
        and not exists (select from public.profiles as p where p.data_key_id = k.id);
end
$$;

ALTER PROCEDURE private.rotate_data_key(IN p_batch integer) OWNER TO wira_owner;

-- Name: PROCEDURE rotate_data_key(IN p_batch integer); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON PROCEDURE private.rotate_data_key(IN p_batch integer) IS 'Encrypts every profile anew with the given key that is new, a batch a transaction; goes on where it was stopped';

-- Name: run_retention(); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.run_retention() RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
    v_policy record;
    v_removed bigint;
    v_total bigint := 0;
begin
    for v_policy in select p.kind, p.keep from public.retention_policies as p order by p.kind loop
        v_removed := private.apply_retention(v_policy.kind, v_policy.keep);
        insert into public.retention_runs (kind, keep, removed) values (v_policy.kind, v_policy.keep, v_removed);
        v_total := v_total + v_removed;
    end loop;
    return v_total;
end
$$;

ALTER FUNCTION private.run_retention() OWNER TO wira_owner;

-- Name: FUNCTION run_retention(); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.run_retention() IS 'Applies every retention policy and notes what each removed';

-- Name: seal(text, text); Type: FUNCTION; Schema: private; Owner: wira_owner

CREATE FUNCTION private.seal(p_email text, p_full_name text) RETURNS TABLE(email_encrypted bytea, email_index bytea, full_name_encrypted bytea, data_key_id bigint)
    LANGUAGE plpgsql ROWS 1
    SET search_path TO ''
    AS $$
declare
    v_email constant text := pg_catalog.lower(p_email);
    v_key record;
begin
    if v_email is null or v_email not like '%_@_%' or pg_catalog.length(v_email) > 320 then
        raise exception using
            errcode = 'check_violation',
            message = 'the e-mail address has not the form of one',
            hint = 'An address is name@domain, at most 320 characters.';
    end if;
    if pg_catalog.length(p_full_name) not between 1 and 200 then
        raise exception using
            errcode = 'check_violation', message = 'the full name has not 1 to 200 characters; leave it out as null';
    end if;
    v_key := private.current_key();
    return query select
        private.encrypt(v_email, v_key.key),
        private.blind_index(v_email, v_key.key),
        private.encrypt(p_full_name, v_key.key),
        v_key.key_id;
end
$$;

ALTER FUNCTION private.seal(p_email text, p_full_name text) OWNER TO wira_owner;

-- Name: FUNCTION seal(p_email text, p_full_name text); Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON FUNCTION private.seal(p_email text, p_full_name text) IS 'An address and a name as a row of profiles keeps them';

-- Name: template_public_audit_log; Type: TABLE; Schema: partman; Owner: wira_owner

CREATE TABLE partman.template_public_audit_log (
    id bigint NOT NULL,
    user_id uuid,
    actor_id uuid NOT NULL,
    action text NOT NULL,
    entity_type text NOT NULL,
    entity_id uuid NOT NULL,
    old_value jsonb,
    new_value jsonb,
    ip_address inet,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE partman.template_public_audit_log OWNER TO wira_owner;

-- Name: job_runs; Type: TABLE; Schema: platform; Owner: wira_owner

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

ALTER TABLE platform.job_runs OWNER TO wira_owner;

-- Name: TABLE job_runs; Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON TABLE platform.job_runs IS 'Each run of a scheduled job of the pack, with how it ended; kept for 30 days';

-- Name: job_outcomes; Type: VIEW; Schema: platform; Owner: wira_owner

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

ALTER VIEW platform.job_outcomes OWNER TO wira_owner;

-- Name: VIEW job_outcomes; Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON VIEW platform.job_outcomes IS 'How each job is doing by its runs of the last 30 days; for metrics';

-- Name: job_runs_job_run_id_seq; Type: SEQUENCE; Schema: platform; Owner: wira_owner

ALTER TABLE platform.job_runs ALTER COLUMN job_run_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME platform.job_runs_job_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: migration_files; Type: TABLE; Schema: platform; Owner: wira_owner

CREATE TABLE platform.migration_files (
    migrations_table text NOT NULL,
    version text NOT NULL,
    file text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT migration_files_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE platform.migration_files OWNER TO wira_owner;

-- Name: TABLE migration_files; Type: COMMENT; Schema: platform; Owner: wira_owner

COMMENT ON TABLE platform.migration_files IS 'Applied migrations of the platform and of the pack, with their hashes';

-- Name: schema_migrations; Type: TABLE; Schema: platform; Owner: wira_owner

CREATE TABLE platform.schema_migrations (
    version character varying NOT NULL
);

ALTER TABLE platform.schema_migrations OWNER TO wira_owner;

-- Name: data_keys; Type: TABLE; Schema: private; Owner: wira_owner

CREATE TABLE private.data_keys (
    id bigint NOT NULL,
    verifier bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT data_keys_verifier_length CHECK ((length(verifier) = 32))
);

ALTER TABLE private.data_keys OWNER TO wira_owner;

-- Name: TABLE data_keys; Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON TABLE private.data_keys IS 'Which keys encrypted rows have: a number and a hash each, never a key';

-- Name: COLUMN data_keys.verifier; Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON COLUMN private.data_keys.verifier IS 'HMAC-SHA-256 of a constant under the key';

-- Name: COLUMN data_keys.retired_at; Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON COLUMN private.data_keys.retired_at IS 'When no row had it any more';

-- Name: document_chunks; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.document_chunks (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    chatbot_id uuid NOT NULL,
    document_id uuid NOT NULL,
    chunk_index integer NOT NULL,
    content text NOT NULL,
    embedding extensions.vector(1536) NOT NULL,
    embedding_model text DEFAULT 'text-embedding-3-small'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT document_chunks_chunk_index_positive CHECK ((chunk_index >= 0)),
    CONSTRAINT document_chunks_content_length CHECK (((length(content) >= 1) AND (length(content) <= 20000)))
);
ALTER TABLE ONLY public.document_chunks ALTER COLUMN embedding SET STORAGE PLAIN;

ALTER TABLE ONLY public.document_chunks FORCE ROW LEVEL SECURITY;

ALTER TABLE public.document_chunks OWNER TO wira_owner;

-- Name: TABLE document_chunks; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON TABLE public.document_chunks IS 'Pieces of documents with their embeddings: what chatbots answer from';

-- Name: COLUMN document_chunks.chunk_index; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.document_chunks.chunk_index IS 'The piece''s place in the document, from 0';

-- Name: COLUMN document_chunks.embedding_model; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.document_chunks.embedding_model IS 'What made the embedding; vectors of two models do not compare';

-- Name: documents; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.documents (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    chatbot_id uuid NOT NULL,
    file_name text NOT NULL,
    media_type text DEFAULT 'application/octet-stream'::text NOT NULL,
    object_key text GENERATED ALWAYS AS ((((user_id)::text || '/'::text) || (id)::text)) STORED NOT NULL,
    size_bytes bigint NOT NULL,
    sha256 bytea NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    failure text,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT documents_failure_with_status CHECK (((failure IS NULL) OR (status = ANY (ARRAY['failed'::text, 'deleted'::text])))),
    CONSTRAINT documents_file_name_form CHECK ((((length(file_name) >= 1) AND (length(file_name) <= 255)) AND (file_name !~ '[/[:cntrl:]]'::text))),
    CONSTRAINT documents_media_type_form CHECK ((media_type ~ '^[a-z]+/[a-z0-9][a-z0-9.+-]*$'::text)),
    CONSTRAINT documents_sha256_length CHECK ((length(sha256) = 32)),
    CONSTRAINT documents_size_bytes_range CHECK (((size_bytes >= 0) AND (size_bytes <= '5368709120'::bigint))),
    CONSTRAINT documents_status_known CHECK ((status = ANY (ARRAY['pending'::text, 'processing'::text, 'ready'::text, 'failed'::text, 'deleted'::text])))
);

ALTER TABLE ONLY public.documents FORCE ROW LEVEL SECURITY;

ALTER TABLE public.documents OWNER TO wira_owner;

-- Name: TABLE documents; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON TABLE public.documents IS 'Files that chatbots learn from';

-- Name: COLUMN documents.object_key; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.documents.object_key IS 'The file''s key in the bucket wira of the object store';

-- Name: COLUMN documents.sha256; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.documents.sha256 IS 'The hash of the file''s content, 32 bytes';

-- Name: COLUMN documents.status; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.documents.status IS 'pending, processing, ready, failed or deleted; deleted ones can be restored for a time';

-- Name: COLUMN documents.failure; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.documents.failure IS 'Why processing failed; names no person';

-- Name: COLUMN documents.deleted_at; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.documents.deleted_at IS 'When the status became deleted; kept by a trigger';

-- Name: events; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.events (
    id bigint NOT NULL,
    user_id uuid NOT NULL,
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

ALTER TABLE public.events OWNER TO wira_owner;

-- Name: TABLE events; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON TABLE public.events IS 'The outbox: what NATS is to hear, written in the transaction of the change';

-- Name: COLUMN events.event_type; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.events.event_type IS 'domain.action, such as document.created: the end of the subject';

-- Name: COLUMN events.status; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.events.status IS 'pending, published or failed; a new status moves the row to another partition';

-- Name: COLUMN events.status_since; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.events.status_since IS 'When it got its status: when it was published, or given up';

-- Name: COLUMN events.stream; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.events.stream IS 'The stream that took it; null for what was never published, or before places were kept';

-- Name: COLUMN events.stream_created_at; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.events.stream_created_at IS 'When that stream was made: one that was made later is another, though it has the same name';

-- Name: COLUMN events.stream_sequence; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.events.stream_sequence IS 'Its message''s number there; null once another message got that number, because this one was lost';

-- Name: COLUMN events.failure; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.events.failure IS 'Why it is failed';

-- Name: retention_runs; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.retention_runs (
    id bigint NOT NULL,
    kind text NOT NULL,
    keep interval NOT NULL,
    removed bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT retention_runs_removed_positive CHECK ((removed >= 0))
);

ALTER TABLE ONLY public.retention_runs FORCE ROW LEVEL SECURITY;

ALTER TABLE public.retention_runs OWNER TO wira_owner;

-- Name: TABLE retention_runs; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON TABLE public.retention_runs IS 'What each run of retention removed, a row a kind';

-- Name: COLUMN retention_runs.removed; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.retention_runs.removed IS 'Rows; for audit_log, partitions';

-- Name: health; Type: VIEW; Schema: private; Owner: wira_owner

CREATE VIEW private.health WITH (security_invoker='true') AS
 SELECT 'profiles by status'::text AS measure,
    p.status AS label,
    (count(*))::double precision AS value
   FROM public.profiles p
  GROUP BY p.status
UNION ALL
 SELECT 'profiles by key'::text AS measure,
    (p.data_key_id)::text AS label,
    count(*) AS value
   FROM public.profiles p
  GROUP BY p.data_key_id
UNION ALL
 SELECT 'documents by status'::text AS measure,
    d.status AS label,
    count(*) AS value
   FROM public.documents d
  GROUP BY d.status
UNION ALL
 SELECT 'document bytes by status'::text AS measure,
    d.status AS label,
    sum(d.size_bytes) AS value
   FROM public.documents d
  GROUP BY d.status
UNION ALL
 SELECT 'chunks'::text AS measure,
    ''::text AS label,
    count(*) AS value
   FROM public.document_chunks
UNION ALL
 SELECT 'events by status'::text AS measure,
    e.status AS label,
    count(*) AS value
   FROM public.events e
  GROUP BY e.status
UNION ALL
 SELECT 'oldest pending event, seconds'::text AS measure,
    ''::text AS label,
    COALESCE(EXTRACT(epoch FROM (now() - min(e.created_at))), (0)::numeric) AS value
   FROM public.events e
  WHERE ((e.status)::text = 'pending'::text)
UNION ALL
 SELECT 'last retention, seconds ago'::text AS measure,
    r.kind AS label,
    EXTRACT(epoch FROM (now() - max(r.created_at))) AS value
   FROM public.retention_runs r
  GROUP BY r.kind
UNION ALL
 SELECT 'table bytes'::text AS measure,
    ((c.relname)::text COLLATE "default") AS label,
    pg_total_relation_size((c.oid)::regclass) AS value
   FROM pg_class c
  WHERE ((c.relnamespace = ('public'::regnamespace)::oid) AND (c.relkind = 'r'::"char"));

ALTER VIEW private.health OWNER TO wira_owner;

-- Name: VIEW health; Type: COMMENT; Schema: private; Owner: wira_owner

COMMENT ON VIEW private.health IS 'How the product''s data stand: counts, sizes, and how late things are';

-- Name: audit_log; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.audit_log (
    id bigint NOT NULL,
    user_id uuid,
    actor_id uuid NOT NULL,
    action text NOT NULL,
    entity_type text NOT NULL,
    entity_id uuid NOT NULL,
    old_value jsonb,
    new_value jsonb,
    ip_address inet,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_log_action_known CHECK ((action = ANY (ARRAY['create'::text, 'update'::text, 'delete'::text, 'access'::text, 'export'::text, 'erase'::text])))
)
PARTITION BY RANGE (created_at);

ALTER TABLE ONLY public.audit_log FORCE ROW LEVEL SECURITY;

ALTER TABLE public.audit_log OWNER TO wira_owner;

-- Name: TABLE audit_log; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON TABLE public.audit_log IS 'Who changed or read whose data, when and from where; append-only, a partition a month, no personal data in it';

-- Name: COLUMN audit_log.user_id; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.audit_log.user_id IS 'The profile whose data it was; kept after its erasure, when it names nobody any more';

-- Name: COLUMN audit_log.actor_id; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.audit_log.actor_id IS 'The profile or staff member that acted; zeros for the system';

-- Name: COLUMN audit_log.action; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.audit_log.action IS 'create, update, delete; access and export tell of reading; erase of a whole person';

-- Name: COLUMN audit_log.entity_type; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.audit_log.entity_type IS 'The name of the table';

-- Name: COLUMN audit_log.old_value; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.audit_log.old_value IS 'The row before, without what a person wrote or is called';

-- Name: COLUMN audit_log.new_value; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.audit_log.new_value IS 'The row after, as old_value; for access, export and erase: the reason';

-- Name: audit_log_default; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.audit_log_default (
    id bigint NOT NULL,
    user_id uuid,
    actor_id uuid NOT NULL,
    action text NOT NULL,
    entity_type text NOT NULL,
    entity_id uuid NOT NULL,
    old_value jsonb,
    new_value jsonb,
    ip_address inet,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_log_action_known CHECK ((action = ANY (ARRAY['create'::text, 'update'::text, 'delete'::text, 'access'::text, 'export'::text, 'erase'::text])))
);

ALTER TABLE public.audit_log_default OWNER TO wira_owner;

-- Name: COLUMN audit_log_default.user_id; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.audit_log_default.user_id IS 'The profile whose data it was; kept after its erasure, when it names nobody any more';

-- Name: COLUMN audit_log_default.actor_id; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.audit_log_default.actor_id IS 'The profile or staff member that acted; zeros for the system';

-- Name: COLUMN audit_log_default.action; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.audit_log_default.action IS 'create, update, delete; access and export tell of reading; erase of a whole person';

-- Name: COLUMN audit_log_default.entity_type; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.audit_log_default.entity_type IS 'The name of the table';

-- Name: COLUMN audit_log_default.old_value; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.audit_log_default.old_value IS 'The row before, without what a person wrote or is called';

-- Name: COLUMN audit_log_default.new_value; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.audit_log_default.new_value IS 'The row after, as old_value; for access, export and erase: the reason';

-- Name: audit_log_id_seq; Type: SEQUENCE; Schema: public; Owner: wira_owner

ALTER TABLE public.audit_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: chatbots; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.chatbots (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    description text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT chatbots_name_length CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

ALTER TABLE ONLY public.chatbots FORCE ROW LEVEL SECURITY;

ALTER TABLE public.chatbots OWNER TO wira_owner;

-- Name: TABLE chatbots; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON TABLE public.chatbots IS 'The assistants of a profile';

-- Name: COLUMN chatbots.user_id; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.chatbots.user_id IS 'The profile that owns the chatbot, for good';

-- Name: consents; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.consents (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    purpose text NOT NULL,
    version text NOT NULL,
    given_at timestamp with time zone DEFAULT now() NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT consents_purpose_known CHECK ((purpose = ANY (ARRAY['service'::text, 'learning'::text, 'analytics'::text, 'marketing'::text]))),
    CONSTRAINT consents_version_form CHECK ((version ~ '^[0-9]{4}-[0-9]{2}(\.[0-9]+)?$'::text)),
    CONSTRAINT consents_withdrawn_at_after_given_at CHECK ((withdrawn_at >= given_at))
);

ALTER TABLE ONLY public.consents FORCE ROW LEVEL SECURITY;

ALTER TABLE public.consents OWNER TO wira_owner;

-- Name: TABLE consents; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON TABLE public.consents IS 'Consents given and withdrawn, each version a row; nothing is rewritten';

-- Name: COLUMN consents.purpose; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.consents.purpose IS 'service: running the product; learning: chatbots learn from documents; analytics; marketing';

-- Name: COLUMN consents.version; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.consents.version IS 'The version of the text that the person saw: year-month, and a number if need be';

-- Name: COLUMN consents.withdrawn_at; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.consents.withdrawn_at IS 'When the person took it back; null while it is in force';

-- Name: current_consents; Type: VIEW; Schema: public; Owner: wira_owner

CREATE VIEW public.current_consents WITH (security_invoker='true') AS
 SELECT user_id,
    purpose,
    version,
    given_at
   FROM public.consents c
  WHERE (withdrawn_at IS NULL);

ALTER VIEW public.current_consents OWNER TO wira_owner;

-- Name: VIEW current_consents; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON VIEW public.current_consents IS 'The consents in force';

-- Name: events_failed; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.events_failed (
    id bigint NOT NULL,
    user_id uuid NOT NULL,
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

ALTER TABLE public.events_failed OWNER TO wira_owner;

-- Name: events_id_seq; Type: SEQUENCE; Schema: public; Owner: wira_owner

ALTER TABLE public.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: events_pending; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.events_pending (
    id bigint NOT NULL,
    user_id uuid NOT NULL,
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

ALTER TABLE public.events_pending OWNER TO wira_owner;

-- Name: events_published; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.events_published (
    id bigint NOT NULL,
    user_id uuid NOT NULL,
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

ALTER TABLE public.events_published OWNER TO wira_owner;

-- Name: events_published_default; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.events_published_default (
    id bigint NOT NULL,
    user_id uuid NOT NULL,
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

ALTER TABLE public.events_published_default OWNER TO wira_owner;

-- Name: retention_policies; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.retention_policies (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text NOT NULL,
    keep interval NOT NULL,
    basis text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT retention_policies_keep_audit_log CHECK (((kind <> 'audit_log'::text) OR (keep >= '1 year'::interval))),
    CONSTRAINT retention_policies_keep_range CHECK (((keep >= '1 day'::interval) AND (keep <= '10 years'::interval))),
    CONSTRAINT retention_policies_kind_known CHECK ((kind = ANY (ARRAY['closed_profiles'::text, 'deleted_documents'::text, 'withdrawn_consents'::text, 'audit_log'::text, 'published_events'::text, 'failed_events'::text, 'retention_runs'::text])))
);

ALTER TABLE ONLY public.retention_policies FORCE ROW LEVEL SECURITY;

ALTER TABLE public.retention_policies OWNER TO wira_owner;

-- Name: TABLE retention_policies; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON TABLE public.retention_policies IS 'How long each kind of data is kept, and why';

-- Name: COLUMN retention_policies.kind; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.retention_policies.kind IS 'What is meant: a table, or the rows of it in a certain state';

-- Name: COLUMN retention_policies.keep; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.retention_policies.keep IS 'Counted from when the row came into that state';

-- Name: COLUMN retention_policies.basis; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.retention_policies.basis IS 'The law or decision behind it';

-- Name: retention_runs_id_seq; Type: SEQUENCE; Schema: public; Owner: wira_owner

ALTER TABLE public.retention_runs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.retention_runs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.schema_migrations (
    version character varying NOT NULL
);

ALTER TABLE public.schema_migrations OWNER TO wira_owner;

-- Name: staff_members; Type: TABLE; Schema: public; Owner: wira_owner

CREATE TABLE public.staff_members (
    id uuid NOT NULL,
    role text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT staff_members_role_known CHECK ((role = ANY (ARRAY['support'::text, 'privacy_officer'::text, 'auditor'::text])))
);

ALTER TABLE ONLY public.staff_members FORCE ROW LEVEL SECURITY;

ALTER TABLE public.staff_members OWNER TO wira_owner;

-- Name: TABLE staff_members; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON TABLE public.staff_members IS 'Who of the staff may do what; a staff member is no profile';

-- Name: COLUMN staff_members.id; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.staff_members.id IS 'What app.current_user_id is set to when this person acts';

-- Name: COLUMN staff_members.role; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.staff_members.role IS 'support reads profiles, privacy_officer also exports, suspends, erases and sets retention, auditor reads the log';

-- Name: COLUMN staff_members.active; Type: COMMENT; Schema: public; Owner: wira_owner

COMMENT ON COLUMN public.staff_members.active IS 'False ends every right at once; the row stays, because the log refers to it';

-- Name: audit_log_default; Type: TABLE ATTACH; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.audit_log ATTACH PARTITION public.audit_log_default DEFAULT;

-- Name: events_failed; Type: TABLE ATTACH; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_failed FOR VALUES IN ('failed');

-- Name: events_pending; Type: TABLE ATTACH; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_pending FOR VALUES IN ('pending');

-- Name: events_published; Type: TABLE ATTACH; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_published FOR VALUES IN ('published');

-- Name: events_published_default; Type: TABLE ATTACH; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.events_published ATTACH PARTITION public.events_published_default DEFAULT;

-- Name: job_runs job_runs_pkey; Type: CONSTRAINT; Schema: platform; Owner: wira_owner

ALTER TABLE ONLY platform.job_runs
    ADD CONSTRAINT job_runs_pkey PRIMARY KEY (job_run_id);

-- Name: migration_files migration_files_pkey; Type: CONSTRAINT; Schema: platform; Owner: wira_owner

ALTER TABLE ONLY platform.migration_files
    ADD CONSTRAINT migration_files_pkey PRIMARY KEY (migrations_table, version);

-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: platform; Owner: wira_owner

ALTER TABLE ONLY platform.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

-- Name: data_keys data_keys_pkey; Type: CONSTRAINT; Schema: private; Owner: wira_owner

ALTER TABLE ONLY private.data_keys
    ADD CONSTRAINT data_keys_pkey PRIMARY KEY (id);

-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id, created_at);

-- Name: audit_log_default audit_log_default_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.audit_log_default
    ADD CONSTRAINT audit_log_default_pkey PRIMARY KEY (id, created_at);

-- Name: chatbots chatbots_id_user_id_key; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.chatbots
    ADD CONSTRAINT chatbots_id_user_id_key UNIQUE (id, user_id);

-- Name: chatbots chatbots_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.chatbots
    ADD CONSTRAINT chatbots_pkey PRIMARY KEY (id);

-- Name: consents consents_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (id);

-- Name: document_chunks document_chunks_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.document_chunks
    ADD CONSTRAINT document_chunks_pkey PRIMARY KEY (id);

-- Name: documents documents_id_chatbot_id_user_id_key; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_id_chatbot_id_user_id_key UNIQUE (id, chatbot_id, user_id);

-- Name: documents documents_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (id);

-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_failed events_failed_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.events_failed
    ADD CONSTRAINT events_failed_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_pending events_pending_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.events_pending
    ADD CONSTRAINT events_pending_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_published events_published_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.events_published
    ADD CONSTRAINT events_published_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_published_default events_published_default_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.events_published_default
    ADD CONSTRAINT events_published_default_pkey PRIMARY KEY (id, status, status_since);

-- Name: profiles profiles_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.profiles
    ADD CONSTRAINT profiles_pkey PRIMARY KEY (id);

-- Name: retention_policies retention_policies_kind_key; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.retention_policies
    ADD CONSTRAINT retention_policies_kind_key UNIQUE (kind);

-- Name: retention_policies retention_policies_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.retention_policies
    ADD CONSTRAINT retention_policies_pkey PRIMARY KEY (id);

-- Name: retention_runs retention_runs_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.retention_runs
    ADD CONSTRAINT retention_runs_pkey PRIMARY KEY (id);

-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

-- Name: staff_members staff_members_pkey; Type: CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.staff_members
    ADD CONSTRAINT staff_members_pkey PRIMARY KEY (id);

-- Name: idx_job_runs_job_started_at; Type: INDEX; Schema: platform; Owner: wira_owner

CREATE INDEX idx_job_runs_job_started_at ON platform.job_runs USING btree (job, started_at);

-- Name: idx_data_keys_verifier; Type: INDEX; Schema: private; Owner: wira_owner

CREATE UNIQUE INDEX idx_data_keys_verifier ON private.data_keys USING btree (verifier);

-- Name: idx_audit_log_actor_id; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_audit_log_actor_id ON ONLY public.audit_log USING btree (actor_id);

-- Name: audit_log_default_actor_id_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX audit_log_default_actor_id_idx ON public.audit_log_default USING btree (actor_id);

-- Name: idx_audit_log_created_at; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_audit_log_created_at ON ONLY public.audit_log USING brin (created_at);

-- Name: audit_log_default_created_at_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX audit_log_default_created_at_idx ON public.audit_log_default USING brin (created_at);

-- Name: idx_audit_log_entity_type_entity_id; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_audit_log_entity_type_entity_id ON ONLY public.audit_log USING btree (entity_type, entity_id);

-- Name: audit_log_default_entity_type_entity_id_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX audit_log_default_entity_type_entity_id_idx ON public.audit_log_default USING btree (entity_type, entity_id);

-- Name: idx_audit_log_user_id; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_audit_log_user_id ON ONLY public.audit_log USING btree (user_id);

-- Name: audit_log_default_user_id_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX audit_log_default_user_id_idx ON public.audit_log_default USING btree (user_id);

-- Name: idx_events_status_created_at; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_events_status_created_at ON ONLY public.events USING btree (status, created_at);

-- Name: events_failed_status_created_at_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX events_failed_status_created_at_idx ON public.events_failed USING btree (status, created_at);

-- Name: idx_events_user_id; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_events_user_id ON ONLY public.events USING btree (user_id);

-- Name: events_failed_user_id_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX events_failed_user_id_idx ON public.events_failed USING btree (user_id);

-- Name: events_pending_status_created_at_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX events_pending_status_created_at_idx ON public.events_pending USING btree (status, created_at);

-- Name: events_pending_user_id_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX events_pending_user_id_idx ON public.events_pending USING btree (user_id);

-- Name: events_published_status_created_at_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX events_published_status_created_at_idx ON ONLY public.events_published USING btree (status, created_at);

-- Name: events_published_default_status_created_at_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX events_published_default_status_created_at_idx ON public.events_published_default USING btree (status, created_at);

-- Name: idx_events_published_stream_sequence; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_events_published_stream_sequence ON ONLY public.events_published USING btree (stream, stream_sequence);

-- Name: events_published_default_stream_stream_sequence_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX events_published_default_stream_stream_sequence_idx ON public.events_published_default USING btree (stream, stream_sequence);

-- Name: events_published_user_id_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX events_published_user_id_idx ON ONLY public.events_published USING btree (user_id);

-- Name: events_published_default_user_id_idx; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX events_published_default_user_id_idx ON public.events_published_default USING btree (user_id);

-- Name: idx_chatbots_user_id; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_chatbots_user_id ON public.chatbots USING btree (user_id);

-- Name: idx_consents_user_id; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_consents_user_id ON public.consents USING btree (user_id);

-- Name: idx_consents_user_id_purpose; Type: INDEX; Schema: public; Owner: wira_owner

CREATE UNIQUE INDEX idx_consents_user_id_purpose ON public.consents USING btree (user_id, purpose) WHERE (withdrawn_at IS NULL);

-- Name: idx_consents_withdrawn_at; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_consents_withdrawn_at ON public.consents USING btree (withdrawn_at) WHERE (withdrawn_at IS NOT NULL);

-- Name: idx_document_chunks_chatbot_id; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_document_chunks_chatbot_id ON public.document_chunks USING btree (chatbot_id);

-- Name: idx_document_chunks_document_id_chatbot_id_user_id; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_document_chunks_document_id_chatbot_id_user_id ON public.document_chunks USING btree (document_id, chatbot_id, user_id);

-- Name: idx_document_chunks_document_id_chunk_index; Type: INDEX; Schema: public; Owner: wira_owner

CREATE UNIQUE INDEX idx_document_chunks_document_id_chunk_index ON public.document_chunks USING btree (document_id, chunk_index);

-- Name: idx_document_chunks_embedding; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_document_chunks_embedding ON public.document_chunks USING hnsw (embedding extensions.vector_cosine_ops);

-- Name: idx_document_chunks_user_id; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_document_chunks_user_id ON public.document_chunks USING btree (user_id);

-- Name: idx_documents_chatbot_id_status_created_at; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_documents_chatbot_id_status_created_at ON public.documents USING btree (chatbot_id, status, created_at);

-- Name: idx_documents_chatbot_id_user_id; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_documents_chatbot_id_user_id ON public.documents USING btree (chatbot_id, user_id);

-- Name: idx_documents_deleted_at; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_documents_deleted_at ON public.documents USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);

-- Name: idx_documents_object_key; Type: INDEX; Schema: public; Owner: wira_owner

CREATE UNIQUE INDEX idx_documents_object_key ON public.documents USING btree (object_key);

-- Name: idx_documents_user_id; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_documents_user_id ON public.documents USING btree (user_id);

-- Name: idx_profiles_closed_at; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_profiles_closed_at ON public.profiles USING btree (closed_at) WHERE (closed_at IS NOT NULL);

-- Name: idx_profiles_email_index; Type: INDEX; Schema: public; Owner: wira_owner

CREATE UNIQUE INDEX idx_profiles_email_index ON public.profiles USING btree (email_index);

-- Name: idx_retention_runs_kind_created_at; Type: INDEX; Schema: public; Owner: wira_owner

CREATE INDEX idx_retention_runs_kind_created_at ON public.retention_runs USING btree (kind, created_at);

-- Name: audit_log_default_actor_id_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.idx_audit_log_actor_id ATTACH PARTITION public.audit_log_default_actor_id_idx;

-- Name: audit_log_default_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.idx_audit_log_created_at ATTACH PARTITION public.audit_log_default_created_at_idx;

-- Name: audit_log_default_entity_type_entity_id_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.idx_audit_log_entity_type_entity_id ATTACH PARTITION public.audit_log_default_entity_type_entity_id_idx;

-- Name: audit_log_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.audit_log_pkey ATTACH PARTITION public.audit_log_default_pkey;

-- Name: audit_log_default_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.idx_audit_log_user_id ATTACH PARTITION public.audit_log_default_user_id_idx;

-- Name: events_failed_pkey; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_failed_pkey;

-- Name: events_failed_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_failed_status_created_at_idx;

-- Name: events_failed_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.idx_events_user_id ATTACH PARTITION public.events_failed_user_id_idx;

-- Name: events_pending_pkey; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_pending_pkey;

-- Name: events_pending_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_pending_status_created_at_idx;

-- Name: events_pending_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.idx_events_user_id ATTACH PARTITION public.events_pending_user_id_idx;

-- Name: events_published_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.events_published_pkey ATTACH PARTITION public.events_published_default_pkey;

-- Name: events_published_default_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.events_published_status_created_at_idx ATTACH PARTITION public.events_published_default_status_created_at_idx;

-- Name: events_published_default_stream_stream_sequence_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.idx_events_published_stream_sequence ATTACH PARTITION public.events_published_default_stream_stream_sequence_idx;

-- Name: events_published_default_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.events_published_user_id_idx ATTACH PARTITION public.events_published_default_user_id_idx;

-- Name: events_published_pkey; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_published_pkey;

-- Name: events_published_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_published_status_created_at_idx;

-- Name: events_published_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: wira_owner

ALTER INDEX public.idx_events_user_id ATTACH PARTITION public.events_published_user_id_idx;

-- Name: audit_log forbid_change; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER forbid_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION platform.forbid_change();

-- Name: audit_log forbid_change_of_row; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER forbid_change_of_row BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION platform.forbid_change();

-- Name: consents forget_learned; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE CONSTRAINT TRIGGER forget_learned AFTER UPDATE OF withdrawn_at ON public.consents DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.purpose = 'learning'::text) AND (new.withdrawn_at IS NOT NULL))) EXECUTE FUNCTION private.forget_learned();

-- Name: documents keep_deleted_at; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER keep_deleted_at BEFORE INSERT OR UPDATE OF status ON public.documents FOR EACH ROW EXECUTE FUNCTION private.keep_deleted_at();

-- Name: consents keep_history; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER keep_history BEFORE UPDATE ON public.consents FOR EACH ROW EXECUTE FUNCTION private.keep_consent_history();

-- Name: chatbots publish_change; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE OR UPDATE ON public.chatbots FOR EACH ROW EXECUTE FUNCTION platform.publish_change('chatbot', 'user_id', 'user_id', '');

-- Name: documents publish_change; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE OR UPDATE ON public.documents FOR EACH ROW EXECUTE FUNCTION platform.publish_change('document', 'user_id', 'user_id', '', '{chatbot_id,object_key,status}');

-- Name: profiles publish_change; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE OR UPDATE OF business_name, status ON public.profiles FOR EACH ROW EXECUTE FUNCTION platform.publish_change('profile', 'user_id', 'id', '');

-- Name: chatbots record_change; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.chatbots FOR EACH ROW EXECUTE FUNCTION platform.record_change('user_id', 'user_id', '', '{name,description}');

-- Name: consents record_change; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.consents FOR EACH ROW EXECUTE FUNCTION platform.record_change('user_id', 'user_id', '', '{}');

-- Name: document_chunks record_change; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.document_chunks FOR EACH ROW EXECUTE FUNCTION platform.record_change('user_id', 'user_id', '', '{content,embedding}');

-- Name: documents record_change; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.documents FOR EACH ROW EXECUTE FUNCTION platform.record_change('user_id', 'user_id', '', '{file_name,sha256,failure}');

-- Name: profiles record_change; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.profiles FOR EACH ROW EXECUTE FUNCTION platform.record_change('user_id', 'id', '', '{email,full_name,business_name,email_encrypted,full_name_encrypted,email_index}');

-- Name: retention_policies record_change; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.retention_policies FOR EACH ROW EXECUTE FUNCTION platform.record_change('', '', '', '{}');

-- Name: staff_members record_change; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.staff_members FOR EACH ROW EXECUTE FUNCTION platform.record_change('', '', '', '{}');

-- Name: documents remove_chunks_of_deleted; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER remove_chunks_of_deleted AFTER UPDATE OF status ON public.documents FOR EACH ROW WHEN ((new.status = 'deleted'::text)) EXECUTE FUNCTION private.remove_chunks();

-- Name: chatbots set_updated_at; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.chatbots FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: documents set_updated_at; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.documents FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: profiles set_updated_at; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.profiles FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: retention_policies set_updated_at; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.retention_policies FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: staff_members set_updated_at; Type: TRIGGER; Schema: public; Owner: wira_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.staff_members FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: chatbots chatbots_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.chatbots
    ADD CONSTRAINT chatbots_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

-- Name: consents consents_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.profiles(id) ON DELETE CASCADE;

-- Name: document_chunks document_chunks_document_id_chatbot_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.document_chunks
    ADD CONSTRAINT document_chunks_document_id_chatbot_id_user_id_fkey FOREIGN KEY (document_id, chatbot_id, user_id) REFERENCES public.documents(id, chatbot_id, user_id) ON DELETE CASCADE;

-- Name: documents documents_chatbot_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_chatbot_id_user_id_fkey FOREIGN KEY (chatbot_id, user_id) REFERENCES public.chatbots(id, user_id) ON DELETE CASCADE;

-- Name: profiles profiles_data_key_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: wira_owner

ALTER TABLE ONLY public.profiles
    ADD CONSTRAINT profiles_data_key_id_fkey FOREIGN KEY (data_key_id) REFERENCES private.data_keys(id);

-- Name: audit_log; Type: ROW SECURITY; Schema: public; Owner: wira_owner

ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;

-- Name: chatbots; Type: ROW SECURITY; Schema: public; Owner: wira_owner

ALTER TABLE public.chatbots ENABLE ROW LEVEL SECURITY;

-- Name: consents; Type: ROW SECURITY; Schema: public; Owner: wira_owner

ALTER TABLE public.consents ENABLE ROW LEVEL SECURITY;

-- Name: consents definer_delete; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_delete ON public.consents FOR DELETE TO wira_owner USING (true);

-- Name: document_chunks definer_delete; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_delete ON public.document_chunks FOR DELETE TO wira_owner USING (true);

-- Name: documents definer_delete; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_delete ON public.documents FOR DELETE TO wira_owner USING (true);

-- Name: events definer_delete; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_delete ON public.events FOR DELETE TO wira_owner USING (true);

-- Name: profiles definer_delete; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_delete ON public.profiles FOR DELETE TO wira_owner USING (true);

-- Name: retention_runs definer_delete; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_delete ON public.retention_runs FOR DELETE TO wira_owner USING (true);

-- Name: audit_log definer_insert; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_insert ON public.audit_log FOR INSERT TO wira_owner WITH CHECK (true);

-- Name: events definer_insert; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_insert ON public.events FOR INSERT TO wira_owner WITH CHECK (true);

-- Name: profiles definer_insert; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_insert ON public.profiles FOR INSERT TO wira_owner WITH CHECK (true);

-- Name: retention_runs definer_insert; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_insert ON public.retention_runs FOR INSERT TO wira_owner WITH CHECK (true);

-- Name: audit_log definer_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_select ON public.audit_log FOR SELECT TO wira_owner USING (true);

-- Name: chatbots definer_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_select ON public.chatbots FOR SELECT TO wira_owner USING (true);

-- Name: consents definer_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_select ON public.consents FOR SELECT TO wira_owner USING (true);

-- Name: document_chunks definer_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_select ON public.document_chunks FOR SELECT TO wira_owner USING (true);

-- Name: documents definer_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_select ON public.documents FOR SELECT TO wira_owner USING (true);

-- Name: events definer_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_select ON public.events FOR SELECT TO wira_owner USING (true);

-- Name: profiles definer_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_select ON public.profiles FOR SELECT TO wira_owner USING (true);

-- Name: retention_policies definer_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_select ON public.retention_policies FOR SELECT TO wira_owner USING (true);

-- Name: retention_runs definer_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_select ON public.retention_runs FOR SELECT TO wira_owner USING (true);

-- Name: staff_members definer_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_select ON public.staff_members FOR SELECT TO wira_owner USING (true);

-- Name: profiles definer_update; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY definer_update ON public.profiles FOR UPDATE TO wira_owner USING (true) WITH CHECK (true);

-- Name: document_chunks; Type: ROW SECURITY; Schema: public; Owner: wira_owner

ALTER TABLE public.document_chunks ENABLE ROW LEVEL SECURITY;

-- Name: documents; Type: ROW SECURITY; Schema: public; Owner: wira_owner

ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY;

-- Name: events; Type: ROW SECURITY; Schema: public; Owner: wira_owner

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

-- Name: profiles; Type: ROW SECURITY; Schema: public; Owner: wira_owner

ALTER TABLE public.profiles ENABLE ROW LEVEL SECURITY;

-- Name: retention_policies; Type: ROW SECURITY; Schema: public; Owner: wira_owner

ALTER TABLE public.retention_policies ENABLE ROW LEVEL SECURITY;

-- Name: retention_runs; Type: ROW SECURITY; Schema: public; Owner: wira_owner

ALTER TABLE public.retention_runs ENABLE ROW LEVEL SECURITY;

-- Name: chatbots self_delete; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_delete ON public.chatbots FOR DELETE TO wira_app USING (((user_id = ( SELECT platform.current_user_id() AS current_user_id)) AND ( SELECT app.is_active() AS is_active)));

-- Name: document_chunks self_delete; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_delete ON public.document_chunks FOR DELETE TO wira_app USING ((user_id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: chatbots self_insert; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_insert ON public.chatbots FOR INSERT TO wira_app WITH CHECK (((user_id = ( SELECT platform.current_user_id() AS current_user_id)) AND ( SELECT app.is_active() AS is_active)));

-- Name: consents self_insert; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_insert ON public.consents FOR INSERT TO wira_app WITH CHECK (((user_id = ( SELECT platform.current_user_id() AS current_user_id)) AND ( SELECT app.is_active() AS is_active)));

-- Name: document_chunks self_insert; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_insert ON public.document_chunks FOR INSERT TO wira_app WITH CHECK (((user_id = ( SELECT platform.current_user_id() AS current_user_id)) AND ( SELECT app.is_active() AS is_active) AND ( SELECT app.has_consent('learning'::text) AS has_consent)));

-- Name: documents self_insert; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_insert ON public.documents FOR INSERT TO wira_app WITH CHECK (((user_id = ( SELECT platform.current_user_id() AS current_user_id)) AND ( SELECT app.is_active() AS is_active)));

-- Name: audit_log self_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_select ON public.audit_log FOR SELECT TO wira_app, wira_readonly USING ((user_id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: chatbots self_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_select ON public.chatbots FOR SELECT TO wira_app, wira_readonly USING ((user_id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: consents self_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_select ON public.consents FOR SELECT TO wira_app, wira_readonly USING ((user_id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: document_chunks self_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_select ON public.document_chunks FOR SELECT TO wira_app, wira_readonly USING ((user_id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: documents self_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_select ON public.documents FOR SELECT TO wira_app, wira_readonly USING ((user_id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: events self_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_select ON public.events FOR SELECT TO wira_readonly USING ((user_id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: profiles self_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_select ON public.profiles FOR SELECT TO wira_app, wira_readonly USING ((id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: staff_members self_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_select ON public.staff_members FOR SELECT TO wira_staff USING ((id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: chatbots self_update; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_update ON public.chatbots FOR UPDATE TO wira_app USING (((user_id = ( SELECT platform.current_user_id() AS current_user_id)) AND ( SELECT app.is_active() AS is_active))) WITH CHECK (((user_id = ( SELECT platform.current_user_id() AS current_user_id)) AND ( SELECT app.is_active() AS is_active)));

-- Name: consents self_update; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_update ON public.consents FOR UPDATE TO wira_app USING ((user_id = ( SELECT platform.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: documents self_update; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_update ON public.documents FOR UPDATE TO wira_app USING (((user_id = ( SELECT platform.current_user_id() AS current_user_id)) AND ( SELECT app.is_active() AS is_active))) WITH CHECK (((user_id = ( SELECT platform.current_user_id() AS current_user_id)) AND ( SELECT app.is_active() AS is_active)));

-- Name: profiles self_update; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY self_update ON public.profiles FOR UPDATE TO wira_app USING (((id = ( SELECT platform.current_user_id() AS current_user_id)) AND ( SELECT app.is_active() AS is_active))) WITH CHECK ((id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: staff_members; Type: ROW SECURITY; Schema: public; Owner: wira_owner

ALTER TABLE public.staff_members ENABLE ROW LEVEL SECURITY;

-- Name: audit_log staff_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY staff_select ON public.audit_log FOR SELECT TO wira_staff USING (( SELECT app.is_staff('{auditor,privacy_officer}'::text[]) AS is_staff));

-- Name: retention_policies staff_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY staff_select ON public.retention_policies FOR SELECT TO wira_staff USING (( SELECT app.is_staff('{privacy_officer,auditor}'::text[]) AS is_staff));

-- Name: retention_runs staff_select; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY staff_select ON public.retention_runs FOR SELECT TO wira_staff USING (( SELECT app.is_staff('{privacy_officer,auditor}'::text[]) AS is_staff));

-- Name: retention_policies staff_update; Type: POLICY; Schema: public; Owner: wira_owner

CREATE POLICY staff_update ON public.retention_policies FOR UPDATE TO wira_staff USING (( SELECT app.is_staff('{privacy_officer}'::text[]) AS is_staff)) WITH CHECK (( SELECT app.is_staff('{privacy_officer}'::text[]) AS is_staff));

-- Name: SCHEMA app; Type: ACL; Schema: -; Owner: wira_owner

GRANT USAGE ON SCHEMA app TO wira_app;
GRANT USAGE ON SCHEMA app TO wira_readonly;
GRANT USAGE ON SCHEMA app TO wira_staff;

-- Name: SCHEMA extensions; Type: ACL; Schema: -; Owner: postgres

GRANT USAGE ON SCHEMA extensions TO wira_owner;
GRANT USAGE ON SCHEMA extensions TO wira_app;
GRANT USAGE ON SCHEMA extensions TO wira_migrator;
GRANT USAGE ON SCHEMA extensions TO wira_readonly;
GRANT USAGE ON SCHEMA extensions TO wira_staff;

-- Name: SCHEMA partman; Type: ACL; Schema: -; Owner: postgres

GRANT ALL ON SCHEMA partman TO wira_owner;

-- Name: SCHEMA platform; Type: ACL; Schema: -; Owner: wira_owner

GRANT USAGE ON SCHEMA platform TO wira_app;
GRANT USAGE ON SCHEMA platform TO wira_migrator;
GRANT USAGE ON SCHEMA platform TO wira_readonly;
GRANT USAGE ON SCHEMA platform TO wira_staff;
GRANT USAGE ON SCHEMA platform TO metrics;

-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO wira_app;
GRANT USAGE ON SCHEMA public TO wira_migrator;
GRANT USAGE ON SCHEMA public TO wira_readonly;
GRANT USAGE ON SCHEMA public TO wira_staff;
GRANT USAGE ON SCHEMA public TO relay;

-- Name: FUNCTION close_my_profile(); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.close_my_profile() FROM PUBLIC;
GRANT ALL ON FUNCTION app.close_my_profile() TO wira_app;

-- Name: FUNCTION erase_me(); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.erase_me() FROM PUBLIC;
GRANT ALL ON FUNCTION app.erase_me() TO wira_app;

-- Name: FUNCTION export_my_data(); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.export_my_data() FROM PUBLIC;
GRANT ALL ON FUNCTION app.export_my_data() TO wira_app;

-- Name: FUNCTION find_profile_id(p_email text); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.find_profile_id(p_email text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.find_profile_id(p_email text) TO wira_app;

-- Name: FUNCTION give_consent(p_purpose text, p_version text); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.give_consent(p_purpose text, p_version text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.give_consent(p_purpose text, p_version text) TO wira_app;

-- Name: FUNCTION has_consent(p_purpose text); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.has_consent(p_purpose text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.has_consent(p_purpose text) TO wira_app;

-- Name: FUNCTION is_active(); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.is_active() FROM PUBLIC;
GRANT ALL ON FUNCTION app.is_active() TO wira_app;

-- Name: FUNCTION is_staff(p_roles text[]); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.is_staff(p_roles text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.is_staff(p_roles text[]) TO wira_staff;

-- Name: FUNCTION my_profile(); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.my_profile() FROM PUBLIC;
GRANT ALL ON FUNCTION app.my_profile() TO wira_app;

-- Name: FUNCTION register_profile(p_email text, p_full_name text, p_business_name text); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.register_profile(p_email text, p_full_name text, p_business_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.register_profile(p_email text, p_full_name text, p_business_name text) TO wira_app;

-- Name: FUNCTION reopen_my_profile(); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.reopen_my_profile() FROM PUBLIC;
GRANT ALL ON FUNCTION app.reopen_my_profile() TO wira_app;

-- Name: FUNCTION search_chunks(p_chatbot_id uuid, p_embedding extensions.vector, p_limit integer); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.search_chunks(p_chatbot_id uuid, p_embedding extensions.vector, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.search_chunks(p_chatbot_id uuid, p_embedding extensions.vector, p_limit integer) TO wira_app;

-- Name: FUNCTION staff_erase_person(p_profile_id uuid, p_reason text); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.staff_erase_person(p_profile_id uuid, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.staff_erase_person(p_profile_id uuid, p_reason text) TO wira_staff;

-- Name: FUNCTION staff_export_person(p_profile_id uuid, p_reason text); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.staff_export_person(p_profile_id uuid, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.staff_export_person(p_profile_id uuid, p_reason text) TO wira_staff;

-- Name: FUNCTION staff_find_profile(p_email text, p_reason text); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.staff_find_profile(p_email text, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.staff_find_profile(p_email text, p_reason text) TO wira_staff;

-- Name: FUNCTION staff_read_profile(p_profile_id uuid, p_reason text); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.staff_read_profile(p_profile_id uuid, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.staff_read_profile(p_profile_id uuid, p_reason text) TO wira_staff;

-- Name: FUNCTION staff_suspend_profile(p_profile_id uuid, p_suspended boolean, p_reason text); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.staff_suspend_profile(p_profile_id uuid, p_suspended boolean, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.staff_suspend_profile(p_profile_id uuid, p_suspended boolean, p_reason text) TO wira_staff;

-- Name: FUNCTION update_my_profile(p_email text, p_full_name text, p_business_name text); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.update_my_profile(p_email text, p_full_name text, p_business_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.update_my_profile(p_email text, p_full_name text, p_business_name text) TO wira_app;

-- Name: FUNCTION withdraw_consent(p_purpose text); Type: ACL; Schema: app; Owner: wira_owner

REVOKE ALL ON FUNCTION app.withdraw_consent(p_purpose text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.withdraw_consent(p_purpose text) TO wira_app;

-- Name: FUNCTION apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text) TO wira_owner;

-- Name: FUNCTION apply_constraints(p_parent_table text, p_child_table text, p_analyze boolean, p_job_id bigint); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.apply_constraints(p_parent_table text, p_child_table text, p_analyze boolean, p_job_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.apply_constraints(p_parent_table text, p_child_table text, p_analyze boolean, p_job_id bigint) TO wira_owner;

-- Name: FUNCTION apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint) TO wira_owner;

-- Name: FUNCTION autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) TO wira_owner;

-- Name: FUNCTION autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) TO wira_owner;

-- Name: FUNCTION calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text, OUT base_timestamp timestamp with time zone, OUT datetime_string text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text, OUT base_timestamp timestamp with time zone, OUT datetime_string text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text, OUT base_timestamp timestamp with time zone, OUT datetime_string text) TO wira_owner;

-- Name: FUNCTION check_automatic_maintenance_value(p_automatic_maintenance text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_automatic_maintenance_value(p_automatic_maintenance text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_automatic_maintenance_value(p_automatic_maintenance text) TO wira_owner;

-- Name: FUNCTION check_control_type(p_parent_schema text, p_parent_tablename text, p_control text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_control_type(p_parent_schema text, p_parent_tablename text, p_control text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_control_type(p_parent_schema text, p_parent_tablename text, p_control text) TO wira_owner;

-- Name: FUNCTION check_default(p_exact_count boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_default(p_exact_count boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_default(p_exact_count boolean) TO wira_owner;

-- Name: FUNCTION check_epoch_type(p_type text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_epoch_type(p_type text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_epoch_type(p_type text) TO wira_owner;

-- Name: FUNCTION check_name_length(p_object_name text, p_suffix text, p_table_partition boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_name_length(p_object_name text, p_suffix text, p_table_partition boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_name_length(p_object_name text, p_suffix text, p_table_partition boolean) TO wira_owner;

-- Name: FUNCTION check_partition_type(p_type text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_partition_type(p_type text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_partition_type(p_type text) TO wira_owner;

-- Name: FUNCTION check_subpart_sameconfig(p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_subpart_sameconfig(p_parent_table text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_subpart_sameconfig(p_parent_table text) TO wira_owner;

-- Name: FUNCTION check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text) TO wira_owner;

-- Name: FUNCTION create_parent(p_parent_table text, p_control text, p_interval text, p_type text, p_epoch text, p_premake integer, p_start_partition text, p_default_table boolean, p_automatic_maintenance text, p_constraint_cols text[], p_template_table text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_parent(p_parent_table text, p_control text, p_interval text, p_type text, p_epoch text, p_premake integer, p_start_partition text, p_default_table boolean, p_automatic_maintenance text, p_constraint_cols text[], p_template_table text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_parent(p_parent_table text, p_control text, p_interval text, p_type text, p_epoch text, p_premake integer, p_start_partition text, p_default_table boolean, p_automatic_maintenance text, p_constraint_cols text[], p_template_table text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) TO wira_owner;

-- Name: FUNCTION create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text) TO wira_owner;

-- Name: FUNCTION create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text) TO wira_owner;

-- Name: FUNCTION create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text, p_default_table boolean, p_declarative_check text, p_constraint_cols text[], p_premake integer, p_start_partition text, p_epoch text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text, p_default_table boolean, p_declarative_check text, p_constraint_cols text[], p_premake integer, p_start_partition text, p_epoch text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text, p_default_table boolean, p_declarative_check text, p_constraint_cols text[], p_premake integer, p_start_partition text, p_epoch text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) TO wira_owner;

-- Name: FUNCTION drop_constraints(p_parent_table text, p_child_table text, p_debug boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.drop_constraints(p_parent_table text, p_child_table text, p_debug boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.drop_constraints(p_parent_table text, p_child_table text, p_debug boolean) TO wira_owner;

-- Name: FUNCTION drop_partition_id(p_parent_table text, p_retention bigint, p_keep_table boolean, p_keep_index boolean, p_retention_schema text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.drop_partition_id(p_parent_table text, p_retention bigint, p_keep_table boolean, p_keep_index boolean, p_retention_schema text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.drop_partition_id(p_parent_table text, p_retention bigint, p_keep_table boolean, p_keep_index boolean, p_retention_schema text) TO wira_owner;

-- Name: FUNCTION drop_partition_time(p_parent_table text, p_retention interval, p_keep_table boolean, p_keep_index boolean, p_retention_schema text, p_reference_timestamp timestamp with time zone); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.drop_partition_time(p_parent_table text, p_retention interval, p_keep_table boolean, p_keep_index boolean, p_retention_schema text, p_reference_timestamp timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.drop_partition_time(p_parent_table text, p_retention interval, p_keep_table boolean, p_keep_index boolean, p_retention_schema text, p_reference_timestamp timestamp with time zone) TO wira_owner;

-- Name: FUNCTION dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean) TO wira_owner;

-- Name: FUNCTION inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text) TO wira_owner;

-- Name: FUNCTION inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text) TO wira_owner;

-- Name: FUNCTION partition_data_id(p_parent_table text, p_batch_count integer, p_batch_interval bigint, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.partition_data_id(p_parent_table text, p_batch_count integer, p_batch_interval bigint, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.partition_data_id(p_parent_table text, p_batch_count integer, p_batch_interval bigint, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) TO wira_owner;

-- Name: PROCEDURE partition_data_proc(IN p_parent_table text, IN p_loop_count integer, IN p_interval text, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_order text, IN p_source_table text, IN p_ignored_columns text[], IN p_quiet boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.partition_data_proc(IN p_parent_table text, IN p_loop_count integer, IN p_interval text, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_order text, IN p_source_table text, IN p_ignored_columns text[], IN p_quiet boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.partition_data_proc(IN p_parent_table text, IN p_loop_count integer, IN p_interval text, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_order text, IN p_source_table text, IN p_ignored_columns text[], IN p_quiet boolean) TO wira_owner;

-- Name: FUNCTION partition_data_time(p_parent_table text, p_batch_count integer, p_batch_interval interval, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.partition_data_time(p_parent_table text, p_batch_count integer, p_batch_interval interval, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.partition_data_time(p_parent_table text, p_batch_count integer, p_batch_interval interval, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) TO wira_owner;

-- Name: FUNCTION partition_gap_fill(p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.partition_gap_fill(p_parent_table text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.partition_gap_fill(p_parent_table text) TO wira_owner;

-- Name: PROCEDURE reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean, IN p_apply_constraints boolean, IN p_wait integer, IN p_dryrun boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean, IN p_apply_constraints boolean, IN p_wait integer, IN p_dryrun boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean, IN p_apply_constraints boolean, IN p_wait integer, IN p_dryrun boolean) TO wira_owner;

-- Name: FUNCTION reapply_privileges(p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.reapply_privileges(p_parent_table text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.reapply_privileges(p_parent_table text) TO wira_owner;

-- Name: PROCEDURE run_analyze(IN p_skip_locked boolean, IN p_quiet boolean, IN p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.run_analyze(IN p_skip_locked boolean, IN p_quiet boolean, IN p_parent_table text) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.run_analyze(IN p_skip_locked boolean, IN p_quiet boolean, IN p_parent_table text) TO wira_owner;

-- Name: FUNCTION run_maintenance(p_parent_table text, p_analyze boolean, p_jobmon boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.run_maintenance(p_parent_table text, p_analyze boolean, p_jobmon boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.run_maintenance(p_parent_table text, p_analyze boolean, p_jobmon boolean) TO wira_owner;

-- Name: PROCEDURE run_maintenance_proc(IN p_wait integer, IN p_analyze boolean, IN p_jobmon boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.run_maintenance_proc(IN p_wait integer, IN p_analyze boolean, IN p_jobmon boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.run_maintenance_proc(IN p_wait integer, IN p_analyze boolean, IN p_jobmon boolean) TO wira_owner;

-- Name: FUNCTION show_partition_info(p_child_table text, p_partition_interval text, p_parent_table text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.show_partition_info(p_child_table text, p_partition_interval text, p_parent_table text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.show_partition_info(p_child_table text, p_partition_interval text, p_parent_table text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text) TO wira_owner;

-- Name: FUNCTION show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean) TO wira_owner;

-- Name: FUNCTION show_partitions(p_parent_table text, p_order text, p_include_default boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.show_partitions(p_parent_table text, p_order text, p_include_default boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.show_partitions(p_parent_table text, p_order text, p_include_default boolean) TO wira_owner;

-- Name: FUNCTION stop_sub_partition(p_parent_table text, p_jobmon boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.stop_sub_partition(p_parent_table text, p_jobmon boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.stop_sub_partition(p_parent_table text, p_jobmon boolean) TO wira_owner;

-- Name: FUNCTION undo_partition(p_parent_table text, p_target_table text, p_loop_count integer, p_batch_interval text, p_keep_table boolean, p_lock_wait numeric, p_ignored_columns text[], p_drop_cascade boolean, OUT partitions_undone integer, OUT rows_undone bigint); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.undo_partition(p_parent_table text, p_target_table text, p_loop_count integer, p_batch_interval text, p_keep_table boolean, p_lock_wait numeric, p_ignored_columns text[], p_drop_cascade boolean, OUT partitions_undone integer, OUT rows_undone bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.undo_partition(p_parent_table text, p_target_table text, p_loop_count integer, p_batch_interval text, p_keep_table boolean, p_lock_wait numeric, p_ignored_columns text[], p_drop_cascade boolean, OUT partitions_undone integer, OUT rows_undone bigint) TO wira_owner;

-- Name: PROCEDURE undo_partition_proc(IN p_parent_table text, IN p_target_table text, IN p_loop_count integer, IN p_interval text, IN p_keep_table boolean, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_ignored_columns text[], IN p_drop_cascade boolean, IN p_quiet boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.undo_partition_proc(IN p_parent_table text, IN p_target_table text, IN p_loop_count integer, IN p_interval text, IN p_keep_table boolean, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_ignored_columns text[], IN p_drop_cascade boolean, IN p_quiet boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.undo_partition_proc(IN p_parent_table text, IN p_target_table text, IN p_loop_count integer, IN p_interval text, IN p_keep_table boolean, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_ignored_columns text[], IN p_drop_cascade boolean, IN p_quiet boolean) TO wira_owner;

-- Name: FUNCTION uuid7_time_decoder(uuidv7 text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.uuid7_time_decoder(uuidv7 text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.uuid7_time_decoder(uuidv7 text) TO wira_owner;

-- Name: FUNCTION uuid7_time_encoder(ts timestamp with time zone); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.uuid7_time_encoder(ts timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.uuid7_time_encoder(ts timestamp with time zone) TO wira_owner;

-- Name: FUNCTION lo_creat(integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_creat(integer) FROM PUBLIC;

-- Name: FUNCTION lo_create(oid); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC;

-- Name: FUNCTION lo_from_bytea(oid, bytea); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;

-- Name: FUNCTION pg_advisory_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) TO wira_owner;

-- Name: FUNCTION pg_advisory_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(integer, integer) TO wira_owner;

-- Name: FUNCTION pg_advisory_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(bigint) TO wira_owner;

-- Name: FUNCTION pg_advisory_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(integer, integer) TO wira_owner;

-- Name: FUNCTION pg_advisory_unlock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock(bigint) TO wira_owner;

-- Name: FUNCTION pg_advisory_unlock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock(integer, integer) TO wira_owner;

-- Name: FUNCTION pg_advisory_unlock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(bigint) TO wira_owner;

-- Name: FUNCTION pg_advisory_unlock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(integer, integer) TO wira_owner;

-- Name: FUNCTION pg_advisory_xact_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(bigint) TO wira_owner;

-- Name: FUNCTION pg_advisory_xact_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) TO wira_owner;

-- Name: FUNCTION pg_advisory_xact_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(bigint) TO wira_owner;

-- Name: FUNCTION pg_advisory_xact_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(integer, integer) TO wira_owner;

-- Name: FUNCTION pg_cancel_backend(integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_cancel_backend(integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_cancel_backend(integer) TO wira_owner;

-- Name: FUNCTION pg_logical_emit_message(transactional boolean, prefix text, message bytea, flush boolean); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_logical_emit_message(transactional boolean, prefix text, message bytea, flush boolean) FROM PUBLIC;

-- Name: FUNCTION pg_logical_emit_message(transactional boolean, prefix text, message text, flush boolean); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_logical_emit_message(transactional boolean, prefix text, message text, flush boolean) FROM PUBLIC;

-- Name: FUNCTION pg_notify(text, text); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_notify(text, text) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_notify(text, text) TO wira_owner;

-- Name: FUNCTION pg_terminate_backend(pid integer, timeout bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_terminate_backend(pid integer, timeout bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_terminate_backend(pid integer, timeout bigint) TO wira_owner;

-- Name: FUNCTION pg_try_advisory_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) TO wira_owner;

-- Name: FUNCTION pg_try_advisory_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(integer, integer) TO wira_owner;

-- Name: FUNCTION pg_try_advisory_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(bigint) TO wira_owner;

-- Name: FUNCTION pg_try_advisory_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(integer, integer) TO wira_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(bigint) TO wira_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(integer, integer) TO wira_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(bigint) TO wira_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(integer, integer) TO wira_owner;

-- Name: FUNCTION create_events(p_tenant_column name, p_id_type regtype); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) FROM PUBLIC;

-- Name: FUNCTION create_outbox(p_tenant_column name, p_id_type regtype); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) FROM PUBLIC;

-- Name: FUNCTION current_login(); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.current_login() FROM PUBLIC;

-- Name: FUNCTION current_user_id(); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.current_user_id() FROM PUBLIC;
GRANT ALL ON FUNCTION platform.current_user_id() TO wira_app;
GRANT ALL ON FUNCTION platform.current_user_id() TO wira_migrator;
GRANT ALL ON FUNCTION platform.current_user_id() TO wira_readonly;
GRANT ALL ON FUNCTION platform.current_user_id() TO wira_staff;

-- Name: FUNCTION divide_published_events(); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.divide_published_events() FROM PUBLIC;

-- Name: FUNCTION for_tenants(p_statement text, p_tenants text[]); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) FROM PUBLIC;

-- Name: FUNCTION forbid_change(); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.forbid_change() FROM PUBLIC;

-- Name: FUNCTION insert_row(p_table regclass, p_row jsonb); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.insert_row(p_table regclass, p_row jsonb) FROM PUBLIC;

-- Name: FUNCTION maintain_months(p_parent regclass); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.maintain_months(p_parent regclass) FROM PUBLIC;

-- Name: FUNCTION maintain_outbox(p_keep interval); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.maintain_outbox(p_keep interval) FROM PUBLIC;

-- Name: FUNCTION make_months(p_parent regclass); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.make_months(p_parent regclass) FROM PUBLIC;

-- Name: FUNCTION partitions_ahead(); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.partitions_ahead() FROM PUBLIC;
GRANT ALL ON FUNCTION platform.partitions_ahead() TO metrics;

-- Name: FUNCTION publish_change(); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.publish_change() FROM PUBLIC;

-- Name: FUNCTION purge_deleted(p_table regclass, p_keep interval); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) FROM PUBLIC;

-- Name: FUNCTION record_change(); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.record_change() FROM PUBLIC;

-- Name: PROCEDURE run_job(IN p_job text, IN p_statement text); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON PROCEDURE platform.run_job(IN p_job text, IN p_statement text) FROM PUBLIC;

-- Name: FUNCTION set_updated_at(); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.set_updated_at() FROM PUBLIC;

-- Name: FUNCTION table_name(p_relation oid); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.table_name(p_relation oid) FROM PUBLIC;

-- Name: FUNCTION tenant_of(p_value jsonb, p_function text); Type: ACL; Schema: platform; Owner: wira_owner

REVOKE ALL ON FUNCTION platform.tenant_of(p_value jsonb, p_function text) FROM PUBLIC;

-- Name: FUNCTION apply_retention(p_kind text, p_keep interval); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.apply_retention(p_kind text, p_keep interval) FROM PUBLIC;

-- Name: FUNCTION begin_rotation(); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.begin_rotation() FROM PUBLIC;

-- Name: FUNCTION blind_index(p_email text, p_key text); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.blind_index(p_email text, p_key text) FROM PUBLIC;

-- Name: FUNCTION blind_indexes(p_email text); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.blind_indexes(p_email text) FROM PUBLIC;

-- Name: FUNCTION check_integrity(); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.check_integrity() FROM PUBLIC;

-- Name: FUNCTION current_key(OUT key_id bigint, OUT key text); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.current_key(OUT key_id bigint, OUT key text) FROM PUBLIC;

-- Name: FUNCTION decrypt(p_message bytea, p_key_id bigint); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.decrypt(p_message bytea, p_key_id bigint) FROM PUBLIC;

-- Name: FUNCTION encrypt(p_text text, p_key text); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.encrypt(p_text text, p_key text) FROM PUBLIC;

-- Name: FUNCTION erase_person(p_user_id uuid, p_reason text); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.erase_person(p_user_id uuid, p_reason text) FROM PUBLIC;

-- Name: FUNCTION export_person(p_user_id uuid); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.export_person(p_user_id uuid) FROM PUBLIC;

-- Name: FUNCTION forget_learned(); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.forget_learned() FROM PUBLIC;

-- Name: FUNCTION given_keys(); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.given_keys() FROM PUBLIC;

-- Name: FUNCTION integrity_report(); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.integrity_report() FROM PUBLIC;

-- Name: FUNCTION keep_consent_history(); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.keep_consent_history() FROM PUBLIC;

-- Name: FUNCTION keep_deleted_at(); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.keep_deleted_at() FROM PUBLIC;

-- Name: FUNCTION key_of(p_key_id bigint); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.key_of(p_key_id bigint) FROM PUBLIC;

-- Name: FUNCTION key_verifier(p_key text); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.key_verifier(p_key text) FROM PUBLIC;

-- Name: FUNCTION maintain_partitions(); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.maintain_partitions() FROM PUBLIC;

-- Name: COLUMN profiles.id; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(id) ON TABLE public.profiles TO wira_app;
GRANT SELECT(id) ON TABLE public.profiles TO wira_readonly;

-- Name: COLUMN profiles.business_name; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(business_name),UPDATE(business_name) ON TABLE public.profiles TO wira_app;
GRANT SELECT(business_name) ON TABLE public.profiles TO wira_readonly;

-- Name: COLUMN profiles.status; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(status) ON TABLE public.profiles TO wira_app;
GRANT SELECT(status) ON TABLE public.profiles TO wira_readonly;

-- Name: COLUMN profiles.closed_at; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(closed_at) ON TABLE public.profiles TO wira_app;
GRANT SELECT(closed_at) ON TABLE public.profiles TO wira_readonly;

-- Name: COLUMN profiles.created_at; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(created_at) ON TABLE public.profiles TO wira_app;
GRANT SELECT(created_at) ON TABLE public.profiles TO wira_readonly;

-- Name: COLUMN profiles.updated_at; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(updated_at) ON TABLE public.profiles TO wira_app;
GRANT SELECT(updated_at) ON TABLE public.profiles TO wira_readonly;

-- Name: FUNCTION reading_failure(p_profile public.profiles); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.reading_failure(p_profile public.profiles) FROM PUBLIC;

-- Name: FUNCTION record_reading(p_user_id uuid, p_action text, p_reason text); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.record_reading(p_user_id uuid, p_action text, p_reason text) FROM PUBLIC;

-- Name: FUNCTION refuse_taken(p_email text, p_id uuid); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.refuse_taken(p_email text, p_id uuid) FROM PUBLIC;

-- Name: FUNCTION remove_chunks(); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.remove_chunks() FROM PUBLIC;

-- Name: FUNCTION require_staff(p_roles text[], p_reason text); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.require_staff(p_roles text[], p_reason text) FROM PUBLIC;

-- Name: PROCEDURE rotate_data_key(IN p_batch integer); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON PROCEDURE private.rotate_data_key(IN p_batch integer) FROM PUBLIC;

-- Name: FUNCTION run_retention(); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.run_retention() FROM PUBLIC;

-- Name: FUNCTION seal(p_email text, p_full_name text); Type: ACL; Schema: private; Owner: wira_owner

REVOKE ALL ON FUNCTION private.seal(p_email text, p_full_name text) FROM PUBLIC;

-- Name: TABLE part_config; Type: ACL; Schema: partman; Owner: postgres

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partman.part_config TO wira_owner;

-- Name: TABLE part_config_sub; Type: ACL; Schema: partman; Owner: postgres

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partman.part_config_sub TO wira_owner;

-- Name: TABLE table_privs; Type: ACL; Schema: partman; Owner: postgres

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partman.table_privs TO wira_owner;

-- Name: TABLE pg_stats; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats FROM PUBLIC;

-- Name: TABLE pg_stats_ext; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats_ext FROM PUBLIC;

-- Name: TABLE pg_stats_ext_exprs; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats_ext_exprs FROM PUBLIC;

-- Name: COLUMN job_runs.job; Type: ACL; Schema: platform; Owner: wira_owner

GRANT SELECT(job) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.started_at; Type: ACL; Schema: platform; Owner: wira_owner

GRANT SELECT(started_at) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.finished_at; Type: ACL; Schema: platform; Owner: wira_owner

GRANT SELECT(finished_at) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.outcome; Type: ACL; Schema: platform; Owner: wira_owner

GRANT SELECT(outcome) ON TABLE platform.job_runs TO metrics;

-- Name: TABLE job_outcomes; Type: ACL; Schema: platform; Owner: wira_owner

GRANT SELECT ON TABLE platform.job_outcomes TO metrics;

-- Name: TABLE document_chunks; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT,DELETE ON TABLE public.document_chunks TO wira_app;

-- Name: COLUMN document_chunks.id; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(id) ON TABLE public.document_chunks TO wira_app;
GRANT SELECT(id) ON TABLE public.document_chunks TO wira_readonly;

-- Name: COLUMN document_chunks.user_id; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(user_id) ON TABLE public.document_chunks TO wira_app;
GRANT SELECT(user_id) ON TABLE public.document_chunks TO wira_readonly;

-- Name: COLUMN document_chunks.chatbot_id; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(chatbot_id) ON TABLE public.document_chunks TO wira_app;
GRANT SELECT(chatbot_id) ON TABLE public.document_chunks TO wira_readonly;

-- Name: COLUMN document_chunks.document_id; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(document_id) ON TABLE public.document_chunks TO wira_app;
GRANT SELECT(document_id) ON TABLE public.document_chunks TO wira_readonly;

-- Name: COLUMN document_chunks.chunk_index; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(chunk_index) ON TABLE public.document_chunks TO wira_app;
GRANT SELECT(chunk_index) ON TABLE public.document_chunks TO wira_readonly;

-- Name: COLUMN document_chunks.content; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(content) ON TABLE public.document_chunks TO wira_app;

-- Name: COLUMN document_chunks.embedding; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(embedding) ON TABLE public.document_chunks TO wira_app;

-- Name: COLUMN document_chunks.embedding_model; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(embedding_model) ON TABLE public.document_chunks TO wira_app;
GRANT SELECT(embedding_model) ON TABLE public.document_chunks TO wira_readonly;

-- Name: COLUMN document_chunks.created_at; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(created_at) ON TABLE public.document_chunks TO wira_readonly;

-- Name: TABLE documents; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT ON TABLE public.documents TO wira_app;

-- Name: COLUMN documents.id; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(id) ON TABLE public.documents TO wira_app;
GRANT SELECT(id) ON TABLE public.documents TO wira_readonly;

-- Name: COLUMN documents.user_id; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(user_id) ON TABLE public.documents TO wira_app;
GRANT SELECT(user_id) ON TABLE public.documents TO wira_readonly;

-- Name: COLUMN documents.chatbot_id; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(chatbot_id) ON TABLE public.documents TO wira_app;
GRANT SELECT(chatbot_id) ON TABLE public.documents TO wira_readonly;

-- Name: COLUMN documents.file_name; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(file_name),UPDATE(file_name) ON TABLE public.documents TO wira_app;

-- Name: COLUMN documents.media_type; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(media_type),UPDATE(media_type) ON TABLE public.documents TO wira_app;
GRANT SELECT(media_type) ON TABLE public.documents TO wira_readonly;

-- Name: COLUMN documents.object_key; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(object_key) ON TABLE public.documents TO wira_readonly;

-- Name: COLUMN documents.size_bytes; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(size_bytes),UPDATE(size_bytes) ON TABLE public.documents TO wira_app;
GRANT SELECT(size_bytes) ON TABLE public.documents TO wira_readonly;

-- Name: COLUMN documents.sha256; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(sha256),UPDATE(sha256) ON TABLE public.documents TO wira_app;
GRANT SELECT(sha256) ON TABLE public.documents TO wira_readonly;

-- Name: COLUMN documents.status; Type: ACL; Schema: public; Owner: wira_owner

GRANT UPDATE(status) ON TABLE public.documents TO wira_app;
GRANT SELECT(status) ON TABLE public.documents TO wira_readonly;

-- Name: COLUMN documents.failure; Type: ACL; Schema: public; Owner: wira_owner

GRANT UPDATE(failure) ON TABLE public.documents TO wira_app;

-- Name: COLUMN documents.deleted_at; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(deleted_at) ON TABLE public.documents TO wira_readonly;

-- Name: COLUMN documents.created_at; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(created_at) ON TABLE public.documents TO wira_readonly;

-- Name: COLUMN documents.updated_at; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(updated_at) ON TABLE public.documents TO wira_readonly;

-- Name: TABLE events; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT ON TABLE public.events TO wira_readonly;

-- Name: COLUMN events.id; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(id) ON TABLE public.events TO relay;

-- Name: COLUMN events.event_type; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(event_type) ON TABLE public.events TO relay;

-- Name: COLUMN events.aggregate_id; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(aggregate_id) ON TABLE public.events TO relay;

-- Name: COLUMN events.aggregate_type; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(aggregate_type) ON TABLE public.events TO relay;

-- Name: COLUMN events.payload; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(payload) ON TABLE public.events TO relay;

-- Name: COLUMN events.status; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(status),UPDATE(status) ON TABLE public.events TO relay;

-- Name: COLUMN events.created_at; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(created_at) ON TABLE public.events TO relay;

-- Name: COLUMN events.status_since; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(status_since),UPDATE(status_since) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(stream),UPDATE(stream) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream_created_at; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(stream_created_at),UPDATE(stream_created_at) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream_sequence; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT(stream_sequence),UPDATE(stream_sequence) ON TABLE public.events TO relay;

-- Name: COLUMN events.failure; Type: ACL; Schema: public; Owner: wira_owner

GRANT UPDATE(failure) ON TABLE public.events TO relay;

-- Name: TABLE retention_runs; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT ON TABLE public.retention_runs TO wira_staff;

-- Name: TABLE audit_log; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT ON TABLE public.audit_log TO wira_app;
GRANT SELECT ON TABLE public.audit_log TO wira_readonly;
GRANT SELECT ON TABLE public.audit_log TO wira_staff;

-- Name: TABLE chatbots; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT,DELETE ON TABLE public.chatbots TO wira_app;
GRANT SELECT ON TABLE public.chatbots TO wira_readonly;

-- Name: COLUMN chatbots.id; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(id) ON TABLE public.chatbots TO wira_app;

-- Name: COLUMN chatbots.user_id; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(user_id) ON TABLE public.chatbots TO wira_app;

-- Name: COLUMN chatbots.name; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.chatbots TO wira_app;

-- Name: COLUMN chatbots.description; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(description),UPDATE(description) ON TABLE public.chatbots TO wira_app;

-- Name: TABLE consents; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT ON TABLE public.consents TO wira_app;
GRANT SELECT ON TABLE public.consents TO wira_readonly;

-- Name: COLUMN consents.id; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(id) ON TABLE public.consents TO wira_app;

-- Name: COLUMN consents.user_id; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(user_id) ON TABLE public.consents TO wira_app;

-- Name: COLUMN consents.purpose; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(purpose) ON TABLE public.consents TO wira_app;

-- Name: COLUMN consents.version; Type: ACL; Schema: public; Owner: wira_owner

GRANT INSERT(version) ON TABLE public.consents TO wira_app;

-- Name: COLUMN consents.withdrawn_at; Type: ACL; Schema: public; Owner: wira_owner

GRANT UPDATE(withdrawn_at) ON TABLE public.consents TO wira_app;

-- Name: TABLE current_consents; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT ON TABLE public.current_consents TO wira_app;
GRANT SELECT ON TABLE public.current_consents TO wira_readonly;

-- Name: TABLE retention_policies; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT ON TABLE public.retention_policies TO wira_staff;

-- Name: COLUMN retention_policies.keep; Type: ACL; Schema: public; Owner: wira_owner

GRANT UPDATE(keep) ON TABLE public.retention_policies TO wira_staff;

-- Name: COLUMN retention_policies.basis; Type: ACL; Schema: public; Owner: wira_owner

GRANT UPDATE(basis) ON TABLE public.retention_policies TO wira_staff;

-- Name: TABLE staff_members; Type: ACL; Schema: public; Owner: wira_owner

GRANT SELECT ON TABLE public.staff_members TO wira_staff;

-- Name: DEFAULT PRIVILEGES FOR TYPES; Type: DEFAULT ACL; Schema: -; Owner: wira_owner

ALTER DEFAULT PRIVILEGES FOR ROLE wira_owner REVOKE ALL ON TYPES FROM PUBLIC;

-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: wira_owner

ALTER DEFAULT PRIVILEGES FOR ROLE wira_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
