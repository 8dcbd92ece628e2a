-- migrate:up

-- How each job of the pack is doing, for the exporter of metrics: one row a job, from the runs that are kept. What a
-- run said stays out: an error message may quote somebody's data.
create view platform.job_outcomes with (security_invoker = true) as
select
    t.job,
    t.runs_succeeded,
    t.runs_failed,
    t.last_succeeded_at,
    e.outcome as last_outcome,
    e.finished_at - e.started_at as last_duration,
    case when l.outcome = 'running' then l.started_at end as running_since
from (
    select
        r.job,
        count(*) filter (where r.outcome = 'succeeded') as runs_succeeded,
        count(*) filter (where r.outcome = 'failed') as runs_failed,
        max(r.finished_at) filter (where r.outcome = 'succeeded') as last_succeeded_at
    from platform.job_runs as r
    group by r.job
) as t
left join lateral (
    select
        r.outcome,
        r.started_at,
        r.finished_at
    from platform.job_runs as r
    where r.job = t.job and r.outcome <> 'running'
    order by r.started_at desc
    limit 1
) as e on true
left join lateral (
    select
        r.outcome,
        r.started_at
    from platform.job_runs as r
    where r.job = t.job
    order by r.started_at desc
    limit 1
) as l on true;

comment on view platform.job_outcomes is 'How each job is doing by its runs of the last 30 days; for metrics';

-- The exporter's own role, which has no other right in the pack's database. The view reads as its reader, so the role
-- needs the columns too, and gets those alone.
grant usage on schema platform to metrics;
grant select on table platform.job_outcomes to metrics;
grant select (job, started_at, finished_at, outcome) on table platform.job_runs to metrics;

-- migrate:down
revoke select (job, started_at, finished_at, outcome) on table platform.job_runs from metrics;
revoke usage on schema platform from metrics;
drop view platform.job_outcomes;
