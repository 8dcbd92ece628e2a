-- The schema that the migrations of pack campaigns make. Written by `novax db dump campaigns`.

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

-- Name: app; Type: SCHEMA; Schema: -; Owner: campaigns_owner

CREATE SCHEMA app;

ALTER SCHEMA app OWNER TO campaigns_owner;

-- Name: SCHEMA app; Type: COMMENT; Schema: -; Owner: campaigns_owner

COMMENT ON SCHEMA app IS 'What applications and policies call: whose account it is, export, erasure';

-- Name: chunks; Type: SCHEMA; Schema: -; Owner: campaigns_owner

CREATE SCHEMA chunks;

ALTER SCHEMA chunks OWNER TO campaigns_owner;

-- Name: SCHEMA chunks; Type: COMMENT; Schema: -; Owner: campaigns_owner

COMMENT ON SCHEMA chunks IS 'Chunks of hypertables: nobody but the owner gets in';

-- Name: partman; Type: SCHEMA; Schema: -; Owner: postgres

CREATE SCHEMA partman;

ALTER SCHEMA partman OWNER TO postgres;

-- Name: platform; Type: SCHEMA; Schema: -; Owner: campaigns_owner

CREATE SCHEMA platform;

ALTER SCHEMA platform OWNER TO campaigns_owner;

-- Name: private; Type: SCHEMA; Schema: -; Owner: campaigns_owner

CREATE SCHEMA private;

ALTER SCHEMA private OWNER TO campaigns_owner;

-- Name: SCHEMA private; Type: COMMENT; Schema: -; Owner: campaigns_owner

COMMENT ON SCHEMA private IS 'Trigger functions, allowances, folding and maintenance: no role but the owner gets in';

-- Name: pg_partman; Type: EXTENSION; Schema: -; Owner: -

CREATE EXTENSION IF NOT EXISTS pg_partman WITH SCHEMA partman;

-- Name: EXTENSION pg_partman; Type: COMMENT; Schema: -; Owner: 

COMMENT ON EXTENSION pg_partman IS 'Extension to manage partitioned tables by time or ID';

-- Name: contacts_messaged(bigint, date, text); Type: FUNCTION; Schema: app; Owner: campaigns_owner

CREATE FUNCTION app.contacts_messaged(p_user_id bigint, p_date date, p_timezone text) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select count(distinct m.contact_id)
    from public.messages as m
    where
        m.user_id = p_user_id
        and m.status in ('queued', 'sending', 'sent', 'delivered', 'read', 'failed')
        and m.created_at >= p_date::timestamp at time zone p_timezone
        and m.created_at < (p_date + 1)::timestamp at time zone p_timezone
$$;

ALTER FUNCTION app.contacts_messaged(p_user_id bigint, p_date date, p_timezone text) OWNER TO campaigns_owner;

-- Name: FUNCTION contacts_messaged(p_user_id bigint, p_date date, p_timezone text); Type: COMMENT; Schema: app; Owner: campaigns_owner

COMMENT ON FUNCTION app.contacts_messaged(p_user_id bigint, p_date date, p_timezone text) IS 'How many contacts had a message made for them on a day of the user''s';

-- Name: current_account_id(); Type: FUNCTION; Schema: app; Owner: campaigns_owner

CREATE FUNCTION app.current_account_id() RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return (
        select u.id
        from public.users as u
        where
            u.uuid = (select platform.current_user_id())
            and (select platform.current_login()) in ('campaigns_app', 'campaigns_readonly', 'campaigns_billing')
    );
end
$$;

ALTER FUNCTION app.current_account_id() OWNER TO campaigns_owner;

-- Name: FUNCTION current_account_id(); Type: COMMENT; Schema: app; Owner: campaigns_owner

COMMENT ON FUNCTION app.current_account_id() IS 'users.id of the current user; null where there is none';

-- Name: current_campaign_ids(); Type: FUNCTION; Schema: app; Owner: campaigns_owner

CREATE FUNCTION app.current_campaign_ids() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 PARALLEL SAFE
    SET search_path TO ''
    AS $$
begin
    return query
    select c.id from public.campaigns as c where c.user_id = (select app.current_account_id());
end
$$;

ALTER FUNCTION app.current_campaign_ids() OWNER TO campaigns_owner;

-- Name: FUNCTION current_campaign_ids(); Type: COMMENT; Schema: app; Owner: campaigns_owner

COMMENT ON FUNCTION app.current_campaign_ids() IS 'The campaigns of the current user';

-- Name: delete_account(); Type: FUNCTION; Schema: app; Owner: campaigns_owner

CREATE FUNCTION app.delete_account() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_user constant bigint := app.current_account_id();
begin
    delete from public.users as u where u.id = v_user;
    if not found then
        return false;
    end if;
    delete from public.campaign_deltas as d where d.user_id = v_user;
    delete from public.contact_group_deltas as d where d.user_id = v_user;
    delete from public.daily_deltas as d where d.user_id = v_user;
    -- What is still to be published tells caches and search to forget; it names ids only.
    delete from public.events as e where e.user_id = v_user and e.status <> 'pending';
    return true;
end
$$;

ALTER FUNCTION app.delete_account() OWNER TO campaigns_owner;

-- Name: FUNCTION delete_account(); Type: COMMENT; Schema: app; Owner: campaigns_owner

COMMENT ON FUNCTION app.delete_account() IS 'Deletes the current user with everything that is theirs: whether there was one';

-- Name: erase_contact(bigint); Type: FUNCTION; Schema: app; Owner: campaigns_owner

CREATE FUNCTION app.erase_contact(p_contact_id bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_user constant bigint := app.current_account_id();
    v_number text;
begin
    delete from public.contacts as k
    where k.id = p_contact_id and k.user_id = v_user
    returning k.phone_number into v_number;
    if not found then
        return false;
    end if;
    delete from public.messages as m
    where m.user_id = v_user and (m.contact_id = p_contact_id or m.phone_number = v_number);
    return true;
end
$$;

ALTER FUNCTION app.erase_contact(p_contact_id bigint) OWNER TO campaigns_owner;

-- Name: FUNCTION erase_contact(p_contact_id bigint); Type: COMMENT; Schema: app; Owner: campaigns_owner

COMMENT ON FUNCTION app.erase_contact(p_contact_id bigint) IS 'Deletes a contact of the current user with all messages to it: whether there was one';

-- Name: export_account(); Type: FUNCTION; Schema: app; Owner: campaigns_owner

CREATE FUNCTION app.export_account() RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO ''
    AS $$
    select pg_catalog.jsonb_build_object(
        'users', pg_catalog.to_jsonb(u),
        'user_limits', (select pg_catalog.jsonb_agg(t) from public.user_limits as t),
        'whatsapp_accounts', (
            select pg_catalog.jsonb_agg(t)
            from (
                select
                    w.id, w.user_id, w.phone_number, w.display_name, w.status, w.qr_code_path, w.last_connected_at,
                    w.health_check_at, w.created_at, w.updated_at
                from public.whatsapp_accounts as w
            ) as t
        ),
        'contact_groups', (
            select pg_catalog.jsonb_agg(pg_catalog.to_jsonb(g) || pg_catalog.to_jsonb(t))
            from public.contact_groups as g
            inner join (select s.group_id as id, s.contact_count from public.contact_group_sizes as s) as t using (id)
        ),
        'contacts', (select pg_catalog.jsonb_agg(t) from public.contacts as t),
        'campaigns', (select pg_catalog.jsonb_agg(t) from public.campaigns as t),
        'campaign_analytics', (select pg_catalog.jsonb_agg(t) from public.campaign_progress as t),
        'messages', (select pg_catalog.jsonb_agg(t) from public.messages as t),
        'daily_analytics', (select pg_catalog.jsonb_agg(t) from public.daily_usage as t),
        'usage_logs', (select pg_catalog.jsonb_agg(t) from public.usage_logs as t),
        'current_usage', (select pg_catalog.jsonb_agg(t) from public.current_usage as t)
    )
    from public.users as u
    where u.uuid = (select platform.current_user_id())
$$;

ALTER FUNCTION app.export_account() OWNER TO campaigns_owner;

-- Name: FUNCTION export_account(); Type: COMMENT; Schema: app; Owner: campaigns_owner

COMMENT ON FUNCTION app.export_account() IS 'Everything of the current user, a key a table; null where there is none';

-- Name: whatsapp_session(bigint); Type: FUNCTION; Schema: app; Owner: campaigns_owner

CREATE FUNCTION app.whatsapp_session(p_account_id bigint) RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO ''
    AS $$
    select w.session_data
    from public.whatsapp_accounts as w
    where w.id = p_account_id and w.user_id = (select app.current_account_id())
$$;

ALTER FUNCTION app.whatsapp_session(p_account_id bigint) OWNER TO campaigns_owner;

-- Name: FUNCTION whatsapp_session(p_account_id bigint); Type: COMMENT; Schema: app; Owner: campaigns_owner

COMMENT ON FUNCTION app.whatsapp_session(p_account_id bigint) IS 'session_data of one account of the current user, for whatever connects to WhatsApp';

-- Name: create_events(name, regtype); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) OWNER TO campaigns_owner;

-- Name: FUNCTION create_events(p_tenant_column name, p_id_type regtype); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) IS 'Makes the table events with a tenant column of that name; `create_outbox` makes it whole';

-- Name: create_outbox(name, regtype); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

CREATE FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform platform.create_events(p_tenant_column, p_id_type);
    perform platform.divide_published_events();
end
$$;

ALTER FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) OWNER TO campaigns_owner;

-- Name: FUNCTION create_outbox(p_tenant_column name, p_id_type regtype); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) IS 'Makes the table events with a tenant column of that name; tenants and aggregates have ids of that type';

-- Name: current_login(); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

CREATE FUNCTION platform.current_login() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select coalesce(nullif(pg_catalog.current_setting('role'), 'none'), session_user::pg_catalog.text)
$$;

ALTER FUNCTION platform.current_login() OWNER TO campaigns_owner;

-- Name: FUNCTION current_login(); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.current_login() IS 'The role that a session acts as, also within functions that act as their owner: what app.current_user_id names depends
on it';

-- Name: current_user_id(); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

CREATE FUNCTION platform.current_user_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO ''
    AS $$
    select nullif(pg_catalog.current_setting('app.current_user_id', true), '')::pg_catalog.uuid
$$;

ALTER FUNCTION platform.current_user_id() OWNER TO campaigns_owner;

-- Name: FUNCTION current_user_id(); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.current_user_id() IS 'The user set with set_config(''app.current_user_id'', ..., true); null where none is';

-- Name: divide_published_events(); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.divide_published_events() OWNER TO campaigns_owner;

-- Name: FUNCTION divide_published_events(); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.divide_published_events() IS 'Divides the published events of an outbox by time and gives every event the columns that tell where it went';

-- Name: for_tenants(text, text[]); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) OWNER TO campaigns_owner;

-- Name: FUNCTION for_tenants(p_statement text, p_tenants text[]); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) IS 'Runs a statement that takes tenants as $1 and says how many rows it worked on; leaves out those for whom it fails, and
names them in platform.left_out';

-- Name: forbid_change(); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.forbid_change() OWNER TO campaigns_owner;

-- Name: FUNCTION forbid_change(); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.forbid_change() IS 'Trigger function: refuses the statement; for append-only tables';

-- Name: insert_row(regclass, jsonb); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.insert_row(p_table regclass, p_row jsonb) OWNER TO campaigns_owner;

-- Name: FUNCTION insert_row(p_table regclass, p_row jsonb); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.insert_row(p_table regclass, p_row jsonb) IS 'Inserts a JSON object as a row, with the caller''s rights; its keys are columns';

-- Name: maintain_months(regclass); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.maintain_months(p_parent regclass) OWNER TO campaigns_owner;

-- Name: FUNCTION maintain_months(p_parent regclass); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.maintain_months(p_parent regclass) IS 'Makes the partitions of the coming months, also after a rest, and drops those past their retention';

-- Name: maintain_outbox(interval); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.maintain_outbox(p_keep interval) OWNER TO campaigns_owner;

-- Name: FUNCTION maintain_outbox(p_keep interval); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.maintain_outbox(p_keep interval) IS 'Makes partitions for the coming days and removes published events that are older than that; says how many';

-- Name: make_months(regclass); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.make_months(p_parent regclass) OWNER TO campaigns_owner;

-- Name: FUNCTION make_months(p_parent regclass); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.make_months(p_parent regclass) IS 'Makes the months that are missing, with the rows that lie in the default partition, and says how many it moved';

-- Name: partitions_ahead(); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.partitions_ahead() OWNER TO campaigns_owner;

-- Name: FUNCTION partitions_ahead(); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.partitions_ahead() IS 'Until when each table by months has its partitions, and how many rows lie outside of them, up to 10,000; for metrics';

-- Name: publish_change(); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.publish_change() OWNER TO campaigns_owner;

-- Name: FUNCTION publish_change(); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.publish_change() IS 'Trigger function: puts <domain>.created, updated or deleted into the outbox; arguments: domain, tenant column of
events, column of the row, function from that to the tenant, columns that the payload tells';

-- Name: purge_deleted(regclass, interval); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) OWNER TO campaigns_owner;

-- Name: FUNCTION purge_deleted(p_table regclass, p_keep interval); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) IS 'Deletes rows whose deleted_at is longer ago than that, and says how many';

-- Name: record_change(); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.record_change() OWNER TO campaigns_owner;

-- Name: FUNCTION record_change(); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.record_change() IS 'Trigger function: writes a changed row''s audit entry; arguments: tenant column of audit_log, column of the row,
function from that to the tenant, columns left out';

-- Name: run_job(text, text); Type: PROCEDURE; Schema: platform; Owner: campaigns_owner

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

ALTER PROCEDURE platform.run_job(IN p_job text, IN p_statement text) OWNER TO campaigns_owner;

-- Name: PROCEDURE run_job(IN p_job text, IN p_statement text); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON PROCEDURE platform.run_job(IN p_job text, IN p_statement text) IS 'Runs a statement and leaves a row in platform.job_runs; a run that left tenants out has failed and names them';

-- Name: set_updated_at(); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.set_updated_at() OWNER TO campaigns_owner;

-- Name: FUNCTION set_updated_at(); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.set_updated_at() IS 'Trigger function: updated_at is the time of the last change';

-- Name: table_name(oid); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.table_name(p_relation oid) OWNER TO campaigns_owner;

-- Name: FUNCTION table_name(p_relation oid); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.table_name(p_relation oid) IS 'A table''s name without its schema; a part has the name of the whole';

-- Name: tenant_of(jsonb, text); Type: FUNCTION; Schema: platform; Owner: campaigns_owner

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

ALTER FUNCTION platform.tenant_of(p_value jsonb, p_function text) OWNER TO campaigns_owner;

-- Name: FUNCTION tenant_of(p_value jsonb, p_function text); Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON FUNCTION platform.tenant_of(p_value jsonb, p_function text) IS 'The tenant that the named function finds for a value; the value itself where no function is named';

-- Name: add_usage(bigint, text, smallint, bigint); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.add_usage(p_user_id bigint, p_resource text, p_slot smallint, p_quantity bigint) RETURNS void
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    insert into public.usage_slots as s (user_id, resource, day, slot, quantity, taken_by, taken)
    select
        u.user_id, u.resource, max(u.since), p_slot, p_quantity, pg_catalog.pg_current_xact_id(),
        greatest(p_quantity, 0)
    from public.current_usage as u
    where u.user_id = p_user_id and u.resource = p_resource
    group by u.user_id, u.resource
    on conflict (user_id, resource, day, slot) do update set
        quantity = s.quantity + excluded.quantity,
        taken = excluded.taken + case when s.taken_by = excluded.taken_by then s.taken else 0 end,
        taken_by = excluded.taken_by
$$;

ALTER FUNCTION private.add_usage(p_user_id bigint, p_resource text, p_slot smallint, p_quantity bigint) OWNER TO campaigns_owner;

-- Name: FUNCTION add_usage(p_user_id bigint, p_resource text, p_slot smallint, p_quantity bigint); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.add_usage(p_user_id bigint, p_resource text, p_slot smallint, p_quantity bigint) IS 'Adds to what a user has used of a resource, in a slot that the transaction holds';

