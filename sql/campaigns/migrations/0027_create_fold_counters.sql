-- migrate:up

-- Contacts for whom a message was made on a day of the user's: read by the index on user, status and time, with the
-- caller's rights.
create function app.contacts_messaged(p_user_id bigint, p_date date, p_timezone text)
returns bigint
language sql
stable
set search_path = ''
as $$
    select count(distinct m.contact_id)
    from public.messages as m
    where
        m.user_id = p_user_id
        and m.status in ('queued', 'sending', 'sent', 'delivered', 'read', 'failed')
        and m.created_at >= p_date::timestamp at time zone p_timezone
        and m.created_at < (p_date + 1)::timestamp at time zone p_timezone
$$;

comment on function app.contacts_messaged(bigint, date, text) is
'How many contacts had a message made for them on a day of the user''s';

grant execute on function app.contacts_messaged(bigint, date, text) to campaigns_app, campaigns_readonly;

-- Each of the three folds in one statement: a reader sees a change in the deltas or in the counter, never in both or in
-- neither. A row that somebody has locked is left for the next time, so folding waits for nobody; it holds its rows for
-- as long as the job's transaction takes, milliseconds. The primary key's order keeps two runs from deadlocks.
create function private.fold_campaigns()
returns bigint
language sql
set search_path = ''
as $$
    with ready as materialized (
        select c.id
        from public.campaigns as c
        where c.id in (select d.campaign_id from public.campaign_deltas as d)
        order by c.id
        for no key update skip locked
    ),
    taken as (
        delete from public.campaign_deltas as d
        using ready as r
        where d.campaign_id = r.id
        returning d.*
    ),
    sums as materialized (
        select
            t.campaign_id, sum(t.queued) as queued, sum(t.sent) as sent, sum(t.delivered) as delivered,
            sum(t.read) as read, sum(t.failed) as failed, sum(t.delivery_seconds) as delivery_seconds
        from taken as t
        group by t.campaign_id
    ),
    told as (
        update public.campaign_analytics as a
        set
            messages_queued = a.messages_queued + s.queued,
            messages_sent = a.messages_sent + s.sent,
            messages_delivered = a.messages_delivered + s.delivered,
            messages_read = a.messages_read + s.read,
            messages_failed = a.messages_failed + s.failed,
            delivery_seconds = a.delivery_seconds + s.delivery_seconds,
            last_updated_at = pg_catalog.now()
        from sums as s
        where a.campaign_id = s.campaign_id
    ),
    kept as (
        update public.campaigns as c
        set
            messages_sent = c.messages_sent + s.sent,
            messages_delivered = c.messages_delivered + s.delivered,
            messages_failed = c.messages_failed + s.failed
        from sums as s
        where c.id = s.campaign_id
    )
    select count(*) from taken
$$;

comment on function private.fold_campaigns() is 'Adds what is in campaign_deltas to the counters: how many rows';

create function private.fold_contact_groups()
returns bigint
language sql
set search_path = ''
as $$
    with ready as materialized (
        select g.id
        from public.contact_groups as g
        where g.id in (select d.group_id from public.contact_group_deltas as d)
        order by g.id
        for no key update skip locked
    ),
    taken as (
        delete from public.contact_group_deltas as d
        using ready as r
        where d.group_id = r.id
        returning d.*
    ),
    kept as (
        update public.contact_groups as g
        set contact_count = g.contact_count + s.contacts
        from (select t.group_id, sum(t.contacts) as contacts from taken as t group by t.group_id) as s
        where g.id = s.group_id
    )
    select count(*) from taken
$$;

comment on function private.fold_contact_groups() is
'Adds what is in contact_group_deltas to the counts: how many rows';

-- Locking the user keeps the row that is inserted from meeting the user's deletion.
create function private.fold_days()
returns bigint
language sql
set search_path = ''
as $$
    with ready as materialized (
        select u.id, u.timezone
        from public.users as u
        where u.id in (select d.user_id from public.daily_deltas as d)
        order by u.id
        for key share skip locked
    ),
    taken as (
        delete from public.daily_deltas as d
        using ready as r
        where d.user_id = r.id
        returning d.*, r.timezone
    ),
    sums as (
        select
            t.user_id, t.date, t.timezone, sum(t.messages_sent) as sent, sum(t.messages_delivered) as delivered,
            sum(t.messages_failed) as failed, sum(t.campaigns_created) as created,
            sum(t.campaigns_completed) as completed, sum(t.ai_requests_used) as ai_requests,
            sum(t.messages_made) as made
        from taken as t
        group by t.user_id, t.date, t.timezone
    ),
    kept as (
        insert into public.daily_analytics as d (
            user_id, date, messages_sent, messages_delivered, messages_failed, campaigns_created, campaigns_completed,
            ai_requests_used, unique_contacts_messaged
        )
        select
            s.user_id, s.date, s.sent, s.delivered, s.failed, s.created, s.completed, s.ai_requests,
            case when s.made > 0 then app.contacts_messaged(s.user_id, s.date, s.timezone) else 0 end
        from sums as s
        on conflict (user_id, date) do update set
            messages_sent = d.messages_sent + excluded.messages_sent,
            messages_delivered = d.messages_delivered + excluded.messages_delivered,
            messages_failed = d.messages_failed + excluded.messages_failed,
            campaigns_created = d.campaigns_created + excluded.campaigns_created,
            campaigns_completed = d.campaigns_completed + excluded.campaigns_completed,
            ai_requests_used = d.ai_requests_used + excluded.ai_requests_used,
            unique_contacts_messaged = greatest(d.unique_contacts_messaged, excluded.unique_contacts_messaged)
    )
    select count(*) from taken
$$;

comment on function private.fold_days() is 'Adds what is in daily_deltas to the daily figures: how many rows';

-- What the scheduled job calls. What was to be told to a campaign, a group or a user that is gone is dropped.
create function private.fold_counters()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_rows bigint := 0;
begin
    -- A second run at the same time would wait, for rows that the first deletes.
    if pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended('campaigns.fold_counters', 0)) then
        v_rows := private.fold_campaigns() + private.fold_contact_groups() + private.fold_days();
        delete from public.campaign_deltas as d
        where not exists (select from public.campaigns as c where c.id = d.campaign_id);
        delete from public.contact_group_deltas as d
        where not exists (select from public.contact_groups as g where g.id = d.group_id);
        delete from public.daily_deltas as d
        where not exists (select from public.users as u where u.id = d.user_id);
    end if;
    return v_rows;
end
$$;

comment on function private.fold_counters() is 'Brings all counters up to now: how many changes they were told';

-- migrate:down
drop function private.fold_counters();
drop function private.fold_days();
drop function private.fold_contact_groups();
drop function private.fold_campaigns();
drop function app.contacts_messaged(bigint, date, text);
