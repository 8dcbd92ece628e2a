-- migrate:up

-- What the scheduled job calls, as the owner. No index on updated_at: every message would have to keep it, for a scan
-- once a night.
create function private.put_conversations_away()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_rows bigint;
begin
    update public.conversations
    set is_active = false
    where is_active and updated_at < pg_catalog.now() - interval '90 days';
    get diagnostics v_rows = row_count;
    return v_rows;
end
$$;

comment on function private.put_conversations_away() is
'Makes conversations inactive that nothing changed for 90 days, and says how many';

-- migrate:down
drop function private.put_conversations_away();
