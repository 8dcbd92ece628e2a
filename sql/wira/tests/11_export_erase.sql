-- WR7: access and portability give everything of a person, erasure leaves nothing but the log.
begin;
-- The actors: ani (a) and budi (b), each with a chatbot, a document of two pieces and consent to learning; staff.
set local search_path = public, extensions, tap;
set local app.data_key = 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk';
insert into profiles (id, email_encrypted, email_index, full_name_encrypted, data_key_id, business_name)
select p.id, s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id, p.business_name
from (values
    ('aaaaaaaa-0000-0000-0000-000000000000'::uuid, 'ani@example.test', 'Ani Andriani', 'Warung Ani'),
    ('bbbbbbbb-0000-0000-0000-000000000000'::uuid, 'budi@example.test', 'Budi Budiman', 'Toko Budi')
) as p (id, email, full_name, business_name)
cross join lateral private.seal(p.email, p.full_name) as s;
insert into consents (user_id, purpose, version) select id, 'learning', '2026-01' from profiles;
insert into chatbots (id, user_id, name, description) values
('aaaaaaaa-1111-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'Bot Ani', 'Rahasia alpha'),
('bbbbbbbb-1111-0000-0000-000000000000', 'bbbbbbbb-0000-0000-0000-000000000000', 'Bot Budi', 'Rahasia beta');
insert into documents (id, user_id, chatbot_id, file_name, size_bytes, sha256, status)
select overlay(id::text placing '2222' from 10)::uuid, user_id, id, 'KTP ' || name || '.pdf', 10, sha256('x'), 'ready'
from chatbots;
insert into document_chunks (user_id, chatbot_id, document_id, chunk_index, content, embedding)
select user_id, chatbot_id, id, n, 'Isi ' || file_name || n,
    (array[n, 1] || array_fill(case when user_id::text like 'a%' then 0.1 else 0.2 end, array[1534]))::vector
from documents cross join generate_series(0, 1) as n;
insert into staff_members (id, role) values
('cccccccc-0000-0000-0000-000000000001', 'support'), ('cccccccc-0000-0000-0000-000000000002', 'privacy_officer'),
('cccccccc-0000-0000-0000-000000000003', 'auditor');
select plan(19);

update profiles set business_name = 'Warung Zamrud' where id::text like 'a%';
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
create function pg_temp.exported()
returns jsonb
language plpgsql
as $$
declare
    v_data jsonb;
begin
    set local role wira_app;
    v_data := app.export_my_data();
    reset role;
    return v_data;
end
$$;
create temporary table export on commit drop as select pg_temp.exported() as data;

-- Complete: each table that has a row of hers, found in the catalog and not from a list here.
create function pg_temp.rows_with(p_id uuid)
returns table (tbl text, n bigint)
language plpgsql
as $$
begin
    for tbl in
        select c.relname from pg_class as c
        where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p')
            and not c.relispartition and c.relname <> 'schema_migrations'
        order by 1
    loop
        execute format(
            'select count(*) from %s as t where t::text like %L',
            (select oid::regclass from pg_class where relname = tbl and relkind in ('r', 'p')
                and relnamespace in ('public'::regnamespace, 'private'::regnamespace)),
            '%' || p_id || '%'
        ) into n;
        if n > 0 then
            return next;
        end if;
    end loop;
end
$$;
select results_eq(
    $$select r.tbl, r.n from pg_temp.rows_with('aaaaaaaa-0000-0000-0000-000000000000') as r where r.tbl <> 'audit_log'$$,
    $$select k.key, jsonb_array_length(k.value)::bigint from export cross join lateral jsonb_each(data) as k
      where jsonb_typeof(k.value) = 'array' and k.key <> 'audit_log' order by 1$$,
    'every table that has rows of the person is in the export, with all of them'
);
select is(
    (select jsonb_array_length(data -> 'audit_log')::bigint from export),
    (select count(*) from audit_log where user_id::text like 'a%' and action <> 'export'),
    'and the whole log of their data, up to the export itself'
);
select results_eq(
    $$select data #>> '{profiles,0,email}', data #>> '{profiles,0,full_name}', data #>> '{chatbots,0,description}',
          data #>> '{documents,0,file_name}', data #>> '{document_chunks,1,content}', data #>> '{consents,0,purpose}',
          data ->> 'format' from export$$,
    $$values ('ani@example.test', 'Ani Andriani', 'Rahasia alpha', 'KTP Bot Ani.pdf', 'Isi KTP Bot Ani.pdf1', 'learning',
          'wira.export/1')$$,
    'readable, in a form that another service can take'
);
select is_empty(
    $$select 1 from export where data::text ~* 'budi|beta|bbbbbbbb|encrypted|embedding"'$$,
    'and nothing of anybody else, or that only this database can use'
);
select is(
    (select (data #>> '{documents,0,sha256}') from export), encode(sha256('x'), 'hex'), 'with the hash of each file'
);
select is(
    (select new_value ->> 'reason' from audit_log where action = 'export'), 'request of the person', 'the export is logged'
);
set local role wira_app;
set local app.current_user_id = 'eeeeeeee-0000-0000-0000-000000000000';
select throws_ok($$select app.export_my_data()$$, 'P0002',
    'there is no profile eeeeeeee-0000-0000-0000-000000000000 to export', 'nobody is not exported');
select throws_ok($$select app.erase_me()$$, 'P0002',
    'there is no profile eeeeeeee-0000-0000-0000-000000000000 to erase', 'or erased');

-- Erasure.
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select lives_ok($$select app.erase_me()$$, 'a person erases themselves');
reset role;
set constraints all immediate;
select results_eq(
    $$select tbl from pg_temp.rows_with('aaaaaaaa-0000-0000-0000-000000000000')$$, $$values ('audit_log'), ('events')$$,
    'nothing has their id any more but the log and what others are still to be told'
);
select is_empty(
    $$select 1 from pg_temp.rows_with('aaaaaaaa-1111-0000-0000-000000000000') where tbl not in ('audit_log', 'events')$$,
    'nor that of their chatbot'
);
select results_eq(
    $$select event_type::text, count(*) from events where user_id::text like 'a%' group by 1 order by 1$$,
    $$values ('chatbot.deleted', 1::bigint), ('document.deleted', 1), ('profile.deleted', 1)$$,
    'others are told to delete, and nothing else'
);
select is(
    (select payload ->> 'object_key' from events where event_type = 'document.deleted'),
    'aaaaaaaa-0000-0000-0000-000000000000/aaaaaaaa-2222-0000-0000-000000000000', 'the file by its key'
);
create function pg_temp.tables_like(p_pattern text)
returns setof text
language plpgsql
as $$
declare
    v_table regclass;
    v_found boolean;
begin
    for v_table in
        select c.oid from pg_class as c
        where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'platform'::regnamespace)
            and c.relkind = 'r'
    loop
        execute format('select exists (select from %s as t where t::text ~* %L)', v_table, p_pattern) into v_found;
        if v_found then
            return next v_table::text;
        end if;
    end loop;
end
$$;
select is_empty(
    $$select * from pg_temp.tables_like('ani@|andriani|zamrud|rahasia alpha|ktp bot ani')$$,
    'no table has their name, address, business, texts or files, the log and the outbox included'
);
select results_eq(
    $$select action, actor_id::text, new_value ->> 'reason' from audit_log
      where entity_id::text like 'aaaaaaaa-0000%' order by id desc limit 1$$,
    $$values ('erase', 'aaaaaaaa-0000-0000-0000-000000000000', 'request of the person')$$, 'the log has the erasure'
);
select isnt_empty($$select 1 from document_chunks where user_id::text like 'b%'$$, 'others have lost nothing');
set local role wira_app;
select throws_ok($$select app.erase_me()$$, 'P0002', null, 'a second time there is nobody to erase');
select is(app.find_profile_id('ani@example.test'), null, 'the address leads nowhere');
select lives_ok(
    $$select app.register_profile('ani@example.test', 'Ani Andriani', null)$$, 'and may be registered again'
);
reset role;

select * from finish();
rollback;
