-- migrate:up

-- The relay publishes what an outbox holds and marks it: it reads the columns that make a message, and changes their
-- status. An outbox that is there gets that here, one that comes gets it when it is made.
create or replace function platform.create_outbox(p_tenant_column name, p_id_type regtype)
returns void
language plpgsql
set search_path = ''
as $$
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
$$;

do $$
begin
    if pg_catalog.to_regclass('public.events') is not null then
        grant select (id, event_type, aggregate_type, aggregate_id, payload, status, created_at)
        on public.events to relay;
        grant update (status) on public.events to relay;
    end if;
end
$$;

-- migrate:down
do $$
begin
    if pg_catalog.to_regclass('public.events') is not null then
        revoke select (id, event_type, aggregate_type, aggregate_id, payload, status, created_at)
        on public.events from relay;
        revoke update (status) on public.events from relay;
    end if;
end
$$;

create or replace function platform.create_outbox(p_tenant_column name, p_id_type regtype)
returns void
language plpgsql
set search_path = ''
as $$
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
end
$$;
