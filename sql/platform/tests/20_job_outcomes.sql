-- How jobs are doing, one row a job, and that the exporter reads this and nothing of what runs said.
begin;
set local search_path = public, extensions, tap;
select plan(9);

insert into platform.job_runs (job, started_at, finished_at, outcome, message) values
('mixed', now() - interval '3 hours', now() - interval '3 hours' + interval '2 s', 'succeeded', null),
('mixed', now() - interval '2 hours', now() - interval '2 hours' + interval '5 s', 'failed', 'said something'),
('mixed', now() - interval '1 hour', null, 'running', null),
('mended', now() - interval '2 hours', now() - interval '2 hours' + interval '1 s', 'failed', 'said something'),
('mended', now() - interval '1 hour', now() - interval '1 hour' + interval '3 s', 'succeeded', null),
-- Ended with its server: the next run takes its place.
('lost', now() - interval '2 hours', null, 'running', null),
('lost', now() - interval '1 hour', now() - interval '1 hour' + interval '4 s', 'succeeded', null),
('first', now() - interval '1 minute', null, 'running', null);

select results_eq(
    $$select job, runs_succeeded, runs_failed, now() - last_succeeded_at, last_outcome, last_duration,
        now() - running_since
      from platform.job_outcomes where job in ('mixed', 'mended', 'lost', 'first') order by job$$,
    $$values
      ('first', 0::bigint, 0::bigint, null::interval, null, null::interval, interval '1 minute'),
      ('lost', 1, 0, interval '1 hour' - interval '4 s', 'succeeded', interval '4 s', null),
      ('mended', 1, 1, interval '1 hour' - interval '3 s', 'succeeded', interval '3 s', null),
      ('mixed', 1, 1, interval '3 hours' - interval '2 s', 'failed', interval '5 s', interval '1 hour')$$,
    'the last success, the last end and the run that is going on, each for itself'
);

select table_privs_are('platform', 'job_outcomes', 'metrics', array['SELECT'], 'the exporter reads outcomes');
select table_privs_are('platform', 'job_runs', 'metrics', array[]::text[], 'the exporter has no right on the log');
select column_privs_are('platform', 'job_runs', 'message', 'metrics', array[]::text[], 'the exporter has no messages');
select schema_privs_are('platform', 'metrics', array['USAGE'], 'the exporter adds nothing to the schema');
select table_privs_are('platform', 'job_outcomes', r, array[]::text[], format('%s has no right on outcomes', r))
from unnest(array[:'app', :'readonly']) as r;

-- Tests are called by name, and by whoever they act as.
grant usage on schema tap to metrics;
set local role metrics;
select lives_ok('select from platform.job_outcomes', 'the exporter can read outcomes');
select throws_ok('select message from platform.job_runs', '42501', null, 'and no message');

select * from finish();
rollback;
