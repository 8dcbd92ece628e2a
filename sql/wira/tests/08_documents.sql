-- WR10: documents in the object store, what is learned of them, and the search by meaning.
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
select plan(12);

set local role wira_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select results_eq(
    format(
        $$select chunk_index, round(similarity_score::numeric, 6)
          from app.search_chunks('aaaaaaaa-1111-0000-0000-000000000000', %L, 5)$$,
        (select embedding from document_chunks where chunk_index = 1)
    ),
    format(
        $$select chunk_index, round((1 - (embedding <=> %L))::numeric, 6) from document_chunks order by 2 desc$$,
        (select embedding from document_chunks where chunk_index = 1)
    ),
    'the nearest pieces first, with their similarity'
);
select is_empty(
    $$select * from app.search_chunks(
        'bbbbbbbb-1111-0000-0000-000000000000', (select embedding from document_chunks limit 1))$$,
    'of another''s chatbot there is nothing'
);
select is(
    (select count(*) from app.search_chunks(
        'aaaaaaaa-1111-0000-0000-000000000000', (select embedding from document_chunks limit 1), 1)),
    1::bigint, 'as many as asked for'
);
select throws_ok(
    $$select * from app.search_chunks('aaaaaaaa-1111-0000-0000-000000000000', '[1,2]')$$, '22000', null,
    'a vector of another length is refused'
);

-- Deleting is a status that can be undone.
update documents set status = 'deleted';
select results_eq($$select deleted_at from documents$$, $$values (now())$$, 'deleted_at is the time of the deletion');
select is_empty($$select 1 from document_chunks$$, 'what was learned of it is gone');
select is_empty(
    $$select 1 from app.search_chunks('aaaaaaaa-1111-0000-0000-000000000000', array_fill(1, array[1536])::vector)$$,
    'and not answered from'
);
update documents set status = 'pending';
select results_eq($$select deleted_at from documents$$, $$values (null::timestamptz)$$, 'a restored one has no such time');
reset role;
select isnt_empty($$select 1 from document_chunks where user_id::text like 'b%'$$, 'others'' documents keep their pieces');

-- Many equal vectors of another tenant do not hide one's own.
set local session_replication_role = replica;
insert into document_chunks (user_id, chatbot_id, document_id, chunk_index, content, embedding)
select 'bbbbbbbb-0000-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000',
    'bbbbbbbb-2222-0000-0000-000000000000', n, 'copy', (array[1, 1] || array_fill(0::float, array[1534]))::vector
from generate_series(10, 400) as n;
insert into document_chunks (user_id, chatbot_id, document_id, chunk_index, content, embedding)
select 'aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000',
    'aaaaaaaa-2222-0000-0000-000000000000', n, 'own', (array[1, 1.1, n] || array_fill(0::float, array[1533]))::vector
from generate_series(0, 4) as n;
set local session_replication_role = origin;
analyze document_chunks;
set local role wira_app;
select is(
    (select count(*) from app.search_chunks(
        'aaaaaaaa-1111-0000-0000-000000000000', (array[1, 1] || array_fill(0::float, array[1534]))::vector, 5)),
    5::bigint, 'all of one''s own are found beside four hundred copies of another''s'
);
reset role;

-- A chatbot takes its documents along.
set local role wira_app;
delete from chatbots;
reset role;
select is_empty($$select 1 from documents where user_id::text like 'a%'$$, 'a deleted chatbot''s documents go');
select is_empty($$select 1 from document_chunks where user_id::text like 'a%'$$, 'and what it learned');

select * from finish();
rollback;
