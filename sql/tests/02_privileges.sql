-- Holds for every pack: views, functions that act as their owner, what is granted to everybody, and who owns what.
-- Variables: owner, roles (array: all roles of the pack but its owner). A rule's failure lists what breaks it.
begin;
set local search_path = public, extensions, tap;

create temporary table roles on commit drop as
select r.oid, r.rolname from pg_roles as r where r.rolname = any(:'roles'::text[]);

create temporary table owners on commit drop as
select r.oid from pg_roles as r where r.rolname = :'owner';

create temporary table members on commit drop as
select d.classid, d.objid from pg_depend as d where d.deptype = 'e';

create temporary table schemas on commit drop as
select n.* from pg_namespace as n
where
    n.nspname !~ '^pg_'
    and n.nspname <> 'information_schema'
    and ('pg_namespace'::regclass, n.oid) not in (select m.classid, m.objid from members as m);

create temporary table relations on commit drop as
select c.* from pg_class as c inner join schemas as s on c.relnamespace = s.oid
where ('pg_class'::regclass, c.oid) not in (select m.classid, m.objid from members as m);

create temporary table routines on commit drop as
select p.* from pg_proc as p inner join schemas as s on p.pronamespace = s.oid
where ('pg_proc'::regclass, p.oid) not in (select m.classid, m.objid from members as m);

select plan(14);

-- A view on materialized views cannot act as its reader, who would need rights on what it hides: it is a barrier. On
-- anything else as well it would read that as its owner.
select is_empty(
    $$select v.oid::regclass from relations as v
      where
          v.relkind = 'v'
          and not coalesce(v.reloptions && '{security_invoker=true,security_invoker=on}', false)
          and not (
              coalesce(v.reloptions && '{security_barrier=true,security_barrier=on}', false)
              and 'm' = all(
                  select c.relkind from pg_rewrite as w
                  inner join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
                  inner join pg_class as c on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
                  where w.ev_class = v.oid and c.oid <> v.oid
              )
          )$$,
    'a view acts as its reader, or is a barrier in front of a materialized view'
);

select is_empty(
    $$select c.oid::regclass, r.rolname from relations as c cross join roles as r
      where c.relkind = 'm' and has_any_column_privilege(r.oid, c.oid, 'SELECT')$$,
    'a materialized view, which no policy guards, is for its owner alone'
);

-- pg_restore sets row_security off, with which its owner, whom policies bind, may not read such a table at all.
select is_empty(
    $$select m.oid::regclass, c.oid::regclass from relations as m
      inner join pg_rewrite as w on w.ev_class = m.oid
      inner join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
      inner join pg_class as c on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid
      where m.relkind = 'm' and c.relrowsecurity$$,
    'a materialized view reads tables with policies through a function, so that a dump can be loaded'
);

select is_empty(
    $$select p.oid::regprocedure from routines as p
      where p.prosecdef and not coalesce('search_path=""' = any(p.proconfig), false)$$,
    'a function that acts as its owner has an empty search path'
);

-- Whom app.current_user_id names depends on the login: a function for several asks which one calls, itself or in what it
-- calls. A function for one login asks by its grant.
select is_empty(
    $$with recursive asking as (
          select p.oid, p.pronamespace, p.proname from routines as p where p.prosrc ~ 'platform\.current_login\('
          union
          select p.oid, p.pronamespace, p.proname
          from asking as a
          inner join schemas as s on a.pronamespace = s.oid
          inner join routines as p on p.prosrc ~ ('\m' || s.nspname || '\.' || a.proname || '\(')
      )
      select p.oid::regprocedure, array_agg(r.rolname order by r.rolname)
      from routines as p
      cross join aclexplode(p.proacl) as a
      inner join roles as l on a.grantee = l.oid
      inner join pg_roles as r on l.oid = r.oid
      where
          p.prosecdef and r.rolcanlogin and has_schema_privilege(r.oid, p.pronamespace, 'USAGE')
          and p.oid not in (select k.oid from asking as k)
      group by p.oid
      having count(*) > 1$$,
    'a function that acts as its owner for several logins asks which of them calls'
);

select is_empty(
    $$select p.oid::regprocedure from routines as p
      cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
      where a.grantee = 0$$,
    'no function is for everybody'
);

select is_empty(
    $$select c.oid::regclass, a.privilege_type from relations as c cross join aclexplode(c.relacl) as a
      where a.grantee = 0$$,
    'no table, view or sequence is for everybody'
);

select is_empty(
    $$select c.oid::regclass, t.attname, a.privilege_type
      from relations as c inner join pg_attribute as t on t.attrelid = c.oid cross join aclexplode(t.attacl) as a
      where a.grantee = 0$$,
    'no column is for everybody'
);

select is_empty(
    $$select s.nspname, a.privilege_type from schemas as s cross join aclexplode(s.nspacl) as a where a.grantee = 0
      union all
      select d.datname, a.privilege_type
      from pg_database as d cross join aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as a
      where d.datname = current_database() and a.grantee = 0$$,
    'neither the database nor a schema is for everybody'
);

select is_empty(
    $$select d.defaclrole::regrole, d.defaclnamespace::regnamespace, d.defaclobjtype, a.grantee::regrole
      from pg_default_acl as d cross join aclexplode(d.defaclacl) as a
      where a.grantee <> d.defaclrole$$,
    'nothing that is yet to be made is for anybody but its owner'
);

select is_empty(
    $$select t.oid::regtype from pg_type as t inner join schemas as s on t.typnamespace = s.oid
      cross join aclexplode(coalesce(t.typacl, acldefault('T', t.typowner))) as a
      where
          a.grantee = 0 and t.typtype in ('e', 'd', 'r')
          and ('pg_type'::regclass, t.oid) not in (select m.classid, m.objid from members as m)$$,
    'no type is for everybody'
);

select is_empty(
    $$select c.oid::regclass::text, c.relowner::regrole from relations as c
      where c.relowner not in (select o.oid from owners as o) and c.relkind in ('r', 'p', 'v', 'm', 'S')
      union all
      select p.oid::regprocedure::text, p.proowner::regrole from routines as p
      where p.proowner not in (select o.oid from owners as o)$$,
    'everything is the owner''s'
);

select is_empty(
    $$select r.rolname from pg_roles as r
      where
          r.oid in (select roles.oid from roles union all select owners.oid from owners)
          and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)$$,
    'no role of the pack is more than a role'
);

select is_empty(
    $$select r.rolname from pg_roles as r inner join owners as o using (oid) where r.rolcanlogin$$,
    'the owner cannot log in'
);

select * from finish();
rollback;
