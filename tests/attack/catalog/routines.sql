-- Every function and procedure that is the pack's own; one JSON object each. Parameter: roles.
select json_build_object(
    'name', quote_ident(n.nspname) || '.' || quote_ident(p.proname),
    'kind', p.prokind,
    'trigger', p.prorettype = 'trigger'::regtype,
    'arguments', (
        select coalesce(json_agg(json_build_object(
            'name', coalesce(p.proargnames[k.position], ''),
            'type', format_type(k.type, null),
            'optional', k.position > p.pronargs - p.pronargdefaults
        ) order by k.position), '[]')
        from unnest(p.proargtypes::oid[]) with ordinality as k (type, position)
    ),
    'callers', (
        select coalesce(json_agg(r.role), '[]')
        from unnest(%(roles)s::text[]) as r (role)
        where has_schema_privilege(r.role, n.oid, 'USAGE') and has_function_privilege(r.role, p.oid, 'EXECUTE')
    )
)
from pg_proc as p
inner join pg_namespace as n on p.pronamespace = n.oid
where
    p.prokind in ('f', 'p')
    and n.nspname !~ '^pg_'
    and n.nspname not in ('information_schema', 'tap')
    and not exists (
        select from pg_depend as d
        where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
    )
order by n.nspname, p.proname, p.oid;
