-- migrate:up

-- For `before update ... for each row` triggers. An update that changes nothing is no change of the row.
create function platform.set_updated_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new is distinct from old then
        new.updated_at := pg_catalog.now();
    end if;
    return new;
end
$$;

comment on function platform.set_updated_at() is 'Trigger function: updated_at is the time of the last change';

-- migrate:down
drop function platform.set_updated_at();
