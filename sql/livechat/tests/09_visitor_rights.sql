-- LC5: access is complete, portability is what the visitor gave, erasure leaves entries without personal data alone.
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
select plan(25);

-- A visitor whose every piece of data can be recognised, in every table that may hold any.
insert into messages_archive (id, website_id, conversation_id, sender_type, content, is_read, created_at) values
('aaaaaaaa-3333-0000-0000-000000000009', 'aaaaaaaa-0000-0000-0000-000000000000',
 'aaaaaaaa-2222-0000-0000-000000000000', 'visitor', 'vera long ago', false, now() - interval '100 days');
insert into archive_exports (
    id, website_id, month, part, message_count, json_key, json_bytes, json_sha256, csv_key, csv_bytes, csv_sha256
)
select 'aaaaaaaa-4444-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', '2024-01-01', 1, 1, 'a.jsonl', 1, h, 'a.csv', 1, h
from repeat('a', 64) as h;
insert into archive_export_visitors values
('aaaaaaaa-4444-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000');
create temporary table answers (what text, answer jsonb) on commit drop;
grant select, insert on answers to public;

set local app.client_ip = '198.51.100.7';
set local role livechat_visitor;
set local app.current_user_id = 'aaaaaaaa-1111-0000-0000-000000000000';
update visitors set metadata = '{"plan": "vera-gold"}';
insert into messages (website_id, conversation_id, sender_type, content) values
('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'visitor', 'vera secret');
select app.delete_message('aaaaaaaa-3333-0000-0000-000000000001') is null as done \gset
set local app.client_ip = '203.0.113.1';
set local role livechat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
update visitors set phone = '+62999', name = 'vera the second';
update conversations set subject = 'vera subject', assigned_admin_id = '00000000-0000-0000-0000-0000000000a1';

-- Access.
insert into answers select 'access', app.export_visitor('aaaaaaaa-1111-0000-0000-000000000000');
select is(answer #>> '{visitor,email}', 'vera@mail.test', 'the answer has the person') from answers;
select is(
    jsonb_array_length(answer #> '{conversations,0,messages}'), 4, 'every message, the deleted and the archived too'
)
from answers;
select is(answer #>> '{website,domain}', 'a.test', 'who keeps it') from answers;
select is(answer #>> '{archive_exports,0,json_key}', 'a.jsonl', 'where exports lie') from answers;
select ok(answer::text !~ 'vito|bbbbbbbb', 'and nothing of others') from answers;
reset role;

-- By the catalog: any row of any table that names the visitor, or what is theirs, or bears one of their marks.
create function pg_temp.about_vera() returns table (tbl text, id text, content text) language plpgsql as $$
begin
    for tbl in
        select c.relname::text from pg_class as c
        where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
            and c.relname <> 'schema_migrations'
        order by 1
    loop
        return query execute format(
            'select %1$L, coalesce(to_jsonb(t) ->> ''id'', ''none''), to_jsonb(t)::text from %1$I as t
             where to_jsonb(t)::text ~ %2$L',
            tbl,
            'aaaaaaaa-(1111|2222|3333)|vera|192\.0\.2\.1"|\+62811|\+62999|Browser 1|198\.51\.100'
        );
    end loop;
end
$$;
select cmp_ok(count(distinct tbl), '>=', 7::bigint, 'seven tables know of the visitor') from pg_temp.about_vera();
select is_empty(
    $$select r.tbl, r.id from pg_temp.about_vera() as r cross join answers as a
      where r.tbl <> 'archive_export_visitors' and a.answer::text !~ format('"id": "?%s"?[,}]', r.id)$$,
    'every row that is about the visitor is in the answer'
);
select results_eq(
    $$select action::text, entity_type::text, actor_id::text, ip_address from audit_log order by id desc limit 1$$,
    $$values ('access', 'visitors', '00000000-0000-0000-0000-0000000000a1', '203.0.113.1'::inet)$$,
    'who looked is in the log'
);

-- Portability.
set local role livechat_visitor;
set local app.current_user_id = 'aaaaaaaa-1111-0000-0000-000000000000';
insert into answers select 'portability', app.visitor_portability('aaaaaaaa-1111-0000-0000-000000000000');
reset role;
select results_eq(
    $$select answer ->> 'format', answer -> 'version', answer -> 'profile' from answers where what = 'portability'$$,
    $$values ('livechat.portability', '1'::jsonb,
        '{"name": "vera the second", "email": "vera@mail.test", "phone": "+62999"}'::jsonb)$$,
    'a format with a version, and what the visitor said of themselves'
);
select results_eq(
    $$select m ->> 'content' from answers, jsonb_path_query(answer, '$.conversations[*].messages[*]') as m
      where what = 'portability'$$,
    $$values ('vera long ago'), ('vera secret')$$,
    'their own messages, archived ones too; no answers and nothing deleted'
);
select ok(
    answer::text !~ '192\.0\.2|Browser|gold|00000000-0000-0000-0000-0000000000a1', 'and nothing that was found out about them'
)
from answers
where what = 'portability';

-- Who may.
set local role livechat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
select throws_ok(format('select app.%s(%L)', f, 'aaaaaaaa-1111-0000-0000-000000000000'), '42501', null, 'an agent: no ' || f)
from unnest(array['export_visitor', 'visitor_portability']) as f;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000b1';
select throws_ok(
    format('select app.%s(%L)', f, 'aaaaaaaa-1111-0000-0000-000000000000'), '42501',
    'visitor aaaaaaaa-1111-0000-0000-000000000000 is not there for the current user', 'the owner of B: no ' || f
)
from unnest(array['export_visitor', 'visitor_portability']) as f;

-- Erasure, by the visitor.
set local app.client_ip = '198.51.100.7';
set local role livechat_visitor;
set local app.current_user_id = 'aaaaaaaa-1111-0000-0000-000000000000';
select lives_ok($$select app.delete_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$, 'the visitor has themselves deleted');
select is_empty(
    $$select id from visitors union all select id from conversations union all select id from messages union all
      select id from messages_archive$$,
    'nothing is left for them'
);
reset role;
grant usage on schema tap to livechat_owner;
set local role livechat_owner;
set local app.current_user_id = '';
select is(private.purge_deleted(), 0::bigint, 'nor is it final before 30 days are over');
reset role;
-- Time passes, which leaves no entry.
set local session_replication_role = replica;
update visitors set deleted_at = deleted_at - interval '30 days 1 minute' where name = 'vera the second';
set local session_replication_role = origin;
-- Published within the 30 days, and no longer kept.
update events set status = 'published', status_since = now() - interval '8 days';
delete from archive_export_visitors;
set local role livechat_owner;
select is(private.purge_deleted(), 1::bigint, 'then it is');
select is(private.purge_deleted(), 0::bigint, 'once');
select cmp_ok(platform.maintain_outbox('7 days'), '>', 0::bigint, 'its events go once their stream keeps them no more');
reset role;
select results_eq(
    $$select distinct tbl from pg_temp.about_vera()$$, $$values ('audit_log')$$,
    'no table but the log knows of the visitor'
);
select is_empty(
    $$select content from pg_temp.about_vera() where content ~ 'vera|192\.0\.2\.1"|\+62|Browser|gold|198\.51\.100'$$,
    'and the log has nothing personal: ids of what is no more, and times'
);
select results_eq(
    $$select action::text, actor_id::text from audit_log
      where entity_type = 'visitors' and entity_id = 'aaaaaaaa-1111-0000-0000-000000000000' order by id desc limit 2$$,
    $$values ('delete', '00000000-0000-0000-0000-000000000000'), ('update', 'aaaaaaaa-1111-0000-0000-000000000000')$$,
    'but that they were deleted, by themselves, and erased, by the system'
);
select is((select count(*) from visitors), 1::bigint, 'others are as they were');

select * from finish();
rollback;
