-- migrate:up

-- What one message adds to a campaign's counters: a function of its state alone, so that counters equal what counting
-- would give. No SET clause, which would keep it from being inlined into the query that calls it.
create function private.tally(p_status text, p_sent_at timestamptz, p_delivered_at timestamptz)
returns table (queued integer, sent integer, delivered integer, read integer, failed integer, seconds bigint)
language sql
immutable
parallel safe
as $$
    select
        (p_status in ('queued', 'sending'))::integer,
        (p_status in ('sent', 'delivered', 'read'))::integer,
        (p_status in ('delivered', 'read'))::integer,
        (p_status = 'read')::integer,
        (p_status = 'failed')::integer,
        case
            when p_status in ('delivered', 'read')
                then greatest(0, extract(epoch from p_delivered_at - p_sent_at)::bigint)
            else 0
        end
$$;

comment on function private.tally(text, timestamptz, timestamptz) is 'What a message in this state adds to counters';

create function private.count_added_messages()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into public.campaign_deltas
    (user_id, campaign_id, queued, sent, delivered, read, failed, delivery_seconds)
    select
        a.user_id, a.campaign_id, sum(t.queued), sum(t.sent), sum(t.delivered), sum(t.read), sum(t.failed),
        sum(t.seconds)
    from added as a
    cross join lateral private.tally(a.status, a.sent_at, a.delivered_at) as t
    where a.campaign_id is not null
    group by a.user_id, a.campaign_id;
    insert into public.daily_deltas
    (user_id, date, messages_made, messages_sent, messages_delivered, messages_failed)
    select a.user_id, (d.at at time zone u.timezone)::date, sum(d.made), sum(d.sent), sum(d.delivered), sum(d.failed)
    from added as a
    inner join public.users as u on u.id = a.user_id
    cross join lateral private.tally(a.status, a.sent_at, a.delivered_at) as t
    cross join lateral (
        values
        (a.created_at, 1, 0, 0, t.failed), (a.sent_at, 0, t.sent, 0, 0), (a.delivered_at, 0, 0, t.delivered, 0)
    ) as d (at, made, sent, delivered, failed)
    where d.made + d.sent + d.delivered > 0
    group by a.user_id, (d.at at time zone u.timezone)::date;
    return null;
end
$$;

comment on function private.count_added_messages() is 'Trigger function: tells campaigns and days of new messages';

create function private.count_changed_messages()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into public.campaign_deltas
    (user_id, campaign_id, queued, sent, delivered, read, failed, delivery_seconds)
    select
        m.user_id, m.campaign_id, sum(m.sign * t.queued), sum(m.sign * t.sent), sum(m.sign * t.delivered),
        sum(m.sign * t.read), sum(m.sign * t.failed), sum(m.sign * t.seconds)
    from (
        select 1 as sign, a.* from added as a
        union all
        select -1, r.* from removed as r
    ) as m
    inner join public.campaigns as c on c.id = m.campaign_id
    cross join lateral private.tally(m.status, m.sent_at, m.delivered_at) as t
    group by m.user_id, m.campaign_id
    having
        (sum(m.sign * t.queued), sum(m.sign * t.sent), sum(m.sign * t.delivered), sum(m.sign * t.read),
            sum(m.sign * t.failed), sum(m.sign * t.seconds)) <> (0, 0, 0, 0, 0, 0);
    insert into public.daily_deltas (user_id, date, messages_sent, messages_delivered, messages_failed)
    select
        m.user_id, (d.at at time zone u.timezone)::date,
        sum(m.sign * d.sent), sum(m.sign * d.delivered), sum(m.sign * d.failed)
    from (
        select 1 as sign, a.* from added as a
        union all
        select -1, r.* from removed as r
    ) as m
    inner join public.users as u on u.id = m.user_id
    cross join lateral private.tally(m.status, m.sent_at, m.delivered_at) as t
    cross join lateral (
        values (m.created_at, 0, 0, t.failed), (m.sent_at, t.sent, 0, 0), (m.delivered_at, 0, t.delivered, 0)
    ) as d (at, sent, delivered, failed)
    where d.sent + d.delivered + d.failed > 0
    group by m.user_id, (d.at at time zone u.timezone)::date
    having (sum(m.sign * d.sent), sum(m.sign * d.delivered), sum(m.sign * d.failed)) <> (0, 0, 0);
    return null;
