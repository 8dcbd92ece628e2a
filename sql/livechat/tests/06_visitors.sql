-- LC1: the chat on a website acts for one visitor, and reaches what is theirs alone.
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
select plan(34);

set local role livechat_visitor;
set local app.current_user_id = 'aaaaaaaa-1111-0000-0000-000000000000';
select results_eq(
    $$select 'v', id::text from visitors union all select 'c', id::text from conversations union all
      select 'm', id::text from messages order by 1, 2$$,
    $$values ('c', 'aaaaaaaa-2222-0000-0000-000000000000'), ('m', 'aaaaaaaa-3333-0000-0000-000000000001'),
        ('m', 'aaaaaaaa-3333-0000-0000-000000000002'), ('v', 'aaaaaaaa-1111-0000-0000-000000000000')$$,
    'vera sees herself, her conversation and its messages'
);
select lives_ok(
    $$insert into conversations (id, website_id, visitor_id, subject) values
      ('aaaaaaaa-2222-0000-0000-000000000009', 'aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000', 'another') returning id$$,
    'she begins another'
);
select lives_ok(
    $$insert into messages (website_id, conversation_id, sender_type, content) values
      ('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000009', 'visitor', 'hello') returning id$$,
    'and writes in it'
);
select lives_ok($$update visitors set name = 'Vera', last_seen_at = now()$$, 'she says her name');
select is(app.mark_read('aaaaaaaa-2222-0000-0000-000000000000'), 1::bigint, 'she reads the answer');
select is(app.mark_read('aaaaaaaa-2222-0000-0000-000000000000'), 0::bigint, 'once');
select is((select is_read from messages where id = 'aaaaaaaa-3333-0000-0000-000000000001'), false, 'her own message stays unread');
select results_eq(
    $$select sender_type::text from app.thread('aaaaaaaa-2222-0000-0000-000000000000')$$,
    $$values ('visitor'), ('admin')$$, 'she reads the thread'
);
select is_empty($$select * from app.thread('bbbbbbbb-2222-0000-0000-000000000000')$$, 'and no other');
select is(app.mark_read('bbbbbbbb-2222-0000-0000-000000000000'), 0::bigint, 'others'' messages are not hers to read');

select throws_ok(statement, '42501', null, 'vera is refused: ' || statement)
from (values
    ($$insert into visitors (id, website_id) values (gen_random_uuid(), 'aaaaaaaa-0000-0000-0000-000000000000')$$),
    ($$insert into conversations (website_id, visitor_id) values ('bbbbbbbb-0000-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000')$$),
    ($$insert into conversations (website_id, visitor_id, status) values ('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000', 'closed')$$),
    ($$insert into messages (website_id, conversation_id, sender_type, content) values
       ('bbbbbbbb-0000-0000-0000-000000000000', 'bbbbbbbb-2222-0000-0000-000000000000', 'visitor', 'x')$$),
    ($$insert into messages (website_id, conversation_id, sender_type, content) values
       ('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'system', 'x')$$),
    ($$insert into messages (website_id, conversation_id, sender_type, admin_id, content) values
       ('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'admin', '00000000-0000-0000-0000-0000000000a1', 'x')$$),
    ($$update conversations set status = 'closed'$$), ($$update messages set content = 'x'$$),
    ($$update visitors set deleted_at = now()$$), ($$delete from visitors$$), ($$delete from messages$$),
    ($$select * from admins$$), ($$select * from websites$$), ($$select * from audit_log$$),
    ($$select * from website_dashboard$$), ($$select * from archive_exports$$),
    ($$select app.admin_website_ids()$$), ($$select app.find_login('ana@example.test')$$),
    ($$select app.delete_conversation('aaaaaaaa-2222-0000-0000-000000000000')$$), ($$select app.undo_delete_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$)
) as s (statement);

-- An admin's id is worth nothing here, and nobody is nobody.
set local app.current_user_id = '';
select is_empty(
    $$select id from visitors union all select id from conversations union all select id from messages$$,
    'nothing for nobody'
);
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select is_empty(
    $$select id from visitors union all select id from conversations union all select id from messages$$,
    'nothing for an admin'
);
set local app.current_user_id = 'bbbbbbbb-1111-0000-0000-000000000000';
select throws_ok($$select app.export_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$, '42501', null, 'others export her no more than they see her');

-- A new visitor is made by whoever will be it.
set local app.current_user_id = 'aaaaaaaa-1111-0000-0000-000000000007';
select lives_ok(
    $$insert into visitors (id, website_id, name) values
      ('aaaaaaaa-1111-0000-0000-000000000007', 'aaaaaaaa-0000-0000-0000-000000000000', 'new') returning id$$,
    'a new visitor arrives'
);
reset role;

select * from finish();
rollback;
