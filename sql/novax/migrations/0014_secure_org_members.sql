-- migrate:up

-- Members see each other. Admins admit, promote and remove, but never as owner or an owner; owners may do both, except
-- to themselves, so that an organization keeps one. Everybody else may leave.
create policy org_isolation_select on org_members for select to novax_app, novax_readonly
using (org_id = any(array(select app.member_org_ids())));

create policy org_isolation_insert on org_members for insert to novax_app
with check (
    (role <> 'owner' and org_id = any(array(select app.member_org_ids('{owner,admin}'))))
    or org_id = any(array(select app.member_org_ids('{owner}')))
);

create policy org_isolation_update on org_members for update to novax_app
using (
    (role <> 'owner' and org_id = any(array(select app.member_org_ids('{owner,admin}'))))
    or (user_id <> (select platform.current_user_id()) and org_id = any(array(select app.member_org_ids('{owner}'))))
)
with check (
    (role <> 'owner' and org_id = any(array(select app.member_org_ids('{owner,admin}'))))
    or org_id = any(array(select app.member_org_ids('{owner}')))
);

create policy org_isolation_delete on org_members for delete to novax_app
using (
    (role <> 'owner' and org_id = any(array(select app.member_org_ids('{owner,admin}'))))
    or (user_id <> (select platform.current_user_id()) and org_id = any(array(select app.member_org_ids('{owner}'))))
    or (user_id = (select platform.current_user_id()) and role <> 'owner')
);

create policy definer_select on org_members for select to novax_owner using (true);

grant select, delete on org_members to novax_app;
grant insert (id, org_id, user_id, role) on org_members to novax_app;
grant update (role) on org_members to novax_app;
grant select on org_members to novax_readonly;

-- migrate:down
revoke select, delete on org_members from novax_app;
revoke insert (id, org_id, user_id, role) on org_members from novax_app;
revoke update (role) on org_members from novax_app;
revoke select on org_members from novax_readonly;
drop policy definer_select on org_members;
drop policy org_isolation_delete on org_members;
drop policy org_isolation_update on org_members;
drop policy org_isolation_insert on org_members;
drop policy org_isolation_select on org_members;
