-- Every relation that is the pack's own: tables with their partitions and chunks, views, materialized views, sequences;
-- one JSON object each. Parameter: roles. Names are quoted where they must be.
with recursive ancestors as (
    select i.inhrelid as oid, i.inhparent as parent from pg_inherits as i
    union all
    select a.oid, i.inhparent from ancestors as a inner join pg_inherits as i on a.parent = i.inhrelid
),

-- The table that a partition or chunk belongs to in the end.
roots as (
    select distinct on (a.oid) a.oid, a.parent
    from ancestors as a
    where not exists (select from pg_inherits as i where i.inhrelid = a.parent)
)

select json_build_object(
    'oid', c.oid::bigint,
    'name', quote_ident(n.nspname) || '.' || quote_ident(c.relname),
    'kind', c.relkind,
    'root', coalesce((select quote_ident(rn.nspname) || '.' || quote_ident(rc.relname)
        from roots as r
        inner join pg_class as rc on r.parent = rc.oid
        inner join pg_namespace as rn on rc.relnamespace = rn.oid
        where r.oid = c.oid), quote_ident(n.nspname) || '.' || quote_ident(c.relname)),
    'parent', exists (select from pg_inherits as i where i.inhparent = c.oid),
    'columns', (
        select coalesce(json_agg(json_build_object(
            'name', quote_ident(a.attname),
            'type', format_type(a.atttypid, a.atttypmod),
            'identity', a.attidentity = 'a',
            'generated', a.attgenerated <> '',
            'default', a.atthasdef or a.attidentity <> ''
        ) order by a.attnum), '[]')
        from pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ),
    -- Each unique index by its columns; the primary key first. An index on an expression has no place here.
    'uniques', (
        select coalesce(json_agg(json_build_object(
            'name', ic.relname,
            'columns', (
                select json_agg(quote_ident(a.attname) order by k.position)
                from unnest(i.indkey::int2[]) with ordinality as k (attnum, position)
                inner join pg_attribute as a on a.attrelid = i.indrelid and k.attnum = a.attnum
                where k.position <= i.indnkeyatts
            )
        ) order by i.indisprimary desc, ic.relname), '[]')
        from pg_index as i
        inner join pg_class as ic on i.indexrelid = ic.oid
        where i.indrelid = c.oid and i.indisunique and 0 <> all(i.indkey::int2[])
    ),
    -- Foreign keys, column by column.
    'links', (
        select coalesce(json_agg(json_build_object(
            'column', quote_ident(a.attname),
            'table', quote_ident(fn.nspname) || '.' || quote_ident(fc.relname),
            'key', quote_ident(fa.attname)
        ) order by f.conname, k.position), '[]')
        from pg_constraint as f
        inner join pg_class as fc on f.confrelid = fc.oid
        inner join pg_namespace as fn on fc.relnamespace = fn.oid
        cross join lateral unnest(f.conkey, f.confkey) with ordinality as k (attnum, foreign_attnum, position)
        inner join pg_attribute as a on a.attrelid = f.conrelid and k.attnum = a.attnum
        inner join pg_attribute as fa on fa.attrelid = f.confrelid and k.foreign_attnum = fa.attnum
        where f.conrelid = c.oid and f.contype = 'f' and f.conparentid = 0
    ),
    'grants', (
        select json_object_agg(r.role, json_build_object(
            'reach', has_schema_privilege(r.role, n.oid, 'USAGE'),
            'delete', c.relkind <> 'S' and has_table_privilege(r.role, c.oid, 'DELETE'),
            'columns', (
                select json_object_agg(p.privilege, (
                    select coalesce(json_agg(quote_ident(a.attname) order by a.attnum), '[]')
                    from pg_attribute as a
                    where
                        a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and c.relkind <> 'S'
                        and has_column_privilege(r.role, c.oid, a.attnum, p.privilege)
                ))
                from unnest(array['SELECT', 'INSERT', 'UPDATE']) as p (privilege)
            )
        ))
        from unnest(%(roles)s::text[]) as r (role)
    )
)
from pg_class as c
inner join pg_namespace as n on c.relnamespace = n.oid
where
    c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    and n.nspname !~ '^pg_'
    and n.nspname not in ('information_schema', 'tap')
    and not exists (
        select from pg_depend as d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
order by n.nspname, c.relname;
