-- migrate:up

-- For jobs: what was marked as deleted goes for good when its time is over. With the caller's rights, so a table's
-- owner needs policies for selecting and deleting.
create function platform.purge_deleted(p_table regclass, p_keep interval)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_rows bigint;
begin
    execute pg_catalog.format('delete from %s where deleted_at < $1', p_table) using pg_catalog.now() - p_keep;
    get diagnostics v_rows = row_count;
    return v_rows;
end
$$;

comment on function platform.purge_deleted(regclass, interval) is
'Deletes rows whose deleted_at is longer ago than that, and says how many';

-- migrate:down
drop function platform.purge_deleted(regclass, interval);
