-- OC9: with twenty thousand messages, each policy runs its look-up once (InitPlan) and reads by an index (Index Cond).
begin;
set local search_path = public, extensions, tap;
select plan(76);

-- The triggers have tests of their own; here they would only take time. 1,000 accounts, of which 50 have all the work.
set local session_replication_role = replica;
insert into users (id, email, full_name)
select ('10000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid, 'u' || n || '@example.test', 'User ' || n
from generate_series(1, 2000) as n;
insert into chanels (id, user_id, name)
select ('20000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid,
    ('10000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid, 'Chanel ' || n
from generate_series(1, 1000) as n;
-- Two agents an account: an AI, and a human whose login is one of the other thousand users.
insert into agents (id, user_id, login_id, chanel_id, name, type)
select ('30000000-0000-0000-0000-' || to_char(n + k * 1000, 'FM000000000000'))::uuid,
    ('10000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid,
    case k when 1 then ('10000000-0000-0000-0000-' || to_char(n + 1000, 'FM000000000000'))::uuid end,
    ('20000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid, 'Agent ' || n, (array['ai', 'human'])[k + 1]
from generate_series(1, 1000) as n cross join generate_series(0, 1) as k;
insert into agent_ai_configs (user_id, agent_id) select user_id, id from agents where type = 'ai';
insert into whatsapp_sessions (user_id, chanel_id) select user_id, id from chanels;
insert into whatsapp_message_templates (id, user_id, chanel_id, name, content)
select overlay(id::text placing '8' from 1 for 1)::uuid, user_id, id, 'greeting', 'Halo' from chanels;
insert into auto_reply_rules (user_id, chanel_id, name, keywords, reply_content)
select user_id, id, 'rule ' || n, '{halo}', 'Halo' from chanels cross join generate_series(1, 3) as n;
insert into contacts (id, user_id, chanel_id, name, phone_number)
select ('40000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid,
    ('10000000-0000-0000-0000-' || to_char(n % 50 + 1, 'FM000000000000'))::uuid,
    ('20000000-0000-0000-0000-' || to_char(n % 50 + 1, 'FM000000000000'))::uuid, 'Customer ' || n, '+62812' || 10000 + n
from generate_series(1, 4000) as n;
insert into conversations (
    id, user_id, chanel_id, contact_id, assigned_agent_id, unread_count, last_message_time
)
select overlay(t.id::text placing '5' from 1 for 1)::uuid, t.user_id, t.chanel_id, t.id, a.id,
    right(t.name, 1)::int % 3, now() - random() * interval '60 days'
from contacts as t inner join agents as a on a.user_id = t.user_id and a.type = 'ai';
insert into messages (user_id, conversation_id, direction, content, created_at)
select v.user_id, v.id, (array['inbound', 'outbound'])[n % 2 + 1], 'Message ' || n,
    v.last_message_time - n * interval '1 hour'
from conversations as v cross join generate_series(1, 5) as n;
-- Two whole chunks: a chunk that has begun today, or ends sixty days ago, would have few rows, which are read whole.
insert into conversation_metrics (user_id, conversation_id, agent_id, satisfaction_rating, recorded_at)
select user_id, id, assigned_agent_id, 4,
    time_bucket(interval '30 days', now(), timestamptz 'epoch') - random() * interval '60 days'
from conversations;
select is(
    (select count(*) from show_chunks('conversation_metrics')), 2::bigint,
    'the metrics fill two chunks, whatever the day'
);
insert into ai_conversation_logs (
    user_id, conversation_id, agent_id, user_message, ai_response, confidence_score, created_at
)
select user_id, id, assigned_agent_id, 'Q', 'A', random(), last_message_time from conversations;
insert into conversation_handovers (user_id, conversation_id, from_agent_id, reason)
select user_id, id, assigned_agent_id, 'x' from conversations;
insert into events (user_id, event_type, aggregate_id, aggregate_type, payload)
select user_id, 'message.created', id, 'messages', '{}' from messages;
set local session_replication_role = origin;
analyze;

create function pg_temp.plan(p_statement text) returns text language plpgsql as $$
declare
    v_line text;
    v_plan text := '';
begin
    for v_line in execute 'explain (costs off) ' || p_statement loop
        v_plan := v_plan || v_line || chr(10);
    end loop;
    return v_plan;
end
$$;

set local app.current_user_id = '10000000-0000-0000-0000-000000000001';
-- One line a policy that reads or changes rows: role, statement, the index that finds the account's rows.
create temporary table typical (role name, statement text, found_by text) on commit drop;
insert into typical values
('osmochat_app', 'select * from chanels', 'Index Cond: \(user_id = ANY'),
('osmochat_app', $$update chanels set name = 'x'$$, 'Index Cond: \(user_id = '),
('osmochat_app', 'select * from agents', 'Index Cond: \(user_id = ANY'),
('osmochat_app', $$update agents set status = 'online' where id = '30000000-0000-0000-0000-000000000001'$$,
 'Index Cond: \(id = '),
('osmochat_app', 'select * from agent_ai_configs', 'Index Cond: \(user_id = ANY'),
('osmochat_app', 'select * from contacts', 'Index Cond: \(user_id = ANY'),
('osmochat_app', $$update contacts set name = 'x'$$, 'Index Cond: \(user_id = ANY'),
('osmochat_app', 'delete from contacts', 'Index Cond: \(user_id = '),
('osmochat_app', 'select * from conversations', 'Index Cond: \(user_id = ANY'),
('osmochat_app', 'select * from conversations where unread_count > 0 order by last_message_time desc',
 'Index Scan (Backward )?(using|on) idx_conversations_unread.*Index Cond: \(user_id = ANY'),
('osmochat_app', 'update conversations set is_active = false', 'Index Cond: \(user_id = ANY'),
('osmochat_app', 'select * from messages', 'Index Cond: \(user_id = ANY'),
('osmochat_app',
 $$select * from messages where conversation_id = '50000000-0000-0000-0000-000000000050' order by created_at$$,
 'Index Cond: \(conversation_id = '),
('osmochat_app', 'update messages set is_read = true', 'Index Cond: \(user_id = ANY'),
('osmochat_app', 'delete from messages', 'Index Cond: \(user_id = '),
('osmochat_app', 'select id, status from whatsapp_sessions', 'Index Cond: \(user_id = ANY'),
('osmochat_gateway', 'select * from whatsapp_sessions', 'Index Cond: \(user_id = '),
('osmochat_app', 'select * from whatsapp_message_templates', 'Index Cond: \(user_id = ANY'),
('osmochat_app', 'select * from auto_reply_rules', 'Index Cond: \(user_id = ANY'),
('osmochat_app', 'select * from conversation_metrics', 'Index Cond: \(user_id = ANY'),
('osmochat_readonly', 'select * from ai_conversation_logs order by created_at desc limit 20',
 'Index Cond: \(user_id = ANY'),
('osmochat_readonly', 'select * from conversation_handovers', 'Index Cond: \(user_id = ANY'),
('osmochat_readonly', 'select * from events', 'Index Cond: \(user_id = ANY'),
('osmochat_app', 'select email from users', 'Index Cond: \(id = '),
('osmochat_app', $$select * from conversation_summary where unread_count > 0$$, 'Index Cond: \(user_id = ANY');
grant select on typical to public;

create function pg_temp.judge() returns setof text language plpgsql as $$
declare
    v typical;
    v_plan text;
begin
    for v in select * from typical loop
        perform set_config('role', v.role, true);
        v_plan := pg_temp.plan(v.statement);
        return next matches(v_plan, 'InitPlan', format('%s: the look-up runs once: %s', v.role, v.statement));
        return next matches(v_plan, v.found_by, format('%s: by an index: %s', v.role, v.statement));
        return next doesnt_match(
            v_plan,
            'Filter: .*(account_ids|held_account_id|current_user_id|SubPlan)'
            || '|Seq Scan on (messages|conversations|contacts|ai_conversation_logs|events_pending|_hyper_)',
            format('%s: nothing for each row: %s', v.role, v.statement)
        );
    end loop;
    perform set_config('role', 'none', true);
end
$$;
select pg_temp.judge();

select * from finish();
rollback;
