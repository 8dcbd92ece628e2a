-- Every table and view that is the server's own or an extension's.
select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where
    c.relkind in ('r', 'p', 'v', 'm')
    and n.nspname !~ '^pg_(toast|temp)'
    and (
        n.nspname in ('pg_catalog', 'information_schema')
        or exists (
            select from pg_catalog.pg_depend as d
            where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
        )
    )
order by 1;
