-- migrate:up

-- When a message was sent and delivered is the application's to report, and adds up in counters: it lies about when the
-- message was made.
alter policy own_update on messages
with check (
    user_id = (select app.current_account_id())
    and coalesce(sent_at, created_at) between created_at - interval '1 day' and created_at + interval '2 years'
    and coalesce(delivered_at, created_at) between created_at - interval '1 day' and created_at + interval '2 years'
    and coalesce(read_at, created_at) between created_at - interval '1 day' and created_at + interval '2 years'
);

-- Jobs as before, but for the users that they are given: one whose rows fail is left out, and the others are not.
-- squawk-ignore ban-drop-function -- nothing but fold_counters calls it
drop function private.fold_campaigns();
-- squawk-ignore ban-drop-function -- nothing but fold_counters calls it
drop function private.fold_contact_groups();
-- squawk-ignore ban-drop-function -- nothing but fold_counters calls it
drop function private.fold_days();

create function private.fold_campaigns(p_users bigint[])
returns bigint
language sql
set search_path = ''
as $$
    with ready as materialized (
        select c.id
        from public.campaigns as c
        where c.id in (select d.campaign_id from public.campaign_deltas as d where d.user_id = any(p_users))
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

comment on function private.fold_campaigns(bigint[]) is
'Adds what is in campaign_deltas of users to the counters: how many rows';

create function private.fold_contact_groups(p_users bigint[])
returns bigint
language sql
set search_path = ''
as $$
    with ready as materialized (
        select g.id
        from public.contact_groups as g
        where g.id in (select d.group_id from public.contact_group_deltas as d where d.user_id = any(p_users))
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

comment on function private.fold_contact_groups(bigint[]) is
'Adds what is in contact_group_deltas of users to the counts: how many rows';

create function private.fold_days(p_users bigint[])
returns bigint
language sql
set search_path = ''
as $$
    with ready as materialized (
        select u.id, u.timezone
        from public.users as u
        where u.id in (select d.user_id from public.daily_deltas as d where d.user_id = any(p_users))
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

comment on function private.fold_days(bigint[]) is
'Adds what is in daily_deltas of users to the daily figures: how many rows';

create or replace function private.fold_counters()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_rows bigint := 0;
begin
    -- A second run at the same time would wait, for rows that the first deletes.
    if pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended('campaigns.fold_counters', 0)) then
        v_rows := platform.for_tenants(
            'select private.fold_campaigns($1::bigint[]) + private.fold_contact_groups($1::bigint[])'
            ' + private.fold_days($1::bigint[])',
            array(
                select d.user_id::text from public.campaign_deltas as d
                union
                select d.user_id::text from public.contact_group_deltas as d
                union
                select d.user_id::text from public.daily_deltas as d
            )
        );
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

create function private.start_campaigns_of(p_users bigint[])
returns bigint
language sql
set search_path = ''
as $$
    with due as (
        select c.id
        from public.campaigns as c
        inner join public.users as u on u.id = c.user_id
        where
            c.user_id = any(p_users)
            and c.scheduled_at <= pg_catalog.now()
            and c.status = 'scheduled'
            and u.subscription_status = 'active'
            and (u.subscription_expires_at is null or u.subscription_expires_at > pg_catalog.now())
        for no key update of c skip locked
    ),
    started as (
        update public.campaigns as c
        set status = 'running'
        from due as d
        where c.id = d.id
        returning c.id
    )
    select count(*) from started
$$;

comment on function private.start_campaigns_of(bigint[]) is
'Starts scheduled campaigns of users whose time has come: how many';

create or replace function private.start_due_campaigns()
returns bigint
language sql
set search_path = ''
as $$
    select platform.for_tenants(
        'select private.start_campaigns_of($1::bigint[])',
        array(
            select distinct c.user_id::text
            from public.campaigns as c
            where c.scheduled_at <= pg_catalog.now() and c.status = 'scheduled'
        )
    )
$$;

create function private.expire_subscriptions_of(p_users bigint[])
returns bigint
language sql
set search_path = ''
as $$
    with expired as (
        update public.users as u
        set subscription_status = 'expired'
        where
            u.id = any(p_users)
            and u.subscription_status = 'active'
            and u.subscription_expires_at <= pg_catalog.now()
        returning u.id
    )
    select count(*) from expired
$$;

comment on function private.expire_subscriptions_of(bigint[]) is
'Writes down which subscriptions of users have ended: how many';

create or replace function private.expire_subscriptions()
returns bigint
language sql
set search_path = ''
as $$
    select platform.for_tenants(
        'select private.expire_subscriptions_of($1::bigint[])',
        array(
            select u.id::text
            from public.users as u
            where u.subscription_status = 'active' and u.subscription_expires_at <= pg_catalog.now()
        )
    )
$$;

-- migrate:down
create or replace function private.expire_subscriptions()
returns bigint
language sql
set search_path = ''
as $$
    with expired as (
        update public.users as u
        set subscription_status = 'expired'
        where u.subscription_status = 'active' and u.subscription_expires_at <= pg_catalog.now()
        returning u.id
    )
    select count(*) from expired
$$;

drop function private.expire_subscriptions_of(bigint[]);

create or replace function private.start_due_campaigns()
returns bigint
language sql
set search_path = ''
as $$
    with due as (
        select c.id
        from public.campaigns as c
        inner join public.users as u on u.id = c.user_id
        where
            c.scheduled_at <= pg_catalog.now()
            and c.status = 'scheduled'
            and u.subscription_status = 'active'
            and (u.subscription_expires_at is null or u.subscription_expires_at > pg_catalog.now())
        for no key update of c skip locked
    ),
    started as (
        update public.campaigns as c
        set status = 'running'
        from due as d
        where c.id = d.id
        returning c.id
    )
    select count(*) from started
$$;

drop function private.start_campaigns_of(bigint[]);
drop function private.fold_campaigns(bigint[]);
drop function private.fold_contact_groups(bigint[]);
drop function private.fold_days(bigint[]);

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

create or replace function private.fold_counters()
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

alter policy own_update on messages
with check (user_id = (select app.current_account_id()));
