-- migrate:up
create table whatsapp_accounts (
    id bigint generated always as identity primary key,
    user_id bigint not null references users (id) on delete cascade,
    phone_number varchar(20) not null,
    display_name varchar(255),
    status varchar(20) not null default 'disconnected',
    session_data jsonb,
    qr_code_path varchar(255),
    last_connected_at timestamptz,
    health_check_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint whatsapp_accounts_status_known check (status in ('disconnected', 'connecting', 'connected', 'banned')),
    -- For foreign keys that hold a campaign and its account to one user.
    constraint whatsapp_accounts_id_user_id unique (id, user_id)
);

create unique index idx_whatsapp_accounts_phone_number on whatsapp_accounts (phone_number);
create index idx_whatsapp_accounts_user_status on whatsapp_accounts (user_id, status);
create index idx_whatsapp_accounts_phone_status on whatsapp_accounts (phone_number, status);
create index idx_whatsapp_accounts_health_check on whatsapp_accounts (health_check_at);

create trigger set_updated_at before update on whatsapp_accounts
for each row execute function platform.set_updated_at();

comment on table whatsapp_accounts is 'The WhatsApp numbers that users send from';
comment on column whatsapp_accounts.status is 'disconnected, connecting, connected or banned';
comment on column whatsapp_accounts.session_data is
'Keys of the session: whoever has them writes in the account''s name. Nobody may select it: app.whatsapp_session';
comment on column whatsapp_accounts.qr_code_path is 'Picture of the pairing code, in the bucket campaigns';

alter table whatsapp_accounts enable row level security, force row level security;

-- migrate:down
drop table whatsapp_accounts;
