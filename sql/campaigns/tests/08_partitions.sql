-- CP5, CP7, CP9: months are made ahead and dropped behind, read alone, and no way round the policies.
begin;
set local search_path = public, extensions, tap;
select plan(46);

-- The actors: Ana has id 1, Bob 2; each an account, a group of two contacts and a third without one, and a campaign.
insert into users (id, uuid, email, name, timezone) overriding system value values
(1, 'aaaaaaaa-0000-0000-0000-000000000000', 'ana@example.test', 'Ana', 'Asia/Jakarta'),
(2, 'bbbbbbbb-0000-0000-0000-000000000000', 'bob@example.test', 'Bob', 'UTC');
insert into whatsapp_accounts (id, user_id, phone_number, session_data) overriding system value values
(1, 1, '+6281', '{"key": "of ana"}'), (2, 2, '+6282', '{"key": "of bob"}');
insert into contact_groups (id, user_id, name) overriding system value values (1, 1, 'A'), (2, 2, 'B');
insert into contacts (id, user_id, phone_number, group_id) overriding system value values
(11, 1, '+62811', 1), (12, 1, '+62812', 1), (13, 1, '+62813', null),
(21, 2, '+62811', 2), (22, 2, '+62822', 2), (23, 2, '+62823', null);
insert into campaigns (id, user_id, whatsapp_account_id, name, template_content) overriding system value values
(1, 1, 1, 'Of A', 'Halo'), (2, 2, 2, 'Of B', 'Halo');
select setval(pg_get_serial_sequence(t, 'id'), 1000) > 0
from unnest(array['users', 'whatsapp_accounts', 'contact_groups', 'contacts', 'campaigns']) as t;
insert into messages (user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content)
select user_id, user_id, user_id, id, phone_number, 'Halo' from contacts;

select results_eq(
    $$select partition_interval, premake, retention, retention_keep_table from partman.part_config where parent_table = 'public.messages'$$,
    $$values ('1 mon', 4, '12 months', false)$$, 'messages is in pg_partman''s care: four months ahead, twelve behind'
);
select ok(
    count(*) = 5, 'there are partitions for this month and the next four'
)
from generate_series(date_trunc('month', now()), date_trunc('month', now()) + interval '4 months', '1 month') as m
inner join pg_class as c on c.relname = 'messages_p' || to_char(m, 'YYYYMMDD') and c.relispartition;

-- Rows of known ages, in partitions that a year of running would have left.
set local role campaigns_owner;
do $$
declare
    v_month timestamptz;
begin
    for v_month in
        select date_trunc('month', now()) - make_interval(months => n) from unnest(array[11, 12, 13, 14]) as n
    loop
        execute format(
            'create table public.%I partition of public.messages for values from (%L) to (%L)',
            'messages_p' || to_char(v_month, 'YYYYMMDD'), v_month, v_month + interval '1 month'
        );
    end loop;
end
$$;
reset role;
insert into messages (user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content, status, created_at)
select 1, 1, 1, 11, '+62811', n || ' months old', 'sent', date_trunc('month', now()) - make_interval(months => n) + interval '12 hours'
from unnest(array[11, 12, 13, 14]) as n;
insert into usage_logs (user_id, usage_type, quantity, created_at)
select 1, 'api_call', n, now() - make_interval(months => n) from unnest(array[2, 20, 26, 40]) as n;
select is((select count(*) from messages_default), 0::bigint, 'no message is without a month');

-- Pruning: a query that names a time reads the partitions of that time alone.
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
create temporary table planned (query text, wanted integer, part text) on commit drop;
insert into planned values
(format('select count(*) from messages where created_at >= %L and created_at < %L', date_trunc('month', now()), date_trunc('month', now()) + interval '1 month'), 1, 'messages_p\d+'),
(format('select * from messages where user_id = 1 and status = %L and created_at >= %L', 'sent', date_trunc('month', now()) + interval '3 months'), 3, 'messages_(p\d+|default)'),
(format('select sum(quantity) from usage_logs where user_id = 1 and usage_type = %L and created_at >= %L', 'api_call', now() - interval '3 months'), 2, '_hyper_\d+_\d+_chunk');
grant select on planned to public;
set local role campaigns_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select is(
    (select count(distinct m[1])::integer from regexp_matches(pg_temp.plan(query), ' on (' || part || ')', 'g') as m),
    wanted, format('%s parts are read by: %s', wanted, query)
) from planned;
reset role;

-- Nobody reaches a partition or a chunk by its name.
create temporary table parts on commit drop as
select oid::regclass::text as part from pg_class
where relkind = 'r' and (relispartition and relname ~ '^messages_' or relnamespace = 'chunks'::regnamespace);
grant select on parts to public;
select cmp_ok((select count(*) from parts where part like 'chunks.%'), '>=', 4::bigint, 'there are chunks, in a schema of their own');
create function pg_temp.refused(p_role name, p_statement text) returns bigint language plpgsql as $$
declare
    v_part text;
    v_refused bigint := 0;
begin
    perform set_config('role', p_role, true);
    for v_part in select part from parts loop
        begin
            execute format(p_statement, v_part);
        exception when insufficient_privilege then
            v_refused := v_refused + 1;
        end;
    end loop;
    perform set_config('role', 'none', true);
    return v_refused;
