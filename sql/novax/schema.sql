-- The schema that the migrations of pack novax make. Written by `novax db dump novax`.

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

-- Name: extensions; Type: SCHEMA; Schema: -; Owner: postgres

CREATE SCHEMA extensions;

ALTER SCHEMA extensions OWNER TO postgres;

-- Name: timescaledb; Type: EXTENSION; Schema: -; Owner: -

CREATE EXTENSION IF NOT EXISTS timescaledb WITH SCHEMA extensions;

-- Name: EXTENSION timescaledb; Type: COMMENT; Schema: -; Owner: 

COMMENT ON EXTENSION timescaledb IS 'Enables scalable inserts and complex queries for time-series data (Apache 2 Edition)';

-- Name: app; Type: SCHEMA; Schema: -; Owner: novax_owner

CREATE SCHEMA app;

ALTER SCHEMA app OWNER TO novax_owner;

-- Name: SCHEMA app; Type: COMMENT; Schema: -; Owner: novax_owner

COMMENT ON SCHEMA app IS 'What applications and policies call: who may see what, search, login';

-- Name: partman; Type: SCHEMA; Schema: -; Owner: postgres

CREATE SCHEMA partman;

ALTER SCHEMA partman OWNER TO postgres;

-- Name: platform; Type: SCHEMA; Schema: -; Owner: novax_owner

CREATE SCHEMA platform;

ALTER SCHEMA platform OWNER TO novax_owner;

-- Name: private; Type: SCHEMA; Schema: -; Owner: novax_owner

CREATE SCHEMA private;

ALTER SCHEMA private OWNER TO novax_owner;

-- Name: SCHEMA private; Type: COMMENT; Schema: -; Owner: novax_owner

COMMENT ON SCHEMA private IS 'Trigger functions, materialized views and maintenance: no role but the owner gets in';

-- Name: pg_partman; Type: EXTENSION; Schema: -; Owner: -

CREATE EXTENSION IF NOT EXISTS pg_partman WITH SCHEMA partman;

-- Name: EXTENSION pg_partman; Type: COMMENT; Schema: -; Owner: 

COMMENT ON EXTENSION pg_partman IS 'Extension to manage partitioned tables by time or ID';

-- Name: vector; Type: EXTENSION; Schema: -; Owner: -

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA extensions;

-- Name: EXTENSION vector; Type: COMMENT; Schema: -; Owner: 

COMMENT ON EXTENSION vector IS 'vector data type and ivfflat and hnsw access methods';

-- Name: active_user_id(); Type: FUNCTION; Schema: app; Owner: novax_owner

CREATE FUNCTION app.active_user_id() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return (
        select u.id
        from public.users as u
        where
            u.id = (select platform.current_user_id())
            and (select platform.current_login()) in ('novax_app', 'novax_readonly')
            and u.status = 'active'
    );
end
$$;

ALTER FUNCTION app.active_user_id() OWNER TO novax_owner;

-- Name: FUNCTION active_user_id(); Type: COMMENT; Schema: app; Owner: novax_owner

COMMENT ON FUNCTION app.active_user_id() IS 'The current user, if active';

-- Name: find_login(text); Type: FUNCTION; Schema: app; Owner: novax_owner

CREATE FUNCTION app.find_login(p_email text) RETURNS TABLE(user_id uuid, password_hash text, status text)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
    SET search_path TO ''
    AS $$
    select u.id, u.password_hash::text, u.status::text
    from public.users as u
    where u.email = pg_catalog.lower(p_email)
$$;

ALTER FUNCTION app.find_login(p_email text) OWNER TO novax_owner;

-- Name: FUNCTION find_login(p_email text); Type: COMMENT; Schema: app; Owner: novax_owner

COMMENT ON FUNCTION app.find_login(p_email text) IS 'What is needed to check a password: for the authentication service';

-- Name: known_user_ids(); Type: FUNCTION; Schema: app; Owner: novax_owner

CREATE FUNCTION app.known_user_ids() RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return query
    select platform.current_user_id()
    union
    select m.user_id
    from public.org_members as m
    where m.org_id = any(array(select app.member_org_ids()));
end
$$;

ALTER FUNCTION app.known_user_ids() OWNER TO novax_owner;

-- Name: FUNCTION known_user_ids(); Type: COMMENT; Schema: app; Owner: novax_owner

COMMENT ON FUNCTION app.known_user_ids() IS 'The current user and all fellow members';

-- Name: may_be_assigned(uuid, uuid); Type: FUNCTION; Schema: app; Owner: novax_owner

CREATE FUNCTION app.may_be_assigned(p_project_id uuid, p_user_id uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select exists (
        select
        from public.projects as p
        inner join public.org_members as m on m.org_id = p.org_id
        where
            p.id = p_project_id
            and p.org_id = any(array(select app.member_org_ids()))
            and m.user_id = p_user_id
    )
$$;

ALTER FUNCTION app.may_be_assigned(p_project_id uuid, p_user_id uuid) OWNER TO novax_owner;

-- Name: FUNCTION may_be_assigned(p_project_id uuid, p_user_id uuid); Type: COMMENT; Schema: app; Owner: novax_owner

COMMENT ON FUNCTION app.may_be_assigned(p_project_id uuid, p_user_id uuid) IS 'Whether a user is a member of the organization of a project that the current user may see';

-- Name: member_org_ids(text[]); Type: FUNCTION; Schema: app; Owner: novax_owner

CREATE FUNCTION app.member_org_ids(p_roles text[] DEFAULT '{owner,admin,member,viewer}'::text[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return query
    select m.org_id
    from public.org_members as m
    inner join public.users as u on u.id = m.user_id
    where
        m.user_id = (select platform.current_user_id())
        and (select platform.current_login()) in ('novax_app', 'novax_readonly', 'ai_agent_role')
        and m.role = any(p_roles)
        and u.status = 'active';
end
$$;

ALTER FUNCTION app.member_org_ids(p_roles text[]) OWNER TO novax_owner;

-- Name: FUNCTION member_org_ids(p_roles text[]); Type: COMMENT; Schema: app; Owner: novax_owner

COMMENT ON FUNCTION app.member_org_ids(p_roles text[]) IS 'The organizations in which the current user is an active member with one of the roles';

-- Name: member_project_ids(text[]); Type: FUNCTION; Schema: app; Owner: novax_owner

CREATE FUNCTION app.member_project_ids(p_roles text[] DEFAULT '{owner,admin,member,viewer}'::text[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return query
    select p.id
    from public.projects as p
    where p.org_id = any(array(select app.member_org_ids(p_roles)));
end
$$;

ALTER FUNCTION app.member_project_ids(p_roles text[]) OWNER TO novax_owner;

-- Name: FUNCTION member_project_ids(p_roles text[]); Type: COMMENT; Schema: app; Owner: novax_owner

COMMENT ON FUNCTION app.member_project_ids(p_roles text[]) IS 'The projects of the organizations in which the current user is an active member with one of the roles';

-- Name: record_document_access(uuid); Type: FUNCTION; Schema: app; Owner: novax_owner

CREATE FUNCTION app.record_document_access(p_document_id uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    insert into public.audit_log (org_id, actor_id, action, entity_type, entity_id, ip_address)
    select
        p.org_id,
        platform.current_user_id(),
        'access',
        'documents',
        d.id,
        nullif(pg_catalog.current_setting('app.client_ip', true), '')::pg_catalog.inet
    from public.documents as d
    inner join public.projects as p on p.id = d.project_id
    where d.id = p_document_id and p.org_id = any(array(select app.member_org_ids()));
    if not found then
        raise exception using
            errcode = 'insufficient_privilege',
            message = pg_catalog.format('document %s is not there for the current user', p_document_id);
    end if;
end
$$;

ALTER FUNCTION app.record_document_access(p_document_id uuid) OWNER TO novax_owner;

-- Name: FUNCTION record_document_access(p_document_id uuid); Type: COMMENT; Schema: app; Owner: novax_owner

COMMENT ON FUNCTION app.record_document_access(p_document_id uuid) IS 'Writes to the audit log that the current user read a document';

-- Name: search_documents(text, integer); Type: FUNCTION; Schema: app; Owner: novax_owner

CREATE FUNCTION app.search_documents(p_query text, p_limit integer DEFAULT 10) RETURNS TABLE(id uuid, title character varying, ai_summary jsonb, rank real)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select d.id, d.title, d.ai_summary, pg_catalog.ts_rank(d.search_vector, q.query) as rank
    from public.documents as d
    cross join (select pg_catalog.websearch_to_tsquery('pg_catalog.simple', p_query) as query) as q
    where
        d.search_vector operator(pg_catalog.@@) q.query
        and d.project_id = any(array(select app.member_project_ids()))
        and d.status <> 'deleted'
    order by rank desc, d.id
    limit least(p_limit, 100)
$$;

ALTER FUNCTION app.search_documents(p_query text, p_limit integer) OWNER TO novax_owner;

-- Name: FUNCTION search_documents(p_query text, p_limit integer); Type: COMMENT; Schema: app; Owner: novax_owner

COMMENT ON FUNCTION app.search_documents(p_query text, p_limit integer) IS 'Documents of the current user''s organizations by words, the best first; the query is written as for a web search';

-- Name: semantic_search(extensions.vector); Type: FUNCTION; Schema: app; Owner: novax_owner

CREATE FUNCTION app.semantic_search(p_embedding extensions.vector) RETURNS TABLE(id uuid, title character varying, ai_summary jsonb, similarity_score double precision)
    LANGUAGE sql STABLE
    SET search_path TO ''
    SET "hnsw.iterative_scan" TO 'strict_order'
    AS $$
    with by_index as materialized (
        select e.source_id, e.embedding operator(extensions.<=>) p_embedding as distance
        from public.ai_embeddings as e
        where e.source_type = 'document'
        order by e.embedding operator(extensions.<=>) p_embedding
        limit 10
    ),

    found as (select pg_catalog.count(*) as rows from by_index),

    one_by_one as (
        select own.source_id, own.embedding operator(extensions.<=>) p_embedding as distance
        -- OFFSET 0 keeps the order out, and with it the index that has just failed.
        from (
            select e.source_id, e.embedding from public.ai_embeddings as e where e.source_type = 'document' offset 0
        ) as own
        where (select f.rows from found as f) < 10
        order by distance
        limit 10
    )

    select d.id, d.title, d.ai_summary, 1 - n.distance as similarity_score
    from (
        select b.source_id, b.distance from by_index as b where (select f.rows from found as f) = 10
        union all
        select o.source_id, o.distance from one_by_one as o
    ) as n
    inner join public.documents as d on d.id = n.source_id
    where 1 - n.distance > 0.75
    order by n.distance
$$;

ALTER FUNCTION app.semantic_search(p_embedding extensions.vector) OWNER TO novax_owner;

-- Name: FUNCTION semantic_search(p_embedding extensions.vector); Type: COMMENT; Schema: app; Owner: novax_owner

COMMENT ON FUNCTION app.semantic_search(p_embedding extensions.vector) IS 'The ten documents nearest in meaning that the current user may see, with a similarity above 0.75; 1536 dimensions';

-- Name: create_events(name, regtype); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) OWNER TO novax_owner;

-- Name: FUNCTION create_events(p_tenant_column name, p_id_type regtype); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) IS 'Makes the table events with a tenant column of that name; `create_outbox` makes it whole';

-- Name: create_outbox(name, regtype); Type: FUNCTION; Schema: platform; Owner: novax_owner

CREATE FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform platform.create_events(p_tenant_column, p_id_type);
    perform platform.divide_published_events();
end
$$;

ALTER FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) OWNER TO novax_owner;

-- Name: FUNCTION create_outbox(p_tenant_column name, p_id_type regtype); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) IS 'Makes the table events with a tenant column of that name; tenants and aggregates have ids of that type';

-- Name: current_login(); Type: FUNCTION; Schema: platform; Owner: novax_owner

CREATE FUNCTION platform.current_login() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select coalesce(nullif(pg_catalog.current_setting('role'), 'none'), session_user::pg_catalog.text)
$$;

ALTER FUNCTION platform.current_login() OWNER TO novax_owner;

-- Name: FUNCTION current_login(); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.current_login() IS 'The role that a session acts as, also within functions that act as their owner: what app.current_user_id names depends
on it';

-- Name: current_user_id(); Type: FUNCTION; Schema: platform; Owner: novax_owner

CREATE FUNCTION platform.current_user_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select nullif(pg_catalog.current_setting('app.current_user_id', true), '')::pg_catalog.uuid
$$;

ALTER FUNCTION platform.current_user_id() OWNER TO novax_owner;

-- Name: FUNCTION current_user_id(); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.current_user_id() IS 'The user set with set_config(''app.current_user_id'', ..., true); null where none is';

-- Name: divide_published_events(); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.divide_published_events() OWNER TO novax_owner;

-- Name: FUNCTION divide_published_events(); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.divide_published_events() IS 'Divides the published events of an outbox by time and gives every event the columns that tell where it went';

-- Name: for_tenants(text, text[]); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) OWNER TO novax_owner;

-- Name: FUNCTION for_tenants(p_statement text, p_tenants text[]); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) IS 'Runs a statement that takes tenants as $1 and says how many rows it worked on; leaves out those for whom it fails, and
names them in platform.left_out';

