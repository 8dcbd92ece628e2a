-- OC9: ways round the policies: RETURNING, COPY, errors as an oracle, conditions that tell, functions, sequences.
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
select plan(45);

create function pg_temp.error(p_statement text) returns text language plpgsql as $$
declare
    v_detail text;
begin
    execute p_statement;
    return 'no error';
exception when others then
    get stacked diagnostics v_detail = pg_exception_detail;
    return concat_ws('|', sqlstate, sqlerrm, v_detail);
end
$$;
create function pg_temp.tell(p_text text) returns boolean language plpgsql cost 0.0000001 as $$
begin
    if p_text ~ '(Secret of b|Chanel B|Customer B|Robot B|bob)' then
        raise exception 'leaked: %', p_text;
    end if;
    return true;
end
$$;

set local role osmochat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';

-- RETURNING, ON CONFLICT and MERGE show no row of others.
select is_empty(
    $$update conversations set is_active = false where id::text like 'bbbb%' returning last_message$$,
    'UPDATE ... RETURNING'
);
select is_empty($$delete from messages where content = 'Secret of b' returning content$$, 'DELETE ... RETURNING');
select throws_ok(
    $$insert into conversations (id, chanel_id, contact_id) values ('bbbbbbbb-4444-0000-0000-000000000000',
      'aaaaaaaa-1111-0000-0000-000000000000', 'aaaaaaaa-3333-0000-0000-000000000000')
      on conflict (id) do update set is_active = false returning last_message$$,
    '42501', null, 'INSERT ... ON CONFLICT DO UPDATE on an id of others'
);
select is_empty(
    $$merge into contacts as c using (values ('bbbbbbbb-3333-0000-0000-000000000000'::uuid)) as v (id) on c.id = v.id
      when matched then update set name = 'x' returning c.name$$,
    'MERGE ... RETURNING'
);
select is_empty($$select 1 from messages where content = 'Secret of b' for update$$, 'SELECT ... FOR UPDATE');

-- COPY reads by the policies or not at all, and touches no file.
select throws_ok($$copy messages to '/tmp/messages'$$, '42501', null, 'COPY to a file');
select throws_ok($$copy messages from '/etc/hostname'$$, '42501', null, 'COPY from a file');
select throws_ok($$copy messages to program 'cat'$$, '42501', null, 'COPY to a program');
select throws_ok($$select pg_read_file('PG_VERSION')$$, '42501', null, 'reading a file of the server');
select throws_ok($$select lo_from_bytea(0, 'x')$$, '42501', null, 'large objects');

-- Errors: the same for what is others' as for what does not exist, and without values.
select is(
    replace(pg_temp.error(format(statement, there)), there, 'id'),
    replace(pg_temp.error(format(statement, overlay(there placing 'cccccccc' from 1 for 8))),
        overlay(there placing 'cccccccc' from 1 for 8), 'id'),
    'an id of others is as unknown as one that does not exist: ' || what
)
from (values
    ('a chanel, for a contact', 'bbbbbbbb-1111-0000-0000-000000000000',
     $$insert into contacts (chanel_id, name, phone_number) values (%L, 'x', '+6281200007')$$),
    ('a chanel, for an agent', 'bbbbbbbb-1111-0000-0000-000000000000', $$update agents set chanel_id = %L$$),
    ('a chanel, for a session', 'bbbbbbbb-1111-0000-0000-000000000000',
     $$insert into whatsapp_sessions (chanel_id) values (%L)$$),
    ('a contact, for a conversation', 'bbbbbbbb-3333-0000-0000-000000000000',
     $$insert into conversations (chanel_id, contact_id) values ('aaaaaaaa-1111-0000-0000-000000000000', %L)$$),
    ('a conversation, for a message', 'bbbbbbbb-4444-0000-0000-000000000000',
     $$insert into messages (conversation_id, direction, content) values (%L, 'outbound', 'x')$$),
    ('an agent, for a conversation', 'bbbbbbbb-2222-0000-0000-000000000000',
     $$update conversations set assigned_agent_id = %L$$),
    ('an agent, for a configuration', 'bbbbbbbb-2222-0000-0000-000000000000',
     $$insert into agent_ai_configs (agent_id) values (%L)$$),
    ('a template, for a rule', 'bbbbbbbb-5555-0000-0000-000000000000', $$update auto_reply_rules set template_id = %L$$)
) as v (what, there, statement);
select is(
    pg_temp.error($$insert into contacts (chanel_id, name, phone_number) values
        ('bbbbbbbb-1111-0000-0000-000000000000', 'x', '+6281200002')$$),
    '42501|new row violates row-level security policy for table "contacts"|',
    'a number that others'' chanel knows is not told'
);
select is(
    pg_temp.error($$insert into conversations (id, chanel_id, contact_id) values
        ('bbbbbbbb-4444-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000',
        'aaaaaaaa-3333-0000-0000-000000000000')$$),
    '23505|duplicate key value violates unique constraint "conversations_pkey"|', 'a unique index tells no row'
);
select is(
    pg_temp.error($$update chanels set type = 'fax'$$),
    '23514|new row for relation "chanels" violates check constraint "chanels_type_known"|', 'nor does a check'
);

-- A condition that tells what it sees is asked after the policy, in views as well.
select lives_ok(
    format('select count(*) from %I where pg_temp.tell(%I::text)', t, c), format('a leaky condition on %s.%s', t, c)
)
from (values
    ('messages', 'content'), ('conversations', 'last_message'), ('contacts', 'name'), ('chanels', 'name'),
    ('agents', 'name'), ('users', 'full_name'), ('whatsapp_message_templates', 'content'),
    ('conversation_summary', 'contact_name'), ('agent_performance', 'agent_name'), ('chanel_statistics', 'chanel_name'),
    ('ai_conversation_analysis', 'agent_name')
) as v (t, c);

select throws_ok(statement, '42501', null, 'refused: ' || statement)
from unnest(array[
    'select nextval(''events_id_seq'')', 'select last_value from events_id_seq', 'select * from schema_migrations',
    'select * from pg_statistic', 'create table public.mine ()', 'create temporary table mine ()',
    'set session_replication_role = replica', 'create policy mine on messages for select using (true)',
    'alter table messages disable row level security', 'drop trigger allow_status_alone on agents',
    'select private.put_conversations_away()'
]) as statement;
select throws_ok(
    $$set local row_security = off; select * from messages$$, '42501',
    'query would be affected by row-level security policy for table "messages"', 'row_security = off refuses to answer'
);
set local row_security = on;
select throws_ok('select from pg_stats', '42501', null, 'statistics of tables are hidden');
reset role;

select * from finish();
rollback;
