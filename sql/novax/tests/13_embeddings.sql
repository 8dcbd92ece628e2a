-- NX6: embeddings by the agent: of its organization, one a source, gone with the source.
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
select plan(17);

create function pg_temp.embed(p_source text, p_type text, p_value float default 1) returns text language sql as $$
    select format(
        'insert into ai_embeddings (source_id, source_type, embedding, metadata) values (%L, %L, %L, %L)',
        p_source, p_type, array_fill(p_value, array[1536])::vector, '{"model": "m"}'
    );
$$;
set local role ai_agent_role;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a9';
select lives_ok(pg_temp.embed('aaaaaaaa-2222-0000-0000-000000000000', 'document'), 'a document of an organization that admitted it');
select lives_ok(pg_temp.embed('aaaaaaaa-3333-0000-0000-000000000000', 'task'), 'a task too');
select lives_ok(pg_temp.embed('aaaaaaaa-2222-0000-0000-000000000000', 'document', 2), 'a second one of the same document');
select throws_ok(
    pg_temp.embed(s, t), '42501', 'new row violates row-level security policy for table "ai_embeddings"',
    format('refused: %s', what)
)
from (values
    ('bbbbbbbb-2222-0000-0000-000000000000', 'document', 'a document of others'),
    ('bbbbbbbb-3333-0000-0000-000000000000', 'task', 'a task of others'),
    ('cccccccc-2222-0000-0000-000000000000', 'document', 'a document that does not exist, in the same words'),
    ('aaaaaaaa-2222-0000-0000-000000000000', 'task', 'a document called a task'),
    ('aaaaaaaa-2222-0000-0000-000000000000', 'comment', 'a comment, of which there is no table'),
    ('aaaaaaaa-2222-0000-0000-000000000000', 'picture', 'a kind that the seed does not name')
) as v (s, t, what);
select throws_ok(
    format('insert into ai_embeddings (org_id, source_id, source_type, embedding) values (%L, %L, %L, %L)',
        'aaaaaaaa-0000-0000-0000-000000000000', 'bbbbbbbb-2222-0000-0000-000000000000', 'document',
        array_fill(1, array[1536])::vector),
    '42501', null, 'refused: a document of others under an organization of its own'
);
select throws_ok(
    $$insert into ai_embeddings (source_id, source_type, embedding) values (gen_random_uuid(), 'task', '[1,2,3]')$$,
    '22000', null, 'refused: a vector of other dimensions'
);
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a4';
select throws_ok(
    pg_temp.embed('aaaaaaaa-2222-0000-0000-000000000000', 'document'), '42501', null, 'refused: in the name of a viewer'
);
set local app.current_user_id = '';
select throws_ok(
    pg_temp.embed('aaaaaaaa-2222-0000-0000-000000000000', 'document'), '42501', null, 'refused: in nobody''s name'
);
reset role;

select results_eq(
    $$select source_type::text, org_id::text, embedding::real[] = array_fill(v, array[1536])
      from ai_embeddings inner join (values ('document', 2::real), ('task', 1)) as w (t, v) on t = source_type order by 1$$,
    $$values ('document', 'aaaaaaaa-0000-0000-0000-000000000000', true),
        ('task', 'aaaaaaaa-0000-0000-0000-000000000000', true)$$,
    'one a source, the newest, in the organization of the source'
);
set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a3';
update documents set status = 'deleted';
reset role;
select results_eq($$select source_type::text from ai_embeddings$$, $$values ('task')$$, 'a deleted document has none');
set local role ai_agent_role;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a9';
select throws_ok(
    pg_temp.embed('aaaaaaaa-2222-0000-0000-000000000000', 'document'), '42501', null, 'and gets none'
);
reset role;
set local role novax_app;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000a3';
delete from documents;
delete from tasks;
reset role;
select is_empty($$select 1 from ai_embeddings$$, 'embeddings go with their sources');

select * from finish();
rollback;