-- Name: forbid_change(); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.forbid_change() OWNER TO novax_owner;

-- Name: FUNCTION forbid_change(); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.forbid_change() IS 'Trigger function: refuses the statement; for append-only tables';

-- Name: insert_row(regclass, jsonb); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.insert_row(p_table regclass, p_row jsonb) OWNER TO novax_owner;

-- Name: FUNCTION insert_row(p_table regclass, p_row jsonb); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.insert_row(p_table regclass, p_row jsonb) IS 'Inserts a JSON object as a row, with the caller''s rights; its keys are columns';

-- Name: maintain_months(regclass); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.maintain_months(p_parent regclass) OWNER TO novax_owner;

-- Name: FUNCTION maintain_months(p_parent regclass); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.maintain_months(p_parent regclass) IS 'Makes the partitions of the coming months, also after a rest, and drops those past their retention';

-- Name: maintain_outbox(interval); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.maintain_outbox(p_keep interval) OWNER TO novax_owner;

-- Name: FUNCTION maintain_outbox(p_keep interval); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.maintain_outbox(p_keep interval) IS 'Makes partitions for the coming days and removes published events that are older than that; says how many';

-- Name: make_months(regclass); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.make_months(p_parent regclass) OWNER TO novax_owner;

-- Name: FUNCTION make_months(p_parent regclass); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.make_months(p_parent regclass) IS 'Makes the months that are missing, with the rows that lie in the default partition, and says how many it moved';

-- Name: partitions_ahead(); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.partitions_ahead() OWNER TO novax_owner;

-- Name: FUNCTION partitions_ahead(); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.partitions_ahead() IS 'Until when each table by months has its partitions, and how many rows lie outside of them, up to 10,000; for metrics';

-- Name: publish_change(); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.publish_change() OWNER TO novax_owner;

-- Name: FUNCTION publish_change(); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.publish_change() IS 'Trigger function: puts <domain>.created, updated or deleted into the outbox; arguments: domain, tenant column of
events, column of the row, function from that to the tenant, columns that the payload tells';

-- Name: purge_deleted(regclass, interval); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) OWNER TO novax_owner;

-- Name: FUNCTION purge_deleted(p_table regclass, p_keep interval); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) IS 'Deletes rows whose deleted_at is longer ago than that, and says how many';

-- Name: record_change(); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.record_change() OWNER TO novax_owner;

-- Name: FUNCTION record_change(); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.record_change() IS 'Trigger function: writes a changed row''s audit entry; arguments: tenant column of audit_log, column of the row,
function from that to the tenant, columns left out';

-- Name: run_job(text, text); Type: PROCEDURE; Schema: platform; Owner: novax_owner

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

ALTER PROCEDURE platform.run_job(IN p_job text, IN p_statement text) OWNER TO novax_owner;

-- Name: PROCEDURE run_job(IN p_job text, IN p_statement text); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON PROCEDURE platform.run_job(IN p_job text, IN p_statement text) IS 'Runs a statement and leaves a row in platform.job_runs; a run that left tenants out has failed and names them';

-- Name: set_updated_at(); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.set_updated_at() OWNER TO novax_owner;

-- Name: FUNCTION set_updated_at(); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.set_updated_at() IS 'Trigger function: updated_at is the time of the last change';

-- Name: table_name(oid); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.table_name(p_relation oid) OWNER TO novax_owner;

-- Name: FUNCTION table_name(p_relation oid); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.table_name(p_relation oid) IS 'A table''s name without its schema; a part has the name of the whole';

-- Name: tenant_of(jsonb, text); Type: FUNCTION; Schema: platform; Owner: novax_owner

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

ALTER FUNCTION platform.tenant_of(p_value jsonb, p_function text) OWNER TO novax_owner;

-- Name: FUNCTION tenant_of(p_value jsonb, p_function text); Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON FUNCTION platform.tenant_of(p_value jsonb, p_function text) IS 'The tenant that the named function finds for a value; the value itself where no function is named';

-- Name: add_founder(); Type: FUNCTION; Schema: private; Owner: novax_owner

CREATE FUNCTION private.add_founder() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    insert into public.org_members (org_id, user_id, role) values (new.id, new.owner_id, 'owner');
    return null;
end
$$;

ALTER FUNCTION private.add_founder() OWNER TO novax_owner;

-- Name: FUNCTION add_founder(); Type: COMMENT; Schema: private; Owner: novax_owner

COMMENT ON FUNCTION private.add_founder() IS 'Trigger function: the owner of a new organization is its first member';

SET default_tablespace = '';

SET default_table_access_method = heap;

-- Name: ai_embeddings; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.ai_embeddings (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    org_id uuid NOT NULL,
    source_id uuid NOT NULL,
    source_type character varying(20) NOT NULL,
    embedding extensions.vector(1536) NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ai_embeddings_metadata_shape CHECK (COALESCE(jsonb_path_match(metadata, '(($.type() == "object" && (!(exists ($."model")) || $."model".type() == "string")) && (!(exists ($."version")) || $."version".type() == "string"))'::jsonpath, silent => true), false)),
    CONSTRAINT ai_embeddings_source_type_known CHECK (((source_type)::text = ANY ((ARRAY['document'::character varying, 'comment'::character varying, 'task'::character varying])::text[])))
);
ALTER TABLE ONLY public.ai_embeddings ALTER COLUMN embedding SET STORAGE PLAIN;

ALTER TABLE ONLY public.ai_embeddings FORCE ROW LEVEL SECURITY;

ALTER TABLE public.ai_embeddings OWNER TO novax_owner;

-- Name: TABLE ai_embeddings; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON TABLE public.ai_embeddings IS 'What a document or task means, as a vector; compatible with text-embedding-3-small';

-- Name: COLUMN ai_embeddings.org_id; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.ai_embeddings.org_id IS 'The organization of the source, filled in by a trigger';

-- Name: COLUMN ai_embeddings.source_id; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.ai_embeddings.source_id IS 'The id of the document, comment or task';

-- Name: COLUMN ai_embeddings.source_type; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.ai_embeddings.source_type IS 'document, comment or task';

-- Name: COLUMN ai_embeddings.metadata; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.ai_embeddings.metadata IS 'JSON object: model text, version text, and free keys';

-- Name: documents; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.documents (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    project_id uuid NOT NULL,
    author_id uuid NOT NULL,
    title character varying(500) NOT NULL,
    content text DEFAULT ''::text NOT NULL,
    ai_summary jsonb,
    ai_metadata jsonb,
    search_vector tsvector GENERATED ALWAYS AS ((setweight(to_tsvector('simple'::regconfig, (title)::text), 'A'::"char") || setweight(to_tsvector('simple'::regconfig, "left"(content, 100000)), 'B'::"char"))) STORED NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    status character varying(20) DEFAULT 'active'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT documents_ai_metadata_shape CHECK (
CASE
    WHEN (ai_metadata IS NULL) THEN true
    WHEN (jsonb_typeof(ai_metadata) <> 'object'::text) THEN false
    ELSE (((ai_metadata - ARRAY['classification'::text, 'tags'::text, 'model'::text, 'confidence'::text]) = '{}'::jsonb) AND COALESCE(jsonb_path_match(ai_metadata, '((((!(exists ($."classification")) || $."classification".type() == "object" && !(exists ($."classification".*?(@.type() != "string")))) && (!(exists ($."tags")) || $."tags".type() == "array" && !(exists ($."tags"[*]?(@.type() != "string"))))) && (!(exists ($."model")) || $."model".type() == "string")) && (!(exists ($."confidence")) || ($."confidence".type() == "number" && $."confidence" >= 0) && $."confidence" <= 1))'::jsonpath, silent => true), false))
END),
    CONSTRAINT documents_ai_summary_shape CHECK (
CASE
    WHEN (ai_summary IS NULL) THEN true
    WHEN (jsonb_typeof(ai_summary) <> 'object'::text) THEN false
    ELSE (((ai_summary - ARRAY['summary'::text, 'key_topics'::text, 'sentiment'::text, 'complexity_score'::text, 'generated_at'::text, 'model'::text, 'confidence'::text]) = '{}'::jsonb) AND COALESCE(jsonb_path_match(ai_summary, '((((((($."summary".type() == "string" && $."model".type() == "string") && $."generated_at".type() == "string") && $."generated_at" like_regex "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$") && (!(exists ($."key_topics")) || $."key_topics".type() == "array" && !(exists ($."key_topics"[*]?(@.type() != "string"))))) && (!(exists ($."sentiment")) || $."sentiment".type() == "string" && $."sentiment" like_regex "^(positive|neutral|negative)$")) && (!(exists ($."complexity_score")) || ($."complexity_score".type() == "number" && $."complexity_score" >= 1) && $."complexity_score" <= 10)) && (!(exists ($."confidence")) || ($."confidence".type() == "number" && $."confidence" >= 0) && $."confidence" <= 1))'::jsonpath, silent => true), false))
END),
    CONSTRAINT documents_status_known CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'archived'::character varying, 'deleted'::character varying])::text[]))),
    CONSTRAINT documents_version_positive CHECK ((version >= 1))
);

ALTER TABLE ONLY public.documents FORCE ROW LEVEL SECURITY;

ALTER TABLE public.documents OWNER TO novax_owner;

-- Name: TABLE documents; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON TABLE public.documents IS 'Texts of a project, in Markdown or rich text';

-- Name: COLUMN documents.ai_summary; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.documents.ai_summary IS 'JSON object by the AI, null until there is one; required: summary text, model text, generated_at ISO 8601 with zone;
optional: key_topics [text], sentiment positive|neutral|negative, complexity_score 1-10, confidence 0-1; no other key';

-- Name: COLUMN documents.ai_metadata; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.documents.ai_metadata IS 'JSON object by the AI, null until there is one, every key optional and no other allowed:
classification {key: text}, tags [text], model text, confidence 0-1';

-- Name: COLUMN documents.search_vector; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.documents.search_vector IS 'Words of the title (weight A) and the content (weight B)';

-- Name: COLUMN documents.version; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.documents.version IS 'Counts changes by people, for optimistic locking; changes by the AI do not count';

-- Name: COLUMN documents.status; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.documents.status IS 'active, archived or deleted';

-- Name: organizations; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.organizations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name character varying(255) NOT NULL,
    slug character varying(63) NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    owner_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT organizations_settings_shape CHECK ((jsonb_typeof(settings) = 'object'::text)),
    CONSTRAINT organizations_slug_form CHECK (((slug)::text ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text))
);

ALTER TABLE ONLY public.organizations FORCE ROW LEVEL SECURITY;

ALTER TABLE public.organizations OWNER TO novax_owner;

-- Name: TABLE organizations; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON TABLE public.organizations IS 'The tenants';

-- Name: COLUMN organizations.slug; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.organizations.slug IS 'The organization in addresses: lower case letters, digits, single hyphens';

-- Name: COLUMN organizations.settings; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.organizations.settings IS 'JSON object, free in its keys: configuration of the organization';

-- Name: COLUMN organizations.owner_id; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.organizations.owner_id IS 'Who made the organization; also a member with the role owner';

-- Name: projects; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.projects (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    org_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    description text,
    ai_context jsonb DEFAULT '{}'::jsonb NOT NULL,
    status character varying(20) DEFAULT 'active'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT projects_ai_context_parent_org CHECK (COALESCE(((ai_context #>> '{relationships,parent_org}'::text[]) = (org_id)::text), true)),
    CONSTRAINT projects_ai_context_shape CHECK (
CASE
    WHEN (jsonb_typeof(ai_context) <> 'object'::text) THEN false
    ELSE (((ai_context - ARRAY['domain'::text, 'keywords'::text, 'classification'::text, 'ai_instructions'::text, 'relationships'::text]) = '{}'::jsonb) AND COALESCE(jsonb_path_match(ai_context, '(((((!(exists ($."domain")) || $."domain".type() == "string") && (!(exists ($."keywords")) || $."keywords".type() == "array" && !(exists ($."keywords"[*]?(@.type() != "string"))))) && (!(exists ($."classification")) || $."classification".type() == "object" && !(exists ($."classification".*?(@.type() != "string"))))) && (!(exists ($."ai_instructions")) || ($."ai_instructions".type() == "object" && !(exists ($."ai_instructions".keyvalue()?(@."key" != "context_window_priority" && @."value".type() != "string")))) && (!(exists ($."ai_instructions"."context_window_priority")) || $."ai_instructions"."context_window_priority".type() == "array" && !(exists ($."ai_instructions"."context_window_priority"[*]?(@.type() != "string")))))) && (!(exists ($."relationships")) || ((($."relationships".type() == "object" && !(exists ($."relationships".keyvalue()?((@."key" != "parent_org" && @."key" != "related_projects") && @."key" != "tags")))) && (!(exists ($."relationships"."parent_org")) || $."relationships"."parent_org".type() == "string")) && (!(exists ($."relationships"."related_projects")) || $."relationships"."related_projects".type() == "array" && !(exists ($."relationships"."related_projects"[*]?(@.type() != "string"))))) && (!(exists ($."relationships"."tags")) || $."relationships"."tags".type() == "array" && !(exists ($."relationships"."tags"[*]?(@.type() != "string"))))))'::jsonpath, silent => true), false))
END),
    CONSTRAINT projects_status_known CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'archived'::character varying, 'deleted'::character varying])::text[])))
);

