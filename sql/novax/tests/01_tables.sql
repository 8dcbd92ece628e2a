-- NX1-NX10: the seed's tables and columns, exactly, with types, keys and domains of values.
begin;
set local search_path = public, extensions, tap;
select plan(52);

select tables_are('public', array[
    'users', 'organizations', 'org_members', 'projects', 'documents', 'tasks', 'ai_embeddings', 'audit_log', 'events',
    'events_pending', 'events_published', 'events_published_default', 'events_failed', 'schema_migrations'
] || array(
    select partition_tablename from partman.show_partitions('public.audit_log', p_include_default => true)
), 'the tables of the seed and their partitions, and no others');

select results_eq(
    $$select c.relname::text collate "default", a.attname::text collate "default", format_type(a.atttypid, a.atttypmod), a.attnotnull
      from pg_attribute as a inner join pg_class as c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
          and c.relname <> 'schema_migrations' and a.attnum > 0 and not a.attisdropped
      order by c.relname, a.attnum$$,
    $$values
    ('ai_embeddings', 'id', 'uuid', true),
    ('ai_embeddings', 'org_id', 'uuid', true),
    ('ai_embeddings', 'source_id', 'uuid', true),
    ('ai_embeddings', 'source_type', 'character varying(20)', true),
    ('ai_embeddings', 'embedding', 'vector(1536)', true),
    ('ai_embeddings', 'metadata', 'jsonb', true),
    ('ai_embeddings', 'created_at', 'timestamp with time zone', true),
    ('audit_log', 'id', 'bigint', true),
    ('audit_log', 'org_id', 'uuid', false),
    ('audit_log', 'actor_id', 'uuid', true),
    ('audit_log', 'action', 'character varying(50)', true),
    ('audit_log', 'entity_type', 'character varying(100)', true),
    ('audit_log', 'entity_id', 'uuid', true),
    ('audit_log', 'old_value', 'jsonb', false),
    ('audit_log', 'new_value', 'jsonb', false),
    ('audit_log', 'ip_address', 'inet', false),
    ('audit_log', 'created_at', 'timestamp with time zone', true),
    ('documents', 'id', 'uuid', true),
    ('documents', 'project_id', 'uuid', true),
    ('documents', 'author_id', 'uuid', true),
    ('documents', 'title', 'character varying(500)', true),
    ('documents', 'content', 'text', true),
    ('documents', 'ai_summary', 'jsonb', false),
    ('documents', 'ai_metadata', 'jsonb', false),
    ('documents', 'search_vector', 'tsvector', true),
    ('documents', 'version', 'integer', true),
    ('documents', 'status', 'character varying(20)', true),
    ('documents', 'created_at', 'timestamp with time zone', true),
    ('documents', 'updated_at', 'timestamp with time zone', true),
    ('events', 'id', 'bigint', true),
    ('events', 'org_id', 'uuid', true),
    ('events', 'event_type', 'character varying(255)', true),
    ('events', 'aggregate_id', 'uuid', true),
    ('events', 'aggregate_type', 'character varying(100)', true),
    ('events', 'payload', 'jsonb', true),
    ('events', 'status', 'character varying(20)', true),
    ('events', 'created_at', 'timestamp with time zone', true),
    ('events', 'status_since', 'timestamp with time zone', true),
    ('events', 'stream', 'character varying(255)', false),
    ('events', 'stream_created_at', 'timestamp with time zone', false),
    ('events', 'stream_sequence', 'bigint', false),
    ('events', 'failure', 'text', false),
    ('org_members', 'id', 'uuid', true),
    ('org_members', 'org_id', 'uuid', true),
    ('org_members', 'user_id', 'uuid', true),
    ('org_members', 'role', 'character varying(20)', true),
    ('org_members', 'joined_at', 'timestamp with time zone', true),
    ('organizations', 'id', 'uuid', true),
    ('organizations', 'name', 'character varying(255)', true),
    ('organizations', 'slug', 'character varying(63)', true),
    ('organizations', 'settings', 'jsonb', true),
    ('organizations', 'owner_id', 'uuid', true),
    ('organizations', 'created_at', 'timestamp with time zone', true),
    ('projects', 'id', 'uuid', true),
    ('projects', 'org_id', 'uuid', true),
    ('projects', 'name', 'character varying(255)', true),
    ('projects', 'description', 'text', false),
    ('projects', 'ai_context', 'jsonb', true),
    ('projects', 'status', 'character varying(20)', true),
    ('projects', 'created_at', 'timestamp with time zone', true),
    ('projects', 'updated_at', 'timestamp with time zone', true),
    ('tasks', 'id', 'uuid', true),
    ('tasks', 'project_id', 'uuid', true),
    ('tasks', 'assignee_id', 'uuid', false),
    ('tasks', 'creator_id', 'uuid', true),
    ('tasks', 'title', 'character varying(500)', true),
    ('tasks', 'description', 'text', false),
    ('tasks', 'priority', 'character varying(20)', true),
    ('tasks', 'status', 'character varying(20)', true),
    ('tasks', 'ai_metadata', 'jsonb', false),
    ('tasks', 'due_date', 'timestamp with time zone', false),
    ('tasks', 'created_at', 'timestamp with time zone', true),
    ('tasks', 'updated_at', 'timestamp with time zone', true),
    ('users', 'id', 'uuid', true),
    ('users', 'email', 'character varying(320)', true),
    ('users', 'username', 'character varying(64)', true),
    ('users', 'password_hash', 'character varying(255)', false),
    ('users', 'profile_metadata', 'jsonb', true),
    ('users', 'status', 'character varying(20)', true),
    ('users', 'created_at', 'timestamp with time zone', true),
    ('users', 'updated_at', 'timestamp with time zone', true)$$,
    'every column with its type and whether it may be null'
);

