-- migrate:up

-- Everybody in the account sees its agents; its holder manages them. An agent changes their own row, and there nothing
-- but the status: whoever could give their login to somebody else would give the account away.
create policy account_select on agents for select to osmochat_app, osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy holder_insert on agents for insert to osmochat_app
with check (user_id = (select app.held_account_id()));

create policy holder_or_self_update on agents for update to osmochat_app
using (
    user_id = (select app.held_account_id())
    or (login_id = (select platform.current_user_id()) and user_id = any(array(select app.account_ids())))
)
with check (
    user_id = (select app.held_account_id())
    or (login_id = (select platform.current_user_id()) and user_id = any(array(select app.account_ids())))
);

create policy holder_delete on agents for delete to osmochat_app
using (user_id = (select app.held_account_id()));

create policy definer_select on agents for select to osmochat_owner using (true);

grant select, delete on agents to osmochat_app;
grant insert (id, user_id, login_id, chanel_id, name, type, status, is_active) on agents to osmochat_app;
grant update (login_id, chanel_id, name, status, is_active) on agents to osmochat_app;
grant select on agents to osmochat_readonly;

-- Policies compare no new row with the old one.
create function private.allow_status_alone()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
    v_free constant text[] := '{status,updated_at}';
begin
    if pg_catalog.to_jsonb(new) - v_free <> pg_catalog.to_jsonb(old) - v_free then
        raise exception using
            errcode = 'insufficient_privilege',
            message = 'an agent may change nothing of their own row but the status';
    end if;
    return new;
end
$$;

comment on function private.allow_status_alone() is 'Trigger function: refuses changes of other columns than status';

create trigger allow_status_alone before update on agents
for each row when (
    old.login_id = platform.current_user_id() and old.user_id <> platform.current_user_id()
) execute function private.allow_status_alone();

-- migrate:down
drop trigger allow_status_alone on agents;
drop function private.allow_status_alone();
revoke select on agents from osmochat_readonly;
revoke update (login_id, chanel_id, name, status, is_active) on agents from osmochat_app;
revoke insert (id, user_id, login_id, chanel_id, name, type, status, is_active) on agents from osmochat_app;
revoke select, delete on agents from osmochat_app;
drop policy definer_select on agents;
drop policy holder_delete on agents;
drop policy holder_or_self_update on agents;
drop policy holder_insert on agents;
drop policy account_select on agents;
