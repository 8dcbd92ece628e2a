-- migrate:up
create table users (
    id uuid primary key default gen_random_uuid(),
    email varchar(320) not null,
    username varchar(64) not null,
    password_hash varchar(255),
    profile_metadata jsonb not null default '{}',
    status varchar(20) not null default 'active',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint users_email_form check (email = lower(email) and email like '%_@_%'),
    constraint users_username_form check (username = lower(username) and length(username) >= 3),
    constraint users_password_hash_form check (password_hash ~ '^\$(2[aby]|argon2(id|i|d))\$'),
    constraint users_profile_metadata_shape check (jsonb_typeof(profile_metadata) = 'object'),
    constraint users_status_known check (status in ('active', 'suspended', 'deleted'))
);

create unique index idx_users_email on users (email);
create unique index idx_users_username on users (username);

create trigger set_updated_at before update on users
for each row execute function platform.set_updated_at();

comment on table users is 'People, and the service user that the AI agent acts as';
comment on column users.email is 'Where the user is reached and logs in; lower case';
comment on column users.username is 'What others see; lower case';
comment on column users.password_hash is
'bcrypt or argon2; null for a user who logs in elsewhere (OAuth2). Nobody may select it';
comment on column users.profile_metadata is 'JSON object, free in its keys: what the AI may know of the user';
comment on column users.status is 'active, suspended or deleted; only an active user is a member of anything';

-- Who acts when nobody is named, as in an operator's session: audit_log.actor_id is never null.
insert into users (id, email, username, status)
values ('00000000-0000-0000-0000-000000000000', 'system@novax.invalid', 'system', 'suspended');

alter table users enable row level security, force row level security;

-- migrate:down
drop table users;
