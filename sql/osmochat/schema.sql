-- The schema that the migrations of pack osmochat make. Written by `novax db dump osmochat`.

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

-- Name: app; Type: SCHEMA; Schema: -; Owner: osmochat_owner

CREATE SCHEMA app;

ALTER SCHEMA app OWNER TO osmochat_owner;

-- Name: SCHEMA app; Type: COMMENT; Schema: -; Owner: osmochat_owner

COMMENT ON SCHEMA app IS 'What applications and policies call: whose accounts are whose, login, pairing of WhatsApp';

-- Name: platform; Type: SCHEMA; Schema: -; Owner: osmochat_owner

CREATE SCHEMA platform;

ALTER SCHEMA platform OWNER TO osmochat_owner;

-- Name: private; Type: SCHEMA; Schema: -; Owner: osmochat_owner

CREATE SCHEMA private;

ALTER SCHEMA private OWNER TO osmochat_owner;

-- Name: SCHEMA private; Type: COMMENT; Schema: -; Owner: osmochat_owner

COMMENT ON SCHEMA private IS 'Trigger functions, maintenance and chunks: no role but the owner gets in';

-- Name: account_ids(); Type: FUNCTION; Schema: app; Owner: osmochat_owner

CREATE FUNCTION app.account_ids() RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 2 PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return query
    with me as (
        select u.id
        from public.users as u
        where
            u.id = (select platform.current_user_id())
            and (select platform.current_login()) in ('osmochat_app', 'osmochat_readonly')
            and u.is_active
    )

    select me.id from me
    union
    select a.user_id
    from me
    inner join public.agents as a on a.login_id = me.id
    inner join public.users as holder on holder.id = a.user_id
    where a.is_active and holder.is_active;
end
$$;

ALTER FUNCTION app.account_ids() OWNER TO osmochat_owner;

-- Name: FUNCTION account_ids(); Type: COMMENT; Schema: app; Owner: osmochat_owner

COMMENT ON FUNCTION app.account_ids() IS 'The accounts in which the current user works: their own, and those that have them as an active human agent';

-- Name: find_login(text); Type: FUNCTION; Schema: app; Owner: osmochat_owner

CREATE FUNCTION app.find_login(p_email text) RETURNS TABLE(user_id uuid, password_hash text, is_active boolean)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
    SET search_path TO ''
    AS $$
    select u.id, u.password_hash::text, u.is_active
    from public.users as u
    where u.email = pg_catalog.lower(p_email)
$$;

ALTER FUNCTION app.find_login(p_email text) OWNER TO osmochat_owner;

-- Name: FUNCTION find_login(p_email text); Type: COMMENT; Schema: app; Owner: osmochat_owner

COMMENT ON FUNCTION app.find_login(p_email text) IS 'What is needed to check a password: for the authentication service';

-- Name: get_whatsapp_qr_code(uuid); Type: FUNCTION; Schema: app; Owner: osmochat_owner

CREATE FUNCTION app.get_whatsapp_qr_code(p_chanel_id uuid) RETURNS TABLE(qr_code text, qr_expires_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
    SET search_path TO ''
    AS $$
    select s.qr_code, s.qr_expires_at
    from public.whatsapp_sessions as s
    where
        s.chanel_id = p_chanel_id
        and s.user_id = (select app.held_account_id())
        and s.qr_expires_at > pg_catalog.now()
$$;

ALTER FUNCTION app.get_whatsapp_qr_code(p_chanel_id uuid) OWNER TO osmochat_owner;

-- Name: FUNCTION get_whatsapp_qr_code(p_chanel_id uuid); Type: COMMENT; Schema: app; Owner: osmochat_owner

COMMENT ON FUNCTION app.get_whatsapp_qr_code(p_chanel_id uuid) IS 'What to show for pairing a chanel of the current user''s own account, while it is valid';

-- Name: held_account_id(); Type: FUNCTION; Schema: app; Owner: osmochat_owner

CREATE FUNCTION app.held_account_id() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return (
        select u.id
        from public.users as u
        where
            u.id = (select platform.current_user_id())
            and (select platform.current_login()) in ('osmochat_app', 'osmochat_readonly', 'osmochat_gateway')
            and u.is_active
    );
end
$$;

ALTER FUNCTION app.held_account_id() OWNER TO osmochat_owner;

-- Name: FUNCTION held_account_id(); Type: COMMENT; Schema: app; Owner: osmochat_owner

COMMENT ON FUNCTION app.held_account_id() IS 'The current user''s own account: the one that they manage; null if inactive';

-- Name: create_events(name, regtype); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) OWNER TO osmochat_owner;

-- Name: FUNCTION create_events(p_tenant_column name, p_id_type regtype); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) IS 'Makes the table events with a tenant column of that name; `create_outbox` makes it whole';

-- Name: create_outbox(name, regtype); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

CREATE FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform platform.create_events(p_tenant_column, p_id_type);
    perform platform.divide_published_events();
end
$$;

ALTER FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) OWNER TO osmochat_owner;

-- Name: FUNCTION create_outbox(p_tenant_column name, p_id_type regtype); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) IS 'Makes the table events with a tenant column of that name; tenants and aggregates have ids of that type';

-- Name: current_login(); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

CREATE FUNCTION platform.current_login() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select coalesce(nullif(pg_catalog.current_setting('role'), 'none'), session_user::pg_catalog.text)
$$;

ALTER FUNCTION platform.current_login() OWNER TO osmochat_owner;

-- Name: FUNCTION current_login(); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.current_login() IS 'The role that a session acts as, also within functions that act as their owner: what app.current_user_id names depends
on it';

-- Name: current_user_id(); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

CREATE FUNCTION platform.current_user_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select nullif(pg_catalog.current_setting('app.current_user_id', true), '')::pg_catalog.uuid
$$;

ALTER FUNCTION platform.current_user_id() OWNER TO osmochat_owner;

-- Name: FUNCTION current_user_id(); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.current_user_id() IS 'The user set with set_config(''app.current_user_id'', ..., true); null where none is';

-- Name: divide_published_events(); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.divide_published_events() OWNER TO osmochat_owner;

-- Name: FUNCTION divide_published_events(); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.divide_published_events() IS 'Divides the published events of an outbox by time and gives every event the columns that tell where it went';

-- Name: for_tenants(text, text[]); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) OWNER TO osmochat_owner;

-- Name: FUNCTION for_tenants(p_statement text, p_tenants text[]); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) IS 'Runs a statement that takes tenants as $1 and says how many rows it worked on; leaves out those for whom it fails, and
names them in platform.left_out';

-- Name: forbid_change(); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.forbid_change() OWNER TO osmochat_owner;

-- Name: FUNCTION forbid_change(); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.forbid_change() IS 'Trigger function: refuses the statement; for append-only tables';

-- Name: insert_row(regclass, jsonb); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.insert_row(p_table regclass, p_row jsonb) OWNER TO osmochat_owner;

-- Name: FUNCTION insert_row(p_table regclass, p_row jsonb); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.insert_row(p_table regclass, p_row jsonb) IS 'Inserts a JSON object as a row, with the caller''s rights; its keys are columns';

-- Name: maintain_months(regclass); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.maintain_months(p_parent regclass) OWNER TO osmochat_owner;

-- Name: FUNCTION maintain_months(p_parent regclass); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.maintain_months(p_parent regclass) IS 'Makes the partitions of the coming months, also after a rest, and drops those past their retention';

-- Name: maintain_outbox(interval); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.maintain_outbox(p_keep interval) OWNER TO osmochat_owner;

-- Name: FUNCTION maintain_outbox(p_keep interval); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.maintain_outbox(p_keep interval) IS 'Makes partitions for the coming days and removes published events that are older than that; says how many';

-- Name: make_months(regclass); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.make_months(p_parent regclass) OWNER TO osmochat_owner;

-- Name: FUNCTION make_months(p_parent regclass); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.make_months(p_parent regclass) IS 'Makes the months that are missing, with the rows that lie in the default partition, and says how many it moved';

-- Name: partitions_ahead(); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.partitions_ahead() OWNER TO osmochat_owner;

-- Name: FUNCTION partitions_ahead(); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.partitions_ahead() IS 'Until when each table by months has its partitions, and how many rows lie outside of them, up to 10,000; for metrics';

-- Name: publish_change(); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.publish_change() OWNER TO osmochat_owner;

-- Name: FUNCTION publish_change(); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.publish_change() IS 'Trigger function: puts <domain>.created, updated or deleted into the outbox; arguments: domain, tenant column of
events, column of the row, function from that to the tenant, columns that the payload tells';

-- Name: purge_deleted(regclass, interval); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) OWNER TO osmochat_owner;

-- Name: FUNCTION purge_deleted(p_table regclass, p_keep interval); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) IS 'Deletes rows whose deleted_at is longer ago than that, and says how many';

-- Name: record_change(); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.record_change() OWNER TO osmochat_owner;

-- Name: FUNCTION record_change(); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.record_change() IS 'Trigger function: writes a changed row''s audit entry; arguments: tenant column of audit_log, column of the row,
function from that to the tenant, columns left out';

-- Name: run_job(text, text); Type: PROCEDURE; Schema: platform; Owner: osmochat_owner

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

ALTER PROCEDURE platform.run_job(IN p_job text, IN p_statement text) OWNER TO osmochat_owner;

-- Name: PROCEDURE run_job(IN p_job text, IN p_statement text); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON PROCEDURE platform.run_job(IN p_job text, IN p_statement text) IS 'Runs a statement and leaves a row in platform.job_runs; a run that left tenants out has failed and names them';

-- Name: set_updated_at(); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.set_updated_at() OWNER TO osmochat_owner;

-- Name: FUNCTION set_updated_at(); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.set_updated_at() IS 'Trigger function: updated_at is the time of the last change';

-- Name: table_name(oid); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.table_name(p_relation oid) OWNER TO osmochat_owner;

-- Name: FUNCTION table_name(p_relation oid); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.table_name(p_relation oid) IS 'A table''s name without its schema; a part has the name of the whole';

-- Name: tenant_of(jsonb, text); Type: FUNCTION; Schema: platform; Owner: osmochat_owner

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

ALTER FUNCTION platform.tenant_of(p_value jsonb, p_function text) OWNER TO osmochat_owner;

-- Name: FUNCTION tenant_of(p_value jsonb, p_function text); Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON FUNCTION platform.tenant_of(p_value jsonb, p_function text) IS 'The tenant that the named function finds for a value; the value itself where no function is named';

-- Name: allow_status_alone(); Type: FUNCTION; Schema: private; Owner: osmochat_owner

CREATE FUNCTION private.allow_status_alone() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_free constant text[] := '{status,updated_at}';
begin
    if pg_catalog.to_jsonb(new) - v_free <> pg_catalog.to_jsonb(old) - v_free then
        raise exception using
            errcode = 'insufficient_privilege',
            message = 'an agent may change nothing of their own row but the status';
    end if;
    return new;
end
$$;

ALTER FUNCTION private.allow_status_alone() OWNER TO osmochat_owner;

-- Name: FUNCTION allow_status_alone(); Type: COMMENT; Schema: private; Owner: osmochat_owner

COMMENT ON FUNCTION private.allow_status_alone() IS 'Trigger function: refuses changes of other columns than status';

-- Name: assign_on_handover(); Type: FUNCTION; Schema: private; Owner: osmochat_owner

CREATE FUNCTION private.assign_on_handover() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    update public.conversations
    set assigned_agent_id = new.to_agent_id
    where id = new.conversation_id and assigned_agent_id is distinct from new.to_agent_id;
    return null;
end
$$;

ALTER FUNCTION private.assign_on_handover() OWNER TO osmochat_owner;

-- Name: FUNCTION assign_on_handover(); Type: COMMENT; Schema: private; Owner: osmochat_owner

COMMENT ON FUNCTION private.assign_on_handover() IS 'Trigger function: who gets a conversation is assigned to it';

-- Name: keep_conversations(); Type: FUNCTION; Schema: private; Owner: osmochat_owner

CREATE FUNCTION private.keep_conversations() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
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

ALTER FUNCTION private.keep_conversations() OWNER TO osmochat_owner;

-- Name: FUNCTION keep_conversations(); Type: COMMENT; Schema: private; Owner: osmochat_owner

COMMENT ON FUNCTION private.keep_conversations() IS 'Trigger function: unread messages and the last message of a conversation follow from its messages';

-- Name: place_under_agent(); Type: FUNCTION; Schema: private; Owner: osmochat_owner

CREATE FUNCTION private.place_under_agent() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    new.user_id := (select a.user_id from public.agents as a where a.id = new.agent_id and a.type = 'ai');
    return new;
end
$$;

ALTER FUNCTION private.place_under_agent() OWNER TO osmochat_owner;

-- Name: FUNCTION place_under_agent(); Type: COMMENT; Schema: private; Owner: osmochat_owner

COMMENT ON FUNCTION private.place_under_agent() IS 'Trigger function: a row has the account of its AI agent';

-- Name: place_under_chanel(); Type: FUNCTION; Schema: private; Owner: osmochat_owner

CREATE FUNCTION private.place_under_chanel() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    new.user_id := (select c.user_id from public.chanels as c where c.id = new.chanel_id);
    return new;
end
$$;

ALTER FUNCTION private.place_under_chanel() OWNER TO osmochat_owner;

-- Name: FUNCTION place_under_chanel(); Type: COMMENT; Schema: private; Owner: osmochat_owner

COMMENT ON FUNCTION private.place_under_chanel() IS 'Trigger function: a row has the account of its chanel';

-- Name: place_under_conversation(); Type: FUNCTION; Schema: private; Owner: osmochat_owner

CREATE FUNCTION private.place_under_conversation() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    new.user_id := (select c.user_id from public.conversations as c where c.id = new.conversation_id);
    return new;
end
$$;

ALTER FUNCTION private.place_under_conversation() OWNER TO osmochat_owner;

-- Name: FUNCTION place_under_conversation(); Type: COMMENT; Schema: private; Owner: osmochat_owner

COMMENT ON FUNCTION private.place_under_conversation() IS 'Trigger function: a row has the account of its conversation';

-- Name: place_under_whatsapp_chanel(); Type: FUNCTION; Schema: private; Owner: osmochat_owner

CREATE FUNCTION private.place_under_whatsapp_chanel() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    new.user_id := (
        select c.user_id from public.chanels as c where c.id = new.chanel_id and c.type = 'whatsapp'
    );
    return new;
end
$$;

ALTER FUNCTION private.place_under_whatsapp_chanel() OWNER TO osmochat_owner;

-- Name: FUNCTION place_under_whatsapp_chanel(); Type: COMMENT; Schema: private; Owner: osmochat_owner

COMMENT ON FUNCTION private.place_under_whatsapp_chanel() IS 'Trigger function: a row has the account of its WhatsApp chanel';

