-- NX8, NX9: partitions are made ahead, and are no way round the policies.
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
select plan(216);

select results_eq(
    $$select partition_interval, premake, automatic_maintenance, retention from partman.part_config
      where parent_table = 'public.audit_log'$$,
    $$values ('1 mon', 4, 'on', null::text)$$, 'audit_log is in pg_partman''s care, a month a partition, kept for good'
);
select ok(
    count(*) >= 5, 'there are partitions for this month and the next four'
)
from generate_series(date_trunc('month', now()), date_trunc('month', now()) + interval '4 months', '1 month') as m
inner join pg_class as c on c.relname = 'audit_log_p' || to_char(m, 'YYYYMMDD') and c.relispartition;
select partitions_are('public', 'events', array['events_pending', 'events_published', 'events_failed']);

set local app.current_user_id = '00000000-0000-0000-0000-0000000000a1';
create temporary table partitions on commit drop as
select oid::regclass::text as partition from pg_class
where relispartition and relkind = 'r' and relnamespace = 'public'::regnamespace;
grant select on partitions to public;
create function pg_temp.refused(p_role name) returns setof text language plpgsql as $$
declare
    v_statement text;
begin
    perform set_config('role', p_role, true);
    for v_statement in
        select format(s, p.partition) from partitions as p cross join unnest(array[
            'select * from %s', 'select count(*) from %s', 'delete from %s', 'truncate %s', 'select %1$s.tableoid from %1$s'
        ]) as s
    loop
        return next throws_ok(v_statement, '42501', null, p_role || ' is refused: ' || v_statement);
    end loop;
    perform set_config('role', 'none', true);
end
$$;
select pg_temp.refused(r) from unnest(array['novax_app', 'novax_readonly', 'ai_agent_role']) as r;

-- Partitions that do not exist yet: neither the job nor the owner's hand makes an open one.
set local role novax_owner;
create table audit_log_by_hand partition of audit_log for values from ('1999-01-01') to ('1999-02-01');
reset role;
update partman.part_config set premake = 7 where parent_table = 'public.audit_log';
grant usage on schema tap to novax_owner;
set local role novax_owner;
select lives_ok($$select platform.maintain_months('public.audit_log')$$, 'the maintenance job runs, as the owner');
reset role;
select is(
    (select count(*) from pg_inherits where inhparent = 'audit_log'::regclass),
    (select count(*) + 4 from partitions where partition like 'audit_log%'), 'and makes three more months'
);
select is_empty(
    $$select c.oid::regclass, a.grantee::regrole from pg_class as c cross join lateral aclexplode(c.relacl) as a
      where c.relispartition and a.grantee <> c.relowner$$,
    'no partition is open, however it was made'
);
select is_empty(
    $$select oid::regclass from pg_class where relispartition and relowner <> 'novax_owner'::regrole$$,
    'and all are the owner''s'
);
select ok(
    not has_table_privilege(r, 'partman.template_public_audit_log', 'select, insert, update, delete'),
    r || ' has nothing on the template'
)
from unnest(array['novax_app', 'novax_readonly', 'ai_agent_role']) as r;

-- After a rest that is longer than what was made ahead: this month has no partition, nor have those that follow.
grant usage on schema tap to metrics;
set local role novax_owner;
do $$
declare
    v_month text;
begin
    for v_month in
        select oid::regclass from pg_class
        where relispartition and relname ~ '^audit_log_p\d{8}$'
            and to_date(right(relname, 8), 'YYYYMMDD') >= date_trunc('month', now())
    loop
        execute format('drop table %s', v_month);
    end loop;
end
$$;
create table audit_log_p20200101 partition of audit_log for values from ('2020-01-01') to ('2020-02-01');
reset role;
insert into audit_log (actor_id, action, entity_type, entity_id, new_value, created_at)
select '00000000-0000-0000-0000-0000000000a1', 'access', 'rest', gen_random_uuid(), jsonb_build_object('n', n), at
from (values
    (1, now()), (2, now()), (3, date_trunc('month', now()) + interval '2 months'),
    (4, date_trunc('month', now()) + interval '40 months'), (5, '2020-03-05'), (6, '1970-01-01')
) as r (n, at);
create temporary table rested on commit drop as select * from audit_log where entity_type = 'rest';
select is((select count(*) from audit_log_default where entity_type = 'rest'), 6::bigint, 'after a rest rows have no month');
set local role metrics;
select results_eq(
    'select parent, made_until, rows_outside >= 6 from platform.partitions_ahead()',
    $$values ('public.audit_log', date_trunc('month', now()), true)$$, 'which metrics tell'
);
set local role novax_owner;
select lives_ok($$select platform.maintain_months('public.audit_log')$$, 'maintenance mends it');
reset role;
select set_eq(
    $$select new_value ->> 'n' from audit_log_default where entity_type = 'rest'$$, array['4', '6'],
    'what lies beyond all months that are made stays outside'
);
select set_eq(
    $$select new_value ->> 'n', tableoid::regclass::text as month from audit_log where entity_type = 'rest' and new_value ->> 'n' in ('1', '2', '3', '5')$$,
    $$select n::text, 'audit_log_p' || to_char(m, 'YYYYMM01') from (values
        (1, now()), (2, now()), (3, date_trunc('month', now()) + interval '2 months'), (5, '2020-03-05')
    ) as r (n, m)$$, 'every other row is in its month'
);
select set_eq(
    $$select * from audit_log where entity_type = 'rest'$$, 'select * from rested', 'and no row has changed'
);
set local role metrics;
select results_eq(
    $$select made_until >= date_trunc('month', now()) + interval '8 months' from platform.partitions_ahead()$$,
    'values (true)', 'seven months are made ahead again'
);
select throws_ok('select from public.audit_log_default', '42501', null, 'the exporter reads no row');
reset role;
select throws_ok(
    format('delete from %I', tableoid::regclass), '42501', null, 'a month that was missed is append-only too'
) from audit_log where new_value ->> 'n' = '1' and entity_type = 'rest';
select throws_ok('delete from audit_log_default', '42501', null, 'and so is the default partition again');
set local role novax_owner;
select lives_ok($$select platform.maintain_months('public.audit_log')$$, 'a second maintenance has nothing to mend');
reset role;

select * from finish();
rollback;
