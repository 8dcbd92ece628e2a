-- Everything with rows of its own. TimescaleDB's bookkeeping is left out, which has the time of its own installation, and
-- so are the runs of jobs: meanwhile the original has more.
select format('%I.%I', n.nspname, c.relname)
from pg_class as c
inner join pg_namespace as n on c.relnamespace = n.oid
where c.relkind in ('r', 'm') and n.nspname !~ '^(pg_|information_schema|_timescaledb_(catalog|config|cache)|tap)'
    and c.relname !~ '^bgw_' and c.oid is distinct from to_regclass('platform.job_runs')
order by 1;
