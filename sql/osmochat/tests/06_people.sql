-- OC3, OC9: who holds an account, who answers in it, and who is shut out.
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
select plan(40);

-- What the holder decides is not for an agent, even in their account.
set local role osmochat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
prepare changed as
with
a as (update agent_ai_configs set model = 'x' returning 1),
b as (update agents set status = 'away' where type = 'ai' returning 1),
c as (update auto_reply_rules set name = 'x' returning 1),
d as (update chanels set name = 'x' returning 1),
e as (update whatsapp_message_templates set content = 'x' returning 1),
f as (delete from agents returning 1),
g as (delete from chanels returning 1),
h as (delete from contacts returning 1),
i as (delete from conversations returning 1),
j as (delete from messages returning 1),
k as (delete from whatsapp_sessions returning 1),
l as (delete from auto_reply_rules returning 1),
m as (delete from whatsapp_message_templates returning 1),
n as (delete from agent_ai_configs returning 1)
select 1 from a union all select 1 from b union all select 1 from c union all select 1 from d union all
select 1 from e union all select 1 from f union all select 1 from g union all select 1 from h union all
select 1 from i union all select 1 from j union all select 1 from k union all select 1 from l union all
select 1 from m union all select 1 from n;
select is_empty('changed', 'an agent finds nothing to configure or delete');
select throws_ok(format('insert into %s', statement), '42501', null, 'adi is refused: ' || statement)
from (values
    ($$chanels (user_id, name) values ('00000000-0000-0000-0000-0000000000a1', 'x')$$),
    ($$agents (user_id, name, type) values ('00000000-0000-0000-0000-0000000000a1', 'x', 'ai')$$),
    ($$agent_ai_configs (agent_id) values ('aaaaaaaa-2222-0000-0000-000000000000')$$),
    ($$whatsapp_sessions (chanel_id) values ('aaaaaaaa-1111-0000-0000-000000000000')$$),
    ($$whatsapp_message_templates (chanel_id, name, content) values
       ('aaaaaaaa-1111-0000-0000-000000000000', 'x', 'x')$$),
    ($$auto_reply_rules (chanel_id, name, keywords, reply_content) values
       ('aaaaaaaa-1111-0000-0000-000000000000', 'x', '{x}', 'x')$$)
) as s (statement);

