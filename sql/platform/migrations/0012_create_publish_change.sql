-- migrate:up

-- For `after insert or update or delete ... for each row` triggers on tables whose changes others are to hear of. The
-- pack has `platform.create_outbox` make the table, and a policy that lets its owner insert. An event carries no
-- content: a consumer reads the row with rights of its own. `changed` lets a consumer skip what it wrote itself.
--
-- Arguments: the domain, which is the first part of the event's type; the tenant's column in events; the row's column
-- that leads to the tenant; the function that leads from there, or '' where the column holds it; an array of columns
-- that the payload tells as well. A row whose status is deleted, or that has a deleted_at, counts as deleted.
create function platform.publish_change()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    -- These follow from a change and are none themselves.
    v_following constant text[] := '{search_vector,updated_at,version}';
    v_told constant text[] := coalesce(tg_argv[4], '{}');
    v_old constant jsonb := case when tg_op <> 'INSERT' then pg_catalog.to_jsonb(old) end;
    v_new constant jsonb := case when tg_op <> 'DELETE' then pg_catalog.to_jsonb(new) end;
    v_row constant jsonb := coalesce(v_new, v_old);
    v_was_gone constant boolean := v_old ->> 'status' = 'deleted' or v_old ->> 'deleted_at' is not null;
    v_gone constant boolean :=
        tg_op = 'DELETE' or v_new ->> 'status' = 'deleted' or v_new ->> 'deleted_at' is not null;
    v_tenant jsonb;
begin
    if v_gone and v_was_gone then
        return null;
    end if;
    v_tenant := platform.tenant_of(v_row -> tg_argv[2], tg_argv[3]);
    perform platform.insert_row('public.events', pg_catalog.jsonb_build_object(
        tg_argv[1], v_tenant,
        'event_type', tg_argv[0] || case
            when v_gone then '.deleted'
            when tg_op = 'INSERT' then '.created'
            else '.updated'
        end,
        'aggregate_id', v_row -> 'id',
        'aggregate_type', platform.table_name(tg_relid),
        'payload', (
            select coalesce(pg_catalog.jsonb_object_agg(t.name, v_row -> t.name), '{}')
            from pg_catalog.unnest(v_told) as t (name)
        ) || pg_catalog.jsonb_build_object(
            'id', v_row -> 'id',
            tg_argv[1], v_tenant,
            'actor_id', platform.current_user_id(),
            'changed', (
                select coalesce(pg_catalog.jsonb_agg(n.key order by n.key), '[]')
                from pg_catalog.jsonb_each(v_new - v_following) as n
                where n.value is distinct from v_old -> n.key and tg_op = 'UPDATE'
            ),
            'occurred_at', pg_catalog.now()
        )
    ));
    return null;
end
$$;

comment on function platform.publish_change() is
'Trigger function: puts <domain>.created, updated or deleted into the outbox; arguments: domain, tenant column of
events, column of the row, function from that to the tenant, columns that the payload tells';

-- migrate:down
drop function platform.publish_change();