-- Name: put_conversations_away(); Type: FUNCTION; Schema: private; Owner: osmochat_owner

CREATE FUNCTION private.put_conversations_away() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
begin
    return platform.for_tenants(
        'select private.put_conversations_away_of($1::uuid[])',
        array(
            select distinct c.user_id::text
            from public.conversations as c
            where c.is_active and c.updated_at < pg_catalog.now() - interval '90 days'
        )
    );
end
$_$;

ALTER FUNCTION private.put_conversations_away() OWNER TO osmochat_owner;

-- Name: FUNCTION put_conversations_away(); Type: COMMENT; Schema: private; Owner: osmochat_owner

COMMENT ON FUNCTION private.put_conversations_away() IS 'Makes conversations inactive that nothing changed for 90 days, and says how many';

-- Name: put_conversations_away_of(uuid[]); Type: FUNCTION; Schema: private; Owner: osmochat_owner

CREATE FUNCTION private.put_conversations_away_of(p_accounts uuid[]) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_rows bigint;
begin
    update public.conversations
    set is_active = false
    where user_id = any(p_accounts) and is_active and updated_at < pg_catalog.now() - interval '90 days';
    get diagnostics v_rows = row_count;
    return v_rows;
end
$$;

ALTER FUNCTION private.put_conversations_away_of(p_accounts uuid[]) OWNER TO osmochat_owner;

-- Name: FUNCTION put_conversations_away_of(p_accounts uuid[]); Type: COMMENT; Schema: private; Owner: osmochat_owner

COMMENT ON FUNCTION private.put_conversations_away_of(p_accounts uuid[]) IS 'Makes conversations of accounts inactive that nothing changed for 90 days, and says how many';

-- Name: remove_old_ai_logs(); Type: FUNCTION; Schema: private; Owner: osmochat_owner

CREATE FUNCTION private.remove_old_ai_logs() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_rows bigint;
begin
    delete from public.ai_conversation_logs where created_at < pg_catalog.now() - interval '30 days';
    get diagnostics v_rows = row_count;
    return v_rows;
end
$$;

ALTER FUNCTION private.remove_old_ai_logs() OWNER TO osmochat_owner;

-- Name: FUNCTION remove_old_ai_logs(); Type: COMMENT; Schema: private; Owner: osmochat_owner

COMMENT ON FUNCTION private.remove_old_ai_logs() IS 'Deletes logs of AIs that are over 30 days old, and says how many';

-- Name: get_agent_ai_config(uuid); Type: FUNCTION; Schema: public; Owner: osmochat_owner

CREATE FUNCTION public.get_agent_ai_config(agent_uuid uuid) RETURNS TABLE(agent_id uuid, agent_name character varying, agent_status character varying, model character varying, temperature numeric, max_tokens integer, speaking_style text, knowledge text, handover_conditions jsonb)
    LANGUAGE sql STABLE ROWS 1
    SET search_path TO ''
    AS $$
    select
        a.id,
        a.name,
        a.status,
        c.model,
        c.temperature,
        c.max_tokens,
        c.speaking_style,
        c.knowledge,
        c.handover_conditions
    from public.agents as a
    inner join public.agent_ai_configs as c on c.agent_id = a.id
    where a.id = agent_uuid and a.is_active
$$;

ALTER FUNCTION public.get_agent_ai_config(agent_uuid uuid) OWNER TO osmochat_owner;

-- Name: FUNCTION get_agent_ai_config(agent_uuid uuid); Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON FUNCTION public.get_agent_ai_config(agent_uuid uuid) IS 'How an active AI agent answers';

-- Name: get_auto_reply_rules(uuid); Type: FUNCTION; Schema: public; Owner: osmochat_owner

CREATE FUNCTION public.get_auto_reply_rules(chanel_uuid uuid) RETURNS TABLE(id uuid, name character varying, keywords text[], match_type character varying, reply_content text, variables text[], priority integer, delay_seconds integer)
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select
        r.id,
        r.name,
        r.keywords,
        r.match_type,
        coalesce(r.reply_content, t.content),
        coalesce(t.variables, '{}'),
        r.priority,
        r.delay_seconds
    from public.auto_reply_rules as r
    left join public.whatsapp_message_templates as t on t.id = r.template_id
    where
        r.chanel_id = chanel_uuid
        and r.is_active
        -- A template that was switched off switches off what replies with it.
        and (r.template_id is null or t.is_active)
    order by r.priority desc, r.created_at, r.id
$$;

ALTER FUNCTION public.get_auto_reply_rules(chanel_uuid uuid) OWNER TO osmochat_owner;

-- Name: FUNCTION get_auto_reply_rules(chanel_uuid uuid); Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON FUNCTION public.get_auto_reply_rules(chanel_uuid uuid) IS 'The active rules of a chanel, the first that fits replies; with a template''s text where the rule has one';

-- Name: get_conversation_with_messages(uuid); Type: FUNCTION; Schema: public; Owner: osmochat_owner

CREATE FUNCTION public.get_conversation_with_messages(conv_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
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

ALTER FUNCTION public.get_conversation_with_messages(conv_id uuid) OWNER TO osmochat_owner;

-- Name: FUNCTION get_conversation_with_messages(conv_id uuid); Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON FUNCTION public.get_conversation_with_messages(conv_id uuid) IS 'A conversation as in conversation_summary, with its messages from the first to the last; null if it is not there';

-- Name: log_ai_conversation(uuid, uuid, text, text, numeric, text, integer, integer, boolean, text); Type: FUNCTION; Schema: public; Owner: osmochat_owner

CREATE FUNCTION public.log_ai_conversation(conv_id uuid, agent_uuid uuid, customer_message text, response text, confidence numeric, model_name text DEFAULT NULL::text, duration_ms integer DEFAULT NULL::integer, tokens integer DEFAULT NULL::integer, hand_over boolean DEFAULT false, reason text DEFAULT NULL::text) RETURNS uuid
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    insert into public.ai_conversation_logs (
        conversation_id,
        agent_id,
        user_message,
        ai_response,
        confidence_score,
        model,
        response_time_ms,
        tokens_used,
        handed_over,
        handover_reason
    )
    values (
        conv_id, agent_uuid, customer_message, response, confidence, model_name, duration_ms, tokens, hand_over, reason
    )
    returning id
$$;

ALTER FUNCTION public.log_ai_conversation(conv_id uuid, agent_uuid uuid, customer_message text, response text, confidence numeric, model_name text, duration_ms integer, tokens integer, hand_over boolean, reason text) OWNER TO osmochat_owner;

-- Name: FUNCTION log_ai_conversation(conv_id uuid, agent_uuid uuid, customer_message text, response text, confidence numeric, model_name text, duration_ms integer, tokens integer, hand_over boolean, reason text); Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON FUNCTION public.log_ai_conversation(conv_id uuid, agent_uuid uuid, customer_message text, response text, confidence numeric, model_name text, duration_ms integer, tokens integer, hand_over boolean, reason text) IS 'Notes what an AI was asked and answered, and returns the entry''s id';

-- Name: mark_conversation_as_read(uuid); Type: FUNCTION; Schema: public; Owner: osmochat_owner

CREATE FUNCTION public.mark_conversation_as_read(conv_id uuid) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
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

ALTER FUNCTION public.mark_conversation_as_read(conv_id uuid) OWNER TO osmochat_owner;

-- Name: FUNCTION mark_conversation_as_read(conv_id uuid); Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON FUNCTION public.mark_conversation_as_read(conv_id uuid) IS 'Marks a conversation''s inbound messages as read, and says how many were not';

SET default_tablespace = '';

SET default_table_access_method = heap;

-- Name: job_runs; Type: TABLE; Schema: platform; Owner: osmochat_owner

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

ALTER TABLE platform.job_runs OWNER TO osmochat_owner;

-- Name: TABLE job_runs; Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON TABLE platform.job_runs IS 'Each run of a scheduled job of the pack, with how it ended; kept for 30 days';

-- Name: job_outcomes; Type: VIEW; Schema: platform; Owner: osmochat_owner

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

ALTER VIEW platform.job_outcomes OWNER TO osmochat_owner;

-- Name: VIEW job_outcomes; Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON VIEW platform.job_outcomes IS 'How each job is doing by its runs of the last 30 days; for metrics';

-- Name: job_runs_job_run_id_seq; Type: SEQUENCE; Schema: platform; Owner: osmochat_owner

ALTER TABLE platform.job_runs ALTER COLUMN job_run_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME platform.job_runs_job_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: migration_files; Type: TABLE; Schema: platform; Owner: osmochat_owner

CREATE TABLE platform.migration_files (
    migrations_table text NOT NULL,
    version text NOT NULL,
    file text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT migration_files_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE platform.migration_files OWNER TO osmochat_owner;

-- Name: TABLE migration_files; Type: COMMENT; Schema: platform; Owner: osmochat_owner

COMMENT ON TABLE platform.migration_files IS 'Applied migrations of the platform and of the pack, with their hashes';

-- Name: schema_migrations; Type: TABLE; Schema: platform; Owner: osmochat_owner

CREATE TABLE platform.schema_migrations (
    version character varying NOT NULL
);

ALTER TABLE platform.schema_migrations OWNER TO osmochat_owner;

-- Name: agent_ai_configs; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.agent_ai_configs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    model character varying(100) DEFAULT 'gpt-4o-mini'::character varying NOT NULL,
    temperature numeric(3,2) DEFAULT 0.70 NOT NULL,
    max_tokens integer DEFAULT 500 NOT NULL,
    speaking_style text DEFAULT ''::text NOT NULL,
    knowledge text DEFAULT ''::text NOT NULL,
    handover_conditions jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT agent_ai_configs_handover_conditions_shape CHECK (
CASE
    WHEN (jsonb_typeof(handover_conditions) <> 'object'::text) THEN false
    ELSE (((handover_conditions - ARRAY['min_confidence'::text, 'keywords'::text, 'max_replies'::text]) = '{}'::jsonb) AND COALESCE(jsonb_path_match(handover_conditions, '(((!(exists ($."min_confidence")) || ($."min_confidence".type() == "number" && $."min_confidence" >= 0) && $."min_confidence" <= 1) && (!(exists ($."keywords")) || $."keywords".type() == "array" && !(exists ($."keywords"[*]?(@.type() != "string"))))) && (!(exists ($."max_replies")) || $."max_replies".type() == "number" && $."max_replies" >= 1))'::jsonpath, silent => true), false))
END),
    CONSTRAINT agent_ai_configs_max_tokens_positive CHECK ((max_tokens > 0)),
    CONSTRAINT agent_ai_configs_temperature_range CHECK (((temperature >= (0)::numeric) AND (temperature <= (2)::numeric)))
);

ALTER TABLE ONLY public.agent_ai_configs FORCE ROW LEVEL SECURITY;

ALTER TABLE public.agent_ai_configs OWNER TO osmochat_owner;

-- Name: TABLE agent_ai_configs; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.agent_ai_configs IS 'How an AI agent answers; one row an agent';

-- Name: COLUMN agent_ai_configs.user_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.agent_ai_configs.user_id IS 'The agent''s account, filled in by a trigger';

-- Name: COLUMN agent_ai_configs.model; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.agent_ai_configs.model IS 'The name of the OpenAI model';

-- Name: COLUMN agent_ai_configs.speaking_style; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.agent_ai_configs.speaking_style IS 'How the agent speaks, in words';

-- Name: COLUMN agent_ai_configs.knowledge; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.agent_ai_configs.knowledge IS 'What the agent knows of the business, in words';

-- Name: COLUMN agent_ai_configs.handover_conditions; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.agent_ai_configs.handover_conditions IS 'JSON object, when a human takes over, every key optional and no other allowed: min_confidence 0-1, keywords [text],
max_replies from 1';

-- Name: agents; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.agents (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    login_id uuid,
    chanel_id uuid,
    name character varying(255) NOT NULL,
    type character varying(10) NOT NULL,
    status character varying(10) DEFAULT 'offline'::character varying NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT agents_login_human CHECK ((((type)::text = 'human'::text) OR (login_id IS NULL))),
    CONSTRAINT agents_status_known CHECK (((status)::text = ANY ((ARRAY['online'::character varying, 'offline'::character varying, 'busy'::character varying, 'away'::character varying])::text[]))),
    CONSTRAINT agents_type_known CHECK (((type)::text = ANY ((ARRAY['ai'::character varying, 'human'::character varying])::text[])))
);

ALTER TABLE ONLY public.agents FORCE ROW LEVEL SECURITY;

ALTER TABLE public.agents OWNER TO osmochat_owner;

-- Name: TABLE agents; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.agents IS 'Who answers customers: people, and AIs';

-- Name: COLUMN agents.user_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.agents.user_id IS 'The account that the agent works for; never changes';

-- Name: COLUMN agents.login_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.agents.login_id IS 'The user that a human agent logs in as: it lets them into the account''s inbox';

-- Name: COLUMN agents.chanel_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.agents.chanel_id IS 'The chanel that the agent is connected to';

-- Name: COLUMN agents.type; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.agents.type IS 'ai or human';

-- Name: COLUMN agents.status; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.agents.status IS 'online, offline, busy or away';

-- Name: COLUMN agents.is_active; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.agents.is_active IS 'Whether the agent may be assigned, and get in';

-- Name: conversation_handovers; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.conversation_handovers (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    from_agent_id uuid,
    to_agent_id uuid,
    reason text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT conversation_handovers_reason_not_empty CHECK ((reason <> ''::text))
);

ALTER TABLE ONLY public.conversation_handovers FORCE ROW LEVEL SECURITY;

ALTER TABLE public.conversation_handovers OWNER TO osmochat_owner;

-- Name: TABLE conversation_handovers; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.conversation_handovers IS 'Who handed a conversation over to whom, when and why';

-- Name: COLUMN conversation_handovers.user_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversation_handovers.user_id IS 'The conversation''s account, filled in by a trigger';

-- Name: COLUMN conversation_handovers.from_agent_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversation_handovers.from_agent_id IS 'Who had it; null: nobody, or an agent who is gone';

-- Name: COLUMN conversation_handovers.to_agent_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversation_handovers.to_agent_id IS 'Who gets it; null: whoever is free, or an agent who is gone';

-- Name: conversation_metrics; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.conversation_metrics (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    agent_id uuid,
    response_time_seconds numeric(12,3),
    resolution_time_seconds numeric(12,3),
    satisfaction_rating smallint,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT conversation_metrics_measures_something CHECK ((num_nonnulls(response_time_seconds, resolution_time_seconds, satisfaction_rating) >= 1)),
    CONSTRAINT conversation_metrics_satisfaction_rating_range CHECK (((satisfaction_rating >= 1) AND (satisfaction_rating <= 5))),
    CONSTRAINT conversation_metrics_times_not_negative CHECK (((response_time_seconds >= (0)::numeric) AND (resolution_time_seconds >= (0)::numeric)))
);

ALTER TABLE ONLY public.conversation_metrics FORCE ROW LEVEL SECURITY;

ALTER TABLE public.conversation_metrics OWNER TO osmochat_owner;

-- Name: TABLE conversation_metrics; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.conversation_metrics IS 'How conversations went: one row a measurement, a chunk for 30 days';

-- Name: COLUMN conversation_metrics.user_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversation_metrics.user_id IS 'The conversation''s account, filled in by a trigger';

-- Name: COLUMN conversation_metrics.agent_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversation_metrics.agent_id IS 'Whose work was measured';

-- Name: COLUMN conversation_metrics.response_time_seconds; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversation_metrics.response_time_seconds IS 'From the customer''s message to the answer';

-- Name: COLUMN conversation_metrics.resolution_time_seconds; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversation_metrics.resolution_time_seconds IS 'From the first message to the end';

-- Name: COLUMN conversation_metrics.satisfaction_rating; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversation_metrics.satisfaction_rating IS 'By the customer, 1 to 5';

-- Name: conversations; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.conversations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    chanel_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    assigned_agent_id uuid,
    is_active boolean DEFAULT true NOT NULL,
    unread_count integer DEFAULT 0 NOT NULL,
    last_message text,
    last_message_time timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT conversations_unread_count_not_negative CHECK ((unread_count >= 0))
);

