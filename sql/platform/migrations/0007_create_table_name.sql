-- migrate:up

-- What a trigger on a partition or on a chunk of a hypertable calls its table: TG_TABLE_NAME is the part's name there.
create function platform.table_name(p_relation oid)
returns text
language sql
stable
set search_path = ''
as $$
    select c.relname::text
    from pg_catalog.pg_class as c
    where
        c.oid = coalesce(
            pg_catalog.pg_partition_root(p_relation)::oid,
            (select i.inhparent from pg_catalog.pg_inherits as i where i.inhrelid = p_relation),
            p_relation
        )
$$;

comment on function platform.table_name(oid) is 'A table''s name without its schema; a part has the name of the whole';

-- migrate:down
drop function platform.table_name(oid);
