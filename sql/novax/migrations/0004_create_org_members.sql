-- migrate:up
create table org_members (
    id uuid primary key default gen_random_uuid(),
    org_id uuid not null references organizations (id),
    user_id uuid not null references users (id),
    role varchar(20) not null default 'member',
    joined_at timestamptz not null default now(),
    constraint org_members_role_known check (role in ('owner', 'admin', 'member', 'viewer'))
);

create unique index idx_org_members_org_id_user_id on org_members (org_id, user_id);
-- Every policy starts from the user.
create index idx_org_members_user_id on org_members (user_id);

comment on table org_members is 'Who belongs to which organization: the root of every policy';
comment on column org_members.role is
'viewer reads, member writes too, admin also manages members, projects and settings, owner also manages owners';

alter table org_members enable row level security, force row level security;

-- migrate:down
drop table org_members;
