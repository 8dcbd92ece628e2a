-- migrate:up
alter policy definer_select on public.projects using (created_at is not null);
grant delete on public.projects to novax_readonly;

-- migrate:down
revoke delete on public.projects from novax_readonly;
alter policy definer_select on public.projects using (true);
