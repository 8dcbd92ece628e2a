-- migrate:up
create table users (
    id bigint generated always as identity primary key,
    uuid uuid not null default gen_random_uuid(),
    email varchar(255) not null,
    name varchar(255) not null,
    subscription_plan varchar(20) not null default 'trial',
    subscription_status varchar(20) not null default 'active',
    subscription_expires_at timestamptz,
    timezone varchar(50) not null default 'UTC',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint users_email_form check (email = lower(email) and email like '%_@_%'),
    constraint users_subscription_plan_known check (subscription_plan in ('trial', 'starter', 'pro', 'enterprise')),
    constraint users_subscription_status_known check (subscription_status in ('active', 'expired', 'suspended')),
    -- A zone that the server does not know is an error of its own (22023), before the comparison.
    constraint users_timezone_known check (timezone(timezone, '2000-01-01 00:00+00'::timestamptz) is not null)
);

create unique index idx_users_uuid on users (uuid);
create unique index idx_users_email on users (email);
create index idx_users_subscription_status on users (subscription_status);
create index idx_users_subscription_plan on users (subscription_plan);
create index idx_users_created_at on users (created_at);

create trigger set_updated_at before update on users
for each row execute function platform.set_updated_at();

comment on table users is 'The tenants: each user is one, with contacts, campaigns and messages of their own';
comment on column users.id is 'What other tables refer to';
comment on column users.uuid is 'What the outside knows the user by, and what app.current_user_id holds';
comment on column users.subscription_plan is 'trial, starter, pro or enterprise';
comment on column users.subscription_status is 'active, expired or suspended; only an active user gets anything new';
comment on column users.subscription_expires_at is 'After this time the subscription counts as expired; null: never';
comment on column users.timezone is 'IANA name: where the user''s days and months begin, for limits and daily figures';

alter table users enable row level security, force row level security;

-- migrate:down
drop table users;
