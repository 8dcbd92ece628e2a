-- migrate:up

-- The event commits with the change or not at all. A consumer reads the document with rights of its own. The event
-- names what changed, so that the AI can skip what it wrote itself, or its summaries would call for summaries.
create trigger publish_change after insert or update or delete on documents
for each row execute function platform.publish_change(
    'document', 'org_id', 'project_id', 'private.org_of_project', '{project_id,version}'
);

-- migrate:down
drop trigger publish_change on documents;