ALTER TABLE ONLY public.conversations FORCE ROW LEVEL SECURITY;

ALTER TABLE public.conversations OWNER TO osmochat_owner;

-- Name: TABLE conversations; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.conversations IS 'What is said with a customer on a chanel';

-- Name: COLUMN conversations.user_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversations.user_id IS 'The chanel''s account, filled in by a trigger';

-- Name: COLUMN conversations.assigned_agent_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversations.assigned_agent_id IS 'Who answers, an AI or a human; null: nobody yet';

-- Name: COLUMN conversations.is_active; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversations.is_active IS 'False once put away, by hand or after 90 days without change; a message from the customer brings it back';

-- Name: COLUMN conversations.unread_count; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversations.unread_count IS 'Inbound messages that nobody read; kept by triggers on messages';

-- Name: COLUMN conversations.last_message; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversations.last_message IS 'How the newest message begins, or its type where it has no text; kept by triggers on messages';

-- Name: COLUMN conversations.last_message_time; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.conversations.last_message_time IS 'When the newest message was written; kept by triggers on messages';

-- Name: agent_performance; Type: VIEW; Schema: public; Owner: osmochat_owner

CREATE VIEW public.agent_performance WITH (security_invoker='true') AS
 SELECT a.id AS agent_id,
    a.user_id,
    a.name AS agent_name,
    a.type AS agent_type,
    a.status AS agent_status,
    v.total_conversations,
    m.avg_response_time_seconds,
    m.avg_satisfaction,
    h.total_handovers
   FROM (((public.agents a
     JOIN LATERAL ( SELECT count(*) AS total_conversations
           FROM public.conversations v_1
          WHERE (v_1.assigned_agent_id = a.id)) v ON (true))
     JOIN LATERAL ( SELECT round(avg(m_1.response_time_seconds), 2) AS avg_response_time_seconds,
            round(avg(m_1.satisfaction_rating), 2) AS avg_satisfaction
           FROM public.conversation_metrics m_1
          WHERE (m_1.agent_id = a.id)) m ON (true))
     JOIN LATERAL ( SELECT count(*) AS total_handovers
           FROM public.conversation_handovers h_1
          WHERE (h_1.from_agent_id = a.id)) h ON (true));

ALTER VIEW public.agent_performance OWNER TO osmochat_owner;

-- Name: VIEW agent_performance; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON VIEW public.agent_performance IS 'What each agent has to do, how fast they answer, how content customers are, and how often they handed over';

-- Name: ai_conversation_logs; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.ai_conversation_logs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    agent_id uuid,
    user_message text NOT NULL,
    ai_response text NOT NULL,
    confidence_score numeric(4,3) NOT NULL,
    model character varying(100),
    response_time_ms integer,
    tokens_used integer,
    handed_over boolean DEFAULT false NOT NULL,
    handover_reason text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ai_conversation_logs_confidence_score_range CHECK (((confidence_score >= (0)::numeric) AND (confidence_score <= (1)::numeric))),
    CONSTRAINT ai_conversation_logs_counts_not_negative CHECK (((response_time_ms >= 0) AND (tokens_used >= 0))),
    CONSTRAINT ai_conversation_logs_handover_reason_of_handover CHECK ((handed_over OR (handover_reason IS NULL)))
);

ALTER TABLE ONLY public.ai_conversation_logs FORCE ROW LEVEL SECURITY;

ALTER TABLE public.ai_conversation_logs OWNER TO osmochat_owner;

-- Name: TABLE ai_conversation_logs; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.ai_conversation_logs IS 'What an AI was asked and answered, and how sure it was; kept for 30 days';

-- Name: COLUMN ai_conversation_logs.user_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.ai_conversation_logs.user_id IS 'The conversation''s account, filled in by a trigger';

-- Name: COLUMN ai_conversation_logs.user_message; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.ai_conversation_logs.user_message IS 'What the customer wrote';

-- Name: COLUMN ai_conversation_logs.confidence_score; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.ai_conversation_logs.confidence_score IS '0 to 1, by the AI';

-- Name: COLUMN ai_conversation_logs.handed_over; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.ai_conversation_logs.handed_over IS 'Whether the AI called for a human';

-- Name: ai_conversation_analysis; Type: VIEW; Schema: public; Owner: osmochat_owner

CREATE VIEW public.ai_conversation_analysis WITH (security_invoker='true') AS
 SELECT l.id,
    l.user_id,
    l.conversation_id,
    v.chanel_id,
    l.agent_id,
    a.name AS agent_name,
    l.user_message,
    l.ai_response,
    l.confidence_score,
        CASE
            WHEN (l.confidence_score >= 0.8) THEN 'High'::text
            WHEN (l.confidence_score >= 0.5) THEN 'Medium'::text
            ELSE 'Low'::text
        END AS confidence_level,
    l.model,
    l.response_time_ms,
    l.tokens_used,
    l.handed_over,
    l.handover_reason,
    l.created_at
   FROM ((public.ai_conversation_logs l
     JOIN public.conversations v ON ((l.conversation_id = v.id)))
     LEFT JOIN public.agents a ON ((l.agent_id = a.id)));

ALTER VIEW public.ai_conversation_analysis OWNER TO osmochat_owner;

-- Name: VIEW ai_conversation_analysis; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON VIEW public.ai_conversation_analysis IS 'What AIs answered, and whether they were sure: High from 0.8, Medium from 0.5';

-- Name: auto_reply_rules; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.auto_reply_rules (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    chanel_id uuid NOT NULL,
    template_id uuid,
    name character varying(255) NOT NULL,
    keywords text[] NOT NULL,
    match_type character varying(20) DEFAULT 'contains'::character varying NOT NULL,
    reply_content text,
    priority integer DEFAULT 0 NOT NULL,
    delay_seconds integer DEFAULT 0 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT auto_reply_rules_delay_not_negative CHECK ((delay_seconds >= 0)),
    CONSTRAINT auto_reply_rules_keywords_whole CHECK (((cardinality(keywords) >= 1) AND (array_position(keywords, NULL::text) IS NULL))),
    CONSTRAINT auto_reply_rules_match_type_known CHECK (((match_type)::text = ANY ((ARRAY['exact'::character varying, 'starts_with'::character varying, 'contains'::character varying])::text[]))),
    CONSTRAINT auto_reply_rules_one_reply CHECK ((num_nonnulls(template_id, reply_content) = 1))
);

ALTER TABLE ONLY public.auto_reply_rules FORCE ROW LEVEL SECURITY;

ALTER TABLE public.auto_reply_rules OWNER TO osmochat_owner;

-- Name: TABLE auto_reply_rules; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.auto_reply_rules IS 'What a chanel replies by itself to messages with certain words';

-- Name: COLUMN auto_reply_rules.user_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.auto_reply_rules.user_id IS 'The chanel''s account, filled in by a trigger';

-- Name: COLUMN auto_reply_rules.keywords; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.auto_reply_rules.keywords IS 'Any of them calls for the reply';

-- Name: COLUMN auto_reply_rules.match_type; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.auto_reply_rules.match_type IS 'How a message has a keyword: exact, starts_with or contains';

-- Name: COLUMN auto_reply_rules.reply_content; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.auto_reply_rules.reply_content IS 'The reply, where it is not a template''s';

-- Name: COLUMN auto_reply_rules.priority; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.auto_reply_rules.priority IS 'Of several rules the one with the highest number replies';

-- Name: COLUMN auto_reply_rules.delay_seconds; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.auto_reply_rules.delay_seconds IS 'How long to wait before the reply';

-- Name: chanels; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.chanels (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    type character varying(20) DEFAULT 'whatsapp'::character varying NOT NULL,
    ai_takeover_enabled boolean DEFAULT false NOT NULL,
    ai_takeover_delay_seconds integer DEFAULT 0 NOT NULL,
    ai_reply_limit integer,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT chanels_ai_reply_limit_positive CHECK ((ai_reply_limit > 0)),
    CONSTRAINT chanels_ai_takeover_delay_not_negative CHECK ((ai_takeover_delay_seconds >= 0)),
    CONSTRAINT chanels_type_known CHECK (((type)::text = ANY ((ARRAY['whatsapp'::character varying, 'messenger'::character varying, 'instagram'::character varying, 'telegram'::character varying, 'webchat'::character varying])::text[])))
);

ALTER TABLE ONLY public.chanels FORCE ROW LEVEL SECURITY;

ALTER TABLE public.chanels OWNER TO osmochat_owner;

-- Name: TABLE chanels; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.chanels IS 'Where customers write: a WhatsApp number, a Messenger page and the like';

-- Name: COLUMN chanels.user_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.chanels.user_id IS 'The account; never changes';

-- Name: COLUMN chanels.type; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.chanels.type IS 'whatsapp, messenger, instagram, telegram or webchat';

-- Name: COLUMN chanels.ai_takeover_enabled; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.chanels.ai_takeover_enabled IS 'Whether an AI agent answers when no human does';

-- Name: COLUMN chanels.ai_takeover_delay_seconds; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.chanels.ai_takeover_delay_seconds IS 'How long a customer waits for a human before the AI answers';

-- Name: COLUMN chanels.ai_reply_limit; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.chanels.ai_reply_limit IS 'After how many answers of the AI a human takes over; null: without limit';

-- Name: chanel_statistics; Type: VIEW; Schema: public; Owner: osmochat_owner

CREATE VIEW public.chanel_statistics WITH (security_invoker='true') AS
 SELECT c.id AS chanel_id,
    c.user_id,
    c.name AS chanel_name,
    c.type AS chanel_type,
    c.is_active,
    v.total_conversations,
    v.active_conversations,
    v.total_unread,
    a.connected_agents
   FROM ((public.chanels c
     JOIN LATERAL ( SELECT count(*) AS total_conversations,
            count(*) FILTER (WHERE v_1.is_active) AS active_conversations,
            COALESCE(sum(v_1.unread_count), (0)::bigint) AS total_unread
           FROM public.conversations v_1
          WHERE (v_1.chanel_id = c.id)) v ON (true))
     JOIN LATERAL ( SELECT count(*) AS connected_agents
           FROM public.agents a_1
          WHERE ((a_1.chanel_id = c.id) AND a_1.is_active)) a ON (true));

ALTER VIEW public.chanel_statistics OWNER TO osmochat_owner;

-- Name: VIEW chanel_statistics; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON VIEW public.chanel_statistics IS 'Conversations, unread messages and connected agents of each chanel';

-- Name: contacts; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.contacts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    chanel_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    phone_number character varying(20),
    external_id character varying(255),
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT contacts_metadata_shape CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT contacts_phone_number_form CHECK (((phone_number)::text ~ '^\+[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT contacts_reachable CHECK ((num_nonnulls(phone_number, external_id) >= 1))
);

ALTER TABLE ONLY public.contacts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.contacts OWNER TO osmochat_owner;

-- Name: TABLE contacts; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.contacts IS 'Customers, as one chanel knows them';

-- Name: COLUMN contacts.user_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.contacts.user_id IS 'The chanel''s account, filled in by a trigger';

-- Name: COLUMN contacts.phone_number; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.contacts.phone_number IS 'In the form of E.164: + and digits';

-- Name: COLUMN contacts.external_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.contacts.external_id IS 'The customer''s id where the chanel knows no phone numbers, such as Messenger';

-- Name: COLUMN contacts.metadata; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.contacts.metadata IS 'JSON object, free in its keys: what the business notes of the customer';

-- Name: conversation_summary; Type: VIEW; Schema: public; Owner: osmochat_owner

CREATE VIEW public.conversation_summary WITH (security_invoker='true') AS
 SELECT v.id,
    v.user_id,
    v.chanel_id,
    c.name AS chanel_name,
    c.type AS chanel_type,
    v.contact_id,
    t.name AS contact_name,
    t.phone_number AS contact_phone_number,
    v.assigned_agent_id,
    a.name AS agent_name,
    a.type AS agent_type,
    a.status AS agent_status,
    v.is_active,
    v.unread_count,
    v.last_message,
    v.last_message_time,
    v.created_at,
    v.updated_at
   FROM (((public.conversations v
     JOIN public.chanels c ON ((v.chanel_id = c.id)))
     JOIN public.contacts t ON ((v.contact_id = t.id)))
     LEFT JOIN public.agents a ON ((v.assigned_agent_id = a.id)));

ALTER VIEW public.conversation_summary OWNER TO osmochat_owner;

-- Name: VIEW conversation_summary; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON VIEW public.conversation_summary IS 'Conversations with customer, chanel and who answers';

-- Name: events; Type: TABLE; Schema: public; Owner: osmochat_owner

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

ALTER TABLE public.events OWNER TO osmochat_owner;

-- Name: TABLE events; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.events IS 'The outbox: what NATS is to hear, written in the transaction of the change';

-- Name: COLUMN events.event_type; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.events.event_type IS 'domain.action, such as document.created: the end of the subject';

-- Name: COLUMN events.status; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.events.status IS 'pending, published or failed; a new status moves the row to another partition';

-- Name: COLUMN events.status_since; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.events.status_since IS 'When it got its status: when it was published, or given up';

-- Name: COLUMN events.stream; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.events.stream IS 'The stream that took it; null for what was never published, or before places were kept';

-- Name: COLUMN events.stream_created_at; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.events.stream_created_at IS 'When that stream was made: one that was made later is another, though it has the same name';

-- Name: COLUMN events.stream_sequence; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.events.stream_sequence IS 'Its message''s number there; null once another message got that number, because this one was lost';

-- Name: COLUMN events.failure; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.events.failure IS 'Why it is failed';

-- Name: events_failed; Type: TABLE; Schema: public; Owner: osmochat_owner

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

ALTER TABLE public.events_failed OWNER TO osmochat_owner;

-- Name: events_id_seq; Type: SEQUENCE; Schema: public; Owner: osmochat_owner

ALTER TABLE public.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: events_pending; Type: TABLE; Schema: public; Owner: osmochat_owner

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

ALTER TABLE public.events_pending OWNER TO osmochat_owner;

-- Name: events_published; Type: TABLE; Schema: public; Owner: osmochat_owner

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

ALTER TABLE public.events_published OWNER TO osmochat_owner;

-- Name: events_published_default; Type: TABLE; Schema: public; Owner: osmochat_owner

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

ALTER TABLE public.events_published_default OWNER TO osmochat_owner;

-- Name: messages; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.messages (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    agent_id uuid,
    direction character varying(10) NOT NULL,
    message_type character varying(20) DEFAULT 'text'::character varying NOT NULL,
    content text,
    media_url text,
    sender_name character varying(255),
    external_id character varying(255),
    status character varying(10) DEFAULT 'sent'::character varying NOT NULL,
    is_read boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT messages_direction_known CHECK (((direction)::text = ANY ((ARRAY['inbound'::character varying, 'outbound'::character varying])::text[]))),
    CONSTRAINT messages_message_type_known CHECK (((message_type)::text = ANY ((ARRAY['text'::character varying, 'image'::character varying, 'document'::character varying, 'audio'::character varying, 'video'::character varying, 'sticker'::character varying, 'location'::character varying, 'contact'::character varying])::text[]))),
    CONSTRAINT messages_says_something CHECK (((num_nonnulls(content, media_url) >= 1) AND (((message_type)::text <> 'text'::text) OR (content IS NOT NULL)))),
    CONSTRAINT messages_status_known CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'sent'::character varying, 'delivered'::character varying, 'read'::character varying, 'failed'::character varying])::text[])))
);

