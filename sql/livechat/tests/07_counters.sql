-- LC2, LC7: unread counts and the time of the last message are kept, and events say what became stale.
begin;
-- The actors. Website A: ana owner, adi agent, visitor vera. Website B: bob owner, visitor vito. eve works for none.
set local search_path = public, extensions, tap;
insert into admins (id, email, name)
select ('00000000-0000-0000-0000-0000000000' || n)::uuid, who || '@example.test', who
from (values ('a1', 'ana'), ('a2', 'adi'), ('b1', 'bob'), ('e1', 'eve')) as t (n, who);
insert into websites (id, owner_id, name, domain) values
('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'Shop A', 'a.test'),
('bbbbbbbb-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000b1', 'Shop B', 'b.test');
insert into website_admins (website_id, admin_id) values
('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a2');
insert into visitors (id, website_id, name, email, phone, ip_address, user_agent) values
('aaaaaaaa-1111-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'vera', 'vera@mail.test', '+62811',
 '192.0.2.1', 'Browser 1'),
('bbbbbbbb-1111-0000-0000-000000000000', 'bbbbbbbb-0000-0000-0000-000000000000', 'vito', 'vito@mail.test', '+62812',
 '192.0.2.2', 'Browser 2');
insert into conversations (id, website_id, visitor_id, subject)
select replace(v.id::text, '1111', '2222')::uuid, v.website_id, v.id, 'question of ' || v.name from visitors as v;
insert into messages (id, website_id, conversation_id, sender_type, admin_id, content)
select
    (replace(left(c.id::text, 35), '2222', '3333') || m.n)::uuid, c.website_id, c.id, m.sender,
    case m.sender when 'admin' then w.owner_id end, m.sender || ' writes to ' || w.name
from conversations as c
inner join websites as w on w.id = c.website_id
cross join (values ('1', 'visitor'), ('2', 'admin')) as m (n, sender);
select plan(17);

create function pg_temp.counts() returns table (unread bigint, for_visitor bigint) language sql as $$
    select unread_count, visitor_unread_count from conversations where id = 'aaaaaaaa-2222-0000-0000-000000000000'
$$;
select results_eq('select * from pg_temp.counts()', $$values (1::bigint, 1::bigint)$$, 'one unread on each side');
set local role livechat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select is(app.mark_read('aaaaaaaa-2222-0000-0000-000000000000'), 1::bigint, 'an admin reads what the visitor wrote');
reset role;
select results_eq('select * from pg_temp.counts()', $$values (0::bigint, 1::bigint)$$, 'which is counted');
insert into messages (website_id, conversation_id, sender_type, content)
select 'aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'visitor', 'one of five' from generate_series(1, 5);
select results_eq('select * from pg_temp.counts()', $$values (5::bigint, 1::bigint)$$, 'five at once are five');
insert into messages (website_id, conversation_id, sender_type, content, is_read, read_at) values
('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'visitor', 'read already', true, now());
select results_eq('select * from pg_temp.counts()', $$values (5::bigint, 1::bigint)$$, 'a read one is not counted');
update messages set deleted_at = now() where id = (
    select id from messages where content = 'one of five' limit 1
);
select results_eq('select * from pg_temp.counts()', $$values (4::bigint, 1::bigint)$$, 'nor a deleted one');
delete from messages where content = 'one of five';
select results_eq('select * from pg_temp.counts()', $$values (0::bigint, 1::bigint)$$, 'nor those that went for good');
select results_eq(
    $$select unread_count, visitor_unread_count from conversations where id = 'bbbbbbbb-2222-0000-0000-000000000000'$$,
    $$values (1::bigint, 1::bigint)$$, 'other conversations are as they were'
);

update conversations set last_message_at = '2020-01-01' where id = 'aaaaaaaa-2222-0000-0000-000000000000';
insert into messages (website_id, conversation_id, sender_type, content, created_at) values
('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'system', 'late', '2026-03-04 05:06:07+00'), ('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'system', 'early', '2026-03-03');
select is(
    (select last_message_at from conversations where id = 'aaaaaaaa-2222-0000-0000-000000000000'), '2026-03-04 05:06:07+00'::timestamptz,
    'the last message is the newest, not the one that came last'
);
select is(
    (select updated_at from conversations where id = 'aaaaaaaa-2222-0000-0000-000000000000'), (select created_at from conversations where id = 'aaaaaaaa-2222-0000-0000-000000000000'),
    'a message is no change of its conversation'
);
update conversations set deleted_at = now() where id = 'aaaaaaaa-2222-0000-0000-000000000000';
select throws_ok(
    $$insert into messages (website_id, conversation_id, sender_type, content) values
      ('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'system', 'x')$$,
    '23503', 'the conversation is deleted', 'nobody writes into a deleted conversation'
);
update conversations set deleted_at = null where id = 'aaaaaaaa-2222-0000-0000-000000000000';

-- Events.
delete from events where status = 'published';
create temporary table seen on commit drop as select id from events;
create function pg_temp.told() returns table (event_type text, aggregate_type text) language sql as $$
    with new as (
        insert into seen select id from events where id not in (select s.id from seen as s) returning id
    )
    select e.event_type::text, e.aggregate_type::text from events as e inner join new using (id) order by e.id
$$;
insert into messages (id, website_id, conversation_id, sender_type, content)
values ('aaaaaaaa-3333-0000-0000-000000000008', 'aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'visitor', 'secret text');
select results_eq(
    'select * from pg_temp.told()', $$values ('message.created', 'messages')$$, 'a message is one event'
);
select results_eq(
    $$select payload ->> 'conversation_id', website_id::text from events
      where aggregate_id = 'aaaaaaaa-3333-0000-0000-000000000008'$$,
    $$values ('aaaaaaaa-2222-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000')$$, 'it names the conversation, whose counter is stale'
);
set local role livechat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select app.mark_read('aaaaaaaa-2222-0000-0000-000000000000') >= 0 as done \gset
reset role;
select results_eq(
    'select * from pg_temp.told()', $$values ('conversation.updated', 'conversations')$$,
    'reading is one event, of the conversation'
);
update conversations set status = 'closed' where id = 'aaaaaaaa-2222-0000-0000-000000000000';
update messages set deleted_at = now() where id = 'aaaaaaaa-3333-0000-0000-000000000008';
select results_eq(
    'select * from pg_temp.told()',
    $$values ('conversation.updated', 'conversations'), ('message.deleted', 'messages')$$, 'closing and deleting are'
);
select lives_ok($$select private.archive_messages('0 days')$$, 'archiving');
select is_empty('select * from pg_temp.told() where event_type ~ ''^message''', 'moving a message to the archive is none');

select * from finish();
rollback;
