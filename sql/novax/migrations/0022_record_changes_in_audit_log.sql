-- migrate:up

-- Every change leaves an entry in the transaction that makes it. Left out are secrets, and what can be derived and
-- would make every entry large.
create function private.org_of_project(p_project_id uuid)
returns uuid
language sql
stable
set search_path = ''
as $$
    select p.org_id from public.projects as p where p.id = p_project_id
$$;

comment on function private.org_of_project(uuid) is 'The organization of a project, for triggers that act as the owner';

create trigger record_change after insert or update or delete on users
for each row execute function platform.record_change('', '', '', '{password_hash}');
create trigger record_change after insert or update or delete on organizations
for each row execute function platform.record_change('org_id', 'id');
create trigger record_change after insert or update or delete on org_members
for each row execute function platform.record_change('org_id', 'org_id');
create trigger record_change after insert or update or delete on projects
for each row execute function platform.record_change('org_id', 'org_id');
create trigger record_change after insert or update or delete on documents
for each row execute function platform.record_change(
    'org_id', 'project_id', 'private.org_of_project', '{search_vector}'
);
create trigger record_change after insert or update or delete on tasks
for each row execute function platform.record_change('org_id', 'project_id', 'private.org_of_project');
create trigger record_change after insert or update or delete on ai_embeddings
for each row execute function platform.record_change('org_id', 'org_id', '', '{embedding}');

-- migrate:down
drop trigger record_change on ai_embeddings;
drop trigger record_change on tasks;
drop trigger record_change on documents;
drop trigger record_change on projects;
drop trigger record_change on org_members;
drop trigger record_change on organizations;
drop trigger record_change on users;
drop function private.org_of_project(uuid);
