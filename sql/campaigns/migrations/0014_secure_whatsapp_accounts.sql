-- migrate:up

-- A user has their own accounts. Keys of a session go in and do not come out again but by app.whatsapp_session; a
-- number is paired with an account for good.
create policy own_select on whatsapp_accounts for select to campaigns_app, campaigns_readonly
using (user_id = (select app.current_account_id()));

create policy own_insert on whatsapp_accounts for insert to campaigns_app
with check (user_id = (select app.current_account_id()));

create policy own_update on whatsapp_accounts for update to campaigns_app
using (user_id = (select app.current_account_id()))
with check (user_id = (select app.current_account_id()));

create policy own_delete on whatsapp_accounts for delete to campaigns_app
using (user_id = (select app.current_account_id()));

create policy definer_select on whatsapp_accounts for select to campaigns_owner using (true);

grant select (
    id, user_id, phone_number, display_name, status, qr_code_path, last_connected_at, health_check_at, created_at,
    updated_at
) on whatsapp_accounts to campaigns_app, campaigns_readonly;
grant insert (user_id, phone_number, display_name, status, session_data, qr_code_path) on whatsapp_accounts
to campaigns_app;
grant update (display_name, status, session_data, qr_code_path, last_connected_at, health_check_at)
on whatsapp_accounts to campaigns_app;
grant delete on whatsapp_accounts to campaigns_app;

create function app.whatsapp_session(p_account_id bigint)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
    select w.session_data
    from public.whatsapp_accounts as w
    where w.id = p_account_id and w.user_id = (select app.current_account_id())
$$;

comment on function app.whatsapp_session(bigint) is
'session_data of one account of the current user, for whatever connects to WhatsApp';

grant execute on function app.whatsapp_session(bigint) to campaigns_app;

-- migrate:down
drop function app.whatsapp_session(bigint);
revoke select (
    id, user_id, phone_number, display_name, status, qr_code_path, last_connected_at, health_check_at, created_at,
    updated_at
) on whatsapp_accounts from campaigns_app, campaigns_readonly;
revoke insert (user_id, phone_number, display_name, status, session_data, qr_code_path) on whatsapp_accounts
from campaigns_app;
revoke update (display_name, status, session_data, qr_code_path, last_connected_at, health_check_at)
on whatsapp_accounts from campaigns_app;
revoke delete on whatsapp_accounts from campaigns_app;
drop policy definer_select on whatsapp_accounts;
drop policy own_delete on whatsapp_accounts;
drop policy own_update on whatsapp_accounts;
drop policy own_insert on whatsapp_accounts;
drop policy own_select on whatsapp_accounts;
