-- Indexes, those behind constraints included; an invalid one is what a failed CREATE INDEX CONCURRENTLY leaves.
select
    'index' as kind,
    i.indexrelid::regclass::text as name,
    concat_ws(
        '; ',
        pg_get_indexdef(i.indexrelid),
        case when not i.indisvalid then 'invalid' end,
        case when i.indisclustered then 'clustered' end,
        case when i.indisreplident then 'replica identity' end
    ) as definition
from pg_catalog.pg_index as i
inner join own_relations as c on i.indrelid = c.oid
where c.relkind in ('r', 'p', 'm')
union all
select
    'statistics',
    s.stxnamespace::regnamespace::text || '.' || s.stxname,
    pg_get_statisticsobjdef(s.oid)
from pg_catalog.pg_statistic_ext as s
inner join own_relations as c on s.stxrelid = c.oid;
