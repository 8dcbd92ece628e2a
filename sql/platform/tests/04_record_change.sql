-- The audit entry of a change: actor, tenant, table and values, whatever the table's ids are. Variable: owner.
begin;
set local search_path = public, extensions, tap;
drop table if exists public.audit_log cascade;
grant usage on schema tap to :"owner";
select plan(11);

set local role :"owner";
create table public.audit_log (
    id bigint generated always as identity,
    tenant_id uuid,
    actor_id uuid not null,
    action varchar(50) not null,
    entity_type varchar(100) not null,
    entity_id uuid not null,
    old_value jsonb,
    new_value jsonb,
    ip_address inet,
    created_at timestamptz not null default now()
);
create table public.t_rooms (id uuid primary key, tenant_id uuid);
create table public.t_notes (id uuid primary key, room_id uuid, note text, secret text);
create table public.t_parts (id uuid, part int not null, note text) partition by list (part);
create table public.t_parts_1 partition of public.t_parts for values in (1);
create table public.t_children () inherits (public.t_rooms);
create function public.t_tenant_of_room(p_room uuid) returns uuid language sql stable set search_path = ''
as $$select r.tenant_id from public.t_rooms as r where r.id = p_room$$;

create trigger record_change after insert or update or delete on public.t_notes
for each row execute function platform.record_change(
    'tenant_id', 'room_id', 'public.t_tenant_of_room', '{secret}'
);
create trigger record_change after insert on public.t_rooms
for each row execute function platform.record_change('tenant_id', 'tenant_id');
create trigger record_change after insert on public.t_children
for each row execute function platform.record_change('tenant_id', 'tenant_id', '');
create trigger record_change after insert on public.t_parts
for each row execute function platform.record_change('', '');
reset role;

-- In the name of nobody, and by a role that has no right to the log.
grant insert, update, delete, select on public.t_notes to metrics;
grant usage on schema public, extensions to metrics;
insert into public.t_rooms values
('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000000a');
select results_eq(
    $$select tenant_id::text, actor_id::text, action::text, entity_type::text, entity_id::text, old_value, ip_address
      from audit_log$$,
    $$values ('00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-000000000000', 'create', 't_rooms',
        '00000000-0000-0000-0000-000000000001', null::jsonb, null::inet)$$,
    'a change in nobody''s name is the system''s; the tenant stands in the row'
);

truncate public.audit_log;
set local app.current_user_id = '00000000-0000-0000-0000-0000000000ff';
set local app.client_ip = '203.0.113.7';
set local role metrics;
insert into public.t_notes values
('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', 'first', 'x');
update public.t_notes set note = 'second', secret = 'y';
delete from public.t_notes;
reset role;
select results_eq(
    $$select action::text, old_value, new_value from audit_log order by id$$,
    $$values
    ('create', null::jsonb, '{"id": "00000000-0000-0000-0000-000000000002",
        "room_id": "00000000-0000-0000-0000-000000000001", "note": "first"}'::jsonb),
    ('update', '{"id": "00000000-0000-0000-0000-000000000002",
        "room_id": "00000000-0000-0000-0000-000000000001", "note": "first"}',
     '{"id": "00000000-0000-0000-0000-000000000002",
        "room_id": "00000000-0000-0000-0000-000000000001", "note": "second"}'),
    ('delete', '{"id": "00000000-0000-0000-0000-000000000002",
        "room_id": "00000000-0000-0000-0000-000000000001", "note": "second"}', null)$$,
    'an entry a change, with what was and what is, and without the columns left out'
);
select results_eq(
    $$select distinct tenant_id::text, actor_id::text, ip_address from audit_log$$,
    $$values ('00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-0000000000ff', '203.0.113.7'::inet)$$,
    'with the tenant that the function finds, the user, and the client''s address'
);

truncate public.audit_log;
insert into public.t_parts values ('00000000-0000-0000-0000-000000000003', 1, 'part');
insert into public.t_children values ('00000000-0000-0000-0000-000000000004', null);
select results_eq(
    $$select entity_type::text, tenant_id from audit_log order by id$$,
    $$values ('t_parts', null::uuid), ('t_rooms', null)$$,
    'a partition''s and a chunk''s change is the whole table''s; without a tenant''s column there is no tenant'
);

-- When the log cannot be written, nothing is.
alter table public.audit_log add constraint full_up check (false) not valid;
select throws_ok(
    $$insert into t_rooms values ('00000000-0000-0000-0000-000000000005', null)$$, '23514', null,
    'a change that cannot be recorded is refused'
);

-- The same with numbers for ids.
set local role :"owner";
drop table public.audit_log;
create table public.audit_log (
    id bigint generated always as identity,
    "user" bigint,
    actor_id uuid,
    action text,
    entity_type text,
    entity_id bigint,
    old_value jsonb,
    new_value jsonb,
    ip_address inet
);
create table public.t_counts (id bigint, owner_id bigint);
create trigger record_change after insert on public.t_counts
for each row execute function platform.record_change('user', 'owner_id');
reset role;
insert into public.t_counts values (7, 9007199254740993);
select results_eq(
    $$select "user", entity_id, new_value from audit_log$$,
    $$values (9007199254740993, 7::bigint, '{"id": 7, "owner_id": 9007199254740993}'::jsonb)$$,
    'ids may be numbers, and names of columns anything'
);

select ok(
    p.prosecdef and p.proconfig = array['search_path=""'], 'it acts as its owner, with an empty search path'
)
from pg_proc as p where p.oid = 'platform.record_change()'::regprocedure;
select is_empty(
    format(
        $$select a.grantee::regrole from pg_proc as p
          cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
          where p.oid = %L::regprocedure and a.grantee <> p.proowner$$, f
    ),
    f || ' is nobody''s but the owner''s'
)
from unnest(array[
    'platform.record_change()', 'platform.table_name(oid)', 'platform.tenant_of(jsonb,text)',
    'platform.insert_row(regclass,jsonb)'
]) as f;

select * from finish();
rollback;
