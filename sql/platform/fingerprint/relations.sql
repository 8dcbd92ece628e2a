-- Tables, views and materialized views: owner, row level security, options, privileges; and what a view selects.
select
    case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end
        as kind,
    c.name,
    concat_ws(
        '; ',
        'owner ' || c.relowner::regrole::text,
        case when c.relkind in ('r', 'p') then 'row level security ' || case
            when c.relrowsecurity and c.relforcerowsecurity then 'on and forced'
            when c.relrowsecurity then 'on, not forced'
            when c.relforcerowsecurity then 'off, forced'
            else 'off'
        end end,
        case c.relpersistence when 'u' then 'unlogged' end,
        'partitioned by ' || pg_get_partkeydef(c.oid),
        (
            select 'of ' || i.inhparent::regclass::text || coalesce(' ' || pg_get_expr(c.relpartbound, c.oid), '')
            from pg_catalog.pg_inherits as i
            where i.inhrelid = c.oid
        ),
        'options ' || nullif(array_to_string(array(select unnest(c.reloptions) order by 1), ', '), ''),
        'replica identity ' || nullif(c.relreplident, case c.relkind when 'v' then 'n' else 'd' end::"char")::text,
        pg_temp.privileges(c.relacl, 'r', c.relowner)
    ) as definition
from own_relations as c
where c.relkind in ('r', 'p', 'v', 'm', 'f')
union all
select
    'query',
    c.name,
    pg_get_viewdef(c.oid)
from own_relations as c
where c.relkind in ('v', 'm')
union all
select
    'rule',
    r.rulename || ' on ' || c.name,
    pg_get_ruledef(r.oid)
from pg_catalog.pg_rewrite as r
inner join own_relations as c on r.ev_class = c.oid
where r.rulename <> '_RETURN';
