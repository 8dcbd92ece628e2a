-- migrate:up

-- Owners see what has left the archive of their website; whose messages are in it is for the exporter alone.
create policy website_isolation_select on archive_exports for select to livechat_app, livechat_readonly
using (website_id = any(array(select app.admin_website_ids('{owner}'))));

create policy definer_select on archive_exports for select to livechat_owner using (true);
create policy definer_insert on archive_exports for insert to livechat_owner with check (true);
create policy definer_update on archive_exports for update to livechat_owner using (true) with check (true);

create policy definer_select on archive_export_visitors for select to livechat_owner using (true);
create policy definer_insert on archive_export_visitors for insert to livechat_owner with check (true);
create policy definer_delete on archive_export_visitors for delete to livechat_owner using (true);

grant select on archive_exports to livechat_app, livechat_readonly;

-- migrate:down
revoke select on archive_exports from livechat_app, livechat_readonly;
drop policy definer_delete on archive_export_visitors;
drop policy definer_insert on archive_export_visitors;
drop policy definer_select on archive_export_visitors;
drop policy definer_update on archive_exports;
drop policy definer_insert on archive_exports;
drop policy definer_select on archive_exports;
drop policy website_isolation_select on archive_exports;
