-- migrate:up

-- For triggers that serve tables of several packs, whose columns have other names and types: each value gets its
-- column's type. Columns that the object does not name get their defaults.
create function platform.insert_row(p_table regclass, p_row jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_columns constant text := (
        select pg_catalog.string_agg(pg_catalog.format('%I', k.name), ', ')
        from pg_catalog.jsonb_object_keys(p_row) as k (name)
    );
begin
    execute pg_catalog.format(
        'insert into %1$s (%2$s) select %2$s from pg_catalog.jsonb_populate_record(null::%1$s, $1)', p_table, v_columns
    ) using p_row;
end
$$;

comment on function platform.insert_row(regclass, jsonb) is
'Inserts a JSON object as a row, with the caller''s rights; its keys are columns';

-- migrate:down
drop function platform.insert_row(regclass, jsonb);
