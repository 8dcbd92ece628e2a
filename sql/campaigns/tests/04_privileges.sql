-- Who may do what with which relation, exactly; what is not listed is granted to nobody.
begin;
set local search_path = public, extensions, tap;
select plan(12);

select results_eq(
    $$select c.relname::text collate "default", a.grantee::regrole::text, string_agg(a.privilege_type, ',' order by a.privilege_type)
      from pg_class as c cross join lateral aclexplode(c.relacl) as a
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'app'::regnamespace, 'chunks'::regnamespace)
          and a.grantee <> c.relowner
      group by 1, 2 order by 1, 2$$,
    $$values
    ('campaign_analytics', 'campaigns_app', 'SELECT'),
    ('campaign_analytics', 'campaigns_readonly', 'SELECT'),
    ('campaign_deltas', 'campaigns_app', 'SELECT'),
    ('campaign_deltas', 'campaigns_readonly', 'SELECT'),
    ('campaign_progress', 'campaigns_app', 'SELECT'),
    ('campaign_progress', 'campaigns_readonly', 'SELECT'),
    ('campaigns', 'campaigns_app', 'DELETE,SELECT'),
    ('campaigns', 'campaigns_readonly', 'SELECT'),
    ('contact_group_deltas', 'campaigns_app', 'SELECT'),
    ('contact_group_deltas', 'campaigns_readonly', 'SELECT'),
    ('contact_group_sizes', 'campaigns_app', 'SELECT'),
    ('contact_group_sizes', 'campaigns_readonly', 'SELECT'),
    ('contact_groups', 'campaigns_app', 'DELETE,SELECT'),
    ('contact_groups', 'campaigns_readonly', 'SELECT'),
    ('contacts', 'campaigns_app', 'DELETE,SELECT'),
    ('contacts', 'campaigns_readonly', 'SELECT'),
    ('current_usage', 'campaigns_app', 'SELECT'),
    ('current_usage', 'campaigns_billing', 'SELECT'),
    ('current_usage', 'campaigns_readonly', 'SELECT'),
    ('daily_analytics', 'campaigns_app', 'SELECT'),
    ('daily_analytics', 'campaigns_readonly', 'SELECT'),
    ('daily_deltas', 'campaigns_app', 'SELECT'),
    ('daily_deltas', 'campaigns_readonly', 'SELECT'),
    ('daily_usage', 'campaigns_app', 'SELECT'),
    ('daily_usage', 'campaigns_readonly', 'SELECT'),
    ('events', 'campaigns_readonly', 'SELECT'),
    ('messages', 'campaigns_app', 'SELECT'),
    ('messages', 'campaigns_readonly', 'SELECT'),
    ('usage_logs', 'campaigns_app', 'SELECT'),
    ('usage_logs', 'campaigns_billing', 'SELECT'),
    ('usage_logs', 'campaigns_readonly', 'SELECT'),
    ('usage_slots', 'campaigns_app', 'SELECT'),
    ('usage_slots', 'campaigns_billing', 'SELECT'),
    ('usage_slots', 'campaigns_readonly', 'SELECT'),
    ('user_limits', 'campaigns_app', 'SELECT'),
    ('user_limits', 'campaigns_billing', 'SELECT'),
    ('user_limits', 'campaigns_readonly', 'SELECT'),
    ('users', 'campaigns_app', 'SELECT'),
    ('users', 'campaigns_billing', 'SELECT'),
    ('users', 'campaigns_readonly', 'SELECT'),
    ('whatsapp_accounts', 'campaigns_app', 'DELETE')$$,
    'whole tables, views and sequences; nothing for PUBLIC, nothing on partitions'
);

