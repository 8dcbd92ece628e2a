-- migrate:up
create table admins (
    id uuid primary key default gen_random_uuid(),
    email varchar(320) not null,
    name varchar(255) not null,
    password_hash varchar(255),
    status varchar(20) not null default 'active',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint admins_email_form check (email = lower(email) and email like '%_@_%'),
    constraint admins_password_hash_form check (password_hash ~ '^\$(2[aby]|argon2(id|i|d))\$'),
    constraint admins_status_known check (status in ('active', 'suspended', 'deleted'))
);

create unique index idx_admins_email on admins (email);

create trigger set_updated_at before update on admins
for each row execute function platform.set_updated_at();

comment on table admins is 'Who answers: the people who log in to the dashboard';
comment on column admins.email is 'Where the admin is reached and logs in; lower case';
comment on column admins.password_hash is
'bcrypt or argon2; null for an admin who logs in elsewhere. Nobody may select it';
comment on column admins.status is 'active, suspended or deleted; only an active admin works for any website';

alter table admins enable row level security, force row level security;

-- migrate:down
drop table admins;
