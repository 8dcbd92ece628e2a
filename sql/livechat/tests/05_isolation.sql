-- LC1: admins see and change their own websites, whatever they try; actors against every table.
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
select plan(56);

insert into messages_archive (id, website_id, conversation_id, sender_type, content, is_read, created_at)
select gen_random_uuid(), website_id, id, 'visitor', 'long ago', false, now() - interval '100 days' from conversations;
insert into archive_exports (
    website_id, month, part, message_count, json_key, json_bytes, json_sha256, csv_key, csv_bytes, csv_sha256
)
select id, '2024-01-01', 1, 1, 'x', 1, repeat('a', 64), 'x', 1, repeat('a', 64) from websites;

-- Everybody against every table: counts of A's rows and of all others.
create function pg_temp.visible(p_role name, p_user text) returns table (tbl text, own bigint, foreign_rows bigint)
language plpgsql as $$
declare
    v_of_a text;
begin
    perform set_config('app.current_user_id', p_user, true), set_config('role', p_role, true);
    for tbl, v_of_a in values
        ('admins', $c$id::text ~ 'a\d$'$c$), ('archive_exports', 'a'), ('conversations', 'a'), ('messages', 'a'),
        ('messages_archive', 'a'), ('visitors', 'a'), ('website_admins', 'a'),
        ('website_dashboard', 'a'), ('websites', $c$id::text like 'aaaa%'$c$)
    loop
        execute format(
            'select count(*) filter (where %1$s), count(*) filter (where not %1$s) from %2$I',
            case v_of_a when 'a' then $c$website_id::text like 'aaaa%'$c$ else v_of_a end, tbl
        ) into own, foreign_rows;
        return next;
    end loop;
    perform set_config('role', 'none', true);
end
$$;

select results_eq(
    format('select * from pg_temp.visible(%L, %L)', r, '00000000-0000-0000-0000-0000000000a1'),
    $$values ('admins', 2::bigint, 0::bigint), ('archive_exports', 1, 0), ('conversations', 1, 0), ('messages', 2, 0),
        ('messages_archive', 1, 0), ('visitors', 1, 0), ('website_admins', 2, 0), ('website_dashboard', 1, 0),
        ('websites', 1, 0)$$,
    r || ' for the owner of A: all of A, nothing of B'
)
from unnest(array['livechat_app', 'livechat_readonly']) as r;
select results_eq(
    format('select * from pg_temp.visible(%L, %L)', r, '00000000-0000-0000-0000-0000000000a2'),
    $$values ('admins', 2::bigint, 0::bigint), ('archive_exports', 0, 0), ('conversations', 1, 0), ('messages', 2, 0),
        ('messages_archive', 1, 0), ('visitors', 1, 0), ('website_admins', 2, 0), ('website_dashboard', 1, 0),
        ('websites', 1, 0)$$,
    r || ' for an agent of A: the same but for exports'
)
from unnest(array['livechat_app', 'livechat_readonly']) as r;
select results_eq(
    format('select * from pg_temp.visible(%L, %L)', r, '00000000-0000-0000-0000-0000000000b1'),
    $$values ('admins', 0::bigint, 1::bigint), ('archive_exports', 0, 1), ('conversations', 0, 1), ('messages', 0, 2),
        ('messages_archive', 0, 1), ('visitors', 0, 1), ('website_admins', 0, 1), ('website_dashboard', 0, 1),
        ('websites', 0, 1)$$,
    r || ' for bob: the mirror image'
)
from unnest(array['livechat_app', 'livechat_readonly']) as r;
select is(
    (select sum(own) + sum(foreign_rows) from pg_temp.visible(r, u)), rows::numeric, format('%s for %s sees %s rows', r, what, rows)
)
from unnest(array['livechat_app', 'livechat_readonly']) as r
cross join (values
    ('eve, who works for none: herself', '00000000-0000-0000-0000-0000000000e1', 1),
    ('nobody', '', 0),
    ('an admin who does not exist', '99999999-9999-9999-9999-999999999999', 0),
    ('a visitor, who is no admin', 'aaaaaaaa-1111-0000-0000-000000000000', 0)
) as v (what, u, rows);

-- Writing what is B's, as the owner of A: nothing is found, and nothing can be put there.
set local role livechat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
prepare changed as
with
w as (update websites set name = 'x' where id::text like 'bbbb%' returning 1),
m as (update website_admins set role = 'agent' where website_id::text like 'bbbb%' returning 1),
m2 as (delete from website_admins where website_id::text like 'bbbb%' returning 1),
v as (update visitors set name = 'x' where website_id::text like 'bbbb%' returning 1),
c as (update conversations set status = 'closed' where website_id::text like 'bbbb%' returning 1),
t as (update messages set is_read = true, read_at = now() where website_id::text like 'bbbb%' returning 1),
a as (update admins set name = 'x' where name = 'bob' returning 1)
select 1 from w union all select 1 from m union all select 1 from m2 union all select 1 from v union all
select 1 from c union all select 1 from t union all select 1 from a;
select is_empty('changed', 'no row of B is updated or deleted by ana');

