-- migrate:up

-- For append-only tables: `before update or delete ... for each row`, which partitions inherit, and `before truncate
-- ... for each statement`. Privileges keep applications out; this keeps out whoever has the owner's rights. Whole
-- partitions still go by DDL, which is how retention works.
create function platform.forbid_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    raise exception using
        errcode = 'insufficient_privilege',
        message = pg_catalog.format('%s is not allowed on %I.%I', tg_op, tg_table_schema, tg_table_name),
        hint = 'The table is append-only: add a row that corrects the earlier one.';
end
$$;

comment on function platform.forbid_change() is 'Trigger function: refuses the statement; for append-only tables';

-- migrate:down
drop function platform.forbid_change();
