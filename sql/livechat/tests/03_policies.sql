-- LC1: row level security on every tenant table, and exactly these policies: command, roles, nothing beside them.
begin;
set local search_path = public, extensions, tap;
select plan(134);

select results_eq(
    $$select relname::text collate "default", relrowsecurity, relforcerowsecurity from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
          and relname <> 'schema_migrations'
      order by relname$$,
    $$select t, true, true from unnest(array[
          'admins', 'archive_export_visitors', 'archive_exports', 'audit_log', 'conversations', 'events', 'messages',
          'messages_archive', 'visitors', 'website_admins', 'websites'
      ]) as t order by t$$,
    'enabled and forced on all eleven'
);

create temporary table wanted (tbl name, policy name, command text, roles name[]) on commit drop;
insert into wanted values
('admins', 'definer_select', 'SELECT', '{livechat_owner}'),
('admins', 'self_and_fellows_select', 'SELECT', '{livechat_app,livechat_readonly}'),
('admins', 'self_insert', 'INSERT', '{livechat_app}'),
('admins', 'self_update', 'UPDATE', '{livechat_app}'),
('archive_export_visitors', 'definer_delete', 'DELETE', '{livechat_owner}'),
('archive_export_visitors', 'definer_insert', 'INSERT', '{livechat_owner}'),
('archive_export_visitors', 'definer_select', 'SELECT', '{livechat_owner}'),
('archive_exports', 'definer_insert', 'INSERT', '{livechat_owner}'),
('archive_exports', 'definer_select', 'SELECT', '{livechat_owner}'),
('archive_exports', 'definer_update', 'UPDATE', '{livechat_owner}'),
('archive_exports', 'website_isolation_select', 'SELECT', '{livechat_app,livechat_readonly}'),
('audit_log', 'definer_insert', 'INSERT', '{livechat_owner}'),
('audit_log', 'definer_select', 'SELECT', '{livechat_owner}'),
('audit_log', 'website_isolation_select', 'SELECT', '{livechat_app,livechat_readonly}'),
('conversations', 'definer_delete', 'DELETE', '{livechat_owner}'),
('conversations', 'definer_select', 'SELECT', '{livechat_owner}'),
('conversations', 'definer_update', 'UPDATE', '{livechat_owner}'),
('conversations', 'visitor_own_insert', 'INSERT', '{livechat_visitor}'),
('conversations', 'visitor_own_select', 'SELECT', '{livechat_visitor}'),
('conversations', 'website_isolation_insert', 'INSERT', '{livechat_app}'),
('conversations', 'website_isolation_select', 'SELECT', '{livechat_app,livechat_readonly}'),
('conversations', 'website_isolation_update', 'UPDATE', '{livechat_app}'),
('events', 'definer_insert', 'INSERT', '{livechat_owner}'),
('events', 'definer_select', 'SELECT', '{livechat_owner}'),
('events', 'website_isolation_select', 'SELECT', '{livechat_readonly}'),
('messages', 'definer_delete', 'DELETE', '{livechat_owner}'),
('messages', 'definer_select', 'SELECT', '{livechat_owner}'),
('messages', 'definer_update', 'UPDATE', '{livechat_owner}'),
('messages', 'visitor_own_insert', 'INSERT', '{livechat_visitor}'),
('messages', 'visitor_own_select', 'SELECT', '{livechat_visitor}'),
('messages', 'visitor_own_update', 'UPDATE', '{livechat_visitor}'),
('messages', 'website_isolation_insert', 'INSERT', '{livechat_app}'),
('messages', 'website_isolation_select', 'SELECT', '{livechat_app,livechat_readonly}'),
('messages', 'website_isolation_update', 'UPDATE', '{livechat_app}'),
('messages_archive', 'definer_delete', 'DELETE', '{livechat_owner}'),
('messages_archive', 'definer_insert', 'INSERT', '{livechat_owner}'),
('messages_archive', 'definer_select', 'SELECT', '{livechat_owner}'),
('messages_archive', 'definer_update', 'UPDATE', '{livechat_owner}'),
('messages_archive', 'visitor_own_select', 'SELECT', '{livechat_visitor}'),
('messages_archive', 'website_isolation_select', 'SELECT', '{livechat_app,livechat_readonly}'),
('visitors', 'definer_delete', 'DELETE', '{livechat_owner}'),
('visitors', 'definer_select', 'SELECT', '{livechat_owner}'),
('visitors', 'definer_update', 'UPDATE', '{livechat_owner}'),
('visitors', 'self_insert', 'INSERT', '{livechat_visitor}'),
('visitors', 'self_select', 'SELECT', '{livechat_visitor}'),
('visitors', 'self_update', 'UPDATE', '{livechat_visitor}'),
('visitors', 'website_isolation_insert', 'INSERT', '{livechat_app}'),
('visitors', 'website_isolation_select', 'SELECT', '{livechat_app,livechat_readonly}'),
('visitors', 'website_isolation_update', 'UPDATE', '{livechat_app}'),
('website_admins', 'definer_insert', 'INSERT', '{livechat_owner}'),
('website_admins', 'definer_select', 'SELECT', '{livechat_owner}'),
('website_admins', 'website_isolation_delete', 'DELETE', '{livechat_app}'),
('website_admins', 'website_isolation_insert', 'INSERT', '{livechat_app}'),
('website_admins', 'website_isolation_select', 'SELECT', '{livechat_app,livechat_readonly}'),
('website_admins', 'website_isolation_update', 'UPDATE', '{livechat_app}'),
('websites', 'definer_select', 'SELECT', '{livechat_owner}'),
('websites', 'website_isolation_insert', 'INSERT', '{livechat_app}'),
('websites', 'website_isolation_select', 'SELECT', '{livechat_app,livechat_readonly}'),
('websites', 'website_isolation_update', 'UPDATE', '{livechat_app}');

select policies_are('public', tbl, array_agg(policy order by policy)) from wanted group by tbl order by tbl;
select policy_cmd_is('public', tbl, policy, command) from wanted order by tbl, policy;
select policy_roles_are('public', tbl, policy, roles) from wanted order by tbl, policy;

select is_empty(
    $$select tablename, policyname from pg_policies
      where schemaname = 'public' and 'livechat_owner' <> all(roles)
          and cmd in ('SELECT', 'UPDATE', 'DELETE')
          and tablename in ('visitors', 'conversations', 'messages', 'messages_archive')
          and qual !~ 'deleted_at IS NULL'$$,
    'no role but the owner finds what is deleted'
);
select is_empty(
    $$select tablename, policyname from pg_policies
      where schemaname = 'public' and 'livechat_owner' <> all(roles) and (qual = 'true' or with_check = 'true')$$,
    'no policy of a role that logs in lets everything through'
);
select is_empty(
    $$select tablename, policyname from pg_policies
      where schemaname = 'public' and regexp_replace(
          coalesce(qual, '') || coalesce(with_check, ''), 'SELECT (app|platform)\.\w+\(', '', 'g'
      ) ~ '(current_user_id|active_admin_id|admin_website_ids|fellow_admin_ids|known_visitor_id|visitor_conversation_ids)\('$$,
    'look-ups stand in a sub-select, so that they run once a statement'
);
select is_empty(
    $$select oid::regprocedure from pg_proc
      where pronamespace in ('app'::regnamespace, 'private'::regnamespace)
          and 'search_path=""' <> all(coalesce(proconfig, '{}')) and (prosecdef or proname <> 'maintain_partitions')$$,
    'every function has an empty search path, but for one that may not and runs as its caller'
);

select * from finish();
rollback;
