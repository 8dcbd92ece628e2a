-- NX8: the log cannot be changed, tells no secrets, and is read by admins and by whoever acted.
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
select plan(15);

select throws_ok($$update audit_log set action = 'access'$$, '42501', null, 'not even a superuser updates it');
select throws_ok($$delete from audit_log$$, '42501', null, 'or deletes from it');
select throws_ok($$truncate audit_log$$, '42501', null, 'or truncates it');
select throws_ok(
    format('delete from %s', (select tableoid::regclass from audit_log limit 1)), '42501', null,
    'or goes round it through a partition'
);
grant usage on schema tap to novax_owner;
set local role novax_owner;
select throws_ok($$delete from audit_log$$, '42501', null, 'nor does the owner');
reset role;

select results_eq(
    $$select entity_type::text, count(*) from audit_log where action = 'create' group by 1 order by 1$$,
    $$values ('documents', 2::bigint), ('org_members', 6), ('organizations', 2), ('projects', 2), ('tasks', 2),
        ('users', 7)$$,
    'every table''s changes are in it'
);
select results_eq(
    $$select distinct actor_id::text from audit_log$$, $$values ('00000000-0000-0000-0000-000000000000')$$,
    'a change in nobody''s name is the system''s'
);
update users set password_hash = '$argon2id$secret', username = 'ana2' where username = 'ana';
select is_empty(
    $$select 1 from audit_log where concat(old_value, new_value) ~ 'password_hash|search_vector|argon2'$$,
    'no hash of a password is in it'
);

-- Who reads what.
set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a3';
select is_empty($$select 1 from audit_log$$, 'a member who did nothing reads nothing');
update documents set title = 'by mia';
select results_eq(
    $$select action::text, new_value ->> 'title' from audit_log$$, $$values ('update', 'by mia')$$,
    'and then what they did'
);
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a2';
select results_eq(
    $$select entity_type::text, count(*) from audit_log group by 1 order by 1$$,
    $$values ('documents', 2::bigint), ('org_members', 5), ('organizations', 1), ('projects', 1), ('tasks', 1)$$,
    'an admin reads all of their organization, and no other'
);

-- Reading is logged on request.
select lives_ok(
    $$select app.record_document_access('aaaaaaaa-2222-0000-0000-000000000000')$$, 'opening a document is recorded'
);
select results_eq(
    $$select actor_id::text, entity_type::text, new_value from audit_log where action = 'access'$$,
    $$values ('00000000-0000-0000-0000-0000000000a2', 'documents', null::jsonb)$$, 'with the reader'
);
select throws_ok(
    $$select app.record_document_access('bbbbbbbb-2222-0000-0000-000000000000')$$, '42501',
    'document bbbbbbbb-2222-0000-0000-000000000000 is not there for the current user', 'a document of others is refused'
);
select throws_ok(
    $$select app.record_document_access('cccccccc-2222-0000-0000-000000000000')$$, '42501',
    'document cccccccc-2222-0000-0000-000000000000 is not there for the current user', 'like one that does not exist'
);
reset role;

select * from finish();
rollback;
