-- migrate:up

-- Access and portability: everything that the database has of a user, but for the keys of WhatsApp sessions, which are
-- no data about anybody. With the caller's rights, so policies decide what is the user's.
create function app.export_account()
returns jsonb
language sql
stable
set search_path = ''
as $$
    select pg_catalog.jsonb_build_object(
        'users', pg_catalog.to_jsonb(u),
        'user_limits', (select pg_catalog.jsonb_agg(t) from public.user_limits as t),
        'whatsapp_accounts', (
            select pg_catalog.jsonb_agg(t)
            from (
                select
                    w.id, w.user_id, w.phone_number, w.display_name, w.status, w.qr_code_path, w.last_connected_at,
                    w.health_check_at, w.created_at, w.updated_at
                from public.whatsapp_accounts as w
            ) as t
        ),
        'contact_groups', (
            select pg_catalog.jsonb_agg(pg_catalog.to_jsonb(g) || pg_catalog.to_jsonb(t))
            from public.contact_groups as g
            inner join (select s.group_id as id, s.contact_count from public.contact_group_sizes as s) as t using (id)
        ),
        'contacts', (select pg_catalog.jsonb_agg(t) from public.contacts as t),
        'campaigns', (select pg_catalog.jsonb_agg(t) from public.campaigns as t),
        'campaign_analytics', (select pg_catalog.jsonb_agg(t) from public.campaign_progress as t),
        'messages', (select pg_catalog.jsonb_agg(t) from public.messages as t),
        'daily_analytics', (select pg_catalog.jsonb_agg(t) from public.daily_usage as t),
        'usage_logs', (select pg_catalog.jsonb_agg(t) from public.usage_logs as t),
        'current_usage', (select pg_catalog.jsonb_agg(t) from public.current_usage as t)
    )
    from public.users as u
    where u.uuid = (select platform.current_user_id())
$$;

comment on function app.export_account() is 'Everything of the current user, a key a table; null where there is none';

-- Erasure of a user: everything goes with the row in users, and what has no foreign key goes here. Twice is once.
create function app.delete_account()
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_user constant bigint := app.current_account_id();
begin
    delete from public.users as u where u.id = v_user;
    if not found then
        return false;
    end if;
    delete from public.campaign_deltas as d where d.user_id = v_user;
    delete from public.contact_group_deltas as d where d.user_id = v_user;
    delete from public.daily_deltas as d where d.user_id = v_user;
    -- What is still to be published tells caches and search to forget; it names ids only.
    delete from public.events as e where e.user_id = v_user and e.status <> 'pending';
    return true;
end
$$;

comment on function app.delete_account() is
'Deletes the current user with everything that is theirs: whether there was one';

-- Erasure of a contact, whose messages have no foreign key to go by. They may name the number without the contact,
-- which was deleted and made anew. Counters of campaigns follow; figures of days and bills stay, which name nobody.
create function app.erase_contact(p_contact_id bigint)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_user constant bigint := app.current_account_id();
    v_number text;
begin
    delete from public.contacts as k
    where k.id = p_contact_id and k.user_id = v_user
    returning k.phone_number into v_number;
    if not found then
        return false;
    end if;
    delete from public.messages as m
    where m.user_id = v_user and (m.contact_id = p_contact_id or m.phone_number = v_number);
    return true;
end
$$;

comment on function app.erase_contact(bigint) is
'Deletes a contact of the current user with all messages to it: whether there was one';

grant execute on function app.export_account() to campaigns_app, campaigns_readonly;
grant execute on function app.delete_account(), app.erase_contact(bigint) to campaigns_app;

-- migrate:down
drop function app.erase_contact(bigint);
drop function app.delete_account();
drop function app.export_account();
