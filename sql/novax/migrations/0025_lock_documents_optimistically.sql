-- migrate:up

-- Each change by people counts the version up. A writer says which version it read, either in WHERE (a stale one then
-- updates no row) or in SET, as it read it or one higher, as object mappers do; any other value is a conflict.
-- Changes by the AI do not count: a summary that arrives while somebody writes must not cost them their text.
create function private.count_document_version()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.version not in (old.version, old.version + 1) then
        raise exception using
            errcode = 'serialization_failure',
            message = pg_catalog.format('document %s is at version %s, not %s', old.id, old.version, new.version),
            hint = 'Read the document again and apply the change to what it says now.';
    end if;
    new.version := old.version + 1;
    return new;
end
$$;

comment on function private.count_document_version() is 'Trigger function: optimistic locking of documents';

create trigger count_version before update of title, content, status, version on documents
for each row execute function private.count_document_version();

-- migrate:down
drop trigger count_version on documents;
drop function private.count_document_version();
