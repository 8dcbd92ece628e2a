-- What all databases share and nothing declares: `novax drift` names it, and nobody takes it away unasked.
-- Throwaway databases of fresh builds are named after their purpose, their pack and eight digits. Patroni's own roles
-- are declared, though not here: what they have beyond that is told and no ground to remove them.
-- $1 are the declared roles, $2 the declared databases.
with patroni (name, attributes) as (
    -- What Patroni makes its own roles with.
    values
    ('postgres', 'superuser, createrole, createdb, replication, bypassrls'),
    ('replicator', 'replication'),
    ('rewinder', '')
),

roles as (
    select
        r.oid,
        r.rolname::text as name,
        r.rolcanlogin,
        pg_catalog.concat_ws(
            ', ',
            case when r.rolsuper then 'superuser' end,
            case when r.rolcreaterole then 'createrole' end,
            case when r.rolcreatedb then 'createdb' end,
            case when r.rolreplication then 'replication' end,
            case when r.rolbypassrls then 'bypassrls' end
        ) as attributes
    from pg_catalog.pg_roles as r
    where r.rolname !~ '^pg_' and r.rolname <> all($1::text[])
)

select
    'role ' || r.name as subject,
    pg_catalog.concat_ws(
        '; ',
        'is declared by nothing',
        case when r.rolcanlogin then 'it may sign in' end,
        case when r.attributes <> '' then 'it has ' || r.attributes end
    ) as message,
    true as undeclared
from roles as r
where r.name not in (select p.name from patroni as p)
union all
select
    'role ' || r.name,
    'has ' || coalesce(nullif(r.attributes, ''), 'no attributes') || '; it was made with '
    || coalesce(nullif(p.attributes, ''), 'none'),
    false
from roles as r
inner join patroni as p on r.name = p.name and r.attributes <> p.attributes
union all
select
    'role ' || r.name,
    'is a member of ' || m.roleid::regrole || ', which nothing declares',
    false
from roles as r
inner join patroni as p on r.name = p.name
inner join pg_catalog.pg_auth_members as m on r.oid = m.member
union all
select
    coalesce('role ' || r.rolname, 'all roles') || coalesce(' in database ' || d.datname, ''),
    'has settings that nothing declares: ' || pg_catalog.array_to_string(s.setconfig, ', '),
    false
from pg_catalog.pg_db_role_setting as s
left join pg_catalog.pg_roles as r on s.setrole = r.oid
left join pg_catalog.pg_database as d on s.setdatabase = d.oid
where
    (s.setrole = 0 or r.rolname <> all($1::text[]))
    and not (r.rolname = 'postgres' and s.setdatabase = 0 and s.setconfig = '{search_path=pg_catalog}')
    and (s.setdatabase = 0 or d.datname in ('postgres', 'template1'))
union all
select
    'database ' || d.datname,
    'is declared by nothing',
    true
from pg_catalog.pg_database as d
where
    d.datname not in ('postgres', 'template0', 'template1')
    and d.datname <> all($2::text[])
    and d.datname !~ '^[a-z]+_[a-z0-9_]+_[0-9a-f]{8}$'
union all
select
    'database ' || d.datname,
    'lets ' || case a.grantee when 0 then 'everybody' else a.grantee::regrole::text end || ' '
    || pg_catalog.lower(pg_catalog.string_agg(a.privilege_type, ', ' order by a.privilege_type))
    || ', which nothing declares',
    false
from pg_catalog.pg_database as d
cross join lateral pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) as a
where
    d.datname in ('postgres', 'template1')
    and a.grantee <> d.datdba
    and not (
        d.datname = 'postgres' and a.privilege_type = 'CONNECT' and a.grantee <> 0
        and a.grantee::regrole::text in ('pgbouncer', 'metrics', 'backup', 'rewinder')
    )
group by d.datname, a.grantee
union all
select
    'subscription ' || s.subname,
    'is declared by nothing; it writes what another server sends',
    true
from pg_catalog.pg_subscription as s
union all
select
    'parameter ' || p.parname,
    'may be changed by ' || case a.grantee when 0 then 'everybody' else a.grantee::regrole::text end
    || ' (' || pg_catalog.lower(a.privilege_type) || '), which nothing declares',
    false
from pg_catalog.pg_parameter_acl as p
cross join lateral pg_catalog.aclexplode(p.paracl) as a
where a.grantee <> 10
union all
select
    'tablespace ' || t.spcname,
    'is declared by nothing',
    true
from pg_catalog.pg_tablespace as t
where t.spcname not in ('pg_default', 'pg_global')
order by subject, message
