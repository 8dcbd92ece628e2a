-- migrate:up

-- A campaign whose time has come is set running; the event that this writes is what the sender hears. A campaign that
-- somebody is changing is left for the next minute, and so is that of a user without an active subscription.
create function private.start_due_campaigns()
returns bigint
language sql
set search_path = ''
as $$
    with due as (
        select c.id
        from public.campaigns as c
        inner join public.users as u on u.id = c.user_id
        where
            c.scheduled_at <= pg_catalog.now()
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

comment on function private.start_due_campaigns() is 'Starts scheduled campaigns whose time has come: how many';

create function private.expire_subscriptions()
returns bigint
language sql
set search_path = ''
as $$
    with expired as (
        update public.users as u
        set subscription_status = 'expired'
        where u.subscription_status = 'active' and u.subscription_expires_at <= pg_catalog.now()
        returning u.id
    )
    select count(*) from expired
$$;

comment on function private.expire_subscriptions() is 'Writes down which subscriptions have ended: how many';

-- No SET clause, so every name is written with its schema: pg_partman sets the session's search path and puts back what
-- it found, which would leave the session with the one that the clause gives.
create function private.maintain_partitions()
returns void
language plpgsql
as $$
begin
    perform partman.run_maintenance('public.messages', p_jobmon => false);
end
$$;

comment on function private.maintain_partitions() is
'Makes the partitions of the coming months and drops those of messages older than twelve months';

-- TimescaleDB makes chunks by itself as rows come; its own jobs are not in the Apache edition, dropping chunks is. A
-- chunk goes when its last moment is 24 months ago, so rows may live for up to thirty days more.
create function private.drop_old_usage()
returns bigint
language plpgsql
set search_path = ''
as $$
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

comment on function private.drop_old_usage() is
'Drops chunks of usage_logs older than 24 months (how many), and slots of months that count no more';

-- migrate:down
drop function private.drop_old_usage();
drop function private.maintain_partitions();
drop function private.expire_subscriptions();
drop function private.start_due_campaigns();
