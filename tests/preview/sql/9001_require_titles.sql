-- migrate:up
alter table public.documents add constraint documents_have_titles check (title <> '');
create index idx_documents_title on public.documents (title);

-- migrate:down
drop index public.idx_documents_title;
alter table public.documents drop constraint documents_have_titles;
