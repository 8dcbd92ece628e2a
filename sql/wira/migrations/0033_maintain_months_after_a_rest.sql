-- migrate:up
create or replace function private.maintain_partitions()
returns void
language sql
as $$
    select platform.maintain_months('public.audit_log')
$$;

-- migrate:down
create or replace function private.maintain_partitions()
returns void
language sql
as $$
    select partman.run_maintenance('public.audit_log', p_jobmon => false)
$$;
