-- LC1: the other ways round: RETURNING, COPY, errors, conditions that tell, functions, sequences, settings.
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
select plan(39);

create function pg_temp.error(p_statement text) returns text language plpgsql as $$
declare
    v_detail text;
begin
    execute p_statement;
    return 'no error';
exception when others then
    get stacked diagnostics v_detail = pg_exception_detail;
    return concat_ws('|', sqlstate, sqlerrm, v_detail);
end
$$;
create function pg_temp.tell(p_text text) returns boolean language plpgsql cost 0.0000001 as $$
begin
    if p_text ~ 'Shop B|vito|bob' then
        raise exception 'leaked: %', p_text;
    end if;
    return true;
end
$$;

set local role livechat_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';

-- RETURNING, ON CONFLICT and MERGE show no row of others.
select is_empty($$update visitors set name = 'x' where name = 'vito' returning name$$, 'UPDATE ... RETURNING');
select is_empty(
    $$delete from website_admins where website_id = 'bbbbbbbb-0000-0000-0000-000000000000' returning admin_id$$, 'DELETE ... RETURNING'
);
select throws_ok(
    $$insert into visitors (id, website_id) values ('bbbbbbbb-1111-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000')
      on conflict (id) do update set name = 'taken' returning name$$,
    '42501', null, 'INSERT ... ON CONFLICT DO UPDATE on an id of others'
);
select is_empty(
    $$merge into conversations as c using (values ('bbbbbbbb-2222-0000-0000-000000000000'::uuid)) as v (id) on c.id = v.id
      when matched then update set status = 'closed' returning c.subject$$,
    'MERGE ... RETURNING'
);
select is_empty($$select 1 from conversations where subject = 'question of vito' for update$$, 'SELECT ... FOR UPDATE');

-- COPY reads by the policies or not at all, and touches no file.
select throws_ok(statement, '42501', null, 'refused: ' || statement)
from unnest(array[
    $$copy messages to '/tmp/messages'$$, $$copy messages from '/etc/hostname'$$, $$copy messages to program 'cat'$$,
    $$select pg_read_file('PG_VERSION')$$, $$select lo_from_bytea(0, 'x')$$,
    'select nextval(''events_id_seq'')', 'select last_value from audit_log_id_seq', 'select * from schema_migrations',
    'select * from partman.part_config', 'select * from private.all_messages', 'select private.purge_deleted()',
    'select private.archive_messages()', 'select app.known_visitor_id()', 'select platform.record_change()',
    'create table public.mine ()', 'create temporary table mine ()', 'set session_replication_role = replica',
    'create policy mine on messages for select using (true)', 'alter table messages disable row level security',
    'drop trigger record_change on messages'
]) as statement;
select throws_ok(
    $$set local row_security = off; select * from messages$$, '42501',
    'query would be affected by row-level security policy for table "messages"', 'row_security = off refuses to answer'
);
set local row_security = on;

-- Errors: the same for what is others' as for what does not exist, and without values.
select is(
    replace(pg_temp.error(format(statement, there)), there, '?'),
    replace(pg_temp.error(format(statement, nowhere)), nowhere, '?'),
    'an id of others is as unknown as one that does not exist: ' || what
)
from (values
    ('a visitor, for a conversation', 'bbbbbbbb-1111-0000-0000-000000000000',
     $$insert into conversations (website_id, visitor_id) values ('aaaaaaaa-0000-0000-0000-000000000000', %L)$$),
    ('a website, for a visitor', 'bbbbbbbb-0000-0000-0000-000000000000', $$insert into visitors (website_id) values (%L)$$),
    ('an admin, to assign', '00000000-0000-0000-0000-0000000000b1', $$update conversations set assigned_admin_id = %L$$),
    ('a visitor, to export', 'bbbbbbbb-1111-0000-0000-000000000000', $$select app.export_visitor(%L)$$),
    ('a message, to delete', 'bbbbbbbb-3333-0000-0000-000000000001', $$select app.delete_message(%L)$$)
) as v (what, there, statement)
cross join (values ('cccccccc-cccc-cccc-cccc-cccccccccccc')) as n (nowhere);
select is(
    pg_temp.error($$insert into websites (owner_id, name, domain) values ('00000000-0000-0000-0000-0000000000a1', 'x', 'b.test')$$),
    '23505|duplicate key value violates unique constraint "idx_websites_domain"|', 'a unique index tells no row'
);

-- A condition that tells what it sees is asked after the policy.
select lives_ok(
    format('select count(*) from %I where pg_temp.tell(%I::text)', t, c), format('a leaky condition on %s.%s', t, c)
)
from (values
    ('messages', 'content'), ('conversations', 'subject'), ('visitors', 'name'), ('websites', 'name'),
    ('admins', 'name'), ('audit_log', 'new_value'), ('website_dashboard', 'name')
) as v (t, c);
reset role;

select * from finish();
rollback;
