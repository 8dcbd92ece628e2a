-- Where a drill's writers write and its probes knock; gone when the drill has ended.
-- Placeholders: app, readonly.
drop schema if exists drill cascade;
create schema drill;
create table drill.writes (
    writer integer not null,
    number integer not null,
    written_at timestamptz not null default clock_timestamp(),
    primary key (writer, number)
);
create table drill.probes (
    node text primary key,
    probed_at timestamptz not null
);

-- Says whether this node takes writes; on a standby the attempt itself would only be an error.
create function drill.probe(p_node text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
    if pg_catalog.pg_is_in_recovery() then
        return false;
    end if;
    insert into drill.probes (node, probed_at) values (p_node, pg_catalog.clock_timestamp())
    on conflict (node) do update set probed_at = excluded.probed_at;
    return true;
end
$$;

grant usage on schema drill to {app}, {readonly};
grant select, insert on drill.writes to {app};
grant select on drill.writes to {readonly};
