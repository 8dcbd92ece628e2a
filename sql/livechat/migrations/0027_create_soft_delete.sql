-- migrate:up

-- Deleting sets deleted_at, here and in everything below, to one moment; the policies hide such rows from everybody, so
-- only these functions can set it or take it back. Undoing gives back what was deleted at that moment, and not what had
-- been deleted before.

-- The same answer for what is others', what is deleted and what does not exist.
create function private.refuse(p_what text, p_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    raise exception using
        errcode = 'insufficient_privilege',
        message = pg_catalog.format('%s %s is not there for the current user', p_what, p_id);
end
$$;

comment on function private.refuse(text, uuid) is
'Raises insufficient_privilege for a row that the caller may not reach';

-- The log keeps addresses of admins, and none of a visitor, who may act here too.
create function private.forget_address_of_visitor()
returns void
language plpgsql
set search_path = ''
as $$
begin
    if app.known_visitor_id() is not null then
        perform pg_catalog.set_config('app.client_ip', '', true);
    end if;
end
$$;

comment on function private.forget_address_of_visitor() is
'Takes the client''s address out of the transaction when a visitor acts';

create function private.mark_messages(p_conversation_ids uuid[], p_from timestamptz, p_to timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
begin
    update public.messages as m
    set deleted_at = p_to
    where m.conversation_id = any(p_conversation_ids) and m.deleted_at is not distinct from p_from;
    update public.messages_archive as m
    set deleted_at = p_to
    where m.conversation_id = any(p_conversation_ids) and m.deleted_at is not distinct from p_from;
end
$$;

comment on function private.mark_messages(uuid[], timestamptz, timestamptz) is
'Changes deleted_at of the conversations'' messages, archived ones too, from one value to another; null is not deleted';

create function app.delete_message(p_message_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_websites constant uuid[] := array(select app.admin_website_ids());
    v_conversations constant uuid[] := array(select app.visitor_conversation_ids());
    v_at constant timestamptz := pg_catalog.clock_timestamp();
begin
    perform private.forget_address_of_visitor();
    update public.messages as m
    set deleted_at = v_at
    where
        m.id = p_message_id
        and m.deleted_at is null
        and (
            m.website_id = any(v_websites)
            or (m.sender_type = 'visitor' and m.conversation_id = any(v_conversations))
        );
    if found then
        return;
    end if;
    update public.messages_archive as m
    set deleted_at = v_at
    where
        m.id = p_message_id
        and m.deleted_at is null
        and (
            m.website_id = any(v_websites)
            or (m.sender_type = 'visitor' and m.conversation_id = any(v_conversations))
        );
    if not found then
        perform private.refuse('message', p_message_id);
    end if;
end
$$;

comment on function app.delete_message(uuid) is
'Deletes a message: an admin any of their websites, a visitor one of their own; can be undone for 30 days';

create function app.undo_delete_message(p_message_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_websites constant uuid[] := array(select app.admin_website_ids());
    v_since constant timestamptz := pg_catalog.now() - interval '30 days';
begin
    update public.messages as m
    set deleted_at = null
    from public.conversations as c
    where
        m.id = p_message_id
        and m.deleted_at >= v_since
        and m.website_id = any(v_websites)
        and c.id = m.conversation_id
        and c.deleted_at is null;
    if found then
        return;
    end if;
    update public.messages_archive as m
    set deleted_at = null
    from public.conversations as c
    where
        m.id = p_message_id
        and m.deleted_at >= v_since
        and m.website_id = any(v_websites)
        and c.id = m.conversation_id
        and c.deleted_at is null;
    if not found then
        perform private.refuse('deleted message', p_message_id);
    end if;
end
$$;

comment on function app.undo_delete_message(uuid) is
'Gives back a message that was deleted in the last 30 days, in a conversation that is not deleted itself; for admins';

create function app.delete_conversation(p_conversation_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_at constant timestamptz := pg_catalog.clock_timestamp();
begin
    update public.conversations as c
    set deleted_at = v_at
    where
        c.id = p_conversation_id
        and c.deleted_at is null
        and c.website_id = any(array(select app.admin_website_ids()));
    if not found then
        perform private.refuse('conversation', p_conversation_id);
    end if;
    perform private.mark_messages(array[p_conversation_id], null, v_at);
end
$$;

comment on function app.delete_conversation(uuid) is
'Deletes a conversation with its messages; can be undone for 30 days; for admins';

create function app.undo_delete_conversation(p_conversation_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_at timestamptz;
begin
    select c.deleted_at into v_at
    from public.conversations as c
    inner join public.visitors as v on v.id = c.visitor_id
    where
        c.id = p_conversation_id
        and c.deleted_at >= pg_catalog.now() - interval '30 days'
        and c.website_id = any(array(select app.admin_website_ids()))
        and v.deleted_at is null
    for update of c;
    if not found then
        perform private.refuse('deleted conversation', p_conversation_id);
    end if;
    update public.conversations as c set deleted_at = null where c.id = p_conversation_id;
    perform private.mark_messages(array[p_conversation_id], v_at, null);
end
$$;

comment on function app.undo_delete_conversation(uuid) is
'Gives back a conversation that was deleted in the last 30 days, with what was deleted with it; for admins';

create function app.delete_visitor(p_visitor_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_at constant timestamptz := pg_catalog.clock_timestamp();
    v_conversations uuid[];
begin
    perform private.forget_address_of_visitor();
    update public.visitors as v
    set deleted_at = v_at
    where
        v.id = p_visitor_id
        and v.deleted_at is null
        and (
            v.website_id = any(array(select app.admin_website_ids('{owner}')))
            or v.id = (select app.known_visitor_id())
        );
    if not found then
        perform private.refuse('visitor', p_visitor_id);
    end if;
    with deleted as (
        update public.conversations as c
        set deleted_at = v_at
        where c.visitor_id = p_visitor_id and c.deleted_at is null
        returning c.id
    )

    select pg_catalog.array_agg(d.id) into v_conversations from deleted as d;
    perform private.mark_messages(v_conversations, null, v_at);
end
$$;

comment on function app.delete_visitor(uuid) is
'The right to erasure: at once for everybody to see, for good after 30 days; for the visitor and the website''s owners';

create function app.undo_delete_visitor(p_visitor_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_at timestamptz;
    v_conversations uuid[];
begin
    select v.deleted_at into v_at
    from public.visitors as v
    where
        v.id = p_visitor_id
        and v.deleted_at >= pg_catalog.now() - interval '30 days'
        and v.website_id = any(array(select app.admin_website_ids('{owner}')))
    for update;
    if not found then
        perform private.refuse('deleted visitor', p_visitor_id);
    end if;
    update public.visitors as v set deleted_at = null where v.id = p_visitor_id;
    with restored as (
        update public.conversations as c
        set deleted_at = null
        where c.visitor_id = p_visitor_id and c.deleted_at = v_at
        returning c.id
    )

    select pg_catalog.array_agg(r.id) into v_conversations from restored as r;
    perform private.mark_messages(v_conversations, v_at, null);
end
$$;

comment on function app.undo_delete_visitor(uuid) is
'Gives back a visitor who was deleted in the last 30 days, with what was deleted with them; for the website''s owners';

grant execute on function
app.delete_message(uuid),
app.undo_delete_message(uuid),
app.delete_conversation(uuid),
app.undo_delete_conversation(uuid),
app.delete_visitor(uuid),
app.undo_delete_visitor(uuid)
to livechat_app;
grant execute on function app.delete_message(uuid), app.delete_visitor(uuid) to livechat_visitor;

-- migrate:down
drop function app.undo_delete_visitor(uuid);
drop function app.delete_visitor(uuid);
drop function app.undo_delete_conversation(uuid);
drop function app.delete_conversation(uuid);
drop function app.undo_delete_message(uuid);
drop function app.delete_message(uuid);
drop function private.mark_messages(uuid[], timestamptz, timestamptz);
drop function private.forget_address_of_visitor();
drop function private.refuse(text, uuid);
