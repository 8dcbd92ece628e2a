-- LC2, LC6, LC8: each policy runs its look-up once (InitPlan) and reads by an index (Index Cond); so do the three queries.
begin;
set local search_path = public, extensions, tap;
select plan(81);

-- The triggers have tests of their own; here they would only take time.
set local session_replication_role = replica;
insert into admins (id, email, name)
select ('10000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid, 'a' || n || '@example.test', 'admin ' || n
from generate_series(1, 2000) as n;
insert into websites (id, owner_id, name, domain)
select ('20000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid,
    ('10000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid, 'Site ' || n, 'site' || n || '.test'
from generate_series(1, 1000) as n;
insert into website_admins (website_id, admin_id, role)
select ('20000000-0000-0000-0000-' || to_char((n - 1) % 1000 + 1, 'FM000000000000'))::uuid,
    ('10000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid, 'owner'
from generate_series(1, 2000) as n;
-- All the work is on the first hundred websites.
insert into visitors (id, website_id, name)
select ('30000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid,
    ('20000000-0000-0000-0000-' || to_char(n % 100 + 1, 'FM000000000000'))::uuid, 'visitor ' || n
from generate_series(1, 10000) as n;
insert into conversations (id, website_id, visitor_id, status, unread_count, last_message_at)
select ('40000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid, website_id, id,
    case when n % 3 = 0 then 'open' else 'closed' end, (n % 30 = 0)::int, now() - make_interval(mins => n::int)
from (select *, right(id::text, 12)::bigint as n from visitors) as v;
insert into messages (website_id, conversation_id, sender_type, content, is_read, read_at, created_at)
select c.website_id, c.id, 'visitor', 'message ' || m, r.is_read, case when r.is_read then now() end,
    now() - make_interval(days => m * 20)
from conversations as c
cross join generate_series(0, 4) as m
cross join lateral (select c.unread_count = 0 or m > 0 as is_read) as r;
insert into messages_archive (id, website_id, conversation_id, sender_type, content, is_read, created_at)
select gen_random_uuid(), website_id, conversation_id, sender_type, content, true, created_at - interval '100 days'
from messages;
insert into audit_log (website_id, actor_id, action, entity_type, entity_id)
select website_id, visitor_id, 'create', 'conversations', id from conversations;
insert into events (website_id, event_type, aggregate_id, aggregate_type, payload)
select website_id, 'conversation.created', id, 'conversations', '{}' from conversations;
insert into archive_exports (
    website_id, month, part, message_count, json_key, json_bytes, json_sha256, csv_key, csv_bytes, csv_sha256
)
select w.id, '2024-01-01', n, 1, 'x', 1, repeat('a', 64), 'x', 1, repeat('a', 64)
from websites as w cross join generate_series(1, 10) as n;
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

-- One line a policy that reads or changes rows, and the queries that are asked most: role, statement, the index
-- condition that finds the rows.
create temporary table typical (role name, statement text, found_by text) on commit drop;
insert into typical values
('livechat_app', 'select * from messages', 'Index Cond: \(website_id = ANY'),
('livechat_app', $$select * from messages where created_at > now() - interval '1 day'$$,
 'Index Cond: \(\(website_id = ANY.*created_at >'),
('livechat_app', 'update messages set is_read = true, read_at = now() where not is_read',
 'website_id_conversation_id_sender_type_idx.*Index Cond: \(\(website_id = ANY.*sender_type'),
('livechat_readonly', 'select count(*) from messages', 'Index Cond: \(website_id = ANY'),
('livechat_app', 'select * from messages_archive', 'Index Cond: \(website_id = ANY'),
('livechat_app', 'select * from conversations', 'Index Cond: \(website_id = ANY'),
('livechat_app', $$update conversations set status = 'closed'$$, 'Index Cond: \(website_id = ANY'),
('livechat_app', 'select * from visitors', 'Index Cond: \(website_id = ANY'),
('livechat_app', $$update visitors set name = 'x'$$, 'Index Cond: \(website_id = ANY'),
('livechat_app', 'select * from website_admins', 'Index Cond: \(website_id = ANY'),
('livechat_app', $$update website_admins set role = 'agent'$$, 'Index Cond: \(website_id = ANY'),
('livechat_app', 'delete from website_admins', 'Index Cond: \(website_id = ANY.*Index Cond: \(admin_id ='),
('livechat_app', 'select * from websites', 'Index Cond: \(id = ANY.*Index Cond: \(owner_id ='),
('livechat_app', $$update websites set name = 'x'$$, 'Index Cond: \(id = ANY'),
('livechat_app', 'select id from admins', 'Index Cond: \(id = ANY'),
('livechat_app', $$update admins set name = 'x'$$, 'Index Cond: \(id = '),
('livechat_app', 'select * from archive_exports', 'Index Cond: \(website_id = ANY'),
('livechat_app', 'select * from audit_log', 'Index Cond: \(website_id = ANY'),
('livechat_readonly', 'select * from events', 'Index Cond: \(website_id = ANY'),
('livechat_visitor', 'select * from messages', 'Index Cond: \(conversation_id = ANY'),
('livechat_visitor', 'select * from messages_archive', 'Index Cond: \(conversation_id = ANY'),
('livechat_visitor', 'select * from conversations', 'Index Cond: \(visitor_id ='),
('livechat_visitor', 'select * from visitors', 'Index Cond: \(id ='),
-- The seed's three: thread, unread, open.
('livechat_app',
 $$select * from messages where conversation_id = '40000000-0000-0000-0000-000000000100' order by created_at$$,
 'Index Cond: \(conversation_id = '),
('livechat_app',
 $$select count(*) from messages where website_id = '20000000-0000-0000-0000-000000000001' and sender_type = 'visitor'
   and not is_read and deleted_at is null$$,
 'website_id_conversation_id_sender_type_idx.*Index Cond: \(.*website_id = ''20000000.*sender_type'),
('livechat_app',
 $$select * from conversations where website_id = '20000000-0000-0000-0000-000000000001' and status = 'open'
   order by last_message_at desc limit 20$$,
 'idx_conversations_website_status.*Index Cond: \(.*website_id = ''20000000.*status');
grant select on typical to public;

create function pg_temp.judge() returns setof text language plpgsql as $$
declare
    v typical;
    v_plan text;
begin
    for v in select * from typical loop
        perform set_config('app.current_user_id', case v.role
            when 'livechat_visitor' then '30000000-0000-0000-0000-000000000100'
            else '10000000-0000-0000-0000-000000000001'
        end, true);
        perform set_config('role', v.role, true);
        v_plan := pg_temp.plan(v.statement);
        return next matches(v_plan, 'InitPlan', format('%s: the look-up runs once: %s', v.role, v.statement));
        return next matches(v_plan, v.found_by, format('%s: by an index: %s', v.role, v.statement));
        return next doesnt_match(
            v_plan,
            -- The outbox's other partitions are empty, and so are months to come.
            'Filter: .*(admin_website_ids|fellow_admin_ids|known_visitor_id|visitor_conversation_ids|current_user_id'
            || '|SubPlan)|Seq Scan on (messages_archive|conversations|visitors|events_pending|messages_p'
            || to_char(now(), 'YYYYMM') || '01)',
            format('%s: nothing for each row: %s', v.role, v.statement)
        );
    end loop;
    perform set_config('role', 'none', true);
end
$$;
select pg_temp.judge();

-- Months that are not asked for are not read.
create function pg_temp.planned(p_statement text) returns bigint language sql as $$
    select count(*) from regexp_matches(pg_temp.plan(p_statement), ' on messages_', 'g')
$$;
select is(
    pg_temp.planned(
        $$select * from messages where created_at >= date_trunc('month', timestamptz '2026-01-15')
          and created_at < timestamptz '2026-01-20'$$
    ),
    1::bigint, 'a query of one month reads one partition'
);
set local app.current_user_id = '10000000-0000-0000-0000-000000000001';
set local role livechat_app;
select matches(
    pg_temp.plan($$select * from website_dashboard where website_id = '20000000-0000-0000-0000-000000000001'$$),
    'idx_conversations_website_(id|status).*idx_conversations_unread', 'the dashboard reads what is open, and what is unread'
);
select isnt_empty($$select * from app.open_conversations('20000000-0000-0000-0000-000000000001')$$, 'functions find');
reset role;

select * from finish();
rollback;
