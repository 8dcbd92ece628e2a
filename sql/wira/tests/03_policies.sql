-- WR2: row level security on every table, and exactly these policies: command, roles, nothing beside them.
begin;
set local search_path = public, extensions, tap;
select plan(101);

select results_eq(
    $$select relname::text collate "default", relrowsecurity, relforcerowsecurity from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
          and relname <> 'schema_migrations'
      order by relname$$,
    $$select t, true, true from unnest(array[
          'audit_log', 'chatbots', 'consents', 'document_chunks', 'documents', 'events', 'profiles',
          'retention_policies', 'retention_runs', 'staff_members'
      ]) as t order by t$$,
    'enabled and forced on all ten'
);

create temporary table wanted (tbl name, policy name, command text, roles name[]) on commit drop;
insert into wanted values
('audit_log', 'definer_insert', 'INSERT', '{wira_owner}'),
('audit_log', 'definer_select', 'SELECT', '{wira_owner}'),
('audit_log', 'self_select', 'SELECT', '{wira_app,wira_readonly}'),
('audit_log', 'staff_select', 'SELECT', '{wira_staff}'),
('chatbots', 'definer_select', 'SELECT', '{wira_owner}'),
('chatbots', 'self_delete', 'DELETE', '{wira_app}'),
('chatbots', 'self_insert', 'INSERT', '{wira_app}'),
('chatbots', 'self_select', 'SELECT', '{wira_app,wira_readonly}'),
('chatbots', 'self_update', 'UPDATE', '{wira_app}'),
('consents', 'definer_delete', 'DELETE', '{wira_owner}'),
('consents', 'definer_select', 'SELECT', '{wira_owner}'),
('consents', 'self_insert', 'INSERT', '{wira_app}'),
('consents', 'self_select', 'SELECT', '{wira_app,wira_readonly}'),
('consents', 'self_update', 'UPDATE', '{wira_app}'),
('document_chunks', 'definer_delete', 'DELETE', '{wira_owner}'),
('document_chunks', 'definer_select', 'SELECT', '{wira_owner}'),
('document_chunks', 'self_delete', 'DELETE', '{wira_app}'),
('document_chunks', 'self_insert', 'INSERT', '{wira_app}'),
('document_chunks', 'self_select', 'SELECT', '{wira_app,wira_readonly}'),
('documents', 'definer_delete', 'DELETE', '{wira_owner}'),
('documents', 'definer_select', 'SELECT', '{wira_owner}'),
('documents', 'self_insert', 'INSERT', '{wira_app}'),
('documents', 'self_select', 'SELECT', '{wira_app,wira_readonly}'),
('documents', 'self_update', 'UPDATE', '{wira_app}'),
('events', 'definer_delete', 'DELETE', '{wira_owner}'),
('events', 'definer_insert', 'INSERT', '{wira_owner}'),
('events', 'definer_select', 'SELECT', '{wira_owner}'),
('events', 'self_select', 'SELECT', '{wira_readonly}'),
('profiles', 'definer_delete', 'DELETE', '{wira_owner}'),
('profiles', 'definer_insert', 'INSERT', '{wira_owner}'),
('profiles', 'definer_select', 'SELECT', '{wira_owner}'),
('profiles', 'definer_update', 'UPDATE', '{wira_owner}'),
('profiles', 'self_select', 'SELECT', '{wira_app,wira_readonly}'),
('profiles', 'self_update', 'UPDATE', '{wira_app}'),
('retention_policies', 'definer_select', 'SELECT', '{wira_owner}'),
('retention_policies', 'staff_select', 'SELECT', '{wira_staff}'),
('retention_policies', 'staff_update', 'UPDATE', '{wira_staff}'),
('retention_runs', 'definer_delete', 'DELETE', '{wira_owner}'),
('retention_runs', 'definer_insert', 'INSERT', '{wira_owner}'),
('retention_runs', 'definer_select', 'SELECT', '{wira_owner}'),
('retention_runs', 'staff_select', 'SELECT', '{wira_staff}'),
('staff_members', 'definer_select', 'SELECT', '{wira_owner}'),
('staff_members', 'self_select', 'SELECT', '{wira_staff}');

select policies_are('public', tbl, array_agg(policy order by policy)) from wanted group by tbl order by tbl;
select policy_cmd_is('public', tbl, policy, command) from wanted order by tbl, policy;
select policy_roles_are('public', tbl, policy, roles) from wanted order by tbl, policy;

select is_empty(
    $$select tablename, policyname from pg_policies
      where schemaname = 'public' and cmd in ('INSERT', 'UPDATE', 'ALL') and with_check is null$$,
    'every policy on writes says what may be written'
);
select is_empty(
    $$select tablename, policyname from pg_policies
      where schemaname = 'public' and 'wira_owner' <> all(roles) and (qual = 'true' or with_check = 'true')$$,
    'no policy of a role that logs in lets everything through'
);
select is_empty(
    $$select tablename, policyname from pg_policies
      where schemaname = 'public' and regexp_replace(
          coalesce(qual, '') || coalesce(with_check, ''), 'SELECT (app|platform)\.\w+\(', '', 'g'
      ) ~ '(current_user_id|is_active|is_staff|has_consent)\('$$,
    'look-ups stand in a sub-select, so that they run once a statement'
);
select is_empty(
    $$select oid::regprocedure from pg_proc
      where pronamespace in ('app'::regnamespace, 'private'::regnamespace)
          and 'search_path=""' <> all(coalesce(proconfig, '{}'))
          and (prosecdef or proname not in (
              'apply_retention', 'run_retention', 'maintain_partitions', 'rotate_data_key'
          ))$$,
    'every function has an empty search path, but for four that may not and run as their caller'
);

select * from finish();
rollback;
