-- A superuser who signs in to a pack's database meets nothing there that the pack's owner made: with one of the owner's
-- schemas on the path, a function of a better fitting signature would run as the superuser. The owner's database has a
-- path of its own, which a role's goes before.
alter role postgres set search_path to pg_catalog;

-- The maintenance database `postgres`: closed to everybody but the platform's own accounts.
-- Here lie PgBouncer's password look-up, pg_cron (it lives in one database only) and pg_stat_statements.

revoke all on database postgres, template1 from public;
revoke all on schema public from public;
grant connect on database postgres to pgbouncer, metrics, backup;

-- pg_rewind connects here with an account of Patroni's, where Patroni runs the cluster.
do $$
begin
    if exists (select from pg_catalog.pg_roles where rolname = 'rewinder') then
        grant connect on database postgres to rewinder;
    end if;
end
$$;

create schema if not exists pgbouncer;
grant usage on schema pgbouncer to pgbouncer;

-- Called by PgBouncer for each login it does not know (auth_query). Accounts that can do more than an application may
-- are not served, so the pooler is no way in for them.
create or replace function pgbouncer.get_auth(p_username text)
returns table (username text, password text)
language sql
stable
security definer
set search_path = ''
as $$
    select a.rolname::text, a.rolpassword
    from pg_catalog.pg_authid as a
    where
        a.rolname = p_username
        and a.rolcanlogin
        and not a.rolsuper
        and not a.rolreplication
        and not a.rolcreaterole
        and not a.rolbypassrls
        and a.rolname not in ('pgbouncer', 'metrics', 'rewinder')
        and (a.rolvaliduntil is null or a.rolvaliduntil > pg_catalog.now())
$$;

revoke all on function pgbouncer.get_auth(text) from public;
grant execute on function pgbouncer.get_auth(text) to pgbouncer;

-- Jobs are the superuser's to schedule. Whoever may read everything gets into the schema, where scheduling was free.
revoke all on all routines in schema cron from public;

-- The exporter reads pg_stat_statements, which is in this schema.
grant usage on schema extensions to metrics;

-- Restore drills: a canary is written before the point to restore to and another after it. A drill ends a segment of
-- WAL, so that both are in the archive.
create schema if not exists drill;
revoke all on schema drill from public;
create table if not exists drill.canaries (
    canary_id bigint generated always as identity primary key,
    written_at timestamptz not null default clock_timestamp(),
    note text not null
);
grant usage on schema drill to backup;
grant select, insert, delete on drill.canaries to backup;
grant execute on function
pg_switch_wal(), pg_create_restore_point(text), pg_control_system(), pg_ls_archive_statusdir()
to backup;
