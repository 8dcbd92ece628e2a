-- pg_partman keeps its configuration in tables and makes a template table a parent, all in its own schema.
-- The owner of the pack's tables may do both; nobody else may.
grant usage, create on schema partman to {owner};
grant select, insert, update, delete on all tables in schema partman to {owner};
revoke all on all routines in schema partman from public;
grant execute on all routines in schema partman to {owner};
