-- NX14: row level security on every tenant table, and exactly these policies: command, roles, nothing beside them.
begin;
set local search_path = public, extensions, tap;
select plan(86);

select results_eq(
    $$select relname::text collate "default", relrowsecurity, relforcerowsecurity from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
          and relname <> 'schema_migrations'
      order by relname$$,
    $$select t, true, true from unnest(array[
          'ai_embeddings', 'audit_log', 'documents', 'events', 'org_members', 'organizations', 'projects', 'tasks',
          'users'
      ]) as t order by t$$,
    'enabled and forced on all nine'
);

create temporary table wanted (tbl name, policy name, command text, roles name[]) on commit drop;
insert into wanted values
('ai_embeddings', 'definer_delete', 'DELETE', '{novax_owner}'),
('ai_embeddings', 'definer_select', 'SELECT', '{novax_owner}'),
('ai_embeddings', 'org_isolation_insert', 'INSERT', '{ai_agent_role}'),
('ai_embeddings', 'org_isolation_select', 'SELECT', '{novax_app,novax_readonly}'),
('audit_log', 'definer_insert', 'INSERT', '{novax_owner}'),
('audit_log', 'org_isolation_select', 'SELECT', '{novax_app,novax_readonly}'),
('documents', 'definer_select', 'SELECT', '{novax_owner}'),
('documents', 'org_isolation_delete', 'DELETE', '{novax_app}'),
('documents', 'org_isolation_insert', 'INSERT', '{novax_app}'),
('documents', 'org_isolation_select', 'SELECT', '{ai_agent_role,novax_app,novax_readonly}'),
('documents', 'org_isolation_update', 'UPDATE', '{ai_agent_role,novax_app}'),
('events', 'definer_insert', 'INSERT', '{novax_owner}'),
('events', 'org_isolation_select', 'SELECT', '{novax_readonly}'),
('org_members', 'definer_insert', 'INSERT', '{novax_owner}'),
('org_members', 'definer_select', 'SELECT', '{novax_owner}'),
('org_members', 'org_isolation_delete', 'DELETE', '{novax_app}'),
('org_members', 'org_isolation_insert', 'INSERT', '{novax_app}'),
('org_members', 'org_isolation_select', 'SELECT', '{novax_app,novax_readonly}'),
('org_members', 'org_isolation_update', 'UPDATE', '{novax_app}'),
('organizations', 'definer_select', 'SELECT', '{novax_owner}'),
('organizations', 'org_isolation_insert', 'INSERT', '{novax_app}'),
('organizations', 'org_isolation_select', 'SELECT', '{novax_app,novax_readonly}'),
('organizations', 'org_isolation_update', 'UPDATE', '{novax_app}'),
('projects', 'definer_select', 'SELECT', '{novax_owner}'),
('projects', 'org_isolation_insert', 'INSERT', '{novax_app}'),
('projects', 'org_isolation_select', 'SELECT', '{novax_app,novax_readonly}'),
('projects', 'org_isolation_update', 'UPDATE', '{novax_app}'),
('tasks', 'definer_select', 'SELECT', '{novax_owner}'),
('tasks', 'org_isolation_delete', 'DELETE', '{novax_app}'),
('tasks', 'org_isolation_insert', 'INSERT', '{novax_app}'),
('tasks', 'org_isolation_select', 'SELECT', '{novax_app,novax_readonly}'),
('tasks', 'org_isolation_update', 'UPDATE', '{novax_app}'),
('users', 'definer_select', 'SELECT', '{novax_owner}'),
('users', 'self_and_fellows_select', 'SELECT', '{novax_app,novax_readonly}'),
('users', 'self_insert', 'INSERT', '{novax_app}'),
('users', 'self_update', 'UPDATE', '{novax_app}');

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
      where schemaname = 'public' and 'novax_owner' <> all(roles) and (qual = 'true' or with_check = 'true')$$,
    'no policy of a role that logs in lets everything through'
);
select is_empty(
    $$select tablename, policyname from pg_policies
      where schemaname = 'public' and regexp_replace(
          coalesce(qual, '') || coalesce(with_check, ''), 'SELECT (app|platform)\.\w+\(', '', 'g'
      ) ~ '(current_user_id|member_\w+_ids|known_user_ids)\('$$,
    'look-ups stand in a sub-select, so that they run once a statement'
);
select is_empty(
    $$select oid::regprocedure from pg_proc
      where pronamespace in ('app'::regnamespace, 'private'::regnamespace)
          and 'search_path=""' <> all(coalesce(proconfig, '{}'))$$,
    'every function has an empty search path'
);

select * from finish();
rollback;
