-- migrate:up
create or replace function private.maintain_partitions()
returns void
language plpgsql
as $$
begin
    perform platform.maintain_months('public.messages');
end
$$;

-- migrate:down
create or replace function private.maintain_partitions()
returns void
language plpgsql
as $$
begin
    perform partman.run_maintenance('public.messages', p_jobmon => false);
end
$$;
