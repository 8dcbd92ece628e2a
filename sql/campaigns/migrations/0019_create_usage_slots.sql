-- migrate:up
-- There are eight slots.
-- squawk-ignore-file prefer-bigint-over-smallint

-- How much of a limit is used, spread over eight rows, so that as many transactions can use it at once without waiting
-- for each other (private.use_allowance). What is used up counts by day; what is held counts on the day 1970-01-01.
create table usage_slots (
    user_id bigint not null references users (id) on delete cascade,
    resource varchar(20) not null,
    day date not null,
    slot smallint not null,
    quantity bigint not null,
    taken_by xid8 not null,
    taken bigint not null,
    primary key (user_id, resource, day, slot),
    constraint usage_slots_resource_known check (
        resource in ('messages', 'ai_requests', 'whatsapp_accounts', 'contacts', 'campaigns')
    )
) with (fillfactor = 70);

comment on table usage_slots is 'What each user has used of each limit; current_usage sums it up';
comment on column usage_slots.quantity is 'The sum over a user''s slots counts; one slot alone may be negative';
comment on column usage_slots.taken_by is 'The transaction that last used the slot';
comment on column usage_slots.taken is 'How much that transaction took in this slot';

alter table usage_slots enable row level security, force row level security;

create policy own_select on usage_slots for select to campaigns_app, campaigns_billing, campaigns_readonly
using (user_id = (select app.current_account_id()));

create policy definer_select on usage_slots for select to campaigns_owner using (true);
create policy definer_insert on usage_slots for insert to campaigns_owner with check (true);
create policy definer_update on usage_slots for update to campaigns_owner using (true) with check (true);
create policy definer_delete on usage_slots for delete to campaigns_owner using (true);

grant select on usage_slots to campaigns_app, campaigns_billing, campaigns_readonly;

-- Each limit beside what is used of it. Days and months begin at the user's midnight. A day that lies ahead counts too,
-- or a move to another time zone would give a second allowance.
create view current_usage with (security_invoker = true) as
select
    l.user_id,
    n.limit_name,
    n.resource,
    n.since,
    n.allowed,
    coalesce(
        (
            select sum(s.quantity)
            from usage_slots as s
            where s.user_id = l.user_id and s.resource = n.resource and s.day >= n.since
        ),
        0
    )::bigint as used
from user_limits as l
inner join users as u on l.user_id = u.id
cross join lateral (select (now() at time zone u.timezone)::date as today) as t
cross join lateral (
    values
    ('messages_daily_limit', 'messages', t.today, l.messages_daily_limit),
    ('messages_monthly_limit', 'messages', date_trunc('month', t.today)::date, l.messages_monthly_limit),
    ('ai_requests_daily_limit', 'ai_requests', t.today, l.ai_requests_daily_limit),
    ('whatsapp_accounts_limit', 'whatsapp_accounts', '1970-01-01', l.whatsapp_accounts_limit),
    ('contacts_limit', 'contacts', '1970-01-01', l.contacts_limit),
    ('campaigns_limit', 'campaigns', '1970-01-01', l.campaigns_limit)
) as n (limit_name, resource, since, allowed);

comment on view current_usage is 'Each limit of a user with what is used of it now';

grant select on current_usage to campaigns_app, campaigns_billing, campaigns_readonly;

-- migrate:down
drop view current_usage;
drop table usage_slots;
