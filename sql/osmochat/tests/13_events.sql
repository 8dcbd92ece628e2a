-- OC1: what happens is in the outbox, in the transaction of the change, for the streams and caches of pack.yaml.
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
select plan(14);

truncate events;
create function pg_temp.heard() returns setof text language sql as $$
    select event_type from events order by id
$$;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
set local role osmochat_app;
insert into messages (id, conversation_id, direction, content) values
('aaaaaaaa-7777-0000-0000-000000000000', 'aaaaaaaa-4444-0000-0000-000000000000', 'inbound', 'Secret');
reset role;
select results_eq(
    $$select user_id::text, event_type::text, aggregate_id::text, aggregate_type::text, status::text,
          payload - 'occurred_at'
      from events$$,
    $$values ('00000000-0000-0000-0000-0000000000a1', 'message.created', 'aaaaaaaa-7777-0000-0000-000000000000',
        'messages', 'pending', '{"id": "aaaaaaaa-7777-0000-0000-000000000000", "changed": [],
        "user_id": "00000000-0000-0000-0000-0000000000a1", "actor_id": "00000000-0000-0000-0000-0000000000a1",
        "conversation_id": "aaaaaaaa-4444-0000-0000-000000000000", "direction": "inbound",
        "message_type": "text"}'::jsonb)$$,
    'a message is one event, without its text; what follows in the conversation is none'
);
select is(xmin, (select m.xmin from messages as m where m.content = 'Secret'), 'written by the same transaction')
from events;

create function pg_temp.hears(p_statement text, p_events text[]) returns text language plpgsql as $$
begin
    truncate events;
    set local role osmochat_app;
    execute p_statement;
    reset role;
    return is(array(select pg_temp.heard()), p_events, p_statement);
end
$$;
select pg_temp.hears(statement, events)
from (values
    ($$update messages set is_read = true$$, '{}'::text[]),
    ($$update messages set status = 'delivered' where content = 'Secret'$$, '{message.updated}'),
    ($$delete from messages where content = 'Secret'$$, '{message.deleted}'),
    ($$update agents set status = 'busy' where name = 'Robot A'$$, '{agent.updated}'),
    ($$update contacts set name = 'Renamed'$$, '{contact.updated}'),
    ($$update conversations set is_active = false$$, '{conversation.updated}'),
    ($$update conversations set is_active = false$$, '{}'),
    ($$insert into auto_reply_rules (chanel_id, name, keywords, reply_content) values
       ('aaaaaaaa-1111-0000-0000-000000000000', 'x', '{x}', 'x')$$, '{auto_reply_rule.created}'),
    ($$delete from auto_reply_rules where name = 'x'$$, '{auto_reply_rule.deleted}')
) as s (statement, events);
select is(payload ->> 'chanel_id', 'aaaaaaaa-1111-0000-0000-000000000000', 'a rule''s event names the cache''s chanel')
from events;

-- The outbox is each account's own, for the read-only role.
set local role osmochat_readonly;
select is(count(*), 1::bigint, 'ana''s account sees its events') from events;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000b1';
select is_empty('select 1 from events', 'bob''s does not');
reset role;

select * from finish();
rollback;
