-- migrate:up

-- Counts everything again from the rows themselves: after a load with triggers off, or a repair. Figures of days on
-- which messages have been dropped since stay; everything else becomes what counting gives. The tables are locked
-- against writers for as long as it takes.
create function private.recount()
returns void
language plpgsql
set search_path = ''
as $$
begin
    lock table public.messages, public.contacts, public.campaigns, public.whatsapp_accounts, public.usage_logs
    in share row exclusive mode;
    delete from public.campaign_deltas;
    delete from public.contact_group_deltas;
    delete from public.daily_deltas;
    delete from public.usage_slots;

    insert into public.campaign_analytics as a (
        campaign_id, total_contacts, messages_queued, messages_sent, messages_delivered, messages_read,
        messages_failed, delivery_seconds
    )
    select
        c.id, c.total_contacts, coalesce(sum(t.queued), 0), coalesce(sum(t.sent), 0), coalesce(sum(t.delivered), 0),
        coalesce(sum(t.read), 0), coalesce(sum(t.failed), 0), coalesce(sum(t.seconds), 0)
    from public.campaigns as c
    left join public.messages as m on m.campaign_id = c.id
    left join lateral private.tally(m.status, m.sent_at, m.delivered_at) as t on m.id is not null
    group by c.id
    on conflict (campaign_id) do update set
        total_contacts = excluded.total_contacts,
        messages_queued = excluded.messages_queued,
        messages_sent = excluded.messages_sent,
        messages_delivered = excluded.messages_delivered,
        messages_read = excluded.messages_read,
        messages_failed = excluded.messages_failed,
        delivery_seconds = excluded.delivery_seconds,
        last_updated_at = pg_catalog.now();
    update public.campaigns as c
    set
        messages_sent = a.messages_sent,
        messages_delivered = a.messages_delivered,
        messages_failed = a.messages_failed
    from public.campaign_analytics as a
    where a.campaign_id = c.id;

    update public.contact_groups as g
    set contact_count = (select count(*) from public.contacts as k where k.group_id = g.id);

    insert into public.daily_analytics as d (
        user_id, date, messages_sent, messages_delivered, messages_failed, campaigns_created, campaigns_completed,
        ai_requests_used, unique_contacts_messaged
    )
    select
        e.user_id, (e.at at time zone u.timezone)::date, sum(e.sent), sum(e.delivered), sum(e.failed), sum(e.created),
        sum(e.completed), sum(e.ai_requests), count(distinct e.contact_id)
    from (
        select
            m.user_id, d.at, d.contact_id, d.sent, d.delivered, d.failed, 0 as created, 0 as completed,
            0 as ai_requests
        from public.messages as m
        cross join lateral private.tally(m.status, m.sent_at, m.delivered_at) as t
        cross join lateral (
            values
            (m.created_at, m.contact_id, 0, 0, t.failed),
            (m.sent_at, null, t.sent, 0, 0),
            (m.delivered_at, null, 0, t.delivered, 0)
        ) as d (at, contact_id, sent, delivered, failed)
        where d.contact_id is not null or d.sent + d.delivered > 0
        union all
        select c.user_id, d.at, null, 0, 0, 0, d.created, d.completed, 0
        from public.campaigns as c
        cross join lateral (
            values (c.created_at, 1, 0), (c.completed_at, 0, (c.status = 'completed')::integer)
        ) as d (at, created, completed)
        where d.created + d.completed > 0
        union all
        select l.user_id, l.created_at, null, 0, 0, 0, 0, 0, l.quantity
        from public.usage_logs as l
        where l.usage_type = 'ai_request'
    ) as e
    inner join public.users as u on u.id = e.user_id
    group by e.user_id, (e.at at time zone u.timezone)::date
    on conflict (user_id, date) do update set
        messages_sent = excluded.messages_sent,
        messages_delivered = excluded.messages_delivered,
        messages_failed = excluded.messages_failed,
        campaigns_created = excluded.campaigns_created,
        campaigns_completed = excluded.campaigns_completed,
        ai_requests_used = excluded.ai_requests_used,
        unique_contacts_messaged = excluded.unique_contacts_messaged;

    insert into public.usage_slots (user_id, resource, day, slot, quantity, taken_by, taken)
    select n.user_id, n.resource, n.day, 0, n.quantity, pg_catalog.pg_current_xact_id(), 0
    from (
        select
            l.user_id, l.usage_type || 's' as resource, (l.created_at at time zone u.timezone)::date as day,
            sum(l.quantity) as quantity
        from public.usage_logs as l
        inner join public.users as u on u.id = l.user_id
        where l.usage_type in ('message', 'ai_request') and l.created_at > pg_catalog.now() - interval '62 days'
        group by 1, 2, 3
        union all
        select w.user_id, 'whatsapp_accounts', '1970-01-01', count(*) from public.whatsapp_accounts as w group by 1
        union all
        select k.user_id, 'contacts', '1970-01-01', count(*) from public.contacts as k group by 1
        union all
        select c.user_id, 'campaigns', '1970-01-01', count(*) from public.campaigns as c group by 1
    ) as n;
end
$$;

comment on function private.recount() is 'Counts all counters and all use of limits again, from the rows themselves';

-- migrate:down
drop function private.recount();
