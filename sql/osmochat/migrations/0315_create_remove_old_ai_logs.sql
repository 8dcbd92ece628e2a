-- migrate:up

-- What the scheduled job calls, as the owner. No index on created_at alone: whoever asks for their newest entries would
-- be sent through everybody's, for a scan once a night.
create policy definer_select on ai_conversation_logs for select to osmochat_owner using (true);
create policy definer_delete on ai_conversation_logs for delete to osmochat_owner using (true);

create function private.remove_old_ai_logs()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_rows bigint;
begin
    delete from public.ai_conversation_logs where created_at < pg_catalog.now() - interval '30 days';
    get diagnostics v_rows = row_count;
    return v_rows;
end
$$;

comment on function private.remove_old_ai_logs() is 'Deletes logs of AIs that are over 30 days old, and says how many';

-- migrate:down
drop function private.remove_old_ai_logs();
drop policy definer_delete on ai_conversation_logs;
drop policy definer_select on ai_conversation_logs;
