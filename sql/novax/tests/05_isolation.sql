-- NX14: what each actor reads and changes, table by table.
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
select plan(56);

insert into ai_embeddings (source_id, source_type, embedding)
select id, 'document', array_fill(1, array[1536])::vector from documents;

-- Everybody against every table: counts of A's rows and of all others.
create function pg_temp.visible(p_role name, p_user text) returns table (tbl text, own bigint, foreign_rows bigint)
language plpgsql as $$
declare
    v_table text;
    v_of_a text;
begin
    perform set_config('app.current_user_id', p_user, true), set_config('role', p_role, true);
    for v_table, v_of_a in values
        ('ai_embeddings', $c$org_id::text like 'aaaa%'$c$), ('documents', $c$id::text like 'aaaa%'$c$),
        ('org_members', $c$org_id::text like 'aaaa%'$c$), ('organizations', $c$id::text like 'aaaa%'$c$),
        ('projects', $c$id::text like 'aaaa%'$c$), ('tasks', $c$id::text like 'aaaa%'$c$),
        ('users', $c$id::text ~ 'a\d$'$c$)
    loop
        tbl := v_table;
        execute format('select count(*) filter (where %1$s), count(*) filter (where not %1$s) from %2$I', v_of_a, v_table)
        into own, foreign_rows;
        return next;
    end loop;
    perform set_config('role', 'none', true);
end
$$;

select results_eq(
    format('select * from pg_temp.visible(%L, %L)', r, '00000000-0000-0000-0000-0000000000' || u),
    $$values ('ai_embeddings', 1::bigint, 0::bigint), ('documents', 1, 0), ('org_members', 5, 0), ('organizations', 1, 0),
        ('projects', 1, 0), ('tasks', 1, 0), ('users', 5, 0)$$,
    format('%s for %s of A: all of A, nothing of B', r, u)
)
from unnest(array['novax_app', 'novax_readonly']) as r
cross join unnest(array['a1', 'a2', 'a3', 'a4', 'a9']) as u;

select results_eq(
    format('select * from pg_temp.visible(%L, %L)', r, '00000000-0000-0000-0000-0000000000b1'),
    $$values ('ai_embeddings', 0::bigint, 1::bigint), ('documents', 0, 1), ('org_members', 0, 1), ('organizations', 0, 1),
        ('projects', 0, 1), ('tasks', 0, 1), ('users', 0, 1)$$,
    format('%s for bob: the mirror image', r)
)
from unnest(array['novax_app', 'novax_readonly']) as r;

select results_eq(
    format('select * from pg_temp.visible(%L, %L)', r, u),
    format($$values ('ai_embeddings', 0::bigint, 0::bigint), ('documents', 0, 0), ('org_members', 0, 0),
        ('organizations', 0, 0), ('projects', 0, 0), ('tasks', 0, 0), ('users', 0, %s)$$, self),
    format('%s for %s: nothing of anybody', r, what)
)
from unnest(array['novax_app', 'novax_readonly']) as r
cross join (values
    ('eve, who belongs to none, but sees herself', '00000000-0000-0000-0000-0000000000e1', 1),
    ('nobody', '', 0),
    ('a user who does not exist', '99999999-9999-9999-9999-999999999999', 0)
) as v (what, u, self);

-- Writing what is B's, as a member of A who may write: nothing is found, and nothing can be put there.
set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
prepare changed as
with
d as (update documents set title = 'x', version = version where id::text like 'bbbb%' returning 1),
d2 as (delete from documents where id::text like 'bbbb%' returning 1),
t as (update tasks set title = 'x' where id::text like 'bbbb%' returning 1),
t2 as (delete from tasks where id::text like 'bbbb%' returning 1),
p as (update projects set name = 'x' where id::text like 'bbbb%' returning 1),
o as (update organizations set name = 'x' where id::text like 'bbbb%' returning 1),
m as (update org_members set role = 'viewer' where org_id::text like 'bbbb%' returning 1),
m2 as (delete from org_members where org_id::text like 'bbbb%' returning 1),
u as (update users set username = 'xxx' where username = 'bob' returning 1)
select 1 from d union all select 1 from d2 union all select 1 from t union all select 1 from t2 union all
select 1 from p union all select 1 from o union all select 1 from m union all select 1 from m2 union all select 1 from u;
select is_empty('changed', 'no row of B is updated or deleted by ana');

