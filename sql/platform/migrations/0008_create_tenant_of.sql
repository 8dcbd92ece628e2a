-- migrate:up

-- For triggers on tables that do not have the tenant in the row. The value goes in as a literal, so that the
-- function's own type decides what it is; in and out as JSON, so that a number stays one.
create function platform.tenant_of(p_value jsonb, p_function text)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    v_tenant jsonb := p_value;
begin
    if p_function <> '' then
        execute pg_catalog.format(
            'select pg_catalog.to_jsonb(%s(%L))', p_function::pg_catalog.regproc, p_value #>> '{}'
        ) into v_tenant;
    end if;
    return v_tenant;
end
$$;

comment on function platform.tenant_of(jsonb, text) is
'The tenant that the named function finds for a value; the value itself where no function is named';

-- migrate:down
drop function platform.tenant_of(jsonb, text);
