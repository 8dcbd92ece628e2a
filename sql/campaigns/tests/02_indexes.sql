-- CP8: every index of the seed, its composites included, by name; README.md has the seed's names beside these.
begin;
set local search_path = public, extensions, tap;
select plan(4);

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
    ('contact_groups', 'contact_groups_id_user_id', 'btree', true, 'id, user_id'),
    ('campaign_deltas', 'idx_campaign_deltas_user_campaign', 'btree', false, 'user_id, campaign_id'),
    ('campaigns', 'idx_campaigns_scheduled', 'btree', false, 'scheduled_at'),
    ('campaigns', 'idx_campaigns_status_updated', 'btree', false, 'status, updated_at'),
    ('campaigns', 'idx_campaigns_target_group_id', 'btree', false, 'target_group_id'),
    ('campaigns', 'idx_campaigns_user_status', 'btree', false, 'user_id, status'),
    ('campaigns', 'idx_campaigns_user_status_updated', 'btree', false, 'user_id, status, updated_at'),
    ('campaigns', 'idx_campaigns_whatsapp_account_id', 'btree', false, 'whatsapp_account_id'),
    ('contact_group_deltas', 'idx_contact_group_deltas_user_group', 'btree', false, 'user_id, group_id'),
    ('contact_groups', 'idx_contact_groups_user_id', 'btree', false, 'user_id'),
    ('contacts', 'idx_contacts_group_active', 'btree', false, 'group_id, is_active'),
    ('contacts', 'idx_contacts_last_message', 'btree', false, 'last_message_at'),
    ('contacts', 'idx_contacts_user_active', 'btree', false, 'user_id, is_active'),
    ('contacts', 'idx_contacts_user_active_updated', 'btree', false, 'user_id, is_active, updated_at'),
    ('daily_analytics', 'idx_daily_analytics_date', 'btree', false, 'date'),
    ('daily_analytics', 'idx_daily_analytics_user_date_range', 'btree', false, 'user_id, date'),
    ('daily_deltas', 'idx_daily_deltas_user_date', 'btree', false, 'user_id, date'),
    ('events', 'idx_events_status_created_at', 'btree', false, 'status, created_at'),
    ('events', 'idx_events_user_id', 'btree', false, 'user_id'),
    ('messages', 'idx_messages_campaign_status', 'btree', false, 'campaign_id, status'),
    ('messages', 'idx_messages_campaign_status_created', 'btree', false, 'campaign_id, status, created_at'),
    ('messages', 'idx_messages_contact_created', 'btree', false, 'contact_id, created_at'),
    ('messages', 'idx_messages_phone_created', 'btree', false, 'phone_number, created_at'),
    ('messages', 'idx_messages_user_status_created', 'btree', false, 'user_id, status, created_at'),
    ('usage_logs', 'idx_usage_logs_created_at', 'btree', false, 'created_at'),
    ('usage_logs', 'idx_usage_logs_user_type_created', 'btree', false, 'user_id, usage_type, created_at'),
    ('users', 'idx_users_created_at', 'btree', false, 'created_at'),
    ('users', 'idx_users_email', 'btree', true, 'email'),
    ('users', 'idx_users_subscription_plan', 'btree', false, 'subscription_plan'),
    ('users', 'idx_users_subscription_status', 'btree', false, 'subscription_status'),
    ('users', 'idx_users_uuid', 'btree', true, 'uuid'),
    ('whatsapp_accounts', 'idx_whatsapp_accounts_health_check', 'btree', false, 'health_check_at'),
    ('whatsapp_accounts', 'idx_whatsapp_accounts_phone_number', 'btree', true, 'phone_number'),
    ('whatsapp_accounts', 'idx_whatsapp_accounts_phone_status', 'btree', false, 'phone_number, status'),
    ('whatsapp_accounts', 'idx_whatsapp_accounts_user_status', 'btree', false, 'user_id, status'),
    ('campaign_analytics', 'unique_campaign', 'btree', true, 'campaign_id'),
    ('contacts', 'unique_user_contact', 'btree', true, 'user_id, phone_number'),
    ('daily_analytics', 'unique_user_date', 'btree', true, 'user_id, date'),
    ('user_limits', 'unique_user_limit', 'btree', true, 'user_id'),
    ('whatsapp_accounts', 'whatsapp_accounts_id_user_id', 'btree', true, 'id, user_id')$$,
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

select is_empty(
    $$select i.relname from pg_class as i inner join pg_index as x on x.indexrelid = i.oid
      where i.relname ~ '^idx_messages_' and i.relkind = 'I' and not i.relispartition
          and (select count(*) from pg_inherits where inhparent = i.oid)
              <> (select count(*) from pg_inherits where inhparent = 'messages'::regclass)$$,
    'each index of messages is on every partition'
);

insert into users (uuid, email, name) values ('aaaaaaaa-0000-0000-0000-000000000000', 'ana@example.test', 'Ana');
insert into usage_logs (user_id, usage_type) select id, 'api_call' from users;
select is(
    (select count(*) from pg_indexes where schemaname = 'chunks' and indexdef ~ '\((user_id, usage_type, created_at|created_at)\)'),
    2::bigint, 'and both of usage_logs are on a chunk'
);

select * from finish();
rollback;