ALTER TABLE ONLY public.projects FORCE ROW LEVEL SECURITY;

ALTER TABLE public.projects OWNER TO novax_owner;

-- Name: TABLE projects; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON TABLE public.projects IS 'What documents and tasks belong to; a project belongs to one organization for good';

-- Name: COLUMN projects.ai_context; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.projects.ai_context IS 'JSON object for the AI agent, every key optional and no other allowed: domain text, keywords [text],
classification {key: text}, ai_instructions {key: text, context_window_priority: [text]},
relationships {parent_org: this organization''s id, related_projects: [id], tags: [text]}';

-- Name: COLUMN projects.status; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.projects.status IS 'active, archived or deleted';

-- Name: users; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email character varying(320) NOT NULL,
    username character varying(64) NOT NULL,
    password_hash character varying(255),
    profile_metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    status character varying(20) DEFAULT 'active'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT users_email_form CHECK ((((email)::text = lower((email)::text)) AND ((email)::text ~~ '%_@_%'::text))),
    CONSTRAINT users_password_hash_form CHECK (((password_hash)::text ~ '^\$(2[aby]|argon2(id|i|d))\$'::text)),
    CONSTRAINT users_profile_metadata_shape CHECK ((jsonb_typeof(profile_metadata) = 'object'::text)),
    CONSTRAINT users_status_known CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'suspended'::character varying, 'deleted'::character varying])::text[]))),
    CONSTRAINT users_username_form CHECK ((((username)::text = lower((username)::text)) AND (length((username)::text) >= 3)))
);

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;

ALTER TABLE public.users OWNER TO novax_owner;

-- Name: TABLE users; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON TABLE public.users IS 'People, and the service user that the AI agent acts as';

-- Name: COLUMN users.email; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.users.email IS 'Where the user is reached and logs in; lower case';

-- Name: COLUMN users.username; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.users.username IS 'What others see; lower case';

-- Name: COLUMN users.password_hash; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.users.password_hash IS 'bcrypt or argon2; null for a user who logs in elsewhere (OAuth2). Nobody may select it';

-- Name: COLUMN users.profile_metadata; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.users.profile_metadata IS 'JSON object, free in its keys: what the AI may know of the user';

-- Name: COLUMN users.status; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.users.status IS 'active, suspended or deleted; only an active user is a member of anything';

-- Name: ai_document_context(); Type: FUNCTION; Schema: private; Owner: novax_owner

CREATE FUNCTION private.ai_document_context() RETURNS TABLE(id uuid, title character varying, content text, ai_summary jsonb, search_vector tsvector, embedding extensions.vector, project_name character varying, project_context jsonb, org_name character varying, author character varying, created_at timestamp with time zone, updated_at timestamp with time zone, org_id uuid)
    LANGUAGE sql STABLE
    SET search_path TO ''
    SET row_security TO 'on'
    BEGIN ATOMIC
 SELECT d.id,
     d.title,
     d.content,
     d.ai_summary,
     d.search_vector,
     e.embedding,
     p.name AS project_name,
     p.ai_context AS project_context,
     o.name AS org_name,
     u.username AS author,
     d.created_at,
     d.updated_at,
     p.org_id
    FROM ((((public.documents d
      LEFT JOIN public.ai_embeddings e ON (((e.source_id = d.id) AND ((e.source_type)::text = 'document'::text))))
      JOIN public.projects p ON ((p.id = d.project_id)))
      JOIN public.organizations o ON ((o.id = p.org_id)))
      JOIN public.users u ON ((u.id = d.author_id)))
   WHERE ((d.status)::text <> 'deleted'::text);
END;

ALTER FUNCTION private.ai_document_context() OWNER TO novax_owner;

-- Name: FUNCTION ai_document_context(); Type: COMMENT; Schema: private; Owner: novax_owner

COMMENT ON FUNCTION private.ai_document_context() IS 'What the materialized view mv_ai_document_context is filled from: documents of every organization';

-- Name: tasks; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.tasks (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    project_id uuid NOT NULL,
    assignee_id uuid,
    creator_id uuid NOT NULL,
    title character varying(500) NOT NULL,
    description text,
    priority character varying(20) DEFAULT 'medium'::character varying NOT NULL,
    status character varying(20) DEFAULT 'todo'::character varying NOT NULL,
    ai_metadata jsonb,
    due_date timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tasks_ai_metadata_shape CHECK (
CASE
    WHEN (ai_metadata IS NULL) THEN true
    WHEN (jsonb_typeof(ai_metadata) <> 'object'::text) THEN false
    ELSE (((ai_metadata - ARRAY['classification'::text, 'tags'::text, 'model'::text, 'confidence'::text]) = '{}'::jsonb) AND COALESCE(jsonb_path_match(ai_metadata, '((((!(exists ($."classification")) || $."classification".type() == "object" && !(exists ($."classification".*?(@.type() != "string")))) && (!(exists ($."tags")) || $."tags".type() == "array" && !(exists ($."tags"[*]?(@.type() != "string"))))) && (!(exists ($."model")) || $."model".type() == "string")) && (!(exists ($."confidence")) || ($."confidence".type() == "number" && $."confidence" >= 0) && $."confidence" <= 1))'::jsonpath, silent => true), false))
END),
    CONSTRAINT tasks_priority_known CHECK (((priority)::text = ANY ((ARRAY['critical'::character varying, 'high'::character varying, 'medium'::character varying, 'low'::character varying])::text[]))),
    CONSTRAINT tasks_status_known CHECK (((status)::text = ANY ((ARRAY['todo'::character varying, 'in_progress'::character varying, 'review'::character varying, 'done'::character varying])::text[])))
);

ALTER TABLE ONLY public.tasks FORCE ROW LEVEL SECURITY;

ALTER TABLE public.tasks OWNER TO novax_owner;

-- Name: TABLE tasks; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON TABLE public.tasks IS 'Work to do in a project';

-- Name: COLUMN tasks.priority; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.tasks.priority IS 'critical, high, medium or low';

-- Name: COLUMN tasks.status; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.tasks.status IS 'todo, in_progress, review or done';

-- Name: COLUMN tasks.ai_metadata; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.tasks.ai_metadata IS 'JSON object by the AI, null until there is one, every key optional and no other allowed:
classification {key: text}, tags [text], model text, confidence 0-1';

-- Name: ai_task_intelligence(); Type: FUNCTION; Schema: private; Owner: novax_owner

CREATE FUNCTION private.ai_task_intelligence() RETURNS TABLE(id uuid, title character varying, description text, priority character varying, status character varying, ai_metadata jsonb, due_date timestamp with time zone, created_at timestamp with time zone, project_name character varying, assignee character varying, creator character varying, urgency_level text, org_id uuid)
    LANGUAGE sql STABLE
    SET search_path TO ''
    SET row_security TO 'on'
    BEGIN ATOMIC
 SELECT t.id,
     t.title,
     t.description,
     t.priority,
     t.status,
     t.ai_metadata,
     t.due_date,
     t.created_at,
     p.name AS project_name,
     u_assignee.username AS assignee,
     u_creator.username AS creator,
         CASE
             WHEN (t.due_date < now()) THEN 'overdue'::text
             WHEN (t.due_date < (now() + '24:00:00'::interval)) THEN 'urgent'::text
             WHEN (t.due_date < (now() + '7 days'::interval)) THEN 'upcoming'::text
             ELSE 'scheduled'::text
         END AS urgency_level,
     p.org_id
    FROM (((public.tasks t
      JOIN public.projects p ON ((p.id = t.project_id)))
      LEFT JOIN public.users u_assignee ON ((u_assignee.id = t.assignee_id)))
      JOIN public.users u_creator ON ((u_creator.id = t.creator_id)))
   WHERE ((t.status)::text <> 'done'::text);
END;

ALTER FUNCTION private.ai_task_intelligence() OWNER TO novax_owner;

-- Name: FUNCTION ai_task_intelligence(); Type: COMMENT; Schema: private; Owner: novax_owner

COMMENT ON FUNCTION private.ai_task_intelligence() IS 'What the materialized view mv_ai_task_intelligence is filled from: open tasks of every organization';

-- Name: count_document_version(); Type: FUNCTION; Schema: private; Owner: novax_owner

CREATE FUNCTION private.count_document_version() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    if new.version not in (old.version, old.version + 1) then
        raise exception using
            errcode = 'serialization_failure',
            message = pg_catalog.format('document %s is at version %s, not %s', old.id, old.version, new.version),
            hint = 'Read the document again and apply the change to what it says now.';
    end if;
    new.version := old.version + 1;
    return new;
end
$$;

ALTER FUNCTION private.count_document_version() OWNER TO novax_owner;

-- Name: FUNCTION count_document_version(); Type: COMMENT; Schema: private; Owner: novax_owner

COMMENT ON FUNCTION private.count_document_version() IS 'Trigger function: optimistic locking of documents';

-- Name: org_of_project(uuid); Type: FUNCTION; Schema: private; Owner: novax_owner

CREATE FUNCTION private.org_of_project(p_project_id uuid) RETURNS uuid
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select p.org_id from public.projects as p where p.id = p_project_id
$$;

ALTER FUNCTION private.org_of_project(p_project_id uuid) OWNER TO novax_owner;

-- Name: FUNCTION org_of_project(p_project_id uuid); Type: COMMENT; Schema: private; Owner: novax_owner

COMMENT ON FUNCTION private.org_of_project(p_project_id uuid) IS 'The organization of a project, for triggers that act as the owner';

-- Name: place_embedding(); Type: FUNCTION; Schema: private; Owner: novax_owner

CREATE FUNCTION private.place_embedding() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    new.org_id := (
        select p.org_id
        from public.projects as p
        where p.id = case new.source_type
            when 'document' then (
                select d.project_id from public.documents as d where d.id = new.source_id and d.status <> 'deleted'
            )
            when 'task' then (select t.project_id from public.tasks as t where t.id = new.source_id)
        end
    );
    -- Only for whoever the policy lets insert: this delete runs as the owner, before the policy is asked.
    if new.org_id = any(array(select app.member_org_ids('{owner,admin,member}'))) then
        delete from public.ai_embeddings as e
        where e.source_id = new.source_id and e.source_type = new.source_type;
    end if;
    return new;
end
$$;

ALTER FUNCTION private.place_embedding() OWNER TO novax_owner;

-- Name: FUNCTION place_embedding(); Type: COMMENT; Schema: private; Owner: novax_owner

COMMENT ON FUNCTION private.place_embedding() IS 'Trigger function: an embedding gets the organization of its source and replaces the source''s last one';

-- Name: remove_embedding(); Type: FUNCTION; Schema: private; Owner: novax_owner

CREATE FUNCTION private.remove_embedding() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    delete from public.ai_embeddings as e
    where e.source_id = old.id and e.source_type = tg_argv[0];
    return null;
end
$$;

ALTER FUNCTION private.remove_embedding() OWNER TO novax_owner;

-- Name: FUNCTION remove_embedding(); Type: COMMENT; Schema: private; Owner: novax_owner

COMMENT ON FUNCTION private.remove_embedding() IS 'Trigger function: an embedding goes with its source; the argument is the source''s type';

-- Name: template_public_audit_log; Type: TABLE; Schema: partman; Owner: novax_owner

