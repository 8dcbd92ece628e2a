-- The search path of everybody who may sign in to this database and is of another pack or of the platform, as sessions
-- begin with it: a role's own goes before the database's. Parameter: roles, those of the pack.
select
    r.rolname,
    (
        select pg_catalog.split_part(c.setting, '=', 2)
        from pg_catalog.pg_db_role_setting as s
        cross join lateral pg_catalog.unnest(s.setconfig) as c (setting)
        where s.setrole in (0, r.oid) and s.setdatabase in (0, d.oid) and c.setting like 'search\_path=%%'
        order by s.setrole = 0, s.setdatabase = 0
        limit 1
    )
from pg_catalog.pg_roles as r
inner join pg_catalog.pg_database as d on d.datname = pg_catalog.current_database()
where
    r.rolcanlogin
    and r.rolname <> all(%(roles)s::text[])
    and pg_catalog.has_database_privilege(r.oid, d.oid, 'CONNECT')
order by r.rolname;
