-- Holds for every pack: row level security of each table that a role of the pack may reach.
-- Variables: tenant_tables (JSON: table to tenant column or "via <table>"), roles (array: all roles of the pack but its
-- owner). A rule's failure lists the tables that break it.
begin;

-- Taken without a search path, so that every function but PostgreSQL's own is written with its schema.
set local search_path = '';
create temporary table policies on commit drop as
select
    p.*,
    pg_get_expr(p.polqual, p.polrelid) as reads,
    pg_get_expr(p.polwithcheck, p.polrelid) as writes
from pg_policy as p;
set local search_path = public, extensions, tap;

create temporary table declared on commit drop as
select
    t.key as name,
    to_regclass('public.' || quote_ident(t.key)) as oid,
    t.value as tenant
from json_each_text(:'tenant_tables') as t;

create temporary table roles on commit drop as
select r.oid, r.rolname
from pg_roles as r
where r.rolname = any(:'roles'::text[]);

-- What each role may do with each table, by privileges on the table or on any of its columns.
create temporary table reach on commit drop as
select
    c.oid as tbl,
    r.oid as role,
    p.command
from pg_class as c
inner join pg_namespace as n on c.relnamespace = n.oid
cross join roles as r
cross join (values ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')) as p (privilege, command)
where
    c.relkind in ('r', 'p')
    and n.nspname !~ '^pg_'
    and n.nspname <> 'information_schema'
    and not exists (
        select from pg_depend as d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    )
    and has_schema_privilege(r.oid, n.oid, 'USAGE')
    and (
        has_table_privilege(r.oid, c.oid, p.privilege)
        or (p.command <> 'd' and has_any_column_privilege(r.oid, c.oid, p.privilege))
    );

create temporary table guarded on commit drop as
select d.oid from declared as d where d.oid is not null
union
select r.tbl from reach as r;

select plan(13);

select is_empty(
    $$select name from declared where oid is null$$,
    'every declared tenant table exists'
);

select is_empty(
    $$select g.oid::regclass from guarded as g inner join pg_class as c using (oid) where not c.relrowsecurity$$,
    'row level security is on for every table that a role may reach'
);

select is_empty(
    $$select g.oid::regclass from guarded as g inner join pg_class as c using (oid) where not c.relforcerowsecurity$$,
    'row level security is forced, so that it binds the owner as well'
);

select is_empty(
    $$select r.tbl::regclass, r.role::regrole, r.command
      from reach as r
      where not exists (
          select from policies as p
          where p.polrelid = r.tbl and p.polpermissive and r.role = any(p.polroles) and p.polcmd::text = r.command
      )$$,
    'each command that a role may give has a policy that names command and role'
);

select is_empty(
    $$select p.polrelid::regclass, p.polname from policies as p inner join guarded as g on p.polrelid = g.oid
      where p.polcmd = '*'$$,
    'a policy is for one command'
);

select is_empty(
    $$select p.polrelid::regclass, p.polname from policies as p inner join guarded as g on p.polrelid = g.oid
      where 0 = any(p.polroles)$$,
    'a policy is for named roles'
);

select is_empty(
    $$select p.polrelid::regclass, p.polname from policies as p inner join guarded as g on p.polrelid = g.oid
      where p.polcmd in ('a', 'w') and p.polwithcheck is null$$,
    'a policy for writing checks what is written'
);

select is_empty(
    $$select p.polrelid::regclass, p.polname from policies as p inner join guarded as g on p.polrelid = g.oid
      where
          (0 = any(p.polroles) or exists (select from roles as r where r.oid = any(p.polroles)))
          and 'true' in (p.reads, p.writes)$$,
    'no policy lets a role of the pack have every row'
);

select is_empty(
    $$select p.polrelid::regclass, p.polname from policies as p inner join guarded as g on p.polrelid = g.oid
      where
          p.reads ~ '(?<!SELECT )(?<!["\w.])["\w]+\.["\w]+\('
          or concat(p.reads, p.writes) ~ '(?<!SELECT )(platform\.current_user_id|current_setting)\('$$,
    'a policy asks who the user is once a statement, as (select f()), and not once a row'
);

select is_empty(
    $$select d.name, d.tenant from declared as d
      where
          d.oid is not null
          and d.tenant !~ '^via '
          and not exists (
              select from pg_index as i
              inner join pg_attribute as a on i.indrelid = a.attrelid and i.indkey[0] = a.attnum
              inner join pg_class as c on i.indexrelid = c.oid
              inner join pg_am as m on c.relam = m.oid
              where
                  i.indrelid = d.oid and a.attname = d.tenant and m.amname = 'btree' and i.indisvalid
                  and i.indpred is null
          )$$,
    'the tenant column leads an index'
);

select is_empty(
    $$select d.name, d.tenant from declared as d
      where
          d.oid is not null
          and d.tenant ~ '^via '
          and not exists (
              select from pg_constraint as f
              inner join pg_index as i on f.conrelid = i.indrelid and f.conkey[1] = i.indkey[0]
              where
                  f.contype = 'f' and f.conrelid = d.oid and i.indisvalid and i.indpred is null
                  and f.confrelid = to_regclass('public.' || quote_ident(substr(d.tenant, 5)))
          )$$,
    'the reference to the table that knows the tenant leads an index'
);

-- A part of a table has no policies of its own. Its rows are reached through the whole, which asks for no rights on it.
select is_empty(
    $$select distinct r.tbl::regclass, r.role::regrole from reach as r
      inner join pg_inherits as i on r.tbl = i.inhrelid$$,
    'no role reaches a partition by name'
);

-- Chunks bear the hypertable's privileges and have no policies of their own, so they lie in a schema that is closed.
-- The extension's own schema cannot be: its look-up of the catalog, once a session, needs it as whoever asks.
select is_empty(
    case
        when to_regclass('_timescaledb_catalog.hypertable') is null then 'select where false'
        else
            $$select h.schema_name, h.table_name, h.associated_schema_name, r.rolname
              from _timescaledb_catalog.hypertable as h cross join roles as r
              where has_schema_privilege(r.oid, h.associated_schema_name::text, 'USAGE')$$
    end,
    'no role reaches chunks of hypertables by name'
);

select * from finish();
rollback;
