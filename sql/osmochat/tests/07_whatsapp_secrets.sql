-- OC1, OC9: keys of WhatsApp sessions are the gateway's, the pairing code the holder's as well.
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
select plan(22);

set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
set local role osmochat_app;
select throws_ok(statement, '42501', null, 'the application, for the holder, is refused: ' || statement)
from unnest(array[
    'select auth_state from whatsapp_sessions', 'select qr_code from whatsapp_sessions',
    'select * from whatsapp_sessions', 'delete from whatsapp_sessions returning auth_state',
    'select id from whatsapp_sessions where auth_state is not null', 'select whatsapp_sessions from whatsapp_sessions',
    'update whatsapp_sessions set auth_state = null',
    'insert into whatsapp_sessions (chanel_id, auth_state) values (gen_random_uuid(), ''{}'')'
]) as statement;
select results_eq(
    $$select status::text, qr_expires_at > now() from whatsapp_sessions$$, $$values ('disconnected', true)$$,
    'how the connection is, the application does see'
);
select results_eq(
    $$select qr_code from app.get_whatsapp_qr_code('aaaaaaaa-1111-0000-0000-000000000000')$$,
    $$values ('qr of Chanel A')$$, 'the holder gets the pairing code'
);
select is_empty(
    $$select * from app.get_whatsapp_qr_code('bbbbbbbb-1111-0000-0000-000000000000')$$, 'but not of others'
);
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
select is_empty(
    $$select * from app.get_whatsapp_qr_code('aaaaaaaa-1111-0000-0000-000000000000')$$,
    'an agent who could pair a phone would have the account'
);
reset role;
update whatsapp_sessions set qr_expires_at = now() - interval '1 second';
set local role osmochat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select is_empty(
    $$select * from app.get_whatsapp_qr_code('aaaaaaaa-1111-0000-0000-000000000000')$$, 'a code that is over is gone'
);
reset role;

set local role osmochat_readonly;
select throws_ok(
    'select auth_state from whatsapp_sessions', '42501', null, 'the read-only role does not see the keys either'
);
reset role;

set local role osmochat_gateway;
select results_eq(
    $$select auth_state from whatsapp_sessions$$, $$values ('{"key": "Chanel A"}'::jsonb)$$,
    'the gateway, acting for the holder, has the keys of that account'
);
select results_eq(
    $$update whatsapp_sessions set status = 'connected', qr_code = null, qr_expires_at = null, auth_state = '{"k": 1}'
      returning chanel_id::text$$,
    $$values ('aaaaaaaa-1111-0000-0000-000000000000')$$, 'and writes what the connection becomes'
);
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
select is_empty('select 1 from whatsapp_sessions', 'for an agent it has nothing');
set local app.current_user_id = '';
select is_empty('select 1 from whatsapp_sessions', 'for nobody it has nothing');
select throws_ok(statement, '42501', null, 'the gateway is refused: ' || statement)
from unnest(array['select id from messages', 'select id from users', 'select app.account_ids()']) as statement;
reset role;

update chanels set type = 'telegram' where name = 'Chanel B';
delete from whatsapp_sessions where chanel_id = 'bbbbbbbb-1111-0000-0000-000000000000';
set local role osmochat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000b1';
select throws_ok(
    $$insert into whatsapp_sessions (chanel_id) values ('bbbbbbbb-1111-0000-0000-000000000000')$$, '42501', null,
    'a chanel that is not WhatsApp''s has no session'
);
reset role;

select * from finish();
rollback;
