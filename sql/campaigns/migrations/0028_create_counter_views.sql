-- migrate:up

-- The counters of this very moment: what is kept and what has not been folded in yet, in one snapshot. Each view acts
-- as its reader.
create view campaign_progress with (security_invoker = true) as
select
    c.id as campaign_id,
    c.user_id,
    c.name,
    c.status,
    c.total_contacts,
    n.queued as messages_queued,
    n.sent as messages_sent,
    n.delivered as messages_delivered,
    n.read as messages_read,
    n.failed as messages_failed,
    coalesce(100.0 * n.delivered / nullif(n.sent, 0), 0)::numeric(5, 2) as delivery_rate,
    coalesce(100.0 * n.read / nullif(n.delivered, 0), 0)::numeric(5, 2) as read_rate,
    coalesce(n.delivery_seconds / nullif(n.delivered, 0), 0) as avg_delivery_time
from campaigns as c
inner join campaign_analytics as a on c.id = a.campaign_id
cross join lateral (
    select
        a.messages_queued + coalesce(sum(d.queued), 0)::integer as queued,
        a.messages_sent + coalesce(sum(d.sent), 0)::integer as sent,
        a.messages_delivered + coalesce(sum(d.delivered), 0)::integer as delivered,
        a.messages_read + coalesce(sum(d.read), 0)::integer as read,
        a.messages_failed + coalesce(sum(d.failed), 0)::integer as failed,
        a.delivery_seconds + coalesce(sum(d.delivery_seconds), 0)::bigint as delivery_seconds
    from campaign_deltas as d
    where d.user_id = c.user_id and d.campaign_id = c.id
) as n;

comment on view campaign_progress is 'How far each campaign has come, at this moment';

create view contact_group_sizes with (security_invoker = true) as
select
    g.id as group_id,
    g.user_id,
    g.name,
    g.contact_count + coalesce(
        (select sum(d.contacts) from contact_group_deltas as d where d.user_id = g.user_id and d.group_id = g.id), 0
    )::integer as contact_count
from contact_groups as g;

comment on view contact_group_sizes is 'How many contacts each group has, at this moment';

create view daily_usage with (security_invoker = true) as
select
    t.user_id,
    t.date,
    sum(t.messages_sent)::integer as messages_sent,
    sum(t.messages_delivered)::integer as messages_delivered,
    sum(t.messages_failed)::integer as messages_failed,
    sum(t.campaigns_created)::integer as campaigns_created,
    sum(t.campaigns_completed)::integer as campaigns_completed,
    sum(t.ai_requests_used)::integer as ai_requests_used,
    greatest(
        max(t.unique_contacts_messaged),
        case when sum(t.messages_made) > 0 then app.contacts_messaged(t.user_id, t.date, u.timezone) else 0 end
    )::integer as unique_contacts_messaged
from (
    select
        a.user_id,
        a.date,
        a.messages_sent,
        a.messages_delivered,
        a.messages_failed,
        a.campaigns_created,
        a.campaigns_completed,
        a.ai_requests_used,
        a.unique_contacts_messaged,
        0 as messages_made
    from daily_analytics as a
    union all
    select
        d.user_id,
        d.date,
        d.messages_sent,
        d.messages_delivered,
        d.messages_failed,
        d.campaigns_created,
        d.campaigns_completed,
        d.ai_requests_used,
        0 as unique_contacts_messaged,
        d.messages_made
    from daily_deltas as d
) as t
inner join users as u on t.user_id = u.id
group by t.user_id, t.date, u.timezone;

comment on view daily_usage is 'What each user did on each of their days, at this moment';

grant select on campaign_progress, contact_group_sizes, daily_usage to campaigns_app, campaigns_readonly;

-- migrate:down
drop view daily_usage;
drop view contact_group_sizes;
drop view campaign_progress;
