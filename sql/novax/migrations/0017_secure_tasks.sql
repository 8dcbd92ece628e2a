-- migrate:up

-- A task goes to members of its own organization only: otherwise it would show their names to strangers, and its
-- foreign key would tell anybody whether a user exists.
create policy org_isolation_select on tasks for select to novax_app, novax_readonly
using (project_id = any(array(select app.member_project_ids())));

create policy org_isolation_insert on tasks for insert to novax_app
with check (
    creator_id = (select platform.current_user_id())
    and project_id = any(array(select app.member_project_ids('{owner,admin,member}')))
    and (assignee_id is null or app.may_be_assigned(project_id, assignee_id))
);

create policy org_isolation_update on tasks for update to novax_app
using (project_id = any(array(select app.member_project_ids('{owner,admin,member}'))))
with check (
    project_id = any(array(select app.member_project_ids('{owner,admin,member}')))
    and (assignee_id is null or app.may_be_assigned(project_id, assignee_id))
);

create policy org_isolation_delete on tasks for delete to novax_app
using (project_id = any(array(select app.member_project_ids('{owner,admin,member}'))));

create policy definer_select on tasks for select to novax_owner using (true);

grant select, delete on tasks to novax_app;
grant insert (
    id, project_id, assignee_id, creator_id, title, description, priority, status, ai_metadata, due_date
) on tasks to novax_app;
grant update (assignee_id, title, description, priority, status, ai_metadata, due_date) on tasks to novax_app;
grant select on tasks to novax_readonly;

-- migrate:down
revoke select on tasks from novax_readonly;
revoke update (assignee_id, title, description, priority, status, ai_metadata, due_date) on tasks from novax_app;
revoke insert (
    id, project_id, assignee_id, creator_id, title, description, priority, status, ai_metadata, due_date
) on tasks from novax_app;
revoke select, delete on tasks from novax_app;
drop policy definer_select on tasks;
drop policy org_isolation_delete on tasks;
drop policy org_isolation_update on tasks;
drop policy org_isolation_insert on tasks;
drop policy org_isolation_select on tasks;
