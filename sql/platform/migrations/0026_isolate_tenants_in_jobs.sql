-- migrate:up

-- A job works for all tenants in one statement, so what fails for one would end it for all. It hands its tenants to
-- this function, which tries them together and, after a failure, by halves: the others' work is done, and who was left
-- out is in the transaction's setting platform.left_out, of which run_job makes the run's message.
create function platform.for_tenants(p_statement text, p_tenants text[])
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_count constant integer := coalesce(pg_catalog.cardinality(p_tenants), 0);
    v_rows bigint;
begin
    if v_count = 0 then
        return 0;
    end if;
    begin
        execute p_statement using p_tenants into v_rows;
        return v_rows;
    exception when others then
        if v_count = 1 then
            perform pg_catalog.set_config(
                'platform.left_out',
                pg_catalog.left(pg_catalog.concat_ws(
                    '; ',
                    nullif(pg_catalog.current_setting('platform.left_out', true), ''),
                    pg_catalog.format('%s: %s (SQLSTATE %s)', p_tenants[1], sqlerrm, sqlstate)
                ), 4000),
                true
            );
            return 0;
        end if;
    end;
    return
        platform.for_tenants(p_statement, p_tenants[:v_count / 2])
        + platform.for_tenants(p_statement, p_tenants[v_count / 2 + 1:]);
end
$$;

comment on function platform.for_tenants(text, text[]) is
'Runs a statement that takes tenants as $1 and says how many rows it worked on; leaves out those for whom it fails, and
names them in platform.left_out';

create or replace procedure platform.run_job(p_job text, p_statement text)
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
        v_message := 'left out ' || nullif(pg_catalog.current_setting('platform.left_out', true), '');
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

comment on procedure platform.run_job(text, text) is
'Runs a statement and leaves a row in platform.job_runs; a run that left tenants out has failed and names them';

-- migrate:down
create or replace procedure platform.run_job(p_job text, p_statement text)
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

drop function platform.for_tenants(text, text[]);
