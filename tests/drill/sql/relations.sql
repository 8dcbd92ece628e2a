-- Everything with rows of its own, TimescaleDB's bookkeeping left out: it has the time of its own installation.
select format('%I.%I', n.nspname, c.relname)
from pg_class as c
inner join pg_namespace as n on c.relnamespace = n.oid
where c.relkind in ('r', 'm') and n.nspname !~ '^(pg_|information_schema|_timescaledb_(catalog|config|cache)|tap)'
    and c.relname !~ '^bgw_'
order by 1;
