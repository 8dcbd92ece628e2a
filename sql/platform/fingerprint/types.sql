-- Enumerations, domains, ranges and composite types; those that come with a table are the table's.
select
    'type' as kind,
    t.oid::regtype::text as name,
    concat_ws(
        '; ',
        case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'r' then 'range' when 'c' then 'composite' end,
        (
            select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
            from pg_catalog.pg_enum as e
            where e.enumtypid = t.oid
        ),
        case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end,
        case when t.typnotnull then 'not null' end,
        'default ' || t.typdefault,
        (select 'of ' || r.rngsubtype::regtype::text from pg_catalog.pg_range as r where r.rngtypid = t.oid),
        'owner ' || t.typowner::regrole::text,
        pg_temp.privileges(t.typacl, 'T', t.typowner)
    ) as definition
from pg_catalog.pg_type as t
inner join pg_catalog.pg_namespace as n on t.typnamespace = n.oid
left join pg_catalog.pg_class as c on t.typrelid = c.oid
where
    n.nspname !~ '^pg_'
    and n.nspname <> 'information_schema'
    and t.typtype in ('e', 'd', 'r', 'c')
    and (c.oid is null or c.relkind = 'c')
    and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
    );