ALTER TABLE ONLY public.messages FORCE ROW LEVEL SECURITY;

ALTER TABLE public.messages OWNER TO osmochat_owner;

-- Name: TABLE messages; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.messages IS 'What customers, agents and AIs wrote';

-- Name: COLUMN messages.user_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.messages.user_id IS 'The conversation''s account, filled in by a trigger';

-- Name: COLUMN messages.agent_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.messages.agent_id IS 'Who wrote an outbound message; null for an automatic reply, and for inbound ones';

-- Name: COLUMN messages.direction; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.messages.direction IS 'inbound: from the customer; outbound: to the customer';

-- Name: COLUMN messages.message_type; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.messages.message_type IS 'text, image, document, audio, video, sticker, location or contact';

-- Name: COLUMN messages.media_url; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.messages.media_url IS 'Where the picture, document or voice note lies in the object store';

-- Name: COLUMN messages.external_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.messages.external_id IS 'The message''s id at the provider, such as WhatsApp''s';

-- Name: COLUMN messages.status; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.messages.status IS 'How far an outbound message got: pending, sent, delivered, read or failed';

-- Name: COLUMN messages.is_read; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.messages.is_read IS 'Whether somebody in the account read an inbound message';

-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.schema_migrations (
    version character varying NOT NULL
);

ALTER TABLE public.schema_migrations OWNER TO osmochat_owner;

-- Name: users; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email character varying(320) NOT NULL,
    full_name character varying(255) NOT NULL,
    password_hash character varying(255),
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT users_email_form CHECK ((((email)::text = lower((email)::text)) AND ((email)::text ~~ '%_@_%'::text))),
    CONSTRAINT users_password_hash_form CHECK (((password_hash)::text ~ '^\$(2[aby]|argon2(id|i|d))\$'::text))
);

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;

ALTER TABLE public.users OWNER TO osmochat_owner;

-- Name: TABLE users; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.users IS 'Who logs in. A user is also an account, the tenant: what hangs on their chanels and agents is theirs';

-- Name: COLUMN users.email; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.users.email IS 'Where the user is reached and logs in; lower case';

-- Name: COLUMN users.password_hash; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.users.password_hash IS 'bcrypt or argon2; null for a user who logs in elsewhere (OAuth2). Nobody may select it';

-- Name: COLUMN users.is_active; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.users.is_active IS 'Whether the user may do anything; the operator''s decision';

-- Name: whatsapp_message_templates; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.whatsapp_message_templates (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    chanel_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    language character varying(10) DEFAULT 'id'::character varying NOT NULL,
    content text NOT NULL,
    variables text[] DEFAULT '{}'::text[] NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT whatsapp_message_templates_content_not_empty CHECK ((content <> ''::text)),
    CONSTRAINT whatsapp_message_templates_variables_whole CHECK ((array_position(variables, NULL::text) IS NULL))
);

ALTER TABLE ONLY public.whatsapp_message_templates FORCE ROW LEVEL SECURITY;

ALTER TABLE public.whatsapp_message_templates OWNER TO osmochat_owner;

-- Name: TABLE whatsapp_message_templates; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.whatsapp_message_templates IS 'Texts with variables, for automatic replies and broadcasts';

-- Name: COLUMN whatsapp_message_templates.user_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.whatsapp_message_templates.user_id IS 'The chanel''s account, filled in by a trigger';

-- Name: COLUMN whatsapp_message_templates.content; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.whatsapp_message_templates.content IS 'The text; a variable stands in it as {{name}}';

-- Name: COLUMN whatsapp_message_templates.variables; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.whatsapp_message_templates.variables IS 'The names of the variables';

-- Name: whatsapp_sessions; Type: TABLE; Schema: public; Owner: osmochat_owner

CREATE TABLE public.whatsapp_sessions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    chanel_id uuid NOT NULL,
    status character varying(20) DEFAULT 'disconnected'::character varying NOT NULL,
    phone_number character varying(20),
    qr_code text,
    qr_expires_at timestamp with time zone,
    auth_state jsonb,
    last_connected_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT whatsapp_sessions_auth_state_shape CHECK ((jsonb_typeof(auth_state) = 'object'::text)),
    CONSTRAINT whatsapp_sessions_phone_number_form CHECK (((phone_number)::text ~ '^\+[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT whatsapp_sessions_qr_expires CHECK (((qr_code IS NULL) = (qr_expires_at IS NULL))),
    CONSTRAINT whatsapp_sessions_status_known CHECK (((status)::text = ANY ((ARRAY['disconnected'::character varying, 'connecting'::character varying, 'qr_pending'::character varying, 'connected'::character varying])::text[])))
);

ALTER TABLE ONLY public.whatsapp_sessions FORCE ROW LEVEL SECURITY;

ALTER TABLE public.whatsapp_sessions OWNER TO osmochat_owner;

-- Name: TABLE whatsapp_sessions; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON TABLE public.whatsapp_sessions IS 'The connection of a WhatsApp chanel; one row a chanel';

-- Name: COLUMN whatsapp_sessions.user_id; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.whatsapp_sessions.user_id IS 'The chanel''s account, filled in by a trigger';

-- Name: COLUMN whatsapp_sessions.status; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.whatsapp_sessions.status IS 'disconnected, connecting, qr_pending or connected';

-- Name: COLUMN whatsapp_sessions.phone_number; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.whatsapp_sessions.phone_number IS 'The number that is connected, in the form of E.164';

-- Name: COLUMN whatsapp_sessions.qr_code; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.whatsapp_sessions.qr_code IS 'What a phone scans to pair: a secret, for the gateway, and for the account''s holder by app.get_whatsapp_qr_code';

-- Name: COLUMN whatsapp_sessions.auth_state; Type: COMMENT; Schema: public; Owner: osmochat_owner

COMMENT ON COLUMN public.whatsapp_sessions.auth_state IS 'JSON object, keys of the paired device: whoever has them is that WhatsApp account. For the gateway alone';

-- Name: events_failed; Type: TABLE ATTACH; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_failed FOR VALUES IN ('failed');

-- Name: events_pending; Type: TABLE ATTACH; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_pending FOR VALUES IN ('pending');

-- Name: events_published; Type: TABLE ATTACH; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_published FOR VALUES IN ('published');

-- Name: events_published_default; Type: TABLE ATTACH; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.events_published ATTACH PARTITION public.events_published_default DEFAULT;

-- Name: job_runs job_runs_pkey; Type: CONSTRAINT; Schema: platform; Owner: osmochat_owner

ALTER TABLE ONLY platform.job_runs
    ADD CONSTRAINT job_runs_pkey PRIMARY KEY (job_run_id);

-- Name: migration_files migration_files_pkey; Type: CONSTRAINT; Schema: platform; Owner: osmochat_owner

ALTER TABLE ONLY platform.migration_files
    ADD CONSTRAINT migration_files_pkey PRIMARY KEY (migrations_table, version);

-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: platform; Owner: osmochat_owner

ALTER TABLE ONLY platform.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

-- Name: agent_ai_configs agent_ai_configs_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.agent_ai_configs
    ADD CONSTRAINT agent_ai_configs_pkey PRIMARY KEY (id);

-- Name: agents agents_id_user_id_key; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_id_user_id_key UNIQUE (id, user_id);

-- Name: agents agents_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_pkey PRIMARY KEY (id);

-- Name: ai_conversation_logs ai_conversation_logs_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.ai_conversation_logs
    ADD CONSTRAINT ai_conversation_logs_pkey PRIMARY KEY (id);

-- Name: auto_reply_rules auto_reply_rules_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.auto_reply_rules
    ADD CONSTRAINT auto_reply_rules_pkey PRIMARY KEY (id);

-- Name: chanels chanels_id_user_id_key; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.chanels
    ADD CONSTRAINT chanels_id_user_id_key UNIQUE (id, user_id);

-- Name: chanels chanels_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.chanels
    ADD CONSTRAINT chanels_pkey PRIMARY KEY (id);

-- Name: contacts contacts_id_chanel_id_key; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_id_chanel_id_key UNIQUE (id, chanel_id);

-- Name: contacts contacts_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_pkey PRIMARY KEY (id);

-- Name: conversation_handovers conversation_handovers_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.conversation_handovers
    ADD CONSTRAINT conversation_handovers_pkey PRIMARY KEY (id);

-- Name: conversation_metrics conversation_metrics_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.conversation_metrics
    ADD CONSTRAINT conversation_metrics_pkey PRIMARY KEY (id, recorded_at);

-- Name: conversations conversations_id_user_id_key; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_id_user_id_key UNIQUE (id, user_id);

-- Name: conversations conversations_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);

-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_failed events_failed_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.events_failed
    ADD CONSTRAINT events_failed_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_pending events_pending_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.events_pending
    ADD CONSTRAINT events_pending_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_published events_published_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.events_published
    ADD CONSTRAINT events_published_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_published_default events_published_default_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.events_published_default
    ADD CONSTRAINT events_published_default_pkey PRIMARY KEY (id, status, status_since);

-- Name: messages messages_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id);

-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

-- Name: whatsapp_message_templates whatsapp_message_templates_id_chanel_id_key; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.whatsapp_message_templates
    ADD CONSTRAINT whatsapp_message_templates_id_chanel_id_key UNIQUE (id, chanel_id);

-- Name: whatsapp_message_templates whatsapp_message_templates_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.whatsapp_message_templates
    ADD CONSTRAINT whatsapp_message_templates_pkey PRIMARY KEY (id);

-- Name: whatsapp_sessions whatsapp_sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.whatsapp_sessions
    ADD CONSTRAINT whatsapp_sessions_pkey PRIMARY KEY (id);

-- Name: idx_job_runs_job_started_at; Type: INDEX; Schema: platform; Owner: osmochat_owner

CREATE INDEX idx_job_runs_job_started_at ON platform.job_runs USING btree (job, started_at);

-- Name: idx_events_status_created_at; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_events_status_created_at ON ONLY public.events USING btree (status, created_at);

-- Name: events_failed_status_created_at_idx; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX events_failed_status_created_at_idx ON public.events_failed USING btree (status, created_at);

-- Name: idx_events_user_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_events_user_id ON ONLY public.events USING btree (user_id);

-- Name: events_failed_user_id_idx; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX events_failed_user_id_idx ON public.events_failed USING btree (user_id);

-- Name: events_pending_status_created_at_idx; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX events_pending_status_created_at_idx ON public.events_pending USING btree (status, created_at);

-- Name: events_pending_user_id_idx; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX events_pending_user_id_idx ON public.events_pending USING btree (user_id);

-- Name: events_published_status_created_at_idx; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX events_published_status_created_at_idx ON ONLY public.events_published USING btree (status, created_at);

-- Name: events_published_default_status_created_at_idx; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX events_published_default_status_created_at_idx ON public.events_published_default USING btree (status, created_at);

-- Name: idx_events_published_stream_sequence; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_events_published_stream_sequence ON ONLY public.events_published USING btree (stream, stream_sequence);

-- Name: events_published_default_stream_stream_sequence_idx; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX events_published_default_stream_stream_sequence_idx ON public.events_published_default USING btree (stream, stream_sequence);

-- Name: events_published_user_id_idx; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX events_published_user_id_idx ON ONLY public.events_published USING btree (user_id);

-- Name: events_published_default_user_id_idx; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX events_published_default_user_id_idx ON public.events_published_default USING btree (user_id);

-- Name: idx_agent_ai_configs_agent_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE UNIQUE INDEX idx_agent_ai_configs_agent_id ON public.agent_ai_configs USING btree (agent_id);

-- Name: idx_agent_ai_configs_user_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_agent_ai_configs_user_id ON public.agent_ai_configs USING btree (user_id);

-- Name: idx_agents_chanel_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_agents_chanel_id ON public.agents USING btree (chanel_id);

-- Name: idx_agents_login_id_user_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE UNIQUE INDEX idx_agents_login_id_user_id ON public.agents USING btree (login_id, user_id);

-- Name: idx_agents_user_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_agents_user_id ON public.agents USING btree (user_id);

-- Name: idx_ai_conversation_logs_agent_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_ai_conversation_logs_agent_id ON public.ai_conversation_logs USING btree (agent_id);

-- Name: idx_ai_conversation_logs_conversation_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_ai_conversation_logs_conversation_id ON public.ai_conversation_logs USING btree (conversation_id);

-- Name: idx_ai_conversation_logs_user_id_created_at; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_ai_conversation_logs_user_id_created_at ON public.ai_conversation_logs USING btree (user_id, created_at);

