-- migrate:up

-- What the scheduled job calls, as the owner. No SET clause, so every name is written with its schema: pg_partman sets
-- the session's search path and puts back what it found, which would leave the session with the one that the clause
-- gives.
create function private.apply_retention(p_kind text, p_keep interval)
returns bigint
language plpgsql
as $$
declare
    v_removed bigint := 0;
    v_id pg_catalog.uuid;
begin
    case p_kind
        when 'closed_profiles' then
            for v_id in select p.id from public.profiles as p where p.closed_at < pg_catalog.now() - p_keep loop
                perform private.erase_person(v_id, 'retention of closed profiles');
                v_removed := v_removed + 1;
            end loop;
        when 'deleted_documents' then
            v_removed := platform.purge_deleted('public.documents', p_keep);
        when 'withdrawn_consents' then
            delete from public.consents as c where c.withdrawn_at < pg_catalog.now() - p_keep;
            get diagnostics v_removed = row_count;
        when 'audit_log' then
            -- By whole months: the log is append-only, and a partition goes without a row being touched.
            v_removed := partman.drop_partition_time('public.audit_log', p_keep, p_keep_table => false);
        when 'published_events', 'failed_events' then
            delete from public.events as e
            where
                e.status = pg_catalog.split_part(p_kind, '_', 1)
                and e.created_at < pg_catalog.now() - p_keep;
            get diagnostics v_removed = row_count;
        when 'retention_runs' then
            delete from public.retention_runs as r where r.created_at < pg_catalog.now() - p_keep;
            get diagnostics v_removed = row_count;
    end case;
    return v_removed;
end
$$;

comment on function private.apply_retention(text, interval) is
'Removes what is older than its retention, of one kind; returns how many rows, of audit_log partitions';

create function private.run_retention()
returns bigint
language plpgsql
as $$
declare
    v_policy record;
    v_removed bigint;
    v_total bigint := 0;
begin
    for v_policy in select p.kind, p.keep from public.retention_policies as p order by p.kind loop
        v_removed := private.apply_retention(v_policy.kind, v_policy.keep);
        insert into public.retention_runs (kind, keep, removed) values (v_policy.kind, v_policy.keep, v_removed);
        v_total := v_total + v_removed;
    end loop;
    return v_total;
end
$$;

comment on function private.run_retention() is 'Applies every retention policy and notes what each removed';

-- migrate:down
drop function private.run_retention();
drop function private.apply_retention(text, interval);
