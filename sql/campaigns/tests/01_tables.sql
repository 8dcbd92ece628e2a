-- CP1-CP7: the seed's tables and columns, exactly, with types, keys, defaults and domains of values.
begin;
set local search_path = public, extensions, tap;
select plan(24);

select tables_are('public', array[
    'campaign_analytics', 'campaign_deltas', 'campaigns', 'contact_group_deltas', 'contact_groups', 'contacts',
    'daily_analytics', 'daily_deltas', 'events', 'messages', 'usage_logs', 'usage_slots', 'user_limits',
    'users', 'whatsapp_accounts', 'events_pending', 'events_published', 'events_published_default', 'events_failed',
    'schema_migrations'
] || array(
    select partition_tablename from partman.show_partitions('public.messages', p_include_default => true)
), 'the tables of the seed, what counts for them, their partitions, and no others');

select results_eq(
    $$select c.relname::text collate "default", a.attname::text collate "default", format_type(a.atttypid, a.atttypmod), a.attnotnull
      from pg_attribute as a inner join pg_class as c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
          and c.relname <> 'schema_migrations' and a.attnum > 0 and not a.attisdropped
      order by c.relname, a.attnum$$,
    $$values
    ('campaign_analytics', 'id', 'bigint', true),
    ('campaign_analytics', 'campaign_id', 'bigint', true),
    ('campaign_analytics', 'total_contacts', 'integer', true),
    ('campaign_analytics', 'messages_queued', 'integer', true),
    ('campaign_analytics', 'messages_sent', 'integer', true),
    ('campaign_analytics', 'messages_delivered', 'integer', true),
    ('campaign_analytics', 'messages_read', 'integer', true),
    ('campaign_analytics', 'messages_failed', 'integer', true),
    ('campaign_analytics', 'delivery_seconds', 'bigint', true),
    ('campaign_analytics', 'delivery_rate', 'numeric(5,2)', true),
    ('campaign_analytics', 'read_rate', 'numeric(5,2)', true),
    ('campaign_analytics', 'avg_delivery_time', 'integer', true),
    ('campaign_analytics', 'last_updated_at', 'timestamp with time zone', true),
    ('campaign_deltas', 'user_id', 'bigint', true),
    ('campaign_deltas', 'campaign_id', 'bigint', true),
    ('campaign_deltas', 'queued', 'integer', true),
    ('campaign_deltas', 'sent', 'integer', true),
    ('campaign_deltas', 'delivered', 'integer', true),
    ('campaign_deltas', 'read', 'integer', true),
    ('campaign_deltas', 'failed', 'integer', true),
    ('campaign_deltas', 'delivery_seconds', 'bigint', true),
    ('campaigns', 'id', 'bigint', true),
    ('campaigns', 'user_id', 'bigint', true),
    ('campaigns', 'whatsapp_account_id', 'bigint', true),
    ('campaigns', 'name', 'character varying(255)', true),
    ('campaigns', 'template_content', 'text', true),
    ('campaigns', 'target_type', 'character varying(20)', true),
    ('campaigns', 'target_group_id', 'bigint', false),
    ('campaigns', 'status', 'character varying(20)', true),
    ('campaigns', 'scheduled_at', 'timestamp with time zone', false),
    ('campaigns', 'started_at', 'timestamp with time zone', false),
    ('campaigns', 'completed_at', 'timestamp with time zone', false),
    ('campaigns', 'total_contacts', 'integer', true),
    ('campaigns', 'messages_sent', 'integer', true),
    ('campaigns', 'messages_delivered', 'integer', true),
    ('campaigns', 'messages_failed', 'integer', true),
    ('campaigns', 'created_at', 'timestamp with time zone', true),
    ('campaigns', 'updated_at', 'timestamp with time zone', true),
    ('contact_group_deltas', 'user_id', 'bigint', true),
    ('contact_group_deltas', 'group_id', 'bigint', true),
    ('contact_group_deltas', 'contacts', 'integer', true),
    ('contact_groups', 'id', 'bigint', true),
    ('contact_groups', 'user_id', 'bigint', true),
    ('contact_groups', 'name', 'character varying(255)', true),
    ('contact_groups', 'description', 'text', false),
    ('contact_groups', 'contact_count', 'integer', true),
    ('contact_groups', 'created_at', 'timestamp with time zone', true),
    ('contact_groups', 'updated_at', 'timestamp with time zone', true),
    ('contacts', 'id', 'bigint', true),
    ('contacts', 'user_id', 'bigint', true),
    ('contacts', 'phone_number', 'character varying(20)', true),
    ('contacts', 'name', 'character varying(255)', false),
    ('contacts', 'group_id', 'bigint', false),
    ('contacts', 'is_active', 'boolean', true),
    ('contacts', 'last_message_at', 'timestamp with time zone', false),
    ('contacts', 'created_at', 'timestamp with time zone', true),
    ('contacts', 'updated_at', 'timestamp with time zone', true),
    ('daily_analytics', 'id', 'bigint', true),
    ('daily_analytics', 'user_id', 'bigint', true),
    ('daily_analytics', 'date', 'date', true),
    ('daily_analytics', 'messages_sent', 'integer', true),
    ('daily_analytics', 'messages_delivered', 'integer', true),
    ('daily_analytics', 'messages_failed', 'integer', true),
    ('daily_analytics', 'campaigns_created', 'integer', true),
    ('daily_analytics', 'campaigns_completed', 'integer', true),
    ('daily_analytics', 'ai_requests_used', 'integer', true),
    ('daily_analytics', 'unique_contacts_messaged', 'integer', true),
    ('daily_analytics', 'created_at', 'timestamp with time zone', true),
    ('daily_analytics', 'updated_at', 'timestamp with time zone', true),
    ('daily_deltas', 'user_id', 'bigint', true),
    ('daily_deltas', 'date', 'date', true),
    ('daily_deltas', 'messages_sent', 'integer', true),
    ('daily_deltas', 'messages_delivered', 'integer', true),
    ('daily_deltas', 'messages_failed', 'integer', true),
    ('daily_deltas', 'campaigns_created', 'integer', true),
    ('daily_deltas', 'campaigns_completed', 'integer', true),
    ('daily_deltas', 'ai_requests_used', 'integer', true),
    ('daily_deltas', 'messages_made', 'integer', true),
    ('events', 'id', 'bigint', true),
    ('events', 'user_id', 'bigint', true),
    ('events', 'event_type', 'character varying(255)', true),
    ('events', 'aggregate_id', 'bigint', true),
    ('events', 'aggregate_type', 'character varying(100)', true),
    ('events', 'payload', 'jsonb', true),
    ('events', 'status', 'character varying(20)', true),
    ('events', 'created_at', 'timestamp with time zone', true),
    ('events', 'status_since', 'timestamp with time zone', true),
    ('events', 'stream', 'character varying(255)', false),
    ('events', 'stream_created_at', 'timestamp with time zone', false),
    ('events', 'stream_sequence', 'bigint', false),
    ('events', 'failure', 'text', false),
    ('messages', 'id', 'bigint', true),
    ('messages', 'user_id', 'bigint', true),
    ('messages', 'campaign_id', 'bigint', false),
    ('messages', 'whatsapp_account_id', 'bigint', true),
    ('messages', 'contact_id', 'bigint', true),
    ('messages', 'phone_number', 'character varying(20)', true),
    ('messages', 'message_content', 'text', true),
    ('messages', 'media_path', 'character varying(255)', false),
    ('messages', 'status', 'character varying(20)', true),
    ('messages', 'error_message', 'text', false),
    ('messages', 'sent_at', 'timestamp with time zone', false),
    ('messages', 'delivered_at', 'timestamp with time zone', false),
    ('messages', 'read_at', 'timestamp with time zone', false),
    ('messages', 'created_at', 'timestamp with time zone', true),
    ('usage_logs', 'id', 'bigint', true),
    ('usage_logs', 'user_id', 'bigint', true),
    ('usage_logs', 'usage_type', 'character varying(20)', true),
    ('usage_logs', 'quantity', 'integer', true),
    ('usage_logs', 'metadata', 'jsonb', false),
    ('usage_logs', 'created_at', 'timestamp with time zone', true),
    ('usage_slots', 'user_id', 'bigint', true),
    ('usage_slots', 'resource', 'character varying(20)', true),
    ('usage_slots', 'day', 'date', true),
    ('usage_slots', 'slot', 'smallint', true),
    ('usage_slots', 'quantity', 'bigint', true),
    ('usage_slots', 'taken_by', 'xid8', true),
    ('usage_slots', 'taken', 'bigint', true),
    ('user_limits', 'id', 'bigint', true),
    ('user_limits', 'user_id', 'bigint', true),
    ('user_limits', 'messages_daily_limit', 'integer', true),
    ('user_limits', 'messages_monthly_limit', 'integer', true),
    ('user_limits', 'ai_requests_daily_limit', 'integer', true),
    ('user_limits', 'whatsapp_accounts_limit', 'integer', true),
    ('user_limits', 'contacts_limit', 'integer', true),
    ('user_limits', 'campaigns_limit', 'integer', true),
    ('users', 'id', 'bigint', true),
    ('users', 'uuid', 'uuid', true),
    ('users', 'email', 'character varying(255)', true),
    ('users', 'name', 'character varying(255)', true),
    ('users', 'subscription_plan', 'character varying(20)', true),
    ('users', 'subscription_status', 'character varying(20)', true),
    ('users', 'subscription_expires_at', 'timestamp with time zone', false),
    ('users', 'timezone', 'character varying(50)', true),
    ('users', 'created_at', 'timestamp with time zone', true),
    ('users', 'updated_at', 'timestamp with time zone', true),
    ('whatsapp_accounts', 'id', 'bigint', true),
    ('whatsapp_accounts', 'user_id', 'bigint', true),
    ('whatsapp_accounts', 'phone_number', 'character varying(20)', true),
    ('whatsapp_accounts', 'display_name', 'character varying(255)', false),
    ('whatsapp_accounts', 'status', 'character varying(20)', true),
    ('whatsapp_accounts', 'session_data', 'jsonb', false),
    ('whatsapp_accounts', 'qr_code_path', 'character varying(255)', false),
    ('whatsapp_accounts', 'last_connected_at', 'timestamp with time zone', false),
    ('whatsapp_accounts', 'health_check_at', 'timestamp with time zone', true),
    ('whatsapp_accounts', 'created_at', 'timestamp with time zone', true),
    ('whatsapp_accounts', 'updated_at', 'timestamp with time zone', true)$$,
    'columns, with types and whether they must be there'
);

