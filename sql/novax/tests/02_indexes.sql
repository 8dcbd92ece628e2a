-- NX11: the index map of the seed, exactly, and an index behind every foreign key.
begin;
set local search_path = public, extensions, tap;
select plan(3);

select results_eq(
    $$select c.relname::text collate "default", i.relname::text collate "default", m.amname::text collate "default", x.indisunique,
          (select string_agg(pg_get_indexdef(x.indexrelid, k, true), ', ' order by k)
           from generate_series(1, x.indnkeyatts) as k)
      from pg_index as x
      inner join pg_class as c on c.oid = x.indrelid
      inner join pg_class as i on i.oid = x.indexrelid
      inner join pg_am as m on m.oid = i.relam
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and not c.relispartition
          and not x.indisprimary and c.relname <> 'schema_migrations'
      order by 2$$,
    $$values
    ('ai_embeddings', 'idx_ai_embeddings_embedding', 'hnsw', false, 'embedding'),
    ('ai_embeddings', 'idx_ai_embeddings_org_id', 'btree', false, 'org_id'),
    ('ai_embeddings', 'idx_ai_embeddings_source_id_source_type', 'btree', true, 'source_id, source_type'),
    ('audit_log', 'idx_audit_log_actor_id', 'btree', false, 'actor_id'),
    ('audit_log', 'idx_audit_log_created_at', 'brin', false, 'created_at'),
    ('audit_log', 'idx_audit_log_entity_type_entity_id', 'btree', false, 'entity_type, entity_id'),
    ('audit_log', 'idx_audit_log_org_id', 'btree', false, 'org_id'),
    ('documents', 'idx_documents_author_id', 'btree', false, 'author_id'),
    ('documents', 'idx_documents_project_id', 'btree', false, 'project_id'),
    ('documents', 'idx_documents_project_id_status_created_at', 'btree', false, 'project_id, status, created_at'),
    ('documents', 'idx_documents_search_vector', 'gin', false, 'search_vector'),
    ('events', 'idx_events_org_id', 'btree', false, 'org_id'),
    ('events', 'idx_events_status_created_at', 'btree', false, 'status, created_at'),
    ('mv_ai_document_context', 'idx_mv_ai_document_context_id', 'btree', true, 'id'),
    ('mv_ai_document_context', 'idx_mv_ai_document_context_org_id', 'btree', false, 'org_id'),
    ('mv_ai_task_intelligence', 'idx_mv_ai_task_intelligence_id', 'btree', true, 'id'),
    ('mv_ai_task_intelligence', 'idx_mv_ai_task_intelligence_org_id', 'btree', false, 'org_id'),
    ('org_members', 'idx_org_members_org_id_user_id', 'btree', true, 'org_id, user_id'),
    ('org_members', 'idx_org_members_user_id', 'btree', false, 'user_id'),
    ('organizations', 'idx_organizations_owner_id', 'btree', false, 'owner_id'),
    ('organizations', 'idx_organizations_slug', 'btree', true, 'slug'),
    ('projects', 'idx_projects_org_id', 'btree', false, 'org_id'),
    ('tasks', 'idx_tasks_assignee_id', 'btree', false, 'assignee_id'),
    ('tasks', 'idx_tasks_creator_id', 'btree', false, 'creator_id'),
    ('tasks', 'idx_tasks_due_date', 'btree', false, 'due_date'),
    ('tasks', 'idx_tasks_project_id_status', 'btree', false, 'project_id, status'),
    ('users', 'idx_users_email', 'btree', true, 'email'),
    ('users', 'idx_users_username', 'btree', true, 'username')$$,
    'every index, by method and columns'
);

select is_empty(
    $$select k.conrelid::regclass, k.conname
      from pg_constraint as k
      where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (
          select from pg_index as x where x.indrelid = k.conrelid and x.indkey[0] = k.conkey[1]
      )$$,
    'every foreign key has an index to check it with'
);

select is(
    (select opcname::text from pg_opclass where oid = (
        select indclass[0] from pg_index where indexrelid = 'idx_ai_embeddings_embedding'::regclass
    )),
    'vector_cosine_ops', 'the vector index measures by cosine'
);

select * from finish();
rollback;