select throws_ok(format('insert into %s', statement), '42501', null, 'ana is refused: ' || statement)
from (values
    ($$documents (project_id, author_id, title) values
       ('bbbbbbbb-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'x')$$),
    ($$documents (project_id, author_id, title) values
       ('aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a2', 'in the name of adi')$$),
    ($$tasks (project_id, creator_id, title) values
       ('bbbbbbbb-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'x')$$),
    ($$tasks (project_id, creator_id, title) values
       ('aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a2', 'in the name of adi')$$),
    ($$tasks (project_id, creator_id, assignee_id, title) values
       ('aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1',
        '00000000-0000-0000-0000-0000000000b1', 'for bob')$$),
    ($$projects (org_id, name) values ('bbbbbbbb-0000-0000-0000-000000000000', 'x')$$),
    ($$organizations (name, slug, owner_id) values ('x', 'x', '00000000-0000-0000-0000-0000000000b1')$$),
    ($$org_members (org_id, user_id, role) values
       ('bbbbbbbb-0000-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'viewer')$$),
    ($$users (email, username) values ('x@x.test', 'xxx')$$),
    ($$ai_embeddings (source_id, source_type, embedding) values
       (gen_random_uuid(), 'task', array_fill(1, array[1536])::vector)$$),
    ($$audit_log (actor_id, action, entity_type, entity_id) values
       ('00000000-0000-0000-0000-0000000000a1', 'create', 'x', gen_random_uuid())$$),
    ($$events (org_id, event_type, aggregate_id, aggregate_type, payload) values
       ('aaaaaaaa-0000-0000-0000-000000000000', 'a.b', gen_random_uuid(), 'x', '{}')$$)
) as s (statement);

select throws_ok(statement, '42501', null, 'ana is refused: ' || statement)
from (values
    ($$update documents set project_id = 'bbbbbbbb-1111-0000-0000-000000000000'$$),
    ($$update tasks set project_id = 'bbbbbbbb-1111-0000-0000-000000000000'$$),
    ($$update projects set org_id = 'bbbbbbbb-0000-0000-0000-000000000000'$$),
    ($$update organizations set owner_id = '00000000-0000-0000-0000-0000000000b1'$$),
    ($$update org_members set org_id = 'bbbbbbbb-0000-0000-0000-000000000000'$$),
    ($$update tasks set assignee_id = '00000000-0000-0000-0000-0000000000b1'$$),
    ($$delete from projects$$), ($$delete from organizations$$), ($$delete from users$$),
    ($$delete from ai_embeddings$$), ($$update ai_embeddings set metadata = '{}'$$),
    ($$select * from events$$), ($$select password_hash from users$$),
    ($$truncate documents$$), ($$alter table documents no force row level security$$)
) as s (statement);

-- What the rules allow does work.
select lives_ok(statement, 'ana may: ' || statement)
from (values
    ($$insert into documents (project_id, author_id, title) values
       ('aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'mine') returning id, version$$),
    ($$insert into tasks (project_id, creator_id, assignee_id, title) values ('aaaaaaaa-1111-0000-0000-000000000000',
       '00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000a3', 'for mia')$$),
    ($$insert into projects (org_id, name) values ('aaaaaaaa-0000-0000-0000-000000000000', 'second')$$),
    ($$insert into organizations (name, slug, owner_id) values
       ('Org C', 'org-c', '00000000-0000-0000-0000-0000000000a1') returning id, slug$$),
    ($$delete from tasks where title = 'for mia'$$)
) as s (statement);
reset role;

-- The read-only role writes nothing, and a suspended member has lost everything but themselves.
set local role novax_readonly;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select throws_ok(statement, '42501', null, 'readonly is refused: ' || statement)
from (values
    ($$insert into projects (org_id, name) values ('aaaaaaaa-0000-0000-0000-000000000000', 'x')$$),
    ($$update documents set title = 'x'$$), ($$delete from tasks$$), ($$select password_hash from users$$)
) as s (statement);
reset role;
update users set status = 'suspended' where username = 'mia';
select results_eq(
    $$select sum(own) + sum(foreign_rows) from pg_temp.visible('novax_app', '00000000-0000-0000-0000-0000000000a3')$$,
    $$values (1::numeric)$$, 'a suspended member sees one row: themselves'
);

select * from finish();
rollback;
