-- LC6, LC9: the dashboards queries, as the read-only role asks them.
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
select plan(9);

insert into conversations (website_id, visitor_id, status, last_message_at)
select 'aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000', s, ('2026-01-0' || n)::timestamptz
from (values ('open', 1), ('open', 2), ('pending', 3), ('closed', 4)) as t (s, n);
update conversations set assigned_admin_id = '00000000-0000-0000-0000-0000000000a2' where status = 'pending';
set local role livechat_readonly;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select results_eq(
    $$select name::text, open_conversations, pending_conversations, unassigned_conversations, unread_messages
      from website_dashboard$$,
    $$values ('Shop A', 3::bigint, 1::bigint, 3::bigint, 1::numeric)$$, 'a line for each website of the admin'
);
select is(app.unread_count('aaaaaaaa-0000-0000-0000-000000000000'), 1::bigint, 'unread messages of a website');
select is(app.unread_count('bbbbbbbb-0000-0000-0000-000000000000'), 0::bigint, 'of others there are none');
select is((select count(*) from app.open_conversations('aaaaaaaa-0000-0000-0000-000000000000')), 3::bigint, 'open conversations');
select results_eq(
    $$select last_message_at from app.open_conversations('aaaaaaaa-0000-0000-0000-000000000000', 2)$$,
    $$select last_message_at from conversations where status = 'open' order by last_message_at desc limit 2$$,
    'the newest first, as many as asked for'
);
select is_empty($$select 1 from app.open_conversations('bbbbbbbb-0000-0000-0000-000000000000')$$, 'of others there are none');
select is((select count(*) from app.thread('aaaaaaaa-2222-0000-0000-000000000000')), 2::bigint, 'a thread');
select is_empty($$select 1 from app.thread('bbbbbbbb-2222-0000-0000-000000000000')$$, 'of others there are none');
select throws_ok($$select app.mark_read('aaaaaaaa-2222-0000-0000-000000000000')$$, '42501', null, 'it only reads');
reset role;

select * from finish();
rollback;
