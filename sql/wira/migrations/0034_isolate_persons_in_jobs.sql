-- migrate:up

-- A person whose rows fail is left out, and the others are erased. No SET clause, for the reason that 0028 gives.
create or replace function private.apply_retention(p_kind text, p_keep interval)
returns bigint
language plpgsql
as $$
declare
    v_removed bigint := 0;
begin
    case p_kind
        when 'closed_profiles' then
            v_removed := platform.for_tenants(
                'select count(private.erase_person(p.id::uuid, ''retention of closed profiles'')) '
                'from unnest($1) as p (id)',
                array(select p.id::text from public.profiles as p where p.closed_at < pg_catalog.now() - p_keep)
            );
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

-- The job fails for what the platform did, and not for what a user can write into their own rows, which made it fail
-- for everybody: the report has both.
create or replace function private.check_integrity()
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_findings text;
    v_count bigint;
begin
    select pg_catalog.string_agg(r.rule || ' ' || r.rows, ', ' order by r.rule), sum(r.rows)
    into v_findings, v_count
    from (
        select i.rule, pg_catalog.count(*) as rows
        from private.integrity_report() as i
        where
            i.rule not in (
                'ready_document_has_no_chunks',
                'chunks_are_not_consecutive',
                'chunks_of_a_document_not_to_be_answered_from',
                'learned_without_consent'
            )
        group by i.rule
    ) as r;
    if v_count > 0 then
        raise exception using
            errcode = 'data_exception',
            message = pg_catalog.format('%s findings: %s', v_count, v_findings),
            hint = 'select * from private.integrity_report()';
    end if;
end
$$;

comment on function private.check_integrity() is
'Raises if there are findings, with how many of each rule; what users bring about themselves is in the report alone';

-- migrate:down
create or replace function private.check_integrity()
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_findings text;
    v_count bigint;
begin
    select pg_catalog.string_agg(r.rule || ' ' || r.rows, ', ' order by r.rule), sum(r.rows)
    into v_findings, v_count
    from (
        select i.rule, pg_catalog.count(*) as rows from private.integrity_report() as i group by i.rule
    ) as r;
    if v_count > 0 then
        raise exception using
            errcode = 'data_exception',
            message = pg_catalog.format('%s findings: %s', v_count, v_findings),
            hint = 'select * from private.integrity_report()';
    end if;
end
$$;

comment on function private.check_integrity() is 'Raises if there are findings, with how many of each rule';

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
