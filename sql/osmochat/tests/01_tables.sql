-- OC1-OC4: the seed's tables and columns, exactly, with types, keys, what goes with what, and domains of values.
begin;
set local search_path = public, extensions, tap;
select plan(63);

select tables_are('public', array[
    'users', 'chanels', 'agents', 'agent_ai_configs', 'contacts', 'conversations', 'messages', 'whatsapp_sessions',
    'whatsapp_message_templates', 'auto_reply_rules', 'conversation_metrics', 'ai_conversation_logs',
    'conversation_handovers', 'events', 'events_pending', 'events_published', 'events_published_default',
    'events_failed', 'schema_migrations'
], 'the thirteen tables of the seed, the outbox, and no others');

select results_eq(
    $$select c.relname::text collate "default", a.attname::text collate "default",
          format_type(a.atttypid, a.atttypmod), a.attnotnull
      from pg_attribute as a inner join pg_class as c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
          and c.relname <> 'schema_migrations' and a.attnum > 0 and not a.attisdropped
      order by c.relname, a.attnum$$,
    $$values
    ('agent_ai_configs', 'id', 'uuid', true),
    ('agent_ai_configs', 'user_id', 'uuid', true),
    ('agent_ai_configs', 'agent_id', 'uuid', true),
    ('agent_ai_configs', 'model', 'character varying(100)', true),
    ('agent_ai_configs', 'temperature', 'numeric(3,2)', true),
    ('agent_ai_configs', 'max_tokens', 'integer', true),
    ('agent_ai_configs', 'speaking_style', 'text', true),
    ('agent_ai_configs', 'knowledge', 'text', true),
    ('agent_ai_configs', 'handover_conditions', 'jsonb', true),
    ('agent_ai_configs', 'created_at', 'timestamp with time zone', true),
    ('agent_ai_configs', 'updated_at', 'timestamp with time zone', true),
    ('agents', 'id', 'uuid', true),
    ('agents', 'user_id', 'uuid', true),
    ('agents', 'login_id', 'uuid', false),
    ('agents', 'chanel_id', 'uuid', false),
    ('agents', 'name', 'character varying(255)', true),
    ('agents', 'type', 'character varying(10)', true),
    ('agents', 'status', 'character varying(10)', true),
    ('agents', 'is_active', 'boolean', true),
    ('agents', 'created_at', 'timestamp with time zone', true),
    ('agents', 'updated_at', 'timestamp with time zone', true),
    ('ai_conversation_logs', 'id', 'uuid', true),
    ('ai_conversation_logs', 'user_id', 'uuid', true),
    ('ai_conversation_logs', 'conversation_id', 'uuid', true),
    ('ai_conversation_logs', 'agent_id', 'uuid', false),
    ('ai_conversation_logs', 'user_message', 'text', true),
    ('ai_conversation_logs', 'ai_response', 'text', true),
    ('ai_conversation_logs', 'confidence_score', 'numeric(4,3)', true),
    ('ai_conversation_logs', 'model', 'character varying(100)', false),
    ('ai_conversation_logs', 'response_time_ms', 'integer', false),
    ('ai_conversation_logs', 'tokens_used', 'integer', false),
    ('ai_conversation_logs', 'handed_over', 'boolean', true),
    ('ai_conversation_logs', 'handover_reason', 'text', false),
    ('ai_conversation_logs', 'created_at', 'timestamp with time zone', true),
    ('auto_reply_rules', 'id', 'uuid', true),
    ('auto_reply_rules', 'user_id', 'uuid', true),
    ('auto_reply_rules', 'chanel_id', 'uuid', true),
    ('auto_reply_rules', 'template_id', 'uuid', false),
    ('auto_reply_rules', 'name', 'character varying(255)', true),
    ('auto_reply_rules', 'keywords', 'text[]', true),
    ('auto_reply_rules', 'match_type', 'character varying(20)', true),
    ('auto_reply_rules', 'reply_content', 'text', false),
    ('auto_reply_rules', 'priority', 'integer', true),
    ('auto_reply_rules', 'delay_seconds', 'integer', true),
    ('auto_reply_rules', 'is_active', 'boolean', true),
    ('auto_reply_rules', 'created_at', 'timestamp with time zone', true),
    ('auto_reply_rules', 'updated_at', 'timestamp with time zone', true),
    ('chanels', 'id', 'uuid', true),
    ('chanels', 'user_id', 'uuid', true),
    ('chanels', 'name', 'character varying(255)', true),
    ('chanels', 'type', 'character varying(20)', true),
    ('chanels', 'ai_takeover_enabled', 'boolean', true),
    ('chanels', 'ai_takeover_delay_seconds', 'integer', true),
    ('chanels', 'ai_reply_limit', 'integer', false),
    ('chanels', 'is_active', 'boolean', true),
    ('chanels', 'created_at', 'timestamp with time zone', true),
    ('chanels', 'updated_at', 'timestamp with time zone', true),
    ('contacts', 'id', 'uuid', true),
    ('contacts', 'user_id', 'uuid', true),
    ('contacts', 'chanel_id', 'uuid', true),
    ('contacts', 'name', 'character varying(255)', true),
    ('contacts', 'phone_number', 'character varying(20)', false),
    ('contacts', 'external_id', 'character varying(255)', false),
    ('contacts', 'metadata', 'jsonb', true),
    ('contacts', 'created_at', 'timestamp with time zone', true),
    ('contacts', 'updated_at', 'timestamp with time zone', true),
    ('conversation_handovers', 'id', 'uuid', true),
    ('conversation_handovers', 'user_id', 'uuid', true),
    ('conversation_handovers', 'conversation_id', 'uuid', true),
    ('conversation_handovers', 'from_agent_id', 'uuid', false),
    ('conversation_handovers', 'to_agent_id', 'uuid', false),
    ('conversation_handovers', 'reason', 'text', true),
    ('conversation_handovers', 'created_at', 'timestamp with time zone', true),
    ('conversation_metrics', 'id', 'uuid', true),
    ('conversation_metrics', 'user_id', 'uuid', true),
    ('conversation_metrics', 'conversation_id', 'uuid', true),
    ('conversation_metrics', 'agent_id', 'uuid', false),
    ('conversation_metrics', 'response_time_seconds', 'numeric(12,3)', false),
    ('conversation_metrics', 'resolution_time_seconds', 'numeric(12,3)', false),
    ('conversation_metrics', 'satisfaction_rating', 'smallint', false),
    ('conversation_metrics', 'recorded_at', 'timestamp with time zone', true),
    ('conversations', 'id', 'uuid', true),
    ('conversations', 'user_id', 'uuid', true),
    ('conversations', 'chanel_id', 'uuid', true),
    ('conversations', 'contact_id', 'uuid', true),
    ('conversations', 'assigned_agent_id', 'uuid', false),
    ('conversations', 'is_active', 'boolean', true),
    ('conversations', 'unread_count', 'integer', true),
    ('conversations', 'last_message', 'text', false),
    ('conversations', 'last_message_time', 'timestamp with time zone', false),
    ('conversations', 'created_at', 'timestamp with time zone', true),
    ('conversations', 'updated_at', 'timestamp with time zone', true),
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
    ('messages', 'id', 'uuid', true),
    ('messages', 'user_id', 'uuid', true),
    ('messages', 'conversation_id', 'uuid', true),
    ('messages', 'agent_id', 'uuid', false),
    ('messages', 'direction', 'character varying(10)', true),
    ('messages', 'message_type', 'character varying(20)', true),
    ('messages', 'content', 'text', false),
    ('messages', 'media_url', 'text', false),
    ('messages', 'sender_name', 'character varying(255)', false),
    ('messages', 'external_id', 'character varying(255)', false),
    ('messages', 'status', 'character varying(10)', true),
    ('messages', 'is_read', 'boolean', true),
    ('messages', 'created_at', 'timestamp with time zone', true),
    ('users', 'id', 'uuid', true),
    ('users', 'email', 'character varying(320)', true),
    ('users', 'full_name', 'character varying(255)', true),
    ('users', 'password_hash', 'character varying(255)', false),
    ('users', 'is_active', 'boolean', true),
    ('users', 'created_at', 'timestamp with time zone', true),
    ('users', 'updated_at', 'timestamp with time zone', true),
    ('whatsapp_message_templates', 'id', 'uuid', true),
    ('whatsapp_message_templates', 'user_id', 'uuid', true),
    ('whatsapp_message_templates', 'chanel_id', 'uuid', true),
    ('whatsapp_message_templates', 'name', 'character varying(255)', true),
    ('whatsapp_message_templates', 'language', 'character varying(10)', true),
    ('whatsapp_message_templates', 'content', 'text', true),
    ('whatsapp_message_templates', 'variables', 'text[]', true),
    ('whatsapp_message_templates', 'is_active', 'boolean', true),
    ('whatsapp_message_templates', 'created_at', 'timestamp with time zone', true),
    ('whatsapp_message_templates', 'updated_at', 'timestamp with time zone', true),
    ('whatsapp_sessions', 'id', 'uuid', true),
    ('whatsapp_sessions', 'user_id', 'uuid', true),
    ('whatsapp_sessions', 'chanel_id', 'uuid', true),
    ('whatsapp_sessions', 'status', 'character varying(20)', true),
    ('whatsapp_sessions', 'phone_number', 'character varying(20)', false),
    ('whatsapp_sessions', 'qr_code', 'text', false),
    ('whatsapp_sessions', 'qr_expires_at', 'timestamp with time zone', false),
    ('whatsapp_sessions', 'auth_state', 'jsonb', false),
    ('whatsapp_sessions', 'last_connected_at', 'timestamp with time zone', false),
    ('whatsapp_sessions', 'created_at', 'timestamp with time zone', true),
    ('whatsapp_sessions', 'updated_at', 'timestamp with time zone', true)$$,
    'every column with its type and whether it may be null'
);

