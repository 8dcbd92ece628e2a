-- OC9: who may do what with which relation, exactly; what is not listed is granted to nobody.
begin;
set local search_path = public, extensions, tap;
select plan(10);

select results_eq(
    $$select c.relname::text collate "default", a.grantee::regrole::text,
          string_agg(a.privilege_type, ',' order by a.privilege_type)
      from pg_class as c cross join lateral aclexplode(c.relacl) as a
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'app'::regnamespace)
          and a.grantee <> c.relowner
      group by 1, 2 order by 1, 2$$,
    $$values
    ('agent_ai_configs', 'osmochat_app', 'DELETE,SELECT'),
    ('agent_ai_configs', 'osmochat_readonly', 'SELECT'),
    ('agent_performance', 'osmochat_app', 'SELECT'),
    ('agent_performance', 'osmochat_readonly', 'SELECT'),
    ('agents', 'osmochat_app', 'DELETE,SELECT'),
    ('agents', 'osmochat_readonly', 'SELECT'),
    ('ai_conversation_analysis', 'osmochat_app', 'SELECT'),
    ('ai_conversation_analysis', 'osmochat_readonly', 'SELECT'),
    ('ai_conversation_logs', 'osmochat_app', 'SELECT'),
    ('ai_conversation_logs', 'osmochat_readonly', 'SELECT'),
    ('auto_reply_rules', 'osmochat_app', 'DELETE,SELECT'),
    ('auto_reply_rules', 'osmochat_readonly', 'SELECT'),
    ('chanel_statistics', 'osmochat_app', 'SELECT'),
    ('chanel_statistics', 'osmochat_readonly', 'SELECT'),
    ('chanels', 'osmochat_app', 'DELETE,SELECT'),
    ('chanels', 'osmochat_readonly', 'SELECT'),
    ('contacts', 'osmochat_app', 'DELETE,SELECT'),
    ('contacts', 'osmochat_readonly', 'SELECT'),
    ('conversation_handovers', 'osmochat_app', 'SELECT'),
    ('conversation_handovers', 'osmochat_readonly', 'SELECT'),
    ('conversation_metrics', 'osmochat_app', 'SELECT'),
    ('conversation_metrics', 'osmochat_readonly', 'SELECT'),
    ('conversation_summary', 'osmochat_app', 'SELECT'),
    ('conversation_summary', 'osmochat_readonly', 'SELECT'),
    ('conversations', 'osmochat_app', 'DELETE,SELECT'),
    ('conversations', 'osmochat_readonly', 'SELECT'),
    ('events', 'osmochat_readonly', 'SELECT'),
    ('messages', 'osmochat_app', 'DELETE,SELECT'),
    ('messages', 'osmochat_readonly', 'SELECT'),
    ('whatsapp_message_templates', 'osmochat_app', 'DELETE,SELECT'),
    ('whatsapp_message_templates', 'osmochat_readonly', 'SELECT'),
    ('whatsapp_sessions', 'osmochat_app', 'DELETE'),
    ('whatsapp_sessions', 'osmochat_gateway', 'SELECT')$$,
    'whole tables and views; nothing for PUBLIC, nothing on partitions'
);

