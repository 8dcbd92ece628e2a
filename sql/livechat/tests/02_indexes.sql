-- LC2: the indexes of the product, by its names, exactly; an index behind every foreign key.
begin;
set local search_path = public, extensions, tap;
select plan(3);

select results_eq(
    $$select c.relname::text collate "default", i.relname::text collate "default", m.amname::text collate "default",
          x.indisunique,
          (select string_agg(pg_get_indexdef(x.indexrelid, k, true), ', ' order by k)
           from generate_series(1, x.indnkeyatts) as k) collate "default",
          coalesce(pg_get_expr(x.indpred, x.indrelid), '') collate "default"
      from pg_index as x
      inner join pg_class as c on c.oid = x.indrelid
      inner join pg_class as i on i.oid = x.indexrelid
      inner join pg_am as m on m.oid = i.relam
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and not c.relispartition
          and not x.indisprimary and c.relname <> 'schema_migrations'
      order by 2$$,
    $$values
    ('admins', 'idx_admins_email', 'btree', true, 'email', ''),
    ('archive_export_visitors', 'idx_archive_export_visitors_visitor_id', 'btree', false, 'visitor_id', ''),
    ('archive_exports', 'idx_archive_exports_website_id_month_part', 'btree', true, 'website_id, month, part', ''),
    ('audit_log', 'idx_audit_log_actor_id', 'btree', false, 'actor_id', ''),
    ('audit_log', 'idx_audit_log_created_at', 'brin', false, 'created_at', ''),
    ('audit_log', 'idx_audit_log_entity_type_entity_id', 'btree', false, 'entity_type, entity_id', ''),
    ('audit_log', 'idx_audit_log_website_id', 'btree', false, 'website_id', ''),
    ('conversations', 'idx_conversations_assigned_admin_id', 'btree', false, 'assigned_admin_id, status, last_message_at', ''),
    ('conversations', 'idx_conversations_deleted_at', 'btree', false, 'deleted_at', '(deleted_at IS NOT NULL)'),
    ('conversations', 'idx_conversations_status', 'btree', false, 'status, last_message_at', ''),
    ('conversations', 'idx_conversations_unread', 'btree', false, 'website_id, last_message_at', '((unread_count > 0) AND (deleted_at IS NULL))'),
    ('conversations', 'idx_conversations_visitor_id', 'btree', false, 'visitor_id, created_at', ''),
    ('conversations', 'idx_conversations_website_id', 'btree', false, 'website_id, last_message_at', ''),
    ('conversations', 'idx_conversations_website_id_id', 'btree', true, 'website_id, id', ''),
    ('conversations', 'idx_conversations_website_status', 'btree', false, 'website_id, status, last_message_at', ''),
    ('events', 'idx_events_status_created_at', 'btree', false, 'status, created_at', ''),
    ('events', 'idx_events_website_id', 'btree', false, 'website_id', ''),
    ('messages', 'idx_messages_admin_id', 'btree', false, 'admin_id, created_at', '(admin_id IS NOT NULL)'),
    ('messages_archive', 'idx_messages_archive_admin_id', 'btree', false, 'admin_id', '(admin_id IS NOT NULL)'),
    ('messages_archive', 'idx_messages_archive_conversation_id', 'btree', false, 'conversation_id, created_at', ''),
    ('messages_archive', 'idx_messages_archive_deleted_at', 'btree', false, 'deleted_at', '(deleted_at IS NOT NULL)'),
    ('messages_archive', 'idx_messages_archive_website_id_created_at', 'btree', false, 'website_id, created_at', ''),
    ('messages', 'idx_messages_conversation_id', 'btree', false, 'conversation_id, created_at', ''),
    ('messages', 'idx_messages_created_at', 'btree', false, 'created_at', ''),
    ('messages', 'idx_messages_deleted_at', 'btree', false, 'deleted_at', '(deleted_at IS NOT NULL)'),
    ('messages', 'idx_messages_is_read', 'btree', false, 'website_id, conversation_id, sender_type', '((NOT is_read) AND (deleted_at IS NULL))'),
    ('messages', 'idx_messages_website_id_created_at', 'btree', false, 'website_id, created_at', ''),
    ('visitors', 'idx_visitors_deleted_at', 'btree', false, 'deleted_at', '(deleted_at IS NOT NULL)'),
    ('visitors', 'idx_visitors_website_id_email', 'btree', false, 'website_id, email', '(email IS NOT NULL)'),
    ('visitors', 'idx_visitors_website_id_id', 'btree', true, 'website_id, id', ''),
    ('visitors', 'idx_visitors_website_id_last_seen_at', 'btree', false, 'website_id, last_seen_at', ''),
    ('website_admins', 'idx_website_admins_admin_id', 'btree', false, 'admin_id', ''),
    ('website_admins', 'idx_website_admins_website_id_admin_id', 'btree', true, 'website_id, admin_id', ''),
    ('websites', 'idx_websites_domain', 'btree', true, 'domain', ''),
    ('websites', 'idx_websites_owner_id', 'btree', false, 'owner_id', '')$$,
    'every index, by method, columns and condition'
);

select is_empty(
    $$select k.conrelid::regclass, k.conname
      from pg_constraint as k
      where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (
          select from pg_index as x where x.indrelid = k.conrelid and x.indkey[0] = any(k.conkey)
      )$$,
    'every foreign key has an index to check it with'
);

select is_empty(
    $$select wanted from unnest(array[
          'idx_messages_conversation_id', 'idx_messages_created_at', 'idx_messages_is_read',
          'idx_conversations_website_id', 'idx_conversations_status', 'idx_conversations_website_status',
          'idx_conversations_visitor_id', 'idx_conversations_assigned_admin_id'
      ]) as wanted
      where to_regclass('public.' || wanted) is null$$,
    'the names that the seed gives'
);

select * from finish();
rollback;