-- Name: idx_auto_reply_rules_chanel_id_priority; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_auto_reply_rules_chanel_id_priority ON public.auto_reply_rules USING btree (chanel_id, priority);

-- Name: idx_auto_reply_rules_template_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_auto_reply_rules_template_id ON public.auto_reply_rules USING btree (template_id);

-- Name: idx_auto_reply_rules_user_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_auto_reply_rules_user_id ON public.auto_reply_rules USING btree (user_id);

-- Name: idx_chanels_user_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_chanels_user_id ON public.chanels USING btree (user_id);

-- Name: idx_contacts_chanel_id_external_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE UNIQUE INDEX idx_contacts_chanel_id_external_id ON public.contacts USING btree (chanel_id, external_id);

-- Name: idx_contacts_chanel_id_phone_number; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE UNIQUE INDEX idx_contacts_chanel_id_phone_number ON public.contacts USING btree (chanel_id, phone_number);

-- Name: idx_contacts_user_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_contacts_user_id ON public.contacts USING btree (user_id);

-- Name: idx_conversation_handovers_conversation_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_conversation_handovers_conversation_id ON public.conversation_handovers USING btree (conversation_id);

-- Name: idx_conversation_handovers_from_agent_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_conversation_handovers_from_agent_id ON public.conversation_handovers USING btree (from_agent_id);

-- Name: idx_conversation_handovers_to_agent_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_conversation_handovers_to_agent_id ON public.conversation_handovers USING btree (to_agent_id);

-- Name: idx_conversation_handovers_user_id_created_at; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_conversation_handovers_user_id_created_at ON public.conversation_handovers USING btree (user_id, created_at);

-- Name: idx_conversation_metrics_agent_id_recorded_at; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_conversation_metrics_agent_id_recorded_at ON public.conversation_metrics USING btree (agent_id, recorded_at);

-- Name: idx_conversation_metrics_conversation_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_conversation_metrics_conversation_id ON public.conversation_metrics USING btree (conversation_id);

-- Name: idx_conversation_metrics_user_id_recorded_at; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_conversation_metrics_user_id_recorded_at ON public.conversation_metrics USING btree (user_id, recorded_at);

-- Name: idx_conversations_assigned_agent_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_conversations_assigned_agent_id ON public.conversations USING btree (assigned_agent_id);

-- Name: idx_conversations_chanel_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_conversations_chanel_id ON public.conversations USING btree (chanel_id);

-- Name: idx_conversations_contact_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_conversations_contact_id ON public.conversations USING btree (contact_id);

-- Name: idx_conversations_unread; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_conversations_unread ON public.conversations USING btree (user_id, last_message_time) WHERE (unread_count > 0);

-- Name: idx_conversations_user_id_last_message_time; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_conversations_user_id_last_message_time ON public.conversations USING btree (user_id, last_message_time);

-- Name: idx_messages_agent_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_messages_agent_id ON public.messages USING btree (agent_id) WHERE (agent_id IS NOT NULL);

-- Name: idx_messages_conversation_id_created_at; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_messages_conversation_id_created_at ON public.messages USING btree (conversation_id, created_at);

-- Name: idx_messages_conversation_id_external_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE UNIQUE INDEX idx_messages_conversation_id_external_id ON public.messages USING btree (conversation_id, external_id);

-- Name: idx_messages_unread; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_messages_unread ON public.messages USING btree (conversation_id) WHERE (((direction)::text = 'inbound'::text) AND (NOT is_read));

-- Name: idx_messages_user_id_created_at; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_messages_user_id_created_at ON public.messages USING btree (user_id, created_at);

-- Name: idx_users_email; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE UNIQUE INDEX idx_users_email ON public.users USING btree (email);

-- Name: idx_whatsapp_message_templates_chanel_id_name_language; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE UNIQUE INDEX idx_whatsapp_message_templates_chanel_id_name_language ON public.whatsapp_message_templates USING btree (chanel_id, name, language);

-- Name: idx_whatsapp_message_templates_user_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_whatsapp_message_templates_user_id ON public.whatsapp_message_templates USING btree (user_id);

-- Name: idx_whatsapp_sessions_chanel_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE UNIQUE INDEX idx_whatsapp_sessions_chanel_id ON public.whatsapp_sessions USING btree (chanel_id);

-- Name: idx_whatsapp_sessions_user_id; Type: INDEX; Schema: public; Owner: osmochat_owner

CREATE INDEX idx_whatsapp_sessions_user_id ON public.whatsapp_sessions USING btree (user_id);

-- Name: events_failed_pkey; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_failed_pkey;

-- Name: events_failed_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_failed_status_created_at_idx;

-- Name: events_failed_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.idx_events_user_id ATTACH PARTITION public.events_failed_user_id_idx;

-- Name: events_pending_pkey; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_pending_pkey;

-- Name: events_pending_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_pending_status_created_at_idx;

-- Name: events_pending_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.idx_events_user_id ATTACH PARTITION public.events_pending_user_id_idx;

-- Name: events_published_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.events_published_pkey ATTACH PARTITION public.events_published_default_pkey;

-- Name: events_published_default_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.events_published_status_created_at_idx ATTACH PARTITION public.events_published_default_status_created_at_idx;

-- Name: events_published_default_stream_stream_sequence_idx; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.idx_events_published_stream_sequence ATTACH PARTITION public.events_published_default_stream_stream_sequence_idx;

-- Name: events_published_default_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.events_published_user_id_idx ATTACH PARTITION public.events_published_default_user_id_idx;

-- Name: events_published_pkey; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_published_pkey;

-- Name: events_published_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_published_status_created_at_idx;

-- Name: events_published_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: osmochat_owner

ALTER INDEX public.idx_events_user_id ATTACH PARTITION public.events_published_user_id_idx;

-- Name: agents allow_status_alone; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER allow_status_alone BEFORE UPDATE ON public.agents FOR EACH ROW WHEN (((old.login_id = platform.current_user_id()) AND (old.user_id <> platform.current_user_id()))) EXECUTE FUNCTION private.allow_status_alone();

-- Name: conversation_handovers assign_on_handover; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER assign_on_handover AFTER INSERT ON public.conversation_handovers FOR EACH ROW EXECUTE FUNCTION private.assign_on_handover();

-- Name: messages keep_conversations_of_changed; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER keep_conversations_of_changed AFTER UPDATE ON public.messages REFERENCING OLD TABLE AS old_messages NEW TABLE AS new_messages FOR EACH STATEMENT EXECUTE FUNCTION private.keep_conversations();

-- Name: messages keep_conversations_of_deleted; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER keep_conversations_of_deleted AFTER DELETE ON public.messages REFERENCING OLD TABLE AS old_messages FOR EACH STATEMENT EXECUTE FUNCTION private.keep_conversations();

-- Name: messages keep_conversations_of_new; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER keep_conversations_of_new AFTER INSERT ON public.messages REFERENCING NEW TABLE AS new_messages FOR EACH STATEMENT EXECUTE FUNCTION private.keep_conversations();

-- Name: agent_ai_configs place_under_agent; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER place_under_agent BEFORE INSERT ON public.agent_ai_configs FOR EACH ROW EXECUTE FUNCTION private.place_under_agent();

-- Name: auto_reply_rules place_under_chanel; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER place_under_chanel BEFORE INSERT ON public.auto_reply_rules FOR EACH ROW EXECUTE FUNCTION private.place_under_chanel();

-- Name: contacts place_under_chanel; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER place_under_chanel BEFORE INSERT ON public.contacts FOR EACH ROW EXECUTE FUNCTION private.place_under_chanel();

-- Name: conversations place_under_chanel; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER place_under_chanel BEFORE INSERT ON public.conversations FOR EACH ROW EXECUTE FUNCTION private.place_under_chanel();

-- Name: whatsapp_message_templates place_under_chanel; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER place_under_chanel BEFORE INSERT ON public.whatsapp_message_templates FOR EACH ROW EXECUTE FUNCTION private.place_under_chanel();

-- Name: ai_conversation_logs place_under_conversation; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER place_under_conversation BEFORE INSERT ON public.ai_conversation_logs FOR EACH ROW EXECUTE FUNCTION private.place_under_conversation();

-- Name: conversation_handovers place_under_conversation; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER place_under_conversation BEFORE INSERT ON public.conversation_handovers FOR EACH ROW EXECUTE FUNCTION private.place_under_conversation();

-- Name: conversation_metrics place_under_conversation; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER place_under_conversation BEFORE INSERT ON public.conversation_metrics FOR EACH ROW EXECUTE FUNCTION private.place_under_conversation();

-- Name: messages place_under_conversation; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER place_under_conversation BEFORE INSERT ON public.messages FOR EACH ROW EXECUTE FUNCTION private.place_under_conversation();

-- Name: whatsapp_sessions place_under_whatsapp_chanel; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER place_under_whatsapp_chanel BEFORE INSERT ON public.whatsapp_sessions FOR EACH ROW EXECUTE FUNCTION private.place_under_whatsapp_chanel();

-- Name: agents publish_change; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE OR UPDATE ON public.agents FOR EACH ROW EXECUTE FUNCTION platform.publish_change('agent', 'user_id', 'user_id', '', '{type,status}');

-- Name: auto_reply_rules publish_change; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE OR UPDATE ON public.auto_reply_rules FOR EACH ROW EXECUTE FUNCTION platform.publish_change('auto_reply_rule', 'user_id', 'user_id', '', '{chanel_id}');

-- Name: contacts publish_change; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE OR UPDATE ON public.contacts FOR EACH ROW EXECUTE FUNCTION platform.publish_change('contact', 'user_id', 'user_id', '', '{chanel_id}');

-- Name: conversations publish_change; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE ON public.conversations FOR EACH ROW EXECUTE FUNCTION platform.publish_change('conversation', 'user_id', 'user_id', '', '{chanel_id}');

-- Name: messages publish_change; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE OR UPDATE OF status ON public.messages FOR EACH ROW EXECUTE FUNCTION platform.publish_change('message', 'user_id', 'user_id', '', '{conversation_id,direction,message_type}');

-- Name: conversations publish_change_of_state; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER publish_change_of_state AFTER UPDATE ON public.conversations FOR EACH ROW WHEN (((old.is_active <> new.is_active) OR (old.assigned_agent_id IS DISTINCT FROM new.assigned_agent_id))) EXECUTE FUNCTION platform.publish_change('conversation', 'user_id', 'user_id', '', '{chanel_id}');

-- Name: agent_ai_configs set_updated_at; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.agent_ai_configs FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: agents set_updated_at; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.agents FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: auto_reply_rules set_updated_at; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.auto_reply_rules FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: chanels set_updated_at; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.chanels FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: contacts set_updated_at; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.contacts FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: conversations set_updated_at; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.conversations FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: users set_updated_at; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: whatsapp_message_templates set_updated_at; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.whatsapp_message_templates FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: whatsapp_sessions set_updated_at; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.whatsapp_sessions FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: conversation_metrics ts_insert_blocker; Type: TRIGGER; Schema: public; Owner: osmochat_owner

CREATE TRIGGER ts_insert_blocker BEFORE INSERT ON public.conversation_metrics FOR EACH ROW EXECUTE FUNCTION _timescaledb_functions.insert_blocker();

-- Name: agent_ai_configs agent_ai_configs_agent_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.agent_ai_configs
    ADD CONSTRAINT agent_ai_configs_agent_id_user_id_fkey FOREIGN KEY (agent_id, user_id) REFERENCES public.agents(id, user_id) ON DELETE CASCADE;

-- Name: agents agents_chanel_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_chanel_id_user_id_fkey FOREIGN KEY (chanel_id, user_id) REFERENCES public.chanels(id, user_id) ON DELETE SET NULL (chanel_id);

-- Name: agents agents_login_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_login_id_fkey FOREIGN KEY (login_id) REFERENCES public.users(id) ON DELETE SET NULL;

-- Name: agents agents_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

-- Name: ai_conversation_logs ai_conversation_logs_agent_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.ai_conversation_logs
    ADD CONSTRAINT ai_conversation_logs_agent_id_user_id_fkey FOREIGN KEY (agent_id, user_id) REFERENCES public.agents(id, user_id) ON DELETE SET NULL (agent_id);

-- Name: ai_conversation_logs ai_conversation_logs_conversation_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.ai_conversation_logs
    ADD CONSTRAINT ai_conversation_logs_conversation_id_user_id_fkey FOREIGN KEY (conversation_id, user_id) REFERENCES public.conversations(id, user_id) ON DELETE CASCADE;

-- Name: auto_reply_rules auto_reply_rules_chanel_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.auto_reply_rules
    ADD CONSTRAINT auto_reply_rules_chanel_id_user_id_fkey FOREIGN KEY (chanel_id, user_id) REFERENCES public.chanels(id, user_id) ON DELETE CASCADE;

-- Name: auto_reply_rules auto_reply_rules_template_id_chanel_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.auto_reply_rules
    ADD CONSTRAINT auto_reply_rules_template_id_chanel_id_fkey FOREIGN KEY (template_id, chanel_id) REFERENCES public.whatsapp_message_templates(id, chanel_id);

-- Name: chanels chanels_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.chanels
    ADD CONSTRAINT chanels_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

-- Name: contacts contacts_chanel_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_chanel_id_user_id_fkey FOREIGN KEY (chanel_id, user_id) REFERENCES public.chanels(id, user_id) ON DELETE CASCADE;

-- Name: conversation_handovers conversation_handovers_conversation_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.conversation_handovers
    ADD CONSTRAINT conversation_handovers_conversation_id_user_id_fkey FOREIGN KEY (conversation_id, user_id) REFERENCES public.conversations(id, user_id) ON DELETE CASCADE;

-- Name: conversation_handovers conversation_handovers_from_agent_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.conversation_handovers
    ADD CONSTRAINT conversation_handovers_from_agent_id_user_id_fkey FOREIGN KEY (from_agent_id, user_id) REFERENCES public.agents(id, user_id) ON DELETE SET NULL (from_agent_id);

-- Name: conversation_handovers conversation_handovers_to_agent_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.conversation_handovers
    ADD CONSTRAINT conversation_handovers_to_agent_id_user_id_fkey FOREIGN KEY (to_agent_id, user_id) REFERENCES public.agents(id, user_id) ON DELETE SET NULL (to_agent_id);

-- Name: conversation_metrics conversation_metrics_agent_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.conversation_metrics
    ADD CONSTRAINT conversation_metrics_agent_id_user_id_fkey FOREIGN KEY (agent_id, user_id) REFERENCES public.agents(id, user_id) ON DELETE SET NULL (agent_id);

