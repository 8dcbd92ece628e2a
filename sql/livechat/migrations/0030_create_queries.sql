-- migrate:up

-- What the dashboard and the chat ask most. All run with the caller's rights, under the caller's policies.
create function app.thread(p_conversation_id uuid, p_before timestamptz default 'infinity', p_limit integer default 50)
returns table (
    id uuid,
    sender_type varchar,
    admin_id uuid,
    content text,
    is_read boolean,
    read_at timestamptz,
    created_at timestamptz
)
language sql
stable
set search_path = ''
as $$
    select t.id, t.sender_type, t.admin_id, t.content, t.is_read, t.read_at, t.created_at
    from (
        (
            select m.id, m.sender_type, m.admin_id, m.content, m.is_read, m.read_at, m.created_at
            from public.messages as m
            where m.conversation_id = p_conversation_id and m.created_at < p_before
            order by m.created_at desc
            limit p_limit
        )
        union all
        (
            select a.id, a.sender_type, a.admin_id, a.content, a.is_read, a.read_at, a.created_at
            from public.messages_archive as a
            where a.conversation_id = p_conversation_id and a.created_at < p_before
            order by a.created_at desc
            limit p_limit
        )
    ) as t
    order by t.created_at desc, t.id
    limit p_limit
$$;

comment on function app.thread(uuid, timestamptz, integer) is
'The messages of a conversation before a time, newest first, archived ones too; for the next page, pass the last time';

create function app.unread_count(p_website_id uuid)
returns bigint
language sql
stable
set search_path = ''
as $$
    select pg_catalog.count(*)
    from public.messages as m
    where m.website_id = p_website_id and m.sender_type = 'visitor' and not m.is_read and m.deleted_at is null
$$;

comment on function app.unread_count(uuid) is 'How many messages of a website''s visitors no admin has read';

create function app.open_conversations(p_website_id uuid, p_limit integer default 50)
returns setof public.conversations
language sql
stable
set search_path = ''
rows 50
as $$
    select c.*
    from public.conversations as c
    where c.website_id = p_website_id and c.status = 'open'
    order by c.last_message_at desc
    limit p_limit
$$;

comment on function app.open_conversations(uuid, integer) is
'A website''s open conversations, the one with the newest message first';

-- The policies say whose messages these are: an admin marks the visitor's, a visitor those of the others.
create function app.mark_read(p_conversation_id uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_rows bigint;
begin
    update public.messages as m
    set is_read = true, read_at = pg_catalog.now()
    where m.conversation_id = p_conversation_id and not m.is_read and m.deleted_at is null;
    get diagnostics v_rows = row_count;
    return v_rows;
end
$$;

comment on function app.mark_read(uuid) is
'Marks what the other side wrote in a conversation as read, and says how many';

create view website_dashboard with (security_invoker) as
select
    w.id as website_id,
    w.name,
    t.open_conversations,
    t.pending_conversations,
    t.unassigned_conversations,
    u.unread_messages,
    t.last_message_at
from websites as w
cross join lateral (
    select
        count(*) filter (where c.status = 'open') as open_conversations,
        count(*) filter (where c.status = 'pending') as pending_conversations,
        count(*) filter (where c.assigned_admin_id is null) as unassigned_conversations,
        max(c.last_message_at) as last_message_at
    from conversations as c
    where c.website_id = w.id and c.status in ('open', 'pending')
) as t
cross join lateral (
    select coalesce(sum(c.unread_count), 0) as unread_messages
    from conversations as c
    where c.website_id = w.id and c.unread_count > 0 and c.deleted_at is null
) as u;

comment on view website_dashboard is 'A line a website: what waits for its admins, closed conversations left out';
comment on column website_dashboard.unread_messages is 'Messages of visitors, also in closed conversations';

grant execute on function app.thread(uuid, timestamptz, integer) to livechat_app, livechat_readonly, livechat_visitor;
grant execute on function app.unread_count(uuid), app.open_conversations(uuid, integer)
to livechat_app, livechat_readonly;
grant execute on function app.mark_read(uuid) to livechat_app, livechat_visitor;
grant select on website_dashboard to livechat_app, livechat_readonly;

-- migrate:down
drop view website_dashboard;
drop function app.mark_read(uuid);
drop function app.open_conversations(uuid, integer);
drop function app.unread_count(uuid);
drop function app.thread(uuid, timestamptz, integer);