-- Name: check_references(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.check_references() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
declare
    v_user bigint;
begin
    select a.user_id into v_user
    from added as a
    left join public.campaigns as c on c.id = a.campaign_id and c.user_id = a.user_id
    left join public.whatsapp_accounts as w on w.id = a.whatsapp_account_id and w.user_id = a.user_id
    left join public.contacts as k
        on k.id = a.contact_id and k.user_id = a.user_id and k.phone_number = a.phone_number
    where (a.campaign_id is not null and c.id is null) or w.id is null or k.id is null
    limit 1;
    if found then
        raise exception using
            errcode = 'foreign_key_violation',
            message = pg_catalog.format(
                'a message of user %s names a campaign, an account or a contact that is not the user''s, or not the '
                'contact''s number',
                v_user
            ),
            hint = 'Take ids and number from rows that the user can see.';
    end if;
    return null;
end
$$;

ALTER FUNCTION private.check_references() OWNER TO campaigns_owner;

-- Name: FUNCTION check_references(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.check_references() IS 'Trigger function: refuses messages whose campaign, account or contact is not their user''s';

-- Name: count_added_campaigns(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.count_added_campaigns() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    insert into public.campaign_analytics (campaign_id, total_contacts)
    select a.id, a.total_contacts from added as a;
    insert into public.daily_deltas (user_id, date, campaigns_created, campaigns_completed)
    select
        a.user_id, (d.at at time zone u.timezone)::date, sum(d.created), sum(d.completed)
    from added as a
    inner join public.users as u on u.id = a.user_id
    cross join lateral (
        values (a.created_at, 1, 0), (a.completed_at, 0, (a.status = 'completed')::integer)
    ) as d (at, created, completed)
    where d.created + d.completed > 0
    group by a.user_id, (d.at at time zone u.timezone)::date;
    return null;
end
$$;

ALTER FUNCTION private.count_added_campaigns() OWNER TO campaigns_owner;

-- Name: FUNCTION count_added_campaigns(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.count_added_campaigns() IS 'Trigger function: starts new campaigns'' figures, tells days of them';

-- Name: count_added_messages(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.count_added_messages() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    insert into public.campaign_deltas
    (user_id, campaign_id, queued, sent, delivered, read, failed, delivery_seconds)
    select
        a.user_id, a.campaign_id, sum(t.queued), sum(t.sent), sum(t.delivered), sum(t.read), sum(t.failed),
        sum(t.seconds)
    from added as a
    cross join lateral private.tally(a.status, a.sent_at, a.delivered_at) as t
    where a.campaign_id is not null
    group by a.user_id, a.campaign_id;
    insert into public.daily_deltas
    (user_id, date, messages_made, messages_sent, messages_delivered, messages_failed)
    select a.user_id, (d.at at time zone u.timezone)::date, sum(d.made), sum(d.sent), sum(d.delivered), sum(d.failed)
    from added as a
    inner join public.users as u on u.id = a.user_id
    cross join lateral private.tally(a.status, a.sent_at, a.delivered_at) as t
    cross join lateral (
        values
        (a.created_at, 1, 0, 0, t.failed), (a.sent_at, 0, t.sent, 0, 0), (a.delivered_at, 0, 0, t.delivered, 0)
    ) as d (at, made, sent, delivered, failed)
    where d.made + d.sent + d.delivered > 0
    group by a.user_id, (d.at at time zone u.timezone)::date;
    return null;
end
$$;

ALTER FUNCTION private.count_added_messages() OWNER TO campaigns_owner;

-- Name: FUNCTION count_added_messages(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.count_added_messages() IS 'Trigger function: tells campaigns and days of new messages';

-- Name: count_changed_campaigns(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.count_changed_campaigns() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    insert into public.daily_deltas (user_id, date, campaigns_completed)
    select m.user_id, (m.completed_at at time zone u.timezone)::date, sum(m.sign)
    from (
        select 1 as sign, a.* from added as a
        union all
        select -1, r.* from removed as r
    ) as m
    inner join public.users as u on u.id = m.user_id
    where m.status = 'completed'
    group by m.user_id, (m.completed_at at time zone u.timezone)::date
    having sum(m.sign) <> 0;
    update public.campaign_analytics as s
    set total_contacts = a.total_contacts, last_updated_at = pg_catalog.now()
    from added as a
    where s.campaign_id = a.id and s.total_contacts <> a.total_contacts;
    return null;
end
$$;

ALTER FUNCTION private.count_changed_campaigns() OWNER TO campaigns_owner;

-- Name: FUNCTION count_changed_campaigns(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.count_changed_campaigns() IS 'Trigger function: tells days of completed campaigns, and campaign_analytics of contacts';

-- Name: count_changed_messages(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.count_changed_messages() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    insert into public.campaign_deltas
    (user_id, campaign_id, queued, sent, delivered, read, failed, delivery_seconds)
    select
        m.user_id, m.campaign_id, sum(m.sign * t.queued), sum(m.sign * t.sent), sum(m.sign * t.delivered),
        sum(m.sign * t.read), sum(m.sign * t.failed), sum(m.sign * t.seconds)
    from (
        select 1 as sign, a.* from added as a
        union all
        select -1, r.* from removed as r
    ) as m
    inner join public.campaigns as c on c.id = m.campaign_id
    cross join lateral private.tally(m.status, m.sent_at, m.delivered_at) as t
    group by m.user_id, m.campaign_id
    having
        (sum(m.sign * t.queued), sum(m.sign * t.sent), sum(m.sign * t.delivered), sum(m.sign * t.read),
            sum(m.sign * t.failed), sum(m.sign * t.seconds)) <> (0, 0, 0, 0, 0, 0);
    insert into public.daily_deltas (user_id, date, messages_sent, messages_delivered, messages_failed)
    select
        m.user_id, (d.at at time zone u.timezone)::date,
        sum(m.sign * d.sent), sum(m.sign * d.delivered), sum(m.sign * d.failed)
    from (
        select 1 as sign, a.* from added as a
        union all
        select -1, r.* from removed as r
    ) as m
    inner join public.users as u on u.id = m.user_id
    cross join lateral private.tally(m.status, m.sent_at, m.delivered_at) as t
    cross join lateral (
        values (m.created_at, 0, 0, t.failed), (m.sent_at, t.sent, 0, 0), (m.delivered_at, 0, t.delivered, 0)
    ) as d (at, sent, delivered, failed)
    where d.sent + d.delivered + d.failed > 0
    group by m.user_id, (d.at at time zone u.timezone)::date
    having (sum(m.sign * d.sent), sum(m.sign * d.delivered), sum(m.sign * d.failed)) <> (0, 0, 0);
    return null;
end
$$;

ALTER FUNCTION private.count_changed_messages() OWNER TO campaigns_owner;

-- Name: FUNCTION count_changed_messages(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.count_changed_messages() IS 'Trigger function: tells campaigns and days of messages that fared on';

-- Name: count_contacts(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.count_contacts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    if tg_op = 'INSERT' then
        insert into public.contact_group_deltas (user_id, group_id, contacts)
        select a.user_id, a.group_id, count(*)
        from added as a
        inner join public.contact_groups as g on g.id = a.group_id
        group by a.user_id, a.group_id;
    else
        insert into public.contact_group_deltas (user_id, group_id, contacts)
        select r.user_id, r.group_id, - count(*)
        from removed as r
        inner join public.contact_groups as g on g.id = r.group_id
        inner join public.users as u on u.id = r.user_id
        group by r.user_id, r.group_id;
    end if;
    return null;
end
$$;

ALTER FUNCTION private.count_contacts() OWNER TO campaigns_owner;

-- Name: FUNCTION count_contacts(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.count_contacts() IS 'Trigger function: tells groups how many contacts they gained and lost';

-- Name: count_moved_contacts(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.count_moved_contacts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    insert into public.contact_group_deltas (user_id, group_id, contacts)
    select m.user_id, m.group_id, sum(m.contacts)
    from (
        select a.user_id, a.group_id, 1 as contacts from added as a
        union all
        select r.user_id, r.group_id, -1 from removed as r
    ) as m
    inner join public.contact_groups as g on g.id = m.group_id
    group by m.user_id, m.group_id
    having sum(m.contacts) <> 0;
    return null;
end
$$;

ALTER FUNCTION private.count_moved_contacts() OWNER TO campaigns_owner;

-- Name: FUNCTION count_moved_contacts(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.count_moved_contacts() IS 'Trigger function: tells groups which contacts moved between them';

-- Name: count_removed_messages(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.count_removed_messages() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    insert into public.campaign_deltas
    (user_id, campaign_id, queued, sent, delivered, read, failed, delivery_seconds)
    select
        r.user_id, r.campaign_id, - sum(t.queued), - sum(t.sent), - sum(t.delivered), - sum(t.read), - sum(t.failed),
        - sum(t.seconds)
    from removed as r
    inner join public.campaigns as c on c.id = r.campaign_id
    inner join public.users as u on u.id = r.user_id
    cross join lateral private.tally(r.status, r.sent_at, r.delivered_at) as t
    group by r.user_id, r.campaign_id;
    return null;
end
$$;

ALTER FUNCTION private.count_removed_messages() OWNER TO campaigns_owner;

-- Name: FUNCTION count_removed_messages(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.count_removed_messages() IS 'Trigger function: tells campaigns of messages that were deleted';

-- Name: count_usage(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.count_usage() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform private.use_allowance(n.user_id, 'ai_requests', n.quantity)
    from (
        select a.user_id, sum(a.quantity)::bigint as quantity
        from added as a
        where a.usage_type = 'ai_request'
        group by a.user_id
        order by a.user_id
    ) as n;
    insert into public.daily_deltas (user_id, date, ai_requests_used)
    select a.user_id, (a.created_at at time zone u.timezone)::date, sum(a.quantity)
    from added as a
    inner join public.users as u on u.id = a.user_id
    where a.usage_type = 'ai_request'
    group by a.user_id, (a.created_at at time zone u.timezone)::date;
    return null;
end
$$;

ALTER FUNCTION private.count_usage() OWNER TO campaigns_owner;

-- Name: FUNCTION count_usage(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.count_usage() IS 'Trigger function: counts requests to the AI against the limit and tells the day';

-- Name: drop_old_usage(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.drop_old_usage() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_chunks bigint;
begin
    select count(*) into v_chunks
    from extensions.drop_chunks('public.usage_logs', older_than => pg_catalog.now() - interval '24 months');
    delete from public.usage_slots as s
    where s.day <> '1970-01-01' and s.day < pg_catalog.now() - interval '62 days';
    return v_chunks;
end
$$;

ALTER FUNCTION private.drop_old_usage() OWNER TO campaigns_owner;

-- Name: FUNCTION drop_old_usage(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.drop_old_usage() IS 'Drops chunks of usage_logs older than 24 months (how many), and slots of months that count no more';

-- Name: expire_subscriptions(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.expire_subscriptions() RETURNS bigint
    LANGUAGE sql
    SET search_path TO ''
    AS $_$
    select platform.for_tenants(
        'select private.expire_subscriptions_of($1::bigint[])',
        array(
            select u.id::text
            from public.users as u
            where u.subscription_status = 'active' and u.subscription_expires_at <= pg_catalog.now()
        )
    )
$_$;

ALTER FUNCTION private.expire_subscriptions() OWNER TO campaigns_owner;

-- Name: FUNCTION expire_subscriptions(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.expire_subscriptions() IS 'Writes down which subscriptions have ended: how many';

-- Name: expire_subscriptions_of(bigint[]); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.expire_subscriptions_of(p_users bigint[]) RETURNS bigint
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    with expired as (
        update public.users as u
        set subscription_status = 'expired'
        where
            u.id = any(p_users)
            and u.subscription_status = 'active'
            and u.subscription_expires_at <= pg_catalog.now()
        returning u.id
    )
    select count(*) from expired
$$;

ALTER FUNCTION private.expire_subscriptions_of(p_users bigint[]) OWNER TO campaigns_owner;

-- Name: FUNCTION expire_subscriptions_of(p_users bigint[]); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.expire_subscriptions_of(p_users bigint[]) IS 'Writes down which subscriptions of users have ended: how many';

-- Name: fold_campaigns(bigint[]); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.fold_campaigns(p_users bigint[]) RETURNS bigint
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    with ready as materialized (
        select c.id
        from public.campaigns as c
        where c.id in (select d.campaign_id from public.campaign_deltas as d where d.user_id = any(p_users))
        order by c.id
        for no key update skip locked
    ),
    taken as (
        delete from public.campaign_deltas as d
        using ready as r
        where d.campaign_id = r.id
        returning d.*
    ),
    sums as materialized (
        select
            t.campaign_id, sum(t.queued) as queued, sum(t.sent) as sent, sum(t.delivered) as delivered,
            sum(t.read) as read, sum(t.failed) as failed, sum(t.delivery_seconds) as delivery_seconds
        from taken as t
        group by t.campaign_id
    ),
    told as (
        update public.campaign_analytics as a
        set
            messages_queued = a.messages_queued + s.queued,
            messages_sent = a.messages_sent + s.sent,
            messages_delivered = a.messages_delivered + s.delivered,
            messages_read = a.messages_read + s.read,
            messages_failed = a.messages_failed + s.failed,
            delivery_seconds = a.delivery_seconds + s.delivery_seconds,
            last_updated_at = pg_catalog.now()
        from sums as s
        where a.campaign_id = s.campaign_id
    ),
    kept as (
        update public.campaigns as c
        set
            messages_sent = c.messages_sent + s.sent,
            messages_delivered = c.messages_delivered + s.delivered,
            messages_failed = c.messages_failed + s.failed
        from sums as s
        where c.id = s.campaign_id
    )
    select count(*) from taken
$$;

ALTER FUNCTION private.fold_campaigns(p_users bigint[]) OWNER TO campaigns_owner;

-- Name: FUNCTION fold_campaigns(p_users bigint[]); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.fold_campaigns(p_users bigint[]) IS 'Adds what is in campaign_deltas of users to the counters: how many rows';

-- Name: fold_contact_groups(bigint[]); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.fold_contact_groups(p_users bigint[]) RETURNS bigint
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    with ready as materialized (
        select g.id
        from public.contact_groups as g
        where g.id in (select d.group_id from public.contact_group_deltas as d where d.user_id = any(p_users))
        order by g.id
        for no key update skip locked
    ),
    taken as (
        delete from public.contact_group_deltas as d
        using ready as r
        where d.group_id = r.id
        returning d.*
    ),
    kept as (
        update public.contact_groups as g
        set contact_count = g.contact_count + s.contacts
        from (select t.group_id, sum(t.contacts) as contacts from taken as t group by t.group_id) as s
        where g.id = s.group_id
    )
    select count(*) from taken
$$;

ALTER FUNCTION private.fold_contact_groups(p_users bigint[]) OWNER TO campaigns_owner;

-- Name: FUNCTION fold_contact_groups(p_users bigint[]); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.fold_contact_groups(p_users bigint[]) IS 'Adds what is in contact_group_deltas of users to the counts: how many rows';

-- Name: fold_counters(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.fold_counters() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $_$
declare
    v_rows bigint := 0;
begin
    -- A second run at the same time would wait, for rows that the first deletes.
    if pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended('campaigns.fold_counters', 0)) then
        v_rows := platform.for_tenants(
            'select private.fold_campaigns($1::bigint[]) + private.fold_contact_groups($1::bigint[])'
            ' + private.fold_days($1::bigint[])',
            array(
                select d.user_id::text from public.campaign_deltas as d
                union
                select d.user_id::text from public.contact_group_deltas as d
                union
                select d.user_id::text from public.daily_deltas as d
            )
        );
        delete from public.campaign_deltas as d
        where not exists (select from public.campaigns as c where c.id = d.campaign_id);
        delete from public.contact_group_deltas as d
        where not exists (select from public.contact_groups as g where g.id = d.group_id);
        delete from public.daily_deltas as d
        where not exists (select from public.users as u where u.id = d.user_id);
    end if;
    return v_rows;
end
$_$;

ALTER FUNCTION private.fold_counters() OWNER TO campaigns_owner;

-- Name: FUNCTION fold_counters(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.fold_counters() IS 'Brings all counters up to now: how many changes they were told';

-- Name: fold_days(bigint[]); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.fold_days(p_users bigint[]) RETURNS bigint
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    with ready as materialized (
        select u.id, u.timezone
        from public.users as u
        where u.id in (select d.user_id from public.daily_deltas as d where d.user_id = any(p_users))
        order by u.id
        for key share skip locked
    ),
    taken as (
        delete from public.daily_deltas as d
        using ready as r
        where d.user_id = r.id
        returning d.*, r.timezone
    ),
    sums as (
        select
            t.user_id, t.date, t.timezone, sum(t.messages_sent) as sent, sum(t.messages_delivered) as delivered,
            sum(t.messages_failed) as failed, sum(t.campaigns_created) as created,
            sum(t.campaigns_completed) as completed, sum(t.ai_requests_used) as ai_requests,
            sum(t.messages_made) as made
        from taken as t
        group by t.user_id, t.date, t.timezone
    ),
    kept as (
        insert into public.daily_analytics as d (
            user_id, date, messages_sent, messages_delivered, messages_failed, campaigns_created, campaigns_completed,
            ai_requests_used, unique_contacts_messaged
        )
        select
            s.user_id, s.date, s.sent, s.delivered, s.failed, s.created, s.completed, s.ai_requests,
            case when s.made > 0 then app.contacts_messaged(s.user_id, s.date, s.timezone) else 0 end
        from sums as s
        on conflict (user_id, date) do update set
            messages_sent = d.messages_sent + excluded.messages_sent,
            messages_delivered = d.messages_delivered + excluded.messages_delivered,
            messages_failed = d.messages_failed + excluded.messages_failed,
            campaigns_created = d.campaigns_created + excluded.campaigns_created,
            campaigns_completed = d.campaigns_completed + excluded.campaigns_completed,
            ai_requests_used = d.ai_requests_used + excluded.ai_requests_used,
            unique_contacts_messaged = greatest(d.unique_contacts_messaged, excluded.unique_contacts_messaged)
    )
    select count(*) from taken
$$;

ALTER FUNCTION private.fold_days(p_users bigint[]) OWNER TO campaigns_owner;

-- Name: FUNCTION fold_days(p_users bigint[]); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.fold_days(p_users bigint[]) IS 'Adds what is in daily_deltas of users to the daily figures: how many rows';

-- Name: give_back(bigint, text, bigint); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.give_back(p_user_id bigint, p_resource text, p_quantity bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    perform private.add_usage(p_user_id, p_resource, private.take_slot(p_user_id, p_resource), - p_quantity);
end
$$;

ALTER FUNCTION private.give_back(p_user_id bigint, p_resource text, p_quantity bigint) OWNER TO campaigns_owner;

-- Name: FUNCTION give_back(p_user_id bigint, p_resource text, p_quantity bigint); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.give_back(p_user_id bigint, p_resource text, p_quantity bigint) IS 'Counts less against a user''s limits';

-- Name: give_limits(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.give_limits() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    insert into public.user_limits (user_id) values (new.id);
    return null;
end
$$;

ALTER FUNCTION private.give_limits() OWNER TO campaigns_owner;

-- Name: FUNCTION give_limits(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.give_limits() IS 'Trigger function: a new user starts with the limits of a trial';

-- Name: hold(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.hold() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform private.use_allowance(n.user_id, tg_argv[0], n.quantity)
    from (select a.user_id, count(*) as quantity from added as a group by a.user_id order by a.user_id) as n;
    return null;
end
$$;

ALTER FUNCTION private.hold() OWNER TO campaigns_owner;

-- Name: FUNCTION hold(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.hold() IS 'Trigger function: counts added rows against their users'' limits';

-- Name: is_close(bigint, text, bigint); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.is_close(p_user_id bigint, p_resource text, p_quantity bigint) RETURNS boolean
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    select
        pg_catalog.bool_or(u.used + p_quantity + 7 * (u.allowed / 16) > u.allowed)
        or pg_catalog.min(u.allowed / 16) < p_quantity + coalesce(
            (
                select pg_catalog.sum(s.taken)
                from public.usage_slots as s
                where
                    s.user_id = p_user_id and s.resource = p_resource
                    and s.taken_by = pg_catalog.pg_current_xact_id()
            ),
            0
        )
    from public.current_usage as u
    where u.user_id = p_user_id and u.resource = p_resource
$$;

ALTER FUNCTION private.is_close(p_user_id bigint, p_resource text, p_quantity bigint) OWNER TO campaigns_owner;

-- Name: FUNCTION is_close(p_user_id bigint, p_resource text, p_quantity bigint); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.is_close(p_user_id bigint, p_resource text, p_quantity bigint) IS 'Whether a limit can only be checked with all slots held; null for a user without limits';

-- Name: let_go(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.let_go() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform private.give_back(n.user_id, tg_argv[0], n.quantity)
    from (select r.user_id, count(*) as quantity from removed as r group by r.user_id order by r.user_id) as n
    inner join public.users as u on u.id = n.user_id;
    return null;
end
$$;

ALTER FUNCTION private.let_go() OWNER TO campaigns_owner;

-- Name: FUNCTION let_go(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.let_go() IS 'Trigger function: counts removed rows back';

-- Name: log_messages(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.log_messages() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    perform private.use_allowance(n.user_id, 'messages', n.quantity)
    from (select a.user_id, count(*) as quantity from added as a group by a.user_id order by a.user_id) as n;
    insert into public.usage_logs (user_id, usage_type, quantity, metadata)
    select
        a.user_id, 'message', count(*),
        case
            when a.campaign_id is not null then pg_catalog.jsonb_build_object('campaign_id', a.campaign_id)
        end
    from added as a
    group by a.user_id, a.campaign_id;
    return null;
end
$$;

ALTER FUNCTION private.log_messages() OWNER TO campaigns_owner;

-- Name: FUNCTION log_messages(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.log_messages() IS 'Trigger function: counts new messages against the limits and logs them for billing';

-- Name: maintain_partitions(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.maintain_partitions() RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform platform.maintain_months('public.messages');
end
$$;

ALTER FUNCTION private.maintain_partitions() OWNER TO campaigns_owner;

-- Name: FUNCTION maintain_partitions(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.maintain_partitions() IS 'Makes the partitions of the coming months and drops those of messages older than twelve months';

-- Name: name_user(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.name_user() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    new.payload := new.payload || pg_catalog.jsonb_build_object(
        'user_uuid', (select u.uuid from public.users as u where u.id = new.user_id)
    );
    return new;
end
$$;

ALTER FUNCTION private.name_user() OWNER TO campaigns_owner;

-- Name: FUNCTION name_user(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.name_user() IS 'Trigger function: puts the user''s uuid into an event''s payload';

-- Name: recount(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.recount() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    lock table public.messages, public.contacts, public.campaigns, public.whatsapp_accounts, public.usage_logs
    in share row exclusive mode;
    delete from public.campaign_deltas;
    delete from public.contact_group_deltas;
    delete from public.daily_deltas;
    delete from public.usage_slots;

    insert into public.campaign_analytics as a (
        campaign_id, total_contacts, messages_queued, messages_sent, messages_delivered, messages_read,
        messages_failed, delivery_seconds
    )
    select
        c.id, c.total_contacts, coalesce(sum(t.queued), 0), coalesce(sum(t.sent), 0), coalesce(sum(t.delivered), 0),
        coalesce(sum(t.read), 0), coalesce(sum(t.failed), 0), coalesce(sum(t.seconds), 0)
    from public.campaigns as c
    left join public.messages as m on m.campaign_id = c.id
    left join lateral private.tally(m.status, m.sent_at, m.delivered_at) as t on m.id is not null
    group by c.id
    on conflict (campaign_id) do update set
        total_contacts = excluded.total_contacts,
        messages_queued = excluded.messages_queued,
        messages_sent = excluded.messages_sent,
        messages_delivered = excluded.messages_delivered,
        messages_read = excluded.messages_read,
        messages_failed = excluded.messages_failed,
        delivery_seconds = excluded.delivery_seconds,
        last_updated_at = pg_catalog.now();
    update public.campaigns as c
    set
        messages_sent = a.messages_sent,
        messages_delivered = a.messages_delivered,
        messages_failed = a.messages_failed
    from public.campaign_analytics as a
    where a.campaign_id = c.id;

    update public.contact_groups as g
    set contact_count = (select count(*) from public.contacts as k where k.group_id = g.id);

    insert into public.daily_analytics as d (
        user_id, date, messages_sent, messages_delivered, messages_failed, campaigns_created, campaigns_completed,
        ai_requests_used, unique_contacts_messaged
    )
    select
        e.user_id, (e.at at time zone u.timezone)::date, sum(e.sent), sum(e.delivered), sum(e.failed), sum(e.created),
        sum(e.completed), sum(e.ai_requests), count(distinct e.contact_id)
    from (
        select
            m.user_id, d.at, d.contact_id, d.sent, d.delivered, d.failed, 0 as created, 0 as completed,
            0 as ai_requests
        from public.messages as m
        cross join lateral private.tally(m.status, m.sent_at, m.delivered_at) as t
        cross join lateral (
            values
            (m.created_at, m.contact_id, 0, 0, t.failed),
            (m.sent_at, null, t.sent, 0, 0),
            (m.delivered_at, null, 0, t.delivered, 0)
        ) as d (at, contact_id, sent, delivered, failed)
        where d.contact_id is not null or d.sent + d.delivered > 0
        union all
        select c.user_id, d.at, null, 0, 0, 0, d.created, d.completed, 0
        from public.campaigns as c
        cross join lateral (
            values (c.created_at, 1, 0), (c.completed_at, 0, (c.status = 'completed')::integer)
        ) as d (at, created, completed)
        where d.created + d.completed > 0
        union all
        select l.user_id, l.created_at, null, 0, 0, 0, 0, 0, l.quantity
        from public.usage_logs as l
        where l.usage_type = 'ai_request'
    ) as e
    inner join public.users as u on u.id = e.user_id
    group by e.user_id, (e.at at time zone u.timezone)::date
    on conflict (user_id, date) do update set
        messages_sent = excluded.messages_sent,
        messages_delivered = excluded.messages_delivered,
        messages_failed = excluded.messages_failed,
        campaigns_created = excluded.campaigns_created,
        campaigns_completed = excluded.campaigns_completed,
        ai_requests_used = excluded.ai_requests_used,
        unique_contacts_messaged = excluded.unique_contacts_messaged;

    insert into public.usage_slots (user_id, resource, day, slot, quantity, taken_by, taken)
    select n.user_id, n.resource, n.day, 0, n.quantity, pg_catalog.pg_current_xact_id(), 0
    from (
        select
            l.user_id, l.usage_type || 's' as resource, (l.created_at at time zone u.timezone)::date as day,
            sum(l.quantity) as quantity
        from public.usage_logs as l
        inner join public.users as u on u.id = l.user_id
        where l.usage_type in ('message', 'ai_request') and l.created_at > pg_catalog.now() - interval '62 days'
        group by 1, 2, 3
        union all
        select w.user_id, 'whatsapp_accounts', '1970-01-01', count(*) from public.whatsapp_accounts as w group by 1
        union all
        select k.user_id, 'contacts', '1970-01-01', count(*) from public.contacts as k group by 1
        union all
        select c.user_id, 'campaigns', '1970-01-01', count(*) from public.campaigns as c group by 1
    ) as n;
end
$$;

ALTER FUNCTION private.recount() OWNER TO campaigns_owner;

-- Name: FUNCTION recount(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.recount() IS 'Counts all counters and all use of limits again, from the rows themselves';

-- Name: refuse_beyond(bigint, text, bigint); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.refuse_beyond(p_user_id bigint, p_resource text, p_quantity bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_limit public.current_usage;
begin
    select u.* into v_limit
    from public.current_usage as u
    where u.user_id = p_user_id and u.resource = p_resource and u.used + p_quantity > u.allowed
    order by u.allowed
    limit 1;
    if found then
        raise exception using
            errcode = 'configuration_limit_exceeded',
            message = pg_catalog.format(
                '%s of user %s is %s: %s used, %s more asked for',
                v_limit.limit_name, p_user_id, v_limit.allowed, v_limit.used, p_quantity
            ),
            hint = case
                when v_limit.limit_name like '%\_daily\_limit' then
                    'Ask for less, wait until the user''s next day, or move to a plan with a higher limit.'
                when v_limit.limit_name like '%\_monthly\_limit' then
                    'Ask for less, wait until the user''s next month, or move to a plan with a higher limit.'
                else pg_catalog.format(
                    'Delete %s that are not needed, or move to a plan with a higher limit.', p_resource
                )
            end,
            schema = 'public', table = 'user_limits', column = v_limit.limit_name;
    end if;
end
$$;

ALTER FUNCTION private.refuse_beyond(p_user_id bigint, p_resource text, p_quantity bigint) OWNER TO campaigns_owner;

-- Name: FUNCTION refuse_beyond(p_user_id bigint, p_resource text, p_quantity bigint); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.refuse_beyond(p_user_id bigint, p_resource text, p_quantity bigint) IS 'Refuses with 53400 what would go beyond a limit of a user, naming it';

-- Name: require_subscription(bigint); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.require_subscription(p_user_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_status text;
begin
    select case when u.subscription_expires_at <= pg_catalog.now() then 'expired' else u.subscription_status end
    into v_status
    from public.users as u where u.id = p_user_id;
    if v_status <> 'active' then
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = pg_catalog.format('the subscription of user %s is %s', p_user_id, v_status),
            hint = 'What is there can still be read. Renew the subscription, or have it resumed, then try again.';
    end if;
end
$$;

ALTER FUNCTION private.require_subscription(p_user_id bigint) OWNER TO campaigns_owner;

-- Name: FUNCTION require_subscription(p_user_id bigint); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.require_subscription(p_user_id bigint) IS 'Refuses with 55000 unless a user''s subscription is active';

-- Name: slot_lock(bigint, text, integer); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.slot_lock(p_user_id bigint, p_resource text, p_slot integer) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    SET search_path TO ''
    AS $$
    select pg_catalog.hashtextextended(pg_catalog.format('campaigns.usage/%s/%s', p_resource, p_user_id), p_slot)
$$;

ALTER FUNCTION private.slot_lock(p_user_id bigint, p_resource text, p_slot integer) OWNER TO campaigns_owner;

-- Name: FUNCTION slot_lock(p_user_id bigint, p_resource text, p_slot integer); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.slot_lock(p_user_id bigint, p_resource text, p_slot integer) IS 'The advisory lock of one slot in usage_slots';

-- Name: stamp_campaign(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.stamp_campaign() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $$
begin
    if new.status = 'running' and new.started_at is null then
        new.started_at := pg_catalog.now();
        if new.target_type <> 'custom' then
            new.total_contacts := (
                select count(*)
                from public.contacts as k
                where
                    k.user_id = new.user_id and k.is_active
                    and (new.target_type = 'all' or k.group_id = new.target_group_id)
            );
        end if;
    end if;
    if new.status in ('completed', 'failed') then
        new.completed_at := coalesce(new.completed_at, pg_catalog.now());
    else
        new.completed_at := null;
    end if;
    return new;
end
$$;

ALTER FUNCTION private.stamp_campaign() OWNER TO campaigns_owner;

-- Name: FUNCTION stamp_campaign(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.stamp_campaign() IS 'Trigger function: fills in what a campaign''s status implies';

-- Name: stamp_message(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.stamp_message() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
begin
    new.sent_at := coalesce(new.sent_at, pg_catalog.now());
    if new.status in ('delivered', 'read') then
        new.delivered_at := coalesce(new.delivered_at, pg_catalog.now());
    end if;
    if new.status = 'read' then
        new.read_at := coalesce(new.read_at, pg_catalog.now());
    end if;
    return new;
end
$$;

ALTER FUNCTION private.stamp_message() OWNER TO campaigns_owner;

-- Name: FUNCTION stamp_message(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.stamp_message() IS 'Trigger function: fills in the times that a message''s status implies';

-- Name: start_campaigns_of(bigint[]); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.start_campaigns_of(p_users bigint[]) RETURNS bigint
    LANGUAGE sql
    SET search_path TO ''
    AS $$
    with due as (
        select c.id
        from public.campaigns as c
        inner join public.users as u on u.id = c.user_id
        where
            c.user_id = any(p_users)
            and c.scheduled_at <= pg_catalog.now()
            and c.status = 'scheduled'
            and u.subscription_status = 'active'
            and (u.subscription_expires_at is null or u.subscription_expires_at > pg_catalog.now())
        for no key update of c skip locked
    ),
    started as (
        update public.campaigns as c
        set status = 'running'
        from due as d
        where c.id = d.id
        returning c.id
    )
    select count(*) from started
$$;

ALTER FUNCTION private.start_campaigns_of(p_users bigint[]) OWNER TO campaigns_owner;

-- Name: FUNCTION start_campaigns_of(p_users bigint[]); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.start_campaigns_of(p_users bigint[]) IS 'Starts scheduled campaigns of users whose time has come: how many';

-- Name: start_due_campaigns(); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.start_due_campaigns() RETURNS bigint
    LANGUAGE sql
    SET search_path TO ''
    AS $_$
    select platform.for_tenants(
        'select private.start_campaigns_of($1::bigint[])',
        array(
            select distinct c.user_id::text
            from public.campaigns as c
            where c.scheduled_at <= pg_catalog.now() and c.status = 'scheduled'
        )
    )
$_$;

ALTER FUNCTION private.start_due_campaigns() OWNER TO campaigns_owner;

-- Name: FUNCTION start_due_campaigns(); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.start_due_campaigns() IS 'Starts scheduled campaigns whose time has come: how many';

-- Name: take_slot(bigint, text); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.take_slot(p_user_id bigint, p_resource text) RETURNS smallint
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_slot smallint;
begin
    select s.slot into v_slot
    from public.usage_slots as s
    where
        s.user_id = p_user_id and s.resource = p_resource and s.taken_by = pg_catalog.pg_current_xact_id()
    limit 1;
    if found then
        return v_slot;
    end if;
    for v_slot in 0 .. 7 loop
        if pg_catalog.pg_try_advisory_xact_lock(private.slot_lock(p_user_id, p_resource, v_slot)) then
            return v_slot;
        end if;
    end loop;
    v_slot := pg_catalog.pg_backend_pid() % 8;
    perform pg_catalog.pg_advisory_xact_lock(private.slot_lock(p_user_id, p_resource, v_slot));
    return v_slot;
end
$$;

ALTER FUNCTION private.take_slot(p_user_id bigint, p_resource text) OWNER TO campaigns_owner;

-- Name: FUNCTION take_slot(p_user_id bigint, p_resource text); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.take_slot(p_user_id bigint, p_resource text) IS 'Holds one of a user''s slots until the transaction ends: which';

-- Name: tally(text, timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.tally(p_status text, p_sent_at timestamp with time zone, p_delivered_at timestamp with time zone) RETURNS TABLE(queued integer, sent integer, delivered integer, read integer, failed integer, seconds bigint)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select
        (p_status in ('queued', 'sending'))::integer,
        (p_status in ('sent', 'delivered', 'read'))::integer,
        (p_status in ('delivered', 'read'))::integer,
        (p_status = 'read')::integer,
        (p_status = 'failed')::integer,
        case
            when p_status in ('delivered', 'read')
                then greatest(0, extract(epoch from p_delivered_at - p_sent_at)::bigint)
            else 0
        end
$$;

ALTER FUNCTION private.tally(p_status text, p_sent_at timestamp with time zone, p_delivered_at timestamp with time zone) OWNER TO campaigns_owner;

-- Name: FUNCTION tally(p_status text, p_sent_at timestamp with time zone, p_delivered_at timestamp with time zone); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.tally(p_status text, p_sent_at timestamp with time zone, p_delivered_at timestamp with time zone) IS 'What a message in this state adds to counters';

-- Name: use_allowance(bigint, text, bigint); Type: FUNCTION; Schema: private; Owner: campaigns_owner

CREATE FUNCTION private.use_allowance(p_user_id bigint, p_resource text, p_quantity bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO ''
    AS $$
declare
    v_slot smallint := 0;
    v_close boolean;
begin
    -- With one snapshot for all statements, what others used since it was taken could not be seen.
    if pg_catalog.current_setting('transaction_isolation') <> 'read committed' then
        raise exception using
            errcode = 'feature_not_supported',
            message = pg_catalog.format('%s count against a limit, which needs isolation read committed', p_resource),
            hint = 'Begin the transaction with ISOLATION LEVEL READ COMMITTED, the default.';
    end if;
    perform private.require_subscription(p_user_id);
    -- By what is committed alone: a limit that is reached needs no waiting.
    perform private.refuse_beyond(p_user_id, p_resource, p_quantity);
    v_close := private.is_close(p_user_id, p_resource, p_quantity);
    if not v_close then
        v_slot := private.take_slot(p_user_id, p_resource);
        v_close := private.is_close(p_user_id, p_resource, p_quantity);
    end if;
    if v_close is null then
        raise exception using
            errcode = 'configuration_limit_exceeded',
            message = pg_catalog.format('user %s has no limits, so no %s', p_user_id, p_resource),
            hint = 'Insert the user''s row in user_limits.';
    end if;
    if v_close then
        perform pg_catalog.pg_advisory_xact_lock(private.slot_lock(p_user_id, p_resource, n))
        from pg_catalog.generate_series(0, 7) as n;
        perform private.refuse_beyond(p_user_id, p_resource, p_quantity);
    end if;
    perform private.add_usage(p_user_id, p_resource, v_slot, p_quantity);
end
$$;

ALTER FUNCTION private.use_allowance(p_user_id bigint, p_resource text, p_quantity bigint) OWNER TO campaigns_owner;

-- Name: FUNCTION use_allowance(p_user_id bigint, p_resource text, p_quantity bigint); Type: COMMENT; Schema: private; Owner: campaigns_owner

COMMENT ON FUNCTION private.use_allowance(p_user_id bigint, p_resource text, p_quantity bigint) IS 'Counts a quantity against a user''s limits, or refuses with 53400 and the limit''s name';

SET default_tablespace = '';

SET default_table_access_method = heap;

-- Name: template_public_messages; Type: TABLE; Schema: partman; Owner: campaigns_owner

CREATE TABLE partman.template_public_messages (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    campaign_id bigint,
    whatsapp_account_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    phone_number character varying(20) NOT NULL,
    message_content text NOT NULL,
    media_path character varying(255),
    status character varying(20) NOT NULL,
    error_message text,
    sent_at timestamp with time zone,
    delivered_at timestamp with time zone,
    read_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE partman.template_public_messages OWNER TO campaigns_owner;

-- Name: job_runs; Type: TABLE; Schema: platform; Owner: campaigns_owner

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

ALTER TABLE platform.job_runs OWNER TO campaigns_owner;

-- Name: TABLE job_runs; Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON TABLE platform.job_runs IS 'Each run of a scheduled job of the pack, with how it ended; kept for 30 days';

-- Name: job_outcomes; Type: VIEW; Schema: platform; Owner: campaigns_owner

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

ALTER VIEW platform.job_outcomes OWNER TO campaigns_owner;

-- Name: VIEW job_outcomes; Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON VIEW platform.job_outcomes IS 'How each job is doing by its runs of the last 30 days; for metrics';

-- Name: job_runs_job_run_id_seq; Type: SEQUENCE; Schema: platform; Owner: campaigns_owner

ALTER TABLE platform.job_runs ALTER COLUMN job_run_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME platform.job_runs_job_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: migration_files; Type: TABLE; Schema: platform; Owner: campaigns_owner

CREATE TABLE platform.migration_files (
    migrations_table text NOT NULL,
    version text NOT NULL,
    file text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT migration_files_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
);

ALTER TABLE platform.migration_files OWNER TO campaigns_owner;

-- Name: TABLE migration_files; Type: COMMENT; Schema: platform; Owner: campaigns_owner

COMMENT ON TABLE platform.migration_files IS 'Applied migrations of the platform and of the pack, with their hashes';

-- Name: schema_migrations; Type: TABLE; Schema: platform; Owner: campaigns_owner

CREATE TABLE platform.schema_migrations (
    version character varying NOT NULL
);

ALTER TABLE platform.schema_migrations OWNER TO campaigns_owner;

-- Name: campaign_analytics; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.campaign_analytics (
    id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    total_contacts integer DEFAULT 0 NOT NULL,
    messages_queued integer DEFAULT 0 NOT NULL,
    messages_sent integer DEFAULT 0 NOT NULL,
    messages_delivered integer DEFAULT 0 NOT NULL,
    messages_read integer DEFAULT 0 NOT NULL,
    messages_failed integer DEFAULT 0 NOT NULL,
    delivery_seconds bigint DEFAULT 0 NOT NULL,
    delivery_rate numeric(5,2) GENERATED ALWAYS AS (COALESCE(((100.0 * (messages_delivered)::numeric) / (NULLIF(messages_sent, 0))::numeric), (0)::numeric)) STORED NOT NULL,
    read_rate numeric(5,2) GENERATED ALWAYS AS (COALESCE(((100.0 * (messages_read)::numeric) / (NULLIF(messages_delivered, 0))::numeric), (0)::numeric)) STORED NOT NULL,
    avg_delivery_time integer GENERATED ALWAYS AS (COALESCE((delivery_seconds / NULLIF(messages_delivered, 0)), (0)::bigint)) STORED NOT NULL,
    last_updated_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (fillfactor='90');

ALTER TABLE ONLY public.campaign_analytics FORCE ROW LEVEL SECURITY;

ALTER TABLE public.campaign_analytics OWNER TO campaigns_owner;

-- Name: TABLE campaign_analytics; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.campaign_analytics IS 'How far each campaign has come, as of the last folding; campaign_progress has it exactly';

-- Name: COLUMN campaign_analytics.messages_queued; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.campaign_analytics.messages_queued IS 'Messages queued or being sent';

-- Name: COLUMN campaign_analytics.messages_sent; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.campaign_analytics.messages_sent IS 'Messages sent, delivered or read';

-- Name: COLUMN campaign_analytics.messages_delivered; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.campaign_analytics.messages_delivered IS 'Messages delivered or read';

-- Name: COLUMN campaign_analytics.delivery_seconds; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.campaign_analytics.delivery_seconds IS 'From sending to delivery, summed over delivered messages';

-- Name: COLUMN campaign_analytics.delivery_rate; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.campaign_analytics.delivery_rate IS 'Delivered of sent, in per cent';

-- Name: COLUMN campaign_analytics.read_rate; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.campaign_analytics.read_rate IS 'Read of delivered, in per cent';

-- Name: COLUMN campaign_analytics.avg_delivery_time; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.campaign_analytics.avg_delivery_time IS 'Whole seconds from sending to delivery, on average';

-- Name: campaign_analytics_id_seq; Type: SEQUENCE; Schema: public; Owner: campaigns_owner

ALTER TABLE public.campaign_analytics ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.campaign_analytics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: campaign_deltas; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.campaign_deltas (
    user_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    queued integer NOT NULL,
    sent integer NOT NULL,
    delivered integer NOT NULL,
    read integer NOT NULL,
    failed integer NOT NULL,
    delivery_seconds bigint NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000');

ALTER TABLE ONLY public.campaign_deltas FORCE ROW LEVEL SECURITY;

ALTER TABLE public.campaign_deltas OWNER TO campaigns_owner;

-- Name: TABLE campaign_deltas; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.campaign_deltas IS 'Changes that campaigns'' counters have not been told yet';

-- Name: campaigns; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.campaigns (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    whatsapp_account_id bigint NOT NULL,
    name character varying(255) NOT NULL,
    template_content text NOT NULL,
    target_type character varying(20) DEFAULT 'all'::character varying NOT NULL,
    target_group_id bigint,
    status character varying(20) DEFAULT 'draft'::character varying NOT NULL,
    scheduled_at timestamp with time zone,
    started_at timestamp with time zone,
    completed_at timestamp with time zone,
    total_contacts integer DEFAULT 0 NOT NULL,
    messages_sent integer DEFAULT 0 NOT NULL,
    messages_delivered integer DEFAULT 0 NOT NULL,
    messages_failed integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT campaigns_scheduled_has_time CHECK ((((status)::text <> 'scheduled'::text) OR (scheduled_at IS NOT NULL))),
    CONSTRAINT campaigns_status_known CHECK (((status)::text = ANY ((ARRAY['draft'::character varying, 'scheduled'::character varying, 'running'::character varying, 'completed'::character varying, 'failed'::character varying])::text[]))),
    CONSTRAINT campaigns_target_group_fits CHECK ((((target_type)::text = 'group'::text) OR (target_group_id IS NULL))),
    CONSTRAINT campaigns_target_type_known CHECK (((target_type)::text = ANY ((ARRAY['all'::character varying, 'group'::character varying, 'custom'::character varying])::text[])))
)
WITH (fillfactor='90');

ALTER TABLE ONLY public.campaigns FORCE ROW LEVEL SECURITY;

ALTER TABLE public.campaigns OWNER TO campaigns_owner;

-- Name: TABLE campaigns; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.campaigns IS 'What is sent to whom, when, and how far it has come';

-- Name: COLUMN campaigns.target_type; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.campaigns.target_type IS 'all contacts, those of a group, or custom: chosen by the application';

-- Name: COLUMN campaigns.status; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.campaigns.status IS 'draft, scheduled, running, completed or failed';

-- Name: COLUMN campaigns.messages_sent; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.campaigns.messages_sent IS 'Messages that were sent, read and delivered ones included, as of the last folding; campaign_progress has it exactly';

-- Name: COLUMN campaigns.messages_delivered; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.campaigns.messages_delivered IS 'Messages delivered or read, as of the last folding';

-- Name: COLUMN campaigns.messages_failed; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.campaigns.messages_failed IS 'Messages that failed, as of the last folding';

-- Name: campaign_progress; Type: VIEW; Schema: public; Owner: campaigns_owner

CREATE VIEW public.campaign_progress WITH (security_invoker='true') AS
 SELECT c.id AS campaign_id,
    c.user_id,
    c.name,
    c.status,
    c.total_contacts,
    n.queued AS messages_queued,
    n.sent AS messages_sent,
    n.delivered AS messages_delivered,
    n.read AS messages_read,
    n.failed AS messages_failed,
    (COALESCE(((100.0 * (n.delivered)::numeric) / (NULLIF(n.sent, 0))::numeric), (0)::numeric))::numeric(5,2) AS delivery_rate,
    (COALESCE(((100.0 * (n.read)::numeric) / (NULLIF(n.delivered, 0))::numeric), (0)::numeric))::numeric(5,2) AS read_rate,
    COALESCE((n.delivery_seconds / NULLIF(n.delivered, 0)), (0)::bigint) AS avg_delivery_time
   FROM ((public.campaigns c
     JOIN public.campaign_analytics a ON ((c.id = a.campaign_id)))
     CROSS JOIN LATERAL ( SELECT (a.messages_queued + (COALESCE(sum(d.queued), (0)::bigint))::integer) AS queued,
            (a.messages_sent + (COALESCE(sum(d.sent), (0)::bigint))::integer) AS sent,
            (a.messages_delivered + (COALESCE(sum(d.delivered), (0)::bigint))::integer) AS delivered,
            (a.messages_read + (COALESCE(sum(d.read), (0)::bigint))::integer) AS read,
            (a.messages_failed + (COALESCE(sum(d.failed), (0)::bigint))::integer) AS failed,
            (a.delivery_seconds + (COALESCE(sum(d.delivery_seconds), (0)::numeric))::bigint) AS delivery_seconds
           FROM public.campaign_deltas d
          WHERE ((d.user_id = c.user_id) AND (d.campaign_id = c.id))) n);

ALTER VIEW public.campaign_progress OWNER TO campaigns_owner;

-- Name: VIEW campaign_progress; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON VIEW public.campaign_progress IS 'How far each campaign has come, at this moment';

-- Name: campaigns_id_seq; Type: SEQUENCE; Schema: public; Owner: campaigns_owner

ALTER TABLE public.campaigns ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.campaigns_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: contact_group_deltas; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.contact_group_deltas (
    user_id bigint NOT NULL,
    group_id bigint NOT NULL,
    contacts integer NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000');

ALTER TABLE ONLY public.contact_group_deltas FORCE ROW LEVEL SECURITY;

ALTER TABLE public.contact_group_deltas OWNER TO campaigns_owner;

-- Name: TABLE contact_group_deltas; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.contact_group_deltas IS 'Changes that groups'' counts have not been told yet';

-- Name: contact_groups; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.contact_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    name character varying(255) NOT NULL,
    description text,
    contact_count integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (fillfactor='90');

ALTER TABLE ONLY public.contact_groups FORCE ROW LEVEL SECURITY;

ALTER TABLE public.contact_groups OWNER TO campaigns_owner;

-- Name: TABLE contact_groups; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.contact_groups IS 'Segments of a user''s contacts; a contact is in one at most';

-- Name: COLUMN contact_groups.contact_count; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.contact_groups.contact_count IS 'Contacts in the group as of the last folding, seconds ago; contact_group_sizes has it exactly';

-- Name: contact_group_sizes; Type: VIEW; Schema: public; Owner: campaigns_owner

CREATE VIEW public.contact_group_sizes WITH (security_invoker='true') AS
 SELECT id AS group_id,
    user_id,
    name,
    (contact_count + (COALESCE(( SELECT sum(d.contacts) AS sum
           FROM public.contact_group_deltas d
          WHERE ((d.user_id = g.user_id) AND (d.group_id = g.id))), (0)::bigint))::integer) AS contact_count
   FROM public.contact_groups g;

ALTER VIEW public.contact_group_sizes OWNER TO campaigns_owner;

-- Name: VIEW contact_group_sizes; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON VIEW public.contact_group_sizes IS 'How many contacts each group has, at this moment';

-- Name: contact_groups_id_seq; Type: SEQUENCE; Schema: public; Owner: campaigns_owner

ALTER TABLE public.contact_groups ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.contact_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: contacts; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.contacts (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    phone_number character varying(20) NOT NULL,
    name character varying(255),
    group_id bigint,
    is_active boolean DEFAULT true NOT NULL,
    last_message_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.contacts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.contacts OWNER TO campaigns_owner;

-- Name: TABLE contacts; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.contacts IS 'Whom users write to; the same number may be a contact of several users';

-- Name: contacts_id_seq; Type: SEQUENCE; Schema: public; Owner: campaigns_owner

ALTER TABLE public.contacts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.contacts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: usage_slots; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.usage_slots (
    user_id bigint NOT NULL,
    resource character varying(20) NOT NULL,
    day date NOT NULL,
    slot smallint NOT NULL,
    quantity bigint NOT NULL,
    taken_by xid8 NOT NULL,
    taken bigint NOT NULL,
    CONSTRAINT usage_slots_resource_known CHECK (((resource)::text = ANY ((ARRAY['messages'::character varying, 'ai_requests'::character varying, 'whatsapp_accounts'::character varying, 'contacts'::character varying, 'campaigns'::character varying])::text[])))
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.usage_slots FORCE ROW LEVEL SECURITY;

ALTER TABLE public.usage_slots OWNER TO campaigns_owner;

-- Name: TABLE usage_slots; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.usage_slots IS 'What each user has used of each limit; current_usage sums it up';

-- Name: COLUMN usage_slots.quantity; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.usage_slots.quantity IS 'The sum over a user''s slots counts; one slot alone may be negative';

-- Name: COLUMN usage_slots.taken_by; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.usage_slots.taken_by IS 'The transaction that last used the slot';

-- Name: COLUMN usage_slots.taken; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.usage_slots.taken IS 'How much that transaction took in this slot';

-- Name: user_limits; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.user_limits (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    messages_daily_limit integer DEFAULT 1000 NOT NULL,
    messages_monthly_limit integer DEFAULT 30000 NOT NULL,
    ai_requests_daily_limit integer DEFAULT 100 NOT NULL,
    whatsapp_accounts_limit integer DEFAULT 1 NOT NULL,
    contacts_limit integer DEFAULT 10000 NOT NULL,
    campaigns_limit integer DEFAULT 50 NOT NULL,
    CONSTRAINT user_limits_not_negative CHECK ((LEAST(messages_daily_limit, messages_monthly_limit, ai_requests_daily_limit, whatsapp_accounts_limit, contacts_limit, campaigns_limit) >= 0))
);

ALTER TABLE ONLY public.user_limits FORCE ROW LEVEL SECURITY;

ALTER TABLE public.user_limits OWNER TO campaigns_owner;

-- Name: TABLE user_limits; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.user_limits IS 'What each user may have and use; private.use_allowance enforces it';

-- Name: users; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.users (
    id bigint NOT NULL,
    uuid uuid DEFAULT gen_random_uuid() NOT NULL,
    email character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    subscription_plan character varying(20) DEFAULT 'trial'::character varying NOT NULL,
    subscription_status character varying(20) DEFAULT 'active'::character varying NOT NULL,
    subscription_expires_at timestamp with time zone,
    timezone character varying(50) DEFAULT 'UTC'::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT users_email_form CHECK ((((email)::text = lower((email)::text)) AND ((email)::text ~~ '%_@_%'::text))),
    CONSTRAINT users_subscription_plan_known CHECK (((subscription_plan)::text = ANY ((ARRAY['trial'::character varying, 'starter'::character varying, 'pro'::character varying, 'enterprise'::character varying])::text[]))),
    CONSTRAINT users_subscription_status_known CHECK (((subscription_status)::text = ANY ((ARRAY['active'::character varying, 'expired'::character varying, 'suspended'::character varying])::text[]))),
    CONSTRAINT users_timezone_known CHECK ((timezone((timezone)::text, '2000-01-01 00:00:00+00'::timestamp with time zone) IS NOT NULL))
);

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;

ALTER TABLE public.users OWNER TO campaigns_owner;

-- Name: TABLE users; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.users IS 'The tenants: each user is one, with contacts, campaigns and messages of their own';

-- Name: COLUMN users.id; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.users.id IS 'What other tables refer to';

-- Name: COLUMN users.uuid; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.users.uuid IS 'What the outside knows the user by, and what app.current_user_id holds';

-- Name: COLUMN users.subscription_plan; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.users.subscription_plan IS 'trial, starter, pro or enterprise';

-- Name: COLUMN users.subscription_status; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.users.subscription_status IS 'active, expired or suspended; only an active user gets anything new';

-- Name: COLUMN users.subscription_expires_at; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.users.subscription_expires_at IS 'After this time the subscription counts as expired; null: never';

-- Name: COLUMN users.timezone; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.users.timezone IS 'IANA name: where the user''s days and months begin, for limits and daily figures';

-- Name: current_usage; Type: VIEW; Schema: public; Owner: campaigns_owner

CREATE VIEW public.current_usage WITH (security_invoker='true') AS
 SELECT l.user_id,
    n.limit_name,
    n.resource,
    n.since,
    n.allowed,
    (COALESCE(( SELECT sum(s.quantity) AS sum
           FROM public.usage_slots s
          WHERE ((s.user_id = l.user_id) AND ((s.resource)::text = n.resource) AND (s.day >= n.since))), (0)::numeric))::bigint AS used
   FROM (((public.user_limits l
     JOIN public.users u ON ((l.user_id = u.id)))
     CROSS JOIN LATERAL ( SELECT ((now() AT TIME ZONE u.timezone))::date AS today) t)
     CROSS JOIN LATERAL ( VALUES ('messages_daily_limit'::text,'messages'::text,t.today,l.messages_daily_limit), ('messages_monthly_limit'::text,'messages'::text,(date_trunc('month'::text, (t.today)::timestamp with time zone))::date,l.messages_monthly_limit), ('ai_requests_daily_limit'::text,'ai_requests'::text,t.today,l.ai_requests_daily_limit), ('whatsapp_accounts_limit'::text,'whatsapp_accounts'::text,'1970-01-01'::date,l.whatsapp_accounts_limit), ('contacts_limit'::text,'contacts'::text,'1970-01-01'::date,l.contacts_limit), ('campaigns_limit'::text,'campaigns'::text,'1970-01-01'::date,l.campaigns_limit)) n(limit_name, resource, since, allowed));

ALTER VIEW public.current_usage OWNER TO campaigns_owner;

-- Name: VIEW current_usage; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON VIEW public.current_usage IS 'Each limit of a user with what is used of it now';

-- Name: daily_analytics; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.daily_analytics (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    date date NOT NULL,
    messages_sent integer DEFAULT 0 NOT NULL,
    messages_delivered integer DEFAULT 0 NOT NULL,
    messages_failed integer DEFAULT 0 NOT NULL,
    campaigns_created integer DEFAULT 0 NOT NULL,
    campaigns_completed integer DEFAULT 0 NOT NULL,
    ai_requests_used integer DEFAULT 0 NOT NULL,
    unique_contacts_messaged integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (fillfactor='90');

ALTER TABLE ONLY public.daily_analytics FORCE ROW LEVEL SECURITY;

ALTER TABLE public.daily_analytics OWNER TO campaigns_owner;

-- Name: TABLE daily_analytics; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.daily_analytics IS 'What each user did on each of their days, as of the last folding; daily_usage has it exactly. What is deleted later
stays counted';

-- Name: COLUMN daily_analytics.date; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.daily_analytics.date IS 'The day in the user''s time zone';

-- Name: COLUMN daily_analytics.messages_sent; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.daily_analytics.messages_sent IS 'Messages sent on that day';

-- Name: COLUMN daily_analytics.messages_delivered; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.daily_analytics.messages_delivered IS 'Messages delivered on that day, whenever they were sent';

-- Name: COLUMN daily_analytics.messages_failed; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.daily_analytics.messages_failed IS 'Messages made on that day that failed';

-- Name: COLUMN daily_analytics.unique_contacts_messaged; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.daily_analytics.unique_contacts_messaged IS 'Contacts for whom a message was made on that day';

-- Name: daily_analytics_id_seq; Type: SEQUENCE; Schema: public; Owner: campaigns_owner

ALTER TABLE public.daily_analytics ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.daily_analytics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: daily_deltas; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.daily_deltas (
    user_id bigint NOT NULL,
    date date NOT NULL,
    messages_sent integer DEFAULT 0 NOT NULL,
    messages_delivered integer DEFAULT 0 NOT NULL,
    messages_failed integer DEFAULT 0 NOT NULL,
    campaigns_created integer DEFAULT 0 NOT NULL,
    campaigns_completed integer DEFAULT 0 NOT NULL,
    ai_requests_used integer DEFAULT 0 NOT NULL,
    messages_made integer DEFAULT 0 NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000');

ALTER TABLE ONLY public.daily_deltas FORCE ROW LEVEL SECURITY;

ALTER TABLE public.daily_deltas OWNER TO campaigns_owner;

-- Name: TABLE daily_deltas; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.daily_deltas IS 'Changes that daily figures have not been told yet';

-- Name: daily_usage; Type: VIEW; Schema: public; Owner: campaigns_owner

CREATE VIEW public.daily_usage WITH (security_invoker='true') AS
 SELECT t.user_id,
    t.date,
    (sum(t.messages_sent))::integer AS messages_sent,
    (sum(t.messages_delivered))::integer AS messages_delivered,
    (sum(t.messages_failed))::integer AS messages_failed,
    (sum(t.campaigns_created))::integer AS campaigns_created,
    (sum(t.campaigns_completed))::integer AS campaigns_completed,
    (sum(t.ai_requests_used))::integer AS ai_requests_used,
    (GREATEST((max(t.unique_contacts_messaged))::bigint,
        CASE
            WHEN (sum(t.messages_made) > 0) THEN app.contacts_messaged(t.user_id, t.date, (u.timezone)::text)
            ELSE (0)::bigint
        END))::integer AS unique_contacts_messaged
   FROM (( SELECT a.user_id,
            a.date,
            a.messages_sent,
            a.messages_delivered,
            a.messages_failed,
            a.campaigns_created,
            a.campaigns_completed,
            a.ai_requests_used,
            a.unique_contacts_messaged,
            0 AS messages_made
           FROM public.daily_analytics a
        UNION ALL
         SELECT d.user_id,
            d.date,
            d.messages_sent,
            d.messages_delivered,
            d.messages_failed,
            d.campaigns_created,
            d.campaigns_completed,
            d.ai_requests_used,
            0 AS unique_contacts_messaged,
            d.messages_made
           FROM public.daily_deltas d) t
     JOIN public.users u ON ((t.user_id = u.id)))
  GROUP BY t.user_id, t.date, u.timezone;

ALTER VIEW public.daily_usage OWNER TO campaigns_owner;

-- Name: VIEW daily_usage; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON VIEW public.daily_usage IS 'What each user did on each of their days, at this moment';

-- Name: events; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.events (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    event_type character varying(255) NOT NULL,
    aggregate_id bigint NOT NULL,
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

ALTER TABLE public.events OWNER TO campaigns_owner;

-- Name: TABLE events; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.events IS 'The outbox: what NATS is to hear, written in the transaction of the change';

-- Name: COLUMN events.event_type; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.events.event_type IS 'domain.action, such as document.created: the end of the subject';

-- Name: COLUMN events.status; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.events.status IS 'pending, published or failed; a new status moves the row to another partition';

-- Name: COLUMN events.status_since; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.events.status_since IS 'When it got its status: when it was published, or given up';

-- Name: COLUMN events.stream; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.events.stream IS 'The stream that took it; null for what was never published, or before places were kept';

-- Name: COLUMN events.stream_created_at; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.events.stream_created_at IS 'When that stream was made: one that was made later is another, though it has the same name';

-- Name: COLUMN events.stream_sequence; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.events.stream_sequence IS 'Its message''s number there; null once another message got that number, because this one was lost';

-- Name: COLUMN events.failure; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.events.failure IS 'Why it is failed';

-- Name: events_failed; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.events_failed (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    event_type character varying(255) NOT NULL,
    aggregate_id bigint NOT NULL,
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

ALTER TABLE public.events_failed OWNER TO campaigns_owner;

-- Name: events_id_seq; Type: SEQUENCE; Schema: public; Owner: campaigns_owner

ALTER TABLE public.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: events_pending; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.events_pending (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    event_type character varying(255) NOT NULL,
    aggregate_id bigint NOT NULL,
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

ALTER TABLE public.events_pending OWNER TO campaigns_owner;

-- Name: events_published; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.events_published (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    event_type character varying(255) NOT NULL,
    aggregate_id bigint NOT NULL,
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

ALTER TABLE public.events_published OWNER TO campaigns_owner;

-- Name: events_published_default; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.events_published_default (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    event_type character varying(255) NOT NULL,
    aggregate_id bigint NOT NULL,
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

ALTER TABLE public.events_published_default OWNER TO campaigns_owner;

-- Name: messages; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.messages (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    campaign_id bigint,
    whatsapp_account_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    phone_number character varying(20) NOT NULL,
    message_content text NOT NULL,
    media_path character varying(255),
    status character varying(20) DEFAULT 'queued'::character varying NOT NULL,
    error_message text,
    sent_at timestamp with time zone,
    delivered_at timestamp with time zone,
    read_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT messages_status_known CHECK (((status)::text = ANY ((ARRAY['queued'::character varying, 'sending'::character varying, 'sent'::character varying, 'delivered'::character varying, 'read'::character varying, 'failed'::character varying])::text[])))
)
PARTITION BY RANGE (created_at);

ALTER TABLE ONLY public.messages FORCE ROW LEVEL SECURITY;

ALTER TABLE public.messages OWNER TO campaigns_owner;

-- Name: TABLE messages; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.messages IS 'Every message; a partition a month, kept for twelve months beside the current one';

-- Name: COLUMN messages.phone_number; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.messages.phone_number IS 'The contact''s number when the message was made, so that no join is needed';

-- Name: COLUMN messages.media_path; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.messages.media_path IS 'What goes with the text, in the bucket campaigns';

-- Name: COLUMN messages.status; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.messages.status IS 'queued, sending, sent, delivered, read or failed';

-- Name: COLUMN messages.sent_at; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.messages.sent_at IS 'When it was sent; filled in where a status says so and nobody says when';

-- Name: messages_default; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.messages_default (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    campaign_id bigint,
    whatsapp_account_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    phone_number character varying(20) NOT NULL,
    message_content text NOT NULL,
    media_path character varying(255),
    status character varying(20) DEFAULT 'queued'::character varying NOT NULL,
    error_message text,
    sent_at timestamp with time zone,
    delivered_at timestamp with time zone,
    read_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT messages_status_known CHECK (((status)::text = ANY ((ARRAY['queued'::character varying, 'sending'::character varying, 'sent'::character varying, 'delivered'::character varying, 'read'::character varying, 'failed'::character varying])::text[])))
);

ALTER TABLE public.messages_default OWNER TO campaigns_owner;

-- Name: COLUMN messages_default.phone_number; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.messages_default.phone_number IS 'The contact''s number when the message was made, so that no join is needed';

-- Name: COLUMN messages_default.media_path; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.messages_default.media_path IS 'What goes with the text, in the bucket campaigns';

-- Name: COLUMN messages_default.status; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.messages_default.status IS 'queued, sending, sent, delivered, read or failed';

-- Name: COLUMN messages_default.sent_at; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.messages_default.sent_at IS 'When it was sent; filled in where a status says so and nobody says when';

-- Name: messages_id_seq; Type: SEQUENCE; Schema: public; Owner: campaigns_owner

ALTER TABLE public.messages ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.messages_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.schema_migrations (
    version character varying NOT NULL
);

ALTER TABLE public.schema_migrations OWNER TO campaigns_owner;

-- Name: usage_logs; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.usage_logs (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    usage_type character varying(20) NOT NULL,
    quantity integer DEFAULT 1 NOT NULL,
    metadata jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT usage_logs_quantity_positive CHECK ((quantity > 0)),
    CONSTRAINT usage_logs_usage_type_known CHECK (((usage_type)::text = ANY ((ARRAY['message'::character varying, 'ai_request'::character varying, 'api_call'::character varying])::text[])))
);

ALTER TABLE ONLY public.usage_logs FORCE ROW LEVEL SECURITY;

ALTER TABLE public.usage_logs OWNER TO campaigns_owner;

-- Name: TABLE usage_logs; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.usage_logs IS 'What is billed: a row a statement that made messages, and what the application reports; kept for 24 months';

-- Name: COLUMN usage_logs.usage_type; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.usage_logs.usage_type IS 'message, ai_request or api_call';

-- Name: COLUMN usage_logs.metadata; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.usage_logs.metadata IS 'JSON, free in its keys; campaign_id for messages of a campaign';

-- Name: usage_logs_id_seq; Type: SEQUENCE; Schema: public; Owner: campaigns_owner

ALTER TABLE public.usage_logs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.usage_logs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: user_limits_id_seq; Type: SEQUENCE; Schema: public; Owner: campaigns_owner

ALTER TABLE public.user_limits ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.user_limits_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: users_id_seq; Type: SEQUENCE; Schema: public; Owner: campaigns_owner

ALTER TABLE public.users ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: whatsapp_accounts; Type: TABLE; Schema: public; Owner: campaigns_owner

CREATE TABLE public.whatsapp_accounts (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    phone_number character varying(20) NOT NULL,
    display_name character varying(255),
    status character varying(20) DEFAULT 'disconnected'::character varying NOT NULL,
    session_data jsonb,
    qr_code_path character varying(255),
    last_connected_at timestamp with time zone,
    health_check_at timestamp with time zone DEFAULT now() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT whatsapp_accounts_status_known CHECK (((status)::text = ANY ((ARRAY['disconnected'::character varying, 'connecting'::character varying, 'connected'::character varying, 'banned'::character varying])::text[])))
);

ALTER TABLE ONLY public.whatsapp_accounts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.whatsapp_accounts OWNER TO campaigns_owner;

-- Name: TABLE whatsapp_accounts; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON TABLE public.whatsapp_accounts IS 'The WhatsApp numbers that users send from';

-- Name: COLUMN whatsapp_accounts.status; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.whatsapp_accounts.status IS 'disconnected, connecting, connected or banned';

-- Name: COLUMN whatsapp_accounts.session_data; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.whatsapp_accounts.session_data IS 'Keys of the session: whoever has them writes in the account''s name. Nobody may select it: app.whatsapp_session';

-- Name: COLUMN whatsapp_accounts.qr_code_path; Type: COMMENT; Schema: public; Owner: campaigns_owner

COMMENT ON COLUMN public.whatsapp_accounts.qr_code_path IS 'Picture of the pairing code, in the bucket campaigns';

-- Name: whatsapp_accounts_id_seq; Type: SEQUENCE; Schema: public; Owner: campaigns_owner

ALTER TABLE public.whatsapp_accounts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.whatsapp_accounts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: events_failed; Type: TABLE ATTACH; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_failed FOR VALUES IN ('failed');

-- Name: events_pending; Type: TABLE ATTACH; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_pending FOR VALUES IN ('pending');

-- Name: events_published; Type: TABLE ATTACH; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_published FOR VALUES IN ('published');

-- Name: events_published_default; Type: TABLE ATTACH; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.events_published ATTACH PARTITION public.events_published_default DEFAULT;

-- Name: messages_default; Type: TABLE ATTACH; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.messages ATTACH PARTITION public.messages_default DEFAULT;

-- Name: job_runs job_runs_pkey; Type: CONSTRAINT; Schema: platform; Owner: campaigns_owner

ALTER TABLE ONLY platform.job_runs
    ADD CONSTRAINT job_runs_pkey PRIMARY KEY (job_run_id);

-- Name: migration_files migration_files_pkey; Type: CONSTRAINT; Schema: platform; Owner: campaigns_owner

ALTER TABLE ONLY platform.migration_files
    ADD CONSTRAINT migration_files_pkey PRIMARY KEY (migrations_table, version);

-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: platform; Owner: campaigns_owner

ALTER TABLE ONLY platform.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

-- Name: campaign_analytics campaign_analytics_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.campaign_analytics
    ADD CONSTRAINT campaign_analytics_pkey PRIMARY KEY (id);

-- Name: campaigns campaigns_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.campaigns
    ADD CONSTRAINT campaigns_pkey PRIMARY KEY (id);

-- Name: contact_groups contact_groups_id_user_id; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.contact_groups
    ADD CONSTRAINT contact_groups_id_user_id UNIQUE (id, user_id);

-- Name: contact_groups contact_groups_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.contact_groups
    ADD CONSTRAINT contact_groups_pkey PRIMARY KEY (id);

-- Name: contacts contacts_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_pkey PRIMARY KEY (id);

-- Name: daily_analytics daily_analytics_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.daily_analytics
    ADD CONSTRAINT daily_analytics_pkey PRIMARY KEY (id);

-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_failed events_failed_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.events_failed
    ADD CONSTRAINT events_failed_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_pending events_pending_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.events_pending
    ADD CONSTRAINT events_pending_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_published events_published_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.events_published
    ADD CONSTRAINT events_published_pkey PRIMARY KEY (id, status, status_since);

-- Name: events_published_default events_published_default_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.events_published_default
    ADD CONSTRAINT events_published_default_pkey PRIMARY KEY (id, status, status_since);

-- Name: messages messages_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id, created_at);

-- Name: messages_default messages_default_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.messages_default
    ADD CONSTRAINT messages_default_pkey PRIMARY KEY (id, created_at);

-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

-- Name: campaign_analytics unique_campaign; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.campaign_analytics
    ADD CONSTRAINT unique_campaign UNIQUE (campaign_id);

-- Name: contacts unique_user_contact; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT unique_user_contact UNIQUE (user_id, phone_number);

-- Name: daily_analytics unique_user_date; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.daily_analytics
    ADD CONSTRAINT unique_user_date UNIQUE (user_id, date);

-- Name: user_limits unique_user_limit; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.user_limits
    ADD CONSTRAINT unique_user_limit UNIQUE (user_id);

-- Name: usage_logs usage_logs_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.usage_logs
    ADD CONSTRAINT usage_logs_pkey PRIMARY KEY (id, created_at);

-- Name: usage_slots usage_slots_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.usage_slots
    ADD CONSTRAINT usage_slots_pkey PRIMARY KEY (user_id, resource, day, slot);

-- Name: user_limits user_limits_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.user_limits
    ADD CONSTRAINT user_limits_pkey PRIMARY KEY (id);

-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

-- Name: whatsapp_accounts whatsapp_accounts_id_user_id; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.whatsapp_accounts
    ADD CONSTRAINT whatsapp_accounts_id_user_id UNIQUE (id, user_id);

-- Name: whatsapp_accounts whatsapp_accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.whatsapp_accounts
    ADD CONSTRAINT whatsapp_accounts_pkey PRIMARY KEY (id);

-- Name: idx_job_runs_job_started_at; Type: INDEX; Schema: platform; Owner: campaigns_owner

CREATE INDEX idx_job_runs_job_started_at ON platform.job_runs USING btree (job, started_at);

-- Name: idx_events_status_created_at; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_events_status_created_at ON ONLY public.events USING btree (status, created_at);

-- Name: events_failed_status_created_at_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX events_failed_status_created_at_idx ON public.events_failed USING btree (status, created_at);

-- Name: idx_events_user_id; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_events_user_id ON ONLY public.events USING btree (user_id);

-- Name: events_failed_user_id_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX events_failed_user_id_idx ON public.events_failed USING btree (user_id);

-- Name: events_pending_status_created_at_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX events_pending_status_created_at_idx ON public.events_pending USING btree (status, created_at);

-- Name: events_pending_user_id_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX events_pending_user_id_idx ON public.events_pending USING btree (user_id);

-- Name: events_published_status_created_at_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX events_published_status_created_at_idx ON ONLY public.events_published USING btree (status, created_at);

-- Name: events_published_default_status_created_at_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX events_published_default_status_created_at_idx ON public.events_published_default USING btree (status, created_at);

-- Name: idx_events_published_stream_sequence; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_events_published_stream_sequence ON ONLY public.events_published USING btree (stream, stream_sequence);

-- Name: events_published_default_stream_stream_sequence_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX events_published_default_stream_stream_sequence_idx ON public.events_published_default USING btree (stream, stream_sequence);

-- Name: events_published_user_id_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX events_published_user_id_idx ON ONLY public.events_published USING btree (user_id);

-- Name: events_published_default_user_id_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX events_published_default_user_id_idx ON public.events_published_default USING btree (user_id);

-- Name: idx_campaign_deltas_user_campaign; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_campaign_deltas_user_campaign ON public.campaign_deltas USING btree (user_id, campaign_id);

-- Name: idx_campaigns_scheduled; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_campaigns_scheduled ON public.campaigns USING btree (scheduled_at);

-- Name: idx_campaigns_status_updated; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_campaigns_status_updated ON public.campaigns USING btree (status, updated_at);

-- Name: idx_campaigns_target_group_id; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_campaigns_target_group_id ON public.campaigns USING btree (target_group_id);

-- Name: idx_campaigns_user_status; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_campaigns_user_status ON public.campaigns USING btree (user_id, status);

-- Name: idx_campaigns_user_status_updated; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_campaigns_user_status_updated ON public.campaigns USING btree (user_id, status, updated_at);

-- Name: idx_campaigns_whatsapp_account_id; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_campaigns_whatsapp_account_id ON public.campaigns USING btree (whatsapp_account_id);

-- Name: idx_contact_group_deltas_user_group; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_contact_group_deltas_user_group ON public.contact_group_deltas USING btree (user_id, group_id);

-- Name: idx_contact_groups_user_id; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_contact_groups_user_id ON public.contact_groups USING btree (user_id);

-- Name: idx_contacts_group_active; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_contacts_group_active ON public.contacts USING btree (group_id, is_active);

-- Name: idx_contacts_last_message; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_contacts_last_message ON public.contacts USING btree (last_message_at);

-- Name: idx_contacts_user_active; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_contacts_user_active ON public.contacts USING btree (user_id, is_active);

-- Name: idx_contacts_user_active_updated; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_contacts_user_active_updated ON public.contacts USING btree (user_id, is_active, updated_at);

-- Name: idx_daily_analytics_date; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_daily_analytics_date ON public.daily_analytics USING btree (date);

-- Name: idx_daily_analytics_user_date_range; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_daily_analytics_user_date_range ON public.daily_analytics USING btree (user_id, date);

-- Name: idx_daily_deltas_user_date; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_daily_deltas_user_date ON public.daily_deltas USING btree (user_id, date);

-- Name: idx_messages_campaign_status; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_messages_campaign_status ON ONLY public.messages USING btree (campaign_id, status);

-- Name: idx_messages_campaign_status_created; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_messages_campaign_status_created ON ONLY public.messages USING btree (campaign_id, status, created_at);

-- Name: idx_messages_contact_created; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_messages_contact_created ON ONLY public.messages USING btree (contact_id, created_at);

-- Name: idx_messages_phone_created; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_messages_phone_created ON ONLY public.messages USING btree (phone_number, created_at);

-- Name: idx_messages_user_status_created; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_messages_user_status_created ON ONLY public.messages USING btree (user_id, status, created_at);

-- Name: idx_usage_logs_created_at; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_usage_logs_created_at ON public.usage_logs USING btree (created_at);

-- Name: idx_usage_logs_user_type_created; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_usage_logs_user_type_created ON public.usage_logs USING btree (user_id, usage_type, created_at);

-- Name: idx_users_created_at; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_users_created_at ON public.users USING btree (created_at);

-- Name: idx_users_email; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE UNIQUE INDEX idx_users_email ON public.users USING btree (email);

-- Name: idx_users_subscription_plan; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_users_subscription_plan ON public.users USING btree (subscription_plan);

-- Name: idx_users_subscription_status; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_users_subscription_status ON public.users USING btree (subscription_status);

-- Name: idx_users_uuid; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE UNIQUE INDEX idx_users_uuid ON public.users USING btree (uuid);

-- Name: idx_whatsapp_accounts_health_check; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_whatsapp_accounts_health_check ON public.whatsapp_accounts USING btree (health_check_at);

-- Name: idx_whatsapp_accounts_phone_number; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE UNIQUE INDEX idx_whatsapp_accounts_phone_number ON public.whatsapp_accounts USING btree (phone_number);

-- Name: idx_whatsapp_accounts_phone_status; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_whatsapp_accounts_phone_status ON public.whatsapp_accounts USING btree (phone_number, status);

-- Name: idx_whatsapp_accounts_user_status; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX idx_whatsapp_accounts_user_status ON public.whatsapp_accounts USING btree (user_id, status);

-- Name: messages_default_campaign_id_status_created_at_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX messages_default_campaign_id_status_created_at_idx ON public.messages_default USING btree (campaign_id, status, created_at);

-- Name: messages_default_campaign_id_status_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX messages_default_campaign_id_status_idx ON public.messages_default USING btree (campaign_id, status);

-- Name: messages_default_contact_id_created_at_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX messages_default_contact_id_created_at_idx ON public.messages_default USING btree (contact_id, created_at);

-- Name: messages_default_phone_number_created_at_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX messages_default_phone_number_created_at_idx ON public.messages_default USING btree (phone_number, created_at);

-- Name: messages_default_user_id_status_created_at_idx; Type: INDEX; Schema: public; Owner: campaigns_owner

CREATE INDEX messages_default_user_id_status_created_at_idx ON public.messages_default USING btree (user_id, status, created_at);

-- Name: events_failed_pkey; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_failed_pkey;

-- Name: events_failed_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_failed_status_created_at_idx;

-- Name: events_failed_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.idx_events_user_id ATTACH PARTITION public.events_failed_user_id_idx;

-- Name: events_pending_pkey; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_pending_pkey;

-- Name: events_pending_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_pending_status_created_at_idx;

-- Name: events_pending_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.idx_events_user_id ATTACH PARTITION public.events_pending_user_id_idx;

-- Name: events_published_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.events_published_pkey ATTACH PARTITION public.events_published_default_pkey;

-- Name: events_published_default_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.events_published_status_created_at_idx ATTACH PARTITION public.events_published_default_status_created_at_idx;

-- Name: events_published_default_stream_stream_sequence_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.idx_events_published_stream_sequence ATTACH PARTITION public.events_published_default_stream_stream_sequence_idx;

-- Name: events_published_default_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.events_published_user_id_idx ATTACH PARTITION public.events_published_default_user_id_idx;

-- Name: events_published_pkey; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_published_pkey;

-- Name: events_published_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.idx_events_status_created_at ATTACH PARTITION public.events_published_status_created_at_idx;

-- Name: events_published_user_id_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.idx_events_user_id ATTACH PARTITION public.events_published_user_id_idx;

-- Name: messages_default_campaign_id_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.idx_messages_campaign_status_created ATTACH PARTITION public.messages_default_campaign_id_status_created_at_idx;

-- Name: messages_default_campaign_id_status_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.idx_messages_campaign_status ATTACH PARTITION public.messages_default_campaign_id_status_idx;

-- Name: messages_default_contact_id_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.idx_messages_contact_created ATTACH PARTITION public.messages_default_contact_id_created_at_idx;

-- Name: messages_default_phone_number_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.idx_messages_phone_created ATTACH PARTITION public.messages_default_phone_number_created_at_idx;

-- Name: messages_default_pkey; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.messages_pkey ATTACH PARTITION public.messages_default_pkey;

-- Name: messages_default_user_id_status_created_at_idx; Type: INDEX ATTACH; Schema: public; Owner: campaigns_owner

ALTER INDEX public.idx_messages_user_status_created ATTACH PARTITION public.messages_default_user_id_status_created_at_idx;

-- Name: messages check_references; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER check_references AFTER INSERT ON public.messages REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.check_references();

-- Name: campaigns count_added; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER count_added AFTER INSERT ON public.campaigns REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.count_added_campaigns();

-- Name: contacts count_added; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER count_added AFTER INSERT ON public.contacts REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.count_contacts();

-- Name: messages count_added; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER count_added AFTER INSERT ON public.messages REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.count_added_messages();

-- Name: campaigns count_changed; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER count_changed AFTER UPDATE ON public.campaigns REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.count_changed_campaigns();

-- Name: messages count_changed; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER count_changed AFTER UPDATE ON public.messages REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.count_changed_messages();

-- Name: contacts count_moved; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER count_moved AFTER UPDATE ON public.contacts REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.count_moved_contacts();

-- Name: contacts count_removed; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER count_removed AFTER DELETE ON public.contacts REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION private.count_contacts();

-- Name: messages count_removed; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER count_removed AFTER DELETE ON public.messages REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION private.count_removed_messages();

-- Name: usage_logs count_usage; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER count_usage AFTER INSERT ON public.usage_logs REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.count_usage();

-- Name: users give_limits; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER give_limits AFTER INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION private.give_limits();

-- Name: campaigns hold; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER hold AFTER INSERT ON public.campaigns REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.hold('campaigns');

-- Name: contacts hold; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER hold AFTER INSERT ON public.contacts REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.hold('contacts');

-- Name: whatsapp_accounts hold; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER hold AFTER INSERT ON public.whatsapp_accounts REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.hold('whatsapp_accounts');

-- Name: campaigns let_go; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER let_go AFTER DELETE ON public.campaigns REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION private.let_go('campaigns');

-- Name: contacts let_go; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER let_go AFTER DELETE ON public.contacts REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION private.let_go('contacts');

-- Name: whatsapp_accounts let_go; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER let_go AFTER DELETE ON public.whatsapp_accounts REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION private.let_go('whatsapp_accounts');

-- Name: messages log_messages; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER log_messages AFTER INSERT ON public.messages REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.log_messages();

-- Name: events name_user; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER name_user BEFORE INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION private.name_user();

-- Name: campaigns publish_change; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE ON public.campaigns FOR EACH ROW EXECUTE FUNCTION platform.publish_change('campaign', 'user_id', 'user_id', '', '{status}');

-- Name: contacts publish_change; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE ON public.contacts FOR EACH ROW EXECUTE FUNCTION platform.publish_change('contact', 'user_id', 'user_id', '');

-- Name: user_limits publish_change; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER publish_change AFTER INSERT OR DELETE ON public.user_limits FOR EACH ROW EXECUTE FUNCTION platform.publish_change('user_limits', 'user_id', 'user_id', '');

-- Name: campaigns publish_update; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER publish_update AFTER UPDATE OF whatsapp_account_id, name, template_content, target_type, target_group_id, status, scheduled_at, total_contacts ON public.campaigns FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION platform.publish_change('campaign', 'user_id', 'user_id', '', '{status}');

-- Name: contacts publish_update; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER publish_update AFTER UPDATE ON public.contacts FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION platform.publish_change('contact', 'user_id', 'user_id', '');

-- Name: user_limits publish_update; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER publish_update AFTER UPDATE ON public.user_limits FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION platform.publish_change('user_limits', 'user_id', 'user_id', '');

-- Name: campaigns set_updated_at; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE OF whatsapp_account_id, name, template_content, target_type, target_group_id, status, scheduled_at, started_at, completed_at, total_contacts ON public.campaigns FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: contact_groups set_updated_at; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE OF name, description ON public.contact_groups FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: contacts set_updated_at; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.contacts FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: daily_analytics set_updated_at; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.daily_analytics FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: users set_updated_at; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: whatsapp_accounts set_updated_at; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.whatsapp_accounts FOR EACH ROW EXECUTE FUNCTION platform.set_updated_at();

-- Name: campaigns stamp_campaign; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER stamp_campaign BEFORE INSERT OR UPDATE OF status ON public.campaigns FOR EACH ROW EXECUTE FUNCTION private.stamp_campaign();

-- Name: messages stamp_message; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER stamp_message BEFORE INSERT OR UPDATE OF status ON public.messages FOR EACH ROW WHEN (((new.status)::text = ANY ((ARRAY['sent'::character varying, 'delivered'::character varying, 'read'::character varying])::text[]))) EXECUTE FUNCTION private.stamp_message();

-- Name: usage_logs ts_insert_blocker; Type: TRIGGER; Schema: public; Owner: campaigns_owner

CREATE TRIGGER ts_insert_blocker BEFORE INSERT ON public.usage_logs FOR EACH ROW EXECUTE FUNCTION _timescaledb_functions.insert_blocker();

-- Name: campaign_analytics campaign_analytics_campaign_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.campaign_analytics
    ADD CONSTRAINT campaign_analytics_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES public.campaigns(id) ON DELETE CASCADE;

-- Name: campaigns campaigns_account_of_same_user; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.campaigns
    ADD CONSTRAINT campaigns_account_of_same_user FOREIGN KEY (whatsapp_account_id, user_id) REFERENCES public.whatsapp_accounts(id, user_id) ON DELETE CASCADE;

-- Name: campaigns campaigns_group_of_same_user; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.campaigns
    ADD CONSTRAINT campaigns_group_of_same_user FOREIGN KEY (target_group_id, user_id) REFERENCES public.contact_groups(id, user_id) ON DELETE SET NULL (target_group_id);

-- Name: campaigns campaigns_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.campaigns
    ADD CONSTRAINT campaigns_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

-- Name: contact_groups contact_groups_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.contact_groups
    ADD CONSTRAINT contact_groups_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

-- Name: contacts contacts_group_of_same_user; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_group_of_same_user FOREIGN KEY (group_id, user_id) REFERENCES public.contact_groups(id, user_id) ON DELETE SET NULL (group_id);

-- Name: contacts contacts_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

-- Name: daily_analytics daily_analytics_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.daily_analytics
    ADD CONSTRAINT daily_analytics_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

-- Name: messages messages_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE public.messages
    ADD CONSTRAINT messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

-- Name: usage_logs usage_logs_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.usage_logs
    ADD CONSTRAINT usage_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

-- Name: usage_slots usage_slots_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.usage_slots
    ADD CONSTRAINT usage_slots_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

-- Name: user_limits user_limits_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.user_limits
    ADD CONSTRAINT user_limits_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

-- Name: whatsapp_accounts whatsapp_accounts_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: campaigns_owner

ALTER TABLE ONLY public.whatsapp_accounts
    ADD CONSTRAINT whatsapp_accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

-- Name: campaign_analytics; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.campaign_analytics ENABLE ROW LEVEL SECURITY;

-- Name: campaign_deltas; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.campaign_deltas ENABLE ROW LEVEL SECURITY;

-- Name: campaigns; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.campaigns ENABLE ROW LEVEL SECURITY;

-- Name: contact_group_deltas; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.contact_group_deltas ENABLE ROW LEVEL SECURITY;

-- Name: contact_groups; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.contact_groups ENABLE ROW LEVEL SECURITY;

-- Name: contacts; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.contacts ENABLE ROW LEVEL SECURITY;

-- Name: daily_analytics; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.daily_analytics ENABLE ROW LEVEL SECURITY;

-- Name: daily_deltas; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.daily_deltas ENABLE ROW LEVEL SECURITY;

-- Name: campaign_deltas definer_delete; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_delete ON public.campaign_deltas FOR DELETE TO campaigns_owner USING (true);

-- Name: contact_group_deltas definer_delete; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_delete ON public.contact_group_deltas FOR DELETE TO campaigns_owner USING (true);

-- Name: contacts definer_delete; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_delete ON public.contacts FOR DELETE TO campaigns_owner USING (true);

-- Name: daily_deltas definer_delete; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_delete ON public.daily_deltas FOR DELETE TO campaigns_owner USING (true);

-- Name: events definer_delete; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_delete ON public.events FOR DELETE TO campaigns_owner USING (true);

-- Name: messages definer_delete; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_delete ON public.messages FOR DELETE TO campaigns_owner USING (true);

-- Name: usage_slots definer_delete; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_delete ON public.usage_slots FOR DELETE TO campaigns_owner USING (true);

-- Name: users definer_delete; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_delete ON public.users FOR DELETE TO campaigns_owner USING (true);

-- Name: campaign_analytics definer_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_insert ON public.campaign_analytics FOR INSERT TO campaigns_owner WITH CHECK (true);

-- Name: campaign_deltas definer_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_insert ON public.campaign_deltas FOR INSERT TO campaigns_owner WITH CHECK (true);

-- Name: contact_group_deltas definer_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_insert ON public.contact_group_deltas FOR INSERT TO campaigns_owner WITH CHECK (true);

-- Name: daily_analytics definer_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_insert ON public.daily_analytics FOR INSERT TO campaigns_owner WITH CHECK (true);

-- Name: daily_deltas definer_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_insert ON public.daily_deltas FOR INSERT TO campaigns_owner WITH CHECK (true);

-- Name: events definer_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_insert ON public.events FOR INSERT TO campaigns_owner WITH CHECK (true);

-- Name: usage_logs definer_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_insert ON public.usage_logs FOR INSERT TO campaigns_owner WITH CHECK (true);

-- Name: usage_slots definer_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_insert ON public.usage_slots FOR INSERT TO campaigns_owner WITH CHECK (true);

-- Name: user_limits definer_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_insert ON public.user_limits FOR INSERT TO campaigns_owner WITH CHECK (true);

-- Name: campaign_analytics definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.campaign_analytics FOR SELECT TO campaigns_owner USING (true);

-- Name: campaign_deltas definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.campaign_deltas FOR SELECT TO campaigns_owner USING (true);

-- Name: campaigns definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.campaigns FOR SELECT TO campaigns_owner USING (true);

-- Name: contact_group_deltas definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.contact_group_deltas FOR SELECT TO campaigns_owner USING (true);

-- Name: contact_groups definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.contact_groups FOR SELECT TO campaigns_owner USING (true);

-- Name: contacts definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.contacts FOR SELECT TO campaigns_owner USING (true);

-- Name: daily_analytics definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.daily_analytics FOR SELECT TO campaigns_owner USING (true);

-- Name: daily_deltas definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.daily_deltas FOR SELECT TO campaigns_owner USING (true);

-- Name: events definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.events FOR SELECT TO campaigns_owner USING (true);

-- Name: messages definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.messages FOR SELECT TO campaigns_owner USING (true);

-- Name: usage_logs definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.usage_logs FOR SELECT TO campaigns_owner USING (true);

-- Name: usage_slots definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.usage_slots FOR SELECT TO campaigns_owner USING (true);

-- Name: user_limits definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.user_limits FOR SELECT TO campaigns_owner USING (true);

-- Name: users definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.users FOR SELECT TO campaigns_owner USING (true);

-- Name: whatsapp_accounts definer_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_select ON public.whatsapp_accounts FOR SELECT TO campaigns_owner USING (true);

-- Name: campaign_analytics definer_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_update ON public.campaign_analytics FOR UPDATE TO campaigns_owner USING (true) WITH CHECK (true);

-- Name: campaigns definer_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_update ON public.campaigns FOR UPDATE TO campaigns_owner USING (true) WITH CHECK (true);

-- Name: contact_groups definer_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_update ON public.contact_groups FOR UPDATE TO campaigns_owner USING (true) WITH CHECK (true);

-- Name: daily_analytics definer_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_update ON public.daily_analytics FOR UPDATE TO campaigns_owner USING (true) WITH CHECK (true);

-- Name: usage_slots definer_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_update ON public.usage_slots FOR UPDATE TO campaigns_owner USING (true) WITH CHECK (true);

-- Name: users definer_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY definer_update ON public.users FOR UPDATE TO campaigns_owner USING (true) WITH CHECK (true);

-- Name: events; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

-- Name: messages; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.messages ENABLE ROW LEVEL SECURITY;

-- Name: campaigns own_delete; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_delete ON public.campaigns FOR DELETE TO campaigns_app USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: contact_groups own_delete; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_delete ON public.contact_groups FOR DELETE TO campaigns_app USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: contacts own_delete; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_delete ON public.contacts FOR DELETE TO campaigns_app USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: whatsapp_accounts own_delete; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_delete ON public.whatsapp_accounts FOR DELETE TO campaigns_app USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: campaigns own_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_insert ON public.campaigns FOR INSERT TO campaigns_app WITH CHECK ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: contact_groups own_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_insert ON public.contact_groups FOR INSERT TO campaigns_app WITH CHECK ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: contacts own_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_insert ON public.contacts FOR INSERT TO campaigns_app WITH CHECK ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: messages own_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_insert ON public.messages FOR INSERT TO campaigns_app WITH CHECK ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: usage_logs own_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_insert ON public.usage_logs FOR INSERT TO campaigns_app WITH CHECK (((user_id = ( SELECT app.current_account_id() AS current_account_id)) AND ((usage_type)::text = ANY ((ARRAY['ai_request'::character varying, 'api_call'::character varying])::text[]))));

-- Name: whatsapp_accounts own_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_insert ON public.whatsapp_accounts FOR INSERT TO campaigns_app WITH CHECK ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: campaign_analytics own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.campaign_analytics FOR SELECT TO campaigns_app, campaigns_readonly USING ((campaign_id = ANY (ARRAY( SELECT app.current_campaign_ids() AS current_campaign_ids))));

-- Name: campaign_deltas own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.campaign_deltas FOR SELECT TO campaigns_app, campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: campaigns own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.campaigns FOR SELECT TO campaigns_app, campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: contact_group_deltas own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.contact_group_deltas FOR SELECT TO campaigns_app, campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: contact_groups own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.contact_groups FOR SELECT TO campaigns_app, campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: contacts own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.contacts FOR SELECT TO campaigns_app, campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: daily_analytics own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.daily_analytics FOR SELECT TO campaigns_app, campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: daily_deltas own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.daily_deltas FOR SELECT TO campaigns_app, campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: events own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.events FOR SELECT TO campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: messages own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.messages FOR SELECT TO campaigns_app, campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: usage_logs own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.usage_logs FOR SELECT TO campaigns_app, campaigns_billing, campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: usage_slots own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.usage_slots FOR SELECT TO campaigns_app, campaigns_billing, campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: user_limits own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.user_limits FOR SELECT TO campaigns_app, campaigns_billing, campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: whatsapp_accounts own_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_select ON public.whatsapp_accounts FOR SELECT TO campaigns_app, campaigns_readonly USING ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: campaigns own_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_update ON public.campaigns FOR UPDATE TO campaigns_app USING ((user_id = ( SELECT app.current_account_id() AS current_account_id))) WITH CHECK ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: contact_groups own_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_update ON public.contact_groups FOR UPDATE TO campaigns_app USING ((user_id = ( SELECT app.current_account_id() AS current_account_id))) WITH CHECK ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: contacts own_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_update ON public.contacts FOR UPDATE TO campaigns_app USING ((user_id = ( SELECT app.current_account_id() AS current_account_id))) WITH CHECK ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: messages own_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_update ON public.messages FOR UPDATE TO campaigns_app USING ((user_id = ( SELECT app.current_account_id() AS current_account_id))) WITH CHECK (((user_id = ( SELECT app.current_account_id() AS current_account_id)) AND ((COALESCE(sent_at, created_at) >= (created_at - '1 day'::interval)) AND (COALESCE(sent_at, created_at) <= (created_at + '2 years'::interval))) AND ((COALESCE(delivered_at, created_at) >= (created_at - '1 day'::interval)) AND (COALESCE(delivered_at, created_at) <= (created_at + '2 years'::interval))) AND ((COALESCE(read_at, created_at) >= (created_at - '1 day'::interval)) AND (COALESCE(read_at, created_at) <= (created_at + '2 years'::interval)))));

-- Name: user_limits own_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_update ON public.user_limits FOR UPDATE TO campaigns_billing USING ((user_id = ( SELECT app.current_account_id() AS current_account_id))) WITH CHECK ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: whatsapp_accounts own_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY own_update ON public.whatsapp_accounts FOR UPDATE TO campaigns_app USING ((user_id = ( SELECT app.current_account_id() AS current_account_id))) WITH CHECK ((user_id = ( SELECT app.current_account_id() AS current_account_id)));

-- Name: users self_insert; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY self_insert ON public.users FOR INSERT TO campaigns_app WITH CHECK ((uuid = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: users self_select; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY self_select ON public.users FOR SELECT TO campaigns_app, campaigns_billing, campaigns_readonly USING ((uuid = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: users self_update; Type: POLICY; Schema: public; Owner: campaigns_owner

CREATE POLICY self_update ON public.users FOR UPDATE TO campaigns_app, campaigns_billing USING ((uuid = ( SELECT platform.current_user_id() AS current_user_id))) WITH CHECK ((uuid = ( SELECT platform.current_user_id() AS current_user_id)));

-- Name: usage_logs; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.usage_logs ENABLE ROW LEVEL SECURITY;

-- Name: usage_slots; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.usage_slots ENABLE ROW LEVEL SECURITY;

-- Name: user_limits; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.user_limits ENABLE ROW LEVEL SECURITY;

-- Name: users; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

-- Name: whatsapp_accounts; Type: ROW SECURITY; Schema: public; Owner: campaigns_owner

ALTER TABLE public.whatsapp_accounts ENABLE ROW LEVEL SECURITY;

-- Name: SCHEMA extensions; Type: ACL; Schema: -; Owner: postgres

GRANT USAGE ON SCHEMA extensions TO campaigns_owner;
GRANT USAGE ON SCHEMA extensions TO campaigns_app;
GRANT USAGE ON SCHEMA extensions TO campaigns_migrator;
GRANT USAGE ON SCHEMA extensions TO campaigns_readonly;
GRANT USAGE ON SCHEMA extensions TO campaigns_billing;

-- Name: SCHEMA app; Type: ACL; Schema: -; Owner: campaigns_owner

GRANT USAGE ON SCHEMA app TO campaigns_app;
GRANT USAGE ON SCHEMA app TO campaigns_billing;
GRANT USAGE ON SCHEMA app TO campaigns_readonly;

-- Name: SCHEMA partman; Type: ACL; Schema: -; Owner: postgres

GRANT ALL ON SCHEMA partman TO campaigns_owner;

-- Name: SCHEMA platform; Type: ACL; Schema: -; Owner: campaigns_owner

GRANT USAGE ON SCHEMA platform TO campaigns_app;
GRANT USAGE ON SCHEMA platform TO campaigns_migrator;
GRANT USAGE ON SCHEMA platform TO campaigns_readonly;
GRANT USAGE ON SCHEMA platform TO campaigns_billing;
GRANT USAGE ON SCHEMA platform TO metrics;

-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO campaigns_app;
GRANT USAGE ON SCHEMA public TO campaigns_migrator;
GRANT USAGE ON SCHEMA public TO campaigns_readonly;
GRANT USAGE ON SCHEMA public TO campaigns_billing;
GRANT USAGE ON SCHEMA public TO relay;

-- Name: FUNCTION contacts_messaged(p_user_id bigint, p_date date, p_timezone text); Type: ACL; Schema: app; Owner: campaigns_owner

REVOKE ALL ON FUNCTION app.contacts_messaged(p_user_id bigint, p_date date, p_timezone text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.contacts_messaged(p_user_id bigint, p_date date, p_timezone text) TO campaigns_app;
GRANT ALL ON FUNCTION app.contacts_messaged(p_user_id bigint, p_date date, p_timezone text) TO campaigns_readonly;

-- Name: FUNCTION current_account_id(); Type: ACL; Schema: app; Owner: campaigns_owner

REVOKE ALL ON FUNCTION app.current_account_id() FROM PUBLIC;
GRANT ALL ON FUNCTION app.current_account_id() TO campaigns_app;
GRANT ALL ON FUNCTION app.current_account_id() TO campaigns_billing;
GRANT ALL ON FUNCTION app.current_account_id() TO campaigns_readonly;

-- Name: FUNCTION current_campaign_ids(); Type: ACL; Schema: app; Owner: campaigns_owner

REVOKE ALL ON FUNCTION app.current_campaign_ids() FROM PUBLIC;
GRANT ALL ON FUNCTION app.current_campaign_ids() TO campaigns_app;
GRANT ALL ON FUNCTION app.current_campaign_ids() TO campaigns_readonly;

-- Name: FUNCTION delete_account(); Type: ACL; Schema: app; Owner: campaigns_owner

REVOKE ALL ON FUNCTION app.delete_account() FROM PUBLIC;
GRANT ALL ON FUNCTION app.delete_account() TO campaigns_app;

-- Name: FUNCTION erase_contact(p_contact_id bigint); Type: ACL; Schema: app; Owner: campaigns_owner

REVOKE ALL ON FUNCTION app.erase_contact(p_contact_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION app.erase_contact(p_contact_id bigint) TO campaigns_app;

-- Name: FUNCTION export_account(); Type: ACL; Schema: app; Owner: campaigns_owner

REVOKE ALL ON FUNCTION app.export_account() FROM PUBLIC;
GRANT ALL ON FUNCTION app.export_account() TO campaigns_app;
GRANT ALL ON FUNCTION app.export_account() TO campaigns_readonly;

-- Name: FUNCTION whatsapp_session(p_account_id bigint); Type: ACL; Schema: app; Owner: campaigns_owner

REVOKE ALL ON FUNCTION app.whatsapp_session(p_account_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION app.whatsapp_session(p_account_id bigint) TO campaigns_app;

-- Name: FUNCTION apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.apply_cluster(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text) TO campaigns_owner;

-- Name: FUNCTION apply_constraints(p_parent_table text, p_child_table text, p_analyze boolean, p_job_id bigint); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.apply_constraints(p_parent_table text, p_child_table text, p_analyze boolean, p_job_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.apply_constraints(p_parent_table text, p_child_table text, p_analyze boolean, p_job_id bigint) TO campaigns_owner;

-- Name: FUNCTION apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.apply_privileges(p_parent_schema text, p_parent_tablename text, p_child_schema text, p_child_tablename text, p_job_id bigint) TO campaigns_owner;

-- Name: FUNCTION autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.autovacuum_off(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) TO campaigns_owner;

-- Name: FUNCTION autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.autovacuum_reset(p_parent_schema text, p_parent_tablename text, p_source_schema text, p_source_tablename text) TO campaigns_owner;

-- Name: FUNCTION calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text, OUT base_timestamp timestamp with time zone, OUT datetime_string text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text, OUT base_timestamp timestamp with time zone, OUT datetime_string text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.calculate_time_partition_info(p_time_interval interval, p_start_time timestamp with time zone, p_date_trunc_interval text, OUT base_timestamp timestamp with time zone, OUT datetime_string text) TO campaigns_owner;

-- Name: FUNCTION check_automatic_maintenance_value(p_automatic_maintenance text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_automatic_maintenance_value(p_automatic_maintenance text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_automatic_maintenance_value(p_automatic_maintenance text) TO campaigns_owner;

-- Name: FUNCTION check_control_type(p_parent_schema text, p_parent_tablename text, p_control text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_control_type(p_parent_schema text, p_parent_tablename text, p_control text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_control_type(p_parent_schema text, p_parent_tablename text, p_control text) TO campaigns_owner;

-- Name: FUNCTION check_default(p_exact_count boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_default(p_exact_count boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_default(p_exact_count boolean) TO campaigns_owner;

-- Name: FUNCTION check_epoch_type(p_type text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_epoch_type(p_type text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_epoch_type(p_type text) TO campaigns_owner;

-- Name: FUNCTION check_name_length(p_object_name text, p_suffix text, p_table_partition boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_name_length(p_object_name text, p_suffix text, p_table_partition boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_name_length(p_object_name text, p_suffix text, p_table_partition boolean) TO campaigns_owner;

-- Name: FUNCTION check_partition_type(p_type text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_partition_type(p_type text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_partition_type(p_type text) TO campaigns_owner;

-- Name: FUNCTION check_subpart_sameconfig(p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_subpart_sameconfig(p_parent_table text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_subpart_sameconfig(p_parent_table text) TO campaigns_owner;

-- Name: FUNCTION check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.check_subpartition_limits(p_parent_table text, p_type text, OUT sub_min text, OUT sub_max text) TO campaigns_owner;

-- Name: FUNCTION create_parent(p_parent_table text, p_control text, p_interval text, p_type text, p_epoch text, p_premake integer, p_start_partition text, p_default_table boolean, p_automatic_maintenance text, p_constraint_cols text[], p_template_table text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_parent(p_parent_table text, p_control text, p_interval text, p_type text, p_epoch text, p_premake integer, p_start_partition text, p_default_table boolean, p_automatic_maintenance text, p_constraint_cols text[], p_template_table text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_parent(p_parent_table text, p_control text, p_interval text, p_type text, p_epoch text, p_premake integer, p_start_partition text, p_default_table boolean, p_automatic_maintenance text, p_constraint_cols text[], p_template_table text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) TO campaigns_owner;

-- Name: FUNCTION create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_partition_id(p_parent_table text, p_partition_ids bigint[], p_start_partition text) TO campaigns_owner;

-- Name: FUNCTION create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_partition_time(p_parent_table text, p_partition_times timestamp with time zone[], p_start_partition text) TO campaigns_owner;

-- Name: FUNCTION create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text, p_default_table boolean, p_declarative_check text, p_constraint_cols text[], p_premake integer, p_start_partition text, p_epoch text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text, p_default_table boolean, p_declarative_check text, p_constraint_cols text[], p_premake integer, p_start_partition text, p_epoch text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.create_sub_parent(p_top_parent text, p_control text, p_interval text, p_type text, p_default_table boolean, p_declarative_check text, p_constraint_cols text[], p_premake integer, p_start_partition text, p_epoch text, p_jobmon boolean, p_date_trunc_interval text, p_control_not_null boolean, p_time_encoder text, p_time_decoder text) TO campaigns_owner;

-- Name: FUNCTION drop_constraints(p_parent_table text, p_child_table text, p_debug boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.drop_constraints(p_parent_table text, p_child_table text, p_debug boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.drop_constraints(p_parent_table text, p_child_table text, p_debug boolean) TO campaigns_owner;

-- Name: FUNCTION drop_partition_id(p_parent_table text, p_retention bigint, p_keep_table boolean, p_keep_index boolean, p_retention_schema text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.drop_partition_id(p_parent_table text, p_retention bigint, p_keep_table boolean, p_keep_index boolean, p_retention_schema text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.drop_partition_id(p_parent_table text, p_retention bigint, p_keep_table boolean, p_keep_index boolean, p_retention_schema text) TO campaigns_owner;

-- Name: FUNCTION drop_partition_time(p_parent_table text, p_retention interval, p_keep_table boolean, p_keep_index boolean, p_retention_schema text, p_reference_timestamp timestamp with time zone); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.drop_partition_time(p_parent_table text, p_retention interval, p_keep_table boolean, p_keep_index boolean, p_retention_schema text, p_reference_timestamp timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.drop_partition_time(p_parent_table text, p_retention interval, p_keep_table boolean, p_keep_index boolean, p_retention_schema text, p_reference_timestamp timestamp with time zone) TO campaigns_owner;

-- Name: FUNCTION dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.dump_partitioned_table_definition(p_parent_table text, p_ignore_template_table boolean) TO campaigns_owner;

-- Name: FUNCTION inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.inherit_replica_identity(p_parent_schemaname text, p_parent_tablename text, p_child_tablename text) TO campaigns_owner;

-- Name: FUNCTION inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.inherit_template_properties(p_parent_table text, p_child_schema text, p_child_tablename text) TO campaigns_owner;

-- Name: FUNCTION partition_data_id(p_parent_table text, p_batch_count integer, p_batch_interval bigint, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.partition_data_id(p_parent_table text, p_batch_count integer, p_batch_interval bigint, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.partition_data_id(p_parent_table text, p_batch_count integer, p_batch_interval bigint, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) TO campaigns_owner;

-- Name: PROCEDURE partition_data_proc(IN p_parent_table text, IN p_loop_count integer, IN p_interval text, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_order text, IN p_source_table text, IN p_ignored_columns text[], IN p_quiet boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.partition_data_proc(IN p_parent_table text, IN p_loop_count integer, IN p_interval text, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_order text, IN p_source_table text, IN p_ignored_columns text[], IN p_quiet boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.partition_data_proc(IN p_parent_table text, IN p_loop_count integer, IN p_interval text, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_order text, IN p_source_table text, IN p_ignored_columns text[], IN p_quiet boolean) TO campaigns_owner;

-- Name: FUNCTION partition_data_time(p_parent_table text, p_batch_count integer, p_batch_interval interval, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.partition_data_time(p_parent_table text, p_batch_count integer, p_batch_interval interval, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.partition_data_time(p_parent_table text, p_batch_count integer, p_batch_interval interval, p_lock_wait numeric, p_order text, p_analyze boolean, p_source_table text, p_ignored_columns text[]) TO campaigns_owner;

-- Name: FUNCTION partition_gap_fill(p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.partition_gap_fill(p_parent_table text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.partition_gap_fill(p_parent_table text) TO campaigns_owner;

-- Name: PROCEDURE reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean, IN p_apply_constraints boolean, IN p_wait integer, IN p_dryrun boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean, IN p_apply_constraints boolean, IN p_wait integer, IN p_dryrun boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.reapply_constraints_proc(IN p_parent_table text, IN p_drop_constraints boolean, IN p_apply_constraints boolean, IN p_wait integer, IN p_dryrun boolean) TO campaigns_owner;

-- Name: FUNCTION reapply_privileges(p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.reapply_privileges(p_parent_table text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.reapply_privileges(p_parent_table text) TO campaigns_owner;

-- Name: PROCEDURE run_analyze(IN p_skip_locked boolean, IN p_quiet boolean, IN p_parent_table text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.run_analyze(IN p_skip_locked boolean, IN p_quiet boolean, IN p_parent_table text) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.run_analyze(IN p_skip_locked boolean, IN p_quiet boolean, IN p_parent_table text) TO campaigns_owner;

-- Name: FUNCTION run_maintenance(p_parent_table text, p_analyze boolean, p_jobmon boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.run_maintenance(p_parent_table text, p_analyze boolean, p_jobmon boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.run_maintenance(p_parent_table text, p_analyze boolean, p_jobmon boolean) TO campaigns_owner;

-- Name: PROCEDURE run_maintenance_proc(IN p_wait integer, IN p_analyze boolean, IN p_jobmon boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.run_maintenance_proc(IN p_wait integer, IN p_analyze boolean, IN p_jobmon boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.run_maintenance_proc(IN p_wait integer, IN p_analyze boolean, IN p_jobmon boolean) TO campaigns_owner;

-- Name: FUNCTION show_partition_info(p_child_table text, p_partition_interval text, p_parent_table text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.show_partition_info(p_child_table text, p_partition_interval text, p_parent_table text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.show_partition_info(p_child_table text, p_partition_interval text, p_parent_table text, OUT child_start_time timestamp with time zone, OUT child_end_time timestamp with time zone, OUT child_start_id bigint, OUT child_end_id bigint, OUT suffix text) TO campaigns_owner;

-- Name: FUNCTION show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.show_partition_name(p_parent_table text, p_value text, OUT partition_schema text, OUT partition_table text, OUT suffix_timestamp timestamp with time zone, OUT suffix_id bigint, OUT table_exists boolean) TO campaigns_owner;

-- Name: FUNCTION show_partitions(p_parent_table text, p_order text, p_include_default boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.show_partitions(p_parent_table text, p_order text, p_include_default boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.show_partitions(p_parent_table text, p_order text, p_include_default boolean) TO campaigns_owner;

-- Name: FUNCTION stop_sub_partition(p_parent_table text, p_jobmon boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.stop_sub_partition(p_parent_table text, p_jobmon boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.stop_sub_partition(p_parent_table text, p_jobmon boolean) TO campaigns_owner;

-- Name: FUNCTION undo_partition(p_parent_table text, p_target_table text, p_loop_count integer, p_batch_interval text, p_keep_table boolean, p_lock_wait numeric, p_ignored_columns text[], p_drop_cascade boolean, OUT partitions_undone integer, OUT rows_undone bigint); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.undo_partition(p_parent_table text, p_target_table text, p_loop_count integer, p_batch_interval text, p_keep_table boolean, p_lock_wait numeric, p_ignored_columns text[], p_drop_cascade boolean, OUT partitions_undone integer, OUT rows_undone bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.undo_partition(p_parent_table text, p_target_table text, p_loop_count integer, p_batch_interval text, p_keep_table boolean, p_lock_wait numeric, p_ignored_columns text[], p_drop_cascade boolean, OUT partitions_undone integer, OUT rows_undone bigint) TO campaigns_owner;

-- Name: PROCEDURE undo_partition_proc(IN p_parent_table text, IN p_target_table text, IN p_loop_count integer, IN p_interval text, IN p_keep_table boolean, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_ignored_columns text[], IN p_drop_cascade boolean, IN p_quiet boolean); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON PROCEDURE partman.undo_partition_proc(IN p_parent_table text, IN p_target_table text, IN p_loop_count integer, IN p_interval text, IN p_keep_table boolean, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_ignored_columns text[], IN p_drop_cascade boolean, IN p_quiet boolean) FROM PUBLIC;
GRANT ALL ON PROCEDURE partman.undo_partition_proc(IN p_parent_table text, IN p_target_table text, IN p_loop_count integer, IN p_interval text, IN p_keep_table boolean, IN p_lock_wait integer, IN p_lock_wait_tries integer, IN p_wait integer, IN p_ignored_columns text[], IN p_drop_cascade boolean, IN p_quiet boolean) TO campaigns_owner;

-- Name: FUNCTION uuid7_time_decoder(uuidv7 text); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.uuid7_time_decoder(uuidv7 text) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.uuid7_time_decoder(uuidv7 text) TO campaigns_owner;

-- Name: FUNCTION uuid7_time_encoder(ts timestamp with time zone); Type: ACL; Schema: partman; Owner: postgres

REVOKE ALL ON FUNCTION partman.uuid7_time_encoder(ts timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION partman.uuid7_time_encoder(ts timestamp with time zone) TO campaigns_owner;

-- Name: FUNCTION lo_creat(integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_creat(integer) FROM PUBLIC;

-- Name: FUNCTION lo_create(oid); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC;

-- Name: FUNCTION lo_from_bytea(oid, bytea); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;

-- Name: FUNCTION pg_advisory_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(bigint) TO campaigns_owner;

-- Name: FUNCTION pg_advisory_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock(integer, integer) TO campaigns_owner;

-- Name: FUNCTION pg_advisory_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(bigint) TO campaigns_owner;

-- Name: FUNCTION pg_advisory_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_lock_shared(integer, integer) TO campaigns_owner;

-- Name: FUNCTION pg_advisory_unlock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock(bigint) TO campaigns_owner;

-- Name: FUNCTION pg_advisory_unlock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock(integer, integer) TO campaigns_owner;

-- Name: FUNCTION pg_advisory_unlock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(bigint) TO campaigns_owner;

-- Name: FUNCTION pg_advisory_unlock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_unlock_shared(integer, integer) TO campaigns_owner;

-- Name: FUNCTION pg_advisory_xact_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(bigint) TO campaigns_owner;

-- Name: FUNCTION pg_advisory_xact_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock(integer, integer) TO campaigns_owner;

-- Name: FUNCTION pg_advisory_xact_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(bigint) TO campaigns_owner;

-- Name: FUNCTION pg_advisory_xact_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_advisory_xact_lock_shared(integer, integer) TO campaigns_owner;

-- Name: FUNCTION pg_cancel_backend(integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_cancel_backend(integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_cancel_backend(integer) TO campaigns_owner;

-- Name: FUNCTION pg_logical_emit_message(transactional boolean, prefix text, message bytea, flush boolean); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_logical_emit_message(transactional boolean, prefix text, message bytea, flush boolean) FROM PUBLIC;

-- Name: FUNCTION pg_logical_emit_message(transactional boolean, prefix text, message text, flush boolean); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_logical_emit_message(transactional boolean, prefix text, message text, flush boolean) FROM PUBLIC;

-- Name: FUNCTION pg_notify(text, text); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_notify(text, text) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_notify(text, text) TO campaigns_owner;

-- Name: FUNCTION pg_terminate_backend(pid integer, timeout bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_terminate_backend(pid integer, timeout bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_terminate_backend(pid integer, timeout bigint) TO campaigns_owner;

-- Name: FUNCTION pg_try_advisory_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(bigint) TO campaigns_owner;

-- Name: FUNCTION pg_try_advisory_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock(integer, integer) TO campaigns_owner;

-- Name: FUNCTION pg_try_advisory_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(bigint) TO campaigns_owner;

-- Name: FUNCTION pg_try_advisory_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_lock_shared(integer, integer) TO campaigns_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(bigint) TO campaigns_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock(integer, integer) TO campaigns_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock_shared(bigint); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(bigint) TO campaigns_owner;

-- Name: FUNCTION pg_try_advisory_xact_lock_shared(integer, integer); Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(integer, integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pg_catalog.pg_try_advisory_xact_lock_shared(integer, integer) TO campaigns_owner;

-- Name: FUNCTION create_events(p_tenant_column name, p_id_type regtype); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.create_events(p_tenant_column name, p_id_type regtype) FROM PUBLIC;

-- Name: FUNCTION create_outbox(p_tenant_column name, p_id_type regtype); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.create_outbox(p_tenant_column name, p_id_type regtype) FROM PUBLIC;

-- Name: FUNCTION current_login(); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.current_login() FROM PUBLIC;

-- Name: FUNCTION current_user_id(); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.current_user_id() FROM PUBLIC;
GRANT ALL ON FUNCTION platform.current_user_id() TO campaigns_app;
GRANT ALL ON FUNCTION platform.current_user_id() TO campaigns_migrator;
GRANT ALL ON FUNCTION platform.current_user_id() TO campaigns_readonly;
GRANT ALL ON FUNCTION platform.current_user_id() TO campaigns_billing;

-- Name: FUNCTION divide_published_events(); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.divide_published_events() FROM PUBLIC;

-- Name: FUNCTION for_tenants(p_statement text, p_tenants text[]); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.for_tenants(p_statement text, p_tenants text[]) FROM PUBLIC;

-- Name: FUNCTION forbid_change(); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.forbid_change() FROM PUBLIC;

-- Name: FUNCTION insert_row(p_table regclass, p_row jsonb); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.insert_row(p_table regclass, p_row jsonb) FROM PUBLIC;

-- Name: FUNCTION maintain_months(p_parent regclass); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.maintain_months(p_parent regclass) FROM PUBLIC;

-- Name: FUNCTION maintain_outbox(p_keep interval); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.maintain_outbox(p_keep interval) FROM PUBLIC;

-- Name: FUNCTION make_months(p_parent regclass); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.make_months(p_parent regclass) FROM PUBLIC;

-- Name: FUNCTION partitions_ahead(); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.partitions_ahead() FROM PUBLIC;
GRANT ALL ON FUNCTION platform.partitions_ahead() TO metrics;

-- Name: FUNCTION publish_change(); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.publish_change() FROM PUBLIC;

-- Name: FUNCTION purge_deleted(p_table regclass, p_keep interval); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.purge_deleted(p_table regclass, p_keep interval) FROM PUBLIC;

-- Name: FUNCTION record_change(); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.record_change() FROM PUBLIC;

-- Name: PROCEDURE run_job(IN p_job text, IN p_statement text); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON PROCEDURE platform.run_job(IN p_job text, IN p_statement text) FROM PUBLIC;

-- Name: FUNCTION set_updated_at(); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.set_updated_at() FROM PUBLIC;

-- Name: FUNCTION table_name(p_relation oid); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.table_name(p_relation oid) FROM PUBLIC;

-- Name: FUNCTION tenant_of(p_value jsonb, p_function text); Type: ACL; Schema: platform; Owner: campaigns_owner

REVOKE ALL ON FUNCTION platform.tenant_of(p_value jsonb, p_function text) FROM PUBLIC;

-- Name: FUNCTION add_usage(p_user_id bigint, p_resource text, p_slot smallint, p_quantity bigint); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.add_usage(p_user_id bigint, p_resource text, p_slot smallint, p_quantity bigint) FROM PUBLIC;

-- Name: FUNCTION check_references(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.check_references() FROM PUBLIC;

-- Name: FUNCTION count_added_campaigns(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.count_added_campaigns() FROM PUBLIC;

-- Name: FUNCTION count_added_messages(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.count_added_messages() FROM PUBLIC;

-- Name: FUNCTION count_changed_campaigns(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.count_changed_campaigns() FROM PUBLIC;

-- Name: FUNCTION count_changed_messages(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.count_changed_messages() FROM PUBLIC;

-- Name: FUNCTION count_contacts(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.count_contacts() FROM PUBLIC;

-- Name: FUNCTION count_moved_contacts(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.count_moved_contacts() FROM PUBLIC;

-- Name: FUNCTION count_removed_messages(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.count_removed_messages() FROM PUBLIC;

-- Name: FUNCTION count_usage(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.count_usage() FROM PUBLIC;

-- Name: FUNCTION drop_old_usage(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.drop_old_usage() FROM PUBLIC;

-- Name: FUNCTION expire_subscriptions(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.expire_subscriptions() FROM PUBLIC;

-- Name: FUNCTION expire_subscriptions_of(p_users bigint[]); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.expire_subscriptions_of(p_users bigint[]) FROM PUBLIC;

-- Name: FUNCTION fold_campaigns(p_users bigint[]); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.fold_campaigns(p_users bigint[]) FROM PUBLIC;

-- Name: FUNCTION fold_contact_groups(p_users bigint[]); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.fold_contact_groups(p_users bigint[]) FROM PUBLIC;

-- Name: FUNCTION fold_counters(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.fold_counters() FROM PUBLIC;

-- Name: FUNCTION fold_days(p_users bigint[]); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.fold_days(p_users bigint[]) FROM PUBLIC;

-- Name: FUNCTION give_back(p_user_id bigint, p_resource text, p_quantity bigint); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.give_back(p_user_id bigint, p_resource text, p_quantity bigint) FROM PUBLIC;

-- Name: FUNCTION give_limits(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.give_limits() FROM PUBLIC;

-- Name: FUNCTION hold(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.hold() FROM PUBLIC;

-- Name: FUNCTION is_close(p_user_id bigint, p_resource text, p_quantity bigint); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.is_close(p_user_id bigint, p_resource text, p_quantity bigint) FROM PUBLIC;

-- Name: FUNCTION let_go(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.let_go() FROM PUBLIC;

-- Name: FUNCTION log_messages(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.log_messages() FROM PUBLIC;

-- Name: FUNCTION maintain_partitions(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.maintain_partitions() FROM PUBLIC;

-- Name: FUNCTION name_user(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.name_user() FROM PUBLIC;

-- Name: FUNCTION recount(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.recount() FROM PUBLIC;

-- Name: FUNCTION refuse_beyond(p_user_id bigint, p_resource text, p_quantity bigint); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.refuse_beyond(p_user_id bigint, p_resource text, p_quantity bigint) FROM PUBLIC;

-- Name: FUNCTION require_subscription(p_user_id bigint); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.require_subscription(p_user_id bigint) FROM PUBLIC;

-- Name: FUNCTION slot_lock(p_user_id bigint, p_resource text, p_slot integer); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.slot_lock(p_user_id bigint, p_resource text, p_slot integer) FROM PUBLIC;

-- Name: FUNCTION stamp_campaign(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.stamp_campaign() FROM PUBLIC;

-- Name: FUNCTION stamp_message(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.stamp_message() FROM PUBLIC;

-- Name: FUNCTION start_campaigns_of(p_users bigint[]); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.start_campaigns_of(p_users bigint[]) FROM PUBLIC;

-- Name: FUNCTION start_due_campaigns(); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.start_due_campaigns() FROM PUBLIC;

-- Name: FUNCTION take_slot(p_user_id bigint, p_resource text); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.take_slot(p_user_id bigint, p_resource text) FROM PUBLIC;

-- Name: FUNCTION tally(p_status text, p_sent_at timestamp with time zone, p_delivered_at timestamp with time zone); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.tally(p_status text, p_sent_at timestamp with time zone, p_delivered_at timestamp with time zone) FROM PUBLIC;

-- Name: FUNCTION use_allowance(p_user_id bigint, p_resource text, p_quantity bigint); Type: ACL; Schema: private; Owner: campaigns_owner

REVOKE ALL ON FUNCTION private.use_allowance(p_user_id bigint, p_resource text, p_quantity bigint) FROM PUBLIC;

-- Name: TABLE part_config; Type: ACL; Schema: partman; Owner: postgres

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partman.part_config TO campaigns_owner;

-- Name: TABLE part_config_sub; Type: ACL; Schema: partman; Owner: postgres

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partman.part_config_sub TO campaigns_owner;

-- Name: TABLE table_privs; Type: ACL; Schema: partman; Owner: postgres

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE partman.table_privs TO campaigns_owner;

-- Name: TABLE pg_stats; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats FROM PUBLIC;

-- Name: TABLE pg_stats_ext; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats_ext FROM PUBLIC;

-- Name: TABLE pg_stats_ext_exprs; Type: ACL; Schema: pg_catalog; Owner: postgres

REVOKE SELECT ON TABLE pg_catalog.pg_stats_ext_exprs FROM PUBLIC;

-- Name: COLUMN job_runs.job; Type: ACL; Schema: platform; Owner: campaigns_owner

GRANT SELECT(job) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.started_at; Type: ACL; Schema: platform; Owner: campaigns_owner

GRANT SELECT(started_at) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.finished_at; Type: ACL; Schema: platform; Owner: campaigns_owner

GRANT SELECT(finished_at) ON TABLE platform.job_runs TO metrics;

-- Name: COLUMN job_runs.outcome; Type: ACL; Schema: platform; Owner: campaigns_owner

GRANT SELECT(outcome) ON TABLE platform.job_runs TO metrics;

-- Name: TABLE job_outcomes; Type: ACL; Schema: platform; Owner: campaigns_owner

GRANT SELECT ON TABLE platform.job_outcomes TO metrics;

-- Name: TABLE campaign_analytics; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.campaign_analytics TO campaigns_app;
GRANT SELECT ON TABLE public.campaign_analytics TO campaigns_readonly;

-- Name: TABLE campaign_deltas; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.campaign_deltas TO campaigns_app;
GRANT SELECT ON TABLE public.campaign_deltas TO campaigns_readonly;

-- Name: TABLE campaigns; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT,DELETE ON TABLE public.campaigns TO campaigns_app;
GRANT SELECT ON TABLE public.campaigns TO campaigns_readonly;

-- Name: COLUMN campaigns.user_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(user_id) ON TABLE public.campaigns TO campaigns_app;

-- Name: COLUMN campaigns.whatsapp_account_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(whatsapp_account_id),UPDATE(whatsapp_account_id) ON TABLE public.campaigns TO campaigns_app;

-- Name: COLUMN campaigns.name; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.campaigns TO campaigns_app;

-- Name: COLUMN campaigns.template_content; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(template_content),UPDATE(template_content) ON TABLE public.campaigns TO campaigns_app;

-- Name: COLUMN campaigns.target_type; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(target_type),UPDATE(target_type) ON TABLE public.campaigns TO campaigns_app;

-- Name: COLUMN campaigns.target_group_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(target_group_id),UPDATE(target_group_id) ON TABLE public.campaigns TO campaigns_app;

-- Name: COLUMN campaigns.status; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(status),UPDATE(status) ON TABLE public.campaigns TO campaigns_app;

-- Name: COLUMN campaigns.scheduled_at; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(scheduled_at),UPDATE(scheduled_at) ON TABLE public.campaigns TO campaigns_app;

-- Name: COLUMN campaigns.total_contacts; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(total_contacts),UPDATE(total_contacts) ON TABLE public.campaigns TO campaigns_app;

-- Name: TABLE campaign_progress; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.campaign_progress TO campaigns_app;
GRANT SELECT ON TABLE public.campaign_progress TO campaigns_readonly;

-- Name: TABLE contact_group_deltas; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.contact_group_deltas TO campaigns_app;
GRANT SELECT ON TABLE public.contact_group_deltas TO campaigns_readonly;

-- Name: TABLE contact_groups; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT,DELETE ON TABLE public.contact_groups TO campaigns_app;
GRANT SELECT ON TABLE public.contact_groups TO campaigns_readonly;

-- Name: COLUMN contact_groups.user_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(user_id) ON TABLE public.contact_groups TO campaigns_app;

-- Name: COLUMN contact_groups.name; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.contact_groups TO campaigns_app;

-- Name: COLUMN contact_groups.description; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(description),UPDATE(description) ON TABLE public.contact_groups TO campaigns_app;

-- Name: TABLE contact_group_sizes; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.contact_group_sizes TO campaigns_app;
GRANT SELECT ON TABLE public.contact_group_sizes TO campaigns_readonly;

-- Name: TABLE contacts; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT,DELETE ON TABLE public.contacts TO campaigns_app;
GRANT SELECT ON TABLE public.contacts TO campaigns_readonly;

-- Name: COLUMN contacts.user_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(user_id) ON TABLE public.contacts TO campaigns_app;

-- Name: COLUMN contacts.phone_number; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(phone_number),UPDATE(phone_number) ON TABLE public.contacts TO campaigns_app;

-- Name: COLUMN contacts.name; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.contacts TO campaigns_app;

-- Name: COLUMN contacts.group_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(group_id),UPDATE(group_id) ON TABLE public.contacts TO campaigns_app;

-- Name: COLUMN contacts.is_active; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE public.contacts TO campaigns_app;

-- Name: COLUMN contacts.last_message_at; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(last_message_at) ON TABLE public.contacts TO campaigns_app;

-- Name: TABLE usage_slots; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.usage_slots TO campaigns_app;
GRANT SELECT ON TABLE public.usage_slots TO campaigns_billing;
GRANT SELECT ON TABLE public.usage_slots TO campaigns_readonly;

-- Name: TABLE user_limits; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.user_limits TO campaigns_app;
GRANT SELECT ON TABLE public.user_limits TO campaigns_billing;
GRANT SELECT ON TABLE public.user_limits TO campaigns_readonly;

-- Name: COLUMN user_limits.messages_daily_limit; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(messages_daily_limit) ON TABLE public.user_limits TO campaigns_billing;

-- Name: COLUMN user_limits.messages_monthly_limit; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(messages_monthly_limit) ON TABLE public.user_limits TO campaigns_billing;

-- Name: COLUMN user_limits.ai_requests_daily_limit; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(ai_requests_daily_limit) ON TABLE public.user_limits TO campaigns_billing;

-- Name: COLUMN user_limits.whatsapp_accounts_limit; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(whatsapp_accounts_limit) ON TABLE public.user_limits TO campaigns_billing;

-- Name: COLUMN user_limits.contacts_limit; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(contacts_limit) ON TABLE public.user_limits TO campaigns_billing;

-- Name: COLUMN user_limits.campaigns_limit; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(campaigns_limit) ON TABLE public.user_limits TO campaigns_billing;

-- Name: TABLE users; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.users TO campaigns_app;
GRANT SELECT ON TABLE public.users TO campaigns_billing;
GRANT SELECT ON TABLE public.users TO campaigns_readonly;

-- Name: COLUMN users.uuid; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(uuid) ON TABLE public.users TO campaigns_app;

-- Name: COLUMN users.email; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(email),UPDATE(email) ON TABLE public.users TO campaigns_app;

-- Name: COLUMN users.name; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(name),UPDATE(name) ON TABLE public.users TO campaigns_app;

-- Name: COLUMN users.subscription_plan; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(subscription_plan) ON TABLE public.users TO campaigns_billing;

-- Name: COLUMN users.subscription_status; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(subscription_status) ON TABLE public.users TO campaigns_billing;

-- Name: COLUMN users.subscription_expires_at; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(subscription_expires_at) ON TABLE public.users TO campaigns_billing;

-- Name: COLUMN users.timezone; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(timezone),UPDATE(timezone) ON TABLE public.users TO campaigns_app;

-- Name: TABLE current_usage; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.current_usage TO campaigns_app;
GRANT SELECT ON TABLE public.current_usage TO campaigns_billing;
GRANT SELECT ON TABLE public.current_usage TO campaigns_readonly;

-- Name: TABLE daily_analytics; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.daily_analytics TO campaigns_app;
GRANT SELECT ON TABLE public.daily_analytics TO campaigns_readonly;

-- Name: TABLE daily_deltas; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.daily_deltas TO campaigns_app;
GRANT SELECT ON TABLE public.daily_deltas TO campaigns_readonly;

-- Name: TABLE daily_usage; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.daily_usage TO campaigns_app;
GRANT SELECT ON TABLE public.daily_usage TO campaigns_readonly;

-- Name: TABLE events; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.events TO campaigns_readonly;

-- Name: COLUMN events.id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(id) ON TABLE public.events TO relay;

-- Name: COLUMN events.event_type; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(event_type) ON TABLE public.events TO relay;

-- Name: COLUMN events.aggregate_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(aggregate_id) ON TABLE public.events TO relay;

-- Name: COLUMN events.aggregate_type; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(aggregate_type) ON TABLE public.events TO relay;

-- Name: COLUMN events.payload; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(payload) ON TABLE public.events TO relay;

-- Name: COLUMN events.status; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(status),UPDATE(status) ON TABLE public.events TO relay;

-- Name: COLUMN events.created_at; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(created_at) ON TABLE public.events TO relay;

-- Name: COLUMN events.status_since; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(status_since),UPDATE(status_since) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(stream),UPDATE(stream) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream_created_at; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(stream_created_at),UPDATE(stream_created_at) ON TABLE public.events TO relay;

-- Name: COLUMN events.stream_sequence; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(stream_sequence),UPDATE(stream_sequence) ON TABLE public.events TO relay;

-- Name: COLUMN events.failure; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(failure) ON TABLE public.events TO relay;

-- Name: TABLE messages; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.messages TO campaigns_app;
GRANT SELECT ON TABLE public.messages TO campaigns_readonly;

-- Name: COLUMN messages.user_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(user_id) ON TABLE public.messages TO campaigns_app;

-- Name: COLUMN messages.campaign_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(campaign_id) ON TABLE public.messages TO campaigns_app;

-- Name: COLUMN messages.whatsapp_account_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(whatsapp_account_id) ON TABLE public.messages TO campaigns_app;

-- Name: COLUMN messages.contact_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(contact_id) ON TABLE public.messages TO campaigns_app;

-- Name: COLUMN messages.phone_number; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(phone_number) ON TABLE public.messages TO campaigns_app;

-- Name: COLUMN messages.message_content; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(message_content) ON TABLE public.messages TO campaigns_app;

-- Name: COLUMN messages.media_path; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(media_path) ON TABLE public.messages TO campaigns_app;

-- Name: COLUMN messages.status; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(status) ON TABLE public.messages TO campaigns_app;

-- Name: COLUMN messages.error_message; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(error_message) ON TABLE public.messages TO campaigns_app;

-- Name: COLUMN messages.sent_at; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(sent_at) ON TABLE public.messages TO campaigns_app;

-- Name: COLUMN messages.delivered_at; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(delivered_at) ON TABLE public.messages TO campaigns_app;

-- Name: COLUMN messages.read_at; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT UPDATE(read_at) ON TABLE public.messages TO campaigns_app;

-- Name: TABLE usage_logs; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT ON TABLE public.usage_logs TO campaigns_app;
GRANT SELECT ON TABLE public.usage_logs TO campaigns_billing;
GRANT SELECT ON TABLE public.usage_logs TO campaigns_readonly;

-- Name: COLUMN usage_logs.user_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(user_id) ON TABLE public.usage_logs TO campaigns_app;

-- Name: COLUMN usage_logs.usage_type; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(usage_type) ON TABLE public.usage_logs TO campaigns_app;

-- Name: COLUMN usage_logs.quantity; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(quantity) ON TABLE public.usage_logs TO campaigns_app;

-- Name: COLUMN usage_logs.metadata; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(metadata) ON TABLE public.usage_logs TO campaigns_app;

-- Name: TABLE whatsapp_accounts; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT DELETE ON TABLE public.whatsapp_accounts TO campaigns_app;

-- Name: COLUMN whatsapp_accounts.id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(id) ON TABLE public.whatsapp_accounts TO campaigns_app;
GRANT SELECT(id) ON TABLE public.whatsapp_accounts TO campaigns_readonly;

-- Name: COLUMN whatsapp_accounts.user_id; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(user_id),INSERT(user_id) ON TABLE public.whatsapp_accounts TO campaigns_app;
GRANT SELECT(user_id) ON TABLE public.whatsapp_accounts TO campaigns_readonly;

-- Name: COLUMN whatsapp_accounts.phone_number; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(phone_number),INSERT(phone_number) ON TABLE public.whatsapp_accounts TO campaigns_app;
GRANT SELECT(phone_number) ON TABLE public.whatsapp_accounts TO campaigns_readonly;

-- Name: COLUMN whatsapp_accounts.display_name; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(display_name),INSERT(display_name),UPDATE(display_name) ON TABLE public.whatsapp_accounts TO campaigns_app;
GRANT SELECT(display_name) ON TABLE public.whatsapp_accounts TO campaigns_readonly;

-- Name: COLUMN whatsapp_accounts.status; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(status),INSERT(status),UPDATE(status) ON TABLE public.whatsapp_accounts TO campaigns_app;
GRANT SELECT(status) ON TABLE public.whatsapp_accounts TO campaigns_readonly;

-- Name: COLUMN whatsapp_accounts.session_data; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT INSERT(session_data),UPDATE(session_data) ON TABLE public.whatsapp_accounts TO campaigns_app;

-- Name: COLUMN whatsapp_accounts.qr_code_path; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(qr_code_path),INSERT(qr_code_path),UPDATE(qr_code_path) ON TABLE public.whatsapp_accounts TO campaigns_app;
GRANT SELECT(qr_code_path) ON TABLE public.whatsapp_accounts TO campaigns_readonly;

-- Name: COLUMN whatsapp_accounts.last_connected_at; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(last_connected_at),UPDATE(last_connected_at) ON TABLE public.whatsapp_accounts TO campaigns_app;
GRANT SELECT(last_connected_at) ON TABLE public.whatsapp_accounts TO campaigns_readonly;

-- Name: COLUMN whatsapp_accounts.health_check_at; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(health_check_at),UPDATE(health_check_at) ON TABLE public.whatsapp_accounts TO campaigns_app;
GRANT SELECT(health_check_at) ON TABLE public.whatsapp_accounts TO campaigns_readonly;

-- Name: COLUMN whatsapp_accounts.created_at; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(created_at) ON TABLE public.whatsapp_accounts TO campaigns_app;
GRANT SELECT(created_at) ON TABLE public.whatsapp_accounts TO campaigns_readonly;

-- Name: COLUMN whatsapp_accounts.updated_at; Type: ACL; Schema: public; Owner: campaigns_owner

GRANT SELECT(updated_at) ON TABLE public.whatsapp_accounts TO campaigns_app;
GRANT SELECT(updated_at) ON TABLE public.whatsapp_accounts TO campaigns_readonly;

-- Name: DEFAULT PRIVILEGES FOR TYPES; Type: DEFAULT ACL; Schema: -; Owner: campaigns_owner

ALTER DEFAULT PRIVILEGES FOR ROLE campaigns_owner REVOKE ALL ON TYPES FROM PUBLIC;

-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: campaigns_owner

ALTER DEFAULT PRIVILEGES FOR ROLE campaigns_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
