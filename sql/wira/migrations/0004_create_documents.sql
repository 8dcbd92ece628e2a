-- migrate:up

-- What is known of a file; the file itself lies in the object store, in the bucket wira.
create table documents (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null,
    chatbot_id uuid not null,
    file_name text not null,
    media_type text not null default 'application/octet-stream',
    -- Made of ids alone: it tells nothing of the person, and no row can point at another tenant's file.
    object_key text not null generated always as (user_id::text || '/' || id::text) stored,
    size_bytes bigint not null,
    sha256 bytea not null,
    status text not null default 'pending',
    failure text,
    deleted_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint documents_chatbot_id_user_id_fkey
    foreign key (chatbot_id, user_id) references chatbots (id, user_id) on delete cascade,
    constraint documents_id_chatbot_id_user_id_key unique (id, chatbot_id, user_id),
    constraint documents_file_name_form check (length(file_name) between 1 and 255 and file_name !~ '[/[:cntrl:]]'),
    constraint documents_media_type_form check (media_type ~ '^[a-z]+/[a-z0-9][a-z0-9.+-]*$'),
    constraint documents_size_bytes_range check (size_bytes between 0 and 5368709120),
    constraint documents_sha256_length check (length(sha256) = 32),
    constraint documents_status_known check (status in ('pending', 'processing', 'ready', 'failed', 'deleted')),
    constraint documents_failure_with_status check (failure is null or status in ('failed', 'deleted'))
);

create unique index idx_documents_object_key on documents (object_key);
create index idx_documents_user_id on documents (user_id);
create index idx_documents_chatbot_id_user_id on documents (chatbot_id, user_id);
create index idx_documents_chatbot_id_status_created_at on documents (chatbot_id, status, created_at);
create index idx_documents_deleted_at on documents (deleted_at) where deleted_at is not null;

-- When a document was deleted is not the application's to say: its retention counts from there.
create function private.keep_deleted_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.status <> 'deleted' then
        new.deleted_at := null;
    elsif tg_op = 'INSERT' or old.status <> 'deleted' then
        new.deleted_at := coalesce(new.deleted_at, pg_catalog.now());
    end if;
    return new;
end
$$;

comment on function private.keep_deleted_at() is
'Trigger function: deleted_at is the time at which the status became deleted';

create trigger keep_deleted_at before insert or update of status on documents
for each row execute function private.keep_deleted_at();

create trigger set_updated_at before update on documents
for each row execute function platform.set_updated_at();

comment on table documents is 'Files that chatbots learn from';
comment on column documents.object_key is 'The file''s key in the bucket wira of the object store';
comment on column documents.sha256 is 'The hash of the file''s content, 32 bytes';
comment on column documents.status is
'pending, processing, ready, failed or deleted; deleted ones can be restored for a time';
comment on column documents.failure is 'Why processing failed; names no person';
comment on column documents.deleted_at is 'When the status became deleted; kept by a trigger';

alter table documents enable row level security, force row level security;

-- Deleting is a status: the row goes with its retention, and the file with the event that this publishes.
create policy self_select on documents for select to wira_app, wira_readonly
using (user_id = (select platform.current_user_id()));

create policy self_insert on documents for insert to wira_app
with check (user_id = (select platform.current_user_id()) and (select app.is_active()));

create policy self_update on documents for update to wira_app
using (user_id = (select platform.current_user_id()) and (select app.is_active()))
with check (user_id = (select platform.current_user_id()) and (select app.is_active()));

create policy definer_select on documents for select to wira_owner using (true);
create policy definer_delete on documents for delete to wira_owner using (true);

grant select on documents to wira_app;
grant insert (id, user_id, chatbot_id, file_name, media_type, size_bytes, sha256) on documents to wira_app;
grant update (file_name, media_type, size_bytes, sha256, status, failure) on documents to wira_app;
-- A file's name may name a person.
grant select (
    id, user_id, chatbot_id, media_type, object_key, size_bytes, sha256, status, deleted_at, created_at, updated_at
) on documents to wira_readonly;

-- migrate:down
drop table documents;
drop function private.keep_deleted_at();
