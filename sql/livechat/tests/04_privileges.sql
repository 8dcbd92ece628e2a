-- LC1: who may do what with which relation, exactly; what is not listed is granted to nobody.
begin;
set local search_path = public, extensions, tap;
select plan(12);

select results_eq(
    $$select c.relname::text collate "default", a.grantee::regrole::text,
          string_agg(a.privilege_type, ',' order by a.privilege_type)
      from pg_class as c cross join lateral aclexplode(c.relacl) as a
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'app'::regnamespace)
          and a.grantee <> c.relowner
      group by 1, 2 order by 1, 2$$,
    $$values
    ('archive_exports', 'livechat_app', 'SELECT'),
    ('archive_exports', 'livechat_readonly', 'SELECT'),
    ('audit_log', 'livechat_app', 'SELECT'),
    ('audit_log', 'livechat_readonly', 'SELECT'),
    ('conversations', 'livechat_app', 'SELECT'),
    ('conversations', 'livechat_readonly', 'SELECT'),
    ('conversations', 'livechat_visitor', 'SELECT'),
    ('events', 'livechat_readonly', 'SELECT'),
    ('messages', 'livechat_app', 'SELECT'),
    ('messages', 'livechat_readonly', 'SELECT'),
    ('messages', 'livechat_visitor', 'SELECT'),
    ('messages_archive', 'livechat_app', 'SELECT'),
    ('messages_archive', 'livechat_readonly', 'SELECT'),
    ('messages_archive', 'livechat_visitor', 'SELECT'),
    ('visitors', 'livechat_app', 'SELECT'),
    ('visitors', 'livechat_readonly', 'SELECT'),
    ('visitors', 'livechat_visitor', 'SELECT'),
    ('website_admins', 'livechat_app', 'DELETE,SELECT'),
    ('website_admins', 'livechat_readonly', 'SELECT'),
    ('website_dashboard', 'livechat_app', 'SELECT'),
    ('website_dashboard', 'livechat_readonly', 'SELECT'),
    ('websites', 'livechat_app', 'SELECT'),
    ('websites', 'livechat_readonly', 'SELECT')$$,
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
    ('admins', 'livechat_app', 'INSERT', 'id,email,name,password_hash'),
    ('admins', 'livechat_app', 'SELECT', 'id,email,name,status,created_at,updated_at'),
    ('admins', 'livechat_app', 'UPDATE', 'email,name,password_hash'),
    ('admins', 'livechat_readonly', 'SELECT', 'id,email,name,status,created_at,updated_at'),
    ('conversations', 'livechat_app', 'INSERT', 'id,website_id,visitor_id,assigned_admin_id,subject,status'),
    ('conversations', 'livechat_app', 'UPDATE', 'assigned_admin_id,subject,status'),
    ('conversations', 'livechat_visitor', 'INSERT', 'id,website_id,visitor_id,subject'),
    (
        'events', 'relay', 'SELECT',
        'id,event_type,aggregate_id,aggregate_type,payload,status,created_at,status_since,stream,stream_created_at,'
        'stream_sequence'
    ),
    ('events', 'relay', 'UPDATE', 'status,status_since,stream,stream_created_at,stream_sequence,failure'),
    ('messages', 'livechat_app', 'INSERT', 'website_id,conversation_id,sender_type,admin_id,content'),
    ('messages', 'livechat_app', 'UPDATE', 'is_read,read_at'),
    ('messages', 'livechat_visitor', 'INSERT', 'website_id,conversation_id,sender_type,content'),
    ('messages', 'livechat_visitor', 'UPDATE', 'is_read,read_at'),
    ('visitors', 'livechat_app', 'INSERT', 'id,website_id,name,email,phone,ip_address,user_agent,metadata'),
    ('visitors', 'livechat_app', 'UPDATE', 'name,email,phone,ip_address,user_agent,metadata,last_seen_at'),
    ('visitors', 'livechat_visitor', 'INSERT', 'id,website_id,name,email,phone,ip_address,user_agent,metadata'),
    ('visitors', 'livechat_visitor', 'UPDATE', 'name,email,phone,ip_address,user_agent,metadata,last_seen_at'),
    ('website_admins', 'livechat_app', 'INSERT', 'id,website_id,admin_id,role'),
    ('website_admins', 'livechat_app', 'UPDATE', 'role'),
    ('websites', 'livechat_app', 'INSERT', 'id,owner_id,name,domain,settings'),
    ('websites', 'livechat_app', 'UPDATE', 'name,domain,settings')$$,
    'single columns'
);

select results_eq(
    $$select p.proname::text collate "default",
          string_agg(a.grantee::regrole::text, ',' order by a.grantee::regrole::text)
      from pg_proc as p
      cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
      where p.pronamespace in ('app'::regnamespace, 'private'::regnamespace) and a.grantee <> p.proowner
      group by 1 order by 1$$,
    $$values
    ('active_admin_id', 'livechat_app,livechat_readonly'),
    ('admin_website_ids', 'livechat_app,livechat_readonly'),
    ('delete_conversation', 'livechat_app'),
    ('delete_message', 'livechat_app,livechat_visitor'),
    ('delete_visitor', 'livechat_app,livechat_visitor'),
    ('export_visitor', 'livechat_app,livechat_visitor'),
    ('fellow_admin_ids', 'livechat_app,livechat_readonly'),
    ('find_login', 'livechat_app'),
    ('known_visitor_id', 'livechat_visitor'),
    ('mark_read', 'livechat_app,livechat_visitor'),
    ('open_conversations', 'livechat_app,livechat_readonly'),
    ('thread', 'livechat_app,livechat_readonly,livechat_visitor'),
    ('undo_delete_conversation', 'livechat_app'),
    ('undo_delete_message', 'livechat_app'),
    ('undo_delete_visitor', 'livechat_app'),
    ('unread_count', 'livechat_app,livechat_readonly'),
    ('visitor_conversation_ids', 'livechat_visitor'),
    ('visitor_portability', 'livechat_app,livechat_visitor')$$,
    'functions'
);

select schema_privs_are('app', r, array['USAGE'], r || ' may use the schema app')
from unnest(array['livechat_app', 'livechat_readonly', 'livechat_visitor']) as r;
select schema_privs_are('private', r, '{}', r || ' has nothing in the schema private')
from unnest(array['livechat_app', 'livechat_readonly', 'livechat_visitor']) as r;
select results_eq(
    $$select rolname::text collate "default", rolbypassrls, rolsuper from pg_roles
      where rolname ~ '^livechat_' order by rolname$$,
    $$values ('livechat_app', false, false), ('livechat_migrator', false, false), ('livechat_owner', false, false),
          ('livechat_readonly', false, false), ('livechat_visitor', false, false)$$,
    'no role of the pack is above the policies'
);
select is_empty(
    $$select member::regrole, roleid::regrole from pg_auth_members
      where (member::regrole::text ~ '^livechat_' or roleid = 'livechat_owner'::regrole)
          and member <> 'livechat_migrator'::regrole and member <> 'postgres'::regrole$$,
    'no role of the pack is a member of another, but for the migrator'
);
select is_empty(
    $$select relname from pg_class where relowner <> 'livechat_owner'::regrole
      and relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'app'::regnamespace)$$,
    'everything belongs to the owner, who cannot log in'
);

select * from finish();
rollback;
