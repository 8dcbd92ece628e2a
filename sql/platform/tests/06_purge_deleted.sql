-- What was marked as deleted goes when its time is over, and no row else. Variable: owner.
begin;
set local search_path = public, extensions, tap;
grant usage on schema tap to :"owner";
select plan(6);

set local role :"owner";
create table public."T soft" (id int primary key, deleted_at timestamptz);
insert into public."T soft" values
(1, null), (2, now() - interval '29 days'), (3, now() - interval '30 days'), (4, now() - interval '31 days'),
(5, now() - interval '1 year');

select is(platform.purge_deleted('public."T soft"', interval '30 days'), 2::bigint, 'it says how many rows went');
select results_eq(
    $$select id from public."T soft" order by id$$, $$values (1), (2), (3)$$,
    'rows of 30 days and less are kept, and those that nobody deleted'
);
select is(platform.purge_deleted('public."T soft"', interval '30 days'), 0::bigint, 'a second time changes nothing');
select is(platform.purge_deleted('public."T soft"', null), 0::bigint, 'no time is no order');

-- It is bound by the caller's policies.
alter table public."T soft" enable row level security, force row level security;
create policy owner_select on public."T soft" for select to :"owner" using (true);
select is(platform.purge_deleted('public."T soft"', interval '0'), 0::bigint, 'a row that may not be deleted stays');
reset role;

select is_empty(
    $$select a.grantee::regrole from pg_proc as p
      cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
      where p.oid = 'platform.purge_deleted(regclass,interval)'::regprocedure and a.grantee <> p.proowner$$,
    'it is nobody''s but the owner''s'
);

select * from finish();
rollback;
