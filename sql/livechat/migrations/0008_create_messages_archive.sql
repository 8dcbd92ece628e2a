-- migrate:up

-- One table, not partitions: what leaves it is exactly what an export has verified, row by row.
create table messages_archive (
    id uuid primary key,
    website_id uuid not null,
    conversation_id uuid not null,
    sender_type varchar(10) not null,
    admin_id uuid references admins (id),
    content text not null,
    is_read boolean not null,
    read_at timestamptz,
    created_at timestamptz not null,
    deleted_at timestamptz,
    archived_at timestamptz not null default now(),
    constraint messages_archive_conversation_id_fkey foreign key (website_id, conversation_id)
    references conversations (website_id, id) on delete cascade
);

create index idx_messages_archive_conversation_id on messages_archive (conversation_id, created_at);
create index idx_messages_archive_website_id_created_at on messages_archive (website_id, created_at);
create index idx_messages_archive_admin_id on messages_archive (admin_id) where admin_id is not null;
create index idx_messages_archive_deleted_at on messages_archive (deleted_at) where deleted_at is not null;

comment on table messages_archive is
'Messages of more than 90 days, for a year from when they were written; then they are exported and deleted';
comment on column messages_archive.archived_at is 'When it was moved here';

alter table messages_archive enable row level security, force row level security;

-- migrate:down
drop table messages_archive;
