-- migrate:up

-- For `after insert or update or delete ... for each row` triggers: the entry commits with the change or not at all,
-- whoever makes it and however. The pack makes `public.audit_log`, and a policy that lets its owner insert.
--
-- Arguments: the tenant's column in audit_log, or '' for a row that belongs to no tenant; the row's column that leads
-- to the tenant; the function that leads from there, or '' where the column holds it; an array of columns to leave
-- out, which are secrets, and what is derived and would make every entry large.
create function platform.record_change()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_left_out constant text[] := coalesce(tg_argv[3], '{}');
    v_old constant jsonb := case when tg_op <> 'INSERT' then pg_catalog.to_jsonb(old) - v_left_out end;
    v_new constant jsonb := case when tg_op <> 'DELETE' then pg_catalog.to_jsonb(new) - v_left_out end;
    v_row constant jsonb := coalesce(v_new, v_old);
    v_entry jsonb := pg_catalog.jsonb_build_object(
        'actor_id', coalesce(platform.current_user_id(), '00000000-0000-0000-0000-000000000000'),
        'action', case tg_op when 'INSERT' then 'create' when 'UPDATE' then 'update' else 'delete' end,
        'entity_type', platform.table_name(tg_relid),
        'entity_id', v_row -> 'id',
        'old_value', v_old,
        'new_value', v_new,
        -- The server sees the pooler's address; the service tells the client's.
        'ip_address', nullif(pg_catalog.current_setting('app.client_ip', true), '')
    );
begin
    if tg_argv[0] <> '' then
        v_entry := v_entry || pg_catalog.jsonb_build_object(
            tg_argv[0], platform.tenant_of(v_row -> tg_argv[1], tg_argv[2])
        );
    end if;
    perform platform.insert_row('public.audit_log', v_entry);
    return null;
end
$$;

comment on function platform.record_change() is
'Trigger function: writes a changed row''s audit entry; arguments: tenant column of audit_log, column of the row,
function from that to the tenant, columns left out';

-- migrate:down
drop function platform.record_change();
