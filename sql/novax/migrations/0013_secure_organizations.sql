-- migrate:up

-- Members see it, admins change it, anybody may found one. A founder sees it as its owner too, because INSERT ...
-- RETURNING asks before the membership is there.
create policy org_isolation_select on organizations for select to novax_app, novax_readonly
using (
    id = any(array(select app.member_org_ids()))
    or owner_id = (select platform.current_user_id())
);

create policy org_isolation_insert on organizations for insert to novax_app
with check (owner_id = (select platform.current_user_id()));

create policy org_isolation_update on organizations for update to novax_app
using (id = any(array(select app.member_org_ids('{owner,admin}'))))
with check (id = any(array(select app.member_org_ids('{owner,admin}'))));

create policy definer_select on organizations for select to novax_owner using (true);

grant select on organizations to novax_app, novax_readonly;
grant insert (id, name, slug, settings, owner_id) on organizations to novax_app;
grant update (name, slug, settings) on organizations to novax_app;

-- migrate:down
revoke select on organizations from novax_app, novax_readonly;
revoke insert (id, name, slug, settings, owner_id) on organizations from novax_app;
revoke update (name, slug, settings) on organizations from novax_app;
drop policy definer_select on organizations;
drop policy org_isolation_update on organizations;
drop policy org_isolation_insert on organizations;
drop policy org_isolation_select on organizations;
