-- migrate:up
create table tasks (
    id uuid primary key default gen_random_uuid(),
    project_id uuid not null references projects (id),
    assignee_id uuid references users (id),
    creator_id uuid not null references users (id),
    title varchar(500) not null,
    description text,
    priority varchar(20) not null default 'medium',
    status varchar(20) not null default 'todo',
    ai_metadata jsonb,
    due_date timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint tasks_priority_known check (priority in ('critical', 'high', 'medium', 'low')),
    constraint tasks_status_known check (status in ('todo', 'in_progress', 'review', 'done')),
    constraint tasks_ai_metadata_shape check (
        case
            when ai_metadata is null then true
            when jsonb_typeof(ai_metadata) <> 'object' then false
            else
                ai_metadata - array['classification', 'tags', 'model', 'confidence'] = '{}'
                and coalesce(
                    jsonb_path_match(
                        ai_metadata,
                        '(!exists($.classification) || $.classification.type() == "object"
                            && !exists($.classification.* ? (@.type() != "string")))
                        && (!exists($.tags) || $.tags.type() == "array"
                            && !exists($.tags[*] ? (@.type() != "string")))
                        && (!exists($.model) || $.model.type() == "string")
                        && (!exists($.confidence) || $.confidence.type() == "number"
                            && $.confidence >= 0 && $.confidence <= 1)',
                        silent => true
                    ),
                    false
                )
        end
    )
);

create index idx_tasks_project_id_status on tasks (project_id, status);
create index idx_tasks_assignee_id on tasks (assignee_id);
create index idx_tasks_creator_id on tasks (creator_id);
create index idx_tasks_due_date on tasks (due_date);

create trigger set_updated_at before update on tasks
for each row execute function platform.set_updated_at();

comment on table tasks is 'Work to do in a project';
comment on column tasks.priority is 'critical, high, medium or low';
comment on column tasks.status is 'todo, in_progress, review or done';
comment on column tasks.ai_metadata is
'JSON object by the AI, null until there is one, every key optional and no other allowed:
classification {key: text}, tags [text], model text, confidence 0-1';

alter table tasks enable row level security, force row level security;

-- migrate:down
drop table tasks;
