-- migrate:up
create table users (
    id uuid primary key default gen_random_uuid(),
    email varchar(320) not null,
    full_name varchar(255) not null,
    password_hash varchar(255),
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint users_email_form check (email = lower(email) and email like '%_@_%'),
    constraint users_password_hash_form check (password_hash ~ '^\$(2[aby]|argon2(id|i|d))\$')
);

create unique index idx_users_email on users (email);

create trigger set_updated_at before update on users
for each row execute function platform.set_updated_at();

comment on table users is
'Who logs in. A user is also an account, the tenant: what hangs on their chanels and agents is theirs';
comment on column users.email is 'Where the user is reached and logs in; lower case';
comment on column users.password_hash is
'bcrypt or argon2; null for a user who logs in elsewhere (OAuth2). Nobody may select it';
comment on column users.is_active is 'Whether the user may do anything; the operator''s decision';

alter table users enable row level security, force row level security;

-- migrate:down
drop table users;
