-- Every index by name, method and columns, and one behind every foreign key between tenants' tables.
begin;
set local search_path = public, extensions, tap;
select plan(3);

select results_eq(
    $$select i.relname::text collate "default", m.amname::text collate "default", x.indisunique,
          (select string_agg(pg_get_indexdef(x.indexrelid, k, true), ', ' order by k)
           from generate_series(1, x.indnkeyatts) as k),
          pg_get_expr(x.indpred, x.indrelid, true) collate "default"
      from pg_index as x
      inner join pg_class as c on c.oid = x.indrelid
      inner join pg_class as i on i.oid = x.indexrelid
      inner join pg_am as m on m.oid = i.relam
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and not c.relispartition
          and not x.indisprimary and c.relname <> 'schema_migrations'
      order by 1$$,
    $$values
    ('chatbots_id_user_id_key', 'btree', true, 'id, user_id', null),
    ('documents_id_chatbot_id_user_id_key', 'btree', true, 'id, chatbot_id, user_id', null),
    ('idx_audit_log_actor_id', 'btree', false, 'actor_id', null),
    ('idx_audit_log_created_at', 'brin', false, 'created_at', null),
    ('idx_audit_log_entity_type_entity_id', 'btree', false, 'entity_type, entity_id', null),
    ('idx_audit_log_user_id', 'btree', false, 'user_id', null),
    ('idx_chatbots_user_id', 'btree', false, 'user_id', null),
    ('idx_consents_user_id', 'btree', false, 'user_id', null),
    ('idx_consents_user_id_purpose', 'btree', true, 'user_id, purpose', 'withdrawn_at IS NULL'),
    ('idx_consents_withdrawn_at', 'btree', false, 'withdrawn_at', 'withdrawn_at IS NOT NULL'),
    ('idx_data_keys_verifier', 'btree', true, 'verifier', null),
    ('idx_document_chunks_chatbot_id', 'btree', false, 'chatbot_id', null),
    ('idx_document_chunks_document_id_chatbot_id_user_id', 'btree', false, 'document_id, chatbot_id, user_id', null),
    ('idx_document_chunks_document_id_chunk_index', 'btree', true, 'document_id, chunk_index', null),
    ('idx_document_chunks_embedding', 'hnsw', false, 'embedding', null),
    ('idx_document_chunks_user_id', 'btree', false, 'user_id', null),
    ('idx_documents_chatbot_id_status_created_at', 'btree', false, 'chatbot_id, status, created_at', null),
    ('idx_documents_chatbot_id_user_id', 'btree', false, 'chatbot_id, user_id', null),
    ('idx_documents_deleted_at', 'btree', false, 'deleted_at', 'deleted_at IS NOT NULL'),
    ('idx_documents_object_key', 'btree', true, 'object_key', null),
    ('idx_documents_user_id', 'btree', false, 'user_id', null),
    ('idx_events_status_created_at', 'btree', false, 'status, created_at', null),
    ('idx_events_user_id', 'btree', false, 'user_id', null),
    ('idx_profiles_closed_at', 'btree', false, 'closed_at', 'closed_at IS NOT NULL'),
    ('idx_profiles_email_index', 'btree', true, 'email_index', null),
    ('idx_retention_runs_kind_created_at', 'btree', false, 'kind, created_at', null),
    ('retention_policies_kind_key', 'btree', true, 'kind', null)$$,
    'every index'
);
select is_empty(
    $$select k.conrelid::regclass, k.conname from pg_constraint as k
      where k.contype = 'f' and k.connamespace = 'public'::regnamespace and k.confrelid <> 'private.data_keys'::regclass
          and not exists (
              select from pg_index as x where x.indrelid = k.conrelid and x.indkey[0] = k.conkey[1]
          )$$,
    'every foreign key has an index to check it with; keys are never deleted'
);
select is(
    (select opcname::text from pg_opclass where oid = (
        select indclass[0] from pg_index where indexrelid = 'idx_document_chunks_embedding'::regclass
    )),
    'vector_cosine_ops', 'vectors are compared by cosine'
);

select * from finish();
rollback;
