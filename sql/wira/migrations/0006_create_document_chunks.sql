-- migrate:up

-- What a chatbot has learned of a document: pieces of its text, each with its vector. Owner and chatbot stand in the
-- row, or a search would look them up for each of thousands; the key keeps them the document's own.
create table document_chunks (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null,
    chatbot_id uuid not null,
    document_id uuid not null,
    -- A document of two thousand million pieces is none that fits the object store.
    -- squawk-ignore prefer-bigint-over-int
    chunk_index integer not null,
    content text not null,
    -- In the row, where 6 KiB fit: the planner does not see the second look-up that another place would take.
    embedding extensions.vector(1536) storage plain not null,
    embedding_model text not null default 'text-embedding-3-small',
    created_at timestamptz not null default now(),
    constraint document_chunks_document_id_chatbot_id_user_id_fkey
    foreign key (document_id, chatbot_id, user_id) references documents (id, chatbot_id, user_id) on delete cascade,
    constraint document_chunks_chunk_index_positive check (chunk_index >= 0),
    constraint document_chunks_content_length check (length(content) between 1 and 20000)
);

-- The whole key, as it is referred to, and the order of the pieces.
create unique index idx_document_chunks_document_id_chunk_index on document_chunks (document_id, chunk_index);
create index idx_document_chunks_document_id_chatbot_id_user_id on document_chunks (document_id, chatbot_id, user_id);
create index idx_document_chunks_user_id on document_chunks (user_id);
create index idx_document_chunks_chatbot_id on document_chunks (chatbot_id);
create index idx_document_chunks_embedding on document_chunks using hnsw (embedding extensions.vector_cosine_ops);

comment on table document_chunks is 'Pieces of documents with their embeddings: what chatbots answer from';
comment on column document_chunks.chunk_index is 'The piece''s place in the document, from 0';
comment on column document_chunks.embedding_model is 'What made the embedding; vectors of two models do not compare';

alter table document_chunks enable row level security, force row level security;

-- A chatbot learns only while its owner agrees to that.
create policy self_select on document_chunks for select to wira_app, wira_readonly
using (user_id = (select platform.current_user_id()));

create policy self_insert on document_chunks for insert to wira_app
with check (
    user_id = (select platform.current_user_id())
    and (select app.is_active())
    and (select app.has_consent('learning'))
);

create policy self_delete on document_chunks for delete to wira_app
using (user_id = (select platform.current_user_id()));

create policy definer_select on document_chunks for select to wira_owner using (true);
create policy definer_delete on document_chunks for delete to wira_owner using (true);

grant select, delete on document_chunks to wira_app;
grant insert (
    id, user_id, chatbot_id, document_id, chunk_index, content, embedding, embedding_model
) on document_chunks to wira_app;
-- The text, and the vector from which a text can be guessed, are not for reports.
grant select (id, user_id, chatbot_id, document_id, chunk_index, embedding_model, created_at) on document_chunks
to wira_readonly;

-- What is deleted is not to be answered from, also while it can still be restored; then it is learned again.
create function private.remove_chunks()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    delete from public.document_chunks as c where c.document_id = new.id;
    return null;
end
$$;

comment on function private.remove_chunks() is
'Trigger function: what was learned of a document goes when it is deleted';

create trigger remove_chunks_of_deleted after update of status on documents
for each row when (new.status = 'deleted') execute function private.remove_chunks();

-- Withdrawing consent to learning ends what was learned; documents stay, their owner's own.
create function private.forget_learned()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    delete from public.document_chunks as c
    where
        c.user_id = new.user_id
        and not exists (
            select from public.consents as n
            where n.user_id = new.user_id and n.purpose = 'learning' and n.withdrawn_at is null
        );
    return null;
end
$$;

comment on function private.forget_learned() is
'Trigger function: chatbots forget when consent to learning ends and no other version of it is in force';

-- At the end of the transaction, so that a new version of the consent can take the place of the old one.
create constraint trigger forget_learned after update of withdrawn_at on consents
deferrable initially deferred
for each row when (new.purpose = 'learning' and new.withdrawn_at is not null)
execute function private.forget_learned();

-- migrate:down
drop trigger forget_learned on consents;
drop function private.forget_learned();
drop trigger remove_chunks_of_deleted on documents;
drop function private.remove_chunks();
drop table document_chunks;
