-- migrate:up
create table whatsapp_message_templates (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null,
    chanel_id uuid not null,
    name varchar(255) not null,
    language varchar(10) not null default 'id',
    content text not null,
    variables text[] not null default '{}',
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint whatsapp_message_templates_id_chanel_id_key unique (id, chanel_id),
    constraint whatsapp_message_templates_chanel_id_user_id_fkey foreign key (chanel_id, user_id)
    references chanels (id, user_id) on delete cascade,
    constraint whatsapp_message_templates_content_not_empty check (content <> ''),
    constraint whatsapp_message_templates_variables_whole check (array_position(variables, null) is null)
);

create index idx_whatsapp_message_templates_user_id on whatsapp_message_templates (user_id);
create unique index idx_whatsapp_message_templates_chanel_id_name_language
on whatsapp_message_templates (chanel_id, name, language);

create trigger set_updated_at before update on whatsapp_message_templates
for each row execute function platform.set_updated_at();
create trigger place_under_chanel before insert on whatsapp_message_templates
for each row execute function private.place_under_chanel();

comment on table whatsapp_message_templates is 'Texts with variables, for automatic replies and broadcasts';
comment on column whatsapp_message_templates.user_id is 'The chanel''s account, filled in by a trigger';
comment on column whatsapp_message_templates.content is 'The text; a variable stands in it as {{name}}';
comment on column whatsapp_message_templates.variables is 'The names of the variables';

alter table whatsapp_message_templates enable row level security, force row level security;

create policy account_select on whatsapp_message_templates for select to osmochat_app, osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy holder_insert on whatsapp_message_templates for insert to osmochat_app
with check (user_id = (select app.held_account_id()));

create policy holder_update on whatsapp_message_templates for update to osmochat_app
using (user_id = (select app.held_account_id()))
with check (user_id = (select app.held_account_id()));

create policy holder_delete on whatsapp_message_templates for delete to osmochat_app
using (user_id = (select app.held_account_id()));

grant select, delete on whatsapp_message_templates to osmochat_app;
grant insert (id, chanel_id, name, language, content, variables, is_active)
on whatsapp_message_templates to osmochat_app;
grant update (name, language, content, variables, is_active) on whatsapp_message_templates to osmochat_app;
grant select on whatsapp_message_templates to osmochat_readonly;

-- migrate:down
drop table whatsapp_message_templates;
