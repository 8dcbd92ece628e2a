-- NX14: with twenty thousand documents, each policy runs its look-up once (InitPlan) and reads by an index (Index Cond).
begin;
set local search_path = public, extensions, tap;
select plan(76);

-- The triggers have tests of their own; here they would only take time.
set local session_replication_role = replica;
insert into users (id, email, username)
select ('10000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid, 'u' || n || '@example.test', 'user' || n
from generate_series(1, 6000) as n;
insert into organizations (id, name, slug, owner_id)
select ('20000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid, 'Org ' || n, 'org-' || n,
    ('10000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid
from generate_series(1, 3000) as n;
insert into org_members (org_id, user_id, role)
select ('20000000-0000-0000-0000-' || to_char((n - 1) % 3000 + 1, 'FM000000000000'))::uuid,
    ('10000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid, 'owner'
from generate_series(1, 6000) as n;
-- All the work is in ten projects of each of the first hundred organizations.
insert into projects (id, org_id, name)
select ('30000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid,
    ('20000000-0000-0000-0000-' || to_char(n % 100 + 1, 'FM000000000000'))::uuid, 'Project ' || n
from generate_series(1, 1000) as n;
insert into documents (project_id, author_id, title)
select ('30000000-0000-0000-0000-' || to_char(n % 1000 + 1, 'FM000000000000'))::uuid,
    ('10000000-0000-0000-0000-' || to_char(n % 100 + 1, 'FM000000000000'))::uuid,
    'Document ' || n || case when n = 99 then ' rarity' else '' end
from generate_series(1, 20000) as n;
insert into tasks (project_id, creator_id, title)
select project_id, author_id, title from documents;
insert into audit_log (org_id, actor_id, action, entity_type, entity_id)
select p.org_id, d.author_id, 'create', 'documents', d.id from documents as d inner join projects as p on p.id = d.project_id;
insert into events (org_id, event_type, aggregate_id, aggregate_type, payload)
select p.org_id, 'document.created', d.id, 'documents', '{}' from documents as d inner join projects as p on p.id = d.project_id;
insert into ai_embeddings (org_id, source_id, source_type, embedding)
select p.org_id, d.id, 'document',
    (array[sin(row_number() over ()), cos(row_number() over ()), 1] || array_fill(0::float, array[1533]))::vector
from documents as d inner join projects as p on p.id = d.project_id where right(d.title, 1) in ('3', '6', '9');
set local session_replication_role = origin;
-- As vacuum would: words that wait to be sorted into the index make it look costly.
select gin_clean_pending_list('idx_documents_search_vector') >= 0;
analyze;
refresh materialized view private.mv_ai_document_context;
refresh materialized view private.mv_ai_task_intelligence;
analyze private.mv_ai_document_context, private.mv_ai_task_intelligence;

create function pg_temp.plan(p_statement text) returns text language plpgsql as $$
declare
    v_line text;
    v_plan text := '';
begin
    for v_line in execute 'explain (costs off) ' || p_statement loop
        v_plan := v_plan || v_line || chr(10);
    end loop;
    return v_plan;
end
$$;

set local app.current_user_id = '10000000-0000-0000-0000-000000000001';
-- One line a policy that reads or changes rows: role, statement, the index that finds the tenant's rows.
create temporary table typical (role name, statement text, found_by text) on commit drop;
insert into typical values
('novax_app', 'select * from documents', 'Index Cond: \(project_id = ANY'),
('novax_app', $$select * from documents where status = 'active' order by created_at desc limit 20$$, 'Index Cond: .*project_id = ANY'),
('novax_app', $$update documents set title = 'x'$$, 'Index Cond: \(project_id = ANY'),
('novax_app', 'delete from documents', 'Index Cond: \(project_id = ANY'),
('novax_readonly', 'select count(*) from documents', 'Index Cond: \(project_id = ANY'),
('ai_agent_role', $$update documents set ai_metadata = '{}'$$, 'Index Cond: \(project_id = ANY'),
('novax_app', 'select * from tasks', 'Index Cond: \(project_id = ANY'),
('novax_app', $$select * from tasks where status = 'todo'$$, 'Index Cond: \(\(project_id = ANY .*status'),
('novax_app', $$update tasks set title = 'x'$$, 'Index Cond: \(project_id = ANY'),
('novax_app', 'delete from tasks', 'Index Cond: \(project_id = ANY'),
('novax_app', 'select * from projects', 'Index Cond: \(org_id = ANY'),
('novax_app', $$update projects set name = 'x'$$, 'Index Cond: \(org_id = ANY'),
('novax_app', 'select * from organizations', 'Index Cond: \(id = ANY.*Index Cond: \(owner_id = '),
('novax_app', $$update organizations set name = 'x'$$, 'Index Cond: \(id = ANY'),
('novax_app', 'select * from org_members', 'Index Cond: \(org_id = ANY'),
('novax_app', $$update org_members set role = 'viewer'$$, 'Index Cond: \(org_id = ANY'),
('novax_app', 'delete from org_members', 'Index Cond: \(org_id = ANY'),
('novax_app', 'select id from users', 'Index Cond: \(id = ANY'),
('novax_app', $$update users set username = 'x'$$, 'Index Cond: \(id = '),
('novax_app', 'select id from ai_embeddings', 'Index Cond: \(org_id = ANY'),
('novax_app', 'select * from audit_log', 'Index Cond: \(org_id = ANY'),
('novax_readonly', 'select * from events', 'Index Cond: \(org_id = ANY'),
('ai_agent_role', 'select id from mv_ai_document_context', 'Index Cond: \(org_id = ANY'),
('ai_agent_role', 'select id from mv_ai_task_intelligence', 'Index Cond: \(org_id = ANY');
grant select on typical to public;

create function pg_temp.judge() returns setof text language plpgsql as $$
declare
    v typical;
    v_plan text;
begin
    for v in select * from typical loop
        perform set_config('role', v.role, true);
        v_plan := pg_temp.plan(v.statement);
        return next matches(v_plan, 'InitPlan', format('%s: the look-up runs once: %s', v.role, v.statement));
        return next matches(v_plan, v.found_by, format('%s: by an index: %s', v.role, v.statement));
        return next doesnt_match(
            v_plan,
            -- The log's other months are empty, and so are the outbox's other partitions.
            'Filter: .*(member_\w+_ids|known_user_ids|current_user_id|SubPlan)'
            || '|Seq Scan on (documents|tasks|ai_embeddings|events_pending|audit_log_p' || to_char(now(), 'YYYYMM') || '01)',
            format('%s: nothing for each row: %s', v.role, v.statement)
        );
    end loop;
    perform set_config('role', 'none', true);
end
$$;
select pg_temp.judge();

-- Functions hide their plans; the indexes count their scans.
set local role novax_app;
select isnt_empty(
    $$select * from app.semantic_search((select embedding from ai_embeddings limit 1))$$, 'semantic search finds'
);
select isnt_empty($$select * from app.search_documents('rarity')$$, 'full-text search finds');
reset role;
select cmp_ok(
    pg_stat_get_xact_numscans('idx_documents_search_vector'::regclass), '>', 0::bigint, 'full-text search reads the GIN index'
);
select cmp_ok(
    pg_stat_get_xact_numscans('idx_ai_embeddings_embedding'::regclass), '>', 0::bigint,
    'semantic search reads the HNSW index'
);

select * from finish();
rollback;