select fk_ok('public', t, c, 'public', r, 'id')
from (values
    ('organizations', 'owner_id', 'users'), ('org_members', 'org_id', 'organizations'),
    ('org_members', 'user_id', 'users'), ('projects', 'org_id', 'organizations'),
    ('documents', 'project_id', 'projects'), ('documents', 'author_id', 'users'),
    ('tasks', 'project_id', 'projects'), ('tasks', 'assignee_id', 'users'), ('tasks', 'creator_id', 'users'),
    ('ai_embeddings', 'org_id', 'organizations'), ('audit_log', 'actor_id', 'users')
) as f (t, c, r);

-- Each domain of values refuses what the seed does not name; the system user is there to be referred to.
select throws_ok(format('insert into %s', statement), '23514', null, 'refused: ' || statement)
from (values
    ($$users (email, username, status) values ('x@x.test', 'xxx', 'gone')$$),
    ($$users (email, username) values ('X@x.test', 'xxx')$$),
    ($$users (email, username) values ('no address', 'xxx')$$),
    ($$users (email, username) values ('x@x.test', 'XXX')$$),
    ($$users (email, username, password_hash) values ('x@x.test', 'xxx', 'plain text')$$),
    ($$users (email, username, profile_metadata) values ('x@x.test', 'xxx', '[]')$$),
    ($$organizations (name, slug, owner_id) values ('x', 'No Slug', '00000000-0000-0000-0000-000000000000')$$),
    ($$organizations (name, slug, owner_id, settings) values ('x', 'x', '00000000-0000-0000-0000-000000000000', '1')$$),
    ($$org_members (org_id, user_id, role) values (gen_random_uuid(), gen_random_uuid(), 'god')$$),
    ($$projects (org_id, name, status) values (gen_random_uuid(), 'x', 'gone')$$),
    ($$documents (project_id, author_id, title, status) values (gen_random_uuid(), gen_random_uuid(), 'x', 'gone')$$),
    ($$documents (project_id, author_id, title, version) values (gen_random_uuid(), gen_random_uuid(), 'x', 0)$$),
    ($$tasks (project_id, creator_id, title, status) values (gen_random_uuid(), gen_random_uuid(), 'x', 'gone')$$),
    ($$tasks (project_id, creator_id, title, priority) values (gen_random_uuid(), gen_random_uuid(), 'x', 'huge')$$),
    ($$audit_log (actor_id, action, entity_type, entity_id) values (gen_random_uuid(), 'peek', 'x', gen_random_uuid())$$),
    ($$events (org_id, event_type, aggregate_id, aggregate_type, payload)
       values (gen_random_uuid(), 'created', gen_random_uuid(), 'x', '{}')$$)
) as s (statement);

select throws_ok(
    $$insert into events (org_id, event_type, aggregate_id, aggregate_type, payload, status)
      values (gen_random_uuid(), 'a.b', gen_random_uuid(), 'x', '{}', 'lost')$$,
    '23514', null, 'refused: an event of a status that has no partition'
);
select throws_ok(
    $$insert into users (email, username) values ('system@novax.invalid', 'other')$$, '23505', null, 'email is unique'
);
select throws_ok(
    $$insert into users (email, username) values ('x@x.test', 'system')$$, '23505', null, 'username is unique'
);
select results_eq(
    $$select status::text, password_hash::text from users where id = '00000000-0000-0000-0000-000000000000'$$,
    $$values ('suspended', null::text)$$, 'the system user can neither log in nor act'
);

-- The defaults that the seed names.
select col_default_is('public', t, 'id', 'gen_random_uuid()', t || '.id is made by the database')
from unnest(array['users', 'organizations', 'org_members', 'projects', 'documents', 'tasks', 'ai_embeddings']) as t;
select col_default_is('public', t, 'created_at', 'now()', t || '.created_at is the time of the insert')
from unnest(array[
    'users', 'organizations', 'projects', 'documents', 'tasks', 'ai_embeddings', 'audit_log', 'events'
]) as t;
select has_trigger('public', t, 'set_updated_at', t || '.updated_at is kept by a trigger')
from unnest(array['users', 'projects', 'documents', 'tasks']) as t;

select * from finish();
rollback;
