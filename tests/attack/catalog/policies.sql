-- How many tables have row level security in force, partitions and chunks aside, and how many policies there are.
select
    count(*) filter (where c.relforcerowsecurity and not c.relispartition),
    (select count(*) from pg_policy)
from pg_class as c
where c.relkind in ('r', 'p');
