-- migrate:up

-- What constraints cannot say, because it lies in several tables, in time, or in the catalog itself. It needs no key;
-- with one, it also reads every encrypted value.
create function private.integrity_report()
returns table (rule text, entity_type text, entity_id text, finding text)
language plpgsql
stable
set search_path = ''
as $$
begin
    return query
    select 'profile_has_a_retired_key', 'profiles', p.id::text, pg_catalog.format('key %s', p.data_key_id)
    from public.profiles as p
    inner join private.data_keys as k on k.id = p.data_key_id
    where k.retired_at is not null;

    return query
    select 'encrypted_value_is_no_message', 'profiles', p.id::text, 'not as encryption makes it'
    from public.profiles as p
    where
        -- A PGP message starts with the tag of a symmetrically encrypted session key.
        pg_catalog.get_byte(p.email_encrypted, 0) <> 195
        or pg_catalog.get_byte(p.full_name_encrypted, 0) <> 195;

    if nullif(pg_catalog.current_setting('app.data_key', true), '') is not null then
        return query
        select 'encrypted_value_is_unreadable', 'profiles', p.id::text, private.reading_failure(p)
        from public.profiles as p
        where private.reading_failure(p) is not null;
    end if;

    return query
    select 'ready_document_has_no_chunks', 'documents', d.id::text, 'a chatbot cannot answer from it'
    from public.documents as d
    where d.status = 'ready' and not exists (select from public.document_chunks as c where c.document_id = d.id);

    return query
    select 'chunks_are_not_consecutive', 'documents', c.document_id::text,
        pg_catalog.format('%s pieces, the last is number %s', pg_catalog.count(*), pg_catalog.max(c.chunk_index))
    from public.document_chunks as c
    group by c.document_id
    having pg_catalog.max(c.chunk_index) <> pg_catalog.count(*) - 1;

    return query
    select 'chunks_of_a_document_not_to_be_answered_from', 'documents', d.id::text, d.status
    from public.documents as d
    where
        d.status = 'deleted'
        and exists (select from public.document_chunks as c where c.document_id = d.id);

    return query
    select 'learned_without_consent', 'profiles', c.user_id::text, pg_catalog.format('%s pieces', pg_catalog.count(*))
    from public.document_chunks as c
    where not exists (
        select from public.consents as n
        where n.user_id = c.user_id and n.purpose = 'learning' and n.withdrawn_at is null
    )
    group by c.user_id;

    -- Two days late: a missed run is no finding, two are.
    return query
    select 'retention_is_overdue', o.entity_type, o.entity_id, pg_catalog.format('since %s', o.due_at)
    from (
        select 'profiles' as entity_type, p.id::text as entity_id, 'closed_profiles' as kind, p.closed_at as since
        from public.profiles as p
        union all
        select 'documents', d.id::text, 'deleted_documents', d.deleted_at from public.documents as d
        union all
        select 'consents', c.id::text, 'withdrawn_consents', c.withdrawn_at from public.consents as c
    ) as s
    inner join public.retention_policies as r on r.kind = s.kind
    cross join lateral (select s.entity_type, s.entity_id, s.since + r.keep as due_at) as o
    where o.due_at < pg_catalog.now() - interval '2 days';

    return query
    select 'trigger_is_disabled', 'pg_trigger', t.tgname::text, t.tgrelid::pg_catalog.regclass::text
    from pg_catalog.pg_trigger as t
    inner join pg_catalog.pg_class as c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::pg_catalog.regnamespace and t.tgenabled = 'D';

    return query
    select 'constraint_is_not_validated', 'pg_constraint', o.conname::text, o.conrelid::pg_catalog.regclass::text
    from pg_catalog.pg_constraint as o
    inner join pg_catalog.pg_class as c on c.oid = o.conrelid
    where c.relnamespace = 'public'::pg_catalog.regnamespace and not o.convalidated;

    return query
    select 'index_is_invalid', 'pg_index', c.relname::text, i.indrelid::pg_catalog.regclass::text
    from pg_catalog.pg_index as i
    inner join pg_catalog.pg_class as c on c.oid = i.indexrelid
    where c.relnamespace = 'public'::pg_catalog.regnamespace and c.relkind = 'i' and not i.indisvalid;

    return query
    select 'table_is_without_row_level_security', 'pg_class', c.oid::pg_catalog.regclass::text, 'off or not forced'
    from pg_catalog.pg_class as c
    where
        c.relnamespace = 'public'::pg_catalog.regnamespace
        and c.relkind in ('r', 'p')
        and not c.relispartition
        and c.relname <> 'schema_migrations'
        and not (c.relrowsecurity and c.relforcerowsecurity);
end
$$;

comment on function private.integrity_report() is
'What is wrong in this database, a row a finding; with app.data_key set, it also reads every encrypted value';

-- A damaged value must not hide the others, so each is read by itself.
create function private.reading_failure(p_profile public.profiles)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    if p_profile.email_index <> private.blind_index(
        private.decrypt(p_profile.email_encrypted, p_profile.data_key_id), private.key_of(p_profile.data_key_id)
    ) then
        return 'email_index is not that of the address';
    end if;
    perform private.decrypt(p_profile.full_name_encrypted, p_profile.data_key_id);
    return null;
exception when others then
    return sqlerrm;
end
$$;

comment on function private.reading_failure(public.profiles) is 'Why a profile cannot be read; null if it can';

-- For the job, whose failure is what the alert is raised by.
create function private.check_integrity()
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

-- migrate:down
drop function private.check_integrity();
drop function private.integrity_report();
drop function private.reading_failure(public.profiles);
