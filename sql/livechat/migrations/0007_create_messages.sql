-- migrate:up
create table messages (
    id uuid not null default gen_random_uuid(),
    -- The conversation's, once more: so policies need no join, and the foreign key keeps it right.
    website_id uuid not null,
    conversation_id uuid not null,
    sender_type varchar(10) not null,
    admin_id uuid references admins (id),
    content text not null,
    is_read boolean not null default false,
    read_at timestamptz,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    -- A key of a partitioned table names the partition's column.
    primary key (id, created_at),
    constraint messages_conversation_id_fkey foreign key (website_id, conversation_id)
    references conversations (website_id, id) on delete cascade,
    constraint messages_sender_known check (
        sender_type in ('visitor', 'admin', 'system') and (sender_type = 'admin') = (admin_id is not null)
    ),
    constraint messages_content_length check (length(content) between 1 and 10000),
    constraint messages_read_at check (is_read = (read_at is not null))
) partition by range (created_at);

-- The second columns serve the queries that the names are for, so no further index is needed beside them.
create index idx_messages_conversation_id on messages (conversation_id, created_at);
create index idx_messages_created_at on messages (created_at);
create index idx_messages_is_read on messages (website_id, conversation_id, sender_type)
where not is_read and deleted_at is null;
create index idx_messages_website_id_created_at on messages (website_id, created_at);
create index idx_messages_admin_id on messages (admin_id, created_at) where admin_id is not null;
create index idx_messages_deleted_at on messages (deleted_at) where deleted_at is not null;

comment on table messages is
'What was said in the last 90 days, a partition a month; older messages are in messages_archive';
comment on column messages.sender_type is 'visitor (the conversation''s), admin (the one in admin_id) or system';
comment on column messages.is_read is 'Whether the other side has read it';
comment on column messages.deleted_at is 'Set: gone for everybody, can be undone for 30 days, then erased for good';

alter table messages enable row level security, force row level security;

-- As far back as messages stay, four months ahead, and a default partition for what lies outside.
select partman.create_parent(
    p_parent_table => 'public.messages',
    p_control => 'created_at',
    p_interval => '1 month',
    p_premake => 4,
    p_start_partition => to_char(now() - interval '90 days', 'YYYY-MM-01'),
    p_jobmon => false
);

-- migrate:down
delete from partman.part_config where parent_table = 'public.messages';
drop table partman.template_public_messages;
drop table messages;
