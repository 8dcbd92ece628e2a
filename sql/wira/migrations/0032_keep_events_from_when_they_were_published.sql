-- migrate:up

-- As retention_policies says of `keep`: counted from when a row came into its state. An event that waited for long was
-- removed before its stream had let go of the message. No SET clause, for the reason that 0028 gives.
create or replace function private.apply_retention(p_kind text, p_keep interval)
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
                and e.status_since < pg_catalog.now() - p_keep;
            get diagnostics v_removed = row_count;
        when 'retention_runs' then
            delete from public.retention_runs as r where r.created_at < pg_catalog.now() - p_keep;
            get diagnostics v_removed = row_count;
    end case;
    return v_removed;
end
$$;

-- migrate:down
create or replace function private.apply_retention(p_kind text, p_keep interval)
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
