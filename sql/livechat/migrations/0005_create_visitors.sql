-- migrate:up
create table visitors (
    id uuid primary key default gen_random_uuid(),
    website_id uuid not null references websites (id),
    name varchar(255),
    email varchar(320),
    phone varchar(32),
    ip_address inet,
    user_agent varchar(1000),
    metadata jsonb not null default '{}',
    last_seen_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    constraint visitors_email_form check (email = lower(email) and email like '%_@_%'),
    constraint visitors_metadata_shape check (jsonb_typeof(metadata) = 'object')
);

-- What a conversation refers to, so that its visitor is one of its own website.
create unique index idx_visitors_website_id_id on visitors (website_id, id);
create index idx_visitors_website_id_last_seen_at on visitors (website_id, last_seen_at);
create index idx_visitors_website_id_email on visitors (website_id, email) where email is not null;
create index idx_visitors_deleted_at on visitors (deleted_at) where deleted_at is not null;

create trigger set_updated_at before update on visitors
for each row execute function platform.set_updated_at();

comment on table visitors is 'Who asks: one row for a person on one website, who does not log in';
comment on column visitors.id is 'Known to the chat''s service and the visitor''s browser alone';
comment on column visitors.metadata is 'JSON object, free in its keys: what the website tells of its visitor';
comment on column visitors.deleted_at is 'Set: gone for everybody, can be undone for 30 days, then erased for good';

alter table visitors enable row level security, force row level security;

-- migrate:down
drop table visitors;