-- What refers to a row refers to its account as well, so no reference ever crosses accounts.
-- c: goes with it; n: forgets it; a: keeps it from going.
select bag_eq(
    $$select n.conrelid::regclass::text collate "default" as own_table,
          (select string_agg(a.attname::text collate "default", ',' order by k.place)
           from unnest(n.conkey) with ordinality as k (attnum, place)
           inner join pg_attribute as a on a.attrelid = n.conrelid and a.attnum = k.attnum) as columns,
          n.confrelid::regclass::text collate "default" as their_table,
          (select string_agg(a.attname::text collate "default", ',' order by k.place)
           from unnest(n.confkey) with ordinality as k (attnum, place)
           inner join pg_attribute as a on a.attrelid = n.confrelid and a.attnum = k.attnum) as their_columns,
          n.confdeltype::text collate "default"
      from pg_constraint as n
      where n.contype = 'f' and n.connamespace = 'public'::regnamespace$$,
    $$values
    ('agent_ai_configs', 'agent_id,user_id', 'agents', 'id,user_id', 'c'),
    ('agents', 'chanel_id,user_id', 'chanels', 'id,user_id', 'n'),
    ('agents', 'login_id', 'users', 'id', 'n'),
    ('agents', 'user_id', 'users', 'id', 'c'),
    ('ai_conversation_logs', 'agent_id,user_id', 'agents', 'id,user_id', 'n'),
    ('ai_conversation_logs', 'conversation_id,user_id', 'conversations', 'id,user_id', 'c'),
    ('auto_reply_rules', 'chanel_id,user_id', 'chanels', 'id,user_id', 'c'),
    ('auto_reply_rules', 'template_id,chanel_id', 'whatsapp_message_templates', 'id,chanel_id', 'a'),
    ('chanels', 'user_id', 'users', 'id', 'c'),
    ('contacts', 'chanel_id,user_id', 'chanels', 'id,user_id', 'c'),
    ('conversation_handovers', 'conversation_id,user_id', 'conversations', 'id,user_id', 'c'),
    ('conversation_handovers', 'from_agent_id,user_id', 'agents', 'id,user_id', 'n'),
    ('conversation_handovers', 'to_agent_id,user_id', 'agents', 'id,user_id', 'n'),
    ('conversation_metrics', 'agent_id,user_id', 'agents', 'id,user_id', 'n'),
    ('conversation_metrics', 'conversation_id,user_id', 'conversations', 'id,user_id', 'c'),
    ('conversations', 'assigned_agent_id,user_id', 'agents', 'id,user_id', 'n'),
    ('conversations', 'chanel_id,user_id', 'chanels', 'id,user_id', 'c'),
    ('conversations', 'contact_id,chanel_id', 'contacts', 'id,chanel_id', 'c'),
    ('messages', 'agent_id,user_id', 'agents', 'id,user_id', 'n'),
    ('messages', 'conversation_id,user_id', 'conversations', 'id,user_id', 'c'),
    ('whatsapp_message_templates', 'chanel_id,user_id', 'chanels', 'id,user_id', 'c'),
    ('whatsapp_sessions', 'chanel_id,user_id', 'chanels', 'id,user_id', 'c')$$,
    'every foreign key, by columns and what a delete does'
);

