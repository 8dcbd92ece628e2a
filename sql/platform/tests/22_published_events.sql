-- Published events: divided by time, kept as long as it is asked for, and gone by whole days. Variable: owner.
begin;
set local search_path = public, extensions, tap;
set local timezone = 'UTC';
drop table if exists public.events cascade;
grant usage on schema tap to :"owner";
select plan(13);

set local role :"owner";
select is(platform.maintain_outbox('7 days'), 0::bigint, 'without an outbox there is nothing to do');

-- One from before events were divided, as an older stack has it.
select platform.create_events('tenant_id', 'uuid') is not null;
create policy owner_insert on events for insert to :"owner" with check (true);
create policy owner_select on events for select to :"owner" using (true);
create policy owner_delete on events for delete to :"owner" using (true);
insert into events (tenant_id, event_type, aggregate_id, aggregate_type, payload, status, created_at)
select gen_random_uuid(), 'a.b', gen_random_uuid(), 'x', '{}', s.status, now() - interval '1 year'
from unnest(array['pending', 'published', 'published', 'failed']) as s (status);
select platform.divide_published_events() is not null;
select results_eq(
    $$select tableoid::regclass::text, status_since = now(), count(*) from events group by 1, 2 order by 1$$,
    $$values ('events_failed', true, 1::bigint), ('events_pending', true, 1), ('events_published_default', true, 2)$$,
    'what was published before stays, and is counted from now'
);
select indexes_are(
    'public', 'events_published_default',
    array[
        'events_published_default_pkey', 'events_published_default_status_created_at_idx',
        'events_published_default_stream_stream_sequence_idx', 'events_published_default_tenant_id_idx'
    ],
    'its indexes have its name'
);
drop table events;
select platform.create_outbox('tenant_id', 'uuid') is not null;
create policy owner_insert on events for insert to :"owner" with check (true);
create policy owner_select on events for select to :"owner" using (true);
create policy owner_delete on events for delete to :"owner" using (true);

select is(platform.maintain_outbox('7 days'), 0::bigint, 'nothing is too old');
select partitions_are(
    'public', 'events_published',
    array['events_published_default'] || array(
        select 'events_published_p' || to_char(current_date + n, 'YYYYMMDD') from generate_series(1, 7) as n
    ),
    'there are partitions for the seven days to come'
);
select is_empty(
    $$select c.relname, a.grantee::regrole from pg_class as c cross join aclexplode(c.relacl) as a
      where c.relname ~ '^events_published' and c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner$$,
    'nobody has a right to one'
);

-- Days that are over: the last moment of the first that is too old, and the first of the next.
do $$
declare
    v_day date;
begin
    foreach v_day in array array[current_date - 7, current_date - 8] loop
        execute format(
            'create table events_published_p%s partition of events_published for values from (%L) to (%L)',
            to_char(v_day, 'YYYYMMDD'), v_day::timestamptz, (v_day + 1)::timestamptz
        );
    end loop;
end
$$;
insert into events (tenant_id, event_type, aggregate_id, aggregate_type, payload, status, status_since)
select gen_random_uuid(), 'a.b', gen_random_uuid(), 'x', '{}', s.status, s.since
from (
    values
    ('published', current_date - 7 - interval '1 microsecond'), ('published', current_date - interval '7 days'),
    ('published', now() - interval '9 days'), ('published', now()), ('published', current_date + interval '1 day'),
    ('pending', now() - interval '1 year'), ('failed', now() - interval '1 year')
) as s (status, since);
select is(
    platform.maintain_outbox('7 days'), 2::bigint, 'a day that is over and what found no partition go by their age'
);
select hasnt_table('public', 'events_published_p' || to_char(current_date - 8, 'YYYYMMDD'), 'the old day is gone');
select has_table('public', 'events_published_p' || to_char(current_date - 7, 'YYYYMMDD'), 'the next is there');
select results_eq(
    'select status::text, count(*) from events group by 1 order by 1',
    $$values ('failed', 1::bigint), ('pending', 1), ('published', 3)$$,
    'what waits or failed stays'
);
select is(platform.maintain_outbox('7 days'), 0::bigint, 'a second run changes nothing');

-- The relay marks a row wherever it goes, by the columns that it may change.
reset role;
set local role relay;
update public.events
set status = 'published', status_since = now(), stream = 'T_EVENTS', stream_created_at = now(), stream_sequence = 7
where status = 'pending';
reset role;
select results_eq(
    'select tableoid::regclass::text from events where stream_sequence = 7', $$values ('events_published_default')$$,
    'the relay marks what it published'
);
select is_empty(
    $$select a.grantee::regrole from pg_proc as p
      cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
      where p.proname = any(array['maintain_outbox', 'divide_published_events', 'create_events'])
        and p.pronamespace = 'platform'::regnamespace and a.grantee <> p.proowner$$,
    'these functions are nobody''s but the owner''s'
);

select * from finish();
rollback;
