-- OC9: what each actor reads and changes, table by table.
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
select plan(50);

-- Everybody against every table: counts of A's rows and of all others.
create function pg_temp.visible(p_role name, p_user text) returns table (tbl text, own bigint, foreign_rows bigint)
language plpgsql as $$
declare
    v_table text;
begin
    perform set_config('app.current_user_id', p_user, true), set_config('role', p_role, true);
    foreach v_table in array array[
        'agent_ai_configs', 'agents', 'ai_conversation_logs', 'auto_reply_rules', 'chanels', 'contacts',
        'conversation_handovers', 'conversation_metrics', 'conversations', 'messages', 'whatsapp_message_templates',
        'whatsapp_sessions', 'users'
    ] loop
        tbl := v_table;
        execute format(
            'select count(*) filter (where %1$s ~ ''a\d$''), count(*) filter (where %1$s !~ ''a\d$'') from %2$I',
            case v_table when 'users' then 'id::text' else 'user_id::text' end, v_table
        ) into own, foreign_rows;
        return next;
    end loop;
    perform set_config('role', 'none', true);
end
$$;

select results_eq(
    format('select * from pg_temp.visible(%L, %L)', r, '00000000-0000-0000-0000-0000000000' || u),
    $$values ('agent_ai_configs', 1::bigint, 0::bigint), ('agents', 2, 0), ('ai_conversation_logs', 1, 0),
        ('auto_reply_rules', 1, 0), ('chanels', 1, 0), ('contacts', 1, 0), ('conversation_handovers', 1, 0),
        ('conversation_metrics', 1, 0), ('conversations', 1, 0), ('messages', 1, 0),
        ('whatsapp_message_templates', 1, 0), ('whatsapp_sessions', 1, 0), ('users', 1, 0)$$,
    format('%s for %s of A: all of A and themselves, nothing of B', r, u)
)
from unnest(array['osmochat_app', 'osmochat_readonly']) as r
cross join unnest(array['a1', 'a2']) as u;

select results_eq(
    format('select tbl, own, foreign_rows from pg_temp.visible(%L, %L)', r, '00000000-0000-0000-0000-0000000000b1'),
    $$values ('agent_ai_configs', 0::bigint, 1::bigint), ('agents', 0, 1), ('ai_conversation_logs', 0, 1),
        ('auto_reply_rules', 0, 1), ('chanels', 0, 1), ('contacts', 0, 1), ('conversation_handovers', 0, 1),
        ('conversation_metrics', 0, 1), ('conversations', 0, 1), ('messages', 0, 1),
        ('whatsapp_message_templates', 0, 1), ('whatsapp_sessions', 0, 1), ('users', 0, 1)$$,
    format('%s for bob: the mirror image', r)
)
from unnest(array['osmochat_app', 'osmochat_readonly']) as r;

select results_eq(
    format(
        'select sum(own + foreign_rows), max(tbl) filter (where own + foreign_rows > 0) from pg_temp.visible(%L, %L)',
        r, u
    ),
    format('values (%s::numeric, %L::text)', self, case self when 1 then 'users' end),
    format('%s for %s: nothing of anybody', r, what)
)
from unnest(array['osmochat_app', 'osmochat_readonly']) as r
cross join (values
    ('eve, but herself', '00000000-0000-0000-0000-0000000000e1', 1),
    ('nobody', '', 0),
    ('a user who does not exist', '99999999-9999-9999-9999-999999999999', 0)
) as v (what, u, self);

-- Writing what is B's, as the holder of A: nothing is found, and nothing can be put there.
set local role osmochat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
prepare changed as
with
a as (update agent_ai_configs set model = 'x' where agent_id::text like 'bbbb%' returning 1),
b as (update agents set status = 'away' where id::text like 'bbbb%' returning 1),
c as (update auto_reply_rules set name = 'x' where chanel_id::text like 'bbbb%' returning 1),
d as (update chanels set name = 'x' where id::text like 'bbbb%' returning 1),
e as (update contacts set name = 'x' where id::text like 'bbbb%' returning 1),
f as (update conversations set is_active = false where id::text like 'bbbb%' returning 1),
g as (update messages set is_read = true where conversation_id::text like 'bbbb%' returning 1),
h as (update users set full_name = 'x' where id::text !~ 'a1$' returning 1),
i as (update whatsapp_message_templates set content = 'x' where id::text like 'bbbb%' returning 1)
select 1 from a union all select 1 from b union all select 1 from c union all select 1 from d union all
select 1 from e union all select 1 from f union all select 1 from g union all select 1 from h union all select 1 from i;
select is_empty('changed', 'no row of B is updated by ana');
prepare removed as
with
a as (delete from agent_ai_configs where agent_id::text like 'bbbb%' returning 1),
b as (delete from agents where id::text like 'bbbb%' returning 1),
c as (delete from auto_reply_rules where chanel_id::text like 'bbbb%' returning 1),
d as (delete from chanels where id::text like 'bbbb%' returning 1),
e as (delete from contacts where id::text like 'bbbb%' returning 1),
f as (delete from conversations where id::text like 'bbbb%' returning 1),
g as (delete from messages where conversation_id::text like 'bbbb%' returning 1),
h as (delete from whatsapp_sessions where chanel_id::text like 'bbbb%' returning 1),
i as (delete from whatsapp_message_templates where id::text like 'bbbb%' returning 1)
select 1 from a union all select 1 from b union all select 1 from c union all select 1 from d union all
select 1 from e union all select 1 from f union all select 1 from g union all select 1 from h union all select 1 from i;
select is_empty('removed', 'nor deleted');

