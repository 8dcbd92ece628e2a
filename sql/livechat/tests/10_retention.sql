-- LC4, LC8: messages end where the seed says, run how often one likes; partitions are made ahead and dropped when empty.
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
select plan(22);

delete from messages;
insert into messages (website_id, conversation_id, sender_type, content, created_at, is_read, read_at)
select 'aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'system', d || ' days', now() - make_interval(days => d), false, null
from unnest(array[0, 30, 89, 91, 300, 400]) as d;
update messages set deleted_at = now() where content = '300 days';
select bag_eq(
    'select content from only messages_default',
    $$select content from messages where created_at < date_trunc('month', now() - interval '90 days')$$,
    'what is older than the partitions lies in the default one'
);
select is((select visitor_unread_count from conversations where id = 'aaaaaaaa-2222-0000-0000-000000000000'), 5::bigint, 'five are unread');

grant usage on schema tap to livechat_owner;
set local role livechat_owner;
select is(private.archive_messages(p_rows => 2), 2::bigint, 'the job moves a part at a time');
select is(private.archive_messages(p_rows => 2), 1::bigint, 'then the rest');
select is(private.archive_messages(), 0::bigint, 'and nothing when it runs again');
reset role;
select results_eq(
    $$select content from messages order by created_at desc$$, $$values ('0 days'), ('30 days'), ('89 days')$$,
    'up to 90 days a message is active'
);
select results_eq(
    $$select content, deleted_at is not null, is_read, sender_type::text, created_at = now() - content::interval
      from messages_archive order by created_at desc$$,
    $$values ('91 days', false, false, 'system', true), ('300 days', true, false, 'system', true),
        ('400 days', false, false, 'system', true)$$,
    'then it is in the archive, as it was, and stays until it has been exported'
);
select is(
    (select visitor_unread_count from conversations where id = 'aaaaaaaa-2222-0000-0000-000000000000'), 3::bigint,
    'what is archived is not unread any more'
);
set local role livechat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select results_eq(
    $$select content from app.thread('aaaaaaaa-2222-0000-0000-000000000000')$$,
    $$values ('0 days'), ('30 days'), ('89 days'), ('91 days'), ('400 days')$$,
    'the thread goes on into the archive'
);
select results_eq(
    $$select content from app.thread('aaaaaaaa-2222-0000-0000-000000000000', now() - interval '30 days', 2)$$,
    $$values ('89 days'), ('91 days')$$, 'page by page'
);
reset role;
update messages_archive set deleted_at = now() - interval '31 days' where content = '300 days';
set local role livechat_owner;
select is(private.purge_deleted(), 1::bigint, 'a deleted message is erased from the archive too');
reset role;

-- Partitions. One of long ago, with a message that has not been archived, and one without.
create table messages_p20200101 partition of messages for values from ('2020-01-01') to ('2020-02-01');
create table messages_p20200201 partition of messages for values from ('2020-02-01') to ('2020-03-01');
alter table messages_p20200101 owner to livechat_owner;
alter table messages_p20200201 owner to livechat_owner;
insert into messages (website_id, conversation_id, sender_type, content, created_at) values
('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'system', 'forgotten', '2020-02-03');
update partman.part_config set premake = 7 where parent_table = 'public.messages';
set local role livechat_owner;
select lives_ok('select private.maintain_partitions()', 'the maintenance job runs, as the owner');
reset role;
select has_table(
    'public', 'messages_p' || to_char(date_trunc('month', now()) + interval '7 months', 'YYYYMMDD'),
    'and makes the months to come'
);
select hasnt_table('public', 'messages_p20200101', 'an old partition without rows is dropped');
select has_table('public', 'messages_p20200201', 'one with rows is not');
set local role livechat_owner;
select is(private.archive_messages(), 1::bigint, 'once its messages are archived');
select lives_ok('select private.maintain_partitions()', 'and the job runs again');
reset role;
select hasnt_table('public', 'messages_p20200201', 'it is');
select ok(
    to_regclass('public.messages_p' || to_char(now(), 'YYYYMM') || '01') is not null,
    'this month''s stays'
);
select is_empty(
    $$select c.oid::regclass, a.grantee::regrole from pg_class as c cross join lateral aclexplode(c.relacl) as a
      where c.relispartition and a.grantee <> c.relowner$$,
    'nobody has a right on a partition'
);
select is_empty(
    $$select oid::regclass from pg_class where relispartition and relowner <> 'livechat_owner'::regrole$$,
    'and all are the owner''s'
);
set local role livechat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select throws_ok('select * from messages_default', '42501', null, 'so there is no way round the policies');
reset role;

select * from finish();
rollback;
