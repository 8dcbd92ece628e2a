-- OC6: the five functions, called by bare names as the seed's clients do, as everybody concerned.
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
select plan(32);

insert into messages (conversation_id, direction, content, created_at) values
('aaaaaaaa-4444-0000-0000-000000000000', 'outbound', 'Before', '2026-01-01'),
('aaaaaaaa-4444-0000-0000-000000000000', 'inbound', 'Later', now() + interval '1 hour');
insert into auto_reply_rules (chanel_id, name, keywords, reply_content, priority, is_active) values
('aaaaaaaa-1111-0000-0000-000000000000', 'first', '{price}', 'It is free', 10, true),
('aaaaaaaa-1111-0000-0000-000000000000', 'off', '{price}', 'Never said', 20, false);

select has_function('public', name, args::name[], name || ' is there')
from (values
    ('get_conversation_with_messages', '{uuid}'), ('get_agent_ai_config', '{uuid}'),
    ('mark_conversation_as_read', '{uuid}'), ('get_auto_reply_rules', '{uuid}'),
    ('log_ai_conversation', '{uuid,uuid,text,text,numeric,text,integer,integer,boolean,text}')
) as f (name, args);
select isnt_definer('public', name, name || ' acts as its caller')
from unnest(array[
    'get_conversation_with_messages', 'get_agent_ai_config', 'mark_conversation_as_read', 'get_auto_reply_rules',
    'log_ai_conversation'
]) as name;
select results_eq(
    $$select proname::text collate "default", proargnames[1] collate "default" from pg_proc
      where pronamespace = 'public'::regnamespace order by 1$$,
    $$values ('get_agent_ai_config', 'agent_uuid'), ('get_auto_reply_rules', 'chanel_uuid'),
        ('get_conversation_with_messages', 'conv_id'), ('log_ai_conversation', 'conv_id'),
        ('mark_conversation_as_read', 'conv_id')$$,
    'clients name the first argument as in the seed, and there are no other functions'
);

create function pg_temp.thread() returns jsonb language sql as $$
    select get_conversation_with_messages(conv_id => 'aaaaaaaa-4444-0000-0000-000000000000')
$$;
set local role osmochat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
select is(
    jsonb_path_query_array(pg_temp.thread(), '$.messages[*].content'), '["Before", "Secret of a", "Later"]',
    'all messages of the conversation, the first first'
);
select is(
    pg_temp.thread() ->> 'contact_name', 'Customer A', 'with the conversation''s summary'
);
select is(get_conversation_with_messages('bbbbbbbb-4444-0000-0000-000000000000'), null, 'nothing of others');
select is(get_conversation_with_messages('cccccccc-4444-0000-0000-000000000000'), null, 'nor of what is not there');

select results_eq(
    $$select agent_name::text, model::text, handover_conditions
      from get_agent_ai_config(agent_uuid => 'aaaaaaaa-2222-0000-0000-000000000000')$$,
    $$values ('Robot A', 'gpt-4o-mini', '{}'::jsonb)$$, 'how an AI agent answers'
);
select is_empty(format('select * from get_agent_ai_config(%L)', id), what)
from (values
    ('bbbbbbbb-2222-0000-0000-000000000000', 'no configuration of others'),
    ('aaaaaaaa-2222-0000-0000-000000000001', 'a human has none')
) as v (id, what);

select is(mark_conversation_as_read('aaaaaaaa-4444-0000-0000-000000000000'), 2, 'two messages were unread');
select is(unread_count, 0, 'and the conversation has none') from conversations;
select is(mark_conversation_as_read('aaaaaaaa-4444-0000-0000-000000000000'), 0, 'a second time changes nothing');
select is(mark_conversation_as_read('bbbbbbbb-4444-0000-0000-000000000000'), 0, 'nothing of others is read');

select results_eq(
    $$select name::text, reply_content
      from get_auto_reply_rules(chanel_uuid => 'aaaaaaaa-1111-0000-0000-000000000000')$$,
    $$values ('first', 'It is free'::text), ('greet', 'Greeting of Chanel A')$$,
    'active rules by priority, with the template''s text'
);
select is_empty(
    $$select * from get_auto_reply_rules('bbbbbbbb-1111-0000-0000-000000000000')$$, 'no rules of others'
);

select lives_ok(
    $$select log_ai_conversation(
          conv_id => 'aaaaaaaa-4444-0000-0000-000000000000', agent_uuid => 'aaaaaaaa-2222-0000-0000-000000000000',
          customer_message => 'How much?', response => 'Free', confidence => 0.25, model_name => 'gpt-4o-mini',
          duration_ms => 800, tokens => 120, hand_over => true, reason => 'not sure'
      )$$,
    'an answer is noted'
);
select results_eq(
    $$select user_id::text, agent_name::text, ai_response, confidence_level, handed_over, handover_reason
      from ai_conversation_analysis where user_message = 'How much?'$$,
    $$values ('00000000-0000-0000-0000-0000000000a1', 'Robot A', 'Free'::text, 'Low'::text, true, 'not sure'::text)$$,
    'under the account of the conversation'
);
select throws_ok(
    format('select log_ai_conversation(%L, %L, %L, %L, 1)', conversation, agent, 'x', 'x'), state, null, what
)
from (values
    ('bbbbbbbb-4444-0000-0000-000000000000', 'bbbbbbbb-2222-0000-0000-000000000000', '42501', 'not with others'),
    ('cccccccc-4444-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', '42501', 'not with nobody'),
    ('aaaaaaaa-4444-0000-0000-000000000000', 'bbbbbbbb-2222-0000-0000-000000000000', '23503', 'not by an AI of others')
) as v (conversation, agent, state, what);
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
update whatsapp_message_templates set is_active = false;
select results_eq(
    $$select name::text from get_auto_reply_rules('aaaaaaaa-1111-0000-0000-000000000000')$$, $$values ('first')$$,
    'a template that is switched off replies no more'
);
reset role;
set local role osmochat_readonly;
select throws_ok(
    $$select mark_conversation_as_read('aaaaaaaa-4444-0000-0000-000000000000')$$, '42501', null,
    'the read-only role marks nothing'
);
select isnt(
    get_conversation_with_messages('aaaaaaaa-4444-0000-0000-000000000000'), null, 'but reads'
);
reset role;

select * from finish();
rollback;
