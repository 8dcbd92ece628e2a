-- migrate:up

-- The user on whose behalf a transaction runs, for policies; call it as `(select platform.current_user_id())`, so that
-- it runs once a statement and not once a row. Behind a pooler a setting that was ever set is '' afterwards, not null.
create function platform.current_user_id()
returns uuid
language sql
stable
parallel safe
set search_path = ''
as $$
    select nullif(pg_catalog.current_setting('app.current_user_id', true), '')::pg_catalog.uuid
$$;

comment on function platform.current_user_id() is
'The user set with set_config(''app.current_user_id'', ..., true); null where none is';

-- migrate:down
drop function platform.current_user_id();
