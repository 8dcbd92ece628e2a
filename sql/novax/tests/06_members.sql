-- NX3: what the four roles of members may do.
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
select plan(27);

create function pg_temp.act_as(p_user text) returns void language sql as $$
    select set_config('app.current_user_id', '00000000-0000-0000-0000-0000000000' || p_user, true);
$$;
set local role novax_app;

-- viewer
do $$ begin perform pg_temp.act_as('a4'); end $$;
select throws_ok(
    $$insert into documents (project_id, author_id, title) values
      ('aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a4', 'x')$$,
    '42501', null, 'a viewer writes no document'
);
select is_empty($$update documents set title = 'x' returning 1$$, 'a viewer changes no document');
select is_empty($$delete from tasks returning 1$$, 'a viewer deletes no task');
select is_empty($$update org_members set role = 'admin' where user_id::text like '%a4' returning 1$$,
    'a viewer does not promote themselves');
select results_eq($$select count(*) from documents$$, $$values (1::bigint)$$, 'a viewer reads');

-- member
do $$ begin perform pg_temp.act_as('a3'); end $$;
select isnt_empty($$update documents set title = 'by mia' returning 1$$, 'a member changes a document');
select is_empty($$update projects set name = 'x' returning 1$$, 'a member changes no project');
select is_empty($$update organizations set name = 'x' returning 1$$, 'a member changes no organization');
select is_empty($$update org_members set role = 'owner' returning 1$$, 'a member promotes nobody');
select throws_ok(
    $$insert into org_members (org_id, user_id) values
      ('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000e1')$$,
    '42501', null, 'a member admits nobody'
);

-- admin
do $$ begin perform pg_temp.act_as('a2'); end $$;
select isnt_empty($$update projects set name = 'by adi' returning 1$$, 'an admin changes a project');
select isnt_empty($$update organizations set settings = '{"a": 1}' returning 1$$, 'an admin changes the settings');
select isnt_empty(
    $$insert into org_members (org_id, user_id) values
      ('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000e1') returning 1$$,
    'an admin admits a member'
);
select throws_ok(
    $$update org_members set role = 'owner' where user_id::text like '%a2'$$, '42501', null,
    'an admin does not become an owner'
);
select throws_ok(
    $$update org_members set role = 'owner' where user_id::text like '%a3'$$, '42501', null,
    'an admin makes nobody an owner'
);
select is_empty($$delete from org_members where role = 'owner' returning 1$$, 'an admin removes no owner');
select is_empty($$update org_members set role = 'viewer' where role = 'owner' returning 1$$,
    'an admin demotes no owner');
select isnt_empty($$delete from org_members where user_id::text like '%e1' returning 1$$, 'an admin removes a member');

-- owner
do $$ begin perform pg_temp.act_as('a1'); end $$;
select is_empty($$delete from org_members where user_id::text like '%a1' returning 1$$, 'an owner does not leave');
select is_empty($$update org_members set role = 'member' where user_id::text like '%a1' returning 1$$,
    'an owner does not demote themselves');
select isnt_empty($$update org_members set role = 'owner' where user_id::text like '%a2' returning 1$$,
    'an owner makes another');
do $$ begin perform pg_temp.act_as('a2'); end $$;
select isnt_empty($$delete from org_members where user_id::text like '%a1' returning 1$$,
    'who may then remove the first');

-- leaving
do $$ begin perform pg_temp.act_as('a4'); end $$;
select isnt_empty($$delete from org_members where user_id::text like '%a4' returning 1$$, 'a viewer may leave');
select is_empty($$select 1 from documents$$, 'and has seen the last of it');

-- founding
do $$ begin perform pg_temp.act_as('e1'); end $$;
select lives_ok(
    $$insert into organizations (id, name, slug, owner_id) values ('eeeeeeee-0000-0000-0000-000000000000', 'Org E',
      'org-e', '00000000-0000-0000-0000-0000000000e1')$$, 'anybody may found an organization'
);
select results_eq(
    $$select user_id::text, role::text from org_members where org_id::text like 'eeee%'$$,
    $$values ('00000000-0000-0000-0000-0000000000e1', 'owner')$$, 'its founder is its first member and owner'
);
reset role;
select throws_ok(
    $$insert into org_members (org_id, user_id) values
      ('aaaaaaaa-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a3')$$,
    '23505', null, 'nobody is a member twice'
);

select * from finish();
rollback;
