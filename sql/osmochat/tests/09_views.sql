-- OC5, OC8: the views, with the columns that the seed's queries name, and those queries.
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
select plan(20);

insert into agents (user_id, name, type, is_active, chanel_id) values
('00000000-0000-0000-0000-0000000000a1', 'Retired', 'human', false, 'aaaaaaaa-1111-0000-0000-000000000000');
insert into messages (conversation_id, direction, content) values
('aaaaaaaa-4444-0000-0000-000000000000', 'inbound', 'Newest');
insert into conversation_metrics (conversation_id, agent_id, response_time_seconds, satisfaction_rating, recorded_at)
values
('aaaaaaaa-4444-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 10, 4, now() - interval '40 days'),
('aaaaaaaa-4444-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 21, null, now());
insert into ai_conversation_logs (conversation_id, agent_id, user_message, ai_response, confidence_score)
select 'aaaaaaaa-4444-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'Q', 'A', score
from unnest(array[0.8, 0.799, 0.5, 0.499, 0]) as score;

select views_are('public', array[
    'conversation_summary', 'agent_performance', 'chanel_statistics', 'ai_conversation_analysis'
]);
select columns_are('public', v, columns)
from (values
    ('conversation_summary', array[
        'id', 'user_id', 'chanel_id', 'chanel_name', 'chanel_type', 'contact_id', 'contact_name',
        'contact_phone_number', 'assigned_agent_id', 'agent_name', 'agent_type', 'agent_status', 'is_active',
        'unread_count', 'last_message', 'last_message_time', 'created_at', 'updated_at'
    ]),
    ('agent_performance', array[
        'agent_id', 'user_id', 'agent_name', 'agent_type', 'agent_status', 'total_conversations',
        'avg_response_time_seconds', 'avg_satisfaction', 'total_handovers'
    ]),
    ('chanel_statistics', array[
        'chanel_id', 'user_id', 'chanel_name', 'chanel_type', 'is_active', 'total_conversations',
        'active_conversations', 'total_unread', 'connected_agents'
    ]),
    ('ai_conversation_analysis', array[
        'id', 'user_id', 'conversation_id', 'chanel_id', 'agent_id', 'agent_name', 'user_message', 'ai_response',
        'confidence_score', 'confidence_level', 'model', 'response_time_ms', 'tokens_used', 'handed_over',
        'handover_reason', 'created_at'
    ])
) as w (v, columns);
select ok(reloptions @> '{security_invoker=true}', relname || ' acts as its reader')
from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace order by relname;

-- The seed's queries, as an agent of A.
set local role osmochat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
select results_eq(
    $$select chanel_name::text, contact_name::text, agent_name::text, unread_count, last_message from (
          select * from conversation_summary where unread_count > 0 order by last_message_time desc
      ) as seed$$,
    $$values ('Chanel A', 'Customer A', 'Robot A', 2, 'Newest'::text)$$, 'conversations with unread messages'
);
select results_eq(
    $$select agent_name::text, total_conversations, avg_response_time_seconds, avg_satisfaction, total_handovers from (
          select * from agent_performance where agent_type = 'ai' order by avg_satisfaction desc
      ) as seed$$,
    $$values ('Robot A', 1::bigint, 15.50::numeric, 4.50::numeric, 1::bigint)$$, 'performance of AI agents'
);
select results_eq(
    $$select chanel_name::text, total_conversations, active_conversations, total_unread, connected_agents from (
          select * from chanel_statistics where chanel_type = 'whatsapp'
      ) as seed$$,
    $$values ('Chanel A', 1::bigint, 1::bigint, 2::bigint, 2::bigint)$$, 'statistics of WhatsApp chanels'
);
select results_eq(
    $$select confidence_score from (
          select * from ai_conversation_analysis where confidence_level = 'Low' order by created_at desc
      ) as seed order by 1$$,
    $$values (0.000::numeric(4, 3)), (0.499)$$, 'answers of which an AI was not sure'
);
select results_eq(
    $$select confidence_level, count(*) from ai_conversation_analysis group by 1 order by 1$$,
    $$values ('High'::text, 2::bigint), ('Low', 2), ('Medium', 2)$$, 'High from 0.8, Medium from 0.5, Low below'
);
select isnt_empty(
    $$select * from conversation_summary where assigned_agent_id = 'aaaaaaaa-2222-0000-0000-000000000000'$$,
    'conversations of an agent, as the seed''s client asks'
);
select isnt_empty($$select * from chanels where is_active = true$$, 'active chanels, as the seed''s client asks');
reset role;
update chanels set type = 'telegram' where name = 'Chanel A';
update conversations set assigned_agent_id = null where id::text like 'aaaa%';
set local role osmochat_readonly;
select results_eq(
    $$select chanel_type::text, agent_name::text from conversation_summary$$,
    $$values ('telegram', null::text)$$, 'a conversation that nobody has is there as well'
);
set local app.current_user_id = '';
select is_empty(
    $$select 1 from conversation_summary union all select 1 from agent_performance union all
      select 1 from chanel_statistics union all select 1 from ai_conversation_analysis$$,
    'nobody sees nothing'
);
reset role;
select is(count(*), 2::bigint, 'and as the owner of all, there are two') from conversation_summary;
select results_eq(
    $$select total_conversations, avg_satisfaction from agent_performance where agent_name = 'Retired'$$,
    $$values (0::bigint, null::numeric)$$, 'who did nothing has no figures'
);

select * from finish();
rollback;
