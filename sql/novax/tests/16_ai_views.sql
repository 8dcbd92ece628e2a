-- NX12: the two views by the seed's names and columns: urgency, freshness, tenants, refresh without blocking readers.
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
select plan(28);

insert into tasks (project_id, creator_id, assignee_id, title, status, due_date)
select 'aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1',
    '00000000-0000-0000-0000-0000000000a3', title, status, now() + due
from (values
    ('late', 'todo', interval '-1 second'), ('tomorrow', 'review', interval '23 hours'),
    ('soon', 'in_progress', interval '25 hours'), ('this week', 'todo', interval '6 days 23 hours'),
    ('later', 'todo', interval '8 days'), ('done', 'done', interval '-1 day')
) as t (title, status, due);
insert into documents (project_id, author_id, title, status) values
('aaaaaaaa-1111-0000-0000-000000000000', '00000000-0000-0000-0000-0000000000a1', 'Gone', 'deleted');
insert into ai_embeddings (source_id, source_type, embedding) values
('aaaaaaaa-2222-0000-0000-000000000000', 'document', array_fill(1, array[1536])::vector);

set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a3';
select is_empty($$select 1 from mv_ai_document_context$$, 'what is not refreshed yet is not there');
reset role;
set local role novax_owner;
refresh materialized view concurrently private.mv_ai_document_context;
refresh materialized view concurrently private.mv_ai_task_intelligence;
reset role;

select columns_are('public', 'mv_ai_document_context', array[
    'id', 'title', 'content', 'ai_summary', 'search_vector', 'embedding', 'project_name', 'project_context', 'org_name',
    'author', 'created_at', 'updated_at'
]);
select columns_are('public', 'mv_ai_task_intelligence', array[
    'id', 'title', 'description', 'priority', 'status', 'ai_metadata', 'due_date', 'created_at', 'project_name',
    'assignee', 'creator', 'urgency_level'
]);
select is(c.relkind, 'm', format('private.%s is materialized', c.relname))
from pg_class as c where c.relnamespace = 'private'::regnamespace and c.relname like 'mv%' and c.relkind <> 'i';
select ok('security_barrier=true' = any(c.reloptions), format('public.%s is a security barrier', c.relname))
from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relname like 'mv%';

set local role novax_app;
select results_eq(
    $$select title::text, urgency_level, assignee::text, creator::text, project_name::text from mv_ai_task_intelligence
      order by due_date nulls first$$,
    $$values ('Task of A', 'scheduled', null, 'ana', 'Project A'), ('late', 'overdue', 'mia', 'ana', 'Project A'),
        ('tomorrow', 'urgent', 'mia', 'ana', 'Project A'), ('soon', 'upcoming', 'mia', 'ana', 'Project A'),
        ('this week', 'upcoming', 'mia', 'ana', 'Project A'), ('later', 'scheduled', 'mia', 'ana', 'Project A')$$,
    'urgency by due date; no task that is done'
);
select results_eq(
    $$select title::text, project_name::text, org_name::text, author::text, embedding is not null
      from mv_ai_document_context$$,
    $$values ('Plan of A', 'Project A', 'Org A', 'ana', true)$$, 'a document with its project, organization and author'
);
reset role;

-- A condition of a reader's own, as cheap as can be so that it is asked first, must not be asked of rows of others.
create function pg_temp.tell(p_text text) returns boolean language plpgsql cost 0.0000001 as $$
begin
    if p_text ~ 'Plan of B|Task of B' then
        raise exception 'leaked: %', p_text;
    end if;
    return true;
end
$$;
select lives_ok(
    format($q$select set_config('role', %L, true), (select count(*) from %I where pg_temp.tell(title))$q$, r, v),
    format('%s learns nothing from %s by a leaky condition', r, v)
)
from unnest(array['novax_app', 'novax_readonly', 'ai_agent_role']) as r
cross join unnest(array['mv_ai_document_context', 'mv_ai_task_intelligence']) as v;
reset role;

set local app.current_user_id = '00000000-0000-0000-0000-0000000000b1';
set local role novax_readonly;
select results_eq($$select title::text from mv_ai_document_context$$, $$values ('Plan of B')$$, 'bob reads B''s document');
select results_eq($$select title::text from mv_ai_task_intelligence$$, $$values ('Task of B')$$, 'and B''s task');
set local app.current_user_id = '00000000-0000-0000-0000-0000000000e1';
select is_empty($$select 1 from mv_ai_document_context$$, 'who belongs to none reads no document');
select is_empty($$select 1 from mv_ai_task_intelligence$$, 'and no task');
reset role;

select throws_ok(format('set local role %I; select 1 from private.%I', r, v), '42501', null, r || ' cannot reach ' || v)
from unnest(array['novax_app', 'novax_readonly', 'ai_agent_role']) as r
cross join unnest(array['mv_ai_document_context', 'mv_ai_task_intelligence']) as v;
reset role;

-- REFRESH ... CONCURRENTLY lets readers read: its lock does not conflict with theirs.
select results_eq(
    $$select distinct mode from pg_locks where relation = 'private.mv_ai_document_context'::regclass
      and pid = pg_backend_pid() and mode ~ 'Exclusive' order by mode$$,
    $$values ('ExclusiveLock'), ('RowExclusiveLock')$$, 'a refresh holds no lock that blocks reading'
);

-- As pg_restore does; PostgreSQL would rather fail than fill a view with what policies leave.
set local row_security = off;
select lives_ok(format('refresh materialized view private.%I', v), format('a restore fills %s', v))
from unnest(array['mv_ai_document_context', 'mv_ai_task_intelligence']) as v;

select * from finish();
rollback;
