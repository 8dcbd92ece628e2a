-- migrate:up

-- pg_partman makes months after the newest one for as long as rows come, so that a rest which is longer than what was
-- made ahead ends it; and while a row lies in the default partition nobody can make that row's month. So every month
-- from this one to as many ahead as pg_partman is told, and each since the oldest whose rows lie in the default
-- partition, is made here, with those rows. Tables are divided by calendar months in UTC, partitions bear pg_partman's
-- names.
--
-- No trigger runs: nothing happens to the rows, which are logged, counted and published already. A table that nobody
-- may change is no exception, because a partition that is detached has lost the triggers of the whole.
create function platform.make_months(p_parent regclass)
returns bigint
language plpgsql
set search_path = ''
set timezone = 'UTC'
set lock_timeout = '2s'
as $$
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
$$;

comment on function platform.make_months(regclass) is
'Makes the months that are missing, with the rows that lie in the default partition, and says how many it moved';

-- No SET clause, so every name is written with its schema: pg_partman sets the session's search path and puts back what
-- it found, which would leave the session with the one that the clause gives.
create function platform.maintain_months(p_parent regclass)
returns void
language plpgsql
as $$
begin
    perform platform.make_months(p_parent);
    -- What is left to it is retention.
    perform partman.run_maintenance(
        (select c.parent_table from partman.part_config as c where c.parent_table::regclass = p_parent),
        p_jobmon => false
    );
end
$$;

comment on function platform.maintain_months(regclass) is
'Makes the partitions of the coming months, also after a rest, and drops those past their retention';

-- How each partitioned table is doing, for the exporter of metrics: until when it has a partition for every month, and
-- whether rows lie outside of all of them. What the rows are stays out.
create function platform.partitions_ahead()
returns table (parent text, made_until timestamptz, rows_outside bigint)
language plpgsql
stable
security definer
set search_path = ''
set timezone = 'UTC'
as $$
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

comment on function platform.partitions_ahead() is
'Until when each table by months has its partitions, and how many rows lie outside of them, up to 10,000; for metrics';

revoke all on function platform.partitions_ahead() from public;
grant execute on function platform.partitions_ahead() to metrics;

-- migrate:down
drop function platform.partitions_ahead();
drop function platform.maintain_months(regclass);
drop function platform.make_months(regclass);
