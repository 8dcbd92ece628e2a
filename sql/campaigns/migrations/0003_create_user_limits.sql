-- migrate:up
-- Limits are INT in the seed.
-- squawk-ignore-file prefer-bigint-over-int

create table user_limits (
    id bigint generated always as identity primary key,
    user_id bigint not null references users (id) on delete cascade,
    messages_daily_limit integer not null default 1000,
    messages_monthly_limit integer not null default 30000,
    ai_requests_daily_limit integer not null default 100,
    whatsapp_accounts_limit integer not null default 1,
    contacts_limit integer not null default 10000,
    campaigns_limit integer not null default 50,
    constraint unique_user_limit unique (user_id),
    constraint user_limits_not_negative check (
        least(
            messages_daily_limit, messages_monthly_limit, ai_requests_daily_limit, whatsapp_accounts_limit,
            contacts_limit, campaigns_limit
        ) >= 0
    )
);

comment on table user_limits is 'What each user may have and use; private.use_allowance enforces it';

alter table user_limits enable row level security, force row level security;

-- A user without limits could do nothing.
create function private.give_limits()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into public.user_limits (user_id) values (new.id);
    return null;
end
$$;

comment on function private.give_limits() is 'Trigger function: a new user starts with the limits of a trial';

create trigger give_limits after insert on users
for each row execute function private.give_limits();

-- migrate:down
drop trigger give_limits on users;
drop function private.give_limits();
drop table user_limits;
