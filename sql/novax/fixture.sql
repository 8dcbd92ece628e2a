-- Two tenants with rows in every tenant table, for tests that try each command on each table. Run once, as the
-- superuser, in an empty database with all migrations. Each tenant: an owner, whom the rows are by, and a member; a row
-- of A differs from B's by its first digit alone.
insert into users (id, email, username, password_hash)
select
    (t.tenant || '0000000-0000-0000-0000-00000000000' || n)::uuid,
    n || '@' || t.tenant || '.example.test',
    'user-' || t.tenant || n,
    '$argon2id$' || t.tenant
from (values ('a'), ('b')) as t (tenant)
cross join generate_series(1, 2) as n;

insert into organizations (id, name, slug, owner_id) values
('a1000000-0000-0000-0000-000000000000', 'Org A', 'org-a', 'a0000000-0000-0000-0000-000000000001'),
('b1000000-0000-0000-0000-000000000000', 'Org B', 'org-b', 'b0000000-0000-0000-0000-000000000001');
-- The owners are members by a trigger.
insert into org_members (org_id, user_id, role) values
('a1000000-0000-0000-0000-000000000000', 'a0000000-0000-0000-0000-000000000002', 'member'),
('b1000000-0000-0000-0000-000000000000', 'b0000000-0000-0000-0000-000000000002', 'member');

insert into projects (id, org_id, name)
select
    (t.tenant || '2000000-0000-0000-0000-00000000000' || n)::uuid,
    (t.tenant || '1000000-0000-0000-0000-000000000000')::uuid,
    'Project ' || n
from (values ('a'), ('b')) as t (tenant)
cross join generate_series(1, 2) as n;

insert into documents (id, project_id, author_id, title, content)
select
    (t.tenant || '3000000-0000-0000-0000-00000000000' || n)::uuid,
    (t.tenant || '2000000-0000-0000-0000-00000000000' || n)::uuid,
    (t.tenant || '0000000-0000-0000-0000-000000000001')::uuid,
    'Document ' || n,
    'secret of ' || t.tenant
from (values ('a'), ('b')) as t (tenant)
cross join generate_series(1, 2) as n;

insert into tasks (id, project_id, assignee_id, creator_id, title)
select
    (t.tenant || '4000000-0000-0000-0000-00000000000' || n)::uuid,
    (t.tenant || '2000000-0000-0000-0000-00000000000' || n)::uuid,
    (t.tenant || '0000000-0000-0000-0000-000000000002')::uuid,
    (t.tenant || '0000000-0000-0000-0000-000000000001')::uuid,
    'Task ' || n
from (values ('a'), ('b')) as t (tenant)
cross join generate_series(1, 2) as n;

insert into ai_embeddings (source_id, source_type, embedding)
select d.id, 'document', array_fill(1, array[1536])::vector from documents as d;

-- Triggers have written entries of this month and pending events; these are in the other partitions.
insert into audit_log (org_id, actor_id, action, entity_type, entity_id, created_at)
select o.id, o.owner_id, 'access', 'documents', d.id, now() + interval '1 month'
from organizations as o
inner join projects as p on p.org_id = o.id
inner join documents as d on d.project_id = p.id;
insert into events (org_id, event_type, aggregate_id, aggregate_type, payload, status)
select e.org_id, e.event_type, e.aggregate_id, e.aggregate_type, e.payload, s.status
from events as e
cross join (values ('published'), ('failed')) as s (status);

-- What the AI reads.
refresh materialized view private.mv_ai_document_context;
refresh materialized view private.mv_ai_task_intelligence;

insert into tap.tenants (name, user_id, tenant) values
('a', 'a0000000-0000-0000-0000-000000000001', 'a1000000-0000-0000-0000-000000000000'),
('b', 'b0000000-0000-0000-0000-000000000001', 'b1000000-0000-0000-0000-000000000000');
