-- migrate:up
create function private.count_added_campaigns()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into public.campaign_analytics (campaign_id, total_contacts)
    select a.id, a.total_contacts from added as a;
    insert into public.daily_deltas (user_id, date, campaigns_created, campaigns_completed)
    select
        a.user_id, (d.at at time zone u.timezone)::date, sum(d.created), sum(d.completed)
    from added as a
    inner join public.users as u on u.id = a.user_id
    cross join lateral (
        values (a.created_at, 1, 0), (a.completed_at, 0, (a.status = 'completed')::integer)
    ) as d (at, created, completed)
    where d.created + d.completed > 0
    group by a.user_id, (d.at at time zone u.timezone)::date;
    return null;
end
$$;

comment on function private.count_added_campaigns() is
'Trigger function: starts new campaigns'' figures, tells days of them';

-- Folding updates campaigns too; it neither completes one nor changes how many contacts it has.
create function private.count_changed_campaigns()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into public.daily_deltas (user_id, date, campaigns_completed)
    select m.user_id, (m.completed_at at time zone u.timezone)::date, sum(m.sign)
    from (
        select 1 as sign, a.* from added as a
        union all
        select -1, r.* from removed as r
    ) as m
    inner join public.users as u on u.id = m.user_id
    where m.status = 'completed'
    group by m.user_id, (m.completed_at at time zone u.timezone)::date
    having sum(m.sign) <> 0;
    update public.campaign_analytics as s
    set total_contacts = a.total_contacts, last_updated_at = pg_catalog.now()
    from added as a
    where s.campaign_id = a.id and s.total_contacts <> a.total_contacts;
    return null;
end
$$;

comment on function private.count_changed_campaigns() is
'Trigger function: tells days of completed campaigns, and campaign_analytics of contacts';

-- A campaign's times follow from its status, and how many contacts it has from its target, when it starts.
create function private.stamp_campaign()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    if new.status = 'running' and new.started_at is null then
        new.started_at := pg_catalog.now();
        if new.target_type <> 'custom' then
            new.total_contacts := (
                select count(*)
                from public.contacts as k
                where
                    k.user_id = new.user_id and k.is_active
                    and (new.target_type = 'all' or k.group_id = new.target_group_id)
            );
        end if;
    end if;
    if new.status in ('completed', 'failed') then
        new.completed_at := coalesce(new.completed_at, pg_catalog.now());
    else
        new.completed_at := null;
    end if;
    return new;
end
$$;

comment on function private.stamp_campaign() is 'Trigger function: fills in what a campaign''s status implies';

create trigger stamp_campaign before insert or update of status on campaigns
for each row execute function private.stamp_campaign();
create trigger count_added after insert on campaigns referencing new table as added
for each statement execute function private.count_added_campaigns();
create trigger count_changed after update on campaigns referencing old table as removed new table as added
for each statement execute function private.count_changed_campaigns();

-- migrate:down
drop trigger count_changed on campaigns;
drop trigger count_added on campaigns;
drop trigger stamp_campaign on campaigns;
drop function private.stamp_campaign();
drop function private.count_changed_campaigns();
drop function private.count_added_campaigns();
