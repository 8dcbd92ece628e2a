-- Triggers that somebody made; a partition's copy belongs to its parent's.
select
    'trigger' as kind,
    t.tgname || ' on ' || c.name as name,
    pg_get_triggerdef(t.oid) || case t.tgenabled
        when 'O' then '' when 'D' then '; disabled' when 'R' then '; on replicas alone' else '; always'
    end as definition
from pg_catalog.pg_trigger as t
inner join own_relations as c on t.tgrelid = c.oid
where not t.tgisinternal and t.tgparentid = 0;
