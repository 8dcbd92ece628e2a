-- NX13, NX19: search by words and by meaning, under the policies, by the indexes.
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
select plan(14);

create function pg_temp.towards(p_share float) returns vector language sql as $$
    -- A vector at an angle to the first axis whose cosine with it is p_share.
    select (array[p_share, sqrt(1 - p_share ^ 2)] || array_fill(0::float, array[1534]))::vector;
$$;
-- Fifteen documents of A near the question and some too far away, one of which will be deleted; 300 of B nearer still and
-- all alike, which parts the index's graph.
insert into documents (id, project_id, author_id, title, content)
select
    (owner || '-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid, (owner || '-1111-0000-0000-000000000000')::uuid,
    '00000000-0000-0000-0000-0000000000a1', format('%s %s', kind, n), 'laporan keuangan tahunan'
from (
    select 'aaaaaaaa' as owner, 'near' as kind, n from generate_series(1, 15) as n
    union all select 'aaaaaaaa', 'far', n from generate_series(21, 25) as n
    union all select 'aaaaaaaa', 'deleted', 31
    union all select 'bbbbbbbb', 'foreign', n from generate_series(1, 300) as n
) as d;
insert into ai_embeddings (source_id, source_type, embedding)
select id, 'document', pg_temp.towards(case split_part(title, ' ', 1)
    when 'near' then 0.9 - split_part(title, ' ', 2)::float / 1000
    when 'far' then 0.7
    else 0.99 end)
from documents where title ~ '^(near|far|deleted|foreign) ';
update documents set status = 'deleted' where title = 'deleted 31';
analyze ai_embeddings, documents;

create temporary table question on commit drop as select pg_temp.towards(1) as towards;
grant select on question to public;
-- So few rows would rather be sorted, which is exact anyway; the index is what may go wrong.
set local enable_seqscan = off;
set local enable_bitmapscan = off;
set local enable_sort = off;
set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a3';
select results_eq(
    $$select title::text from app.semantic_search((select towards from question))$$,
    $$select 'near ' || n from generate_series(1, 10) as n$$,
    'the ten nearest of one''s own, nearest first, however many of others are nearer'
);
select cmp_ok(
    pg_stat_get_xact_numscans('idx_ai_embeddings_embedding'::regclass), '>', 0::bigint, 'found by the index of all tenants'
);
select ok(
    'hnsw.iterative_scan=strict_order' = any(proconfig), 'which goes on past what the policy hides'
)
from pg_proc where oid = 'app.semantic_search(vector)'::regprocedure;
select ok(
    bool_and(similarity_score > 0.75 and similarity_score <= 1), 'with their cosine similarity, above the threshold'
)
from app.semantic_search((select towards from question));
select results_eq(
    $$select count(*) from app.search_documents('keuangan', 100)$$, $$values (20::bigint)$$, 'words find one''s own, not what is deleted'
);
select results_eq(
    $$select title::text from app.search_documents('"near 3" or alpha') order by 1$$,
    $$values ('Plan of A'), ('near 3')$$, 'phrases and alternatives as in a web search'
);
select is_empty($$select * from app.search_documents('beta')$$, 'not the words of others');
select results_eq($$select count(*) from app.search_documents('keuangan -near', 100)$$, $$values (5::bigint)$$, 'words can be excluded');
select results_eq($$select count(*) from app.search_documents('keuangan', 1000000)$$, $$values (20::bigint)$$, 'a huge limit is cut');
set local app.current_user_id = '';
select is_empty($$select * from app.semantic_search((select towards from question))$$, 'nobody finds nothing by meaning');
select is_empty($$select * from app.search_documents('keuangan')$$, 'or by words');
set local app.current_user_id = '00000000-0000-0000-0000-0000000000e1';
select is_empty($$select * from app.semantic_search((select towards from question))$$, 'nor does who belongs to none');
reset role;
update ai_embeddings set embedding = pg_temp.towards(0.75) where org_id::text like 'aaaa%';
set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a3';
select is_empty($$select * from app.semantic_search((select towards from question))$$, 'what is not above 0.75 is not alike');
select throws_ok($$select * from app.semantic_search('[1,2,3]')$$, '22000', null, 'a question of other dimensions is refused');
reset role;

select * from finish();
rollback;
