-- OC1: every index, exactly, and one behind every foreign key. The seed names none: they serve queries and policies.
begin;
set local search_path = public, extensions, tap;
select plan(2);

select results_eq(
    $$select c.relname::text collate "default", i.relname::text collate "default", m.amname::text collate "default",
          x.indisunique,
          ((select string_agg(pg_get_indexdef(x.indexrelid, k, true), ', ' order by k)
            from generate_series(1, x.indnkeyatts) as k)
           || coalesce(' where ' || pg_get_expr(x.indpred, x.indrelid, true), '')) collate "default"
      from pg_index as x
      inner join pg_class as c on c.oid = x.indrelid
      inner join pg_class as i on i.oid = x.indexrelid
      inner join pg_am as m on m.oid = i.relam
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and not c.relispartition
          and not x.indisprimary and c.relname <> 'schema_migrations'
      order by i.relname$$,
    $$values
    ('agents', 'agents_id_user_id_key', 'btree', true, 'id, user_id'),
    ('chanels', 'chanels_id_user_id_key', 'btree', true, 'id, user_id'),
    ('contacts', 'contacts_id_chanel_id_key', 'btree', true, 'id, chanel_id'),
    ('conversations', 'conversations_id_user_id_key', 'btree', true, 'id, user_id'),
    ('agent_ai_configs', 'idx_agent_ai_configs_agent_id', 'btree', true, 'agent_id'),
    ('agent_ai_configs', 'idx_agent_ai_configs_user_id', 'btree', false, 'user_id'),
    ('agents', 'idx_agents_chanel_id', 'btree', false, 'chanel_id'),
    ('agents', 'idx_agents_login_id_user_id', 'btree', true, 'login_id, user_id'),
    ('agents', 'idx_agents_user_id', 'btree', false, 'user_id'),
    ('ai_conversation_logs', 'idx_ai_conversation_logs_agent_id', 'btree', false, 'agent_id'),
    ('ai_conversation_logs', 'idx_ai_conversation_logs_conversation_id', 'btree', false, 'conversation_id'),
    ('ai_conversation_logs', 'idx_ai_conversation_logs_user_id_created_at', 'btree', false, 'user_id, created_at'),
    ('auto_reply_rules', 'idx_auto_reply_rules_chanel_id_priority', 'btree', false, 'chanel_id, priority'),
    ('auto_reply_rules', 'idx_auto_reply_rules_template_id', 'btree', false, 'template_id'),
    ('auto_reply_rules', 'idx_auto_reply_rules_user_id', 'btree', false, 'user_id'),
    ('chanels', 'idx_chanels_user_id', 'btree', false, 'user_id'),
    ('contacts', 'idx_contacts_chanel_id_external_id', 'btree', true, 'chanel_id, external_id'),
    ('contacts', 'idx_contacts_chanel_id_phone_number', 'btree', true, 'chanel_id, phone_number'),
    ('contacts', 'idx_contacts_user_id', 'btree', false, 'user_id'),
    ('conversation_handovers', 'idx_conversation_handovers_conversation_id', 'btree', false, 'conversation_id'),
    ('conversation_handovers', 'idx_conversation_handovers_from_agent_id', 'btree', false, 'from_agent_id'),
    ('conversation_handovers', 'idx_conversation_handovers_to_agent_id', 'btree', false, 'to_agent_id'),
    ('conversation_handovers', 'idx_conversation_handovers_user_id_created_at', 'btree', false,
     'user_id, created_at'),
    ('conversation_metrics', 'idx_conversation_metrics_agent_id_recorded_at', 'btree', false,
     'agent_id, recorded_at'),
    ('conversation_metrics', 'idx_conversation_metrics_conversation_id', 'btree', false, 'conversation_id'),
    ('conversation_metrics', 'idx_conversation_metrics_user_id_recorded_at', 'btree', false, 'user_id, recorded_at'),
    ('conversations', 'idx_conversations_assigned_agent_id', 'btree', false, 'assigned_agent_id'),
    ('conversations', 'idx_conversations_chanel_id', 'btree', false, 'chanel_id'),
    ('conversations', 'idx_conversations_contact_id', 'btree', false, 'contact_id'),
    ('conversations', 'idx_conversations_unread', 'btree', false,
     'user_id, last_message_time where unread_count > 0'),
    ('conversations', 'idx_conversations_user_id_last_message_time', 'btree', false, 'user_id, last_message_time'),
    ('events', 'idx_events_status_created_at', 'btree', false, 'status, created_at'),
    ('events', 'idx_events_user_id', 'btree', false, 'user_id'),
    ('messages', 'idx_messages_agent_id', 'btree', false, 'agent_id where agent_id IS NOT NULL'),
    ('messages', 'idx_messages_conversation_id_created_at', 'btree', false, 'conversation_id, created_at'),
    ('messages', 'idx_messages_conversation_id_external_id', 'btree', true, 'conversation_id, external_id'),
    ('messages', 'idx_messages_unread', 'btree', false,
     'conversation_id where direction::text = ''inbound''::text AND NOT is_read'),
    ('messages', 'idx_messages_user_id_created_at', 'btree', false, 'user_id, created_at'),
    ('users', 'idx_users_email', 'btree', true, 'email'),
    ('whatsapp_message_templates', 'idx_whatsapp_message_templates_chanel_id_name_language', 'btree', true,
     'chanel_id, name, language'),
    ('whatsapp_message_templates', 'idx_whatsapp_message_templates_user_id', 'btree', false, 'user_id'),
    ('whatsapp_sessions', 'idx_whatsapp_sessions_chanel_id', 'btree', true, 'chanel_id'),
    ('whatsapp_sessions', 'idx_whatsapp_sessions_user_id', 'btree', false, 'user_id'),
    ('whatsapp_message_templates', 'whatsapp_message_templates_id_chanel_id_key', 'btree', true, 'id, chanel_id')$$,
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

select * from finish();
rollback;