end
$$;

comment on function private.count_changed_messages() is
'Trigger function: tells campaigns and days of messages that fared on';

-- A day's figures keep what was done on it; a campaign's are those of its messages.
create function private.count_removed_messages()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into public.campaign_deltas
    (user_id, campaign_id, queued, sent, delivered, read, failed, delivery_seconds)
    select
        r.user_id, r.campaign_id, - sum(t.queued), - sum(t.sent), - sum(t.delivered), - sum(t.read), - sum(t.failed),
        - sum(t.seconds)
    from removed as r
    inner join public.campaigns as c on c.id = r.campaign_id
    inner join public.users as u on u.id = r.user_id
    cross join lateral private.tally(r.status, r.sent_at, r.delivered_at) as t
    group by r.user_id, r.campaign_id;
    return null;
end
$$;

comment on function private.count_removed_messages() is
'Trigger function: tells campaigns of messages that were deleted';

-- Instead of foreign keys: they must be there and the user's own when the message is made, and may go afterwards.
create function private.check_references()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_user bigint;
begin
    select a.user_id into v_user
    from added as a
    left join public.campaigns as c on c.id = a.campaign_id and c.user_id = a.user_id
    left join public.whatsapp_accounts as w on w.id = a.whatsapp_account_id and w.user_id = a.user_id
    left join public.contacts as k
        on k.id = a.contact_id and k.user_id = a.user_id and k.phone_number = a.phone_number
    where (a.campaign_id is not null and c.id is null) or w.id is null or k.id is null
    limit 1;
    if found then
        raise exception using
            errcode = 'foreign_key_violation',
            message = pg_catalog.format(
                'a message of user %s names a campaign, an account or a contact that is not the user''s, or not the '
                'contact''s number',
                v_user
            ),
            hint = 'Take ids and number from rows that the user can see.';
    end if;
    return null;
end
$$;

comment on function private.check_references() is
'Trigger function: refuses messages whose campaign, account or contact is not their user''s';

create function private.log_messages()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.use_allowance(n.user_id, 'messages', n.quantity)
    from (select a.user_id, count(*) as quantity from added as a group by a.user_id order by a.user_id) as n;
    insert into public.usage_logs (user_id, usage_type, quantity, metadata)
    select
        a.user_id, 'message', count(*),
        case
            when a.campaign_id is not null then pg_catalog.jsonb_build_object('campaign_id', a.campaign_id)
        end
    from added as a
    group by a.user_id, a.campaign_id;
    return null;
end
$$;

comment on function private.log_messages() is
'Trigger function: counts new messages against the limits and logs them for billing';

create trigger check_references after insert on messages referencing new table as added
for each statement execute function private.check_references();
create trigger log_messages after insert on messages referencing new table as added
for each statement execute function private.log_messages();
create trigger count_added after insert on messages referencing new table as added
for each statement execute function private.count_added_messages();
create trigger count_changed after update on messages referencing old table as removed new table as added
for each statement execute function private.count_changed_messages();
create trigger count_removed after delete on messages referencing old table as removed
for each statement execute function private.count_removed_messages();

-- migrate:down
drop trigger count_removed on messages;
drop trigger count_changed on messages;
drop trigger count_added on messages;
drop trigger log_messages on messages;
drop trigger check_references on messages;
drop function private.log_messages();
drop function private.check_references();
drop function private.count_removed_messages();
drop function private.count_changed_messages();
drop function private.count_added_messages();
drop function private.tally(text, timestamptz, timestamptz);