CREATE TABLE partman.template_public_audit_log (
    id bigint NOT NULL,
    org_id uuid,
    actor_id uuid NOT NULL,
    action character varying(50) NOT NULL,
    entity_type character varying(100) NOT NULL,
    entity_id uuid NOT NULL,
    old_value jsonb,
    new_value jsonb,
    ip_address inet,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE partman.template_public_audit_log OWNER TO novax_owner;

-- Name: job_runs; Type: TABLE; Schema: platform; Owner: novax_owner

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

ALTER TABLE platform.job_runs OWNER TO novax_owner;

-- Name: TABLE job_runs; Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON TABLE platform.job_runs IS 'Each run of a scheduled job of the pack, with how it ended; kept for 30 days';

-- Name: job_outcomes; Type: VIEW; Schema: platform; Owner: novax_owner

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

ALTER VIEW platform.job_outcomes OWNER TO novax_owner;

-- Name: VIEW job_outcomes; Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON VIEW platform.job_outcomes IS 'How each job is doing by its runs of the last 30 days; for metrics';

-- Name: job_runs_job_run_id_seq; Type: SEQUENCE; Schema: platform; Owner: novax_owner

ALTER TABLE platform.job_runs ALTER COLUMN job_run_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME platform.job_runs_job_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: migration_files; Type: TABLE; Schema: platform; Owner: novax_owner

CREATE TABLE platform.migration_files (
    migrations_table text NOT NULL,
    version text NOT NULL,
    file text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT migration_files_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE platform.migration_files OWNER TO novax_owner;

-- Name: TABLE migration_files; Type: COMMENT; Schema: platform; Owner: novax_owner

COMMENT ON TABLE platform.migration_files IS 'Applied migrations of the platform and of the pack, with their hashes';

-- Name: schema_migrations; Type: TABLE; Schema: platform; Owner: novax_owner

CREATE TABLE platform.schema_migrations (
    version character varying NOT NULL
);

ALTER TABLE platform.schema_migrations OWNER TO novax_owner;

-- Name: mv_ai_document_context; Type: MATERIALIZED VIEW; Schema: private; Owner: novax_owner

CREATE MATERIALIZED VIEW private.mv_ai_document_context AS
 SELECT id,
    (title)::character varying(500) AS title,
    content,
    ai_summary,
    search_vector,
    (embedding)::extensions.vector(1536) AS embedding,
    (project_name)::character varying(255) AS project_name,
    project_context,
    (org_name)::character varying(255) AS org_name,
    (author)::character varying(64) AS author,
    created_at,
    updated_at,
    org_id
   FROM private.ai_document_context() ai_document_context(id, title, content, ai_summary, search_vector, embedding, project_name, project_context, org_name, author, created_at, updated_at, org_id)
  WITH NO DATA;

ALTER MATERIALIZED VIEW private.mv_ai_document_context OWNER TO novax_owner;

-- Name: mv_ai_task_intelligence; Type: MATERIALIZED VIEW; Schema: private; Owner: novax_owner

CREATE MATERIALIZED VIEW private.mv_ai_task_intelligence AS
 SELECT id,
    (title)::character varying(500) AS title,
    description,
    (priority)::character varying(20) AS priority,
    (status)::character varying(20) AS status,
    ai_metadata,
    due_date,
    created_at,
    (project_name)::character varying(255) AS project_name,
    (assignee)::character varying(64) AS assignee,
    (creator)::character varying(64) AS creator,
    urgency_level,
    org_id
   FROM private.ai_task_intelligence() ai_task_intelligence(id, title, description, priority, status, ai_metadata, due_date, created_at, project_name, assignee, creator, urgency_level, org_id)
  WITH NO DATA;

ALTER MATERIALIZED VIEW private.mv_ai_task_intelligence OWNER TO novax_owner;

-- Name: audit_log; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.audit_log (
    id bigint NOT NULL,
    org_id uuid,
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

ALTER TABLE public.audit_log OWNER TO novax_owner;

-- Name: TABLE audit_log; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON TABLE public.audit_log IS 'Who changed or read what, when and from where; append-only, a partition a month';

-- Name: COLUMN audit_log.action; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.audit_log.action IS 'create, update, delete or access';

-- Name: COLUMN audit_log.entity_type; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.audit_log.entity_type IS 'The name of the table';

-- Name: COLUMN audit_log.old_value; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.audit_log.old_value IS 'The row before, without secrets and derived columns';

-- Name: COLUMN audit_log.new_value; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.audit_log.new_value IS 'The row after, without secrets and derived columns';

-- Name: audit_log_default; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.audit_log_default (
    id bigint NOT NULL,
    org_id uuid,
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

ALTER TABLE public.audit_log_default OWNER TO novax_owner;

-- Name: COLUMN audit_log_default.action; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.audit_log_default.action IS 'create, update, delete or access';

-- Name: COLUMN audit_log_default.entity_type; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.audit_log_default.entity_type IS 'The name of the table';

-- Name: COLUMN audit_log_default.old_value; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.audit_log_default.old_value IS 'The row before, without secrets and derived columns';

-- Name: COLUMN audit_log_default.new_value; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.audit_log_default.new_value IS 'The row after, without secrets and derived columns';

-- Name: audit_log_id_seq; Type: SEQUENCE; Schema: public; Owner: novax_owner

ALTER TABLE public.audit_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: events; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.events (
    id bigint NOT NULL,
    org_id uuid NOT NULL,
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

ALTER TABLE public.events OWNER TO novax_owner;

-- Name: TABLE events; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON TABLE public.events IS 'The outbox: what NATS is to hear, written in the transaction of the change';

-- Name: COLUMN events.event_type; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.events.event_type IS 'domain.action, such as document.created; the subject on NATS is novax.<event_type>';

-- Name: COLUMN events.status; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.events.status IS 'pending, published or failed; a new status moves the row to another partition';

-- Name: COLUMN events.status_since; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.events.status_since IS 'When it got its status: when it was published, or given up';

-- Name: COLUMN events.stream; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.events.stream IS 'The stream that took it; null for what was never published, or before places were kept';

-- Name: COLUMN events.stream_created_at; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.events.stream_created_at IS 'When that stream was made: one that was made later is another, though it has the same name';

-- Name: COLUMN events.stream_sequence; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.events.stream_sequence IS 'Its message''s number there; null once another message got that number, because this one was lost';

-- Name: COLUMN events.failure; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.events.failure IS 'Why it is failed';

-- Name: events_failed; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.events_failed (
    id bigint NOT NULL,
    org_id uuid NOT NULL,
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

ALTER TABLE public.events_failed OWNER TO novax_owner;

-- Name: events_id_seq; Type: SEQUENCE; Schema: public; Owner: novax_owner

ALTER TABLE public.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: events_pending; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.events_pending (
    id bigint NOT NULL,
    org_id uuid NOT NULL,
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

ALTER TABLE public.events_pending OWNER TO novax_owner;

-- Name: events_published; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.events_published (
    id bigint NOT NULL,
    org_id uuid NOT NULL,
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

ALTER TABLE public.events_published OWNER TO novax_owner;

-- Name: events_published_default; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.events_published_default (
    id bigint NOT NULL,
    org_id uuid NOT NULL,
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

ALTER TABLE public.events_published_default OWNER TO novax_owner;

-- Name: mv_ai_document_context; Type: VIEW; Schema: public; Owner: novax_owner

CREATE VIEW public.mv_ai_document_context WITH (security_barrier='true') AS
 SELECT id,
    title,
    content,
    ai_summary,
    search_vector,
    embedding,
    project_name,
    project_context,
    org_name,
    author,
    created_at,
    updated_at
   FROM private.mv_ai_document_context
  WHERE (org_id = ANY (ARRAY( SELECT app.member_org_ids() AS member_org_ids)));

ALTER VIEW public.mv_ai_document_context OWNER TO novax_owner;

-- Name: VIEW mv_ai_document_context; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON VIEW public.mv_ai_document_context IS 'Documents with what the AI knows of them, of the current user''s organizations; at most 5 minutes old';

-- Name: mv_ai_task_intelligence; Type: VIEW; Schema: public; Owner: novax_owner

CREATE VIEW public.mv_ai_task_intelligence WITH (security_barrier='true') AS
 SELECT id,
    title,
    description,
    priority,
    status,
    ai_metadata,
    due_date,
    created_at,
    project_name,
    assignee,
    creator,
    urgency_level
   FROM private.mv_ai_task_intelligence
  WHERE (org_id = ANY (ARRAY( SELECT app.member_org_ids() AS member_org_ids)));

ALTER VIEW public.mv_ai_task_intelligence OWNER TO novax_owner;

-- Name: VIEW mv_ai_task_intelligence; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON VIEW public.mv_ai_task_intelligence IS 'Open tasks of the current user''s organizations: overdue, urgent, upcoming or scheduled; at most 5 minutes old';

-- Name: org_members; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.org_members (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    org_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role character varying(20) DEFAULT 'member'::character varying NOT NULL,
    joined_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT org_members_role_known CHECK (((role)::text = ANY ((ARRAY['owner'::character varying, 'admin'::character varying, 'member'::character varying, 'viewer'::character varying])::text[])))
);

ALTER TABLE ONLY public.org_members FORCE ROW LEVEL SECURITY;

ALTER TABLE public.org_members OWNER TO novax_owner;

-- Name: TABLE org_members; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON TABLE public.org_members IS 'Who belongs to which organization: the root of every policy';

-- Name: COLUMN org_members.role; Type: COMMENT; Schema: public; Owner: novax_owner

COMMENT ON COLUMN public.org_members.role IS 'viewer reads, member writes too, admin also manages members, projects and settings, owner also manages owners';

-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: novax_owner

CREATE TABLE public.schema_migrations (
    version character varying NOT NULL
);

ALTER TABLE public.schema_migrations OWNER TO novax_owner;

-- Name: audit_log_default; Type: TABLE ATTACH; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.audit_log ATTACH PARTITION public.audit_log_default DEFAULT;

-- Name: events_failed; Type: TABLE ATTACH; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_failed FOR VALUES IN ('failed');

-- Name: events_pending; Type: TABLE ATTACH; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_pending FOR VALUES IN ('pending');

-- Name: events_published; Type: TABLE ATTACH; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_published FOR VALUES IN ('published');

-- Name: events_published_default; Type: TABLE ATTACH; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.events_published ATTACH PARTITION public.events_published_default DEFAULT;

-- Name: job_runs job_runs_pkey; Type: CONSTRAINT; Schema: platform; Owner: novax_owner

ALTER TABLE ONLY platform.job_runs
    ADD CONSTRAINT job_runs_pkey PRIMARY KEY (job_run_id);

-- Name: migration_files migration_files_pkey; Type: CONSTRAINT; Schema: platform; Owner: novax_owner

ALTER TABLE ONLY platform.migration_files
    ADD CONSTRAINT migration_files_pkey PRIMARY KEY (migrations_table, version);

-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: platform; Owner: novax_owner

ALTER TABLE ONLY platform.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

-- Name: ai_embeddings ai_embeddings_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.ai_embeddings
    ADD CONSTRAINT ai_embeddings_pkey PRIMARY KEY (id);

-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id, created_at);

-- Name: audit_log_default audit_log_default_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.audit_log_default
    ADD CONSTRAINT audit_log_default_pkey PRIMARY KEY (id, created_at);

-- Name: documents documents_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (id);

-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_failed events_failed_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.events_failed
    ADD CONSTRAINT events_failed_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_pending events_pending_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.events_pending
    ADD CONSTRAINT events_pending_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_published events_published_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.events_published
    ADD CONSTRAINT events_published_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_published_default events_published_default_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.events_published_default
    ADD CONSTRAINT events_published_default_pkey PRIMARY KEY (id, status, status_since);

-- Name: org_members org_members_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.org_members
    ADD CONSTRAINT org_members_pkey PRIMARY KEY (id);

-- Name: organizations organizations_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (id);

-- Name: projects projects_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_pkey PRIMARY KEY (id);

-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

-- Name: tasks tasks_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (id);

-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

-- Name: idx_job_runs_job_started_at; Type: INDEX; Schema: platform; Owner: novax_owner

CREATE INDEX idx_job_runs_job_started_at ON platform.job_runs USING btree (job, started_at);

-- Name: idx_mv_ai_document_context_id; Type: INDEX; Schema: private; Owner: novax_owner

CREATE UNIQUE INDEX idx_mv_ai_document_context_id ON private.mv_ai_document_context USING btree (id);

-- Name: idx_mv_ai_document_context_org_id; Type: INDEX; Schema: private; Owner: novax_owner

CREATE INDEX idx_mv_ai_document_context_org_id ON private.mv_ai_document_context USING btree (org_id);

-- Name: idx_mv_ai_task_intelligence_id; Type: INDEX; Schema: private; Owner: novax_owner

CREATE UNIQUE INDEX idx_mv_ai_task_intelligence_id ON private.mv_ai_task_intelligence USING btree (id);

-- Name: idx_mv_ai_task_intelligence_org_id; Type: INDEX; Schema: private; Owner: novax_owner

CREATE INDEX idx_mv_ai_task_intelligence_org_id ON private.mv_ai_task_intelligence USING btree (org_id);

-- Name: idx_audit_log_actor_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_audit_log_actor_id ON ONLY public.audit_log USING btree (actor_id);

-- Name: audit_log_default_actor_id_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX audit_log_default_actor_id_idx ON public.audit_log_default USING btree (actor_id);

-- Name: idx_audit_log_created_at; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_audit_log_created_at ON ONLY public.audit_log USING brin (created_at);

-- Name: audit_log_default_created_at_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX audit_log_default_created_at_idx ON public.audit_log_default USING brin (created_at);

-- Name: idx_audit_log_entity_type_entity_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_audit_log_entity_type_entity_id ON ONLY public.audit_log USING btree (entity_type, entity_id);

-- Name: audit_log_default_entity_type_entity_id_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX audit_log_default_entity_type_entity_id_idx ON public.audit_log_default USING btree (entity_type, entity_id);

-- Name: idx_audit_log_org_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_audit_log_org_id ON ONLY public.audit_log USING btree (org_id);

-- Name: audit_log_default_org_id_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX audit_log_default_org_id_idx ON public.audit_log_default USING btree (org_id);

-- Name: idx_events_org_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_events_org_id ON ONLY public.events USING btree (org_id);

-- Name: events_failed_org_id_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX events_failed_org_id_idx ON public.events_failed USING btree (org_id);

-- Name: idx_events_status_created_at; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_events_status_created_at ON ONLY public.events USING btree (status, created_at);

-- Name: events_failed_status_created_at_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX events_failed_status_created_at_idx ON public.events_failed USING btree (status, created_at);

-- Name: events_pending_org_id_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX events_pending_org_id_idx ON public.events_pending USING btree (org_id);

-- Name: events_pending_status_created_at_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX events_pending_status_created_at_idx ON public.events_pending USING btree (status, created_at);

-- Name: events_published_org_id_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX events_published_org_id_idx ON ONLY public.events_published USING btree (org_id);

-- Name: events_published_default_org_id_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX events_published_default_org_id_idx ON public.events_published_default USING btree (org_id);

-- Name: events_published_status_created_at_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX events_published_status_created_at_idx ON ONLY public.events_published USING btree (status, created_at);

-- Name: events_published_default_status_created_at_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX events_published_default_status_created_at_idx ON public.events_published_default USING btree (status, created_at);

-- Name: idx_events_published_stream_sequence; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_events_published_stream_sequence ON ONLY public.events_published USING btree (stream, stream_sequence);

-- Name: events_published_default_stream_stream_sequence_idx; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX events_published_default_stream_stream_sequence_idx ON public.events_published_default USING btree (stream, stream_sequence);

-- Name: idx_ai_embeddings_embedding; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_ai_embeddings_embedding ON public.ai_embeddings USING hnsw (embedding extensions.vector_cosine_ops);

-- Name: idx_ai_embeddings_org_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_ai_embeddings_org_id ON public.ai_embeddings USING btree (org_id);

-- Name: idx_ai_embeddings_source_id_source_type; Type: INDEX; Schema: public; Owner: novax_owner

CREATE UNIQUE INDEX idx_ai_embeddings_source_id_source_type ON public.ai_embeddings USING btree (source_id, source_type);

-- Name: idx_documents_author_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_documents_author_id ON public.documents USING btree (author_id);

-- Name: idx_documents_project_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_documents_project_id ON public.documents USING btree (project_id);

-- Name: idx_documents_project_id_status_created_at; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_documents_project_id_status_created_at ON public.documents USING btree (project_id, status, created_at);

-- Name: idx_documents_search_vector; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_documents_search_vector ON public.documents USING gin (search_vector);

-- Name: idx_org_members_org_id_user_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE UNIQUE INDEX idx_org_members_org_id_user_id ON public.org_members USING btree (org_id, user_id);

-- Name: idx_org_members_user_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_org_members_user_id ON public.org_members USING btree (user_id);

-- Name: idx_organizations_owner_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_organizations_owner_id ON public.organizations USING btree (owner_id);

-- Name: idx_organizations_slug; Type: INDEX; Schema: public; Owner: novax_owner

CREATE UNIQUE INDEX idx_organizations_slug ON public.organizations USING btree (slug);

-- Name: idx_projects_org_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_projects_org_id ON public.projects USING btree (org_id);

-- Name: idx_tasks_assignee_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_tasks_assignee_id ON public.tasks USING btree (assignee_id);

-- Name: idx_tasks_creator_id; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_tasks_creator_id ON public.tasks USING btree (creator_id);

-- Name: idx_tasks_due_date; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_tasks_due_date ON public.tasks USING btree (due_date);

-- Name: idx_tasks_project_id_status; Type: INDEX; Schema: public; Owner: novax_owner

CREATE INDEX idx_tasks_project_id_status ON public.tasks USING btree (project_id, status);

-- Name: idx_users_email; Type: INDEX; Schema: public; Owner: novax_owner

CREATE UNIQUE INDEX idx_users_email ON public.users USING btree (email);

-- Name: idx_users_username; Type: INDEX; Schema: public; Owner: novax_owner

CREATE UNIQUE INDEX idx_users_username ON public.users USING btree (username);

-- Name: audit_log_default_actor_id_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.idx_audit_log_actor_id ATTACH PARTITION public.audit_log_default_actor_id_idx;

-- Name: audit_log_default_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.idx_audit_log_created_at ATTACH PARTITION public.audit_log_default_created_at_idx;

-- Name: audit_log_default_entity_type_entity_id_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.idx_audit_log_entity_type_entity_id ATTACH PARTITION public.audit_log_default_entity_type_entity_id_idx;

-- Name: audit_log_default_org_id_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.idx_audit_log_org_id ATTACH PARTITION public.audit_log_default_org_id_idx;

-- Name: audit_log_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.audit_log_pkey ATTACH PARTITION public.audit_log_default_pkey;

-- Name: events_failed_org_id_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.idx_events_org_id ATTACH PARTITION public.events_failed_org_id_idx;

-- Name: events_failed_pkey; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_failed_pkey;

-- Name: events_failed_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_failed_status_created_at_idx;

-- Name: events_pending_org_id_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.idx_events_org_id ATTACH PARTITION public.events_pending_org_id_idx;

-- Name: events_pending_pkey; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_pending_pkey;

-- Name: events_pending_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_pending_status_created_at_idx;

-- Name: events_published_default_org_id_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.events_published_org_id_idx ATTACH PARTITION public.events_published_default_org_id_idx;

-- Name: events_published_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.events_published_pkey ATTACH PARTITION public.events_published_default_pkey;

-- Name: events_published_default_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.events_published_status_created_at_idx ATTACH PARTITION public.events_published_default_status_created_at_idx;

-- Name: events_published_default_stream_stream_sequence_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.idx_events_published_stream_sequence ATTACH PARTITION public.events_published_default_stream_stream_sequence_idx;

-- Name: events_published_org_id_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.idx_events_org_id ATTACH PARTITION public.events_published_org_id_idx;

-- Name: events_published_pkey; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_published_pkey;

-- Name: events_published_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: novax_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_published_status_created_at_idx;

-- Name: organizations add_founder; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER add_founder AFTER INSERT ON public.organizations FOR EACH ROW EXECUTE FUNCTION private.add_founder();

-- Name: documents count_version; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER count_version BEFORE UPDATE OF title, content, status, version ON public.documents FOR EACH ROW EXECUTE FUNCTION private.count_document_version();

-- Name: audit_log forbid_change; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER forbid_change BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION platform.forbid_change();

-- Name: audit_log forbid_change_of_row; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER forbid_change_of_row BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION platform.forbid_change();

-- Name: ai_embeddings place_embedding; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER place_embedding BEFORE INSERT ON public.ai_embeddings FOR EACH ROW EXECUTE FUNCTION private.place_embedding();

-- Name: documents publish_change; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE OR UPDATE ON public.documents FOR EACH ROW EXECUTE FUNCTION platform.publish_change('document', 'org_id', 'project_id', 'private.org_of_project', '{project_id,version}');

-- Name: ai_embeddings record_change; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.ai_embeddings FOR EACH ROW EXECUTE FUNCTION platform.record_change('org_id', 'org_id', '', '{embedding}');

-- Name: documents record_change; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.documents FOR EACH ROW EXECUTE FUNCTION platform.record_change('org_id', 'project_id', 'private.org_of_project', '{search_vector}');

-- Name: org_members record_change; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.org_members FOR EACH ROW EXECUTE FUNCTION platform.record_change('org_id', 'org_id');

-- Name: organizations record_change; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.organizations FOR EACH ROW EXECUTE FUNCTION platform.record_change('org_id', 'id');

-- Name: projects record_change; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.projects FOR EACH ROW EXECUTE FUNCTION platform.record_change('org_id', 'org_id');

-- Name: tasks record_change; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.tasks FOR EACH ROW EXECUTE FUNCTION platform.record_change('org_id', 'project_id', 'private.org_of_project');

-- Name: users record_change; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION platform.record_change('', '', '', '{password_hash}');

-- Name: documents remove_embedding; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER remove_embedding AFTER DELETE ON public.documents FOR EACH ROW EXECUTE FUNCTION private.remove_embedding('document');

-- Name: tasks remove_embedding; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER remove_embedding AFTER DELETE ON public.tasks FOR EACH ROW EXECUTE FUNCTION private.remove_embedding('task');

-- Name: documents remove_embedding_of_deleted; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER remove_embedding_of_deleted AFTER UPDATE OF status ON public.documents FOR EACH ROW WHEN (((new.status)::text = 'deleted'::text)) EXECUTE FUNCTION private.remove_embedding('document');

-- Name: documents set_updated_at; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.documents FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: projects set_updated_at; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.projects FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: tasks set_updated_at; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.tasks FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: users set_updated_at; Type: TRIGGER; Schema: public; Owner: novax_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: ai_embeddings ai_embeddings_org_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.ai_embeddings
    ADD CONSTRAINT ai_embeddings_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.organizations(id);

-- Name: audit_log audit_log_actor_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE public.audit_log
    ADD CONSTRAINT audit_log_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES public.users(id);

-- Name: documents documents_author_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.users(id);

-- Name: documents documents_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id);

-- Name: org_members org_members_org_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.org_members
    ADD CONSTRAINT org_members_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.organizations(id);

-- Name: org_members org_members_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.org_members
    ADD CONSTRAINT org_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

-- Name: organizations organizations_owner_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.users(id);

-- Name: projects projects_org_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.organizations(id);

-- Name: tasks tasks_assignee_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES public.users(id);

-- Name: tasks tasks_creator_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES public.users(id);

-- Name: tasks tasks_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: novax_owner

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id);

-- Name: ai_embeddings; Type: ROW SECURITY; Schema: public; Owner: novax_owner

ALTER TABLE public.ai_embeddings ENABLE ROW LEVEL SECURITY;

-- Name: audit_log; Type: ROW SECURITY; Schema: public; Owner: novax_owner

ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;

-- Name: ai_embeddings definer_delete; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY definer_delete ON public.ai_embeddings FOR DELETE TO novax_owner USING (true);

-- Name: audit_log definer_insert; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY definer_insert ON public.audit_log FOR INSERT TO novax_owner WITH CHECK (true);

-- Name: events definer_insert; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY definer_insert ON public.events FOR INSERT TO novax_owner WITH CHECK (true);

-- Name: org_members definer_insert; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY definer_insert ON public.org_members FOR INSERT TO novax_owner WITH CHECK (((role)::text = 'owner'::text));

-- Name: ai_embeddings definer_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY definer_select ON public.ai_embeddings FOR SELECT TO novax_owner USING (true);

-- Name: documents definer_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY definer_select ON public.documents FOR SELECT TO novax_owner USING (true);

-- Name: org_members definer_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY definer_select ON public.org_members FOR SELECT TO novax_owner USING (true);

-- Name: organizations definer_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY definer_select ON public.organizations FOR SELECT TO novax_owner USING (true);

-- Name: projects definer_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY definer_select ON public.projects FOR SELECT TO novax_owner USING (true);

-- Name: tasks definer_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY definer_select ON public.tasks FOR SELECT TO novax_owner USING (true);

-- Name: users definer_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY definer_select ON public.users FOR SELECT TO novax_owner USING (true);

-- Name: documents; Type: ROW SECURITY; Schema: public; Owner: novax_owner

ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY;

-- Name: events; Type: ROW SECURITY; Schema: public; Owner: novax_owner

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

-- Name: documents org_isolation_delete; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_delete ON public.documents FOR DELETE TO novax_app USING ((project_id = ANY (ARRAY( SELECT app.member_project_ids('{owner,admin,member}'::text[]) AS member_project_ids))));

-- Name: org_members org_isolation_delete; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_delete ON public.org_members FOR DELETE TO novax_app USING (((((role)::text <> 'owner'::text) AND (org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner,admin}'::text[]) AS member_org_ids)))) OR ((user_id <> ( SELECT platform.current_user_id() AS current_user_id)) AND (org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner}'::text[]) AS member_org_ids)))) OR ((user_id = ( SELECT platform.current_user_id() AS current_user_id)) AND ((role)::text <> 'owner'::text))));

-- Name: tasks org_isolation_delete; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_delete ON public.tasks FOR DELETE TO novax_app USING ((project_id = ANY (ARRAY( SELECT app.member_project_ids('{owner,admin,member}'::text[]) AS member_project_ids))));

-- Name: ai_embeddings org_isolation_insert; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_insert ON public.ai_embeddings FOR INSERT TO ai_agent_role WITH CHECK ((org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner,admin,member}'::text[]) AS member_org_ids))));

-- Name: documents org_isolation_insert; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_insert ON public.documents FOR INSERT TO novax_app WITH CHECK (((author_id = ( SELECT platform.current_user_id() AS current_user_id)) AND (project_id = ANY (ARRAY( SELECT app.member_project_ids('{owner,admin,member}'::text[]) AS member_project_ids)))));

-- Name: org_members org_isolation_insert; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_insert ON public.org_members FOR INSERT TO novax_app WITH CHECK (((((role)::text <> 'owner'::text) AND (org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner,admin}'::text[]) AS member_org_ids)))) OR (org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner}'::text[]) AS member_org_ids)))));

