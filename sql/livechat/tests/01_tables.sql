-- LC1, LC3, LC8: the tables and columns, exactly, with types, keys and domains of values; messages by month.
begin;
set local search_path = public, extensions, tap;
select plan(49);

select tables_are('public', array[
    'admins', 'websites', 'website_admins', 'visitors', 'conversations', 'messages', 'messages_archive',
    'archive_exports', 'archive_export_visitors', 'audit_log', 'events', 'events_pending', 'events_published',
    'events_published_default', 'events_failed', 'schema_migrations'
] || array(
    select p.partition_tablename
    from unnest(array['public.audit_log', 'public.messages']) as t (parent)
    cross join lateral partman.show_partitions(t.parent, p_include_default => true) as p
), 'the tables of the product and their partitions, and no others');

select results_eq(
    $$select
          c.relname::text collate "default",
          string_agg(
              format('%s %s%s', a.attname, format_type(a.atttypid, a.atttypmod), case when not a.attnotnull then ' null' end),
              ', ' order by a.attnum
          ) collate "default"
      from pg_attribute as a inner join pg_class as c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
          and c.relname <> 'schema_migrations' and a.attnum > 0 and not a.attisdropped
      group by c.relname order by c.relname$$,
    $$values
    ('admins', 'id uuid, email character varying(320), name character varying(255), '
        'password_hash character varying(255) null, status character varying(20), '
        'created_at timestamp with time zone, updated_at timestamp with time zone'),
    ('archive_export_visitors', 'export_id uuid, visitor_id uuid'),
    ('archive_exports', 'id uuid, website_id uuid, month date, part bigint, message_count bigint, '
        'json_key character varying(1024), json_bytes bigint, json_sha256 character varying(64), '
        'csv_key character varying(1024), csv_bytes bigint, csv_sha256 character varying(64), '
        'exported_at timestamp with time zone, redacted_at timestamp with time zone null'),
    ('audit_log', 'id bigint, website_id uuid null, actor_id uuid, action character varying(50), '
        'entity_type character varying(100), entity_id uuid, old_value jsonb null, new_value jsonb null, '
        'ip_address inet null, created_at timestamp with time zone'),
    ('conversations', 'id uuid, website_id uuid, visitor_id uuid, assigned_admin_id uuid null, '
        'subject character varying(255) null, status character varying(20), unread_count bigint, '
        'visitor_unread_count bigint, last_message_at timestamp with time zone, created_at timestamp with time zone, '
        'updated_at timestamp with time zone, deleted_at timestamp with time zone null'),
    ('events', 'id bigint, website_id uuid, event_type character varying(255), aggregate_id uuid, '
        'aggregate_type character varying(100), payload jsonb, status character varying(20), '
        'created_at timestamp with time zone, status_since timestamp with time zone, '
        'stream character varying(255) null, stream_created_at timestamp with time zone null, '
        'stream_sequence bigint null, failure text null'),
    ('messages', 'id uuid, website_id uuid, conversation_id uuid, sender_type character varying(10), '
        'admin_id uuid null, content text, is_read boolean, read_at timestamp with time zone null, '
        'created_at timestamp with time zone, deleted_at timestamp with time zone null'),
    ('messages_archive', 'id uuid, website_id uuid, conversation_id uuid, sender_type character varying(10), '
        'admin_id uuid null, content text, is_read boolean, read_at timestamp with time zone null, '
        'created_at timestamp with time zone, deleted_at timestamp with time zone null, '
        'archived_at timestamp with time zone'),
    ('visitors', 'id uuid, website_id uuid, name character varying(255) null, email character varying(320) null, '
        'phone character varying(32) null, ip_address inet null, user_agent character varying(1000) null, '
        'metadata jsonb, last_seen_at timestamp with time zone, created_at timestamp with time zone, '
        'updated_at timestamp with time zone, deleted_at timestamp with time zone null, deleted_by_visitor boolean'),
    ('website_admins', 'id uuid, website_id uuid, admin_id uuid, role character varying(20), '
        'created_at timestamp with time zone'),
    ('websites', 'id uuid, owner_id uuid, name character varying(255), domain character varying(253), settings jsonb, '
        'created_at timestamp with time zone, updated_at timestamp with time zone')$$,
    'every column with its type and whether it may be null'
);

select fk_ok('public', t, c, 'public', r, k)
from (values
    ('websites', '{owner_id}'::name[], 'admins', '{id}'::name[]),
    ('website_admins', '{website_id}', 'websites', '{id}'), ('website_admins', '{admin_id}', 'admins', '{id}'),
    ('visitors', '{website_id}', 'websites', '{id}'),
    ('conversations', '{website_id,visitor_id}', 'visitors', '{website_id,id}'),
    ('conversations', '{website_id,assigned_admin_id}', 'website_admins', '{website_id,admin_id}'),
    ('messages', '{website_id,conversation_id}', 'conversations', '{website_id,id}'),
    ('messages', '{admin_id}', 'admins', '{id}'),
    ('messages_archive', '{website_id,conversation_id}', 'conversations', '{website_id,id}'),
    ('messages_archive', '{admin_id}', 'admins', '{id}'),
    ('archive_exports', '{website_id}', 'websites', '{id}'),
    ('archive_export_visitors', '{export_id}', 'archive_exports', '{id}')
) as f (t, c, r, k);

