-- migrate:up

-- Reading leaves no trigger, so the service says when a user opened a document. A document of others and one that does
-- not exist are refused alike.
create function app.record_document_access(p_document_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into public.audit_log (org_id, actor_id, action, entity_type, entity_id, ip_address)
    select
        p.org_id,
        platform.current_user_id(),
        'access',
        'documents',
        d.id,
        nullif(pg_catalog.current_setting('app.client_ip', true), '')::pg_catalog.inet
    from public.documents as d
    inner join public.projects as p on p.id = d.project_id
    where d.id = p_document_id and p.org_id = any(array(select app.member_org_ids()));
    if not found then
        raise exception using
            errcode = 'insufficient_privilege',
            message = pg_catalog.format('document %s is not there for the current user', p_document_id);
    end if;
end
$$;

comment on function app.record_document_access(uuid) is 'Writes to the audit log that the current user read a document';

grant execute on function app.record_document_access(uuid) to novax_app;

-- migrate:down
drop function app.record_document_access(uuid);
