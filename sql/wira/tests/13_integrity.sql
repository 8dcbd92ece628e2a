-- WR8, WR11: the integrity report finds each kind of fault by name, and the health view counts.
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
select plan(20);

select is_empty('select * from private.integrity_report()', 'nothing is wrong with the actors');
grant usage on schema tap to wira_owner;
set local role wira_owner;
select lives_ok($$select private.check_integrity()$$, 'the job''s statement runs as the owner');
reset role;

-- Faults that no constraint can refuse, or that were made past it.
set local session_replication_role = replica;
create temporary table faults (rule text, statement text) on commit drop;
insert into faults values
('profile_has_a_retired_key', 'update private.data_keys set retired_at = now()'),
('encrypted_value_is_no_message,encrypted_value_is_unreadable', $$update profiles set email_encrypted = '\x00' where id::text like 'a%'$$),
('encrypted_value_is_unreadable',
 $$update profiles set full_name_encrypted = set_byte(full_name_encrypted, 50, 0) where id::text like 'a%'$$),
('encrypted_value_is_unreadable', $$update profiles set email_index = sha256('x') where id::text like 'a%'$$),
('ready_document_has_no_chunks', $$delete from document_chunks where user_id::text like 'a%'$$),
('chunks_are_not_consecutive', $$delete from document_chunks where user_id::text like 'a%' and chunk_index = 0$$),
('chunks_of_a_document_not_to_be_answered_from',
 $$update documents set status = 'deleted', deleted_at = now() where id::text like 'a%'$$),
('learned_without_consent', $$update consents set withdrawn_at = now() where user_id::text like 'a%'$$),
('retention_is_overdue',
 $$update profiles set status = 'closed', closed_at = now() - interval '33 days' where id::text like 'a%'$$),
('trigger_is_disabled', 'alter table chatbots disable trigger record_change'),
('constraint_is_not_validated', 'alter table chatbots add constraint chatbots_x check (true) not valid'),
('index_is_invalid',
 $$update pg_index set indisvalid = false where indexrelid = 'idx_chatbots_user_id'::regclass$$),
('table_is_without_row_level_security', 'alter table chatbots no force row level security');
create function pg_temp.found_after(p_statement text)
returns text
language plpgsql
as $$
declare
    v_rules text;
begin
    begin
        execute p_statement;
        select string_agg(distinct rule, ',' order by rule) into v_rules from private.integrity_report();
        raise sqlstate 'ZZ001';
    exception when sqlstate 'ZZ001' then
        null;
    end;
    return v_rules;
end
$$;
select is(pg_temp.found_after(statement), rule, 'found: ' || rule) from faults;

delete from document_chunks where user_id::text like 'a%';
select lives_ok(
    $$select private.check_integrity()$$, 'the job does not fail for what users can bring about, which the report has'
);
alter table profiles disable row level security;
select throws_ok(
    $$select private.check_integrity()$$, '22000', '1 findings: table_is_without_row_level_security 1',
    'it fails with how many there are of each that they cannot'
);
alter table profiles enable row level security;
set local app.data_key = '';
select lives_ok($$select * from private.integrity_report()$$, 'without a key the rest is still checked');
set local session_replication_role = origin;

set local role wira_owner;
select results_eq(
    $$select measure, label, value from private.health where measure in (
          'profiles by status', 'profiles by key', 'documents by status', 'chunks', 'document bytes by status'
      ) order by 1, 2$$,
    $$values ('chunks', '', 2::double precision), ('document bytes by status', 'ready', 20),
        ('documents by status', 'ready', 2), ('profiles by key', '1', 2), ('profiles by status', 'active', 2)$$,
    'the health view counts'
);
select isnt_empty(
    $$select 1 from private.health where measure = 'table bytes' and label = 'profiles' and value > 0$$, 'and measures'
);
reset role;

select * from finish();
rollback;
