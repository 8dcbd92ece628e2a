-- migrate:up
create table conversations (
    id uuid primary key default gen_random_uuid(),
    website_id uuid not null,
    visitor_id uuid not null,
    assigned_admin_id uuid,
    subject varchar(255),
    status varchar(20) not null default 'open',
    unread_count bigint not null default 0,
    visitor_unread_count bigint not null default 0,
    last_message_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    constraint conversations_status_known check (status in ('open', 'pending', 'closed')),
    constraint conversations_counts_positive check (unread_count >= 0 and visitor_unread_count >= 0),
    -- Two columns each: whoever is referred to belongs to the same website, whatever a writer claims.
    constraint conversations_visitor_id_fkey foreign key (website_id, visitor_id)
    references visitors (website_id, id) on delete cascade,
    constraint conversations_assigned_admin_id_fkey foreign key (website_id, assigned_admin_id)
    references website_admins (website_id, admin_id) on delete set null (assigned_admin_id)
);

-- What messages refer to.
create unique index idx_conversations_website_id_id on conversations (website_id, id);
create index idx_conversations_website_id on conversations (website_id, last_message_at);
create index idx_conversations_status on conversations (status, last_message_at);
create index idx_conversations_website_status on conversations (website_id, status, last_message_at);
create index idx_conversations_visitor_id on conversations (visitor_id, created_at);
create index idx_conversations_assigned_admin_id on conversations (assigned_admin_id, status, last_message_at);
create index idx_conversations_unread on conversations (website_id, last_message_at)
where unread_count > 0 and deleted_at is null;
create index idx_conversations_deleted_at on conversations (deleted_at) where deleted_at is not null;

-- Not for the counters, which change with every message.
create trigger set_updated_at before update of assigned_admin_id, subject, status, deleted_at on conversations
for each row execute function platform.set_updated_at();

comment on table conversations is 'One talk of a visitor with the admins of a website';
comment on column conversations.status is 'open, pending (waits for the visitor) or closed';
comment on column conversations.unread_count is 'Messages of the visitor that no admin has read; kept by a trigger';
comment on column conversations.visitor_unread_count is 'Answers that the visitor has not read; kept by a trigger';
comment on column conversations.last_message_at is 'When the last message was written; its own beginning before that';
comment on column conversations.deleted_at is
'Set: gone for everybody, can be undone for 30 days, then erased for good';

alter table conversations enable row level security, force row level security;

-- migrate:down
drop table conversations;
