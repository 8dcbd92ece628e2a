-- migrate:up

-- A materialized view cannot have a policy. It lies where nobody gets, and a view of the seed's name and columns gives
-- each reader their rows. That view runs as its owner, or its readers would need rights on what it hides;
-- security_barrier keeps a reader's own conditions from being asked of rows of others.
create materialized view private.mv_ai_document_context as
select
    d.id,
    d.title,
    d.content,
    d.ai_summary,
    d.search_vector,
    e.embedding,
    p.name as project_name,
    p.ai_context as project_context,
    o.name as org_name,
    u.username as author,
    d.created_at,
    d.updated_at,
    p.org_id
from documents as d
left join ai_embeddings as e on e.source_id = d.id and e.source_type = 'document'
inner join projects as p on p.id = d.project_id
inner join organizations as o on o.id = p.org_id
inner join users as u on u.id = d.author_id
where d.status <> 'deleted';

-- REFRESH ... CONCURRENTLY tells rows apart by it.
-- squawk-ignore require-concurrent-index-creation -- the view is as new as the index
create unique index idx_mv_ai_document_context_id on private.mv_ai_document_context (id);
-- squawk-ignore require-concurrent-index-creation -- the view is as new as the index
create index idx_mv_ai_document_context_org_id on private.mv_ai_document_context (org_id);

create view public.mv_ai_document_context with (security_barrier) as
select
    id,
    title,
    content,
    ai_summary,
    search_vector,
    embedding,
    project_name,
    project_context,
    org_name,
    author,
    created_at,
    updated_at
from private.mv_ai_document_context
where org_id = any(array(select app.member_org_ids()));

comment on view public.mv_ai_document_context is
'Documents with what the AI knows of them, of the current user''s organizations; at most 5 minutes old';

grant select on public.mv_ai_document_context to novax_app, novax_readonly, ai_agent_role;

-- migrate:down
drop view public.mv_ai_document_context;
drop materialized view private.mv_ai_document_context;
