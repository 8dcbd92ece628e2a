-- migrate:up

-- The key of messages holds the time too, so it let in two of one id, which the archive's refused for ever. A message's
-- id is the database's to make.
revoke insert (id) on messages from livechat_app, livechat_visitor;

-- A website whose messages fail is left out, and the others' are archived. Where ids of before meet, the later message
-- gets another.
create function private.archive_messages_of(p_websites uuid[], p_age interval, p_rows integer)
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
        where m.website_id = any(p_websites) and m.created_at < pg_catalog.now() - p_age
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
        case
            when
                exists (select from public.messages_archive as a where a.id = m.id)
                or pg_catalog.row_number() over (partition by m.id order by m.created_at) > 1
                then pg_catalog.gen_random_uuid()
            else m.id
        end,
        m.website_id, m.conversation_id, m.sender_type, m.admin_id, m.content, m.is_read, m.read_at, m.created_at,
        m.deleted_at
    from moved as m;
    get diagnostics v_rows = row_count;
    return v_rows;
end
$$;

comment on function private.archive_messages_of(uuid[], interval, integer) is
'Moves messages of that age of these websites to messages_archive, the oldest first, and says how many';

create or replace function private.archive_messages(p_age interval default '90 days', p_rows integer default 50000)
returns bigint
language plpgsql
set search_path = ''
as $$
begin
    return platform.for_tenants(
        pg_catalog.format('select private.archive_messages_of($1::uuid[], %L, %s)', p_age, p_rows),
        array(
            select distinct m.website_id::text
            from public.messages as m
            where m.created_at < pg_catalog.now() - p_age
        )
    );
end
$$;

-- migrate:down
create or replace function private.archive_messages(p_age interval default '90 days', p_rows integer default 50000)
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

drop function private.archive_messages_of(uuid[], interval, integer);

grant insert (id) on messages to livechat_app, livechat_visitor;
