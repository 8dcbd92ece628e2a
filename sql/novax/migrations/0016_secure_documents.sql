-- migrate:up

-- The seed's org_isolation, a policy a command. The AI agent is under the same rule: it acts as the user that
-- app.current_user_id names. That is the person whose question it answers, or its own user, whom an organization admits
-- like anybody by a row in org_members and shuts out by removing it. So no request of the agent, and no text that
-- talks it into one, reaches an organization that has not admitted it; and every change of it has an actor in the log.
create policy org_isolation_select on documents for select to novax_app, novax_readonly, ai_agent_role
using (project_id = any(array(select app.member_project_ids())));

create policy org_isolation_insert on documents for insert to novax_app
with check (
    author_id = (select platform.current_user_id())
    and project_id = any(array(select app.member_project_ids('{owner,admin,member}')))
);

create policy org_isolation_update on documents for update to novax_app, ai_agent_role
using (project_id = any(array(select app.member_project_ids('{owner,admin,member}'))))
with check (project_id = any(array(select app.member_project_ids('{owner,admin,member}'))));

create policy org_isolation_delete on documents for delete to novax_app
using (project_id = any(array(select app.member_project_ids('{owner,admin,member}'))));

create policy definer_select on documents for select to novax_owner using (true);

grant select, delete on documents to novax_app;
grant insert (id, project_id, author_id, title, content, status) on documents to novax_app;
grant update (title, content, version, status) on documents to novax_app;
grant select on documents to novax_readonly;
grant update (ai_summary, ai_metadata) on documents to ai_agent_role;
-- Beyond the seed's grants: without it no UPDATE can say which document it means.
grant select (id) on documents to ai_agent_role;

-- migrate:down
revoke select (id) on documents from ai_agent_role;
revoke update (ai_summary, ai_metadata) on documents from ai_agent_role;
revoke select on documents from novax_readonly;
revoke update (title, content, version, status) on documents from novax_app;
revoke insert (id, project_id, author_id, title, content, status) on documents from novax_app;
revoke select, delete on documents from novax_app;
drop policy definer_select on documents;
drop policy org_isolation_delete on documents;
drop policy org_isolation_update on documents;
drop policy org_isolation_insert on documents;
drop policy org_isolation_select on documents;
