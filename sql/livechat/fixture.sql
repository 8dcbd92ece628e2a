-- Two tenants, A and B, with rows in every table, messages of two months among them; for the attack matrix. Run once,
-- as the superuser, in a database with all migrations. Audit entries and events come by triggers, owners in
-- website_admins too. A visitor of each tenant has its owner's id, so that the one setting finds rows in the chat's
-- role as well.
insert into admins (id, email, name) values
('0a000000-0000-0000-0000-0000000000a1', 'ana@a.test', 'Ana'),
('0a000000-0000-0000-0000-0000000000a2', 'adi@a.test', 'Adi'),
('0b000000-0000-0000-0000-0000000000b1', 'bob@b.test', 'Bob'),
('0b000000-0000-0000-0000-0000000000b2', 'bela@b.test', 'Bela');

insert into websites (id, owner_id, name, domain) values
('aaaaaaaa-0000-0000-0000-000000000000', '0a000000-0000-0000-0000-0000000000a1', 'Shop A', 'a.test'),
('bbbbbbbb-0000-0000-0000-000000000000', '0b000000-0000-0000-0000-0000000000b1', 'Shop B', 'b.test');

insert into website_admins (website_id, admin_id, role) values
('aaaaaaaa-0000-0000-0000-000000000000', '0a000000-0000-0000-0000-0000000000a2', 'agent'),
('bbbbbbbb-0000-0000-0000-000000000000', '0b000000-0000-0000-0000-0000000000b2', 'agent');

insert into visitors (id, website_id, name, email, ip_address)
select v.id::uuid, w.id, v.name, lower(v.name) || '@visitor.test', '192.0.2.1'
from (values
    ('0a000000-0000-0000-0000-0000000000a1', 'Visitor-A1'), ('0a000000-0000-0000-0000-0000000000f2', 'Visitor-A2'),
    ('0b000000-0000-0000-0000-0000000000b1', 'Visitor-B1'), ('0b000000-0000-0000-0000-0000000000f2', 'Visitor-B2')
) as v (id, name)
inner join websites as w on w.name = 'Shop ' || substr(v.name, 9, 1);

insert into conversations (id, website_id, visitor_id, assigned_admin_id, subject, status)
select
    overlay(v.id::text placing 'c' from 1 for 1)::uuid,
    v.website_id,
    v.id,
    w.owner_id,
    'Question of ' || v.name,
    case when v.name ~ '1$' then 'open' else 'closed' end
from visitors as v
inner join websites as w on w.id = v.website_id;

-- A message of the visitor and an answer in each conversation, this month and forty days ago, and in the archive.
insert into messages (website_id, conversation_id, sender_type, admin_id, content, created_at)
select c.website_id, c.id, s.sender, case s.sender when 'admin' then c.assigned_admin_id end, s.sender || ' says', t.at
from conversations as c
cross join (values ('visitor'), ('admin')) as s (sender)
cross join (values (now()), (now() - interval '40 days')) as t (at);

insert into messages_archive (
    id, website_id, conversation_id, sender_type, content, is_read, read_at, created_at
)
select gen_random_uuid(), c.website_id, c.id, 'visitor', 'long ago', true, t.at, t.at
from conversations as c
cross join (values (now() - interval '100 days'), (now() - interval '200 days')) as t (at);

insert into archive_exports (
    website_id, month, part, message_count, json_key, json_bytes, json_sha256, csv_key, csv_bytes, csv_sha256
)
select
    w.id,
    m.month,
    1,
    10,
    format('messages/%s/%s-1.jsonl.gz', w.id, m.month),
    100,
    encode(sha256('json'), 'hex'),
    format('messages/%s/%s-1.csv.gz', w.id, m.month),
    100,
    encode(sha256('csv'), 'hex')
from websites as w
cross join (values ('2024-01-01'::date), ('2024-02-01'::date)) as m (month);

insert into archive_export_visitors (export_id, visitor_id)
select x.id, v.id
from archive_exports as x
inner join visitors as v on v.website_id = x.website_id;

insert into tap.tenants (name, user_id, tenant) values
('a', '0a000000-0000-0000-0000-0000000000a1', 'aaaaaaaa-0000-0000-0000-000000000000'),
('b', '0b000000-0000-0000-0000-0000000000b1', 'bbbbbbbb-0000-0000-0000-000000000000');
