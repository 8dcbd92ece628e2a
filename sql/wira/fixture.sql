-- Two tenants with rows in every tenant table, for tests that ask who sees what. Run once, by a superuser, in an empty
-- database. Personal columns are encrypted with app.data_key where the session has it, else with a key of its own.
select length(set_config(
    'app.data_key',
    coalesce(nullif(current_setting('app.data_key', true), ''), 'key-of-the-fixture-32-bytes-long'),
    false
)) as length_of_key;

insert into profiles (
    id, email_encrypted, email_index, full_name_encrypted, data_key_id, business_name
)
select p.id, s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id, p.business_name
from (
    values
    ('aaaaaaaa-0000-0000-0000-000000000000'::uuid, 'ani@a.test', 'Ani Andriani', 'Warung Ani'),
    ('bbbbbbbb-0000-0000-0000-000000000000'::uuid, 'budi@b.test', 'Budi Budiman', 'Toko Budi')
) as p (id, email, full_name, business_name)
cross join lateral private.seal(p.email, p.full_name) as s;

insert into consents (user_id, purpose, version)
select p.id, u.purpose, '2026-01' from profiles as p cross join (values ('service'), ('learning')) as u (purpose);
insert into consents (user_id, purpose, version, given_at)
select p.id, 'marketing', '2025-06', now() - interval '90 days' from profiles as p;
update consents set withdrawn_at = now() where purpose = 'marketing';

insert into chatbots (id, user_id, name, description)
select overlay(p.id::text placing '1' || n from 10 for 2)::uuid, p.id, p.business_name || ' ' || n, 'Menjawab pelanggan'
from profiles as p cross join generate_series(1, 2) as n;

insert into documents (id, user_id, chatbot_id, file_name, media_type, size_bytes, sha256, status)
select
    overlay(c.id::text placing '2' || n from 15 for 2)::uuid,
    c.user_id,
    c.id,
    'menu ' || n || '.pdf',
    'application/pdf',
    1000 * n,
    sha256(c.id::text::bytea),
    'ready'
from chatbots as c cross join generate_series(1, 2) as n;

insert into document_chunks (user_id, chatbot_id, document_id, chunk_index, content, embedding)
select
    d.user_id,
    d.chatbot_id,
    d.id,
    n,
    'Jam buka ' || n,
    (array[sin(row_number() over ()), cos(row_number() over ()), n] || array_fill(0::float, array[1533]))::vector
from documents as d cross join generate_series(0, 1) as n;

-- The triggers have written this month's entries; one of next month, for the other partition.
insert into audit_log (user_id, actor_id, action, entity_type, entity_id, created_at)
select p.id, p.id, 'access', 'profiles', p.id, date_trunc('month', now()) + interval '1 month 1 day' from profiles as p;
insert into events (user_id, event_type, aggregate_id, aggregate_type, payload, status)
select p.id, 'profile.created', p.id, 'profiles', '{}', s.status
from profiles as p cross join (values ('published'), ('failed')) as s (status);

insert into staff_members (id, role) values
('cccccccc-0000-0000-0000-000000000001', 'support'),
('cccccccc-0000-0000-0000-000000000002', 'privacy_officer'),
('cccccccc-0000-0000-0000-000000000003', 'auditor');

insert into tap.tenants (name, user_id, tenant)
select left(p.id::text, 1), p.id, p.id::text from profiles as p;