-- Each domain of values refuses what the seed does not name. The rows that they refer to need not exist: checks come
-- first.
set local session_replication_role = replica;
select throws_ok(format('insert into %s', statement), '23514', null, 'refused: ' || statement)
from (values
    ($$users (email, full_name) values ('X@x.test', 'x')$$),
    ($$users (email, full_name) values ('no address', 'x')$$),
    ($$users (email, full_name, password_hash) values ('x@x.test', 'x', 'plain text')$$),
    ($$chanels (user_id, name, type) values (gen_random_uuid(), 'x', 'fax')$$),
    ($$chanels (user_id, name, ai_takeover_delay_seconds) values (gen_random_uuid(), 'x', -1)$$),
    ($$chanels (user_id, name, ai_reply_limit) values (gen_random_uuid(), 'x', 0)$$),
    ($$agents (user_id, name, type) values (gen_random_uuid(), 'x', 'dog')$$),
    ($$agents (user_id, name, type, status) values (gen_random_uuid(), 'x', 'ai', 'asleep')$$),
    ($$agents (user_id, login_id, name, type) values (gen_random_uuid(), gen_random_uuid(), 'x', 'ai')$$),
    ($$agent_ai_configs (user_id, agent_id, temperature) values (gen_random_uuid(), gen_random_uuid(), 2.1)$$),
    ($$agent_ai_configs (user_id, agent_id, max_tokens) values (gen_random_uuid(), gen_random_uuid(), 0)$$),
    ($$contacts (user_id, chanel_id, name) values (gen_random_uuid(), gen_random_uuid(), 'unreachable')$$),
    ($$contacts (user_id, chanel_id, name, phone_number) values (gen_random_uuid(), gen_random_uuid(), 'x', '0812')$$),
    ($$contacts (user_id, chanel_id, name, external_id, metadata)
       values (gen_random_uuid(), gen_random_uuid(), 'x', 'x', '[]')$$),
    ($$conversations (user_id, chanel_id, contact_id, unread_count)
       values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), -1)$$),
    ($$messages (user_id, conversation_id, direction, content)
       values (gen_random_uuid(), gen_random_uuid(), 'sideways', 'x')$$),
    ($$messages (user_id, conversation_id, direction, message_type, content)
       values (gen_random_uuid(), gen_random_uuid(), 'inbound', 'smoke', 'x')$$),
    ($$messages (user_id, conversation_id, direction, content, status)
       values (gen_random_uuid(), gen_random_uuid(), 'outbound', 'x', 'lost')$$),
    ($$messages (user_id, conversation_id, direction) values (gen_random_uuid(), gen_random_uuid(), 'inbound')$$),
    ($$messages (user_id, conversation_id, direction, media_url)
       values (gen_random_uuid(), gen_random_uuid(), 'inbound', 'a text without text')$$),
    ($$whatsapp_sessions (user_id, chanel_id, status) values (gen_random_uuid(), gen_random_uuid(), 'lost')$$),
    ($$whatsapp_sessions (user_id, chanel_id, qr_code) values (gen_random_uuid(), gen_random_uuid(), 'for ever')$$),
    ($$whatsapp_sessions (user_id, chanel_id, auth_state) values (gen_random_uuid(), gen_random_uuid(), '"x"')$$),
    ($$whatsapp_sessions (user_id, chanel_id, phone_number) values (gen_random_uuid(), gen_random_uuid(), '0812')$$),
    ($$whatsapp_message_templates (user_id, chanel_id, name, content)
       values (gen_random_uuid(), gen_random_uuid(), 'x', '')$$),
    ($$whatsapp_message_templates (user_id, chanel_id, name, content, variables)
       values (gen_random_uuid(), gen_random_uuid(), 'x', 'x', '{a,null}')$$),
    ($$auto_reply_rules (user_id, chanel_id, name, keywords, reply_content)
       values (gen_random_uuid(), gen_random_uuid(), 'x', '{}', 'x')$$),
    ($$auto_reply_rules (user_id, chanel_id, name, keywords, reply_content, match_type)
       values (gen_random_uuid(), gen_random_uuid(), 'x', '{a}', 'x', 'smells like')$$),
    ($$auto_reply_rules (user_id, chanel_id, name, keywords)
       values (gen_random_uuid(), gen_random_uuid(), 'no reply', '{a}')$$),
    ($$auto_reply_rules (user_id, chanel_id, name, keywords, reply_content, template_id)
       values (gen_random_uuid(), gen_random_uuid(), 'two replies', '{a}', 'x', gen_random_uuid())$$),
    ($$auto_reply_rules (user_id, chanel_id, name, keywords, reply_content, delay_seconds)
       values (gen_random_uuid(), gen_random_uuid(), 'x', '{a}', 'x', -1)$$),
    ($$conversation_metrics (user_id, conversation_id) values (gen_random_uuid(), gen_random_uuid())$$),
    ($$conversation_metrics (user_id, conversation_id, satisfaction_rating)
       values (gen_random_uuid(), gen_random_uuid(), 6)$$),
    ($$conversation_metrics (user_id, conversation_id, response_time_seconds)
       values (gen_random_uuid(), gen_random_uuid(), -1)$$),
    ($$ai_conversation_logs (user_id, conversation_id, user_message, ai_response, confidence_score)
       values (gen_random_uuid(), gen_random_uuid(), 'x', 'x', 1.001)$$),
    ($$ai_conversation_logs (user_id, conversation_id, user_message, ai_response, confidence_score, tokens_used)
       values (gen_random_uuid(), gen_random_uuid(), 'x', 'x', 1, -1)$$),
    ($$ai_conversation_logs (user_id, conversation_id, user_message, ai_response, confidence_score, handover_reason)
       values (gen_random_uuid(), gen_random_uuid(), 'x', 'x', 1, 'there was none')$$),
    ($$conversation_handovers (user_id, conversation_id, reason)
       values (gen_random_uuid(), gen_random_uuid(), '')$$)
) as s (statement);

