-- migrate:up
create table websites (
    id uuid primary key default gen_random_uuid(),
    owner_id uuid not null references admins (id),
    name varchar(255) not null,
    domain varchar(253) not null,
    settings jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint websites_domain_form check (domain ~ '^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$'),
    constraint websites_settings_shape check (jsonb_typeof(settings) = 'object')
);

create unique index idx_websites_domain on websites (domain);
create index idx_websites_owner_id on websites (owner_id);

create trigger set_updated_at before update on websites
for each row execute function platform.set_updated_at();

comment on table websites is 'The tenants: a site with a chat on it, of one owner account';
comment on column websites.owner_id is 'The account that the website belongs to; also in website_admins, as owner';
comment on column websites.domain is 'Where the chat is embedded, in lower case and without a scheme';
comment on column websites.settings is 'JSON object, free in its keys: how the chat looks and when it is open';

alter table websites enable row level security, force row level security;

-- migrate:down
drop table websites;
