-- migrate:up
create table ai_embeddings (
    id uuid primary key default gen_random_uuid(),
    -- The tenant stands in the row: the source is one of several tables, and a policy that looked each of them up for
    -- each row would turn a vector search into thousands of look-ups. A trigger fills it in; no writer chooses it.
    org_id uuid not null references organizations (id),
    source_id uuid not null,
    source_type varchar(20) not null,
    -- In the row, where 6 KiB fit: outside it, reading would take a second look-up, and the planner, which does not see
    -- that, would rather read all embeddings than the index.
    embedding extensions.vector(1536) storage plain not null,
    metadata jsonb not null default '{}',
    created_at timestamptz not null default now(),
    constraint ai_embeddings_source_type_known check (source_type in ('document', 'comment', 'task')),
    constraint ai_embeddings_metadata_shape check (
        coalesce(
            jsonb_path_match(
                metadata,
                '$.type() == "object"
                && (!exists($.model) || $.model.type() == "string")
                && (!exists($.version) || $.version.type() == "string")',
                silent => true
            ),
            false
        )
    )
);

-- Unique: a source has one embedding, the current one.
create unique index idx_ai_embeddings_source_id_source_type on ai_embeddings (source_id, source_type);
create index idx_ai_embeddings_org_id on ai_embeddings (org_id);
create index idx_ai_embeddings_embedding on ai_embeddings using hnsw (embedding extensions.vector_cosine_ops);

comment on table ai_embeddings is 'What a document or task means, as a vector; compatible with text-embedding-3-small';
comment on column ai_embeddings.org_id is 'The organization of the source, filled in by a trigger';
comment on column ai_embeddings.source_id is 'The id of the document, comment or task';
comment on column ai_embeddings.source_type is 'document, comment or task';
comment on column ai_embeddings.metadata is 'JSON object: model text, version text, and free keys';

alter table ai_embeddings enable row level security, force row level security;

-- migrate:down
drop table ai_embeddings;
