-- NX16, NX18: document, audit entry and event in one transaction.
begin;
-- The actors. Organization A: ana owner, adi admin, mia member, vic viewer, bot the AI agent's user. B: bob owner.
-- eve belongs to none.
set local search_path = public, extensions, tap;
insert into users (id, email, username)
select ('00000000-0000-0000-0000-0000000000' || n)::uuid, who || '@example.test', who
from (values
    ('a1', 'ana'), ('a2', 'adi'), ('a3', 'mia'), ('a4', 'vic'), ('a9', 'bot'), ('b1', 'bob'), ('e1', 'eve')
) as t (n, who);
insert into organizations (id, name, slug, owner_id) values
('aaaaaaaa-0000-0000-0000-000000000000', 'Org A', 'org-a', '00000000-0000-0000-0000-0000000000a1'),
('bbbbbbbb-0000-0000-0000-000000000000', 'Org B', 'org-b', '00000000-0000-0000-0000-0000000000b1');
insert into org_members (org_id, user_id, role) values
('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a2', 'admin'),
('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a3', 'member'),
('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a4', 'viewer'),
('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a9', 'member');
insert into projects (id, org_id, name) values
('aaaaaaaa-1111-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'Project A'),
('bbbbbbbb-1111-0000-0000-000000000000', 'bbbbbbbb-0000-0000-0000-000000000000', 'Project B');
insert into documents (id, project_id, author_id, title, content) values
('aaaaaaaa-2222-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'Plan of A', 'rahasia alpha'),
('bbbbbbbb-2222-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000b1', 'Plan of B', 'rahasia beta');
insert into tasks (id, project_id, creator_id, title) values
('aaaaaaaa-3333-0000-0000-000000000000', 'aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'Task of A'),
('bbbbbbbb-3333-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000b1', 'Task of B');
select plan(9);

truncate events;
set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a3';
set local app.client_ip = '203.0.113.7';
insert into documents (id, project_id, author_id, title, content) values
('aaaaaaaa-2222-0000-0000-000000000002', 'aaaaaaaa-1111-0000-0000-000000000000',
 '00000000-0000-0000-0000-0000000000a3', 'Second', 'text');
reset role;
select results_eq(
    $$select org_id::text, event_type::text, aggregate_type::text, status::text, payload - 'occurred_at' from events$$,
    $$values ('aaaaaaaa-0000-0000-0000-000000000000', 'document.created', 'documents', 'pending', '{
        "id": "aaaaaaaa-2222-0000-0000-000000000002", "org_id": "aaaaaaaa-0000-0000-0000-000000000000",
        "project_id": "aaaaaaaa-1111-0000-0000-000000000000", "version": 1, "changed": [],
        "actor_id": "00000000-0000-0000-0000-0000000000a3"}'::jsonb)$$,
    'the event, with no content of the document'
);
select results_eq(
    $$select org_id::text, actor_id::text, action::text, entity_type::text, old_value, new_value ->> 'title', ip_address
      from audit_log where entity_id = 'aaaaaaaa-2222-0000-0000-000000000002'$$,
    $$values ('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a3', 'create', 'documents',
        null::jsonb, 'Second', '203.0.113.7'::inet)$$,
    'the audit entry, with actor and address'
);
select is(
    (select count(distinct x) from (
        select xmin::text as x from documents where title = 'Second'
        union all select xmin::text from audit_log where entity_id = 'aaaaaaaa-2222-0000-0000-000000000002'
        union all select xmin::text from events
    ) as t),
    1::bigint, 'all three were written by one transaction'
);

-- When the transaction fails, nothing is left of the three.
savepoint before_failure;
set local role novax_app;
insert into documents (project_id, author_id, title) values
('aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a3', 'Lost');
rollback to savepoint before_failure;
reset role;
select is_empty($$select 1 from events where payload ->> 'version' = '1' and aggregate_id not in (select id from documents)$$,
    'no event without its document');
select is_empty($$select 1 from audit_log where new_value ->> 'title' = 'Lost'$$, 'no audit entry without its document');

-- And when the outbox cannot take the event, the document is not written.
savepoint no_outbox;
alter table events drop constraint events_payload_shape, add constraint full_up check (false) not valid;
set local role novax_app;
select throws_ok(
    $$insert into documents (project_id, author_id, title) values
      ('aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a3', 'No event')$$,
    '23514', null, 'a document whose event is refused is refused'
);
rollback to savepoint no_outbox;
reset role;

-- The course of a document's life.
set local role novax_app;
update documents set title = 'Renamed', content = 'new' where title = 'Second';
update documents set status = 'deleted' where title = 'Renamed';
delete from documents where title = 'Renamed';
reset role;
set local role ai_agent_role;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a9';
update documents set ai_metadata = '{}' where id = 'aaaaaaaa-2222-0000-0000-000000000000';
reset role;
select results_eq(
    $$select event_type::text, payload -> 'changed', payload -> 'version' from events order by id$$,
    $$values ('document.created', '[]'::jsonb, '1'::jsonb), ('document.updated', '["content", "title"]', '2'),
        ('document.deleted', '["status"]', '3'), ('document.updated', '["ai_metadata"]', '1')$$,
    'created, updated, deleted once; what changed is named, so the AI can skip its own change'
);
select results_eq(
    $$select action::text, old_value ->> 'title', new_value ->> 'title', new_value ->> 'status' from audit_log
      where entity_id = 'aaaaaaaa-2222-0000-0000-000000000002' order by id$$,
    $$values ('create', null, 'Second', 'active'), ('update', 'Second', 'Renamed', 'active'),
        ('update', 'Renamed', 'Renamed', 'deleted'), ('delete', 'Renamed', null, null)$$,
    'the log has every step, before and after'
);

-- The outbox moves rows between partitions by their status.
update events set status = 'published' where event_type = 'document.created';
update events set status = 'failed' where event_type = 'document.deleted';
select results_eq(
    $$select tableoid::regclass::text, count(*) from events group by 1 order by 1$$,
    $$values ('events_failed', 1::bigint), ('events_pending', 2), ('events_published_default', 1)$$,
    'each status has its partition'
);

select * from finish();
rollback;