select throws_ok(format('insert into %s', statement), '42501', null, 'ana is refused: ' || statement)
from (values
    ($$users (email, full_name) values ('x@x.test', 'x')$$),
    ($$chanels (user_id, name) values ('00000000-0000-0000-0000-0000000000b1', 'x')$$),
    ($$agents (user_id, name, type) values ('00000000-0000-0000-0000-0000000000b1', 'x', 'ai')$$),
    ($$agent_ai_configs (agent_id) values ('bbbbbbbb-2222-0000-0000-000000000000')$$),
    ($$agent_ai_configs (agent_id) values ('aaaaaaaa-2222-0000-0000-000000000001')$$),
    ($$contacts (chanel_id, name, phone_number) values ('bbbbbbbb-1111-0000-0000-000000000000', 'x', '+6281299999')$$),
    ($$conversations (chanel_id, contact_id) values
       ('bbbbbbbb-1111-0000-0000-000000000000', 'bbbbbbbb-3333-0000-0000-000000000000')$$),
    ($$messages (conversation_id, direction, content) values
       ('bbbbbbbb-4444-0000-0000-000000000000', 'outbound', 'x')$$),
    ($$messages (user_id, conversation_id, direction, content) values ('00000000-0000-0000-0000-0000000000a1',
       'bbbbbbbb-4444-0000-0000-000000000000', 'outbound', 'under an account of its own')$$),
    ($$whatsapp_sessions (chanel_id) values ('bbbbbbbb-1111-0000-0000-000000000000')$$),
    ($$whatsapp_message_templates (chanel_id, name, content) values
       ('bbbbbbbb-1111-0000-0000-000000000000', 'x', 'x')$$),
    ($$auto_reply_rules (chanel_id, name, keywords, reply_content) values
       ('bbbbbbbb-1111-0000-0000-000000000000', 'x', '{x}', 'x')$$),
    ($$conversation_metrics (conversation_id, satisfaction_rating) values
       ('bbbbbbbb-4444-0000-0000-000000000000', 1)$$),
    ($$ai_conversation_logs (conversation_id, user_message, ai_response, confidence_score) values
       ('bbbbbbbb-4444-0000-0000-000000000000', 'x', 'x', 0)$$),
    ($$conversation_handovers (conversation_id, reason) values ('bbbbbbbb-4444-0000-0000-000000000000', 'x')$$),
    ($$events (user_id, event_type, aggregate_id, aggregate_type, payload) values
       ('00000000-0000-0000-0000-0000000000a1', 'a.b', gen_random_uuid(), 'x', '{}')$$)
) as s (statement);

select throws_ok(statement, '42501', null, 'ana is refused: ' || statement)
from (values
    ($$update chanels set user_id = '00000000-0000-0000-0000-0000000000b1'$$),
    ($$update agents set user_id = '00000000-0000-0000-0000-0000000000b1'$$),
    ($$update contacts set chanel_id = 'bbbbbbbb-1111-0000-0000-000000000000'$$),
    ($$update conversations set unread_count = 0$$),
    ($$update messages set content = 'what was never said'$$),
    ($$update conversation_metrics set satisfaction_rating = 5$$),
    ($$delete from conversation_metrics$$),
    ($$update ai_conversation_logs set ai_response = 'x'$$),
    ($$delete from ai_conversation_logs$$),
    ($$delete from conversation_handovers$$),
    ($$delete from users$$),
    ($$update users set is_active = true$$),
    ($$select * from events$$),
    ($$select password_hash from users$$),
    ($$truncate messages$$)
) as s (statement);

-- References into B: as unknown as what does not exist.
select throws_ok(statement, '23503', null, 'ana is refused: ' || statement)
from (values
    ($$update conversations set assigned_agent_id = 'bbbbbbbb-2222-0000-0000-000000000000'$$),
    ($$update agents set chanel_id = 'bbbbbbbb-1111-0000-0000-000000000000'$$),
    ($$update auto_reply_rules set template_id = 'bbbbbbbb-5555-0000-0000-000000000000'$$),
    ($$insert into conversations (chanel_id, contact_id) values
       ('aaaaaaaa-1111-0000-0000-000000000000', 'bbbbbbbb-3333-0000-0000-000000000000')$$),
    ($$insert into messages (conversation_id, direction, content, agent_id) values
       ('aaaaaaaa-4444-0000-0000-000000000000', 'outbound', 'x', 'bbbbbbbb-2222-0000-0000-000000000000')$$)
) as s (statement);

select * from finish();
rollback;
