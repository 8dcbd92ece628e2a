-- migrate:up
create or replace function private.maintain_partitions()
returns void
language plpgsql
as $$
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

-- migrate:down
create or replace function private.maintain_partitions()
returns void
language plpgsql
as $$
declare
    v_partition text;
    v_empty boolean;
begin
    perform partman.run_maintenance('public.messages', p_jobmon => false);
    perform partman.run_maintenance('public.audit_log', p_jobmon => false);
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