-- Name: organizations org_isolation_insert; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_insert ON public.organizations FOR INSERT TO novax_app WITH CHECK ((owner_id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: projects org_isolation_insert; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_insert ON public.projects FOR INSERT TO novax_app WITH CHECK ((org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner,admin,member}'::text[]) AS member_org_ids))));

-- Name: tasks org_isolation_insert; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_insert ON public.tasks FOR INSERT TO novax_app WITH CHECK (((creator_id = ( SELECT platform.current_user_id() AS current_user_id)) AND (project_id = ANY (ARRAY( SELECT app.member_project_ids('{owner,admin,member}'::text[]) AS member_project_ids))) AND ((assignee_id IS NULL) OR app.may_be_assigned(project_id, assignee_id))));

-- Name: ai_embeddings org_isolation_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_select ON public.ai_embeddings FOR SELECT TO novax_app, novax_readonly USING ((org_id = ANY (ARRAY( SELECT app.member_org_ids() AS member_org_ids))));

-- Name: audit_log org_isolation_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_select ON public.audit_log FOR SELECT TO novax_app, novax_readonly USING (((org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner,admin}'::text[]) AS member_org_ids))) OR ((actor_id = ( SELECT app.active_user_id() AS active_user_id)) AND ((org_id IS NULL) OR (org_id = ANY (ARRAY( SELECT app.member_org_ids() AS member_org_ids)))))));

-- Name: documents org_isolation_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_select ON public.documents FOR SELECT TO ai_agent_role, novax_app, novax_readonly USING ((project_id = ANY (ARRAY( SELECT app.member_project_ids() AS member_project_ids))));

-- Name: events org_isolation_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_select ON public.events FOR SELECT TO novax_readonly USING ((org_id = ANY (ARRAY( SELECT app.member_org_ids() AS member_org_ids))));

-- Name: org_members org_isolation_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_select ON public.org_members FOR SELECT TO novax_app, novax_readonly USING ((org_id = ANY (ARRAY( SELECT app.member_org_ids() AS member_org_ids))));

-- Name: organizations org_isolation_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_select ON public.organizations FOR SELECT TO novax_app, novax_readonly USING (((id = ANY (ARRAY( SELECT app.member_org_ids() AS member_org_ids))) OR ((owner_id = ( SELECT platform.current_user_id() AS current_user_id)) AND (created_at = now()))));

-- Name: projects org_isolation_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_select ON public.projects FOR SELECT TO novax_app, novax_readonly USING ((org_id = ANY (ARRAY( SELECT app.member_org_ids() AS member_org_ids))));

-- Name: tasks org_isolation_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_select ON public.tasks FOR SELECT TO novax_app, novax_readonly USING ((project_id = ANY (ARRAY( SELECT app.member_project_ids() AS member_project_ids))));

-- Name: documents org_isolation_update; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_update ON public.documents FOR UPDATE TO ai_agent_role, novax_app USING ((project_id = ANY (ARRAY( SELECT app.member_project_ids('{owner,admin,member}'::text[]) AS member_project_ids)))) WITH CHECK ((project_id = ANY (ARRAY( SELECT app.member_project_ids('{owner,admin,member}'::text[]) AS member_project_ids))));

-- Name: org_members org_isolation_update; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_update ON public.org_members FOR UPDATE TO novax_app USING (((((role)::text <> 'owner'::text) AND (org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner,admin}'::text[]) AS member_org_ids)))) OR ((user_id <> ( SELECT platform.current_user_id() AS current_user_id)) AND (org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner}'::text[]) AS member_org_ids)))))) WITH CHECK (((((role)::text <> 'owner'::text) AND (org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner,admin}'::text[]) AS member_org_ids)))) OR (org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner}'::text[]) AS member_org_ids)))));

