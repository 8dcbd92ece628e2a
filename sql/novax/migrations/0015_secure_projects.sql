-- migrate:up

-- Members see, writers add, admins change. A project is deleted by its status, and never changes hands: org_id may not
-- be updated, so what belongs to it stays with its tenant.
create policy org_isolation_select on projects for select to novax_app, novax_readonly
using (org_id = any(array(select app.member_org_ids())));

create policy org_isolation_insert on projects for insert to novax_app
with check (org_id = any(array(select app.member_org_ids('{owner,admin,member}'))));

create policy org_isolation_update on projects for update to novax_app
using (org_id = any(array(select app.member_org_ids('{owner,admin}'))))
with check (org_id = any(array(select app.member_org_ids('{owner,admin}'))));

create policy definer_select on projects for select to novax_owner using (true);

grant select on projects to novax_app, novax_readonly;
grant insert (id, org_id, name, description, ai_context, status) on projects to novax_app;
grant update (name, description, ai_context, status) on projects to novax_app;

-- migrate:down
revoke select on projects from novax_app, novax_readonly;
revoke insert (id, org_id, name, description, ai_context, status) on projects from novax_app;
revoke update (name, description, ai_context, status) on projects from novax_app;
drop policy definer_select on projects;
drop policy org_isolation_update on projects;
drop policy org_isolation_insert on projects;
drop policy org_isolation_select on projects;
