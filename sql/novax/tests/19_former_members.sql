-- NX3: nothing is left to read for who founded an organization and was removed, nor for who is suspended.
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
select plan(8);

-- Long ago, as every transaction but the founding one sees it.
update organizations set created_at = now() - interval '1 hour';
insert into audit_log (org_id, actor_id, action, entity_type, entity_id, new_value)
select
    'aaaaaaaa-0000-0000-0000-000000000000', ('00000000-0000-0000-0000-0000000000' || n)::uuid, 'update', 'documents',
    'aaaaaaaa-2222-0000-0000-000000000000', '{"content": "rahasia alpha"}'
from (values ('a1'), ('a3')) as t (n);

set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select isnt_empty('select settings from organizations', 'a founder who is a member sees the organization');
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a3';
select isnt_empty('select new_value from audit_log', 'a member sees what they did themselves');
reset role;

delete from org_members where user_id = '00000000-0000-0000-0000-0000000000a1';
set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select is_empty('select settings from organizations', 'a founder who was removed does not');
select is_empty('select new_value from audit_log', 'nor what they did there');
select lives_ok(
    $$insert into organizations (name, slug, owner_id) values
      ('New', 'new', '00000000-0000-0000-0000-0000000000a1') returning id$$,
    'and founds another, which is seen at once'
);
reset role;

update users set status = 'suspended' where id = '00000000-0000-0000-0000-0000000000a3';
set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a3';
select is_empty('select new_value from audit_log', 'a suspended member sees nothing in the log');
select is_empty('select * from documents', 'nor a document');
select is(app.active_user_id(), null, 'and is nobody');
reset role;

select * from finish();
rollback;
