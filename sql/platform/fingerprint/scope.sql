-- Which objects of a database are the pack's and the platform's, for the other files of this folder: each of those
-- selects kind, name and definition. Everything here is temporary and ends with the transaction.
--
-- Members of extensions are known by the extension's version. Partitions by time and chunks come and go by themselves:
-- `partitions.sql` looks at them.

create temporary view own_relations as
select
    c.*,
    c.oid::regclass::text as name
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where
    n.nspname !~ '^pg_'
    and n.nspname <> 'information_schema'
    and c.relname !~ '^_hyper_\d+_\d+_chunk'
    and n.nspname <> '_timescaledb_internal'
    and not (c.relispartition and c.relname ~ '_p\d{8}(_\d{6})?$')
    and not exists (
        select from pg_catalog.pg_depend as d
        where
            d.deptype = 'e'
            -- An extension's composite type is a member by the type, not by the relation behind it.
            and (d.classid, d.objid) in (
                ('pg_catalog.pg_class'::regclass, c.oid), ('pg_catalog.pg_type'::regclass, c.reltype)
            )
    );

create temporary view own_routines as
select
    p.*,
    p.oid::regprocedure::text as name
from pg_catalog.pg_proc as p
inner join pg_catalog.pg_namespace as n on p.pronamespace = n.oid
where
    n.nspname !~ '^pg_'
    and n.nspname <> 'information_schema'
    and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
    );

-- Privileges in one form, whether they were ever granted or are an object's default.
create function pg_temp.privileges(p_entries aclitem[], p_kind "char", p_owner oid)
returns text
language sql
as $$
    select string_agg(granted.grantee || ': ' || granted.privileges, '; ' order by granted.grantee)
    from (
        select
            case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end as grantee,
            string_agg(
                a.privilege_type || case when a.is_grantable then ' with grant option' else '' end,
                ', '
                order by a.privilege_type
            ) as privileges
        from pg_catalog.aclexplode(coalesce(p_entries, pg_catalog.acldefault(p_kind, p_owner))) as a
        group by 1
    ) as granted
$$;
