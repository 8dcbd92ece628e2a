-- migrate:up
create table whatsapp_sessions (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null,
    chanel_id uuid not null,
    status varchar(20) not null default 'disconnected',
    phone_number varchar(20),
    qr_code text,
    qr_expires_at timestamptz,
    auth_state jsonb,
    last_connected_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint whatsapp_sessions_chanel_id_user_id_fkey foreign key (chanel_id, user_id)
    references chanels (id, user_id) on delete cascade,
    constraint whatsapp_sessions_status_known check (
        status in ('disconnected', 'connecting', 'qr_pending', 'connected')
    ),
    constraint whatsapp_sessions_phone_number_form check (phone_number ~ '^\+[1-9][0-9]{6,14}$'),
    constraint whatsapp_sessions_qr_expires check ((qr_code is null) = (qr_expires_at is null)),
    constraint whatsapp_sessions_auth_state_shape check (jsonb_typeof(auth_state) = 'object')
);

create index idx_whatsapp_sessions_user_id on whatsapp_sessions (user_id);
create unique index idx_whatsapp_sessions_chanel_id on whatsapp_sessions (chanel_id);

create trigger set_updated_at before update on whatsapp_sessions
for each row execute function platform.set_updated_at();

-- As place_under_chanel; a session's chanel is a WhatsApp one.
create function private.place_under_whatsapp_chanel()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.user_id := (
        select c.user_id from public.chanels as c where c.id = new.chanel_id and c.type = 'whatsapp'
    );
    return new;
end
$$;

comment on function private.place_under_whatsapp_chanel() is
'Trigger function: a row has the account of its WhatsApp chanel';

create trigger place_under_whatsapp_chanel before insert on whatsapp_sessions
for each row execute function private.place_under_whatsapp_chanel();

comment on table whatsapp_sessions is 'The connection of a WhatsApp chanel; one row a chanel';
comment on column whatsapp_sessions.user_id is 'The chanel''s account, filled in by a trigger';
comment on column whatsapp_sessions.status is 'disconnected, connecting, qr_pending or connected';
comment on column whatsapp_sessions.phone_number is 'The number that is connected, in the form of E.164';
comment on column whatsapp_sessions.qr_code is
'What a phone scans to pair: a secret, for the gateway, and for the account''s holder by app.get_whatsapp_qr_code';
comment on column whatsapp_sessions.auth_state is
'JSON object, keys of the paired device: whoever has them is that WhatsApp account. For the gateway alone';

alter table whatsapp_sessions enable row level security, force row level security;

-- The holder connects a chanel, the gateway keeps the connection and is the only role that sees or writes its secrets.
-- It acts as the holder of the chanel that it serves.
create policy account_select on whatsapp_sessions for select to osmochat_app, osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy holder_select on whatsapp_sessions for select to osmochat_gateway
using (user_id = (select app.held_account_id()));

create policy holder_insert on whatsapp_sessions for insert to osmochat_app
with check (user_id = (select app.held_account_id()));

create policy holder_update on whatsapp_sessions for update to osmochat_gateway
using (user_id = (select app.held_account_id()))
with check (user_id = (select app.held_account_id()));

create policy holder_delete on whatsapp_sessions for delete to osmochat_app
using (user_id = (select app.held_account_id()));

create policy definer_select on whatsapp_sessions for select to osmochat_owner using (true);

grant select (
    id, user_id, chanel_id, status, phone_number, qr_expires_at, last_connected_at, created_at, updated_at
) on whatsapp_sessions to osmochat_app, osmochat_readonly;
grant insert (id, chanel_id) on whatsapp_sessions to osmochat_app;
grant delete on whatsapp_sessions to osmochat_app;
grant select on whatsapp_sessions to osmochat_gateway;
grant update (
    status, phone_number, qr_code, qr_expires_at, auth_state, last_connected_at
) on whatsapp_sessions to osmochat_gateway;

create function app.get_whatsapp_qr_code(p_chanel_id uuid)
returns table (qr_code text, qr_expires_at timestamptz)
language sql
stable
security definer
set search_path = ''
rows 1
as $$
    select s.qr_code, s.qr_expires_at
    from public.whatsapp_sessions as s
    where
        s.chanel_id = p_chanel_id
        and s.user_id = (select app.held_account_id())
        and s.qr_expires_at > pg_catalog.now()
$$;

comment on function app.get_whatsapp_qr_code(uuid) is
'What to show for pairing a chanel of the current user''s own account, while it is valid';

grant execute on function app.get_whatsapp_qr_code(uuid) to osmochat_app;

-- migrate:down
drop function app.get_whatsapp_qr_code(uuid);
drop table whatsapp_sessions;
drop function private.place_under_whatsapp_chanel();
