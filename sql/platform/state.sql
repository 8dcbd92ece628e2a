-- Everything that the other files of this folder may change in the database they run in, as comparable rows.
-- A hook reads it before and after: equal rows mean that a run was not needed, and it is rolled back.
-- Privileges are listed entry by entry, sorted, because a revoke and a grant reorder an unchanged list.
select
    'database' as kind,
    d.datname::text as name,
    d.datdba::regrole::text as owner,
    (
        select pg_catalog.array_agg(entry::text order by entry::text) from pg_catalog.unnest(d.datacl) as entry
    ) as privileges,
    (
        select s.setconfig::text
        from pg_catalog.pg_db_role_setting as s
        where s.setdatabase = d.oid and s.setrole = 0
    ) as definition
from pg_catalog.pg_database as d
where d.datname in (pg_catalog.current_database(), 'template1')
union all
select
    'settings of role',
    s.setrole::regrole::text,
    null,
    null,
    s.setconfig::text
from pg_catalog.pg_db_role_setting as s
where s.setdatabase = 0 and s.setrole = 'postgres'::regrole
union all
select
    'schema',
    n.nspname::text,
    n.nspowner::regrole::text,
    (select pg_catalog.array_agg(entry::text order by entry::text) from pg_catalog.unnest(n.nspacl) as entry),
    null
from pg_catalog.pg_namespace as n
where n.nspname !~ '^pg_(toast|temp)'
union all
select
    'default privileges',
    coalesce(a.defaclnamespace::regnamespace::text, '') || ' ' || a.defaclobjtype::text,
    a.defaclrole::regrole::text,
    (select pg_catalog.array_agg(entry::text order by entry::text) from pg_catalog.unnest(a.defaclacl) as entry),
    null
from pg_catalog.pg_default_acl as a
union all
select
    'relation',
    c.oid::regclass::text,
    c.relowner::regrole::text,
    (select pg_catalog.array_agg(entry::text order by entry::text) from pg_catalog.unnest(c.relacl) as entry),
    null
from pg_catalog.pg_class as c
where
    c.relnamespace in (
        select n.oid from pg_catalog.pg_namespace as n where n.nspname in ('drill', 'partman', 'platform')
    )
    or c.oid in (
        'pg_catalog.pg_stats'::regclass, 'pg_catalog.pg_stats_ext'::regclass, 'pg_catalog.pg_stats_ext_exprs'::regclass
    )
union all
select
    'routine',
    p.oid::regprocedure::text,
    p.proowner::regrole::text,
    (select pg_catalog.array_agg(entry::text order by entry::text) from pg_catalog.unnest(p.proacl) as entry),
    pg_catalog.pg_get_functiondef(p.oid)
from pg_catalog.pg_proc as p
where
    p.pronamespace in (
        select n.oid from pg_catalog.pg_namespace as n where n.nspname in ('cron', 'partman', 'pgbouncer', 'platform')
    )
    or (
        p.pronamespace = 'pg_catalog'::regnamespace
        and p.proname ~ '^pg_(try_)?advisory_|^pg_(cancel|terminate)_backend$|^pg_notify$'
    )
    or p.oid in (
        'lo_creat(integer)'::regprocedure,
        'lo_create(oid)'::regprocedure,
        'lo_from_bytea(oid, bytea)'::regprocedure,
        'pg_logical_emit_message(boolean, text, text, boolean)'::regprocedure,
        'pg_logical_emit_message(boolean, text, bytea, boolean)'::regprocedure,
        'pg_switch_wal()'::regprocedure,
        'pg_create_restore_point(text)'::regprocedure,
        'pg_control_system()'::regprocedure,
        'pg_ls_archive_statusdir()'::regprocedure
    )
order by 1, 2, 3;
