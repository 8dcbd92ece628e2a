-- WR6: consent is given and withdrawn, once each, and its history stays.
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

set local role wira_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select lives_ok($$select app.give_consent('marketing', '2026-01')$$, 'consent is given');
select is(app.has_consent('marketing'), true, 'and is in force');
select lives_ok($$select app.give_consent('marketing', '2026-02')$$, 'a new version takes its place');
select results_eq(
    $$select purpose, version from current_consents order by 1$$,
    $$values ('learning', '2026-01'), ('marketing', '2026-02')$$, 'one a purpose is in force'
);
select results_eq(
    $$select version, withdrawn_at is not null from consents where purpose = 'marketing' order by 1$$,
    $$values ('2026-01', true), ('2026-02', false)$$, 'and the former is history'
);
select is(app.withdraw_consent('marketing'), true, 'consent is withdrawn');
select is(app.withdraw_consent('marketing'), false, 'once');
select is(app.has_consent('marketing'), false, 'and is not in force');
select is((select count(*) from consents where purpose = 'marketing'), 2::bigint, 'both rows are still there');
select throws_ok(
    $$update consents set withdrawn_at = null where purpose = 'marketing'$$, '42501', null,
    'a withdrawal is not taken back'
);
select throws_ok(
    $$update consents set withdrawn_at = now() where purpose = 'marketing'$$, '42501', null, 'or repeated'
);
update consents set withdrawn_at = '2030-01-01' where purpose = 'learning';
select results_eq(
    $$select withdrawn_at from consents where purpose = 'learning'$$, $$values (now())$$, 'or dated otherwise than now'
);
select throws_ok(
    $$insert into consents (user_id, purpose, version) values
      ('aaaaaaaa-0000-0000-0000-000000000000', 'service', '2026-01'),
      ('aaaaaaaa-0000-0000-0000-000000000000', 'service', '2026-02')$$, '23505', null,
    'two versions are not in force at once'
);
-- Without consent to learning a chatbot learns nothing, and at the transaction's end what it knew is gone.
select throws_ok(
    $$insert into document_chunks (user_id, chatbot_id, document_id, chunk_index, content, embedding) values
      ('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000',
       'aaaaaaaa-2222-0000-0000-000000000000', 2, 'more', array_fill(1, array[1536])::vector)$$, '42501', null,
    'no learning without consent'
);
select isnt_empty($$select 1 from document_chunks$$, 'what was learned is there until the transaction ends');
reset role;
set constraints all immediate;
select is_empty($$select 1 from document_chunks where user_id::text like 'a%'$$, 'and then it is not');
select isnt_empty($$select 1 from document_chunks where user_id::text like 'b%'$$, 'others'' is');
select isnt_empty($$select 1 from documents where user_id::text like 'a%'$$, 'documents stay');

-- A new version in the same transaction forgets nothing.
set constraints all deferred;
set local role wira_app;
set local app.current_user_id = 'bbbbbbbb-0000-0000-0000-000000000000';
select lives_ok($$select app.give_consent('learning', '2026-02')$$, 'a new version of the consent to learning');
reset role;
set constraints all immediate;
select isnt_empty($$select 1 from document_chunks where user_id::text like 'b%'$$, 'leaves what was learned');

-- Not even the owner rewrites history.
grant usage on schema tap to wira_owner;
set local role wira_owner;
select is_empty($$update consents set purpose = 'service' returning 1$$, 'the owner has no policy for it');
reset role;
select throws_ok($$update consents set purpose = 'analytics'$$, '42501', null, 'and a superuser meets the trigger');

select * from finish();
rollback;
