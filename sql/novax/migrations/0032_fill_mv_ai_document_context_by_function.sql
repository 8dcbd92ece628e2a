-- migrate:up

-- pg_restore sets row_security off, so that no policy hides anything from it, and refreshes materialized views as their
-- owner, whom policies bind: with tables in the view's own query no dump of this database can be loaded. The function
-- turns the setting on again, for its query alone. Like a view's, that is read when the function is made, so that later
-- it takes no rights on schemas.
create function private.ai_document_context()
returns table (
    id uuid, title varchar, content text, ai_summary jsonb, search_vector tsvector, embedding extensions.vector,
    project_name varchar, project_context jsonb, org_name varchar, author varchar, created_at timestamptz,
    updated_at timestamptz, org_id uuid
)
language sql
stable
set search_path = ''
set row_security = on
begin atomic
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
    from public.documents as d
    left join public.ai_embeddings as e on e.source_id = d.id and e.source_type = 'document'
    inner join public.projects as p on p.id = d.project_id
    inner join public.organizations as o on o.id = p.org_id
    inner join public.users as u on u.id = d.author_id
    where d.status <> 'deleted';
end;

comment on function private.ai_document_context() is
'What the materialized view mv_ai_document_context is filled from: documents of every organization';

-- Filled while the old one is read; the view in front of both changes over in a moment, and nobody else names them.
-- squawk-ignore-file ban-drop-view, renaming-object, require-concurrent-index-creation
create materialized view private.mv_ai_document_context_new as
select
    id,
    title::varchar(500),
    content,
    ai_summary,
    search_vector,
    embedding::extensions.vector(1536),
    project_name::varchar(255),
    project_context,
    org_name::varchar(255),
    author::varchar(64),
    created_at,
    updated_at,
    org_id
from private.ai_document_context();

create unique index idx_mv_ai_document_context_new_id on private.mv_ai_document_context_new (id);
create index idx_mv_ai_document_context_new_org_id on private.mv_ai_document_context_new (org_id);

create or replace view public.mv_ai_document_context with (security_barrier) as
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
from private.mv_ai_document_context_new
where org_id = any(array(select app.member_org_ids()));

drop materialized view private.mv_ai_document_context;
alter materialized view private.mv_ai_document_context_new rename to mv_ai_document_context;
alter index private.idx_mv_ai_document_context_new_id rename to idx_mv_ai_document_context_id;
alter index private.idx_mv_ai_document_context_new_org_id rename to idx_mv_ai_document_context_org_id;

-- migrate:down
create materialized view private.mv_ai_document_context_new as
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

create unique index idx_mv_ai_document_context_new_id on private.mv_ai_document_context_new (id);
create index idx_mv_ai_document_context_new_org_id on private.mv_ai_document_context_new (org_id);

create or replace view public.mv_ai_document_context with (security_barrier) as
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
from private.mv_ai_document_context_new
where org_id = any(array(select app.member_org_ids()));

drop materialized view private.mv_ai_document_context;
alter materialized view private.mv_ai_document_context_new rename to mv_ai_document_context;
alter index private.idx_mv_ai_document_context_new_id rename to idx_mv_ai_document_context_id;
alter index private.idx_mv_ai_document_context_new_org_id rename to idx_mv_ai_document_context_org_id;
drop function private.ai_document_context();
