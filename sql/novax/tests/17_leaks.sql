-- Ways round that are not a plain SELECT: RETURNING, COPY, errors that tell, functions, sequences, statistics, settings.
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

create function pg_temp.error(p_statement text) returns text language plpgsql as $$
declare
    v_detail text;
begin
    execute p_statement;
    return 'no error';
exception when others then
    get stacked diagnostics v_detail = pg_exception_detail;
    return concat_ws('|', sqlstate, sqlerrm, v_detail);
end
$$;
create function pg_temp.tell(p_text text) returns boolean language plpgsql cost 0.0000001 as $$
begin
    if p_text ~ '(Plan|Task|Project|Org) (of )?B|bob' then
        raise exception 'leaked: %', p_text;
    end if;
    return true;
end
$$;

set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a3';

-- RETURNING, ON CONFLICT and MERGE show no row of others.
select is_empty(
    $$update documents set title = 'x' where title = 'Plan of B' returning title$$, 'UPDATE ... RETURNING'
);
select is_empty($$delete from documents where title = 'Plan of B' returning content$$, 'DELETE ... RETURNING');
select throws_ok(
    $$insert into documents (id, project_id, author_id, title) values ('bbbbbbbb-2222-0000-0000-000000000000',
      'aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a3', 'x')
      on conflict (id) do update set title = 'taken' returning title$$,
    '42501', null, 'INSERT ... ON CONFLICT DO UPDATE on an id of others'
);
select is_empty(
    $$merge into documents as d using (values ('bbbbbbbb-2222-0000-0000-000000000000'::uuid)) as v (id) on d.id = v.id
      when matched then update set title = 'x' returning d.title$$,
    'MERGE ... RETURNING'
);
select is_empty($$select 1 from documents where title = 'Plan of B' for update$$, 'SELECT ... FOR UPDATE');

-- COPY reads by the policies or not at all, and touches no file.
select throws_ok($$copy documents to '/tmp/documents'$$, '42501', null, 'COPY to a file');
select throws_ok($$copy documents from '/etc/hostname'$$, '42501', null, 'COPY from a file');
select throws_ok($$copy documents to program 'cat'$$, '42501', null, 'COPY to a program');
select throws_ok($$select pg_read_file('PG_VERSION')$$, '42501', null, 'reading a file of the server');
select throws_ok($$select lo_from_bytea(0, 'x')$$, '42501', null, 'large objects');

-- Errors: the same for what is others' as for what does not exist, and without values.
select is(
    pg_temp.error(format(statement, there)), pg_temp.error(format(statement, 'cccccccc-1111-0000-0000-000000000000')),
    'an id of others is as unknown as one that does not exist: ' || what
)
from (values
    ('a project, for a document', 'bbbbbbbb-1111-0000-0000-000000000000',
     $$insert into documents (project_id, author_id, title) values (%L, '00000000-0000-0000-0000-0000000000a3', 'x')$$),
    ('a project, for a task', 'bbbbbbbb-1111-0000-0000-000000000000',
     $$insert into tasks (project_id, creator_id, title) values (%L, '00000000-0000-0000-0000-0000000000a3', 'x')$$),
    ('a user, to assign a new task to', '00000000-0000-0000-0000-0000000000b1',
     $$insert into tasks (project_id, creator_id, title, assignee_id) values ('aaaaaaaa-1111-0000-0000-000000000000',
       '00000000-0000-0000-0000-0000000000a3', 'x', %L)$$),
    ('a user, to assign a task to', '00000000-0000-0000-0000-0000000000b1', $$update tasks set assignee_id = %L$$),
    ('an organization, for a project', 'bbbbbbbb-0000-0000-0000-000000000000',
     $$insert into projects (org_id, name) values (%L, 'x')$$),
    ('an organization, for a member', 'bbbbbbbb-0000-0000-0000-000000000000',
     $$insert into org_members (org_id, user_id) values (%L, '00000000-0000-0000-0000-0000000000a3')$$)
) as v (what, there, statement);
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
select is(
    pg_temp.error($$insert into org_members (org_id, user_id) values
        ('aaaaaaaa-0000-0000-0000-000000000000', 'cccccccc-0000-0000-0000-000000000000')$$),
    '23503|insert or update on table "org_members" violates foreign key constraint "org_members_user_id_fkey"|'
    || 'Key is not present in table "users".',
    'a foreign key that fails tells no value'
);
select is(
    pg_temp.error($$insert into organizations (name, slug, owner_id) values
        ('x', 'org-b', '00000000-0000-0000-0000-0000000000a1')$$),
    '23505|duplicate key value violates unique constraint "idx_organizations_slug"|', 'a unique index tells no row'
);
select is(
    pg_temp.error($$update documents set status = 'gone'$$),
    '23514|new row for relation "documents" violates check constraint "documents_status_known"|', 'nor does a check'
);

-- A condition that tells what it sees is asked after the policy.
select lives_ok(
    format('select count(*) from %I where pg_temp.tell(%I::text)', t, c), format('a leaky condition on %s.%s', t, c)
)
from (values
    ('documents', 'title'), ('tasks', 'title'), ('projects', 'name'), ('organizations', 'name'), ('users', 'username'),
    ('audit_log', 'new_value')
) as v (t, c);
select lives_ok(
    $$select count(*) from documents where content::int / 0 = 1 and id = 'bbbbbbbb-2222-0000-0000-000000000000'$$,
    'an error provoked by the text of others does not happen'
);

-- Functions with arguments of the caller's choice, and look-ups that take no user.
select is_empty($$select * from app.member_org_ids() as o where o::text not like 'aaaa%'$$, 'member_org_ids');
select is_empty($$select * from app.member_project_ids('{owner}') as p where p::text not like 'aaaa%'$$, 'member_project_ids');
select is_empty($$select * from app.known_user_ids() as u where u::text !~ 'a\d$'$$, 'known_user_ids');
select ok(
    not app.may_be_assigned('bbbbbbbb-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000b1'),
    'may_be_assigned does not tell who is a member elsewhere'
);
select throws_ok(statement, '42501', null, 'refused: ' || statement)
from unnest(array[
    'select nextval(''events_id_seq'')', 'select nextval(''audit_log_id_seq'')', 'select last_value from events_id_seq',
    'select currval(''audit_log_id_seq'')', 'select * from schema_migrations', 'select * from partman.part_config',
    'select * from pg_statistic', 'select * from pg_authid', 'create table public.mine ()', 'create schema mine',
    'create temporary table mine ()', 'set session_replication_role = replica', 'select pg_reload_conf()',
    'create policy mine on documents for select using (true)', 'alter table documents disable row level security',
    'alter function app.member_org_ids(text[]) security invoker', 'drop trigger record_change on documents'
]) as statement;
select throws_ok(
    $$set local row_security = off; select * from documents$$, '42501',
    'query would be affected by row-level security policy for table "documents"', 'row_security = off refuses to answer'
);
set local row_security = on;
select throws_ok('select from pg_stats', '42501', null, 'statistics of tables are hidden');
reset role;

select * from finish();
rollback;