-- Name: conversation_metrics conversation_metrics_conversation_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.conversation_metrics
    ADD CONSTRAINT conversation_metrics_conversation_id_user_id_fkey FOREIGN KEY (conversation_id, user_id) REFERENCES public.conversations(id, user_id) ON DELETE CASCADE;

-- Name: conversations conversations_assigned_agent_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_assigned_agent_id_user_id_fkey FOREIGN KEY (assigned_agent_id, user_id) REFERENCES public.agents(id, user_id) ON DELETE SET NULL (assigned_agent_id);

-- Name: conversations conversations_chanel_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_chanel_id_user_id_fkey FOREIGN KEY (chanel_id, user_id) REFERENCES public.chanels(id, user_id) ON DELETE CASCADE;

-- Name: conversations conversations_contact_id_chanel_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_contact_id_chanel_id_fkey FOREIGN KEY (contact_id, chanel_id) REFERENCES public.contacts(id, chanel_id) ON DELETE CASCADE;

-- Name: messages messages_agent_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_agent_id_user_id_fkey FOREIGN KEY (agent_id, user_id) REFERENCES public.agents(id, user_id) ON DELETE SET NULL (agent_id);

-- Name: messages messages_conversation_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_conversation_id_user_id_fkey FOREIGN KEY (conversation_id, user_id) REFERENCES public.conversations(id, user_id) ON DELETE CASCADE;

-- Name: whatsapp_message_templates whatsapp_message_templates_chanel_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.whatsapp_message_templates
    ADD CONSTRAINT whatsapp_message_templates_chanel_id_user_id_fkey FOREIGN KEY (chanel_id, user_id) REFERENCES public.chanels(id, user_id) ON DELETE CASCADE;

-- Name: whatsapp_sessions whatsapp_sessions_chanel_id_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: osmochat_owner

ALTER TABLE ONLY public.whatsapp_sessions
    ADD CONSTRAINT whatsapp_sessions_chanel_id_user_id_fkey FOREIGN KEY (chanel_id, user_id) REFERENCES public.chanels(id, user_id) ON DELETE CASCADE;

-- Name: ai_conversation_logs account_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_insert ON public.ai_conversation_logs FOR INSERT TO osmochat_app WITH CHECK ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: contacts account_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_insert ON public.contacts FOR INSERT TO osmochat_app WITH CHECK ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: conversation_handovers account_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_insert ON public.conversation_handovers FOR INSERT TO osmochat_app WITH CHECK ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: conversation_metrics account_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_insert ON public.conversation_metrics FOR INSERT TO osmochat_app WITH CHECK (((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))) AND ((recorded_at >= (now() - '31 days'::interval)) AND (recorded_at <= (now() + '1 day'::interval)))));

-- Name: conversations account_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_insert ON public.conversations FOR INSERT TO osmochat_app WITH CHECK ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: messages account_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_insert ON public.messages FOR INSERT TO osmochat_app WITH CHECK ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: agent_ai_configs account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.agent_ai_configs FOR SELECT TO osmochat_app, osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: agents account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.agents FOR SELECT TO osmochat_app, osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: ai_conversation_logs account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.ai_conversation_logs FOR SELECT TO osmochat_app, osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: auto_reply_rules account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.auto_reply_rules FOR SELECT TO osmochat_app, osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: chanels account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.chanels FOR SELECT TO osmochat_app, osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: contacts account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.contacts FOR SELECT TO osmochat_app, osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: conversation_handovers account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.conversation_handovers FOR SELECT TO osmochat_app, osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: conversation_metrics account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.conversation_metrics FOR SELECT TO osmochat_app, osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: conversations account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.conversations FOR SELECT TO osmochat_app, osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: events account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.events FOR SELECT TO osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: messages account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.messages FOR SELECT TO osmochat_app, osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: whatsapp_message_templates account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.whatsapp_message_templates FOR SELECT TO osmochat_app, osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: whatsapp_sessions account_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_select ON public.whatsapp_sessions FOR SELECT TO osmochat_app, osmochat_readonly USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: contacts account_update; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_update ON public.contacts FOR UPDATE TO osmochat_app USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids)))) WITH CHECK ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: conversations account_update; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_update ON public.conversations FOR UPDATE TO osmochat_app USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids)))) WITH CHECK ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: messages account_update; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY account_update ON public.messages FOR UPDATE TO osmochat_app USING ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids)))) WITH CHECK ((user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))));

-- Name: agent_ai_configs; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.agent_ai_configs ENABLE ROW LEVEL SECURITY;

-- Name: agents; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.agents ENABLE ROW LEVEL SECURITY;

-- Name: ai_conversation_logs; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.ai_conversation_logs ENABLE ROW LEVEL SECURITY;

-- Name: auto_reply_rules; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.auto_reply_rules ENABLE ROW LEVEL SECURITY;

-- Name: chanels; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.chanels ENABLE ROW LEVEL SECURITY;

-- Name: contacts; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.contacts ENABLE ROW LEVEL SECURITY;

-- Name: conversation_handovers; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.conversation_handovers ENABLE ROW LEVEL SECURITY;

-- Name: conversation_metrics; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.conversation_metrics ENABLE ROW LEVEL SECURITY;

-- Name: conversations; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.conversations ENABLE ROW LEVEL SECURITY;

-- Name: ai_conversation_logs definer_delete; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY definer_delete ON public.ai_conversation_logs FOR DELETE TO osmochat_owner USING (true);

-- Name: events definer_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY definer_insert ON public.events FOR INSERT TO osmochat_owner WITH CHECK (true);

-- Name: agents definer_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY definer_select ON public.agents FOR SELECT TO osmochat_owner USING (true);

-- Name: ai_conversation_logs definer_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY definer_select ON public.ai_conversation_logs FOR SELECT TO osmochat_owner USING (true);

-- Name: conversations definer_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY definer_select ON public.conversations FOR SELECT TO osmochat_owner USING (true);

-- Name: messages definer_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY definer_select ON public.messages FOR SELECT TO osmochat_owner USING (true);

-- Name: users definer_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY definer_select ON public.users FOR SELECT TO osmochat_owner USING (true);

-- Name: whatsapp_sessions definer_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY definer_select ON public.whatsapp_sessions FOR SELECT TO osmochat_owner USING (true);

-- Name: conversations definer_update; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY definer_update ON public.conversations FOR UPDATE TO osmochat_owner USING (true) WITH CHECK (true);

-- Name: events; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

-- Name: agent_ai_configs holder_delete; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_delete ON public.agent_ai_configs FOR DELETE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: agents holder_delete; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_delete ON public.agents FOR DELETE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: auto_reply_rules holder_delete; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_delete ON public.auto_reply_rules FOR DELETE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: chanels holder_delete; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_delete ON public.chanels FOR DELETE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: contacts holder_delete; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_delete ON public.contacts FOR DELETE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: conversations holder_delete; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_delete ON public.conversations FOR DELETE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: messages holder_delete; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_delete ON public.messages FOR DELETE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: whatsapp_message_templates holder_delete; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_delete ON public.whatsapp_message_templates FOR DELETE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: whatsapp_sessions holder_delete; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_delete ON public.whatsapp_sessions FOR DELETE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: agent_ai_configs holder_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_insert ON public.agent_ai_configs FOR INSERT TO osmochat_app WITH CHECK ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: agents holder_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_insert ON public.agents FOR INSERT TO osmochat_app WITH CHECK ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: auto_reply_rules holder_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_insert ON public.auto_reply_rules FOR INSERT TO osmochat_app WITH CHECK ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: chanels holder_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_insert ON public.chanels FOR INSERT TO osmochat_app WITH CHECK ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: whatsapp_message_templates holder_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_insert ON public.whatsapp_message_templates FOR INSERT TO osmochat_app WITH CHECK ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: whatsapp_sessions holder_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_insert ON public.whatsapp_sessions FOR INSERT TO osmochat_app WITH CHECK ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: agents holder_or_self_update; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_or_self_update ON public.agents FOR UPDATE TO osmochat_app USING (((user_id = ( SELECT app.held_account_id() AS held_account_id)) OR ((login_id = ( SELECT platform.current_user_id() AS current_user_id)) AND (user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids)))))) WITH CHECK (((user_id = ( SELECT app.held_account_id() AS held_account_id)) OR ((login_id = ( SELECT platform.current_user_id() AS current_user_id)) AND (user_id = ANY (ARRAY( SELECT app.account_ids() AS account_ids))))));

