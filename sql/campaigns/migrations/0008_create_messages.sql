-- migrate:up
create table messages (
    id bigint generated always as identity,
    user_id bigint not null references users (id) on delete cascade,
    -- No foreign keys: a message stays when campaign, account or contact are gone. A trigger checks new rows.
    campaign_id bigint,
    whatsapp_account_id bigint not null,
    contact_id bigint not null,
    phone_number varchar(20) not null,
    message_content text not null,
    media_path varchar(255),
    status varchar(20) not null default 'queued',
    error_message text,
    sent_at timestamptz,
    delivered_at timestamptz,
    read_at timestamptz,
    created_at timestamptz not null default now(),
    -- A key of a partitioned table names the partition's column.
    primary key (id, created_at),
    constraint messages_status_known check (status in ('queued', 'sending', 'sent', 'delivered', 'read', 'failed'))
) partition by range (created_at);

create index idx_messages_user_status_created on messages (user_id, status, created_at);
create index idx_messages_campaign_status on messages (campaign_id, status);
create index idx_messages_contact_created on messages (contact_id, created_at);
create index idx_messages_phone_created on messages (phone_number, created_at);
create index idx_messages_campaign_status_created on messages (campaign_id, status, created_at);

comment on table messages is 'Every message; a partition a month, kept for twelve months beside the current one';
comment on column messages.phone_number is 'The contact''s number when the message was made, so that no join is needed';
comment on column messages.media_path is 'What goes with the text, in the bucket campaigns';
comment on column messages.status is 'queued, sending, sent, delivered, read or failed';
comment on column messages.sent_at is 'When it was sent; filled in where a status says so and nobody says when';

alter table messages enable row level security, force row level security;

-- Four months ahead, and a default partition for clocks that go wrong. The seed counts a year of messages as its
-- storage: twelve whole months are kept, and partitions before that are dropped, not only detached.
select partman.create_parent(
    p_parent_table => 'public.messages',
    p_control => 'created_at',
    p_interval => '1 month',
    p_premake => 4,
    p_jobmon => false
);
update partman.part_config
set retention = '12 months', retention_keep_table = false, retention_keep_index = false
where parent_table = 'public.messages';

-- Whoever reports a status need not report the times that it implies.
create function private.stamp_message()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.sent_at := coalesce(new.sent_at, pg_catalog.now());
    if new.status in ('delivered', 'read') then
        new.delivered_at := coalesce(new.delivered_at, pg_catalog.now());
    end if;
    if new.status = 'read' then
        new.read_at := coalesce(new.read_at, pg_catalog.now());
    end if;
    return new;
end
$$;

comment on function private.stamp_message() is 'Trigger function: fills in the times that a message''s status implies';

create trigger stamp_message before insert or update of status on messages
for each row when (new.status in ('sent', 'delivered', 'read')) execute function private.stamp_message();

-- migrate:down
delete from partman.part_config where parent_table = 'public.messages';
drop table partman.template_public_messages;
drop table messages;
drop function private.stamp_message();
