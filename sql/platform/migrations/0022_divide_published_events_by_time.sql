-- migrate:up

-- What was published is kept as long as its stream keeps it, and goes by whole days: the published events are divided
-- by when they were published. Each knows its place in the stream, so that a message that was lost is missed, and a
-- failed one says why. `create_outbox` does the same to an outbox that it makes as to one that is there.
create function platform.divide_published_events()
returns void
language plpgsql
set search_path = ''
as $$
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

comment on function platform.divide_published_events() is
'Divides the published events of an outbox by time and gives every event the columns that tell where it went';

-- squawk-ignore renaming-object -- nothing but migrations calls it, and they find the next one under its name
alter function platform.create_outbox(name, regtype) rename to create_events;

comment on function platform.create_events(name, regtype) is
'Makes the table events with a tenant column of that name; `create_outbox` makes it whole';

create function platform.create_outbox(p_tenant_column name, p_id_type regtype)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform platform.create_events(p_tenant_column, p_id_type);
    perform platform.divide_published_events();
end
$$;

comment on function platform.create_outbox(name, regtype) is
'Makes the table events with a tenant column of that name; tenants and aggregates have ids of that type';

do $$
begin
    if pg_catalog.to_regclass('public.events') is not null then
        perform platform.divide_published_events();
    end if;
end
$$;

-- migrate:down
do $$
begin
    if pg_catalog.to_regclass('public.events') is not null then
        create table public.events_kept as select * from public.events_published;
        drop table public.events_published;
        alter table public.events
        drop constraint events_pkey,
        drop column status_since,
        drop column stream,
        drop column stream_created_at,
        drop column stream_sequence,
        drop column failure;
        alter table public.events_kept
        drop column status_since,
        drop column stream,
        drop column stream_created_at,
        drop column stream_sequence,
        drop column failure;
        create table public.events_published partition of public.events for values in ('published');
        alter table public.events add primary key (id, status);
        insert into public.events_published overriding system value select * from public.events_kept;
        drop table public.events_kept;
    end if;
end
$$;

drop function platform.create_outbox(name, regtype);
alter function platform.create_events(name, regtype) rename to create_outbox;
comment on function platform.create_outbox(name, regtype) is
'Makes the table events with a tenant column of that name; tenants and aggregates have ids of that type';
drop function platform.divide_published_events();