-- Name: organizations org_isolation_update; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_update ON public.organizations FOR UPDATE TO novax_app USING ((id = ANY (ARRAY( SELECT app.member_org_ids('{owner,admin}'::text[]) AS member_org_ids)))) WITH CHECK ((id = ANY (ARRAY( SELECT app.member_org_ids('{owner,admin}'::text[]) AS member_org_ids))));

-- Name: projects org_isolation_update; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_update ON public.projects FOR UPDATE TO novax_app USING ((org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner,admin}'::text[]) AS member_org_ids)))) WITH CHECK ((org_id = ANY (ARRAY( SELECT app.member_org_ids('{owner,admin}'::text[]) AS member_org_ids))));

-- Name: tasks org_isolation_update; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY org_isolation_update ON public.tasks FOR UPDATE TO novax_app USING ((project_id = ANY (ARRAY( SELECT app.member_project_ids('{owner,admin,member}'::text[]) AS member_project_ids)))) WITH CHECK (((project_id = ANY (ARRAY( SELECT app.member_project_ids('{owner,admin,member}'::text[]) AS member_project_ids))) AND ((assignee_id IS NULL) OR app.may_be_assigned(project_id, assignee_id))));

-- Name: org_members; Type: ROW SECURITY; Schema: public; Owner: novax_owner

ALTER TABLE public.org_members ENABLE ROW LEVEL SECURITY;

-- Name: organizations; Type: ROW SECURITY; Schema: public; Owner: novax_owner

ALTER TABLE public.organizations ENABLE ROW LEVEL SECURITY;

-- Name: projects; Type: ROW SECURITY; Schema: public; Owner: novax_owner

ALTER TABLE public.projects ENABLE ROW LEVEL SECURITY;

-- Name: users self_and_fellows_select; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY self_and_fellows_select ON public.users FOR SELECT TO novax_app, novax_readonly USING ((id = ANY (ARRAY( SELECT app.known_user_ids() AS known_user_ids))));

-- Name: users self_insert; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY self_insert ON public.users FOR INSERT TO novax_app WITH CHECK ((id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: users self_update; Type: POLICY; Schema: public; Owner: novax_owner

CREATE POLICY self_update ON public.users FOR UPDATE TO novax_app USING ((id = ( SELECT platform.current_user_id() AS current_user_id))) WITH CHECK ((id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: tasks; Type: ROW SECURITY; Schema: public; Owner: novax_owner

ALTER TABLE public.tasks ENABLE ROW LEVEL SECURITY;

-- Name: users; Type: ROW SECURITY; Schema: public; Owner: novax_owner

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

-- Name: SCHEMA extensions; Type: ACL; Schema: -; Owner: postgres

GRANT USAGE ON SCHEMA extensions TO novax_owner;
GRANT USAGE ON SCHEMA extensions TO novax_app;
GRANT USAGE ON SCHEMA extensions TO novax_migrator;
GRANT USAGE ON SCHEMA extensions TO novax_readonly;
GRANT USAGE ON SCHEMA extensions TO ai_agent_role;

-- Name: SCHEMA app; Type: ACL; Schema: -; Owner: novax_owner

GRANT USAGE ON SCHEMA app TO novax_app;
GRANT USAGE ON SCHEMA app TO novax_readonly;
GRANT USAGE ON SCHEMA app TO ai_agent_role;

-- Name: SCHEMA partman; Type: ACL; Schema: -; Owner: postgres

GRANT ALL ON SCHEMA partman TO novax_owner;

-- Name: SCHEMA platform; Type: ACL; Schema: -; Owner: novax_owner

GRANT USAGE ON SCHEMA platform TO novax_app;
GRANT USAGE ON SCHEMA platform TO novax_migrator;
GRANT USAGE ON SCHEMA platform TO novax_readonly;
GRANT USAGE ON SCHEMA platform TO ai_agent_role;
GRANT USAGE ON SCHEMA platform TO metrics;

-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO novax_app;
GRANT USAGE ON SCHEMA public TO novax_migrator;
GRANT USAGE ON SCHEMA public TO novax_readonly;
GRANT USAGE ON SCHEMA public TO ai_agent_role;
GRANT USAGE ON SCHEMA public TO relay;

-- Name: FUNCTION active_user_id(); Type: ACL; Schema: app; Owner: novax_owner

REVOKE ALL ON FUNCTION app.active_user_id() FROM PUBLIC;
GRANT ALL ON FUNCTION app.active_user_id() TO novax_app;
GRANT ALL ON FUNCTION app.active_user_id() TO novax_readonly;

-- Name: FUNCTION find_login(p_email text); Type: ACL; Schema: app; Owner: novax_owner

REVOKE ALL ON FUNCTION app.find_login(p_email text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.find_login(p_email text) TO novax_app;

-- Name: FUNCTION known_user_ids(); Type: ACL; Schema: app; Owner: novax_owner

REVOKE ALL ON FUNCTION app.known_user_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION app.known_user_ids() TO novax_app;
GRANT ALL ON FUNCTION app.known_user_ids() TO novax_readonly;

-- Name: FUNCTION may_be_assigned(p_project_id uuid, p_user_id uuid); Type: ACL; Schema: app; Owner: novax_owner

REVOKE ALL ON FUNCTION app.may_be_assigned(p_project_id uuid, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.may_be_assigned(p_project_id uuid, p_user_id uuid) TO novax_app;

-- Name: FUNCTION member_org_ids(p_roles text[]); Type: ACL; Schema: app; Owner: novax_owner

REVOKE ALL ON FUNCTION app.member_org_ids(p_roles text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.member_org_ids(p_roles text[]) TO novax_app;
GRANT ALL ON FUNCTION app.member_org_ids(p_roles text[]) TO novax_readonly;
GRANT ALL ON FUNCTION app.member_org_ids(p_roles text[]) TO ai_agent_role;

-- Name: FUNCTION member_project_ids(p_roles text[]); Type: ACL; Schema: app; Owner: novax_owner

REVOKE ALL ON FUNCTION app.member_project_ids(p_roles text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.member_project_ids(p_roles text[]) TO novax_app;
GRANT ALL ON FUNCTION app.member_project_ids(p_roles text[]) TO novax_readonly;
GRANT ALL ON FUNCTION app.member_project_ids(p_roles text[]) TO ai_agent_role;

-- Name: FUNCTION record_document_access(p_document_id uuid); Type: ACL; Schema: app; Owner: novax_owner

REVOKE ALL ON FUNCTION app.record_document_access(p_document_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.record_document_access(p_document_id uuid) TO novax_app;

-- Name: FUNCTION search_documents(p_query text, p_limit integer); Type: ACL; Schema: app; Owner: novax_owner

REVOKE ALL ON FUNCTION app.search_documents(p_query text, p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION app.search_documents(p_query text, p_limit integer) TO novax_app;
GRANT ALL ON FUNCTION app.search_documents(p_query text, p_limit integer) TO novax_readonly;

-- Name: FUNCTION semantic_search(p_embedding extensions.vector); Type: ACL; Schema: app; Owner: novax_owner

REVOKE ALL ON FUNCTION app.semantic_search(p_embedding extensions.vector) FROM PUBLIC;
GRANT ALL ON FUNCTION app.semantic_search(p_embedding extensions.vector) TO novax_app;
GRANT ALL ON FUNCTION app.semantic_search(p_embedding extensions.vector) TO novax_readonly;

-- Name: FUNCTION apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text) TO novax_owner;

-- Name: FUNCTION apply_constraints(p_parent_table text, p_child_table text, p_analyze boolean, p_job_id bigint); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.apply_constraints(p_parent_table text, p_child_table text, p_analyze boolean, p_job_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.apply_constraints(p_parent_table text, p_child_table text, p_analyze boolean, p_job_id bigint) TO novax_owner;

-- Name: FUNCTION apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint) TO novax_owner;

-- Name: FUNCTION autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) TO novax_owner;

-- Name: FUNCTION autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) TO novax_owner;

-- Name: FUNCTION calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text, OUT base_timestamp timestamp with time zone, OUT datetime_string text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text, OUT base_timestamp timestamp with time zone, OUT datetime_string text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text, OUT base_timestamp timestamp with time zone, OUT datetime_string text) TO novax_owner;

-- Name: FUNCTION check_automatic_maintenance_value(p_automatic_maintenance text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_automatic_maintenance_value(p_automatic_maintenance text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_automatic_maintenance_value(p_automatic_maintenance text) TO novax_owner;

-- Name: FUNCTION check_control_type(p_parent_schema text, p_parent_tablename text, p_control text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_control_type(p_parent_schema text, p_parent_tablename text, p_control text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_control_type(p_parent_schema text, p_parent_tablename text, p_control text) TO novax_owner;

-- Name: FUNCTION check_default(p_exact_count boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_default(p_exact_count boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_default(p_exact_count boolean) TO novax_owner;

-- Name: FUNCTION check_epoch_type(p_type text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_epoch_type(p_type text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_epoch_type(p_type text) TO novax_owner;

-- Name: FUNCTION check_name_length(p_object_name text, p_suffix text, p_table_partition boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_name_length(p_object_name text, p_suffix text, p_table_partition boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_name_length(p_object_name text, p_suffix text, p_table_partition boolean) TO novax_owner;

-- Name: FUNCTION check_partition_type(p_type text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_partition_type(p_type text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_partition_type(p_type text) TO novax_owner;

-- Name: FUNCTION check_subpart_sameconfig(p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_subpart_sameconfig(p_parent_table text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_subpart_sameconfig(p_parent_table text) TO novax_owner;

-- Name: FUNCTION check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text) TO novax_owner;

-- Name: FUNCTION create_parent(p_parent_table text, p_control text, p_interval text, p_type text, p_epoch text, p_premake integer, p_start_partition text, p_default_table boolean, p_automatic_maintenance text, p_constraint_cols text[], p_template_table text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_parent(p_parent_table text, p_control text, p_interval text, p_type text, p_epoch text, p_premake integer, p_start_partition text, p_default_table boolean, p_automatic_maintenance text, p_constraint_cols text[], p_template_table text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_parent(p_parent_table text, p_control text, p_interval text, p_type text, p_epoch text, p_premake integer, p_start_partition text, p_default_table boolean, p_automatic_maintenance text, p_constraint_cols text[], p_template_table text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) TO novax_owner;

-- Name: FUNCTION create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text) TO novax_owner;

-- Name: FUNCTION create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text) TO novax_owner;

-- Name: FUNCTION create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text, p_default_table boolean, p_declarative_check text, p_constraint_cols text[], p_premake integer, p_start_partition text, p_epoch text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text, p_default_table boolean, p_declarative_check text, p_constraint_cols text[], p_premake integer, p_start_partition text, p_epoch text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text, p_default_table boolean, p_declarative_check text, p_constraint_cols text[], p_premake integer, p_start_partition text, p_epoch text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) TO novax_owner;

-- Name: FUNCTION drop_constraints(p_parent_table text, p_child_table text, p_debug boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.drop_constraints(p_parent_table text, p_child_table text, p_debug boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.drop_constraints(p_parent_table text, p_child_table text, p_debug boolean) TO novax_owner;

-- Name: FUNCTION drop_partition_id(p_parent_table text, p_retention bigint, p_keep_table boolean, p_keep_index boolean, p_retention_schema text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.drop_partition_id(p_parent_table text, p_retention bigint, p_keep_table boolean, p_keep_index boolean, p_retention_schema text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.drop_partition_id(p_parent_table text, p_retention bigint, p_keep_table boolean, p_keep_index boolean, p_retention_schema text) TO novax_owner;

-- Name: FUNCTION drop_partition_time(p_parent_table text, p_retention interval, p_keep_table boolean, p_keep_index boolean, p_retention_schema text, p_reference_timestamp timestamp with time zone); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.drop_partition_time(p_parent_table text, p_retention interval, p_keep_table boolean, p_keep_index boolean, p_retention_schema text, p_reference_timestamp timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.drop_partition_time(p_parent_table text, p_retention interval, p_keep_table boolean, p_keep_index boolean, p_retention_schema text, p_reference_timestamp timestamp with time zone) TO novax_owner;

-- Name: FUNCTION dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean) TO novax_owner;

-- Name: FUNCTION inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text) TO novax_owner;

-- Name: FUNCTION inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text) TO novax_owner;

-- Name: FUNCTION partition_data_id(p_parent_table text, p_batch_count integer, p_batch_interval bigint, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.partition_data_id(p_parent_table text, p_batch_count integer, p_batch_interval bigint, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.partition_data_id(p_parent_table text, p_batch_count integer, p_batch_interval bigint, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) TO novax_owner;

-- Name: PROCEDURE partition_data_proc(IN p_parent_table text, IN p_loop_count integer, IN p_interval text, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_order text, IN p_source_table text, IN p_ignored_columns text[], IN p_quiet boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.partition_data_proc(IN p_parent_table text, IN p_loop_count integer, IN p_interval text, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_order text, IN p_source_table text, IN p_ignored_columns text[], IN p_quiet boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.partition_data_proc(IN p_parent_table text, IN p_loop_count integer, IN p_interval text, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_order text, IN p_source_table text, IN p_ignored_columns text[], IN p_quiet boolean) TO novax_owner;

-- Name: FUNCTION partition_data_time(p_parent_table text, p_batch_count integer, p_batch_interval interval, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.partition_data_time(p_parent_table text, p_batch_count integer, p_batch_interval interval, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.partition_data_time(p_parent_table text, p_batch_count integer, p_batch_interval interval, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) TO novax_owner;

-- Name: FUNCTION partition_gap_fill(p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.partition_gap_fill(p_parent_table text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.partition_gap_fill(p_parent_table text) TO novax_owner;

-- Name: PROCEDURE reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean, IN p_apply_constraints boolean, IN p_wait integer, IN p_dryrun boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean, IN p_apply_constraints boolean, IN p_wait integer, IN p_dryrun boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean, IN p_apply_constraints boolean, IN p_wait integer, IN p_dryrun boolean) TO novax_owner;

-- Name: FUNCTION reapply_privileges(p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.reapply_privileges(p_parent_table text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.reapply_privileges(p_parent_table text) TO novax_owner;

-- Name: PROCEDURE run_analyze(IN p_skip_locked boolean, IN p_quiet boolean, IN p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.run_analyze(IN p_skip_locked boolean, IN p_quiet boolean, IN p_parent_table text) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.run_analyze(IN p_skip_locked boolean, IN p_quiet boolean, IN p_parent_table text) TO novax_owner;

-- Name: FUNCTION run_maintenance(p_parent_table text, p_analyze boolean, p_jobmon boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.run_maintenance(p_parent_table text, p_analyze boolean, p_jobmon boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.run_maintenance(p_parent_table text, p_analyze boolean, p_jobmon boolean) TO novax_owner;

-- Name: PROCEDURE run_maintenance_proc(IN p_wait integer, IN p_analyze boolean, IN p_jobmon boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.run_maintenance_proc(IN p_wait integer, IN p_analyze boolean, IN p_jobmon boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.run_maintenance_proc(IN p_wait integer, IN p_analyze boolean, IN p_jobmon boolean) TO novax_owner;

-- Name: FUNCTION show_partition_info(p_child_table text, p_partition_interval text, p_parent_table text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.show_partition_info(p_child_table text, p_partition_interval text, p_parent_table text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.show_partition_info(p_child_table text, p_partition_interval text, p_parent_table text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text) TO novax_owner;

-- Name: FUNCTION show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean) TO novax_owner;

-- Name: FUNCTION show_partitions(p_parent_table text, p_order text, p_include_default boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.show_partitions(p_parent_table text, p_order text, p_include_default boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.show_partitions(p_parent_table text, p_order text, p_include_default boolean) TO novax_owner;

-- Name: FUNCTION stop_sub_partition(p_parent_table text, p_jobmon boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.stop_sub_partition(p_parent_table text, p_jobmon boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.stop_sub_partition(p_parent_table text, p_jobmon boolean) TO novax_owner;

-- Name: FUNCTION undo_partition(p_parent_table text, p_target_table text, p_loop_count integer, p_batch_interval text, p_keep_table boolean, p_lock_wait numeric, p_ignored_columns text[], p_drop_cascade boolean, OUT partitions_undone integer, OUT rows_undone bigint); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.undo_partition(p_parent_table text, p_target_table text, p_loop_count integer, p_batch_interval text, p_keep_table boolean, p_lock_wait numeric, p_ignored_columns text[], p_drop_cascade boolean, OUT partitions_undone integer, OUT rows_undone bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.undo_partition(p_parent_table text, p_target_table text, p_loop_count integer, p_batch_interval text, p_keep_table boolean, p_lock_wait numeric, p_ignored_columns text[], p_drop_cascade boolean, OUT partitions_undone integer, OUT rows_undone bigint) TO novax_owner;

-- Name: PROCEDURE undo_partition_proc(IN p_parent_table text, IN p_target_table text, IN p_loop_count integer, IN p_interval text, IN p_keep_table boolean, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_ignored_columns text[], IN p_drop_cascade boolean, IN p_quiet boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.undo_partition_proc(IN p_parent_table text, IN p_target_table text, IN p_loop_count integer, IN p_interval text, IN p_keep_table boolean, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_ignored_columns text[], IN p_drop_cascade boolean, IN p_quiet boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.undo_partition_proc(IN p_parent_table text, IN p_target_table text, IN p_loop_count integer, IN p_interval text, IN p_keep_table boolean, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_ignored_columns text[], IN p_drop_cascade boolean, IN p_quiet boolean) TO novax_owner;

-- Name: FUNCTION uuid7_time_decoder(uuidv7 text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.uuid7_time_decoder(uuidv7 text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.uuid7_time_decoder(uuidv7 text) TO novax_owner;

-- Name: FUNCTION uuid7_time_encoder(ts timestamp with time zone); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.uuid7_time_encoder(ts timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.uuid7_time_encoder(ts timestamp with time zone) TO novax_owner;

-- Name: FUNCTION lo_creat(integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_creat(integer) FROM PUBLIC;

-- Name: FUNCTION lo_create(oid); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC;

-- Name: FUNCTION lo_from_bytea(oid, bytea); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;

-- Name: FUNCTION pg_advisory_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) TO novax_owner;

-- Name: FUNCTION pg_advisory_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(integer, integer) TO novax_owner;

-- Name: FUNCTION pg_advisory_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(bigint) TO novax_owner;

-- Name: FUNCTION pg_advisory_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(integer, integer) TO novax_owner;

-- Name: FUNCTION pg_advisory_unlock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock(bigint) TO novax_owner;

-- Name: FUNCTION pg_advisory_unlock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock(integer, integer) TO novax_owner;

-- Name: FUNCTION pg_advisory_unlock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(bigint) TO novax_owner;

-- Name: FUNCTION pg_advisory_unlock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(integer, integer) TO novax_owner;

-- Name: FUNCTION pg_advisory_xact_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(bigint) TO novax_owner;

-- Name: FUNCTION pg_advisory_xact_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) TO novax_owner;

-- Name: FUNCTION pg_advisory_xact_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(bigint) TO novax_owner;

-- Name: FUNCTION pg_advisory_xact_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(integer, integer) TO novax_owner;

-- Name: FUNCTION pg_cancel_backend(integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_cancel_backend(integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_cancel_backend(integer) TO novax_owner;

-- Name: FUNCTION pg_logical_emit_message(transactional boolean, prefix text, message bytea, flush boolean); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_logical_emit_message(transactional boolean, prefix text, message bytea, flush boolean) FROM PUBLIC;

-- Name: FUNCTION pg_logical_emit_message(transactional boolean, prefix text, message text, flush boolean); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_logical_emit_message(transactional boolean, prefix text, message text, flush boolean) FROM PUBLIC;

-- Name: FUNCTION pg_notify(text, text); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_notify(text, text) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_notify(text, text) TO novax_owner;

-- Name: FUNCTION pg_terminate_backend(pid integer, timeout bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_terminate_backend(pid integer, timeout bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_terminate_backend(pid integer, timeout bigint) TO novax_owner;

-- Name: FUNCTION pg_try_advisory_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) TO novax_owner;

-- Name: FUNCTION pg_try_advisory_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(integer, integer) TO novax_owner;

-- Name: FUNCTION pg_try_advisory_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(bigint) TO novax_owner;

-- Name: FUNCTION pg_try_advisory_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(integer, integer) TO novax_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(bigint) TO novax_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(integer, integer) TO novax_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(bigint) TO novax_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(integer, integer) TO novax_owner;

-- Name: FUNCTION create_events(p_tenant_column name, p_id_type regtype); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) FROM PUBLIC;

-- Name: FUNCTION create_outbox(p_tenant_column name, p_id_type regtype); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) FROM PUBLIC;

-- Name: FUNCTION current_login(); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.current_login() FROM PUBLIC;

-- Name: FUNCTION current_user_id(); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.current_user_id() FROM PUBLIC;
GRANT ALL ON FUNCTION platform.current_user_id() TO novax_app;
GRANT ALL ON FUNCTION platform.current_user_id() TO novax_migrator;
GRANT ALL ON FUNCTION platform.current_user_id() TO novax_readonly;
GRANT ALL ON FUNCTION platform.current_user_id() TO ai_agent_role;

-- Name: FUNCTION divide_published_events(); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.divide_published_events() FROM PUBLIC;

-- Name: FUNCTION for_tenants(p_statement text, p_tenants text[]); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) FROM PUBLIC;

-- Name: FUNCTION forbid_change(); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.forbid_change() FROM PUBLIC;

-- Name: FUNCTION insert_row(p_table regclass, p_row jsonb); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.insert_row(p_table regclass, p_row jsonb) FROM PUBLIC;

-- Name: FUNCTION maintain_months(p_parent regclass); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.maintain_months(p_parent regclass) FROM PUBLIC;

-- Name: FUNCTION maintain_outbox(p_keep interval); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.maintain_outbox(p_keep interval) FROM PUBLIC;

-- Name: FUNCTION make_months(p_parent regclass); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.make_months(p_parent regclass) FROM PUBLIC;

-- Name: FUNCTION partitions_ahead(); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.partitions_ahead() FROM PUBLIC;
GRANT ALL ON FUNCTION platform.partitions_ahead() TO metrics;

-- Name: FUNCTION publish_change(); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.publish_change() FROM PUBLIC;

-- Name: FUNCTION purge_deleted(p_table regclass, p_keep interval); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) FROM PUBLIC;

-- Name: FUNCTION record_change(); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.record_change() FROM PUBLIC;

-- Name: PROCEDURE run_job(IN p_job text, IN p_statement text); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON PROCEDURE platform.run_job(IN p_job text, IN p_statement text) FROM PUBLIC;

-- Name: FUNCTION set_updated_at(); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.set_updated_at() FROM PUBLIC;

-- Name: FUNCTION table_name(p_relation oid); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.table_name(p_relation oid) FROM PUBLIC;

-- Name: FUNCTION tenant_of(p_value jsonb, p_function text); Type: ACL; Schema: platform; Owner: novax_owner

REVOKE ALL ON FUNCTION platform.tenant_of(p_value jsonb, p_function text) FROM PUBLIC;

-- Name: FUNCTION add_founder(); Type: ACL; Schema: private; Owner: novax_owner

REVOKE ALL ON FUNCTION private.add_founder() FROM PUBLIC;

-- Name: TABLE ai_embeddings; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT ON TABLE public.ai_embeddings TO novax_app;
GRANT SELECT ON TABLE public.ai_embeddings TO novax_readonly;
GRANT INSERT ON TABLE public.ai_embeddings TO ai_agent_role;

-- Name: TABLE documents; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT,DELETE ON TABLE public.documents TO novax_app;
GRANT SELECT ON TABLE public.documents TO novax_readonly;

-- Name: COLUMN documents.id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(id) ON TABLE public.documents TO novax_app;
GRANT SELECT(id) ON TABLE public.documents TO ai_agent_role;

-- Name: COLUMN documents.project_id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(project_id) ON TABLE public.documents TO novax_app;

-- Name: COLUMN documents.author_id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(author_id) ON TABLE public.documents TO novax_app;

-- Name: COLUMN documents.title; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(title),UPDATE(title) ON TABLE public.documents TO novax_app;

-- Name: COLUMN documents.content; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(content),UPDATE(content) ON TABLE public.documents TO novax_app;

-- Name: COLUMN documents.ai_summary; Type: ACL; Schema: public; Owner: novax_owner

GRANT UPDATE(ai_summary) ON TABLE public.documents TO ai_agent_role;

-- Name: COLUMN documents.ai_metadata; Type: ACL; Schema: public; Owner: novax_owner

GRANT UPDATE(ai_metadata) ON TABLE public.documents TO ai_agent_role;

-- Name: COLUMN documents.version; Type: ACL; Schema: public; Owner: novax_owner

GRANT UPDATE(version) ON TABLE public.documents TO novax_app;

-- Name: COLUMN documents.status; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(status),UPDATE(status) ON TABLE public.documents TO novax_app;

-- Name: TABLE organizations; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT ON TABLE public.organizations TO novax_app;
GRANT SELECT ON TABLE public.organizations TO novax_readonly;

-- Name: COLUMN organizations.id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(id) ON TABLE public.organizations TO novax_app;

-- Name: COLUMN organizations.name; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.organizations TO novax_app;

-- Name: COLUMN organizations.slug; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(slug),UPDATE(slug) ON TABLE public.organizations TO novax_app;

-- Name: COLUMN organizations.settings; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(settings),UPDATE(settings) ON TABLE public.organizations TO novax_app;

-- Name: COLUMN organizations.owner_id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(owner_id) ON TABLE public.organizations TO novax_app;

-- Name: TABLE projects; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT ON TABLE public.projects TO novax_app;
GRANT SELECT ON TABLE public.projects TO novax_readonly;

-- Name: COLUMN projects.id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(id) ON TABLE public.projects TO novax_app;

-- Name: COLUMN projects.org_id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(org_id) ON TABLE public.projects TO novax_app;

-- Name: COLUMN projects.name; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.projects TO novax_app;

-- Name: COLUMN projects.description; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(description),UPDATE(description) ON TABLE public.projects TO novax_app;

-- Name: COLUMN projects.ai_context; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(ai_context),UPDATE(ai_context) ON TABLE public.projects TO novax_app;

-- Name: COLUMN projects.status; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(status),UPDATE(status) ON TABLE public.projects TO novax_app;

-- Name: COLUMN users.id; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(id),INSERT(id) ON TABLE public.users TO novax_app;
GRANT SELECT(id) ON TABLE public.users TO novax_readonly;

-- Name: COLUMN users.email; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(email),INSERT(email),UPDATE(email) ON TABLE public.users TO novax_app;
GRANT SELECT(email) ON TABLE public.users TO novax_readonly;

-- Name: COLUMN users.username; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(username),INSERT(username),UPDATE(username) ON TABLE public.users TO novax_app;
GRANT SELECT(username) ON TABLE public.users TO novax_readonly;

-- Name: COLUMN users.password_hash; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(password_hash),UPDATE(password_hash) ON TABLE public.users TO novax_app;

-- Name: COLUMN users.profile_metadata; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(profile_metadata),INSERT(profile_metadata),UPDATE(profile_metadata) ON TABLE public.users TO novax_app;
GRANT SELECT(profile_metadata) ON TABLE public.users TO novax_readonly;

-- Name: COLUMN users.status; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(status) ON TABLE public.users TO novax_app;
GRANT SELECT(status) ON TABLE public.users TO novax_readonly;

-- Name: COLUMN users.created_at; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(created_at) ON TABLE public.users TO novax_app;
GRANT SELECT(created_at) ON TABLE public.users TO novax_readonly;

-- Name: COLUMN users.updated_at; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(updated_at) ON TABLE public.users TO novax_app;
GRANT SELECT(updated_at) ON TABLE public.users TO novax_readonly;

-- Name: FUNCTION ai_document_context(); Type: ACL; Schema: private; Owner: novax_owner

REVOKE ALL ON FUNCTION private.ai_document_context() FROM PUBLIC;

-- Name: TABLE tasks; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT,DELETE ON TABLE public.tasks TO novax_app;
GRANT SELECT ON TABLE public.tasks TO novax_readonly;

-- Name: COLUMN tasks.id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(id) ON TABLE public.tasks TO novax_app;

-- Name: COLUMN tasks.project_id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(project_id) ON TABLE public.tasks TO novax_app;

-- Name: COLUMN tasks.assignee_id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(assignee_id),UPDATE(assignee_id) ON TABLE public.tasks TO novax_app;

-- Name: COLUMN tasks.creator_id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(creator_id) ON TABLE public.tasks TO novax_app;

-- Name: COLUMN tasks.title; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(title),UPDATE(title) ON TABLE public.tasks TO novax_app;

-- Name: COLUMN tasks.description; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(description),UPDATE(description) ON TABLE public.tasks TO novax_app;

-- Name: COLUMN tasks.priority; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(priority),UPDATE(priority) ON TABLE public.tasks TO novax_app;

-- Name: COLUMN tasks.status; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(status),UPDATE(status) ON TABLE public.tasks TO novax_app;

-- Name: COLUMN tasks.ai_metadata; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(ai_metadata),UPDATE(ai_metadata) ON TABLE public.tasks TO novax_app;

-- Name: COLUMN tasks.due_date; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(due_date),UPDATE(due_date) ON TABLE public.tasks TO novax_app;

-- Name: FUNCTION ai_task_intelligence(); Type: ACL; Schema: private; Owner: novax_owner

REVOKE ALL ON FUNCTION private.ai_task_intelligence() FROM PUBLIC;

-- Name: FUNCTION count_document_version(); Type: ACL; Schema: private; Owner: novax_owner

REVOKE ALL ON FUNCTION private.count_document_version() FROM PUBLIC;

-- Name: FUNCTION org_of_project(p_project_id uuid); Type: ACL; Schema: private; Owner: novax_owner

REVOKE ALL ON FUNCTION private.org_of_project(p_project_id uuid) FROM PUBLIC;

-- Name: FUNCTION place_embedding(); Type: ACL; Schema: private; Owner: novax_owner

REVOKE ALL ON FUNCTION private.place_embedding() FROM PUBLIC;

-- Name: FUNCTION remove_embedding(); Type: ACL; Schema: private; Owner: novax_owner

REVOKE ALL ON FUNCTION private.remove_embedding() FROM PUBLIC;

-- Name: TABLE part_config; Type: ACL; Schema: partman; Owner: postgres

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partman.part_config TO novax_owner;

-- Name: TABLE part_config_sub; Type: ACL; Schema: partman; Owner: postgres

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partman.part_config_sub TO novax_owner;

-- Name: TABLE table_privs; Type: ACL; Schema: partman; Owner: postgres

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partman.table_privs TO novax_owner;

-- Name: TABLE pg_stats; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats FROM PUBLIC;

-- Name: TABLE pg_stats_ext; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats_ext FROM PUBLIC;

-- Name: TABLE pg_stats_ext_exprs; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats_ext_exprs FROM PUBLIC;

-- Name: COLUMN job_runs.job; Type: ACL; Schema: platform; Owner: novax_owner

GRANT SELECT(job) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.started_at; Type: ACL; Schema: platform; Owner: novax_owner

GRANT SELECT(started_at) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.finished_at; Type: ACL; Schema: platform; Owner: novax_owner

GRANT SELECT(finished_at) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.outcome; Type: ACL; Schema: platform; Owner: novax_owner

GRANT SELECT(outcome) ON TABLE platform.job_runs TO metrics;

-- Name: TABLE job_outcomes; Type: ACL; Schema: platform; Owner: novax_owner

GRANT SELECT ON TABLE platform.job_outcomes TO metrics;

-- Name: TABLE audit_log; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT ON TABLE public.audit_log TO novax_app;
GRANT SELECT ON TABLE public.audit_log TO novax_readonly;

-- Name: TABLE events; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT ON TABLE public.events TO novax_readonly;

-- Name: COLUMN events.id; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(id) ON TABLE public.events TO relay;

-- Name: COLUMN events.event_type; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(event_type) ON TABLE public.events TO relay;

-- Name: COLUMN events.aggregate_id; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(aggregate_id) ON TABLE public.events TO relay;

-- Name: COLUMN events.aggregate_type; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(aggregate_type) ON TABLE public.events TO relay;

-- Name: COLUMN events.payload; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(payload) ON TABLE public.events TO relay;

-- Name: COLUMN events.status; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(status),UPDATE(status) ON TABLE public.events TO relay;

-- Name: COLUMN events.created_at; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(created_at) ON TABLE public.events TO relay;

-- Name: COLUMN events.status_since; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(status_since),UPDATE(status_since) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(stream),UPDATE(stream) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream_created_at; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(stream_created_at),UPDATE(stream_created_at) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream_sequence; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT(stream_sequence),UPDATE(stream_sequence) ON TABLE public.events TO relay;

-- Name: COLUMN events.failure; Type: ACL; Schema: public; Owner: novax_owner

GRANT UPDATE(failure) ON TABLE public.events TO relay;

-- Name: TABLE mv_ai_document_context; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT ON TABLE public.mv_ai_document_context TO novax_app;
GRANT SELECT ON TABLE public.mv_ai_document_context TO novax_readonly;
GRANT SELECT ON TABLE public.mv_ai_document_context TO ai_agent_role;

-- Name: TABLE mv_ai_task_intelligence; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT ON TABLE public.mv_ai_task_intelligence TO novax_app;
GRANT SELECT ON TABLE public.mv_ai_task_intelligence TO novax_readonly;
GRANT SELECT ON TABLE public.mv_ai_task_intelligence TO ai_agent_role;

-- Name: TABLE org_members; Type: ACL; Schema: public; Owner: novax_owner

GRANT SELECT,DELETE ON TABLE public.org_members TO novax_app;
GRANT SELECT ON TABLE public.org_members TO novax_readonly;

-- Name: COLUMN org_members.id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(id) ON TABLE public.org_members TO novax_app;

-- Name: COLUMN org_members.org_id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(org_id) ON TABLE public.org_members TO novax_app;

-- Name: COLUMN org_members.user_id; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(user_id) ON TABLE public.org_members TO novax_app;

-- Name: COLUMN org_members.role; Type: ACL; Schema: public; Owner: novax_owner

GRANT INSERT(role),UPDATE(role) ON TABLE public.org_members TO novax_app;

-- Name: DEFAULT PRIVILEGES FOR TYPES; Type: DEFAULT ACL; Schema: -; Owner: novax_owner

ALTER DEFAULT PRIVILEGES FOR ROLE novax_owner REVOKE ALL ON TYPES FROM PUBLIC;

-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: novax_owner

ALTER DEFAULT PRIVILEGES FOR ROLE novax_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
