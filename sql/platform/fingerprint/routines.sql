-- Functions, procedures and aggregates: what they do, whose they are and who may call them.
select
    'routine' as kind,
    p.name,
    case p.prokind when 'a' then 'aggregate of ' || a.aggtransfn::text else pg_get_functiondef(p.oid) end as definition
from own_routines as p
left join pg_catalog.pg_aggregate as a on p.oid = a.aggfnoid
union all
select
    'privileges of routine',
    p.name,
    'owner ' || p.proowner::regrole::text || '; ' || coalesce(pg_temp.privileges(p.proacl, 'f', p.proowner), '')
from own_routines as p;
