-- WR2, WR5: each actor tries what is not theirs; SQLSTATE 42501 by privileges and policies, no rows otherwise.
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
select plan(69);

create function pg_temp.foreign_rows(p_role name, p_user text)
returns bigint
language plpgsql
as $$
declare
    v_rows bigint;
begin
    perform set_config('role', p_role, true), set_config('app.current_user_id', p_user, true);
    select sum(n) into v_rows from (
        select count(*) from profiles where id <> nullif(p_user, '')::uuid or p_user = ''
        union all select count(*) from chatbots where user_id <> nullif(p_user, '')::uuid or p_user = ''
        union all select count(id) from documents where user_id <> nullif(p_user, '')::uuid or p_user = ''
        union all select count(id) from document_chunks where user_id <> nullif(p_user, '')::uuid or p_user = ''
        union all select count(*) from consents where user_id <> nullif(p_user, '')::uuid or p_user = ''
        union all select count(*) from current_consents where user_id <> nullif(p_user, '')::uuid or p_user = ''
        union all select count(*) from audit_log where user_id is distinct from nullif(p_user, '')::uuid or p_user = ''
    ) as t (n);
    reset role;
    return v_rows;
end
$$;
select is(pg_temp.foreign_rows(r, u), 0::bigint, format('%s as %s sees nothing of others', r, u))
from unnest(array['wira_app', 'wira_readonly']) as r
cross join unnest(array[
    '', 'aaaaaaaa-0000-0000-0000-000000000000', 'bbbbbbbb-0000-0000-0000-000000000000',
    'cccccccc-0000-0000-0000-000000000002', 'eeeeeeee-0000-0000-0000-000000000000'
]) as u;

-- A setting that is no uuid is an error, not a door.
set local role wira_app;
set local app.current_user_id = 'ani';
select throws_ok($$select id from profiles$$, '22P02', null, 'a user that is no uuid sees nothing');

set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select results_eq($$select business_name from profiles$$, $$values ('Warung Ani')$$, 'ani sees herself');
select results_eq($$select file_name from documents$$, $$values ('KTP Bot Ani.pdf')$$, 'and her document');

reset role;

create function pg_temp.changed_by_ani()
returns bigint
language plpgsql
as $$
declare
    v_rows bigint;
begin
    set local role wira_app;
    with c as (update chatbots set name = 'x' where id::text like 'bbbb%' returning 1),
    c2 as (delete from chatbots where id::text like 'bbbb%' returning 1),
    d as (update documents set status = 'deleted' where id::text like 'bbbb%' returning 1),
    k as (delete from document_chunks where user_id::text like 'bbbb%' returning 1),
    p as (update profiles set business_name = 'x' where id::text like 'bbbb%' returning 1),
    n as (update consents set withdrawn_at = now() where user_id::text like 'bbbb%' returning 1)
    select count(*) into v_rows from (
        select from c union all select from c2 union all select from d union all select from k union all
        select from p union all select from n
    ) as t;
    reset role;
    return v_rows;
end
$$;
select is(pg_temp.changed_by_ani(), 0::bigint, 'no row of budi is updated or deleted by ani');
set local role wira_app;

