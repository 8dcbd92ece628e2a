-- migrate:up

-- What the scheduled jobs call, as the owner. Each takes up what is due and may be run again at any time.

-- A job's statement is one transaction, so it moves a part at a time; 50,000 every five minutes is 166 a second.
create function private.archive_messages(p_age interval default '90 days', p_rows integer default 50000)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_rows bigint;
begin
    with due as (
        select m.id, m.created_at
        from public.messages as m
        where m.created_at < pg_catalog.now() - p_age
        order by m.created_at
        limit p_rows
        for update skip locked
    ),

    moved as (
        delete from public.messages as m
        using due as d
        where m.id = d.id and m.created_at = d.created_at
        returning m.*
    )

    insert into public.messages_archive (
        id, website_id, conversation_id, sender_type, admin_id, content, is_read, read_at, created_at, deleted_at
    )
    select
        m.id, m.website_id, m.conversation_id, m.sender_type, m.admin_id, m.content, m.is_read, m.read_at, m.created_at,
        m.deleted_at
    from moved as m;
    get diagnostics v_rows = row_count;
    return v_rows;
end
$$;

comment on function private.archive_messages(interval, integer) is
'Moves messages of that age to messages_archive, the oldest first, and says how many';

create policy definer_delete on events for delete to livechat_owner using (status = 'published');

-- Foreign keys take along what belongs to a visitor or a conversation, archived messages included. Events name their
-- aggregates and actors; they are kept as long as the stream keeps what was published.
create function private.purge_deleted(p_keep interval default '30 days')
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

-- No SET clause, so every name is written with its schema: pg_partman sets the session's search path and puts back what
-- it found, which would leave the session with the one that the clause gives.
create function private.maintain_partitions()
returns void
language plpgsql
as $$
declare
    v_partition text;
    v_empty boolean;
begin
    perform partman.run_maintenance('public.messages', p_jobmon => false);
    perform partman.run_maintenance('public.audit_log', p_jobmon => false);
    -- Not by pg_partman's retention, which would drop a month whether or not its messages have been archived.
    for v_partition in
        select pg_catalog.format('%I.%I', p.partition_schemaname, p.partition_tablename)
        from partman.show_partitions('public.messages') as p
        cross join lateral partman.show_partition_info(
            p.partition_schemaname || '.' || p.partition_tablename, '1 month', 'public.messages'
        ) as i
        where i.child_end_time < pg_catalog.now() - interval '90 days'
    loop
        execute pg_catalog.format('lock table %s in access exclusive mode', v_partition);
        execute pg_catalog.format('select not exists (select from %s)', v_partition) into v_empty;
        if v_empty then
            execute pg_catalog.format('drop table %s', v_partition);
        end if;
    end loop;
end
$$;

comment on function private.maintain_partitions() is
'Makes the partitions of the coming months and drops those of messages whose rows have all been archived';

-- migrate:down
drop function private.maintain_partitions();
drop function private.purge_deleted(interval);
drop policy definer_delete on events;
drop function private.archive_messages(interval, integer);
