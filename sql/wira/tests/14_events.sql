-- WR10: what others are to hear stands in the outbox, in the transaction of the change, without content.
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
select plan(6);

delete from events;
set local role wira_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
update chatbots set name = 'Bot Baru';
update documents set status = 'deleted';
update documents set file_name = 'Nama lain.pdf';
update documents set status = 'pending';
select app.update_my_profile('ani@b.test', 'Ani Baru', 'Warung Baru');
insert into chatbots (id, user_id, name) values
('aaaaaaaa-1112-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'Dua');
reset role;
select results_eq(
    $$select event_type::text, aggregate_type::text, aggregate_id::text, user_id::text, status::text from events order by id$$,
    $$values
    ('chatbot.updated', 'chatbots', 'aaaaaaaa-1111-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'pending'),
    ('document.deleted', 'documents', 'aaaaaaaa-2222-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'pending'),
    ('document.updated', 'documents', 'aaaaaaaa-2222-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'pending'),
    ('profile.updated', 'profiles', 'aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'pending'),
    ('chatbot.created', 'chatbots', 'aaaaaaaa-1112-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'pending')$$,
    'each change is an event; a deleted document''s other changes are none'
);
select is_empty(
    $$select 1 from events where payload::text ~* 'bot baru|nama lain|ani baru|ani@|warung|ktp'$$, 'none has content'
);
select results_eq(
    $$select payload ->> 'object_key', payload ->> 'chatbot_id' from events where event_type = 'document.deleted'$$,
    $$values ('aaaaaaaa-0000-0000-0000-000000000000/aaaaaaaa-2222-0000-0000-000000000000',
          'aaaaaaaa-1111-0000-0000-000000000000')$$,
    'a document''s tell where the file is'
);
set local role wira_readonly;
select is((select count(*) from events), 5::bigint, 'a person sees their own through the read-only role');
set local app.current_user_id = 'bbbbbbbb-0000-0000-0000-000000000000';
select is_empty('select 1 from events', 'and nobody else does');
reset role;

-- Re-encrypting is nobody's news.
delete from events;
update profiles as p
set (email_encrypted, email_index, full_name_encrypted, data_key_id) = (
    select s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id
    from private.seal('x' || p.id || '@example.test', null) as s
);
select is_empty('select 1 from events', 'a new key publishes nothing');

select * from finish();
rollback;
