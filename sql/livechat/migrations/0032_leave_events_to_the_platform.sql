-- migrate:up

-- The platform's job removes published events after what their stream keeps, counted from when they were published.
create or replace function private.purge_deleted(p_keep interval default '30 days')
returns bigint
language plpgsql
set search_path = ''
as $$
begin
    return
        platform.purge_deleted('public.visitors', p_keep)
        + platform.purge_deleted('public.conversations', p_keep)
        + platform.purge_deleted('public.messages', p_keep)
        + platform.purge_deleted('public.messages_archive', p_keep);
end
$$;

-- Foreign keys take along what belongs to a visitor or a conversation, archived messages included.
comment on function private.purge_deleted(interval) is
'Erases for good what was deleted longer ago than that; says how many rows';

drop policy definer_delete on events;

-- migrate:down
create policy definer_delete on events for delete to livechat_owner using (status = 'published');

create or replace function private.purge_deleted(p_keep interval default '30 days')
returns bigint
language plpgsql
set search_path = ''
as $$
begin
    delete from public.events as e
    where e.status = 'published' and e.created_at < pg_catalog.now() - interval '7 days';
    return
        platform.purge_deleted('public.visitors', p_keep)
        + platform.purge_deleted('public.conversations', p_keep)
        + platform.purge_deleted('public.messages', p_keep)
        + platform.purge_deleted('public.messages_archive', p_keep);
end
$$;

comment on function private.purge_deleted(interval) is
'Erases for good what was deleted longer ago than that, and published events; says how many rows of the former';
