-- WR7: rows of known ages end where their policy says, and a second run changes nothing.
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
select plan(15);

set local session_replication_role = replica;
-- Each a day younger and a day older than is kept.
update profiles set status = 'closed', closed_at = now() - interval '29 days' where id::text like 'b%';
update profiles set status = 'closed', closed_at = now() - interval '31 days' where id::text like 'a%';
insert into documents (id, user_id, chatbot_id, file_name, size_bytes, sha256, status, deleted_at)
select format('bbbbbbbb-333%s-0000-0000-000000000000', n)::uuid,
    'bbbbbbbb-0000-0000-0000-000000000000', 'bbbbbbbb-1111-0000-0000-000000000000', 'x', 1, sha256('x'), 'deleted',
    now() - n * interval '1 day'
from unnest(array[6, 8]) as n;
insert into consents (user_id, purpose, version, given_at, withdrawn_at)
select 'bbbbbbbb-0000-0000-0000-000000000000', 'analytics', '2020-01', now() - interval '7 years',
    now() - interval '5 years' + n * interval '1 day'
from unnest(array[-1, 1]) as n;
delete from events;
-- All of them had waited for long.
insert into events (user_id, event_type, aggregate_id, aggregate_type, payload, status, created_at, status_since)
select 'bbbbbbbb-0000-0000-0000-000000000000', 'a.b', gen_random_uuid(), 'x', '{}', s.status, now() - interval '1 year',
    now() - n * interval '1 day'
from (values ('published', 6), ('published', 8), ('failed', 29), ('failed', 31), ('pending', 400)) as s (status, n);
insert into retention_runs (kind, keep, removed, created_at)
select 'audit_log', '1 year', 0, now() - n * interval '1 day' from unnest(array[364, 367]) as n;
set local session_replication_role = origin;
-- A month of the log that is over for longer than it is kept, and one that is not.
select partman.create_partition_time('public.audit_log', array[
    date_trunc('month', now()) - interval '62 months', date_trunc('month', now()) - interval '58 months'
]) is not null;
insert into audit_log (actor_id, action, entity_type, entity_id, created_at)
select gen_random_uuid(), 'access', 'old', gen_random_uuid(), date_trunc('month', now()) - n * interval '1 month'
from unnest(array[62, 58]) as n;

create function pg_temp.run()
returns void
language plpgsql
as $$
begin
    set local role wira_owner;
    perform private.run_retention();
    reset role;
end
$$;
-- As the job does: without a key, without a user.
set local app.data_key = '';
select lives_ok('select pg_temp.run()', 'the job''s statement runs as the owner');

select results_eq($$select id::text from profiles$$, $$values ('bbbbbbbb-0000-0000-0000-000000000000')$$,
    'a profile closed for more than 30 days is erased');
select is_empty($$select 1 from chatbots where user_id::text like 'a%'$$, 'with everything of its own');
select results_eq($$select id::text from documents where status = 'deleted'$$,
    $$values ('bbbbbbbb-3336-0000-0000-000000000000')$$, 'a document deleted for more than 7 days goes');
select is((select count(*) from consents where purpose = 'analytics'), 1::bigint,
    'a consent withdrawn for more than 5 years goes');
select results_eq($$select status::text, count(*) from events where event_type = 'a.b' group by 1 order by 1$$,
    $$values ('failed', 1::bigint), ('pending', 1), ('published', 1)$$,
    'events go 7 days after being published, 30 after failing, never before they were');
select results_eq($$select created_at from audit_log where entity_type = 'old'$$,
    $$select date_trunc('month', now()) - interval '58 months'$$, 'months of the log go after 5 years');
select is((select count(*) from retention_runs where kind = 'audit_log' and created_at < now()), 1::bigint,
    'runs are remembered for a year');
select results_eq(
    $$select r.kind, r.removed from retention_runs as r where r.created_at = now() order by 1$$,
    $$values ('audit_log', 1::bigint), ('closed_profiles', 1), ('deleted_documents', 1), ('failed_events', 1),
        ('published_events', 1), ('retention_runs', 1), ('withdrawn_consents', 1)$$,
    'each kind''s run is noted with what it removed'
);
select results_eq(
    $$select actor_id::text, new_value ->> 'reason' from audit_log where action = 'erase'$$,
    $$values ('00000000-0000-0000-0000-000000000000', 'retention of closed profiles')$$, 'the erasure is in the log'
);

create function pg_temp.counts()
returns table (tbl text, n bigint)
language sql
as $$
    select 'profiles', count(*) from profiles
    union all select 'documents', count(*) from documents
    union all select 'consents', count(*) from consents
    union all select 'events', count(*) from events
    union all select 'audit_log', count(*) from audit_log
    union all select 'partitions', count(*) from partman.show_partitions('public.audit_log')
$$;
create temporary table before on commit drop as select * from pg_temp.counts();
select lives_ok('select pg_temp.run()', 'a second run');
select results_eq('select * from pg_temp.counts()', 'select * from before', 'changes nothing');

-- What the privacy officer sets is what is done.
update retention_policies set keep = '20 days' where kind = 'closed_profiles';
select lives_ok('select pg_temp.run()', 'a run after a policy was changed');
select is_empty('select 1 from profiles', 'keeps to the new policy');

-- The other jobs.
set local role wira_owner;
select private.maintain_partitions();
reset role;
select isnt_empty(
    $$select 1 from partman.show_partitions('public.audit_log')
      where partition_tablename = to_char(now() + interval '4 months', '"audit_log_p"YYYYMM"01"')$$,
    'partitions are made four months ahead'
);

select * from finish();
rollback;