end
$$;
select is(pg_temp.refused(r, s), (select count(*) from parts), format('%s is refused every part: %s', r, s))
from unnest(array['campaigns_app', 'campaigns_billing', 'campaigns_readonly']) as r
cross join unnest(array['select * from %s', 'select count(*) from %s', 'delete from %s', 'truncate %s', 'select %1$s.tableoid from %1$s']) as s;
select is_empty(
    $$select c.oid::regclass from pg_class as c cross join aclexplode(c.relacl) as a
      where c.relispartition and a.grantee <> c.relowner$$,
    'no partition has a grant'
);
set local role campaigns_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select is((select count(*) from usage_logs where usage_type = 'api_call'), 4::bigint, 'while the hypertable shows Ana hers');
set local app.current_user_id = 'bbbbbbbb-0000-0000-0000-000000000000';
select is((select count(*) from usage_logs where usage_type = 'api_call'), 0::bigint, 'and Bob nothing of them');
select is((select count(*) from messages where message_content like '%old'), 0::bigint, 'nor of her messages');
reset role;

-- Retention, by the jobs' own statements, as the owner that runs them.
select private.fold_counters() > 0;
grant usage on schema tap to campaigns_owner;
set local role campaigns_owner;
select lives_ok('select private.maintain_partitions()', 'partitions are maintained');
reset role;
select results_eq(
    $$select message_content from messages where message_content like '%months old' order by 1$$,
    $$values ('11 months old'), ('12 months old')$$, 'messages of the last twelve whole months stay, older ones are gone'
);
select hasnt_table('public'::name, ('messages_p' || to_char(date_trunc('month', now()) - interval '13 months', 'YYYYMMDD'))::name);
select hasnt_table('public'::name, ('messages_p' || to_char(date_trunc('month', now()) - interval '14 months', 'YYYYMMDD'))::name);
select is((select messages_sent from campaigns where id = 1), 4, 'the campaign still counts them');
set local role campaigns_owner;
select is(private.drop_old_usage(), 2::bigint, 'chunks of usage that is older than 24 months are dropped');
reset role;
select results_eq(
    $$select quantity from usage_logs where usage_type = 'api_call' order by 1$$, 'values (2), (20)', 'and the younger stay'
);
create temporary table kept on commit drop as select oid from pg_class where relispartition or relnamespace = 'chunks'::regnamespace;
set local role campaigns_owner;
select is(private.drop_old_usage(), 0::bigint, 'a second time changes nothing');
select lives_ok('select private.maintain_partitions()', 'nor does a second maintenance');
reset role;
select set_eq(
    $$select oid from pg_class where relispartition or relnamespace = 'chunks'::regnamespace$$, 'select oid from kept', 'the parts are the same'
);
-- More months ahead, when the configuration says so.
update partman.part_config set premake = 7 where parent_table = 'public.messages';
set local role campaigns_owner;
select lives_ok('select private.maintain_partitions()', 'maintenance makes what is missing');
reset role;
select has_table('public'::name, ('messages_p' || to_char(date_trunc('month', now()) + interval '7 months', 'YYYYMMDD'))::name);
insert into usage_slots (user_id, resource, day, slot, quantity, taken_by, taken) values (1, 'messages', current_date - 90, 0, 1, '3', 1);
set local role campaigns_owner;
select is(private.drop_old_usage(), 0::bigint, 'slots of past months go with old usage');
select is_empty('select 1 from usage_slots where day > ''1970-01-01'' and day < current_date - 62', 'and no others');
reset role;

-- After a rest that is longer than what was made ahead: this month has no partition, nor have those that follow.
set local role campaigns_owner;
do $$
declare
    v_month text;
begin
    for v_month in
        select oid::regclass from pg_class
        where relispartition and relname ~ '^messages_p\d{8}$'
            and to_date(right(relname, 8), 'YYYYMMDD') >= date_trunc('month', now())
    loop
        execute format('drop table %s', v_month);
    end loop;
end
$$;
reset role;
insert into messages (user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content, status, created_at)
select 1, 1, 1, 11, '+62811', 'rested ' || n, 'sent', date_trunc('month', now()) + make_interval(months => n)
from unnest(array[0, 1, 30]) as n;
select private.fold_counters() > 0;
create temporary table rested on commit drop as
select * from messages where message_content like 'rested%';
create temporary table counted on commit drop as select messages_sent from campaigns where id = 1;
select is(
    (select count(*) from messages_default where message_content like 'rested%'), 3::bigint, 'after a rest messages have no month'
);
set local role campaigns_owner;
select lives_ok('select private.maintain_partitions()', 'maintenance mends it');
reset role;
select set_eq(
    $$select message_content from messages_default where message_content like 'rested%'$$, array['rested 30'],
    'only what is dated years ahead stays outside of all months'
);
select set_eq($$select * from messages where message_content like 'rested%'$$, 'select * from rested', 'no message has changed');
select has_table('public'::name, ('messages_p' || to_char(date_trunc('month', now()) + interval '7 months', 'YYYYMMDD'))::name);
select private.fold_counters() >= 0;
select results_eq('select messages_sent from campaigns where id = 1', 'select messages_sent from counted', 'and none is counted twice');

select * from finish();
rollback;
