-- Policies with their expressions and roles.
select
    'policy' as kind,
    p.polname || ' on ' || c.name as name,
    concat_ws(
        '; ',
        case p.polpermissive when true then 'permissive' else 'restrictive' end,
        'for ' || case p.polcmd
            when 'r' then 'select'
            when 'a' then 'insert'
            when 'w' then 'update'
            when 'd' then 'delete'
            else 'all'
        end,
        'to ' || (
            select string_agg(case r when 0 then 'PUBLIC' else r::regrole::text end, ', ' order by r::regrole::text)
            from unnest(p.polroles) as r
        ),
        'using ' || pg_get_expr(p.polqual, p.polrelid),
        'with check ' || pg_get_expr(p.polwithcheck, p.polrelid)
    ) as definition
from pg_catalog.pg_policy as p
inner join own_relations as c on p.polrelid = c.oid;
