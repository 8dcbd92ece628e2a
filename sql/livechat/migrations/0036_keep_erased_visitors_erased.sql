-- migrate:up

-- Who asked for their own erasure is not brought back by the website.
alter table visitors add column deleted_by_visitor boolean not null default false;

comment on column visitors.deleted_by_visitor is 'Whether they deleted themselves, which nobody can undo';

create or replace function app.delete_visitor(p_visitor_id uuid)
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
    set deleted_at = v_at, deleted_by_visitor = platform.current_login() = 'livechat_visitor'
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

create or replace function app.undo_delete_visitor(p_visitor_id uuid)
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
        and not v.deleted_by_visitor
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
'Gives back a visitor whom the website deleted in the last 30 days, with what was deleted with them; for its owners';

-- migrate:down
create or replace function app.delete_visitor(p_visitor_id uuid)
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

create or replace function app.undo_delete_visitor(p_visitor_id uuid)
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

alter table visitors drop column deleted_by_visitor;
