-- migrate:up
-- Counters are INT in the seed: no campaign has two billion messages.
-- squawk-ignore-file prefer-bigint-over-int

create table campaigns (
    id bigint generated always as identity primary key,
    user_id bigint not null references users (id) on delete cascade,
    whatsapp_account_id bigint not null,
    name varchar(255) not null,
    template_content text not null,
    target_type varchar(20) not null default 'all',
    target_group_id bigint,
    status varchar(20) not null default 'draft',
    scheduled_at timestamptz,
    started_at timestamptz,
    completed_at timestamptz,
    total_contacts integer not null default 0,
    messages_sent integer not null default 0,
    messages_delivered integer not null default 0,
    messages_failed integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint campaigns_target_type_known check (target_type in ('all', 'group', 'custom')),
    constraint campaigns_status_known check (status in ('draft', 'scheduled', 'running', 'completed', 'failed')),
    constraint campaigns_target_group_fits check (target_type = 'group' or target_group_id is null),
    constraint campaigns_scheduled_has_time check (status <> 'scheduled' or scheduled_at is not null),
    constraint campaigns_account_of_same_user foreign key (whatsapp_account_id, user_id)
    references whatsapp_accounts (id, user_id) on delete cascade,
    constraint campaigns_group_of_same_user foreign key (target_group_id, user_id)
    references contact_groups (id, user_id) on delete set null (target_group_id)
) with (fillfactor = 90);

create index idx_campaigns_user_status on campaigns (user_id, status);
create index idx_campaigns_scheduled on campaigns (scheduled_at);
create index idx_campaigns_status_updated on campaigns (status, updated_at);
create index idx_campaigns_user_status_updated on campaigns (user_id, status, updated_at);
-- MySQL makes an index for each foreign key by itself.
create index idx_campaigns_whatsapp_account_id on campaigns (whatsapp_account_id);
create index idx_campaigns_target_group_id on campaigns (target_group_id);

-- The counters change by folding, which is no change of the campaign: it touches no index and leaves updated_at alone.
create trigger set_updated_at before update of
whatsapp_account_id, name, template_content, target_type, target_group_id, status, scheduled_at, started_at,
completed_at, total_contacts
on campaigns
for each row execute function platform.set_updated_at();

comment on table campaigns is 'What is sent to whom, when, and how far it has come';
comment on column campaigns.target_type is 'all contacts, those of a group, or custom: chosen by the application';
comment on column campaigns.status is 'draft, scheduled, running, completed or failed';
comment on column campaigns.messages_sent is
'Messages that were sent, read and delivered ones included, as of the last folding; campaign_progress has it exactly';
comment on column campaigns.messages_delivered is 'Messages delivered or read, as of the last folding';
comment on column campaigns.messages_failed is 'Messages that failed, as of the last folding';

alter table campaigns enable row level security, force row level security;

-- migrate:down
drop table campaigns;