select results_eq(
    $$select c.relname::text collate "default", a.grantee::regrole::text, a.privilege_type,
          string_agg(t.attname::text collate "default", ',' order by t.attnum)
      from pg_attribute as t
      inner join pg_class as c on c.oid = t.attrelid
      cross join lateral aclexplode(t.attacl) as a
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      group by 1, 2, 3 order by 1, 2, 3$$,
    $$values
    ('agent_ai_configs', 'osmochat_app', 'INSERT',
     'id,agent_id,model,temperature,max_tokens,speaking_style,knowledge,handover_conditions'),
    ('agent_ai_configs', 'osmochat_app', 'UPDATE',
     'model,temperature,max_tokens,speaking_style,knowledge,handover_conditions'),
    ('agents', 'osmochat_app', 'INSERT', 'id,user_id,login_id,chanel_id,name,type,status,is_active'),
    ('agents', 'osmochat_app', 'UPDATE', 'login_id,chanel_id,name,status,is_active'),
    ('ai_conversation_logs', 'osmochat_app', 'INSERT',
     'id,conversation_id,agent_id,user_message,ai_response,confidence_score,model,response_time_ms,'
     || 'tokens_used,handed_over,handover_reason'),
    ('auto_reply_rules', 'osmochat_app', 'INSERT',
     'id,chanel_id,template_id,name,keywords,match_type,reply_content,priority,delay_seconds,is_active'),
    ('auto_reply_rules', 'osmochat_app', 'UPDATE',
     'template_id,name,keywords,match_type,reply_content,priority,delay_seconds,is_active'),
    ('chanels', 'osmochat_app', 'INSERT',
     'id,user_id,name,type,ai_takeover_enabled,ai_takeover_delay_seconds,ai_reply_limit,is_active'),
    ('chanels', 'osmochat_app', 'UPDATE',
     'name,type,ai_takeover_enabled,ai_takeover_delay_seconds,ai_reply_limit,is_active'),
    ('contacts', 'osmochat_app', 'INSERT', 'id,chanel_id,name,phone_number,external_id,metadata'),
    ('contacts', 'osmochat_app', 'UPDATE', 'name,phone_number,external_id,metadata'),
    ('conversation_handovers', 'osmochat_app', 'INSERT', 'id,conversation_id,from_agent_id,to_agent_id,reason'),
    ('conversation_metrics', 'osmochat_app', 'INSERT',
     'id,conversation_id,agent_id,response_time_seconds,resolution_time_seconds,satisfaction_rating,recorded_at'),
    ('conversations', 'osmochat_app', 'INSERT', 'id,chanel_id,contact_id,assigned_agent_id'),
    ('conversations', 'osmochat_app', 'UPDATE', 'assigned_agent_id,is_active'),
    (
        'events', 'relay', 'SELECT',
        'id,event_type,aggregate_id,aggregate_type,payload,status,created_at,status_since,stream,stream_created_at,'
        'stream_sequence'
    ),
    ('events', 'relay', 'UPDATE', 'status,status_since,stream,stream_created_at,stream_sequence,failure'),
    ('messages', 'osmochat_app', 'INSERT',
     'id,conversation_id,agent_id,direction,message_type,content,media_url,sender_name,external_id,status,'
     || 'is_read,created_at'),
    ('messages', 'osmochat_app', 'UPDATE', 'status,is_read'),
    ('users', 'osmochat_app', 'INSERT', 'id,email,full_name,password_hash'),
    ('users', 'osmochat_app', 'SELECT', 'id,email,full_name,is_active,created_at,updated_at'),
    ('users', 'osmochat_app', 'UPDATE', 'email,full_name,password_hash'),
    ('users', 'osmochat_readonly', 'SELECT', 'id,email,full_name,is_active,created_at,updated_at'),
    ('whatsapp_message_templates', 'osmochat_app', 'INSERT',
     'id,chanel_id,name,language,content,variables,is_active'),
    ('whatsapp_message_templates', 'osmochat_app', 'UPDATE', 'name,language,content,variables,is_active'),
    ('whatsapp_sessions', 'osmochat_app', 'INSERT', 'id,chanel_id'),
    ('whatsapp_sessions', 'osmochat_app', 'SELECT',
     'id,user_id,chanel_id,status,phone_number,qr_expires_at,last_connected_at,created_at,updated_at'),
    ('whatsapp_sessions', 'osmochat_gateway', 'UPDATE',
     'status,phone_number,qr_code,qr_expires_at,auth_state,last_connected_at'),
    ('whatsapp_sessions', 'osmochat_readonly', 'SELECT',
     'id,user_id,chanel_id,status,phone_number,qr_expires_at,last_connected_at,created_at,updated_at')$$,
    'single columns'
);

select results_eq(
    $$select p.proname::text collate "default", a.grantee::regrole::text
      from pg_proc as p
      cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
      where p.pronamespace in ('app'::regnamespace, 'private'::regnamespace, 'public'::regnamespace)
          and a.grantee <> p.proowner
      order by 1, 2$$,
    $$values
    ('account_ids', 'osmochat_app'),
    ('account_ids', 'osmochat_readonly'),
    ('find_login', 'osmochat_app'),
    ('get_agent_ai_config', 'osmochat_app'),
    ('get_agent_ai_config', 'osmochat_readonly'),
    ('get_auto_reply_rules', 'osmochat_app'),
    ('get_auto_reply_rules', 'osmochat_readonly'),
    ('get_conversation_with_messages', 'osmochat_app'),
    ('get_conversation_with_messages', 'osmochat_readonly'),
    ('get_whatsapp_qr_code', 'osmochat_app'),
    ('held_account_id', 'osmochat_app'),
    ('held_account_id', 'osmochat_gateway'),
    ('held_account_id', 'osmochat_readonly'),
    ('log_ai_conversation', 'osmochat_app'),
    ('mark_conversation_as_read', 'osmochat_app')$$,
    'functions'
);

select schema_privs_are('app', r, array['USAGE'], r || ' may use the schema app')
from unnest(array['osmochat_app', 'osmochat_readonly', 'osmochat_gateway']) as r;
select schema_privs_are('private', r, '{}', r || ' has nothing in the schema private')
from unnest(array['osmochat_app', 'osmochat_readonly', 'osmochat_gateway']) as r;
select is_empty(
    $$select oid::regprocedure from pg_proc
      where pronamespace in ('app'::regnamespace, 'private'::regnamespace, 'public'::regnamespace)
          and 'search_path=""' <> all(coalesce(proconfig, '{}'))$$,
    'every function has an empty search path'
);

select * from finish();
rollback;
