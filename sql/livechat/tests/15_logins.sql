-- LC5: who signs in decides whom app.current_user_id names: an admin's id does nothing in the chat's service, nor a
-- visitor's in the admins' application.
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
select plan(13);

set local role livechat_visitor;
select set_config('app.current_user_id', '00000000-0000-0000-0000-0000000000a1', true);
select throws_ok($$select app.export_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$, '42501', null,
    'an owner''s id exports no visitor in the chat''s service');
select throws_ok($$select app.visitor_portability('aaaaaaaa-1111-0000-0000-000000000000')$$, '42501', null,
    'nor what they wrote');
select throws_ok($$select app.delete_message('aaaaaaaa-3333-0000-0000-000000000001')$$, '42501', null,
    'nor does it delete a message');
select throws_ok($$select app.delete_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$, '42501', null,
    'nor a visitor');

set local role livechat_app;
select set_config('app.current_user_id', 'aaaaaaaa-1111-0000-0000-000000000000', true);
select throws_ok($$select app.export_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$, '42501', null,
    'a visitor''s id exports no visitor in the admins'' application');
select throws_ok($$select app.visitor_portability('aaaaaaaa-1111-0000-0000-000000000000')$$, '42501', null,
    'nor what they wrote');
select throws_ok($$select app.delete_message('aaaaaaaa-3333-0000-0000-000000000001')$$, '42501', null,
    'nor does it delete a message');
select throws_ok($$select app.delete_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$, '42501', null,
    'nor the visitor');
select is_empty('select app.admin_website_ids()', 'and it has no websites');

-- Each in its own place.
select set_config('app.current_user_id', '00000000-0000-0000-0000-0000000000a1', true);
select lives_ok($$select app.export_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$,
    'an owner''s id exports a visitor in the admins'' application');
set local role livechat_visitor;
select set_config('app.current_user_id', 'aaaaaaaa-1111-0000-0000-000000000000', true);
select lives_ok($$select app.export_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$,
    'and a visitor''s id in the chat''s service');
select lives_ok($$select app.delete_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$, 'where they delete themselves');
set local role livechat_app;
select set_config('app.current_user_id', '00000000-0000-0000-0000-0000000000a1', true);
select throws_ok($$select app.undo_delete_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$, '42501', null,
    'which the website''s owner cannot undo');
reset role;

select * from finish();
rollback;
