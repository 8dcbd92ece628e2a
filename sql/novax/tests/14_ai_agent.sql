-- NX15: the AI agent: two views, new embeddings, two columns of documents, and nothing else.
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
select plan(49);

refresh materialized view private.mv_ai_document_context;
refresh materialized view private.mv_ai_task_intelligence;
set local role ai_agent_role;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a9';

select results_eq($$select title::text from mv_ai_document_context$$, $$values ('Plan of A')$$, 'documents in context');
select results_eq($$select title::text from mv_ai_task_intelligence$$, $$values ('Task of A')$$, 'tasks by urgency');
select results_eq(
    $$update documents set ai_summary = '{"summary": "s", "model": "m", "generated_at": "2026-02-18T12:00:00Z"}',
          ai_metadata = '{"tags": ["plan"]}' where id = 'aaaaaaaa-2222-0000-0000-000000000000' returning id::text$$,
    $$values ('aaaaaaaa-2222-0000-0000-000000000000')$$, 'a summary of a document of its organization'
);
select is_empty(
    $$update documents set ai_metadata = '{}' where id = 'bbbbbbbb-2222-0000-0000-000000000000' returning id$$,
    'none of a document of others'
);
select results_eq(
    $$with u as (update documents set ai_metadata = '{}' returning id) select count(*) from u$$, $$values (1::bigint)$$,
    'an update of everything is an update of its organization'
);
select throws_ok(statement, '42501', null, 'refused: ' || statement)
from unnest(array[
    'update documents set content = ''x''', 'update documents set title = ''x''', 'update documents set status = ''deleted''',
    'update documents set version = 1', 'select * from documents', 'select title from documents',
    'update documents set ai_metadata = ''{}'' returning content', 'delete from documents',
    'insert into documents (title) values (''x'')',
    'select * from ai_embeddings', 'delete from ai_embeddings', 'update ai_embeddings set metadata = ''{}''',
    'select * from users', 'update users set username = ''xxx''', 'delete from users',
    'select * from tasks', 'update tasks set ai_metadata = ''{}''', 'delete from tasks',
    'select * from projects', 'update projects set ai_context = ''{}''', 'delete from projects',
    'select * from organizations', 'select * from org_members', 'insert into org_members (role) values (''owner'')',
    'select * from audit_log', 'select * from events', 'delete from events', 'delete from audit_log',
    'select * from private.mv_ai_document_context', 'select * from private.mv_ai_task_intelligence',
    'refresh materialized view private.mv_ai_document_context',
    'select app.known_user_ids()', 'select * from app.search_documents(''x'')', 'select * from app.find_login(''x'')',
    'select app.record_document_access(gen_random_uuid())', 'select private.org_of_project(gen_random_uuid())',
    'create table t (a int)', 'create temporary table t (a int)', 'truncate documents'
]) as statement;

-- It acts as somebody, and has their limits.
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a4';
select is_empty($$update documents set ai_metadata = '{}' returning id$$, 'in a viewer''s name it changes nothing');
select isnt_empty($$select 1 from mv_ai_document_context$$, 'but reads');
set local app.current_user_id = '';
select is_empty($$select 1 from mv_ai_document_context$$, 'in nobody''s name it reads nothing');
select is_empty($$update documents set ai_metadata = '{}' returning id$$, 'and changes nothing');
reset role;
delete from org_members where user_id::text like '%a9';
set local role ai_agent_role;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a9';
select is_empty($$select 1 from mv_ai_document_context$$, 'an organization shuts it out by removing it');
reset role;

select * from finish();
rollback;
