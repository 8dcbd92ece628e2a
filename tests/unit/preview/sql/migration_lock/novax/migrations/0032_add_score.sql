-- migrate:up
alter table public.documents alter column title type text;
create index idx_tasks_score on public.tasks (title);
-- migrate:down
drop index idx_tasks_score;
