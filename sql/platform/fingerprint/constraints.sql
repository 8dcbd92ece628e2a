-- Constraints of tables, and those that domains carry.
select
    'constraint' as kind,
    n.conname || ' on ' || coalesce(c.name, n.contypid::regtype::text) as name,
    pg_get_constraintdef(n.oid) as definition
from pg_catalog.pg_constraint as n
left join own_relations as c on n.conrelid = c.oid
where
    -- A constraint trigger is listed as a trigger. Foreign keys that refer to a partitioned table are kept once a
    -- partition as well, under its own name.
    n.contype <> 't'
    and n.conparentid = 0
    and (
        c.oid is not null
        or exists (
            select from pg_catalog.pg_type as t
            inner join pg_catalog.pg_namespace as s on t.typnamespace = s.oid
            where t.oid = n.contypid and s.nspname <> 'information_schema'
        )
    );
