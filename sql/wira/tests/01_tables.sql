-- WR1, WR3, WR6, WR7, WR10: the tables and columns, with types, keys and domains of values.
begin;
-- The actors: ani (a) and budi (b), each with a chatbot, a document of two pieces and consent to learning; staff.
set local search_path = public, extensions, tap;
set local app.data_key = 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk';
insert into profiles (id, email_encrypted, email_index, full_name_encrypted, data_key_id, business_name)
select p.id, s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id, p.business_name
from (values
    ('aaaaaaaa-0000-0000-0000-000000000000'::uuid, 'ani@example.test', 'Ani Andriani', 'Warung Ani'),
    ('bbbbbbbb-0000-0000-0000-000000000000'::uuid, 'budi@example.test', 'Budi Budiman', 'Toko Budi')
) as p (id, email, full_name, business_name)
cross join lateral private.seal(p.email, p.full_name) as s;
insert into consents (user_id, purpose, version) select id, 'learning', '2026-01' from profiles;
insert into chatbots (id, user_id, name, description) values
('aaaaaaaa-1111-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'Bot Ani', 'Rahasia alpha'),
('bbbbbbbb-1111-0000-0000-000000000000', 'bbbbbbbb-0000-0000-0000-000000000000', 'Bot Budi', 'Rahasia beta');
insert into documents (id, user_id, chatbot_id, file_name, size_bytes, sha256, status)
select overlay(id::text placing '2222' from 10)::uuid, user_id, id, 'KTP ' || name || '.pdf', 10, sha256('x'), 'ready'
from chatbots;
insert into document_chunks (user_id, chatbot_id, document_id, chunk_index, content, embedding)
select user_id, chatbot_id, id, n, 'Isi ' || file_name || n,
    (array[n, 1] || array_fill(case when user_id::text like 'a%' then 0.1 else 0.2 end, array[1534]))::vector
from documents cross join generate_series(0, 1) as n;
insert into staff_members (id, role) values
('cccccccc-0000-0000-0000-000000000001', 'support'), ('cccccccc-0000-0000-0000-000000000002', 'privacy_officer'),
('cccccccc-0000-0000-0000-000000000003', 'auditor');
select plan(52);

select tables_are('public', array[
    'profiles', 'chatbots', 'documents', 'document_chunks', 'consents', 'staff_members', 'audit_log', 'events',
    'events_pending', 'events_published', 'events_published_default', 'events_failed', 'retention_policies',
    'retention_runs', 'schema_migrations'
] || array(
    select partition_tablename from partman.show_partitions('public.audit_log', p_include_default => true)
), 'these tables and partitions, and no others');
select views_are('public', array['current_consents'], 'and one view');

select results_eq(
    $$select c.relname::text collate "default", a.attname::text collate "default",
          format_type(a.atttypid, a.atttypmod), a.attnotnull
      from pg_attribute as a inner join pg_class as c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
          and c.relname <> 'schema_migrations' and a.attnum > 0 and not a.attisdropped
      order by c.relname, a.attnum$$,
    $$values
    ('audit_log', 'id', 'bigint', true),
    ('audit_log', 'user_id', 'uuid', false),
    ('audit_log', 'actor_id', 'uuid', true),
    ('audit_log', 'action', 'text', true),
    ('audit_log', 'entity_type', 'text', true),
    ('audit_log', 'entity_id', 'uuid', true),
    ('audit_log', 'old_value', 'jsonb', false),
    ('audit_log', 'new_value', 'jsonb', false),
    ('audit_log', 'ip_address', 'inet', false),
    ('audit_log', 'created_at', 'timestamp with time zone', true),
    ('chatbots', 'id', 'uuid', true),
    ('chatbots', 'user_id', 'uuid', true),
    ('chatbots', 'name', 'text', true),
    ('chatbots', 'description', 'text', false),
    ('chatbots', 'created_at', 'timestamp with time zone', true),
    ('chatbots', 'updated_at', 'timestamp with time zone', true),
    ('consents', 'id', 'uuid', true),
    ('consents', 'user_id', 'uuid', true),
    ('consents', 'purpose', 'text', true),
    ('consents', 'version', 'text', true),
    ('consents', 'given_at', 'timestamp with time zone', true),
    ('consents', 'withdrawn_at', 'timestamp with time zone', false),
    ('document_chunks', 'id', 'uuid', true),
    ('document_chunks', 'user_id', 'uuid', true),
    ('document_chunks', 'chatbot_id', 'uuid', true),
    ('document_chunks', 'document_id', 'uuid', true),
    ('document_chunks', 'chunk_index', 'integer', true),
    ('document_chunks', 'content', 'text', true),
    ('document_chunks', 'embedding', 'vector(1536)', true),
    ('document_chunks', 'embedding_model', 'text', true),
    ('document_chunks', 'created_at', 'timestamp with time zone', true),
    ('documents', 'id', 'uuid', true),
    ('documents', 'user_id', 'uuid', true),
    ('documents', 'chatbot_id', 'uuid', true),
    ('documents', 'file_name', 'text', true),
    ('documents', 'media_type', 'text', true),
    ('documents', 'object_key', 'text', true),
    ('documents', 'size_bytes', 'bigint', true),
    ('documents', 'sha256', 'bytea', true),
    ('documents', 'status', 'text', true),
    ('documents', 'failure', 'text', false),
    ('documents', 'deleted_at', 'timestamp with time zone', false),
    ('documents', 'created_at', 'timestamp with time zone', true),
    ('documents', 'updated_at', 'timestamp with time zone', true),
    ('events', 'id', 'bigint', true),
    ('events', 'user_id', 'uuid', true),
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
    ('profiles', 'id', 'uuid', true),
    ('profiles', 'business_name', 'text', false),
    ('profiles', 'status', 'text', true),
    ('profiles', 'closed_at', 'timestamp with time zone', false),
    ('profiles', 'created_at', 'timestamp with time zone', true),
    ('profiles', 'updated_at', 'timestamp with time zone', true),
    ('profiles', 'email_encrypted', 'bytea', true),
    ('profiles', 'email_index', 'bytea', true),
    ('profiles', 'full_name_encrypted', 'bytea', false),
    ('profiles', 'data_key_id', 'bigint', true),
    ('retention_policies', 'id', 'uuid', true),
    ('retention_policies', 'kind', 'text', true),
    ('retention_policies', 'keep', 'interval', true),
    ('retention_policies', 'basis', 'text', true),
    ('retention_policies', 'created_at', 'timestamp with time zone', true),
    ('retention_policies', 'updated_at', 'timestamp with time zone', true),
    ('retention_runs', 'id', 'bigint', true),
    ('retention_runs', 'kind', 'text', true),
    ('retention_runs', 'keep', 'interval', true),
    ('retention_runs', 'removed', 'bigint', true),
    ('retention_runs', 'created_at', 'timestamp with time zone', true),
    ('staff_members', 'id', 'uuid', true),
    ('staff_members', 'role', 'text', true),
    ('staff_members', 'active', 'boolean', true),
    ('staff_members', 'created_at', 'timestamp with time zone', true),
    ('staff_members', 'updated_at', 'timestamp with time zone', true)$$,
    'every column with its type and whether it may be null'
);

select fk_ok('public', t, c, s, r, rc)
from (values
    ('chatbots', '{user_id}'::text[], 'public', 'profiles', '{id}'::text[]),
    ('consents', '{user_id}', 'public', 'profiles', '{id}'),
    ('documents', '{chatbot_id,user_id}', 'public', 'chatbots', '{id,user_id}'),
    ('document_chunks', '{document_id,chatbot_id,user_id}', 'public', 'documents', '{id,chatbot_id,user_id}'),
    ('profiles', '{data_key_id}', 'private', 'data_keys', '{id}')
) as f (t, c, s, r, rc);

-- Each domain of values refuses what is not named.
select throws_ok(statement, '23514', null, 'refused: ' || statement)
from (values
    ($$update profiles set status = 'gone'$$),
    ($$update profiles set status = 'closed'$$),
    ($$update profiles set closed_at = now()$$),
    ($$update profiles set business_name = ''$$),
    ($$update profiles set email_index = '\x00'$$),
    ($$update chatbots set name = ''$$),
    ($$update documents set status = 'gone'$$),
    ($$update documents set file_name = 'a/b'$$),
    ($$update documents set file_name = E'a\nb'$$),
    ($$update documents set media_type = 'pdf'$$),
    ($$update documents set size_bytes = -1$$),
    ($$update documents set sha256 = '\x00'$$),
    ($$update documents set failure = 'x' where status = 'ready'$$),
    ($$update document_chunks set chunk_index = -1$$),
    ($$update document_chunks set content = ''$$),
    ($$insert into consents (user_id, purpose, version) select id, 'spying', '2026-01' from profiles$$),
    ($$insert into consents (user_id, purpose, version) select id, 'service', 'latest' from profiles$$),
    ($$insert into consents (user_id, purpose, version, withdrawn_at)
       select id, 'service', '2026-01', now() - interval '1 day' from profiles$$),
    ($$update staff_members set role = 'god'$$),
    ($$insert into audit_log (actor_id, action, entity_type, entity_id)
       values (gen_random_uuid(), 'peek', 'x', gen_random_uuid())$$),
    ($$insert into retention_policies (kind, keep, basis) values ('dreams', '1 day', 'none')$$),
    ($$update retention_policies set keep = '1 hour'$$),
    ($$update retention_policies set keep = '1 month' where kind = 'audit_log'$$)
) as s (statement);

select throws_ok(
    $$insert into documents (user_id, chatbot_id, file_name, size_bytes, sha256)
      values ('aaaaaaaa-0000-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000', 'x', 1, sha256('x'))$$,
    '23503', null, 'a document cannot be one''s in another''s chatbot'
);
select throws_ok(
    $$update profiles set email_index = (select email_index from profiles where id::text like 'a%')$$,
    '23505', null, 'an address is unique'
);
select throws_ok(
    $$update documents set object_key = 'bbbbbbbb/x'$$, '428C9', null, 'where a file lies is nobody''s to choose'
);
select is(
    (select object_key from documents where id::text like 'a%'),
    'aaaaaaaa-0000-0000-0000-000000000000/aaaaaaaa-2222-0000-0000-000000000000', 'it lies under its owner'
);

select col_default_is('public', t, 'id', 'gen_random_uuid()', t || '.id is made by the database')
from unnest(array['profiles', 'chatbots', 'documents', 'document_chunks', 'consents', 'retention_policies']) as t;
select col_default_is('public', t, 'created_at', 'now()', t || '.created_at is the time of the insert')
from unnest(array['profiles', 'chatbots', 'documents', 'document_chunks', 'audit_log', 'events']) as t;
select has_trigger('public', t, 'set_updated_at', t || '.updated_at is kept by a trigger')
from unnest(array['profiles', 'chatbots', 'documents', 'staff_members', 'retention_policies']) as t;

select * from finish();
rollback;
