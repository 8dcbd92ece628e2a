-- migrate:up

-- pg_cron's own log lies in another database and knows nothing of what a job said.
create table platform.job_runs (
    job_run_id bigint generated always as identity primary key,
    job text not null,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    outcome text not null default 'running' check (outcome in ('running', 'succeeded', 'failed')),
    message text,
    check ((outcome = 'running') = (finished_at is null))
);

create index idx_job_runs_job_started_at on platform.job_runs (job, started_at);

comment on table platform.job_runs is 'Each run of a scheduled job of the pack, with how it ended; kept for 30 days';

-- migrate:down
drop table platform.job_runs;
