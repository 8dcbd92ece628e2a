-- migrate:up

-- No SET clause, for the same reason as in 0028.
create function private.maintain_partitions()
returns void
language sql
as $$
    select partman.run_maintenance('public.audit_log', p_jobmon => false)
$$;

comment on function private.maintain_partitions() is 'Makes the partitions of the coming months';

-- migrate:down
drop function private.maintain_partitions();
