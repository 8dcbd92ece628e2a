-- migrate:up

-- Runs a job's statement and records how it went. A failure is recorded instead of raised, so its row stays.
-- No SET clause and no SECURITY DEFINER: with either, a procedure may not commit. It commits before the statement, so
-- that a run which is going on, or ended with the server, can be seen. The statement itself cannot commit.
create procedure platform.run_job(p_job text, p_statement text)
language plpgsql
as $$
declare
    v_run bigint;
    v_message text;
begin
    delete from platform.job_runs where job = p_job and started_at < pg_catalog.now() - interval '30 days';
    insert into platform.job_runs (job) values (p_job) returning job_run_id into v_run;
    commit;
    begin
        execute p_statement;
    exception when others then
        v_message := pg_catalog.format('%s (SQLSTATE %s)', sqlerrm, sqlstate);
    end;
    update platform.job_runs
    set
        finished_at = pg_catalog.clock_timestamp(),
        outcome = case when v_message is null then 'succeeded' else 'failed' end,
        message = v_message
    where job_run_id = v_run;
end
$$;

comment on procedure platform.run_job(text, text) is 'Runs a statement and leaves a row in platform.job_runs';

-- migrate:down
drop procedure platform.run_job(text, text);
