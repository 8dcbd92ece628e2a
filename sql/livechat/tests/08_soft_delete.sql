-- LC3: what is deleted is gone for everybody, comes back within 30 days, and is erased after them.
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

insert into messages_archive (id, website_id, conversation_id, sender_type, content, is_read, created_at)
values ('aaaaaaaa-3333-0000-0000-000000000009', 'aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-2222-0000-0000-000000000000', 'visitor', 'long ago', false, now() - interval '100 days');
create function pg_temp.seen() returns text language sql as $$
    select concat_ws(' ', (select count(*) from visitors), (select count(*) from conversations),
        (select count(*) from messages), (select count(*) from messages_archive))
$$;
grant execute on function pg_temp.seen() to public;

set local role livechat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select is(pg_temp.seen(), '1 1 2 1', 'ana sees a visitor, a conversation, two messages and an archived one');

-- A message, and one in the archive.
select lives_ok($$select app.delete_message('aaaaaaaa-3333-0000-0000-000000000001')$$, 'she deletes a message');
select lives_ok($$select app.delete_message('aaaaaaaa-3333-0000-0000-000000000009')$$, 'and an archived one');
select is(pg_temp.seen(), '1 1 1 0', 'both are gone');
select is_empty($$select 1 from app.thread('aaaaaaaa-2222-0000-0000-000000000000') where id = 'aaaaaaaa-3333-0000-0000-000000000001'$$, 'from the thread, too');
select throws_ok(
    $$select app.delete_message('aaaaaaaa-3333-0000-0000-000000000001')$$, '42501',
    'message aaaaaaaa-3333-0000-0000-000000000001 is not there for the current user', 'deleting twice is refused'
);
select lives_ok($$select app.undo_delete_message('aaaaaaaa-3333-0000-0000-000000000001')$$, 'she takes it back');
select lives_ok($$select app.undo_delete_message('aaaaaaaa-3333-0000-0000-000000000009')$$, 'and the other');
select is(pg_temp.seen(), '1 1 2 1', 'both are there again');

-- A conversation takes its messages along, and brings back those that it took.
select lives_ok($$select app.delete_message('aaaaaaaa-3333-0000-0000-000000000002')$$, 'a message is deleted');
select lives_ok($$select app.delete_conversation('aaaaaaaa-2222-0000-0000-000000000000')$$, 'and then its conversation');
select is(pg_temp.seen(), '1 0 0 0', 'nothing of it is left');
select throws_ok(
    $$select app.undo_delete_message('aaaaaaaa-3333-0000-0000-000000000002')$$, '42501', null,
    'a message does not come back without its conversation'
);
select lives_ok($$select app.undo_delete_conversation('aaaaaaaa-2222-0000-0000-000000000000')$$, 'the conversation comes back');
select is(pg_temp.seen(), '1 1 1 1', 'without the message that was deleted before it');
select lives_ok($$select app.undo_delete_message('aaaaaaaa-3333-0000-0000-000000000002')$$, 'which comes back by itself');

-- A visitor takes everything along.
select lives_ok($$select app.delete_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$, 'the visitor is deleted');
select is(pg_temp.seen(), '0 0 0 0', 'with everything');
select throws_ok(
    $$select app.undo_delete_conversation('aaaaaaaa-2222-0000-0000-000000000000')$$, '42501', null,
    'a conversation does not come back without its visitor'
);
select lives_ok($$select app.undo_delete_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$, 'the visitor comes back');
select is(pg_temp.seen(), '1 1 2 1', 'with everything');

-- Who may.
select throws_ok(
    format('select app.%s(%L)', f, id), '42501', format('%s %s is not there for the current user', what, id),
    format('ana does not reach what is B''s: %s', f)
)
from (values
    ('delete_message', 'message', 'bbbbbbbb-3333-0000-0000-000000000001'), ('undo_delete_message', 'deleted message', 'bbbbbbbb-3333-0000-0000-000000000001'),
    ('delete_conversation', 'conversation', 'bbbbbbbb-2222-0000-0000-000000000000'), ('undo_delete_conversation', 'deleted conversation', 'bbbbbbbb-2222-0000-0000-000000000000'),
    ('delete_visitor', 'visitor', 'bbbbbbbb-1111-0000-0000-000000000000'), ('undo_delete_visitor', 'deleted visitor', 'bbbbbbbb-1111-0000-0000-000000000000')
) as t (f, what, id);
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
select throws_ok($$select app.delete_visitor('aaaaaaaa-1111-0000-0000-000000000000')$$, '42501', null, 'an agent erases no visitor');
set local role livechat_visitor;
set local app.current_user_id = 'aaaaaaaa-1111-0000-0000-000000000000';
select throws_ok($$select app.delete_message('aaaaaaaa-3333-0000-0000-000000000002')$$, '42501', null, 'a visitor does not delete an answer');
select lives_ok($$select app.delete_message('aaaaaaaa-3333-0000-0000-000000000001')$$, 'but what they wrote');
reset role;

-- After 30 days nothing comes back, and the job erases it.
update messages set deleted_at = now() - interval '31 days' where id = 'aaaaaaaa-3333-0000-0000-000000000001';
update messages_archive set deleted_at = now() - interval '29 days';
set local role livechat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select throws_ok($$select app.undo_delete_message('aaaaaaaa-3333-0000-0000-000000000001')$$, '42501', null, 'after 30 days it is too late');
reset role;
grant usage on schema tap to livechat_owner;
set local role livechat_owner;
select is(private.purge_deleted(), 1::bigint, 'the job erases what is older than 30 days');
select is(private.purge_deleted(), 0::bigint, 'and nothing more when it runs again');
reset role;
select results_eq(
    $$select (select count(*) from messages where id = 'aaaaaaaa-3333-0000-0000-000000000001'), (select count(*) from messages_archive)$$,
    $$values (0::bigint, 1::bigint)$$, 'the message is gone, and the younger one can still come back'
);

select * from finish();
rollback;
