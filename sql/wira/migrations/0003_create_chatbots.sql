-- migrate:up
create table chatbots (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references profiles (id) on delete cascade,
    name text not null,
    description text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint chatbots_name_length check (length(name) between 1 and 200),
    -- What documents refer to: a chatbot together with its owner, so that no row can mix two owners.
    constraint chatbots_id_user_id_key unique (id, user_id)
);

create index idx_chatbots_user_id on chatbots (user_id);

create trigger set_updated_at before update on chatbots
for each row execute function platform.set_updated_at();

comment on table chatbots is 'The assistants of a profile';
comment on column chatbots.user_id is 'The profile that owns the chatbot, for good';

alter table chatbots enable row level security, force row level security;

create policy self_select on chatbots for select to wira_app, wira_readonly
using (user_id = (select platform.current_user_id()));

create policy self_insert on chatbots for insert to wira_app
with check (user_id = (select platform.current_user_id()) and (select app.is_active()));

create policy self_update on chatbots for update to wira_app
using (user_id = (select platform.current_user_id()) and (select app.is_active()))
with check (user_id = (select platform.current_user_id()) and (select app.is_active()));

create policy self_delete on chatbots for delete to wira_app
using (user_id = (select platform.current_user_id()) and (select app.is_active()));

create policy definer_select on chatbots for select to wira_owner using (true);

grant select, delete on chatbots to wira_app;
grant insert (id, user_id, name, description) on chatbots to wira_app;
grant update (name, description) on chatbots to wira_app;
grant select on chatbots to wira_readonly;

-- migrate:down
drop table chatbots;
