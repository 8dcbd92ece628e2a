-- WR4, WR5: staff reach a person's data by their role, with a reason, and never unseen.
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
select plan(41);

grant execute on all functions in schema tap to wira_staff;
set local role wira_staff;
set local app.client_ip = '203.0.113.9';

-- Support reads, and no more.
set local app.current_user_id = 'cccccccc-0000-0000-0000-000000000001';
select results_eq(
    $$select id::text, email, full_name from app.staff_find_profile('Ani@example.test', 'ticket WIRA-1042')$$,
    $$values ('aaaaaaaa-0000-0000-0000-000000000000', 'ani@example.test', 'Ani Andriani')$$,
    'support finds a profile by its address'
);
select results_eq(
    $$select email from app.staff_read_profile('bbbbbbbb-0000-0000-0000-000000000000', 'ticket WIRA-1043')$$,
    $$values ('budi@example.test')$$, 'and reads one by its id'
);
select is_empty(
    $$select * from app.staff_find_profile('nobody@example.test', 'ticket WIRA-1044')$$, 'an unknown address finds nobody'
);
select throws_ok(statement, '42501', 'only active staff with the role privacy_officer may do this', statement)
from (values
    ($$select app.staff_export_person('aaaaaaaa-0000-0000-0000-000000000000', 'ticket WIRA-1045')$$),
    ($$select app.staff_erase_person('aaaaaaaa-0000-0000-0000-000000000000', 'ticket WIRA-1045')$$),
    ($$select app.staff_suspend_profile('aaaaaaaa-0000-0000-0000-000000000000', true, 'ticket WIRA-1045')$$)
) as s (statement);
select throws_ok(
    format($$select * from app.staff_read_profile('aaaaaaaa-0000-0000-0000-000000000000', %L)$$, reason), '22023',
    'a reason of 10 to 500 characters is needed to reach a person''s data', format('no reason: %L', reason)
) from (values (null), (''), ('          '), ('why not'), (repeat('x', 501))) as r (reason);
reset role;
select results_eq(
    $$select user_id::text, actor_id::text, new_value ->> 'reason', host(ip_address)
      from audit_log where action = 'access' order by id$$,
    $$values
    ('aaaaaaaa-0000-0000-0000-000000000000', 'cccccccc-0000-0000-0000-000000000001', 'ticket WIRA-1042', '203.0.113.9'),
    ('bbbbbbbb-0000-0000-0000-000000000000', 'cccccccc-0000-0000-0000-000000000001', 'ticket WIRA-1043', '203.0.113.9'),
    (null, 'cccccccc-0000-0000-0000-000000000001', 'ticket WIRA-1044', '203.0.113.9')$$,
    'each reading is in the log with its reason, a miss too, and a refusal is no reading'
);
set local role wira_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select results_eq(
    $$select actor_id::text from audit_log where action = 'access'$$,
    $$values ('cccccccc-0000-0000-0000-000000000001')$$, 'the person sees who read their data'
);

-- Auditors read the log and nobody's data; tables of persons are closed to all staff.
set local role wira_staff;
set local app.current_user_id = 'cccccccc-0000-0000-0000-000000000003';
select throws_ok(
    $$select * from app.staff_read_profile('aaaaaaaa-0000-0000-0000-000000000000', 'ticket WIRA-1046')$$, '42501',
    'only active staff with the role support or privacy_officer may do this', 'an auditor reads no profile'
);
select throws_ok(format('select * from %I', t), '42501', null, 'staff do not read the table ' || t)
from unnest(array['profiles', 'chatbots', 'documents', 'document_chunks', 'consents', 'current_consents', 'events']) as t;
select throws_ok(statement, '42501', null, 'staff are refused: ' || statement)
from (values
    ($$select app.find_profile_id('ani@example.test')$$), ($$select * from app.my_profile()$$),
    ($$insert into staff_members (id, role) values (gen_random_uuid(), 'privacy_officer')$$),
    ($$update staff_members set role = 'privacy_officer'$$), ($$delete from audit_log$$),
    ($$delete from retention_policies$$), ($$update retention_policies set kind = 'x'$$)
) as s (statement);
select results_eq($$select role from staff_members$$, $$values ('auditor')$$, 'and of staff they see themselves');
select is((select count(*) from retention_policies), 7::bigint, 'an auditor reads the retention policies');
select is_empty($$update retention_policies set keep = '1 year' returning 1$$, 'and changes none');

-- The privacy officer.
set local app.current_user_id = 'cccccccc-0000-0000-0000-000000000002';
select is(
    app.staff_export_person('aaaaaaaa-0000-0000-0000-000000000000', 'request of 2026-11-21') #>> '{profiles,0,email}',
    'ani@example.test', 'exports a person'
);
select lives_ok(
    $$select app.staff_suspend_profile('bbbbbbbb-0000-0000-0000-000000000000', true, 'objection of 2026-11-21')$$,
    'restricts processing'
);
select throws_ok(
    $$select app.staff_suspend_profile('eeeeeeee-0000-0000-0000-000000000000', true, 'objection of 2026-11-21')$$,
    'P0002', 'there is no open profile eeeeeeee-0000-0000-0000-000000000000', 'of somebody'
);
select isnt_empty(
    $$update retention_policies set keep = '14 days' where kind = 'closed_profiles' returning 1$$, 'sets retention'
);
select lives_ok(
    $$select app.staff_erase_person('aaaaaaaa-0000-0000-0000-000000000000', 'request of 2026-11-21')$$, 'erases a person'
);
reset role;
select results_eq(
    $$select action, new_value ->> 'reason' from audit_log
      where actor_id = 'cccccccc-0000-0000-0000-000000000002' and new_value ? 'reason' order by id$$,
    $$values ('export', 'request of 2026-11-21'), ('access', 'objection of 2026-11-21'), ('erase', 'request of 2026-11-21')$$,
    'all of it in the log'
);
select is((select status from profiles where id::text like 'b%'), 'suspended', 'who is restricted is suspended');
select is_empty($$select 1 from profiles where id::text like 'a%'$$, 'who is erased is gone');

-- Who leaves the staff has lost everything at once.
update staff_members set active = false;
set local role wira_staff;
select throws_ok(
    $$select * from app.staff_read_profile('bbbbbbbb-0000-0000-0000-000000000000', 'ticket WIRA-1047')$$, '42501', null,
    'former staff read no profile'
);
select is_empty($$select 1 from audit_log$$, 'and no log');
reset role;

select * from finish();
rollback;