select results_eq(
    $$select c.relname::text collate "default", a.grantee::regrole::text, a.privilege_type, string_agg(t.attname::text collate "default", ',' order by t.attnum)
      from pg_attribute as t
      inner join pg_class as c on c.oid = t.attrelid
      cross join lateral aclexplode(t.attacl) as a
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      group by 1, 2, 3 order by 1, 2, 3$$,
    $$values
    ('campaigns', 'campaigns_app', 'INSERT',
     'user_id,whatsapp_account_id,name,template_content,target_type,target_group_id,status,scheduled_at,total_contacts'),
    ('campaigns', 'campaigns_app', 'UPDATE',
     'whatsapp_account_id,name,template_content,target_type,target_group_id,status,scheduled_at,total_contacts'),
    ('contact_groups', 'campaigns_app', 'INSERT', 'user_id,name,description'),
    ('contact_groups', 'campaigns_app', 'UPDATE', 'name,description'),
    ('contacts', 'campaigns_app', 'INSERT', 'user_id,phone_number,name,group_id,is_active'),
    ('contacts', 'campaigns_app', 'UPDATE', 'phone_number,name,group_id,is_active,last_message_at'),
    (
        'events', 'relay', 'SELECT',
        'id,event_type,aggregate_id,aggregate_type,payload,status,created_at,status_since,stream,stream_created_at,'
        'stream_sequence'
    ),
    ('events', 'relay', 'UPDATE', 'status,status_since,stream,stream_created_at,stream_sequence,failure'),
    ('messages', 'campaigns_app', 'INSERT',
     'user_id,campaign_id,whatsapp_account_id,contact_id,phone_number,message_content,media_path'),
    ('messages', 'campaigns_app', 'UPDATE', 'status,error_message,sent_at,delivered_at,read_at'),
    ('usage_logs', 'campaigns_app', 'INSERT', 'user_id,usage_type,quantity,metadata'),
    ('user_limits', 'campaigns_billing', 'UPDATE',
     'messages_daily_limit,messages_monthly_limit,ai_requests_daily_limit,whatsapp_accounts_limit,contacts_limit,campaigns_limit'),
    ('users', 'campaigns_app', 'INSERT', 'uuid,email,name,timezone'),
    ('users', 'campaigns_app', 'UPDATE', 'email,name,timezone'),
    ('users', 'campaigns_billing', 'UPDATE', 'subscription_plan,subscription_status,subscription_expires_at'),
    ('whatsapp_accounts', 'campaigns_app', 'INSERT',
     'user_id,phone_number,display_name,status,session_data,qr_code_path'),
    ('whatsapp_accounts', 'campaigns_app', 'SELECT',
     'id,user_id,phone_number,display_name,status,qr_code_path,last_connected_at,health_check_at,created_at,updated_at'),
    ('whatsapp_accounts', 'campaigns_app', 'UPDATE',
     'display_name,status,session_data,qr_code_path,last_connected_at,health_check_at'),
    ('whatsapp_accounts', 'campaigns_readonly', 'SELECT',
     'id,user_id,phone_number,display_name,status,qr_code_path,last_connected_at,health_check_at,created_at,updated_at')$$,
    'single columns: session_data can be selected by nobody'
);

select results_eq(
    $$select p.proname::text collate "default", a.grantee::regrole::text
      from pg_proc as p
      cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
      where p.pronamespace in ('app'::regnamespace, 'private'::regnamespace) and a.grantee <> p.proowner
      order by 1, 2$$,
    $$values
    ('contacts_messaged', 'campaigns_app'),
    ('contacts_messaged', 'campaigns_readonly'),
    ('current_account_id', 'campaigns_app'),
    ('current_account_id', 'campaigns_billing'),
    ('current_account_id', 'campaigns_readonly'),
    ('current_campaign_ids', 'campaigns_app'),
    ('current_campaign_ids', 'campaigns_readonly'),
    ('delete_account', 'campaigns_app'),
    ('erase_contact', 'campaigns_app'),
    ('export_account', 'campaigns_app'),
    ('export_account', 'campaigns_readonly'),
    ('whatsapp_session', 'campaigns_app')$$,
    'functions'
);

select schema_privs_are('app', r, array['USAGE'], r || ' may use the schema app') from unnest(array['campaigns_app', 'campaigns_billing', 'campaigns_readonly']) as r;
select schema_privs_are(s, r, '{}', r || ' has nothing in the schema ' || s)
from unnest(array['campaigns_app', 'campaigns_billing', 'campaigns_readonly']) as r cross join unnest(array['private', 'chunks']) as s;

select * from finish();
rollback;
