-- migrate:up
create table website_admins (
    id uuid primary key default gen_random_uuid(),
    website_id uuid not null references websites (id),
    admin_id uuid not null references admins (id),
    role varchar(20) not null default 'agent',
    created_at timestamptz not null default now(),
    constraint website_admins_role_known check (role in ('owner', 'agent'))
);

-- Also what a conversation's assignee refers to.
create unique index idx_website_admins_website_id_admin_id on website_admins (website_id, admin_id);
-- Every policy starts from the admin.
create index idx_website_admins_admin_id on website_admins (admin_id);

comment on table website_admins is 'Who works for which website: the root of every policy';
comment on column website_admins.role is
'agent answers; owner also manages the website and its admins, and answers visitors'' requests for their data';

alter table website_admins enable row level security, force row level security;

-- migrate:down
drop table website_admins;
