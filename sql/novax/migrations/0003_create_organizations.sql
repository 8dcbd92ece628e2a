-- migrate:up
create table organizations (
    id uuid primary key default gen_random_uuid(),
    name varchar(255) not null,
    slug varchar(63) not null,
    settings jsonb not null default '{}',
    owner_id uuid not null references users (id),
    created_at timestamptz not null default now(),
    constraint organizations_slug_form check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint organizations_settings_shape check (jsonb_typeof(settings) = 'object')
);

create unique index idx_organizations_slug on organizations (slug);
create index idx_organizations_owner_id on organizations (owner_id);

comment on table organizations is 'The tenants';
comment on column organizations.slug is 'The organization in addresses: lower case letters, digits, single hyphens';
comment on column organizations.settings is 'JSON object, free in its keys: configuration of the organization';
comment on column organizations.owner_id is 'Who made the organization; also a member with the role owner';

alter table organizations enable row level security, force row level security;

-- migrate:down
drop table organizations;