select throws_ok(
    format(
        'insert into agent_ai_configs (user_id, agent_id, handover_conditions) values (%L, %1$L, %L)',
        '00000000-0000-0000-0000-000000000001', conditions
    ),
    '23514', null, 'no handover conditions: ' || conditions
)
from unnest(array[
    '[]', '{"mood": "bad"}', '{"min_confidence": 2}', '{"min_confidence": "low"}', '{"keywords": "human"}',
    '{"keywords": [1]}', '{"max_replies": 0}'
]) as conditions;
select lives_ok(
    $$insert into agent_ai_configs (user_id, agent_id, handover_conditions) values
      (gen_random_uuid(), gen_random_uuid(), '{"min_confidence": 0.5, "keywords": ["human"], "max_replies": 3}')$$,
    'handover conditions'
);
set local session_replication_role = origin;

select col_default_is('public', t, 'id', 'gen_random_uuid()', t || '.id is made by the database')
from unnest(array[
    'users', 'chanels', 'agents', 'agent_ai_configs', 'contacts', 'conversations', 'messages', 'whatsapp_sessions',
    'whatsapp_message_templates', 'auto_reply_rules', 'conversation_metrics', 'ai_conversation_logs',
    'conversation_handovers'
]) as t;
select results_eq(
    $$select u::text from unnest(array['chanels.is_active', 'agents.is_active', 'conversations.is_active']) as u
      where not exists (
          select from pg_attrdef as d
          where d.adrelid = split_part(u, '.', 1)::regclass and pg_get_expr(d.adbin, d.adrelid) = 'true'
      )$$,
    $$select ''::text where false$$, 'what is made is active'
);

select * from finish();
rollback;
