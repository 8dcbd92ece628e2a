-- The outbox and the events of changed rows. Variable: owner.
begin;
set local search_path = public, extensions, tap;
drop table if exists public.events cascade;
grant usage on schema tap to :"owner";
select plan(20);

set local role :"owner";
select lives_ok($$select platform.create_outbox('tenant_id', 'uuid')$$, 'the owner makes an outbox');
reset role;
select columns_are(
    'public', 'events',
    array[
        'id', 'tenant_id', 'event_type', 'aggregate_id', 'aggregate_type', 'payload', 'status', 'created_at',
        'status_since', 'stream', 'stream_created_at', 'stream_sequence', 'failure'
    ]
);
select col_type_is('public', 'events', c, 'uuid', c || ' is of the type asked for')
from unnest(array['tenant_id', 'aggregate_id']) as c;
select is_partitioned('public', 'events', 'the outbox is partitioned');
select partitions_are('public', 'events', array['events_pending', 'events_published', 'events_failed']);
select has_index('public', 'events', 'idx_events_status_created_at', array['status', 'created_at']);
select has_index('public', 'events', 'idx_events_tenant_id', array['tenant_id']);
select ok(relrowsecurity and relforcerowsecurity, 'its policies bind the owner as well')
from pg_class where oid = 'public.events'::regclass;
select is_empty(
    $$select c.oid::regclass, a.grantee::regrole from pg_class as c cross join aclexplode(c.relacl) as a
      where c.relname ~ '^events' and c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner$$,
    'nobody has a right to it or to a partition'
);

set local role :"owner";
create policy definer_insert on public.events for insert to :"owner" with check (true);
create table public.t_rooms (id uuid primary key, tenant_id uuid);
create table public.t_notes (
    id uuid primary key, room_id uuid, note text, status text, deleted_at timestamptz, version int, updated_at timestamptz
);
create function public.t_tenant_of_room(p_room uuid) returns uuid language sql stable set search_path = ''
as $$select r.tenant_id from public.t_rooms as r where r.id = p_room$$;
create trigger publish_change after insert or update or delete on public.t_notes
for each row execute function platform.publish_change(
    'note', 'tenant_id', 'room_id', 'public.t_tenant_of_room', '{room_id,version}'
);
create trigger publish_change after insert or update or delete on public.t_rooms
for each row execute function platform.publish_change('room', 'tenant_id', 'tenant_id');
insert into public.t_rooms values
('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000000a');
reset role;

-- By a role that has no right to the outbox.
grant insert, update, delete, select on public.t_notes to metrics;
grant usage on schema public, extensions to metrics;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000ff';
set local role metrics;
insert into public.t_notes (id, room_id, note, version) values
('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', 'first', 1);
reset role;
select results_eq(
    $$select tenant_id::text, event_type::text, aggregate_type::text, aggregate_id::text, status::text, payload
      from events where event_type = 'note.created'$$,
    format(
        $$values ('00000000-0000-0000-0000-00000000000a', 'note.created', 't_notes',
            '00000000-0000-0000-0000-000000000002', 'pending', '{
            "id": "00000000-0000-0000-0000-000000000002", "tenant_id": "00000000-0000-0000-0000-00000000000a",
            "room_id": "00000000-0000-0000-0000-000000000001", "version": 1, "changed": [],
            "actor_id": "00000000-0000-0000-0000-0000000000ff", "occurred_at": %s}'::jsonb)$$,
        to_json(now())
    ),
    'an event tells who did it, when, of which tenant, and no content'
);
select results_eq(
    $$select payload - 'occurred_at' from events where event_type = 'room.created'$$,
    $$values ('{"id": "00000000-0000-0000-0000-000000000001", "tenant_id": "00000000-0000-0000-0000-00000000000a",
        "actor_id": null, "changed": []}'::jsonb)$$,
    'nothing is copied where nothing is asked for, and nobody may have done it'
);

truncate public.events;
update public.t_notes set note = 'second', version = 2, updated_at = now();
update public.t_notes set status = 'deleted';
update public.t_notes set note = 'while deleted';
update public.t_notes set status = 'active';
update public.t_notes set deleted_at = now();
delete from public.t_notes;
select results_eq(
    $$select event_type::text, payload -> 'changed' from events order by id$$,
    $$values ('note.updated', '["note"]'::jsonb), ('note.deleted', '["status"]'), ('note.updated', '["status"]'),
        ('note.deleted', '["deleted_at"]')$$,
    'marking as deleted is a deletion, told once; what follows from a change is not told as changed'
);

alter table public.events add constraint full_up check (false) not valid;
select throws_ok(
    $$insert into t_notes (id, room_id) values
      ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000001')$$,
    '23514', null, 'a change whose event is refused is refused'
);

-- The same with numbers for ids.
drop table public.events;
set local role :"owner";
select lives_ok($$select platform.create_outbox('user', 'bigint')$$, 'ids may be numbers');
create policy definer_insert on public.events for insert to :"owner" with check (true);
create table public.t_counts (id bigint, owner_id bigint);
create trigger publish_change after insert on public.t_counts
for each row execute function platform.publish_change('count', 'user', 'owner_id', '');
reset role;
insert into public.t_counts values (7, 9007199254740993);
select results_eq(
    $$select "user", aggregate_id, payload -> 'user' from events$$,
    $$values (9007199254740993, 7::bigint, '9007199254740993'::jsonb)$$,
    'and are numbers in the payload'
);
select throws_ok(
    $$insert into events ("user", event_type, aggregate_id, aggregate_type, payload) values (1, 'Count', 1, 'c', '{}')$$,
    '23514', null, 'an event''s type is two words'
);

select ok(
    p.prosecdef and p.proconfig = array['search_path=""'], 'the trigger acts as its owner, with an empty search path'
)
from pg_proc as p where p.oid = 'platform.publish_change()'::regprocedure;
select is_empty(
    format(
        $$select a.grantee::regrole from pg_proc as p
          cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
          where p.oid = %L::regprocedure and a.grantee <> p.proowner$$, f
    ),
    f || ' is nobody''s but the owner''s'
)
from unnest(array['platform.publish_change()', 'platform.create_outbox(name,regtype)']) as f;

select * from finish();
rollback;
