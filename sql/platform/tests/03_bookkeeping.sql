-- What migrations and jobs write down is nobody's but the owner's. Variables: app, readonly, migrator.
begin;
set local search_path = public, extensions, tap;
select plan(9);

select schema_privs_are('platform', :'app', array['USAGE'], 'the application may use the schema and not add to it');

select table_privs_are('platform', t, r, array[]::text[], format('%s has no right on platform.%s', r, t))
from unnest(array['migration_files', 'job_runs', 'schema_migrations']) as t
cross join unnest(array[:'app', :'readonly']) as r;

select function_privs_are(
    'platform', 'run_job', array['text', 'text'], :'app', array[]::text[], 'the application runs no job'
);
select throws_ok(
    $$insert into platform.job_runs (job, outcome) values ('j', 'succeeded')$$, '23514', null,
    'a run that has ended has an end'
);

select * from finish();
rollback;
