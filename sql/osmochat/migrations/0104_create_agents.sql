-- migrate:up
create table agents (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    login_id uuid references users (id) on delete set null,
    chanel_id uuid,
    name varchar(255) not null,
    type varchar(10) not null,
    status varchar(10) not null default 'offline',
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint agents_id_user_id_key unique (id, user_id),
    constraint agents_chanel_id_user_id_fkey foreign key (chanel_id, user_id)
    references chanels (id, user_id) on delete set null (chanel_id),
    constraint agents_type_known check (type in ('ai', 'human')),
    constraint agents_status_known check (status in ('online', 'offline', 'busy', 'away')),
    constraint agents_login_human check (type = 'human' or login_id is null)
);

create index idx_agents_user_id on agents (user_id);
create index idx_agents_chanel_id on agents (chanel_id);
-- A login works once for an account; every policy starts from it.
create unique index idx_agents_login_id_user_id on agents (login_id, user_id);

create trigger set_updated_at before update on agents
for each row execute function platform.set_updated_at();

comment on table agents is 'Who answers customers: people, and AIs';
comment on column agents.user_id is 'The account that the agent works for; never changes';
comment on column agents.login_id is 'The user that a human agent logs in as: it lets them into the account''s inbox';
comment on column agents.chanel_id is 'The chanel that the agent is connected to';
comment on column agents.type is 'ai or human';
comment on column agents.status is 'online, offline, busy or away';
comment on column agents.is_active is 'Whether the agent may be assigned, and get in';

alter table agents enable row level security, force row level security;

-- migrate:down
drop table agents;
