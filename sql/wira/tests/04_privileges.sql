-- WR5: who may do what with which relation and function, exactly; what is not listed is granted to nobody.
begin;
set local search_path = public, extensions, tap;
select plan(11);

select results_eq(
    $$select c.relname::text collate "default", a.grantee::regrole::text,
          string_agg(a.privilege_type, ',' order by a.privilege_type)
      from pg_class as c cross join lateral aclexplode(c.relacl) as a
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'app'::regnamespace)
          and a.grantee <> c.relowner
      group by 1, 2 order by 1, 2$$,
    $$values
    ('audit_log', 'wira_app', 'SELECT'),
    ('audit_log', 'wira_readonly', 'SELECT'),
    ('audit_log', 'wira_staff', 'SELECT'),
    ('chatbots', 'wira_app', 'DELETE,SELECT'),
    ('chatbots', 'wira_readonly', 'SELECT'),
    ('consents', 'wira_app', 'SELECT'),
    ('consents', 'wira_readonly', 'SELECT'),
    ('current_consents', 'wira_app', 'SELECT'),
    ('current_consents', 'wira_readonly', 'SELECT'),
    ('document_chunks', 'wira_app', 'DELETE,SELECT'),
    ('documents', 'wira_app', 'SELECT'),
    ('events', 'wira_readonly', 'SELECT'),
    ('retention_policies', 'wira_staff', 'SELECT'),
    ('retention_runs', 'wira_staff', 'SELECT'),
    ('staff_members', 'wira_staff', 'SELECT')$$,
    'whole tables, views and sequences; nothing for PUBLIC, nothing on partitions'
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
    ('chatbots', 'wira_app', 'INSERT', 'id,user_id,name,description'),
    ('chatbots', 'wira_app', 'UPDATE', 'name,description'),
    ('consents', 'wira_app', 'INSERT', 'id,user_id,purpose,version'),
    ('consents', 'wira_app', 'UPDATE', 'withdrawn_at'),
    ('document_chunks', 'wira_app', 'INSERT',
     'id,user_id,chatbot_id,document_id,chunk_index,content,embedding,embedding_model'),
    ('document_chunks', 'wira_readonly', 'SELECT',
     'id,user_id,chatbot_id,document_id,chunk_index,embedding_model,created_at'),
    ('documents', 'wira_app', 'INSERT', 'id,user_id,chatbot_id,file_name,media_type,size_bytes,sha256'),
    ('documents', 'wira_app', 'UPDATE', 'file_name,media_type,size_bytes,sha256,status,failure'),
    ('documents', 'wira_readonly', 'SELECT',
     'id,user_id,chatbot_id,media_type,object_key,size_bytes,sha256,status,deleted_at,created_at,updated_at'),
    (
        'events', 'relay', 'SELECT',
        'id,event_type,aggregate_id,aggregate_type,payload,status,created_at,status_since,stream,stream_created_at,'
        'stream_sequence'
    ),
    ('events', 'relay', 'UPDATE', 'status,status_since,stream,stream_created_at,stream_sequence,failure'),
    ('profiles', 'wira_app', 'SELECT', 'id,business_name,status,closed_at,created_at,updated_at'),
    ('profiles', 'wira_app', 'UPDATE', 'business_name'),
    ('profiles', 'wira_readonly', 'SELECT', 'id,business_name,status,closed_at,created_at,updated_at'),
    ('retention_policies', 'wira_staff', 'UPDATE', 'keep,basis')$$,
    'single columns; nobody has an encrypted one'
);
select results_eq(
    $$select p.proname::text collate "default", a.grantee::regrole::text
      from pg_proc as p
      cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
      where p.pronamespace in ('app'::regnamespace, 'private'::regnamespace) and a.grantee <> p.proowner
      order by 1, 2$$,
    $$values
    ('close_my_profile', 'wira_app'),
    ('erase_me', 'wira_app'),
    ('export_my_data', 'wira_app'),
    ('find_profile_id', 'wira_app'),
    ('give_consent', 'wira_app'),
    ('has_consent', 'wira_app'),
    ('is_active', 'wira_app'),
    ('is_staff', 'wira_staff'),
    ('my_profile', 'wira_app'),
    ('register_profile', 'wira_app'),
    ('reopen_my_profile', 'wira_app'),
    ('search_chunks', 'wira_app'),
    ('staff_erase_person', 'wira_staff'),
    ('staff_export_person', 'wira_staff'),
    ('staff_find_profile', 'wira_staff'),
    ('staff_read_profile', 'wira_staff'),
    ('staff_suspend_profile', 'wira_staff'),
    ('update_my_profile', 'wira_app'),
    ('withdraw_consent', 'wira_app')$$,
    'functions'
);
select schema_privs_are('app', r, array['USAGE'], r || ' may use the schema app')
from unnest(array['wira_app', 'wira_readonly', 'wira_staff']) as r;
select schema_privs_are('private', r, '{}', r || ' has nothing in the schema private')
from unnest(array['wira_app', 'wira_readonly', 'wira_staff', 'metrics']) as r;
select is_empty(
    $$select member::regrole, roleid::regrole from pg_auth_members
      where (member::regrole::text ~ '^wira_' or roleid = 'wira_owner'::regrole)
          and member <> 'wira_migrator'::regrole and member <> 'postgres'::regrole$$,
    'no role of the pack is a member of another, but for the migrator'
);

select * from finish();
rollback;
