-- migrate:up
create table auto_reply_rules (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null,
    chanel_id uuid not null,
    template_id uuid,
    name varchar(255) not null,
    keywords text[] not null,
    match_type varchar(20) not null default 'contains',
    reply_content text,
    -- squawk-ignore prefer-bigint-over-int -- a rank that people set
    priority integer not null default 0,
    -- squawk-ignore prefer-bigint-over-int -- seconds that a customer waits
    delay_seconds integer not null default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint auto_reply_rules_chanel_id_user_id_fkey foreign key (chanel_id, user_id)
    references chanels (id, user_id) on delete cascade,
    -- A rule replies with a template of its chanel, and a template in use stays.
    constraint auto_reply_rules_template_id_chanel_id_fkey foreign key (template_id, chanel_id)
    references whatsapp_message_templates (id, chanel_id),
    constraint auto_reply_rules_keywords_whole check (
        cardinality(keywords) >= 1 and array_position(keywords, null) is null
    ),
    constraint auto_reply_rules_match_type_known check (match_type in ('exact', 'starts_with', 'contains')),
    constraint auto_reply_rules_one_reply check (num_nonnulls(template_id, reply_content) = 1),
    constraint auto_reply_rules_delay_not_negative check (delay_seconds >= 0)
);

create index idx_auto_reply_rules_user_id on auto_reply_rules (user_id);
create index idx_auto_reply_rules_chanel_id_priority on auto_reply_rules (chanel_id, priority);
create index idx_auto_reply_rules_template_id on auto_reply_rules (template_id);

create trigger set_updated_at before update on auto_reply_rules
for each row execute function platform.set_updated_at();
create trigger place_under_chanel before insert on auto_reply_rules
for each row execute function private.place_under_chanel();

comment on table auto_reply_rules is 'What a chanel replies by itself to messages with certain words';
comment on column auto_reply_rules.user_id is 'The chanel''s account, filled in by a trigger';
comment on column auto_reply_rules.keywords is 'Any of them calls for the reply';
comment on column auto_reply_rules.match_type is 'How a message has a keyword: exact, starts_with or contains';
comment on column auto_reply_rules.reply_content is 'The reply, where it is not a template''s';
comment on column auto_reply_rules.priority is 'Of several rules the one with the highest number replies';
comment on column auto_reply_rules.delay_seconds is 'How long to wait before the reply';

alter table auto_reply_rules enable row level security, force row level security;

create policy account_select on auto_reply_rules for select to osmochat_app, osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy holder_insert on auto_reply_rules for insert to osmochat_app
with check (user_id = (select app.held_account_id()));

create policy holder_update on auto_reply_rules for update to osmochat_app
using (user_id = (select app.held_account_id()))
with check (user_id = (select app.held_account_id()));

create policy holder_delete on auto_reply_rules for delete to osmochat_app
using (user_id = (select app.held_account_id()));

grant select, delete on auto_reply_rules to osmochat_app;
grant insert (
    id, chanel_id, template_id, name, keywords, match_type, reply_content, priority, delay_seconds, is_active
) on auto_reply_rules to osmochat_app;
grant update (
    template_id, name, keywords, match_type, reply_content, priority, delay_seconds, is_active
) on auto_reply_rules to osmochat_app;
grant select on auto_reply_rules to osmochat_readonly;

-- migrate:down
drop table auto_reply_rules;