select throws_ok(statement, '42501', null, 'ani is refused: ' || statement)
from (values
    ($$insert into chatbots (user_id, name) values ('bbbbbbbb-0000-0000-0000-000000000000', 'x')$$),
    ($$insert into documents (user_id, chatbot_id, file_name, size_bytes, sha256) values
       ('bbbbbbbb-0000-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000', 'x', 1, sha256('x'))$$),
    ($$insert into document_chunks (user_id, chatbot_id, document_id, chunk_index, content, embedding) values
       ('bbbbbbbb-0000-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000',
        'bbbbbbbb-2222-0000-0000-000000000000', 9, 'poison', array_fill(1, array[1536])::vector)$$),
    ($$insert into consents (user_id, purpose, version)
       values ('bbbbbbbb-0000-0000-0000-000000000000', 'marketing', '2026-01')$$),
    ($$insert into consents (user_id, purpose, version, given_at)
       values ('aaaaaaaa-0000-0000-0000-000000000000', 'marketing', '2026-01', '2020-01-01')$$),
    ($$insert into profiles (id) values ('aaaaaaaa-0000-0000-0000-000000000000')$$),
    ($$insert into audit_log (actor_id, action, entity_type, entity_id)
       values ('aaaaaaaa-0000-0000-0000-000000000000', 'create', 'x', gen_random_uuid())$$),
    ($$insert into events (user_id, event_type, aggregate_id, aggregate_type, payload)
       values ('aaaaaaaa-0000-0000-0000-000000000000', 'a.b', gen_random_uuid(), 'x', '{}')$$),
    ($$update chatbots set user_id = 'bbbbbbbb-0000-0000-0000-000000000000'$$),
    ($$update documents set user_id = 'bbbbbbbb-0000-0000-0000-000000000000'$$),
    ($$update documents set deleted_at = '2020-01-01'$$),
    ($$update profiles set status = 'active'$$),
    ($$update profiles set email_index = '\x00'$$),
    ($$update document_chunks set content = 'x'$$),
    ($$update consents set version = '2027-01'$$),
    ($$delete from profiles$$), ($$delete from documents$$), ($$delete from consents$$),
    ($$select email_encrypted from profiles$$), ($$select email_index from profiles$$),
    ($$select full_name_encrypted from profiles$$), ($$select * from profiles$$), ($$select * from events$$),
    ($$select * from staff_members$$), ($$select * from retention_policies$$), ($$select * from private.data_keys$$),
    ($$select private.decrypt(null, null)$$), ($$select * from private.export_person(null)$$),
    ($$select * from app.staff_read_profile('bbbbbbbb-0000-0000-0000-000000000000', 'because I want')$$),
    ($$truncate chatbots$$), ($$alter table chatbots no force row level security$$)
) as s (statement);

-- Another's chatbot and one that is not there are refused alike: the key says nothing of which ids exist.
select throws_ok(format($$insert into documents (user_id, chatbot_id, file_name, size_bytes, sha256)
    values ('aaaaaaaa-0000-0000-0000-000000000000', %L, 'x', 1, sha256('x'))$$, id), '23503',
    'insert or update on table "documents" violates foreign key constraint "documents_chatbot_id_user_id_fkey"',
    'a document for chatbot ' || id)
from unnest(array['bbbbbbbb-1111-0000-0000-000000000000', 'dddddddd-1111-0000-0000-000000000000']) as id;

select lives_ok(statement, 'ani may: ' || statement)
from (values
    ($$insert into chatbots (user_id, name) values ('aaaaaaaa-0000-0000-0000-000000000000', 'Second') returning *$$),
    ($$update documents set status = 'processing'$$),
    ($$insert into document_chunks (user_id, chatbot_id, document_id, chunk_index, content, embedding) values
       ('aaaaaaaa-0000-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000',
        'aaaaaaaa-2222-0000-0000-000000000000', 2, 'more', array_fill(1, array[1536])::vector)$$),
    ($$update profiles set business_name = 'Warung Ani Jaya'$$),
    ($$delete from chatbots where name = 'Second'$$)
) as s (statement);

-- Suspended: everything is still seen, nothing written but what is her right.
reset role;
update profiles set status = 'suspended' where id::text like 'a%';
set local role wira_app;
select isnt_empty($$select 1 from chatbots$$, 'a suspended profile still reads');
select is_empty($$update chatbots set name = 'x' returning 1$$, 'and updates nothing');
select is_empty($$delete from chatbots returning 1$$, 'or deletes');
select throws_ok(
    $$insert into chatbots (user_id, name) values ('aaaaaaaa-0000-0000-0000-000000000000', 'x')$$, '42501', null,
    'or inserts'
);
select lives_ok($$select app.withdraw_consent('learning')$$, 'but may withdraw consent');
reset role;

set local role wira_readonly;
select throws_ok(statement, '42501', null, 'readonly is refused: ' || statement)
from (values
    ($$select email_encrypted from profiles$$), ($$select full_name_encrypted from profiles$$),
    ($$select file_name from documents$$), ($$select content from document_chunks$$),
    ($$select embedding from document_chunks$$), ($$select * from app.my_profile()$$),
    ($$select app.find_profile_id('budi@example.test')$$), ($$select app.export_my_data()$$),
    ($$insert into chatbots (user_id, name) values ('aaaaaaaa-0000-0000-0000-000000000000', 'x')$$),
    ($$update chatbots set name = 'x'$$), ($$delete from chatbots$$), ($$select * from retention_runs$$)
) as s (statement);

select * from finish();
rollback;
