-- OC9: row level security on every table, and exactly these policies: command, roles, nothing beside them.
begin;
set local search_path = public, extensions, tap;
select plan(128);

select results_eq(
    $$select relname::text collate "default", relrowsecurity, relforcerowsecurity from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
          and relname <> 'schema_migrations'
      order by relname$$,
    $$select t, true, true from unnest(array[
          'agent_ai_configs', 'agents', 'ai_conversation_logs', 'auto_reply_rules', 'chanels', 'contacts',
          'conversation_handovers', 'conversation_metrics', 'conversations', 'events', 'messages', 'users',
          'whatsapp_message_templates', 'whatsapp_sessions'
      ]) as t order by t$$,
    'enabled and forced on all thirteen and the outbox'
);

create temporary table wanted (tbl name, policy name, command text, roles name[]) on commit drop;
insert into wanted values
('agent_ai_configs', 'account_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('agent_ai_configs', 'holder_delete', 'DELETE', '{osmochat_app}'),
('agent_ai_configs', 'holder_insert', 'INSERT', '{osmochat_app}'),
('agent_ai_configs', 'holder_update', 'UPDATE', '{osmochat_app}'),
('agents', 'account_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('agents', 'definer_select', 'SELECT', '{osmochat_owner}'),
('agents', 'holder_delete', 'DELETE', '{osmochat_app}'),
('agents', 'holder_insert', 'INSERT', '{osmochat_app}'),
('agents', 'holder_or_self_update', 'UPDATE', '{osmochat_app}'),
('ai_conversation_logs', 'account_insert', 'INSERT', '{osmochat_app}'),
('ai_conversation_logs', 'account_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('ai_conversation_logs', 'definer_delete', 'DELETE', '{osmochat_owner}'),
('ai_conversation_logs', 'definer_select', 'SELECT', '{osmochat_owner}'),
('auto_reply_rules', 'account_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('auto_reply_rules', 'holder_delete', 'DELETE', '{osmochat_app}'),
('auto_reply_rules', 'holder_insert', 'INSERT', '{osmochat_app}'),
('auto_reply_rules', 'holder_update', 'UPDATE', '{osmochat_app}'),
('chanels', 'account_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('chanels', 'holder_delete', 'DELETE', '{osmochat_app}'),
('chanels', 'holder_insert', 'INSERT', '{osmochat_app}'),
('chanels', 'holder_update', 'UPDATE', '{osmochat_app}'),
('contacts', 'account_insert', 'INSERT', '{osmochat_app}'),
('contacts', 'account_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('contacts', 'account_update', 'UPDATE', '{osmochat_app}'),
('contacts', 'holder_delete', 'DELETE', '{osmochat_app}'),
('conversation_handovers', 'account_insert', 'INSERT', '{osmochat_app}'),
('conversation_handovers', 'account_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('conversation_metrics', 'account_insert', 'INSERT', '{osmochat_app}'),
('conversation_metrics', 'account_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('conversations', 'account_insert', 'INSERT', '{osmochat_app}'),
('conversations', 'account_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('conversations', 'account_update', 'UPDATE', '{osmochat_app}'),
('conversations', 'definer_select', 'SELECT', '{osmochat_owner}'),
('conversations', 'definer_update', 'UPDATE', '{osmochat_owner}'),
('conversations', 'holder_delete', 'DELETE', '{osmochat_app}'),
('events', 'account_select', 'SELECT', '{osmochat_readonly}'),
('events', 'definer_insert', 'INSERT', '{osmochat_owner}'),
('messages', 'account_insert', 'INSERT', '{osmochat_app}'),
('messages', 'account_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('messages', 'account_update', 'UPDATE', '{osmochat_app}'),
('messages', 'definer_select', 'SELECT', '{osmochat_owner}'),
('messages', 'holder_delete', 'DELETE', '{osmochat_app}'),
('users', 'definer_select', 'SELECT', '{osmochat_owner}'),
('users', 'self_insert', 'INSERT', '{osmochat_app}'),
('users', 'self_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('users', 'self_update', 'UPDATE', '{osmochat_app}'),
('whatsapp_message_templates', 'account_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('whatsapp_message_templates', 'holder_delete', 'DELETE', '{osmochat_app}'),
('whatsapp_message_templates', 'holder_insert', 'INSERT', '{osmochat_app}'),
('whatsapp_message_templates', 'holder_update', 'UPDATE', '{osmochat_app}'),
('whatsapp_sessions', 'account_select', 'SELECT', '{osmochat_app,osmochat_readonly}'),
('whatsapp_sessions', 'definer_select', 'SELECT', '{osmochat_owner}'),
('whatsapp_sessions', 'holder_delete', 'DELETE', '{osmochat_app}'),
('whatsapp_sessions', 'holder_insert', 'INSERT', '{osmochat_app}'),
('whatsapp_sessions', 'holder_select', 'SELECT', '{osmochat_gateway}'),
('whatsapp_sessions', 'holder_update', 'UPDATE', '{osmochat_gateway}');

select policies_are('public', tbl, array_agg(policy order by policy)) from wanted group by tbl order by tbl;
select policy_cmd_is('public', tbl, policy, command) from wanted order by tbl, policy;
select policy_roles_are('public', tbl, policy, roles) from wanted order by tbl, policy;

-- The seed's policies let everything through.
select is_empty(
    $$select tablename, policyname from pg_policies
      where schemaname = 'public' and 'osmochat_owner' <> all(roles)
          and concat(qual, with_check) !~ '(account_ids|held_account_id|current_user_id)\('$$,
    'each policy of a role that logs in asks for the account'
);

select * from finish();
rollback;
