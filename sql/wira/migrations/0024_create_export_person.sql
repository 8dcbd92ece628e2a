-- migrate:up

-- Access and portability: everything of a person, from every table that has something of theirs, as one JSON object.
-- Only what was derived is left out: vectors, hashes for look-ups. Files are in the object store, under their keys.
create function private.export_person(p_user_id uuid)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    v_profile jsonb;
begin
    select pg_catalog.to_jsonb(p) - '{email_encrypted,email_index,full_name_encrypted,data_key_id}'::pg_catalog.text[]
        || pg_catalog.jsonb_build_object(
            'email', private.decrypt(p.email_encrypted, p.data_key_id),
            'full_name', private.decrypt(p.full_name_encrypted, p.data_key_id)
        )
    into v_profile
    from public.profiles as p
    where p.id = p_user_id;
    if v_profile is null then
        raise exception using
            errcode = 'no_data_found', message = pg_catalog.format('there is no profile %s to export', p_user_id);
    end if;
    return pg_catalog.jsonb_build_object(
        'format', 'wira.export/1',
        'exported_at', pg_catalog.now(),
        'profiles', pg_catalog.jsonb_build_array(v_profile),
        'chatbots', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(c) order by c.created_at, c.id), '[]')
            from public.chatbots as c where c.user_id = p_user_id
        ),
        'documents', (
            select coalesce(pg_catalog.jsonb_agg(
                pg_catalog.to_jsonb(d) || pg_catalog.jsonb_build_object('sha256', pg_catalog.encode(d.sha256, 'hex'))
                order by d.created_at, d.id
            ), '[]')
            from public.documents as d where d.user_id = p_user_id
        ),
        'document_chunks', (
            select coalesce(pg_catalog.jsonb_agg(
                pg_catalog.to_jsonb(c) - 'embedding' order by c.document_id, c.chunk_index
            ), '[]')
            from public.document_chunks as c where c.user_id = p_user_id
        ),
        'consents', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(c) order by c.given_at, c.id), '[]')
            from public.consents as c where c.user_id = p_user_id
        ),
        'audit_log', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(l) order by l.created_at, l.id), '[]')
            from public.audit_log as l where l.user_id = p_user_id
        ),
        'events', (
            select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(e) order by e.created_at, e.id), '[]')
            from public.events as e where e.user_id = p_user_id
        )
    );
end
$$;

comment on function private.export_person(uuid) is 'Everything of a person as JSON: an array of rows a table';

create function private.record_reading(p_user_id uuid, p_action text, p_reason text)
returns void
language plpgsql
set search_path = ''
as $$
declare
    -- The system's, where retention erases.
    v_actor constant uuid := coalesce(platform.current_user_id(), '00000000-0000-0000-0000-000000000000');
begin
    insert into public.audit_log (user_id, actor_id, action, entity_type, entity_id, new_value, ip_address)
    values (
        p_user_id,
        v_actor,
        p_action,
        'profiles',
        coalesce(p_user_id, '00000000-0000-0000-0000-000000000000'),
        pg_catalog.jsonb_build_object('reason', p_reason),
        nullif(pg_catalog.current_setting('app.client_ip', true), '')::pg_catalog.inet
    );
    -- A reader who rolls back takes the entry back, but not what they have read: the server's own log keeps this.
    raise log 'wira: % of profile % by %', p_action, coalesce(p_user_id::text, 'unknown'), v_actor;
end
$$;

comment on function private.record_reading(uuid, text, text) is
'Writes to the audit log, and to the server''s, that the current user read, exported or erased a profile';

create function app.export_my_data()
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_export constant jsonb := private.export_person(platform.current_user_id());
begin
    perform private.record_reading(platform.current_user_id(), 'export', 'request of the person');
    return v_export;
end
$$;

comment on function app.export_my_data() is
'Everything that is kept of the current user, for them and for another service';

grant execute on function app.export_my_data() to wira_app;

-- migrate:down
drop function app.export_my_data();
drop function private.record_reading(uuid, text, text);
drop function private.export_person(uuid);
