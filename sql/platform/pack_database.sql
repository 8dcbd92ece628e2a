-- A pack's database: nothing for PUBLIC, and for each role of the pack what it needs.
-- Placeholders: database, owner, app, readonly; logins (all that may connect), users (logins and groups).

-- Connecting, and no TEMPORARY: an application makes no tables, not even short-lived ones.
revoke all on database {database} from public, {users};
grant connect on database {database} to {logins}, metrics, backup, relay;
-- Types of extensions are found without their schema's name.
alter database {database} set search_path = public, extensions;

-- Creating stays with the owner, through pg_database_owner.
revoke all on schema public from public, {users};
grant usage on schema public to {users}, relay;
grant usage on schema extensions to {owner}, {users};

-- What all packs share; its content comes with the platform's migrations, which run as the owner.
create schema if not exists platform authorization {owner};
revoke all on schema platform from public, {users};
grant usage on schema platform to {users};

-- A large object belongs to whoever makes it, and no policy guards it.
revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public;

-- It takes room on the disk and in the archive, from logins too that may write nothing.
revoke execute on function
    pg_logical_emit_message(boolean, text, text, boolean), pg_logical_emit_message(boolean, text, bytea, boolean)
from public;

-- One tenant's transaction would hold up another's by a number that both know, or end its session, which is of the same
-- role. The owner keeps them: migrators lock, and functions that act as the owner do. Giving up all of one's own locks
-- stays with everybody: pools of connections do it to each that is given back (asyncpg).
do $$
declare
    v_function regprocedure;
begin
    for v_function in
        select p.oid::regprocedure
        from pg_catalog.pg_proc as p
        where
            p.pronamespace = 'pg_catalog'::regnamespace
            and p.proname ~ '^pg_(try_)?advisory_|^pg_(cancel|terminate)_backend$|^pg_notify$'
            and p.proname <> 'pg_advisory_unlock_all'
    loop
        execute pg_catalog.format('revoke all on function %s from public', v_function);
        execute pg_catalog.format('grant execute on function %s to {owner}', v_function);
    end loop;
end
$$;

-- They show the commonest values of every column that somebody may read and that has no policy itself: also of a
-- hypertable's chunks, which bear its privileges and not its policies.
revoke all on pg_catalog.pg_stats, pg_catalog.pg_stats_ext, pg_catalog.pg_stats_ext_exprs from public;

-- What the owner will make is for nobody until a migration grants it, table by table. So partitions, which have no
-- policies of their own, are for nobody however they come to be.
alter default privileges for role {owner} revoke all on tables from public;
alter default privileges for role {owner} revoke all on sequences from public;
alter default privileges for role {owner} revoke all on routines from public;
alter default privileges for role {owner} revoke all on types from public;
alter default privileges for role {owner} revoke all on schemas from public;
alter default privileges for role {owner} in schema public revoke all on tables from {users};
alter default privileges for role {owner} in schema public revoke all on sequences from {users};
