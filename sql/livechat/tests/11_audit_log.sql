-- LC5: the log tells what admins did, cannot be changed, and tells nothing of what visitors are or say.
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
select plan(12);

select throws_ok($$update audit_log set action = 'access'$$, '42501', null, 'not even a superuser updates it');
select throws_ok($$delete from audit_log$$, '42501', null, 'or deletes from it');
select throws_ok($$truncate audit_log$$, '42501', null, 'or truncates it');
select throws_ok(
    format('delete from %s', (select tableoid::regclass from audit_log limit 1)), '42501', null,
    'or goes round it through a partition'
);
select results_eq(
    $$select entity_type::text, count(*) from audit_log where action = 'create' group by 1 order by 1$$,
    $$values ('admins', 4::bigint), ('conversations', 2), ('visitors', 2), ('website_admins', 3), ('websites', 2)$$,
    'what was set up is in it, and no message'
);
select is_empty(
    $$select 1 from audit_log where concat(old_value, new_value) ~ 'vera|vito|192\.0\.2|\+628|Browser|writes to'$$,
    'nothing that a visitor is or said'
);
set local app.client_ip = '198.51.100.7';
create temporary table before on commit drop as select max(id) as id from audit_log;
grant select on before to public;
set local role livechat_visitor;
set local app.current_user_id = 'aaaaaaaa-1111-0000-0000-000000000000';
update visitors set name = 'x';
insert into conversations (website_id, visitor_id) values
('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000');
reset role;
select is_empty($$select 1 from audit_log where id > (select id from before)$$, 'nothing that a visitor does');
set local role livechat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
update admins set password_hash = '$argon2id$secret';
update conversations set status = 'closed' where id = 'aaaaaaaa-2222-0000-0000-000000000000';
select results_eq(
    $$select entity_type::text, actor_id::text, old_value ->> 'status', new_value ->> 'status', ip_address
      from audit_log where id > (select id from before) order by id$$,
    $$values ('admins', '00000000-0000-0000-0000-0000000000a1', 'active', 'active', '198.51.100.7'::inet),
        ('conversations', '00000000-0000-0000-0000-0000000000a1', 'open', 'closed', '198.51.100.7')$$,
    'what an admin does, with who and from where'
);
select is_empty($$select 1 from audit_log where concat(old_value, new_value) ~ 'argon2'$$, 'without passwords');
select isnt_empty($$select 1 from audit_log where actor_id <> '00000000-0000-0000-0000-0000000000a1'$$, 'an owner reads the website''s log');
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
select is_empty($$select 1 from audit_log$$, 'an agent who did nothing reads nothing');
set local app.current_user_id = '00000000-0000-0000-0000-0000000000b1';
select is_empty($$select 1 from audit_log where website_id = 'aaaaaaaa-0000-0000-0000-000000000000'$$, 'nor does the owner of B of A');
reset role;

select * from finish();
rollback;
