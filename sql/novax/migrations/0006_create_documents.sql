-- migrate:up
create table documents (
    id uuid primary key default gen_random_uuid(),
    project_id uuid not null references projects (id),
    author_id uuid not null references users (id),
    title varchar(500) not null,
    content text not null default '',
    ai_summary jsonb,
    ai_metadata jsonb,
    -- No stemming: one platform writes Indonesian and English, often in one text. A tsvector holds at most 1 MiB, so
    -- the words of a longer text come from its beginning instead of failing the write; Meilisearch has all of it.
    search_vector tsvector not null generated always as (
        setweight(to_tsvector('pg_catalog.simple', title), 'A')
        || setweight(to_tsvector('pg_catalog.simple', left(content, 100000)), 'B')
    ) stored,
    -- squawk-ignore prefer-bigint-over-int -- nobody saves one text two billion times
    version integer not null default 1,
    status varchar(20) not null default 'active',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint documents_status_known check (status in ('active', 'archived', 'deleted')),
    constraint documents_version_positive check (version >= 1),
    constraint documents_ai_summary_shape check (
        case
            when ai_summary is null then true
            when jsonb_typeof(ai_summary) <> 'object' then false
            else
                ai_summary - array[
                    'summary', 'key_topics', 'sentiment', 'complexity_score', 'generated_at', 'model', 'confidence'
                ] = '{}'
                and coalesce(
                    jsonb_path_match(
                        ai_summary,
                        '$.summary.type() == "string"
                        && $.model.type() == "string"
                        && $.generated_at.type() == "string"
                        && $.generated_at like_regex
                            "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$"
                        && (!exists($.key_topics) || $.key_topics.type() == "array"
                            && !exists($.key_topics[*] ? (@.type() != "string")))
                        && (!exists($.sentiment) || $.sentiment.type() == "string"
                            && $.sentiment like_regex "^(positive|neutral|negative)$")
                        && (!exists($.complexity_score) || $.complexity_score.type() == "number"
                            && $.complexity_score >= 1 && $.complexity_score <= 10)
                        && (!exists($.confidence) || $.confidence.type() == "number"
                            && $.confidence >= 0 && $.confidence <= 1)',
                        silent => true
                    ),
                    false
                )
        end
    ),
    constraint documents_ai_metadata_shape check (
        case
            when ai_metadata is null then true
            when jsonb_typeof(ai_metadata) <> 'object' then false
            else
                ai_metadata - array['classification', 'tags', 'model', 'confidence'] = '{}'
                and coalesce(
                    jsonb_path_match(
                        ai_metadata,
                        '(!exists($.classification) || $.classification.type() == "object"
                            && !exists($.classification.* ? (@.type() != "string")))
                        && (!exists($.tags) || $.tags.type() == "array"
                            && !exists($.tags[*] ? (@.type() != "string")))
                        && (!exists($.model) || $.model.type() == "string")
                        && (!exists($.confidence) || $.confidence.type() == "number"
                            && $.confidence >= 0 && $.confidence <= 1)',
                        silent => true
                    ),
                    false
                )
        end
    )
);

create index idx_documents_search_vector on documents using gin (search_vector);
create index idx_documents_project_id on documents (project_id);
create index idx_documents_project_id_status_created_at on documents (project_id, status, created_at);
create index idx_documents_author_id on documents (author_id);

create trigger set_updated_at before update on documents
for each row execute function platform.set_updated_at();

comment on table documents is 'Texts of a project, in Markdown or rich text';
comment on column documents.ai_summary is
'JSON object by the AI, null until there is one; required: summary text, model text, generated_at ISO 8601 with zone;
optional: key_topics [text], sentiment positive|neutral|negative, complexity_score 1-10, confidence 0-1; no other key';
comment on column documents.ai_metadata is
'JSON object by the AI, null until there is one, every key optional and no other allowed:
classification {key: text}, tags [text], model text, confidence 0-1';
comment on column documents.search_vector is 'Words of the title (weight A) and the content (weight B)';
comment on column documents.version is
'Counts changes by people, for optimistic locking; changes by the AI do not count';
comment on column documents.status is 'active, archived or deleted';

alter table documents enable row level security, force row level security;

-- migrate:down
drop table documents;
