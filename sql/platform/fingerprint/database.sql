-- The database itself: its name is left out, because the one that it is compared with has another.
select
    'database' as kind,
    'privileges' as name,
    'owner ' || d.datdba::regrole::text || '; ' || pg_temp.privileges(d.datacl, 'd', d.datdba) as definition
from pg_catalog.pg_database as d
where d.datname = current_database()
union all
select
    'setting',
    case s.setrole when 0 then 'all roles' else s.setrole::regrole::text end || ': ' || split_part(entry, '=', 1),
    substr(entry, strpos(entry, '=') + 1)
from pg_catalog.pg_db_role_setting as s
inner join pg_catalog.pg_database as d on s.setdatabase = d.oid
cross join lateral unnest(s.setconfig) as entry
where d.datname = current_database()
union all
select
    'extension',
    e.extname::text,
    e.extversion || ' in schema ' || n.nspname
from pg_catalog.pg_extension as e
inner join pg_catalog.pg_namespace as n on e.extnamespace = n.oid
union all
select
    'schema',
    n.nspname::text,
    'owner ' || n.nspowner::regrole::text || '; ' || coalesce(pg_temp.privileges(n.nspacl, 'n', n.nspowner), '')
from pg_catalog.pg_namespace as n
where n.nspname !~ '^pg_(toast|temp)'
union all
select
    'default privileges',
    format(
        '%s of %s in %s',
        case a.defaclobjtype
            when 'r' then 'tables'
            when 'S' then 'sequences'
            when 'f' then 'routines'
            when 'T' then 'types'
            when 'n' then 'schemas'
        end,
        a.defaclrole::regrole,
        coalesce(a.defaclnamespace::regnamespace::text, '-')
    ),
    coalesce(pg_temp.privileges(a.defaclacl, 'r', a.defaclrole), '')
from pg_catalog.pg_default_acl as a
union all
select
    'event trigger',
    t.evtname::text,
    format('on %s %s %s, enabled %s', t.evtevent, t.evttags, t.evtfoid::regprocedure, t.evtenabled)
from pg_catalog.pg_event_trigger as t
where not exists (
    select from pg_catalog.pg_depend as d
    where d.classid = 'pg_catalog.pg_event_trigger'::regclass and d.objid = t.oid and d.deptype = 'e'
);
