-- WR4: every change is in the log, by whom and from where; it cannot be changed and has no personal data.
begin;
-- The actors: ani (a) and budi (b), each with a chatbot, a document of two pieces and consent to learning; staff.
set local search_path = public, extensions, tap;
set local app.data_key = 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk';
insert into profiles (id, email_encrypted, email_index, full_name_encrypted, data_key_id, business_name)
select p.id, s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id, p.business_name
from (values
    ('aaaaaaaa-0000-0000-0000-000000000000'::uuid, 'ani@example.test', 'Ani Andriani', 'Warung Ani'),
    ('bbbbbbbb-0000-0000-0000-000000000000'::uuid, 'budi@example.test', 'Budi Budiman', 'Toko Budi')
) as p (id, email, full_name, business_name)
cross join lateral private.seal(p.email, p.full_name) as s;
insert into consents (user_id, purpose, version) select id, 'learning', '2026-01' from profiles;
insert into chatbots (id, user_id, name, description) values
('aaaaaaaa-1111-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'Bot Ani', 'Rahasia alpha'),
('bbbbbbbb-1111-0000-0000-000000000000', 'bbbbbbbb-0000-0000-0000-000000000000', 'Bot Budi', 'Rahasia beta');
insert into documents (id, user_id, chatbot_id, file_name, size_bytes, sha256, status)
select overlay(id::text placing '2222' from 10)::uuid, user_id, id, 'KTP ' || name || '.pdf', 10, sha256('x'), 'ready'
from chatbots;
insert into document_chunks (user_id, chatbot_id, document_id, chunk_index, content, embedding)
select user_id, chatbot_id, id, n, 'Isi ' || file_name || n,
    (array[n, 1] || array_fill(case when user_id::text like 'a%' then 0.1 else 0.2 end, array[1534]))::vector
from documents cross join generate_series(0, 1) as n;
insert into staff_members (id, role) values
('cccccccc-0000-0000-0000-000000000001', 'support'), ('cccccccc-0000-0000-0000-000000000002', 'privacy_officer'),
('cccccccc-0000-0000-0000-000000000003', 'auditor');
select plan(22);

select throws_ok(statement, '42501', null, 'not even a superuser may: ' || statement)
from (values
    ($$update audit_log set action = 'access'$$), ($$delete from audit_log$$),
    (format('delete from %s', (select tableoid::regclass from audit_log limit 1)))
) as s (statement);
select throws_ok($$truncate audit_log$$, '42501', null, 'or truncate it');
grant usage on schema tap to wira_owner;
set local role wira_owner;
select throws_ok($$delete from audit_log$$, '42501', null, 'nor the owner');
reset role;

select results_eq(
    $$select entity_type, count(*) from audit_log where action = 'create' and entity_type <> 'retention_policies'
      group by 1 order by 1$$,
    $$values ('chatbots', 2::bigint), ('consents', 2), ('document_chunks', 4), ('documents', 2), ('profiles', 2),
        ('staff_members', 3)$$,
    'every table''s changes are in it'
);
select is((select count(*) from audit_log where entity_type = 'retention_policies'), 7::bigint, 'policies'' too');
select has_trigger('public', t, 'record_change', t || ' is recorded')
from unnest(array[
    'profiles', 'chatbots', 'documents', 'document_chunks', 'consents', 'staff_members', 'retention_policies'
]) as t;

set local role wira_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
set local app.client_ip = '203.0.113.7';
select app.update_my_profile('ani@b.test', 'Ani Baru', 'Warung Ani Baru');
update chatbots set name = 'Bot Baru Ani';
select results_eq(
    $$select actor_id::text, action, entity_type, entity_id::text, host(ip_address) from audit_log
      where action = 'update' order by id$$,
    $$values
    ('aaaaaaaa-0000-0000-0000-000000000000', 'update', 'profiles', 'aaaaaaaa-0000-0000-0000-000000000000', '203.0.113.7'),
    ('aaaaaaaa-0000-0000-0000-000000000000', 'update', 'chatbots', 'aaaaaaaa-1111-0000-0000-000000000000', '203.0.113.7')$$,
    'with actor, row and address'
);
select is_empty(
    $$select 1 from audit_log where user_id is distinct from 'aaaaaaaa-0000-0000-0000-000000000000'$$,
    'a person reads the entries of their own data'
);
reset role;
select is_empty(
    $$select 1 from audit_log as l
      where entity_type <> 'retention_policies'
          and concat(old_value, new_value) ~* 'ani|budi|rahasia|ktp|isi |encrypted|email|_name|content|embedding"'$$,
    'no name, address, text or ciphertext of anybody is in it'
);

-- Who reads all of it.
create temporary table readers (role name, who text, sees boolean) on commit drop;
insert into readers values
('wira_staff', 'cccccccc-0000-0000-0000-000000000001', false),
('wira_staff', 'cccccccc-0000-0000-0000-000000000002', true),
('wira_staff', 'cccccccc-0000-0000-0000-000000000003', true),
('wira_staff', 'aaaaaaaa-0000-0000-0000-000000000000', false),
('wira_staff', '', false);
create function pg_temp.reads_all(p_role name, p_user text)
returns boolean
language plpgsql
as $$
declare
    v_all bigint := (select count(*) from audit_log);
    v_seen bigint;
begin
    perform set_config('role', p_role, true), set_config('app.current_user_id', p_user, true);
    select count(*) into v_seen from audit_log;
    reset role;
    return v_seen = v_all;
end
$$;
select is(pg_temp.reads_all(role, who), sees, format('%s as %s: %s', role, who, sees)) from readers;

select * from finish();
rollback;