select throws_ok(statement, '42501', null, 'ana is refused: ' || statement)
from (values
    ($$insert into visitors (website_id) values ('bbbbbbbb-0000-0000-0000-000000000000')$$),
    ($$insert into conversations (website_id, visitor_id) values
       ('bbbbbbbb-0000-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000')$$),
    ($$insert into messages (website_id, conversation_id, sender_type, admin_id, content) values
       ('bbbbbbbb-0000-0000-0000-000000000000', 'bbbbbbbb-2222-0000-0000-000000000000', 'admin', '00000000-0000-0000-0000-0000000000a1', 'x')$$),
    ($$insert into messages (website_id, conversation_id, sender_type, admin_id, content) values
       ('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'admin', '00000000-0000-0000-0000-0000000000a2', 'in the name of adi')$$),
    ($$insert into messages (website_id, conversation_id, sender_type, content) values
       ('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'visitor', 'in the name of vera')$$),
    ($$insert into websites (owner_id, name, domain) values ('00000000-0000-0000-0000-0000000000b1', 'x', 'x.test')$$),
    ($$insert into website_admins (website_id, admin_id) values ('bbbbbbbb-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1')$$),
    ($$insert into admins (email, name) values ('x@x.test', 'x')$$),
    ($$insert into messages_archive select * from messages_archive$$),
    ($$insert into audit_log (actor_id, action, entity_type, entity_id) values ('00000000-0000-0000-0000-0000000000a1', 'create', 'x', 'aaaaaaaa-0000-0000-0000-000000000000')$$),
    ($$insert into events (website_id, event_type, aggregate_id, aggregate_type, payload) values
       ('aaaaaaaa-0000-0000-0000-000000000000', 'a.b', 'aaaaaaaa-0000-0000-0000-000000000000', 'x', '{}')$$),
    ($$update messages set content = 'x'$$), ($$update messages set deleted_at = now()$$),
    ($$update messages set website_id = 'bbbbbbbb-0000-0000-0000-000000000000'$$), ($$update conversations set website_id = 'bbbbbbbb-0000-0000-0000-000000000000'$$),
    ($$update conversations set unread_count = 0$$), ($$update conversations set deleted_at = null$$),
    ($$update visitors set website_id = 'bbbbbbbb-0000-0000-0000-000000000000'$$), ($$update visitors set deleted_at = now()$$),
    ($$update websites set owner_id = '00000000-0000-0000-0000-0000000000b1'$$), ($$update website_admins set website_id = 'bbbbbbbb-0000-0000-0000-000000000000'$$),
    ($$delete from messages$$), ($$delete from conversations$$), ($$delete from visitors$$), ($$delete from websites$$),
    ($$delete from messages_archive$$), ($$delete from archive_exports$$), ($$select * from archive_export_visitors$$),
    ($$select * from events$$), ($$select password_hash from admins$$), ($$truncate messages$$)
) as s (statement);
select throws_ok(
    $$insert into conversations (website_id, visitor_id) values
      ('aaaaaaaa-0000-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000')$$,
    '23503', null, 'a visitor of B cannot be put into a conversation of A'
);
select throws_ok(
    $$update conversations set assigned_admin_id = '00000000-0000-0000-0000-0000000000b1'$$,
    '23503', null, 'nor can an admin of B be assigned'
);

-- What the rules allow does work; an agent does not manage.
select lives_ok(
    $$insert into messages (website_id, conversation_id, sender_type, admin_id, content) values
      ('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'admin', '00000000-0000-0000-0000-0000000000a1', 'mine') returning id$$,
    'ana answers'
);
select lives_ok(
    $$insert into websites (owner_id, name, domain) values ('00000000-0000-0000-0000-0000000000a1', 'Shop C', 'c.test') returning id$$,
    'ana sets up another website'
);
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
select throws_ok(
    $$insert into website_admins (website_id, admin_id) values ('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000e1')$$,
    '42501', null, 'an agent admits nobody'
);
select is_empty($$update websites set name = 'x' returning 1$$, 'an agent does not change the website');
select lives_ok($$update conversations set assigned_admin_id = '00000000-0000-0000-0000-0000000000a2', status = 'pending'$$, 'an agent takes a conversation');
select results_eq($$delete from website_admins returning admin_id::text$$, $$values ('00000000-0000-0000-0000-0000000000a2')$$, 'and may leave');
reset role;
select is(
    (select assigned_admin_id from conversations where id = 'aaaaaaaa-2222-0000-0000-000000000000'), null, 'after which nobody is assigned'
);
update admins set status = 'suspended' where name = 'ana';
select is(
    (select sum(own) + sum(foreign_rows) from pg_temp.visible('livechat_app', '00000000-0000-0000-0000-0000000000a1')), 1::numeric,
    'a suspended owner sees themselves alone'
);

select * from finish();
rollback;
