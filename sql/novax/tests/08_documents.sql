-- NX5: optimistic locking, the search vector, times.
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
select plan(13);

set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a3';
select is((select version from documents), 1, 'a new document is at version 1');
select results_eq(
    $$update documents set title = 'second' where version = 1 returning version$$, $$values (2)$$,
    'a change counts the version up'
);
select is_empty($$update documents set title = 'stale' where version = 1 returning version$$,
    'a stale version in WHERE changes nothing');
select throws_ok(
    $$update documents set title = 'stale', version = 1$$, '40001',
    'document aaaaaaaa-2222-0000-0000-000000000000 is at version 2, not 1', 'a stale version in SET is a conflict'
);
select results_eq(
    $$update documents set title = 'third', version = 2 returning version$$, $$values (3)$$,
    'the version as read is accepted'
);
select results_eq(
    $$update documents set title = 'fourth', version = version + 1 returning version$$, $$values (4)$$,
    'and one higher, as object mappers write it'
);
select throws_ok($$update documents set version = 9$$, '40001', null, 'nothing else is');
select is((select title::text from documents), 'fourth', 'and the text is that of the last who knew the version');
select throws_ok(
    $$insert into documents (project_id, author_id, title, version) values
      ('aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a3', 'x', 7)$$,
    '42501', null, 'nobody starts at another version'
);
reset role;

set local role ai_agent_role;
update documents set ai_metadata = '{"tags": ["x"]}' where id = 'aaaaaaaa-2222-0000-0000-000000000000';
reset role;
select is((select version from documents where id::text like 'aaaa%'), 4, 'a change by the AI does not count');
select is(
    (select search_vector::text from documents where id::text like 'aaaa%'),
    $$'alpha':3B 'fourth':1A 'rahasia':2B$$, 'title and content are searchable, the title with more weight'
);
select throws_ok(
    $$update documents set search_vector = ''$$, '428C9', null, 'the search vector is nobody''s to write'
);
select lives_ok(
    $$update documents set content = (select string_agg(md5(n::text), ' ') from generate_series(1, 60000) as n)
      where id::text like 'aaaa%'$$, 'a text of two million characters is accepted'
);

select * from finish();
rollback;