-- What an agent does all day.
select lives_ok(statement, 'adi may: ' || statement)
from (values
    ($$update agents set status = 'online' where id = 'aaaaaaaa-2222-0000-0000-000000000001'$$),
    ($$insert into contacts (chanel_id, name, phone_number) values
       ('aaaaaaaa-1111-0000-0000-000000000000', 'New', '+6281200009') returning id$$),
    ($$update contacts set name = 'Renamed' where name = 'New'$$),
    ($$insert into conversations (chanel_id, contact_id)
       select chanel_id, id from contacts where name = 'Renamed' returning id$$),
    ($$insert into messages (conversation_id, content, direction, message_type, sender_name) values
       ('aaaaaaaa-4444-0000-0000-000000000000', 'As in the seed', 'outbound', 'text', 'Agent Name')$$),
    ($$update messages set status = 'delivered' where direction = 'outbound'$$),
    ($$update conversations set assigned_agent_id = 'aaaaaaaa-2222-0000-0000-000000000001'$$),
    ($$insert into conversation_handovers (conversation_id, to_agent_id, reason) values
       ('aaaaaaaa-4444-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'Lunch')$$),
    ($$insert into conversation_metrics (conversation_id, response_time_seconds) values
       ('aaaaaaaa-4444-0000-0000-000000000000', 3.5)$$)
) as s (statement);
select results_eq(
    $$select status::text from agents where login_id = '00000000-0000-0000-0000-0000000000a2'$$, $$values ('online')$$,
    'and the status is changed'
);
-- Their own row lets an agent change the status, and nothing that gives the account away.
select throws_ok(
    format('update agents set %s where login_id = %L', change, '00000000-0000-0000-0000-0000000000a2'), '42501',
    'an agent may change nothing of their own row but the status', 'adi may not: ' || change
)
from unnest(array[
    'login_id = ''00000000-0000-0000-0000-0000000000e1''', 'login_id = null', 'name = ''Boss''', 'chanel_id = null',
    'is_active = false'
]) as change;

-- The holder manages all of it, agents included.
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select lives_ok(statement, 'ana may: ' || statement)
from (values
    ($$insert into chanels (user_id, name) values ('00000000-0000-0000-0000-0000000000a1', 'Second') returning id$$),
    ($$insert into agents (user_id, name, type) values ('00000000-0000-0000-0000-0000000000a1', 'x', 'ai')$$),
    ($$update agents set name = 'Adi the second' where type = 'human'$$),
    ($$update agent_ai_configs set speaking_style = 'short'$$),
    ($$update chanels set ai_takeover_enabled = true, ai_reply_limit = 3$$),
    ($$update auto_reply_rules set priority = 1$$)
) as s (statement);
select throws_ok(
    $$insert into agents (user_id, login_id, name, type) values ('00000000-0000-0000-0000-0000000000a1',
      '00000000-0000-0000-0000-0000000000a2', 'Twice', 'human')$$,
    '23505', null, 'a login is one agent of an account'
);

-- An agent may work in two accounts, and in each is only what that account makes them.
set local app.current_user_id = '00000000-0000-0000-0000-0000000000b1';
insert into agents (id, user_id, login_id, name, type) values ('bbbbbbbb-2222-0000-0000-000000000001',
'00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000a2', 'Adi at B', 'human');
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
select results_eq(
    'select a from app.account_ids() as a order by a',
    $$values ('00000000-0000-0000-0000-0000000000a1'::uuid), ('00000000-0000-0000-0000-0000000000a2'),
        ('00000000-0000-0000-0000-0000000000b1')$$,
    'adi works in two accounts and has one'
);
select is(app.held_account_id(), '00000000-0000-0000-0000-0000000000a2', 'which is the only one that adi holds');
select throws_ok(
    $$update conversations set assigned_agent_id = 'bbbbbbbb-2222-0000-0000-000000000001'
      where id = 'aaaaaaaa-4444-0000-0000-000000000000'$$,
    '23503', null, 'who works in both may not mix them'
);
reset role;

-- Shut out: by the account, and by the operator.
set local app.current_user_id = '';
update agents set is_active = false where name = 'Adi at B';
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
set local role osmochat_app;
select is(count(*), 2::bigint, 'an agent who is not active any more is out') from app.account_ids();
reset role;
update users set is_active = false where full_name = 'ana';
set local role osmochat_app;
select is(count(*), 1::bigint, 'an account that is not active is closed to its agents') from app.account_ids();
reset role;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
set local role osmochat_app;
select is_empty('select app.account_ids()', 'and to its holder');
select is_empty($$update users set full_name = 'x' returning 1$$, 'who can change nothing');

-- Signing up and logging in.
set local app.current_user_id = '00000000-0000-0000-0000-0000000000c1';
select lives_ok(
    $$insert into users (id, email, full_name, password_hash) values
      ('00000000-0000-0000-0000-0000000000c1', 'cia@example.test', 'cia', '$argon2id$c') returning id, email$$,
    'whoever will be the user makes the row'
);
set local app.current_user_id = '';
select results_eq(
    $$select * from app.find_login('Cia@Example.test')$$,
    $$values ('00000000-0000-0000-0000-0000000000c1'::uuid, '$argon2id$c'::text, true)$$,
    'what a login needs, by the address in any case'
);
select is_empty($$select * from app.find_login('nobody@example.test')$$, 'nothing for an unknown address');
reset role;
set local role osmochat_readonly;
select throws_ok($$select * from app.find_login('cia@example.test')$$, '42501', null, 'for the application alone');
reset role;

select * from finish();
rollback;