select results_eq(
    $$select k.conrelid::regclass::text, k.conname::text collate "default", pg_get_constraintdef(k.oid)
      from pg_constraint as k inner join pg_class as c on c.oid = k.conrelid
      where k.connamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f') and not c.relispartition
          and c.relname <> 'schema_migrations'
      order by 1, 2$$,
    $$values
    ('campaign_analytics', 'campaign_analytics_campaign_id_fkey',
     'FOREIGN KEY (campaign_id) REFERENCES campaigns(id) ON DELETE CASCADE'),
    ('campaign_analytics', 'campaign_analytics_pkey', 'PRIMARY KEY (id)'),
    ('campaign_analytics', 'unique_campaign', 'UNIQUE (campaign_id)'),
    ('campaigns', 'campaigns_account_of_same_user',
     'FOREIGN KEY (whatsapp_account_id, user_id) REFERENCES whatsapp_accounts(id, user_id) ON DELETE CASCADE'),
    ('campaigns', 'campaigns_group_of_same_user',
     'FOREIGN KEY (target_group_id, user_id) REFERENCES contact_groups(id, user_id) ON DELETE SET NULL (target_group_id)'),
    ('campaigns', 'campaigns_pkey', 'PRIMARY KEY (id)'),
    ('campaigns', 'campaigns_user_id_fkey', 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE'),
    ('contact_groups', 'contact_groups_id_user_id', 'UNIQUE (id, user_id)'),
    ('contact_groups', 'contact_groups_pkey', 'PRIMARY KEY (id)'),
    ('contact_groups', 'contact_groups_user_id_fkey',
     'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE'),
    ('contacts', 'contacts_group_of_same_user',
     'FOREIGN KEY (group_id, user_id) REFERENCES contact_groups(id, user_id) ON DELETE SET NULL (group_id)'),
    ('contacts', 'contacts_pkey', 'PRIMARY KEY (id)'),
    ('contacts', 'contacts_user_id_fkey', 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE'),
    ('contacts', 'unique_user_contact', 'UNIQUE (user_id, phone_number)'),
    ('daily_analytics', 'daily_analytics_pkey', 'PRIMARY KEY (id)'),
    ('daily_analytics', 'daily_analytics_user_id_fkey',
     'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE'),
    ('daily_analytics', 'unique_user_date', 'UNIQUE (user_id, date)'),
    ('events', 'events_pkey', 'PRIMARY KEY (id, status, status_since)'),
    ('messages', 'messages_pkey', 'PRIMARY KEY (id, created_at)'),
    ('messages', 'messages_user_id_fkey', 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE'),
    ('usage_logs', 'usage_logs_pkey', 'PRIMARY KEY (id, created_at)'),
    ('usage_logs', 'usage_logs_user_id_fkey', 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE'),
    ('usage_slots', 'usage_slots_pkey', 'PRIMARY KEY (user_id, resource, day, slot)'),
    ('usage_slots', 'usage_slots_user_id_fkey', 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE'),
    ('user_limits', 'unique_user_limit', 'UNIQUE (user_id)'),
    ('user_limits', 'user_limits_pkey', 'PRIMARY KEY (id)'),
    ('user_limits', 'user_limits_user_id_fkey', 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE'),
    ('users', 'users_pkey', 'PRIMARY KEY (id)'),
    ('whatsapp_accounts', 'whatsapp_accounts_id_user_id', 'UNIQUE (id, user_id)'),
    ('whatsapp_accounts', 'whatsapp_accounts_pkey', 'PRIMARY KEY (id)'),
    ('whatsapp_accounts', 'whatsapp_accounts_user_id_fkey',
     'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE')$$,
    'primary keys, unique keys by the seed''s names, foreign keys'
);

select results_eq(
    $$select table_name::text collate "default", column_name::text collate "default", column_default::text collate "default" from information_schema.columns
      where table_name in ('users', 'user_limits', 'whatsapp_accounts', 'contacts', 'contact_groups', 'campaigns', 'messages', 'usage_logs')
          and table_schema = 'public' and column_default is not null and column_default not in ('now()')
      order by 1, 2$$,
    $$values
    ('campaigns', 'messages_delivered', '0'),
    ('campaigns', 'messages_failed', '0'),
    ('campaigns', 'messages_sent', '0'),
    ('campaigns', 'status', '''draft''::character varying'),
    ('campaigns', 'target_type', '''all''::character varying'),
    ('campaigns', 'total_contacts', '0'),
    ('contact_groups', 'contact_count', '0'),
    ('contacts', 'is_active', 'true'),
    ('messages', 'status', '''queued''::character varying'),
    ('usage_logs', 'quantity', '1'),
    ('user_limits', 'ai_requests_daily_limit', '100'),
    ('user_limits', 'campaigns_limit', '50'),
    ('user_limits', 'contacts_limit', '10000'),
    ('user_limits', 'messages_daily_limit', '1000'),
    ('user_limits', 'messages_monthly_limit', '30000'),
    ('user_limits', 'whatsapp_accounts_limit', '1'),
    ('users', 'subscription_plan', '''trial''::character varying'),
    ('users', 'subscription_status', '''active''::character varying'),
    ('users', 'timezone', '''UTC''::character varying'),
    ('users', 'uuid', 'gen_random_uuid()'),
    ('whatsapp_accounts', 'status', '''disconnected''::character varying')$$,
    'defaults of the seed'
);

-- The actors: Ana has id 1, Bob 2; each an account, a group of two contacts and a third without one, and a campaign.
insert into users (id, uuid, email, name, timezone) overriding system value values
(1, 'aaaaaaaa-0000-0000-0000-000000000000', 'ana@example.test', 'Ana', 'Asia/Jakarta'),
(2, 'bbbbbbbb-0000-0000-0000-000000000000', 'bob@example.test', 'Bob', 'UTC');
insert into whatsapp_accounts (id, user_id, phone_number, session_data) overriding system value values
(1, 1, '+6281', '{"key": "of ana"}'), (2, 2, '+6282', '{"key": "of bob"}');
insert into contact_groups (id, user_id, name) overriding system value values (1, 1, 'A'), (2, 2, 'B');
insert into contacts (id, user_id, phone_number, group_id) overriding system value values
(11, 1, '+62811', 1), (12, 1, '+62812', 1), (13, 1, '+62813', null),
(21, 2, '+62811', 2), (22, 2, '+62822', 2), (23, 2, '+62823', null);
insert into campaigns (id, user_id, whatsapp_account_id, name, template_content) overriding system value values
(1, 1, 1, 'Of A', 'Halo'), (2, 2, 2, 'Of B', 'Halo');
select setval(pg_get_serial_sequence(t, 'id'), 1000) > 0
from unnest(array['users', 'whatsapp_accounts', 'contact_groups', 'contacts', 'campaigns']) as t;
insert into messages (user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content)
select user_id, user_id, user_id, id, phone_number, 'Halo' from contacts;

-- One row at least in each.
insert into usage_logs (user_id, usage_type) values (1, 'ai_request');
select throws_ok(format('update %I set %I = %s where ctid = (select min(ctid) from %1$I)', tbl, col, val), code, null, format('%s.%s may not be %s', tbl, col, val))
from (values
('users', 'subscription_plan', '''free''', '23514'),
('users', 'subscription_status', '''gone''', '23514'),
('users', 'timezone', '''Mars/Olympus''', '22023'),
('users', 'email', '''Not@An.Address''', '23514'),
('users', 'email', '''bob@example.test''', '23505'),
('user_limits', 'contacts_limit', '-1', '23514'),
('whatsapp_accounts', 'status', '''online''', '23514'),
('whatsapp_accounts', 'phone_number', '''+6282''', '23505'),
('contacts', 'phone_number', '''+62812''', '23505'),
('campaigns', 'status', '''paused''', '23514'),
('campaigns', 'status', '''scheduled''', '23514'),
('campaigns', 'target_type', '''some''', '23514'),
('campaigns', 'target_group_id', '1', '23514'),
('campaigns', 'whatsapp_account_id', '2', '23503'),
('contacts', 'group_id', '2', '23503'),
('messages', 'status', '''lost''', '23514'),
('usage_logs', 'usage_type', '''sms''', '23514'),
('usage_logs', 'quantity', '0', '23514'),
('usage_slots', 'resource', '''air''', '23514')
) as b (tbl, col, val, code);

select results_eq(
    $$select dimension_type, time_interval from timescaledb_information.dimensions where hypertable_name = 'usage_logs'$$,
    $$values ('Time', interval '30 days')$$, 'usage_logs is a hypertable by month'
);

select * from finish();
rollback;
