-- migrate:up

-- Everybody in the account sees its chanels; its holder alone makes, changes and removes them.
create policy account_select on chanels for select to osmochat_app, osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy holder_insert on chanels for insert to osmochat_app
with check (user_id = (select app.held_account_id()));

create policy holder_update on chanels for update to osmochat_app
using (user_id = (select app.held_account_id()))
with check (user_id = (select app.held_account_id()));

create policy holder_delete on chanels for delete to osmochat_app
using (user_id = (select app.held_account_id()));

grant select, delete on chanels to osmochat_app;
grant insert (
    id, user_id, name, type, ai_takeover_enabled, ai_takeover_delay_seconds, ai_reply_limit, is_active
) on chanels to osmochat_app;
grant update (
    name, type, ai_takeover_enabled, ai_takeover_delay_seconds, ai_reply_limit, is_active
) on chanels to osmochat_app;
grant select on chanels to osmochat_readonly;

-- migrate:down
revoke select on chanels from osmochat_readonly;
revoke update (
    name, type, ai_takeover_enabled, ai_takeover_delay_seconds, ai_reply_limit, is_active
) on chanels from osmochat_app;
revoke insert (
    id, user_id, name, type, ai_takeover_enabled, ai_takeover_delay_seconds, ai_reply_limit, is_active
) on chanels from osmochat_app;
revoke select, delete on chanels from osmochat_app;
drop policy holder_delete on chanels;
drop policy holder_update on chanels;
drop policy holder_insert on chanels;
drop policy account_select on chanels;
