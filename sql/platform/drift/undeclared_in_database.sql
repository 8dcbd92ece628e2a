-- What somebody made in one of the databases that belong to no pack. Objects from 16384 on are not the server's own;
-- $1 are those that are declared.
with made (subject) as (
    select 'schema ' || n.nspname
    from pg_catalog.pg_namespace as n
    where
        n.oid >= 16384
        and n.nspname not like 'pg\_%'
        and not exists (select from pg_catalog.pg_depend as d where d.objid = n.oid and d.deptype = 'e')
    union all
    select 'relation ' || c.oid::regclass
    from pg_catalog.pg_class as c
    where
        c.oid >= 16384
        and c.relkind in ('r', 'v', 'm', 'f', 'p', 'S')
        and c.relpersistence <> 't'
        and not exists (select from pg_catalog.pg_depend as d where d.objid = c.oid and d.deptype in ('e', 'i'))
    union all
    select 'function ' || p.oid::regprocedure
    from pg_catalog.pg_proc as p
    where
        p.oid >= 16384
        and not exists (select from pg_catalog.pg_depend as d where d.objid = p.oid and d.deptype = 'e')
    union all
    select 'extension ' || e.extname
    from pg_catalog.pg_extension as e
    union all
    select 'event trigger ' || t.evtname
    from pg_catalog.pg_event_trigger as t
    union all
    select 'publication ' || p.pubname
    from pg_catalog.pg_publication as p
    union all
    select 'foreign server ' || s.srvname
    from pg_catalog.pg_foreign_server as s
)

select
    m.subject || ' in database ' || pg_catalog.current_database() as subject,
    'is declared by nothing' as message
from made as m
where m.subject <> all($1::text[])
order by 1
