-- NX15 and NX14: who may do what with which relation, exactly; what is not listed is granted to nobody.
begin;
set local search_path = public, extensions, tap;
select plan(12);

select results_eq(
    $$select c.relname::text collate "default", a.grantee::regrole::text, string_agg(a.privilege_type, ',' order by a.privilege_type)
      from pg_class as c cross join lateral aclexplode(c.relacl) as a
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'app'::regnamespace)
          and a.grantee <> c.relowner
      group by 1, 2 order by 1, 2$$,
    $$values
    ('ai_embeddings', 'ai_agent_role', 'INSERT'),
    ('ai_embeddings', 'novax_app', 'SELECT'),
    ('ai_embeddings', 'novax_readonly', 'SELECT'),
    ('audit_log', 'novax_app', 'SELECT'),
    ('audit_log', 'novax_readonly', 'SELECT'),
    ('documents', 'novax_app', 'DELETE,SELECT'),
    ('documents', 'novax_readonly', 'SELECT'),
    ('events', 'novax_readonly', 'SELECT'),
    ('mv_ai_document_context', 'ai_agent_role', 'SELECT'),
    ('mv_ai_document_context', 'novax_app', 'SELECT'),
    ('mv_ai_document_context', 'novax_readonly', 'SELECT'),
    ('mv_ai_task_intelligence', 'ai_agent_role', 'SELECT'),
    ('mv_ai_task_intelligence', 'novax_app', 'SELECT'),
    ('mv_ai_task_intelligence', 'novax_readonly', 'SELECT'),
    ('org_members', 'novax_app', 'DELETE,SELECT'),
    ('org_members', 'novax_readonly', 'SELECT'),
    ('organizations', 'novax_app', 'SELECT'),
    ('organizations', 'novax_readonly', 'SELECT'),
    ('projects', 'novax_app', 'SELECT'),
    ('projects', 'novax_readonly', 'SELECT'),
    ('tasks', 'novax_app', 'DELETE,SELECT'),
    ('tasks', 'novax_readonly', 'SELECT')$$,
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
    ('documents', 'ai_agent_role', 'SELECT', 'id'),
    ('documents', 'ai_agent_role', 'UPDATE', 'ai_summary,ai_metadata'),
    ('documents', 'novax_app', 'INSERT', 'id,project_id,author_id,title,content,status'),
    ('documents', 'novax_app', 'UPDATE', 'title,content,version,status'),
    (
        'events', 'relay', 'SELECT',
        'id,event_type,aggregate_id,aggregate_type,payload,status,created_at,status_since,stream,stream_created_at,'
        'stream_sequence'
    ),
    ('events', 'relay', 'UPDATE', 'status,status_since,stream,stream_created_at,stream_sequence,failure'),
    ('org_members', 'novax_app', 'INSERT', 'id,org_id,user_id,role'),
    ('org_members', 'novax_app', 'UPDATE', 'role'),
    ('organizations', 'novax_app', 'INSERT', 'id,name,slug,settings,owner_id'),
    ('organizations', 'novax_app', 'UPDATE', 'name,slug,settings'),
    ('projects', 'novax_app', 'INSERT', 'id,org_id,name,description,ai_context,status'),
    ('projects', 'novax_app', 'UPDATE', 'name,description,ai_context,status'),
    ('tasks', 'novax_app', 'INSERT',
     'id,project_id,assignee_id,creator_id,title,description,priority,status,ai_metadata,due_date'),
    ('tasks', 'novax_app', 'UPDATE', 'assignee_id,title,description,priority,status,ai_metadata,due_date'),
    ('users', 'novax_app', 'INSERT', 'id,email,username,password_hash,profile_metadata'),
    ('users', 'novax_app', 'SELECT', 'id,email,username,profile_metadata,status,created_at,updated_at'),
    ('users', 'novax_app', 'UPDATE', 'email,username,password_hash,profile_metadata'),
    ('users', 'novax_readonly', 'SELECT', 'id,email,username,profile_metadata,status,created_at,updated_at')$$,
    'single columns'
);

select results_eq(
    $$select p.proname::text collate "default", a.grantee::regrole::text
      from pg_proc as p
      cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
      where p.pronamespace in ('app'::regnamespace, 'private'::regnamespace) and a.grantee <> p.proowner
      order by 1, 2$$,
    $$values
    ('active_user_id', 'novax_app'),
    ('active_user_id', 'novax_readonly'),
    ('find_login', 'novax_app'),
    ('known_user_ids', 'novax_app'),
    ('known_user_ids', 'novax_readonly'),
    ('may_be_assigned', 'novax_app'),
    ('member_org_ids', 'ai_agent_role'),
    ('member_org_ids', 'novax_app'),
    ('member_org_ids', 'novax_readonly'),
    ('member_project_ids', 'ai_agent_role'),
    ('member_project_ids', 'novax_app'),
    ('member_project_ids', 'novax_readonly'),
    ('record_document_access', 'novax_app'),
    ('search_documents', 'novax_app'),
    ('search_documents', 'novax_readonly'),
    ('semantic_search', 'novax_app'),
    ('semantic_search', 'novax_readonly')$$,
    'functions'
);

select schema_privs_are('app', r, array['USAGE'], r || ' may use the schema app')
from unnest(array['novax_app', 'novax_readonly', 'ai_agent_role']) as r;
select schema_privs_are('private', r, '{}', r || ' has nothing in the schema private')
from unnest(array['novax_app', 'novax_readonly', 'ai_agent_role']) as r;
select results_eq(
    $$select rolname::text collate "default", rolbypassrls, rolsuper from pg_roles
      where rolname ~ '^(novax_|ai_agent_role)' order by rolname$$,
    $$values ('ai_agent_role', false, false), ('novax_app', false, false), ('novax_migrator', false, false),
          ('novax_owner', false, false), ('novax_readonly', false, false)$$,
    'no role of the pack is above the policies'
);
select is_empty(
    $$select member::regrole, roleid::regrole from pg_auth_members
      where (member::regrole::text ~ '^(novax_|ai_agent_role)' or roleid = 'novax_owner'::regrole)
          and member <> 'novax_migrator'::regrole and member <> 'postgres'::regrole$$,
    'no role of the pack is a member of another, but for the migrator'
);
select is_empty(
    $$select relname from pg_class where relowner <> 'novax_owner'::regrole
      and relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'app'::regnamespace)$$,
    'everything belongs to the owner, who cannot log in'
);

select * from finish();
rollback;
