-- Row level security on every table, and exactly these policies: command, roles, nothing beside them.
begin;
set local search_path = public, extensions, tap;
select plan(162);

select results_eq(
    $$select relname::text collate "default", relrowsecurity, relforcerowsecurity from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
          and relname <> 'schema_migrations'
      order by relname$$,
    $$select t, true, true from unnest(array[
          'campaign_analytics', 'campaign_deltas', 'campaigns', 'contact_group_deltas', 'contact_groups',
          'contacts', 'daily_analytics', 'daily_deltas', 'events', 'messages', 'usage_logs',
          'usage_slots', 'user_limits', 'users', 'whatsapp_accounts'
      ]) as t order by t$$,
    'enabled and forced on all'
);

create temporary table wanted (tbl name, policy name, command text, roles name[]) on commit drop;
insert into wanted values
('campaign_analytics', 'definer_insert', 'INSERT', '{campaigns_owner}'),
('campaign_analytics', 'definer_select', 'SELECT', '{campaigns_owner}'),
('campaign_analytics', 'definer_update', 'UPDATE', '{campaigns_owner}'),
('campaign_analytics', 'own_select', 'SELECT', '{campaigns_app,campaigns_readonly}'),
('campaign_deltas', 'definer_delete', 'DELETE', '{campaigns_owner}'),
('campaign_deltas', 'definer_insert', 'INSERT', '{campaigns_owner}'),
('campaign_deltas', 'definer_select', 'SELECT', '{campaigns_owner}'),
('campaign_deltas', 'own_select', 'SELECT', '{campaigns_app,campaigns_readonly}'),
('campaigns', 'definer_select', 'SELECT', '{campaigns_owner}'),
('campaigns', 'definer_update', 'UPDATE', '{campaigns_owner}'),
('campaigns', 'own_delete', 'DELETE', '{campaigns_app}'),
('campaigns', 'own_insert', 'INSERT', '{campaigns_app}'),
('campaigns', 'own_select', 'SELECT', '{campaigns_app,campaigns_readonly}'),
('campaigns', 'own_update', 'UPDATE', '{campaigns_app}'),
('contact_group_deltas', 'definer_delete', 'DELETE', '{campaigns_owner}'),
('contact_group_deltas', 'definer_insert', 'INSERT', '{campaigns_owner}'),
('contact_group_deltas', 'definer_select', 'SELECT', '{campaigns_owner}'),
('contact_group_deltas', 'own_select', 'SELECT', '{campaigns_app,campaigns_readonly}'),
('contact_groups', 'definer_select', 'SELECT', '{campaigns_owner}'),
('contact_groups', 'definer_update', 'UPDATE', '{campaigns_owner}'),
('contact_groups', 'own_delete', 'DELETE', '{campaigns_app}'),
('contact_groups', 'own_insert', 'INSERT', '{campaigns_app}'),
('contact_groups', 'own_select', 'SELECT', '{campaigns_app,campaigns_readonly}'),
('contact_groups', 'own_update', 'UPDATE', '{campaigns_app}'),
('contacts', 'definer_delete', 'DELETE', '{campaigns_owner}'),
('contacts', 'definer_select', 'SELECT', '{campaigns_owner}'),
('contacts', 'own_delete', 'DELETE', '{campaigns_app}'),
('contacts', 'own_insert', 'INSERT', '{campaigns_app}'),
('contacts', 'own_select', 'SELECT', '{campaigns_app,campaigns_readonly}'),
('contacts', 'own_update', 'UPDATE', '{campaigns_app}'),
('daily_analytics', 'definer_insert', 'INSERT', '{campaigns_owner}'),
('daily_analytics', 'definer_select', 'SELECT', '{campaigns_owner}'),
('daily_analytics', 'definer_update', 'UPDATE', '{campaigns_owner}'),
('daily_analytics', 'own_select', 'SELECT', '{campaigns_app,campaigns_readonly}'),
('daily_deltas', 'definer_delete', 'DELETE', '{campaigns_owner}'),
('daily_deltas', 'definer_insert', 'INSERT', '{campaigns_owner}'),
('daily_deltas', 'definer_select', 'SELECT', '{campaigns_owner}'),
('daily_deltas', 'own_select', 'SELECT', '{campaigns_app,campaigns_readonly}'),
('events', 'definer_delete', 'DELETE', '{campaigns_owner}'),
('events', 'definer_insert', 'INSERT', '{campaigns_owner}'),
('events', 'definer_select', 'SELECT', '{campaigns_owner}'),
('events', 'own_select', 'SELECT', '{campaigns_readonly}'),
('messages', 'definer_delete', 'DELETE', '{campaigns_owner}'),
('messages', 'definer_select', 'SELECT', '{campaigns_owner}'),
('messages', 'own_insert', 'INSERT', '{campaigns_app}'),
('messages', 'own_select', 'SELECT', '{campaigns_app,campaigns_readonly}'),
('messages', 'own_update', 'UPDATE', '{campaigns_app}'),
('usage_logs', 'definer_insert', 'INSERT', '{campaigns_owner}'),
('usage_logs', 'definer_select', 'SELECT', '{campaigns_owner}'),
('usage_logs', 'own_insert', 'INSERT', '{campaigns_app}'),
('usage_logs', 'own_select', 'SELECT', '{campaigns_app,campaigns_billing,campaigns_readonly}'),
('usage_slots', 'definer_delete', 'DELETE', '{campaigns_owner}'),
('usage_slots', 'definer_insert', 'INSERT', '{campaigns_owner}'),
('usage_slots', 'definer_select', 'SELECT', '{campaigns_owner}'),
('usage_slots', 'definer_update', 'UPDATE', '{campaigns_owner}'),
('usage_slots', 'own_select', 'SELECT', '{campaigns_app,campaigns_billing,campaigns_readonly}'),
('user_limits', 'definer_insert', 'INSERT', '{campaigns_owner}'),
('user_limits', 'definer_select', 'SELECT', '{campaigns_owner}'),
('user_limits', 'own_select', 'SELECT', '{campaigns_app,campaigns_billing,campaigns_readonly}'),
('user_limits', 'own_update', 'UPDATE', '{campaigns_billing}'),
('users', 'definer_delete', 'DELETE', '{campaigns_owner}'),
('users', 'definer_select', 'SELECT', '{campaigns_owner}'),
('users', 'definer_update', 'UPDATE', '{campaigns_owner}'),
('users', 'self_insert', 'INSERT', '{campaigns_app}'),
('users', 'self_select', 'SELECT', '{campaigns_app,campaigns_billing,campaigns_readonly}'),
('users', 'self_update', 'UPDATE', '{campaigns_app,campaigns_billing}'),
('whatsapp_accounts', 'definer_select', 'SELECT', '{campaigns_owner}'),
('whatsapp_accounts', 'own_delete', 'DELETE', '{campaigns_app}'),
('whatsapp_accounts', 'own_insert', 'INSERT', '{campaigns_app}'),
('whatsapp_accounts', 'own_select', 'SELECT', '{campaigns_app,campaigns_readonly}'),
('whatsapp_accounts', 'own_update', 'UPDATE', '{campaigns_app}');

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
      where schemaname = 'public' and 'campaigns_owner' <> all(roles) and (qual = 'true' or with_check = 'true')$$,
    'no policy of a role that logs in lets everything through'
);
select is_empty(
    $$select tablename, policyname from pg_policies
      where schemaname = 'public' and regexp_replace(
          coalesce(qual, '') || coalesce(with_check, ''), 'SELECT (app|platform)\.\w+\(', '', 'g'
      ) ~ '(current_user_id|current_\w+_ids?)\('$$,
    'look-ups stand in a sub-select, so that they run once a statement'
);
select is_empty(
    $$select oid::regprocedure from pg_proc
      where pronamespace in ('app'::regnamespace, 'private'::regnamespace)
          and 'search_path=""' <> all(coalesce(proconfig, '{}'))
          and (prosecdef or proname not in ('maintain_partitions', 'tally'))$$,
    'every function has an empty search path, but for two that may not and run as their caller'
);

select * from finish();
rollback;
