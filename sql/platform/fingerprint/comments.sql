-- Comments: they tell people and the AI agent what a table or column means.
select
    'comment' as kind,
    'on ' || c.name || coalesce('.' || quote_ident(a.attname), '') as name,
    d.description as definition
from pg_catalog.pg_description as d
inner join own_relations as c on d.objoid = c.oid
left join pg_catalog.pg_attribute as a on c.oid = a.attrelid and d.objsubid > 0 and d.objsubid = a.attnum
where d.classoid = 'pg_catalog.pg_class'::regclass
union all
select
    'comment',
    'on ' || p.name,
    d.description
from pg_catalog.pg_description as d
inner join own_routines as p on d.objoid = p.oid
where d.classoid = 'pg_catalog.pg_proc'::regclass
union all
select
    'comment',
    'on schema ' || n.nspname,
    d.description
from pg_catalog.pg_description as d
inner join pg_catalog.pg_namespace as n on d.objoid = n.oid
where d.classoid = 'pg_catalog.pg_namespace'::regclass;