-- Each domain of values refuses what it does not know.
insert into admins (id, email, name) values ('00000000-0000-0000-0000-0000000000a1', 'ana@a.test', 'Ana');
insert into websites (id, owner_id, name, domain) values
('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'Shop A', 'a.test'),
('bbbbbbbb-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'Shop B', 'b.test');
insert into visitors (id, website_id) values
('00000000-0000-0000-0000-0000000000f1', 'aaaaaaaa-0000-0000-0000-000000000000'),
('00000000-0000-0000-0000-0000000000f2', 'bbbbbbbb-0000-0000-0000-000000000000');
insert into conversations (id, website_id, visitor_id) values
('00000000-0000-0000-0000-0000000000c1', 'aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000f1');
select throws_ok(format('insert into %s', statement), code, null, 'refused: ' || statement)
from (values
    ('23514', $$admins (email, name) values ('X@x.test', 'x')$$),
    ('23514', $$admins (email, name) values ('no address', 'x')$$),
    ('23514', $$admins (email, name, status) values ('x@x.test', 'x', 'gone')$$),
    ('23514', $$admins (email, name, password_hash) values ('x@x.test', 'x', 'plain text')$$),
    ('23505', $$admins (email, name) values ('ana@a.test', 'x')$$),
    ('23514', $$websites (owner_id, name, domain) values (gen_random_uuid(), 'x', 'https://a.test')$$),
    ('23514', $$websites (owner_id, name, domain, settings) values (gen_random_uuid(), 'x', 'x.test', '[]')$$),
    ('23505', $$websites (owner_id, name, domain) values ('00000000-0000-0000-0000-0000000000a1', 'x', 'a.test')$$),
    ('23514', $$website_admins (website_id, admin_id, role) values (gen_random_uuid(), gen_random_uuid(), 'god')$$),
    ('23514', $$visitors (website_id, email) values (gen_random_uuid(), 'X@x.test')$$),
    ('23514', $$visitors (website_id, metadata) values (gen_random_uuid(), '1')$$),
    ('23514', $$conversations (website_id, visitor_id, status) values (gen_random_uuid(), gen_random_uuid(), 'gone')$$),
    ('23514', $$conversations (website_id, visitor_id, unread_count) values
      (gen_random_uuid(), gen_random_uuid(), -1)$$),
    ('23503', $$conversations (website_id, visitor_id) values
      ('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000f2')$$),
    ('23503', $$conversations (website_id, visitor_id, assigned_admin_id) values
      ('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000f1', gen_random_uuid())$$),
    ('23514', $$messages (website_id, conversation_id, sender_type, content) values
      (gen_random_uuid(), gen_random_uuid(), 'robot', 'x')$$),
    ('23514', $$messages (website_id, conversation_id, sender_type, content) values
      (gen_random_uuid(), gen_random_uuid(), 'admin', 'of no admin')$$),
    ('23514', $$messages (website_id, conversation_id, sender_type, content) values
      (gen_random_uuid(), gen_random_uuid(), 'visitor', '')$$),
    ('23514', $$messages (website_id, conversation_id, sender_type, content) values
      (gen_random_uuid(), gen_random_uuid(), 'visitor', repeat('x', 10001))$$),
    ('23514', $$messages (website_id, conversation_id, sender_type, content, is_read) values
      (gen_random_uuid(), gen_random_uuid(), 'visitor', 'x', true)$$),
    ('23503', $$messages (website_id, conversation_id, sender_type, content) values
      ('bbbbbbbb-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000c1', 'visitor', 'of another website')$$),
    ('23514', $$archive_exports (website_id, month, part, message_count, json_key, json_bytes, json_sha256, csv_key,
      csv_bytes, csv_sha256) values
      (gen_random_uuid(), '2024-01-02', 1, 0, 'x', 1, repeat('a', 64), 'x', 1, repeat('a', 64))$$),
    ('23514', $$archive_exports (website_id, month, part, message_count, json_key, json_bytes, json_sha256, csv_key,
      csv_bytes, csv_sha256) values
      (gen_random_uuid(), '2024-01-01', 1, 0, 'x', 1, 'x', 'x', 1, repeat('a', 64))$$)
) as s (code, statement);

select results_eq(
    $$select parent_table::text collate "default", partition_interval, premake, automatic_maintenance, retention
      from partman.part_config order by 1$$,
    $$values ('public.audit_log', '1 mon', 4, 'on', null::text), ('public.messages', '1 mon', 4, 'on', null)$$,
    'messages and the log are in pg_partman''s care, a month a partition, and it drops none'
);
select is_empty(
    $$select m from generate_series(
          date_trunc('month', now() - interval '90 days'), date_trunc('month', now()) + interval '4 months', '1 month'
      ) as m
      where to_regclass('public.messages_p' || to_char(m, 'YYYYMMDD')) is null$$,
    'partitions of messages reach from 90 days ago to four months ahead'
);

select has_trigger('public', t, 'set_updated_at', t || '.updated_at is kept by a trigger')
from unnest(array['admins', 'websites', 'visitors', 'conversations']) as t;
select col_default_is('public', t, 'id', 'gen_random_uuid()', t || '.id is made by the database')
from unnest(array['admins', 'websites', 'visitors', 'conversations', 'messages', 'archive_exports']) as t;

select * from finish();
rollback;