-- Name: whatsapp_sessions holder_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_select ON public.whatsapp_sessions FOR SELECT TO osmochat_gateway USING ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: agent_ai_configs holder_update; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_update ON public.agent_ai_configs FOR UPDATE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id))) WITH CHECK ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: auto_reply_rules holder_update; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_update ON public.auto_reply_rules FOR UPDATE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id))) WITH CHECK ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: chanels holder_update; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_update ON public.chanels FOR UPDATE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id))) WITH CHECK ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: whatsapp_message_templates holder_update; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_update ON public.whatsapp_message_templates FOR UPDATE TO osmochat_app USING ((user_id = ( SELECT app.held_account_id() AS held_account_id))) WITH CHECK ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: whatsapp_sessions holder_update; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY holder_update ON public.whatsapp_sessions FOR UPDATE TO osmochat_gateway USING ((user_id = ( SELECT app.held_account_id() AS held_account_id))) WITH CHECK ((user_id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: messages; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.messages ENABLE ROW LEVEL SECURITY;

-- Name: users self_insert; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY self_insert ON public.users FOR INSERT TO osmochat_app WITH CHECK ((id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: users self_select; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY self_select ON public.users FOR SELECT TO osmochat_app, osmochat_readonly USING ((id = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: users self_update; Type: POLICY; Schema: public; Owner: osmochat_owner

CREATE POLICY self_update ON public.users FOR UPDATE TO osmochat_app USING ((id = ( SELECT app.held_account_id() AS held_account_id))) WITH CHECK ((id = ( SELECT app.held_account_id() AS held_account_id)));

-- Name: users; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

-- Name: whatsapp_message_templates; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.whatsapp_message_templates ENABLE ROW LEVEL SECURITY;

-- Name: whatsapp_sessions; Type: ROW SECURITY; Schema: public; Owner: osmochat_owner

ALTER TABLE public.whatsapp_sessions ENABLE ROW LEVEL SECURITY;

-- Name: SCHEMA extensions; Type: ACL; Schema: -; Owner: postgres

GRANT USAGE ON SCHEMA extensions TO osmochat_owner;
GRANT USAGE ON SCHEMA extensions TO osmochat_app;
GRANT USAGE ON SCHEMA extensions TO osmochat_migrator;
GRANT USAGE ON SCHEMA extensions TO osmochat_readonly;
GRANT USAGE ON SCHEMA extensions TO osmochat_gateway;

-- Name: SCHEMA app; Type: ACL; Schema: -; Owner: osmochat_owner

GRANT USAGE ON SCHEMA app TO osmochat_app;
GRANT USAGE ON SCHEMA app TO osmochat_readonly;
GRANT USAGE ON SCHEMA app TO osmochat_gateway;

-- Name: SCHEMA platform; Type: ACL; Schema: -; Owner: osmochat_owner

GRANT USAGE ON SCHEMA platform TO osmochat_app;
GRANT USAGE ON SCHEMA platform TO osmochat_migrator;
GRANT USAGE ON SCHEMA platform TO osmochat_readonly;
GRANT USAGE ON SCHEMA platform TO osmochat_gateway;
GRANT USAGE ON SCHEMA platform TO metrics;

-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO osmochat_app;
GRANT USAGE ON SCHEMA public TO osmochat_migrator;
GRANT USAGE ON SCHEMA public TO osmochat_readonly;
GRANT USAGE ON SCHEMA public TO osmochat_gateway;
GRANT USAGE ON SCHEMA public TO relay;

-- Name: FUNCTION account_ids(); Type: ACL; Schema: app; Owner: osmochat_owner

REVOKE ALL ON FUNCTION app.account_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION app.account_ids() TO osmochat_app;
GRANT ALL ON FUNCTION app.account_ids() TO osmochat_readonly;

-- Name: FUNCTION find_login(p_email text); Type: ACL; Schema: app; Owner: osmochat_owner

REVOKE ALL ON FUNCTION app.find_login(p_email text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.find_login(p_email text) TO osmochat_app;

-- Name: FUNCTION get_whatsapp_qr_code(p_chanel_id uuid); Type: ACL; Schema: app; Owner: osmochat_owner

REVOKE ALL ON FUNCTION app.get_whatsapp_qr_code(p_chanel_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION app.get_whatsapp_qr_code(p_chanel_id uuid) TO osmochat_app;

-- Name: FUNCTION held_account_id(); Type: ACL; Schema: app; Owner: osmochat_owner

REVOKE ALL ON FUNCTION app.held_account_id() FROM PUBLIC;
GRANT ALL ON FUNCTION app.held_account_id() TO osmochat_app;
GRANT ALL ON FUNCTION app.held_account_id() TO osmochat_readonly;
GRANT ALL ON FUNCTION app.held_account_id() TO osmochat_gateway;

-- Name: FUNCTION lo_creat(integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_creat(integer) FROM PUBLIC;

-- Name: FUNCTION lo_create(oid); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC;

-- Name: FUNCTION lo_from_bytea(oid, bytea); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;

-- Name: FUNCTION pg_advisory_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) TO osmochat_owner;

-- Name: FUNCTION pg_advisory_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(integer, integer) TO osmochat_owner;

-- Name: FUNCTION pg_advisory_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(bigint) TO osmochat_owner;

-- Name: FUNCTION pg_advisory_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(integer, integer) TO osmochat_owner;

-- Name: FUNCTION pg_advisory_unlock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock(bigint) TO osmochat_owner;

-- Name: FUNCTION pg_advisory_unlock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock(integer, integer) TO osmochat_owner;

-- Name: FUNCTION pg_advisory_unlock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(bigint) TO osmochat_owner;

-- Name: FUNCTION pg_advisory_unlock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(integer, integer) TO osmochat_owner;

-- Name: FUNCTION pg_advisory_xact_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(bigint) TO osmochat_owner;

-- Name: FUNCTION pg_advisory_xact_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) TO osmochat_owner;

-- Name: FUNCTION pg_advisory_xact_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(bigint) TO osmochat_owner;

-- Name: FUNCTION pg_advisory_xact_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(integer, integer) TO osmochat_owner;

-- Name: FUNCTION pg_cancel_backend(integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_cancel_backend(integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_cancel_backend(integer) TO osmochat_owner;

-- Name: FUNCTION pg_logical_emit_message(transactional boolean, prefix text, message bytea, flush boolean); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_logical_emit_message(transactional boolean, prefix text, message bytea, flush boolean) FROM PUBLIC;

-- Name: FUNCTION pg_logical_emit_message(transactional boolean, prefix text, message text, flush boolean); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_logical_emit_message(transactional boolean, prefix text, message text, flush boolean) FROM PUBLIC;

-- Name: FUNCTION pg_notify(text, text); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_notify(text, text) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_notify(text, text) TO osmochat_owner;

-- Name: FUNCTION pg_terminate_backend(pid integer, timeout bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_terminate_backend(pid integer, timeout bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_terminate_backend(pid integer, timeout bigint) TO osmochat_owner;

-- Name: FUNCTION pg_try_advisory_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) TO osmochat_owner;

-- Name: FUNCTION pg_try_advisory_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(integer, integer) TO osmochat_owner;

-- Name: FUNCTION pg_try_advisory_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(bigint) TO osmochat_owner;

-- Name: FUNCTION pg_try_advisory_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(integer, integer) TO osmochat_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(bigint) TO osmochat_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(integer, integer) TO osmochat_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(bigint) TO osmochat_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(integer, integer) TO osmochat_owner;

-- Name: FUNCTION create_events(p_tenant_column name, p_id_type regtype); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) FROM PUBLIC;

-- Name: FUNCTION create_outbox(p_tenant_column name, p_id_type regtype); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) FROM PUBLIC;

-- Name: FUNCTION current_login(); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.current_login() FROM PUBLIC;

-- Name: FUNCTION current_user_id(); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.current_user_id() FROM PUBLIC;
GRANT ALL ON FUNCTION platform.current_user_id() TO osmochat_app;
GRANT ALL ON FUNCTION platform.current_user_id() TO osmochat_migrator;
GRANT ALL ON FUNCTION platform.current_user_id() TO osmochat_readonly;
GRANT ALL ON FUNCTION platform.current_user_id() TO osmochat_gateway;

-- Name: FUNCTION divide_published_events(); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.divide_published_events() FROM PUBLIC;

-- Name: FUNCTION for_tenants(p_statement text, p_tenants text[]); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) FROM PUBLIC;

-- Name: FUNCTION forbid_change(); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.forbid_change() FROM PUBLIC;

-- Name: FUNCTION insert_row(p_table regclass, p_row jsonb); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.insert_row(p_table regclass, p_row jsonb) FROM PUBLIC;

-- Name: FUNCTION maintain_months(p_parent regclass); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.maintain_months(p_parent regclass) FROM PUBLIC;

-- Name: FUNCTION maintain_outbox(p_keep interval); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.maintain_outbox(p_keep interval) FROM PUBLIC;

-- Name: FUNCTION make_months(p_parent regclass); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.make_months(p_parent regclass) FROM PUBLIC;

-- Name: FUNCTION partitions_ahead(); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.partitions_ahead() FROM PUBLIC;
GRANT ALL ON FUNCTION platform.partitions_ahead() TO metrics;

-- Name: FUNCTION publish_change(); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.publish_change() FROM PUBLIC;

-- Name: FUNCTION purge_deleted(p_table regclass, p_keep interval); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) FROM PUBLIC;

-- Name: FUNCTION record_change(); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.record_change() FROM PUBLIC;

-- Name: PROCEDURE run_job(IN p_job text, IN p_statement text); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON PROCEDURE platform.run_job(IN p_job text, IN p_statement text) FROM PUBLIC;

-- Name: FUNCTION set_updated_at(); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.set_updated_at() FROM PUBLIC;

-- Name: FUNCTION table_name(p_relation oid); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.table_name(p_relation oid) FROM PUBLIC;

-- Name: FUNCTION tenant_of(p_value jsonb, p_function text); Type: ACL; Schema: platform; Owner: osmochat_owner

REVOKE ALL ON FUNCTION platform.tenant_of(p_value jsonb, p_function text) FROM PUBLIC;

-- Name: FUNCTION allow_status_alone(); Type: ACL; Schema: private; Owner: osmochat_owner

REVOKE ALL ON FUNCTION private.allow_status_alone() FROM PUBLIC;

-- Name: FUNCTION assign_on_handover(); Type: ACL; Schema: private; Owner: osmochat_owner

REVOKE ALL ON FUNCTION private.assign_on_handover() FROM PUBLIC;

-- Name: FUNCTION keep_conversations(); Type: ACL; Schema: private; Owner: osmochat_owner

REVOKE ALL ON FUNCTION private.keep_conversations() FROM PUBLIC;

-- Name: FUNCTION place_under_agent(); Type: ACL; Schema: private; Owner: osmochat_owner

REVOKE ALL ON FUNCTION private.place_under_agent() FROM PUBLIC;

-- Name: FUNCTION place_under_chanel(); Type: ACL; Schema: private; Owner: osmochat_owner

REVOKE ALL ON FUNCTION private.place_under_chanel() FROM PUBLIC;

-- Name: FUNCTION place_under_conversation(); Type: ACL; Schema: private; Owner: osmochat_owner

REVOKE ALL ON FUNCTION private.place_under_conversation() FROM PUBLIC;

-- Name: FUNCTION place_under_whatsapp_chanel(); Type: ACL; Schema: private; Owner: osmochat_owner

REVOKE ALL ON FUNCTION private.place_under_whatsapp_chanel() FROM PUBLIC;

-- Name: FUNCTION put_conversations_away(); Type: ACL; Schema: private; Owner: osmochat_owner

REVOKE ALL ON FUNCTION private.put_conversations_away() FROM PUBLIC;

-- Name: FUNCTION put_conversations_away_of(p_accounts uuid[]); Type: ACL; Schema: private; Owner: osmochat_owner

REVOKE ALL ON FUNCTION private.put_conversations_away_of(p_accounts uuid[]) FROM PUBLIC;

-- Name: FUNCTION remove_old_ai_logs(); Type: ACL; Schema: private; Owner: osmochat_owner

REVOKE ALL ON FUNCTION private.remove_old_ai_logs() FROM PUBLIC;

-- Name: FUNCTION get_agent_ai_config(agent_uuid uuid); Type: ACL; Schema: public; Owner: osmochat_owner

REVOKE ALL ON FUNCTION public.get_agent_ai_config(agent_uuid uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.get_agent_ai_config(agent_uuid uuid) TO osmochat_app;
GRANT ALL ON FUNCTION public.get_agent_ai_config(agent_uuid uuid) TO osmochat_readonly;

-- Name: FUNCTION get_auto_reply_rules(chanel_uuid uuid); Type: ACL; Schema: public; Owner: osmochat_owner

REVOKE ALL ON FUNCTION public.get_auto_reply_rules(chanel_uuid uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.get_auto_reply_rules(chanel_uuid uuid) TO osmochat_app;
GRANT ALL ON FUNCTION public.get_auto_reply_rules(chanel_uuid uuid) TO osmochat_readonly;

-- Name: FUNCTION get_conversation_with_messages(conv_id uuid); Type: ACL; Schema: public; Owner: osmochat_owner

REVOKE ALL ON FUNCTION public.get_conversation_with_messages(conv_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.get_conversation_with_messages(conv_id uuid) TO osmochat_app;
GRANT ALL ON FUNCTION public.get_conversation_with_messages(conv_id uuid) TO osmochat_readonly;

-- Name: FUNCTION log_ai_conversation(conv_id uuid, agent_uuid uuid, customer_message text, response text, confidence numeric, model_name text, duration_ms integer, tokens integer, hand_over boolean, reason text); Type: ACL; Schema: public; Owner: osmochat_owner

REVOKE ALL ON FUNCTION public.log_ai_conversation(conv_id uuid, agent_uuid uuid, customer_message text, response text, confidence numeric, model_name text, duration_ms integer, tokens integer, hand_over boolean, reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.log_ai_conversation(conv_id uuid, agent_uuid uuid, customer_message text, response text, confidence numeric, model_name text, duration_ms integer, tokens integer, hand_over boolean, reason text) TO osmochat_app;

-- Name: FUNCTION mark_conversation_as_read(conv_id uuid); Type: ACL; Schema: public; Owner: osmochat_owner

REVOKE ALL ON FUNCTION public.mark_conversation_as_read(conv_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.mark_conversation_as_read(conv_id uuid) TO osmochat_app;

-- Name: TABLE pg_stats; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats FROM PUBLIC;

-- Name: TABLE pg_stats_ext; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats_ext FROM PUBLIC;

-- Name: TABLE pg_stats_ext_exprs; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats_ext_exprs FROM PUBLIC;

-- Name: COLUMN job_runs.job; Type: ACL; Schema: platform; Owner: osmochat_owner

GRANT SELECT(job) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.started_at; Type: ACL; Schema: platform; Owner: osmochat_owner

GRANT SELECT(started_at) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.finished_at; Type: ACL; Schema: platform; Owner: osmochat_owner

GRANT SELECT(finished_at) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.outcome; Type: ACL; Schema: platform; Owner: osmochat_owner

GRANT SELECT(outcome) ON TABLE platform.job_runs TO metrics;

-- Name: TABLE job_outcomes; Type: ACL; Schema: platform; Owner: osmochat_owner

GRANT SELECT ON TABLE platform.job_outcomes TO metrics;

-- Name: TABLE agent_ai_configs; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT,DELETE ON TABLE public.agent_ai_configs TO osmochat_app;
GRANT SELECT ON TABLE public.agent_ai_configs TO osmochat_readonly;

-- Name: COLUMN agent_ai_configs.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(id) ON TABLE public.agent_ai_configs TO osmochat_app;

-- Name: COLUMN agent_ai_configs.agent_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(agent_id) ON TABLE public.agent_ai_configs TO osmochat_app;

-- Name: COLUMN agent_ai_configs.model; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(model),UPDATE(model) ON TABLE public.agent_ai_configs TO osmochat_app;

-- Name: COLUMN agent_ai_configs.temperature; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(temperature),UPDATE(temperature) ON TABLE public.agent_ai_configs TO osmochat_app;

-- Name: COLUMN agent_ai_configs.max_tokens; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(max_tokens),UPDATE(max_tokens) ON TABLE public.agent_ai_configs TO osmochat_app;

-- Name: COLUMN agent_ai_configs.speaking_style; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(speaking_style),UPDATE(speaking_style) ON TABLE public.agent_ai_configs TO osmochat_app;

-- Name: COLUMN agent_ai_configs.knowledge; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(knowledge),UPDATE(knowledge) ON TABLE public.agent_ai_configs TO osmochat_app;

-- Name: COLUMN agent_ai_configs.handover_conditions; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(handover_conditions),UPDATE(handover_conditions) ON TABLE public.agent_ai_configs TO osmochat_app;

-- Name: TABLE agents; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT,DELETE ON TABLE public.agents TO osmochat_app;
GRANT SELECT ON TABLE public.agents TO osmochat_readonly;

-- Name: COLUMN agents.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(id) ON TABLE public.agents TO osmochat_app;

-- Name: COLUMN agents.user_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(user_id) ON TABLE public.agents TO osmochat_app;

-- Name: COLUMN agents.login_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(login_id),UPDATE(login_id) ON TABLE public.agents TO osmochat_app;

-- Name: COLUMN agents.chanel_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(chanel_id),UPDATE(chanel_id) ON TABLE public.agents TO osmochat_app;

-- Name: COLUMN agents.name; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.agents TO osmochat_app;

-- Name: COLUMN agents.type; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(type) ON TABLE public.agents TO osmochat_app;

-- Name: COLUMN agents.status; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(status),UPDATE(status) ON TABLE public.agents TO osmochat_app;

-- Name: COLUMN agents.is_active; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE public.agents TO osmochat_app;

-- Name: TABLE conversation_handovers; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT ON TABLE public.conversation_handovers TO osmochat_app;
GRANT SELECT ON TABLE public.conversation_handovers TO osmochat_readonly;

-- Name: COLUMN conversation_handovers.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(id) ON TABLE public.conversation_handovers TO osmochat_app;

-- Name: COLUMN conversation_handovers.conversation_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(conversation_id) ON TABLE public.conversation_handovers TO osmochat_app;

-- Name: COLUMN conversation_handovers.from_agent_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(from_agent_id) ON TABLE public.conversation_handovers TO osmochat_app;

-- Name: COLUMN conversation_handovers.to_agent_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(to_agent_id) ON TABLE public.conversation_handovers TO osmochat_app;

-- Name: COLUMN conversation_handovers.reason; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(reason) ON TABLE public.conversation_handovers TO osmochat_app;

-- Name: TABLE conversation_metrics; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT ON TABLE public.conversation_metrics TO osmochat_app;
GRANT SELECT ON TABLE public.conversation_metrics TO osmochat_readonly;

-- Name: COLUMN conversation_metrics.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(id) ON TABLE public.conversation_metrics TO osmochat_app;

-- Name: COLUMN conversation_metrics.conversation_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(conversation_id) ON TABLE public.conversation_metrics TO osmochat_app;

-- Name: COLUMN conversation_metrics.agent_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(agent_id) ON TABLE public.conversation_metrics TO osmochat_app;

-- Name: COLUMN conversation_metrics.response_time_seconds; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(response_time_seconds) ON TABLE public.conversation_metrics TO osmochat_app;

-- Name: COLUMN conversation_metrics.resolution_time_seconds; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(resolution_time_seconds) ON TABLE public.conversation_metrics TO osmochat_app;

-- Name: COLUMN conversation_metrics.satisfaction_rating; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(satisfaction_rating) ON TABLE public.conversation_metrics TO osmochat_app;

-- Name: COLUMN conversation_metrics.recorded_at; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(recorded_at) ON TABLE public.conversation_metrics TO osmochat_app;

-- Name: TABLE conversations; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT,DELETE ON TABLE public.conversations TO osmochat_app;
GRANT SELECT ON TABLE public.conversations TO osmochat_readonly;

-- Name: COLUMN conversations.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(id) ON TABLE public.conversations TO osmochat_app;

-- Name: COLUMN conversations.chanel_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(chanel_id) ON TABLE public.conversations TO osmochat_app;

-- Name: COLUMN conversations.contact_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(contact_id) ON TABLE public.conversations TO osmochat_app;

-- Name: COLUMN conversations.assigned_agent_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(assigned_agent_id),UPDATE(assigned_agent_id) ON TABLE public.conversations TO osmochat_app;

-- Name: COLUMN conversations.is_active; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT UPDATE(is_active) ON TABLE public.conversations TO osmochat_app;

-- Name: TABLE agent_performance; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT ON TABLE public.agent_performance TO osmochat_app;
GRANT SELECT ON TABLE public.agent_performance TO osmochat_readonly;

-- Name: TABLE ai_conversation_logs; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT ON TABLE public.ai_conversation_logs TO osmochat_app;
GRANT SELECT ON TABLE public.ai_conversation_logs TO osmochat_readonly;

-- Name: COLUMN ai_conversation_logs.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(id) ON TABLE public.ai_conversation_logs TO osmochat_app;

-- Name: COLUMN ai_conversation_logs.conversation_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(conversation_id) ON TABLE public.ai_conversation_logs TO osmochat_app;

-- Name: COLUMN ai_conversation_logs.agent_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(agent_id) ON TABLE public.ai_conversation_logs TO osmochat_app;

-- Name: COLUMN ai_conversation_logs.user_message; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(user_message) ON TABLE public.ai_conversation_logs TO osmochat_app;

-- Name: COLUMN ai_conversation_logs.ai_response; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(ai_response) ON TABLE public.ai_conversation_logs TO osmochat_app;

-- Name: COLUMN ai_conversation_logs.confidence_score; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(confidence_score) ON TABLE public.ai_conversation_logs TO osmochat_app;

-- Name: COLUMN ai_conversation_logs.model; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(model) ON TABLE public.ai_conversation_logs TO osmochat_app;

-- Name: COLUMN ai_conversation_logs.response_time_ms; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(response_time_ms) ON TABLE public.ai_conversation_logs TO osmochat_app;

-- Name: COLUMN ai_conversation_logs.tokens_used; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(tokens_used) ON TABLE public.ai_conversation_logs TO osmochat_app;

-- Name: COLUMN ai_conversation_logs.handed_over; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(handed_over) ON TABLE public.ai_conversation_logs TO osmochat_app;

-- Name: COLUMN ai_conversation_logs.handover_reason; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(handover_reason) ON TABLE public.ai_conversation_logs TO osmochat_app;

-- Name: TABLE ai_conversation_analysis; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT ON TABLE public.ai_conversation_analysis TO osmochat_app;
GRANT SELECT ON TABLE public.ai_conversation_analysis TO osmochat_readonly;

-- Name: TABLE auto_reply_rules; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT,DELETE ON TABLE public.auto_reply_rules TO osmochat_app;
GRANT SELECT ON TABLE public.auto_reply_rules TO osmochat_readonly;

-- Name: COLUMN auto_reply_rules.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(id) ON TABLE public.auto_reply_rules TO osmochat_app;

-- Name: COLUMN auto_reply_rules.chanel_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(chanel_id) ON TABLE public.auto_reply_rules TO osmochat_app;

-- Name: COLUMN auto_reply_rules.template_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(template_id),UPDATE(template_id) ON TABLE public.auto_reply_rules TO osmochat_app;

-- Name: COLUMN auto_reply_rules.name; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.auto_reply_rules TO osmochat_app;

-- Name: COLUMN auto_reply_rules.keywords; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(keywords),UPDATE(keywords) ON TABLE public.auto_reply_rules TO osmochat_app;

-- Name: COLUMN auto_reply_rules.match_type; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(match_type),UPDATE(match_type) ON TABLE public.auto_reply_rules TO osmochat_app;

-- Name: COLUMN auto_reply_rules.reply_content; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(reply_content),UPDATE(reply_content) ON TABLE public.auto_reply_rules TO osmochat_app;

-- Name: COLUMN auto_reply_rules.priority; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(priority),UPDATE(priority) ON TABLE public.auto_reply_rules TO osmochat_app;

-- Name: COLUMN auto_reply_rules.delay_seconds; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(delay_seconds),UPDATE(delay_seconds) ON TABLE public.auto_reply_rules TO osmochat_app;

-- Name: COLUMN auto_reply_rules.is_active; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE public.auto_reply_rules TO osmochat_app;

-- Name: TABLE chanels; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT,DELETE ON TABLE public.chanels TO osmochat_app;
GRANT SELECT ON TABLE public.chanels TO osmochat_readonly;

-- Name: COLUMN chanels.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(id) ON TABLE public.chanels TO osmochat_app;

-- Name: COLUMN chanels.user_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(user_id) ON TABLE public.chanels TO osmochat_app;

-- Name: COLUMN chanels.name; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.chanels TO osmochat_app;

-- Name: COLUMN chanels.type; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(type),UPDATE(type) ON TABLE public.chanels TO osmochat_app;

-- Name: COLUMN chanels.ai_takeover_enabled; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(ai_takeover_enabled),UPDATE(ai_takeover_enabled) ON TABLE public.chanels TO osmochat_app;

-- Name: COLUMN chanels.ai_takeover_delay_seconds; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(ai_takeover_delay_seconds),UPDATE(ai_takeover_delay_seconds) ON TABLE public.chanels TO osmochat_app;

-- Name: COLUMN chanels.ai_reply_limit; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(ai_reply_limit),UPDATE(ai_reply_limit) ON TABLE public.chanels TO osmochat_app;

-- Name: COLUMN chanels.is_active; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE public.chanels TO osmochat_app;

-- Name: TABLE chanel_statistics; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT ON TABLE public.chanel_statistics TO osmochat_app;
GRANT SELECT ON TABLE public.chanel_statistics TO osmochat_readonly;

-- Name: TABLE contacts; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT,DELETE ON TABLE public.contacts TO osmochat_app;
GRANT SELECT ON TABLE public.contacts TO osmochat_readonly;

-- Name: COLUMN contacts.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(id) ON TABLE public.contacts TO osmochat_app;

-- Name: COLUMN contacts.chanel_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(chanel_id) ON TABLE public.contacts TO osmochat_app;

-- Name: COLUMN contacts.name; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.contacts TO osmochat_app;

-- Name: COLUMN contacts.phone_number; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(phone_number),UPDATE(phone_number) ON TABLE public.contacts TO osmochat_app;

-- Name: COLUMN contacts.external_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(external_id),UPDATE(external_id) ON TABLE public.contacts TO osmochat_app;

-- Name: COLUMN contacts.metadata; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(metadata),UPDATE(metadata) ON TABLE public.contacts TO osmochat_app;

-- Name: TABLE conversation_summary; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT ON TABLE public.conversation_summary TO osmochat_app;
GRANT SELECT ON TABLE public.conversation_summary TO osmochat_readonly;

-- Name: TABLE events; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT ON TABLE public.events TO osmochat_readonly;

-- Name: COLUMN events.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(id) ON TABLE public.events TO relay;

-- Name: COLUMN events.event_type; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(event_type) ON TABLE public.events TO relay;

-- Name: COLUMN events.aggregate_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(aggregate_id) ON TABLE public.events TO relay;

-- Name: COLUMN events.aggregate_type; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(aggregate_type) ON TABLE public.events TO relay;

-- Name: COLUMN events.payload; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(payload) ON TABLE public.events TO relay;

-- Name: COLUMN events.status; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(status),UPDATE(status) ON TABLE public.events TO relay;

-- Name: COLUMN events.created_at; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(created_at) ON TABLE public.events TO relay;

-- Name: COLUMN events.status_since; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(status_since),UPDATE(status_since) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(stream),UPDATE(stream) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream_created_at; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(stream_created_at),UPDATE(stream_created_at) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream_sequence; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(stream_sequence),UPDATE(stream_sequence) ON TABLE public.events TO relay;

-- Name: COLUMN events.failure; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT UPDATE(failure) ON TABLE public.events TO relay;

-- Name: TABLE messages; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT,DELETE ON TABLE public.messages TO osmochat_app;
GRANT SELECT ON TABLE public.messages TO osmochat_readonly;

-- Name: COLUMN messages.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(id) ON TABLE public.messages TO osmochat_app;

-- Name: COLUMN messages.conversation_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(conversation_id) ON TABLE public.messages TO osmochat_app;

-- Name: COLUMN messages.agent_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(agent_id) ON TABLE public.messages TO osmochat_app;

-- Name: COLUMN messages.direction; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(direction) ON TABLE public.messages TO osmochat_app;

-- Name: COLUMN messages.message_type; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(message_type) ON TABLE public.messages TO osmochat_app;

-- Name: COLUMN messages.content; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(content) ON TABLE public.messages TO osmochat_app;

-- Name: COLUMN messages.media_url; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(media_url) ON TABLE public.messages TO osmochat_app;

-- Name: COLUMN messages.sender_name; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(sender_name) ON TABLE public.messages TO osmochat_app;

-- Name: COLUMN messages.external_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(external_id) ON TABLE public.messages TO osmochat_app;

-- Name: COLUMN messages.status; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(status),UPDATE(status) ON TABLE public.messages TO osmochat_app;

-- Name: COLUMN messages.is_read; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(is_read),UPDATE(is_read) ON TABLE public.messages TO osmochat_app;

-- Name: COLUMN messages.created_at; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(created_at) ON TABLE public.messages TO osmochat_app;

-- Name: COLUMN users.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(id),INSERT(id) ON TABLE public.users TO osmochat_app;
GRANT SELECT(id) ON TABLE public.users TO osmochat_readonly;

-- Name: COLUMN users.email; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(email),INSERT(email),UPDATE(email) ON TABLE public.users TO osmochat_app;
GRANT SELECT(email) ON TABLE public.users TO osmochat_readonly;

-- Name: COLUMN users.full_name; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(full_name),INSERT(full_name),UPDATE(full_name) ON TABLE public.users TO osmochat_app;
GRANT SELECT(full_name) ON TABLE public.users TO osmochat_readonly;

-- Name: COLUMN users.password_hash; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(password_hash),UPDATE(password_hash) ON TABLE public.users TO osmochat_app;

-- Name: COLUMN users.is_active; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(is_active) ON TABLE public.users TO osmochat_app;
GRANT SELECT(is_active) ON TABLE public.users TO osmochat_readonly;

-- Name: COLUMN users.created_at; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(created_at) ON TABLE public.users TO osmochat_app;
GRANT SELECT(created_at) ON TABLE public.users TO osmochat_readonly;

-- Name: COLUMN users.updated_at; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(updated_at) ON TABLE public.users TO osmochat_app;
GRANT SELECT(updated_at) ON TABLE public.users TO osmochat_readonly;

-- Name: TABLE whatsapp_message_templates; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT,DELETE ON TABLE public.whatsapp_message_templates TO osmochat_app;
GRANT SELECT ON TABLE public.whatsapp_message_templates TO osmochat_readonly;

-- Name: COLUMN whatsapp_message_templates.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(id) ON TABLE public.whatsapp_message_templates TO osmochat_app;

-- Name: COLUMN whatsapp_message_templates.chanel_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(chanel_id) ON TABLE public.whatsapp_message_templates TO osmochat_app;

-- Name: COLUMN whatsapp_message_templates.name; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.whatsapp_message_templates TO osmochat_app;

-- Name: COLUMN whatsapp_message_templates.language; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(language),UPDATE(language) ON TABLE public.whatsapp_message_templates TO osmochat_app;

-- Name: COLUMN whatsapp_message_templates.content; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(content),UPDATE(content) ON TABLE public.whatsapp_message_templates TO osmochat_app;

-- Name: COLUMN whatsapp_message_templates.variables; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(variables),UPDATE(variables) ON TABLE public.whatsapp_message_templates TO osmochat_app;

-- Name: COLUMN whatsapp_message_templates.is_active; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE public.whatsapp_message_templates TO osmochat_app;

-- Name: TABLE whatsapp_sessions; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT DELETE ON TABLE public.whatsapp_sessions TO osmochat_app;
GRANT SELECT ON TABLE public.whatsapp_sessions TO osmochat_gateway;

-- Name: COLUMN whatsapp_sessions.id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(id),INSERT(id) ON TABLE public.whatsapp_sessions TO osmochat_app;
GRANT SELECT(id) ON TABLE public.whatsapp_sessions TO osmochat_readonly;

-- Name: COLUMN whatsapp_sessions.user_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(user_id) ON TABLE public.whatsapp_sessions TO osmochat_app;
GRANT SELECT(user_id) ON TABLE public.whatsapp_sessions TO osmochat_readonly;

-- Name: COLUMN whatsapp_sessions.chanel_id; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(chanel_id),INSERT(chanel_id) ON TABLE public.whatsapp_sessions TO osmochat_app;
GRANT SELECT(chanel_id) ON TABLE public.whatsapp_sessions TO osmochat_readonly;

-- Name: COLUMN whatsapp_sessions.status; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(status) ON TABLE public.whatsapp_sessions TO osmochat_app;
GRANT SELECT(status) ON TABLE public.whatsapp_sessions TO osmochat_readonly;
GRANT UPDATE(status) ON TABLE public.whatsapp_sessions TO osmochat_gateway;

-- Name: COLUMN whatsapp_sessions.phone_number; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(phone_number) ON TABLE public.whatsapp_sessions TO osmochat_app;
GRANT SELECT(phone_number) ON TABLE public.whatsapp_sessions TO osmochat_readonly;
GRANT UPDATE(phone_number) ON TABLE public.whatsapp_sessions TO osmochat_gateway;

-- Name: COLUMN whatsapp_sessions.qr_code; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT UPDATE(qr_code) ON TABLE public.whatsapp_sessions TO osmochat_gateway;

-- Name: COLUMN whatsapp_sessions.qr_expires_at; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(qr_expires_at) ON TABLE public.whatsapp_sessions TO osmochat_app;
GRANT SELECT(qr_expires_at) ON TABLE public.whatsapp_sessions TO osmochat_readonly;
GRANT UPDATE(qr_expires_at) ON TABLE public.whatsapp_sessions TO osmochat_gateway;

-- Name: COLUMN whatsapp_sessions.auth_state; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT UPDATE(auth_state) ON TABLE public.whatsapp_sessions TO osmochat_gateway;

-- Name: COLUMN whatsapp_sessions.last_connected_at; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(last_connected_at) ON TABLE public.whatsapp_sessions TO osmochat_app;
GRANT SELECT(last_connected_at) ON TABLE public.whatsapp_sessions TO osmochat_readonly;
GRANT UPDATE(last_connected_at) ON TABLE public.whatsapp_sessions TO osmochat_gateway;

-- Name: COLUMN whatsapp_sessions.created_at; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(created_at) ON TABLE public.whatsapp_sessions TO osmochat_app;
GRANT SELECT(created_at) ON TABLE public.whatsapp_sessions TO osmochat_readonly;

-- Name: COLUMN whatsapp_sessions.updated_at; Type: ACL; Schema: public; Owner: osmochat_owner

GRANT SELECT(updated_at) ON TABLE public.whatsapp_sessions TO osmochat_app;
GRANT SELECT(updated_at) ON TABLE public.whatsapp_sessions TO osmochat_readonly;

-- Name: DEFAULT PRIVILEGES FOR TYPES; Type: DEFAULT ACL; Schema: -; Owner: osmochat_owner

ALTER DEFAULT PRIVILEGES FOR ROLE osmochat_owner REVOKE ALL ON TYPES FROM PUBLIC;

-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: osmochat_owner

ALTER DEFAULT PRIVILEGES FOR ROLE osmochat_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
