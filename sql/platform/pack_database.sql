-- A pack's database: nothing for PUBLIC, and for each role of the pack what it needs.
-- Placeholders: database, owner, app, readonly; logins (all that may connect), users (logins and groups).

-- Connecting, and no TEMPORARY: an application makes no tables, not even short-lived ones.
revoke all on database {database} from public, {users};
grant connect on database {database} to {logins}, metrics;
-- Types of extensions are found without their schema's name.
alter database {database} set search_path = public, extensions;

-- Creating stays with the owner, through pg_database_owner.
revoke all on schema public from public, {users};
grant usage on schema public to {users};
grant usage on schema extensions to {owner}, {users};

-- A large object belongs to whoever makes it, and no policy guards it.
revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public;

-- What the owner will make is for nobody ...
alter default privileges for role {owner} revoke all on tables from public;
alter default privileges for role {owner} revoke all on sequences from public;
alter default privileges for role {owner} revoke all on routines from public;
alter default privileges for role {owner} revoke all on types from public;
alter default privileges for role {owner} revoke all on schemas from public;
-- ... except tables and sequences in `public`. Not everywhere: chunks of hypertables lie in another schema, where no
-- policy guards them.
alter default privileges for role {owner} in schema public grant select, insert, update, delete on tables to {app};
alter default privileges for role {owner} in schema public grant usage on sequences to {app};
alter default privileges for role {owner} in schema public grant select on tables to {readonly};
