-- OC7: updated_at, unread counts and last message follow by themselves.
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
select plan(26);

create function pg_temp.inbox(out unread integer, out last text, out at timestamptz, out active boolean)
language sql as $$
    select unread_count, last_message, last_message_time, is_active from conversations where id::text like 'aaaa%'
$$;
select has_trigger('public', t, 'set_updated_at', t || '.updated_at is kept by a trigger')
from unnest(array[
    'users', 'chanels', 'agents', 'agent_ai_configs', 'contacts', 'conversations', 'whatsapp_sessions',
    'whatsapp_message_templates', 'auto_reply_rules'
]) as t;

set local role osmochat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
select results_eq(
    'select unread, last, active from pg_temp.inbox()', $$values (0, null::text, true)$$, 'nothing is said yet'
);
insert into messages (conversation_id, direction, content, created_at) values
('aaaaaaaa-4444-0000-0000-000000000000', 'inbound', 'First', '2026-01-01 10:00+00'),
('aaaaaaaa-4444-0000-0000-000000000000', 'inbound', 'Second', '2026-01-01 10:01+00'),
('aaaaaaaa-4444-0000-0000-000000000000', 'outbound', 'Answer', '2026-01-01 10:02+00');
select results_eq(
    'select unread, last, at from pg_temp.inbox()', $$values (2, 'Answer'::text, '2026-01-01 10:02+00'::timestamptz)$$,
    'what came in is unread, what is newest is last'
);
insert into messages (conversation_id, direction, content, created_at) values
('aaaaaaaa-4444-0000-0000-000000000000', 'inbound', 'Delivered late', '2026-01-01 09:00+00');
select results_eq(
    'select unread, last from pg_temp.inbox()', $$values (3, 'Answer'::text)$$, 'a late message is unread but not last'
);
insert into messages (conversation_id, direction, message_type, media_url) values
('aaaaaaaa-4444-0000-0000-000000000000', 'inbound', 'image', 'osmochat/picture.jpg');
select results_eq(
    'select unread, last from pg_temp.inbox()', $$values (4, 'image'::text)$$, 'a message without text shows its type'
);
insert into messages (conversation_id, direction, content) values
('aaaaaaaa-4444-0000-0000-000000000000', 'inbound', repeat('long ', 100));
select is(length(last), 200, 'a long one shows how it begins') from pg_temp.inbox();
update messages set is_read = true where content in ('First', 'Answer');
select is(unread, 4, 'one inbound message was read; an outbound one never counts') from pg_temp.inbox();
update messages set is_read = false where content in ('First', 'Answer');
select is(unread, 5, 'and put back') from pg_temp.inbox();
update messages set status = 'read' where direction = 'outbound';
select is(unread, 5, 'what the customer read changes nothing') from pg_temp.inbox();

set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
delete from messages where content like 'long%' or content = 'First';
select results_eq(
    'select unread, last from pg_temp.inbox()', $$values (3, 'image'::text)$$, 'what is deleted is not unread, nor last'
);
update conversations set is_active = false;
insert into messages (conversation_id, direction, content) values
('aaaaaaaa-4444-0000-0000-000000000000', 'outbound', 'Are you there?');
select ok(not active, 'we may write to a conversation that was put away') from pg_temp.inbox();
insert into messages (conversation_id, direction, content) values
('aaaaaaaa-4444-0000-0000-000000000000', 'inbound', 'Yes');
select ok(active, 'the customer brings it back') from pg_temp.inbox();
delete from messages;
select results_eq(
    'select unread, last, at from pg_temp.inbox()', $$values (0, null::text, null::timestamptz)$$, 'back to the start'
);
reset role;

-- One statement about several conversations.
insert into messages (conversation_id, direction, content)
select c.id, 'inbound', n::text from conversations as c cross join generate_series(1, 3) as n;
select results_eq(
    $$select unread_count, last_message from conversations order by id$$,
    $$values (3, '3'::text), (3, '3')$$, 'each conversation gets its own'
);
update messages set is_read = true where conversation_id::text like 'bbbb%';
select is(unread_count, 3, 'reading one leaves the other') from conversations where id::text like 'aaaa%';

-- A handover assigns.
set local role osmochat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
insert into conversation_handovers (conversation_id, from_agent_id, to_agent_id, reason) values
('aaaaaaaa-4444-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000',
 'aaaaaaaa-2222-0000-0000-000000000001', 'The customer asked for a human');
select is(
    (select assigned_agent_id::text from conversations), 'aaaaaaaa-2222-0000-0000-000000000001',
    'who gets a conversation is assigned to it'
);
reset role;

-- What goes takes along what hangs on it, and an agent leaves their traces without a name.
delete from agents where name = 'Adi';
select results_eq(
    $$select v.assigned_agent_id, h.to_agent_id from conversations as v
      inner join conversation_handovers as h on h.conversation_id = v.id$$,
    $$values (null::uuid, null::uuid)$$, 'an agent who is gone is nobody'
);
delete from contacts where name = 'Customer A';
select is_empty(
    $$select 1 from conversations where id::text like 'aaaa%' union all
      select 1 from messages where conversation_id::text like 'aaaa%' union all select 1 from conversation_handovers$$,
    'a customer who is forgotten takes along all that was said'
);

select * from finish();
rollback;
