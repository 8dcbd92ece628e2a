-- NX10: the shapes of §14, as documented in the columns' comments.
begin;
-- The actors. Organization A: ana owner, adi admin, mia member, vic viewer, bot the AI agent's user. B: bob owner.
-- eve belongs to none.
set local search_path = public, extensions, tap;
insert into users (id, email, username)
select ('00000000-0000-0000-0000-0000000000' || n)::uuid, who || '@example.test', who
from (values
    ('a1', 'ana'), ('a2', 'adi'), ('a3', 'mia'), ('a4', 'vic'), ('a9', 'bot'), ('b1', 'bob'), ('e1', 'eve')
) as t (n, who);
insert into organizations (id, name, slug, owner_id) values
('aaaaaaaa-0000-0000-0000-000000000000', 'Org A', 'org-a', '00000000-0000-0000-0000-0000000000a1'),
('bbbbbbbb-0000-0000-0000-000000000000', 'Org B', 'org-b', '00000000-0000-0000-0000-0000000000b1');
insert into org_members (org_id, user_id, role) values
('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a2', 'admin'),
('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a3', 'member'),
('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a4', 'viewer'),
('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a9', 'member');
insert into projects (id, org_id, name) values
('aaaaaaaa-1111-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'Project A'),
('bbbbbbbb-1111-0000-0000-000000000000', 'bbbbbbbb-0000-0000-0000-000000000000', 'Project B');
insert into documents (id, project_id, author_id, title, content) values
('aaaaaaaa-2222-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'Plan of A', 'rahasia alpha'),
('bbbbbbbb-2222-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000b1', 'Plan of B', 'rahasia beta');
insert into tasks (id, project_id, creator_id, title) values
('aaaaaaaa-3333-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'Task of A'),
('bbbbbbbb-3333-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000b1', 'Task of B');
select plan(51);

create function pg_temp.try(p_column text, p_value jsonb) returns text language sql as $$
    select case p_column
        when 'ai_context' then format('update projects set ai_context = %L where name = %L', p_value, 'Project A')
        when 'tasks' then format('update tasks set ai_metadata = %L where title = %L', p_value, 'Task of A')
        when 'metadata' then format(
            'insert into ai_embeddings (source_id, source_type, embedding, metadata) select %L, %L, %L, %L',
            'aaaaaaaa-2222-0000-0000-000000000000', 'document', array_fill(1, array[1536])::vector, p_value)
        else format('update documents set %I = %L where title = %L', p_column, p_value, 'Plan of A')
    end;
$$;

select lives_ok(pg_temp.try(c, v), format('%s takes %s', c, left(v::text, 60)))
from (values
    ('ai_context', '{
        "domain": "software_engineering",
        "keywords": ["web", "platform", "collaboration"],
        "classification": {"industry": "technology", "type": "internal_tool", "maturity": "mvp"},
        "ai_instructions": {"summarization_style": "concise_technical", "language": "id", "response_format": "markdown",
            "context_window_priority": ["title", "description", "recent_activity"]},
        "relationships": {"parent_org": "aaaaaaaa-0000-0000-0000-000000000000", "related_projects": ["uuid-1", "uuid-2"],
            "tags": ["novax", "core", "v1"]}}'::jsonb),
    ('ai_context', '{}'),
    ('ai_summary', '{"summary": "Dokumen ini membahas arsitektur microservice...",
        "key_topics": ["microservice", "database", "scalability"], "sentiment": "neutral", "complexity_score": 7,
        "generated_at": "2026-02-18T12:00:00Z", "model": "novax-internal-v1", "confidence": 0.92}'),
    ('ai_summary', '{"summary": "", "generated_at": "2026-02-18T12:00:00.5+07:00", "model": "m"}'),
    ('ai_metadata', '{"classification": {"kind": "memo"}, "tags": ["a"], "model": "m", "confidence": 1}'),
    ('ai_metadata', '{}'),
    ('tasks', '{"classification": {"kind": "bug"}, "tags": [], "confidence": 0}'),
    ('metadata', '{"model": "text-embedding-3-small", "version": "1", "tokens": 12}')
) as t (c, v);

select throws_ok(pg_temp.try(c, v), '23514', null, format('%s refuses %s', c, v))
from (values
    ('ai_context', '[]'::jsonb), ('ai_context', '"text"'), ('ai_context', 'null'), ('ai_context', '{"other": 1}'),
    ('ai_context', '{"domain": 1}'), ('ai_context', '{"keywords": "web"}'), ('ai_context', '{"keywords": [1]}'),
    ('ai_context', '{"classification": []}'), ('ai_context', '{"classification": {"type": 1}}'),
    ('ai_context', '{"ai_instructions": {"language": 1}}'),
    ('ai_context', '{"ai_instructions": {"context_window_priority": "title"}}'),
    ('ai_context', '{"relationships": {"friends": []}}'), ('ai_context', '{"relationships": {"tags": "a"}}'),
    ('ai_context', '{"relationships": {"related_projects": [1]}}'),
    ('ai_context', '{"relationships": {"parent_org": "bbbbbbbb-0000-0000-0000-000000000000"}}'),
    ('ai_summary', '{}'), ('ai_summary', '[]'), ('ai_summary', '"text"'),
    ('ai_summary', '{"summary": "s", "model": "m"}'),
    ('ai_summary', '{"summary": ["s"], "model": "m", "generated_at": "2026-02-18T12:00:00Z"}'),
    ('ai_summary', '{"summary": "s", "model": "m", "generated_at": "yesterday"}'),
    ('ai_summary', '{"summary": "s", "model": "m", "generated_at": "2026-02-18T12:00:00"}'),
    ('ai_summary', '{"summary": "s", "model": "m", "generated_at": "2026-02-18T12:00:00Z", "sentiment": "angry"}'),
    ('ai_summary', '{"summary": "s", "model": "m", "generated_at": "2026-02-18T12:00:00Z", "sentiment": ["neutral"]}'),
    ('ai_summary', '{"summary": "s", "model": "m", "generated_at": "2026-02-18T12:00:00Z", "complexity_score": 11}'),
    ('ai_summary', '{"summary": "s", "model": "m", "generated_at": "2026-02-18T12:00:00Z", "confidence": 1.1}'),
    ('ai_summary', '{"summary": "s", "model": "m", "generated_at": "2026-02-18T12:00:00Z", "key_topics": [1]}'),
    ('ai_summary', '{"summary": "s", "model": "m", "generated_at": "2026-02-18T12:00:00Z", "other": 1}'),
    ('ai_metadata', '{"tags": "a"}'), ('ai_metadata', '{"confidence": "high"}'), ('ai_metadata', '{"other": 1}'),
    ('ai_metadata', '[]'), ('tasks', '{"tags": [1]}'), ('tasks', '{"classification": {"kind": 1}}'), ('tasks', '1'),
    ('metadata', '[]'), ('metadata', '{"model": 1}'), ('metadata', '{"version": 1}')
) as t (c, v);

select ok(
    col_description(format('public.%s', t)::regclass, attnum) is not null, format('%s.%s is explained', t, attname)
)
from unnest(array['projects', 'documents', 'tasks', 'ai_embeddings']) as t
inner join pg_attribute on attrelid = format('public.%s', t)::regclass and attname in (
    'ai_context', 'ai_summary', 'ai_metadata', 'metadata'
);

select * from finish();
rollback;
