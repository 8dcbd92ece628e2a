-- OC1: conversation_metrics is a hypertable, and its chunks are no way round the policies.
begin;
-- The actors: ana holds account A, adi answers there as a human agent with a login of his own; bob holds B; eve has an
-- account without anything.
set local search_path = public, extensions, tap;
insert into users (id, email, full_name)
select ('00000000-0000-0000-0000-0000000000' || n)::uuid, who || '@example.test', who
from (values ('a1', 'ana'), ('a2', 'adi'), ('b1', 'bob'), ('e1', 'eve')) as t (n, who);
insert into chanels (id, user_id, name) values
('aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'Chanel A'),
('bbbbbbbb-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000b1', 'Chanel B');
insert into agents (id, user_id, login_id, chanel_id, name, type) values
('aaaaaaaa-2222-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', null,
 'aaaaaaaa-1111-0000-0000-000000000000', 'Robot A', 'ai'),
('aaaaaaaa-2222-0000-0000-000000000001', '00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000a2',
 'aaaaaaaa-1111-0000-0000-000000000000', 'Adi', 'human'),
('bbbbbbbb-2222-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000b1', null,
 'bbbbbbbb-1111-0000-0000-000000000000', 'Robot B', 'ai');
insert into contacts (id, chanel_id, name, phone_number) values
('aaaaaaaa-3333-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000', 'Customer A', '+6281200001'),
('bbbbbbbb-3333-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000', 'Customer B', '+6281200002');
insert into conversations (id, chanel_id, contact_id, assigned_agent_id) values
('aaaaaaaa-4444-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000',
 'aaaaaaaa-3333-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000'),
('bbbbbbbb-4444-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000',
 'bbbbbbbb-3333-0000-0000-000000000000', 'bbbbbbbb-2222-0000-0000-000000000000');
insert into agent_ai_configs (agent_id) select id from agents where type = 'ai';
insert into messages (conversation_id, direction, content)
select id, 'inbound', 'Secret of ' || left(id::text, 1) from conversations;
insert into whatsapp_sessions (chanel_id, qr_code, qr_expires_at, auth_state)
select id, 'qr of ' || name, now() + interval '1 minute', jsonb_build_object('key', name) from chanels;
insert into whatsapp_message_templates (id, chanel_id, name, content)
select overlay(id::text placing '5555' from 10 for 4)::uuid, id, 'greeting', 'Greeting of ' || name from chanels;
insert into auto_reply_rules (chanel_id, template_id, name, keywords)
select chanel_id, id, 'greet', '{halo}' from whatsapp_message_templates;
insert into conversation_metrics (conversation_id, agent_id, satisfaction_rating)
select id, assigned_agent_id, 5 from conversations;
insert into ai_conversation_logs (conversation_id, agent_id, user_message, ai_response, confidence_score)
select id, assigned_agent_id, 'Question', 'Answer', 0.9 from conversations;
insert into conversation_handovers (conversation_id, from_agent_id, to_agent_id, reason)
select id, assigned_agent_id, assigned_agent_id, 'none' from conversations;
select plan(39);

-- As far apart as a chunk is long: two of the first of a month can lie in the same one.
insert into conversation_metrics (conversation_id, agent_id, satisfaction_rating, recorded_at)
select c.id, c.assigned_agent_id, 3, m
from conversations as c
cross join generate_series(now() - interval '90 days', now() - interval '30 days', interval '30 days') as m;
select results_eq(
    $$select h.schema_name::text collate "default", h.associated_schema_name::text collate "default",
          d.column_name::text collate "default", d.interval_length
      from _timescaledb_catalog.hypertable as h
      inner join _timescaledb_catalog.dimension as d on d.hypertable_id = h.id
      where h.table_name = 'conversation_metrics'$$,
    $$values ('public', 'private', 'recorded_at', 30 * 86400 * 1000000::bigint)$$,
    'a hypertable by time, a chunk for 30 days'
);
select col_is_pk('public', 'conversation_metrics', array['id', 'recorded_at'], 'its key names the time');
select cmp_ok(count(*), '>=', 4::bigint, 'four times 30 days are in as many chunks')
from _timescaledb_catalog.chunk where schema_name = 'private';
select is_empty(
    $$select format('%I.%I', schema_name, table_name) from _timescaledb_catalog.chunk where schema_name <> 'private'$$,
    'no chunk lies where a role may look'
);
select is_empty(
    $$select c.oid::regclass, a.grantee::regrole, a.privilege_type
      from pg_inherits as i
      inner join pg_class as c on c.oid = i.inhrelid
      cross join lateral aclexplode(c.relacl) as a
      where i.inhparent = 'conversation_metrics'::regclass and a.grantee <> c.relowner
          and has_schema_privilege(a.grantee, c.relnamespace, 'usage')$$,
    'whoever has rights on chunks has none on their schema'
);

create temporary table chunks on commit drop as
select inhrelid::regclass::text as chunk from pg_inherits where inhparent = 'conversation_metrics'::regclass limit 1;
grant select on chunks to public;
create function pg_temp.refused(p_role name) returns setof text language plpgsql as $$
declare
    v_statement text;
begin
    perform set_config('role', p_role, true);
    for v_statement in
        select format(s, c.chunk) from chunks as c cross join unnest(array[
            'select * from %s', 'select count(*) from %s', 'insert into %s default values',
            'update %s set satisfaction_rating = 5', 'delete from %s', 'truncate %s', 'select %1$s.tableoid from %1$s',
            'select extensions.drop_chunks(''conversation_metrics'', older_than => interval ''1 day'')'
        ]) as s
    loop
        return next throws_ok(v_statement, '42501', null, p_role || ' is refused: ' || v_statement);
    end loop;
    perform set_config('role', 'none', true);
end
$$;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select pg_temp.refused(r) from unnest(array['osmochat_app', 'osmochat_readonly', 'osmochat_gateway']) as r;

-- Through the hypertable, each account its own, in every chunk; new chunks are made as rows come.
set local role osmochat_app;
select results_eq(
    $$select user_id::text, count(*) from conversation_metrics group by 1$$,
    $$values ('00000000-0000-0000-0000-0000000000a1', 4::bigint)$$, 'all chunks, and of them what is ana''s'
);
select lives_ok(
    $$insert into conversation_metrics (conversation_id, response_time_seconds, recorded_at) values
      ('aaaaaaaa-4444-0000-0000-000000000000', 1, now() - interval '30 days') returning id$$,
    'a row of the last month'
);
select throws_ok(
    $$insert into conversation_metrics (conversation_id, response_time_seconds, recorded_at) values
      ('aaaaaaaa-4444-0000-0000-000000000000', 1, now() + interval '6 months')$$,
    '42501', 'new row violates row-level security policy for table "conversation_metrics"',
    'none that makes a chunk of another time, in which everybody''s queries would look'
);
select throws_ok(
    $$insert into conversation_metrics (conversation_id, response_time_seconds, recorded_at) values
      ('bbbbbbbb-4444-0000-0000-000000000000', 1, now() - interval '30 days')$$,
    '42501', 'new row violates row-level security policy for table "conversation_metrics"',
    'nor for others'
);
select throws_ok(
    $$insert into conversation_metrics (conversation_id, agent_id, response_time_seconds) values
      ('aaaaaaaa-4444-0000-0000-000000000000', 'bbbbbbbb-2222-0000-0000-000000000000', 1)$$,
    '23503', null, 'nor of an agent of others'
);
select is_empty(
    $$select 1 from conversation_metrics where user_id = '00000000-0000-0000-0000-0000000000b1'$$,
    'nothing of B by asking'
);
-- What goes with its conversation goes from every chunk.
select lives_ok($$delete from agents where name = 'Robot A'$$, 'an agent goes');
select is(count(agent_id), 0::bigint, 'and is nobody in the measurements') from conversation_metrics;
select lives_ok($$delete from chanels$$, 'a chanel goes, with templates that rules reply with');
reset role;
select results_eq(
    $$select user_id::text, count(*) from conversation_metrics group by 1$$,
    $$values ('00000000-0000-0000-0000-0000000000b1', 4::bigint)$$, 'with its measurements, and no other''s'
);

select * from finish();
rollback;
