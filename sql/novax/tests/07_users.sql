-- NX1: signing up, logging in, one's own profile.
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
set local app.current_user_id = '00000000-0000-0000-0000-0000000000f1';
select lives_ok(
    $$insert into users (id, email, username, password_hash) values
      ('00000000-0000-0000-0000-0000000000f1', 'new@example.test', 'new', '$2b$12$hash') returning id$$,
    'a service makes the user that it acts for'
);
select results_eq($$select username::text from users$$, $$values ('new')$$, 'who then sees themselves alone');
select isnt_empty(
    $$update users set profile_metadata = '{"lang": "id"}' where username = 'new' returning 1$$, 'and changes the profile'
);
select throws_ok($$update users set status = 'deleted'$$, '42501', null, 'but not the status');
select throws_ok($$select * from users$$, '42501', null, 'nobody selects a password''s hash, not even by *');
select results_eq(
    $$select user_id::text, password_hash, status from app.find_login('NEW@example.test')$$,
    $$values ('00000000-0000-0000-0000-0000000000f1', '$2b$12$hash', 'active')$$,
    'the application finds what it needs to check a password'
);
select is_empty($$select * from app.find_login('%')$$, 'for one address, not for a pattern');
select throws_ok(
    $$insert into users (id, email, username) values
      ('00000000-0000-0000-0000-0000000000f1', 'ana@example.test', 'ana2')$$,
    '23505', null, 'an address that is taken is refused'
);
reset role;

set local role novax_readonly;
select throws_ok($$select * from app.find_login('ana@example.test')$$, '42501', null, 'readonly gets no hash');
reset role;
set local role ai_agent_role;
select throws_ok($$select * from app.find_login('ana@example.test')$$, '42501', null, 'nor does the agent');
select throws_ok($$select id from users$$, '42501', null, 'who does not see users at all');
reset role;

select ok(
    (select updated_at = now() and created_at = now() from users where username = 'new'), 'times come from the database'
);
update users set updated_at = '2020-01-01' where username = 'ana';
select is((select updated_at from users where username = 'ana'), now(), 'updated_at cannot be set');

select * from finish();
rollback;
