-- OC10: logs of AIs end after 30 days, conversations are put away after 90 without change.
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
select plan(13);

insert into ai_conversation_logs (conversation_id, user_message, ai_response, confidence_score, created_at)
select c.id, age, 'A', 0.5, now() - age::interval
from conversations as c
cross join unnest(array['0 days', '29 days', '30 days', '30 days 1 second', '31 days', '400 days']) as age;
insert into conversations (chanel_id, contact_id, updated_at)
select t.chanel_id, t.id, now() - age::interval
from contacts as t
cross join unnest(array['1 day', '89 days', '90 days', '90 days 1 second', '91 days', '400 days']) as age;
truncate events;
grant usage on schema tap to osmochat_owner;

-- As the job does: pg_cron's session is the migrator's and acts as the owner, under FORCE ROW LEVEL SECURITY, without
-- any current user.
set local role osmochat_owner;
set local app.current_user_id = '';
select is((select private.remove_old_ai_logs()), 6::bigint, 'three logs of each account are over 30 days old');
reset role;
select results_eq(
    'select user_message, count(*) from ai_conversation_logs group by 1 order by 1',
    $$values ('0 days'::text, 2::bigint), ('29 days', 2), ('30 days', 2)$$, 'the others stay'
);
set local role osmochat_owner;
select is((select private.remove_old_ai_logs()), 0::bigint, 'a second run removes nothing');

select is((select private.put_conversations_away()), 6::bigint, 'three of each account were not touched for 90 days');
reset role;
select results_eq(
    'select is_active, count(*) from conversations group by 1 order by 1',
    $$values (false, 6::bigint), (true, 8)$$, 'the others stay active'
);
select is_empty(
    'select 1 from conversations where not is_active and updated_at < now()', 'putting away is a change of its own'
);
select is(count(*), 6::bigint, 'and consumers hear of each') from events
where event_type = 'conversation.updated' and payload -> 'changed' = '["is_active"]';
create temporary table before on commit drop as select c.*, c.xmin::text as version from conversations as c;
set local role osmochat_owner;
select is((select private.put_conversations_away()), 0::bigint, 'a second run finds nothing');
reset role;
select results_eq(
    'select c.*, c.xmin::text from conversations as c order by id', 'select * from before order by id',
    'and changes nothing'
);

-- A message touches its conversation.
update conversations set is_active = true;
set local session_replication_role = replica;
update conversations set updated_at = now() - interval '91 days';
set local session_replication_role = origin;
insert into messages (conversation_id, direction, content) values
('aaaaaaaa-4444-0000-0000-000000000000', 'inbound', 'Still here');
set local role osmochat_owner;
select is((select private.put_conversations_away()), 13::bigint, 'all but the one with a message of today');
reset role;
select ok(is_active, 'which stays') from conversations where id = 'aaaaaaaa-4444-0000-0000-000000000000';

-- Nobody else may.
set local role osmochat_app;
select throws_ok(statement, '42501', null, 'the application is refused: ' || statement)
from unnest(array['select private.remove_old_ai_logs()', 'select private.put_conversations_away()']) as statement;
reset role;

select * from finish();
rollback;
