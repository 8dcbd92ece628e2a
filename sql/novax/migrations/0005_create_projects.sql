-- migrate:up
create table projects (
    id uuid primary key default gen_random_uuid(),
    org_id uuid not null references organizations (id),
    name varchar(255) not null,
    description text,
    ai_context jsonb not null default '{}',
    status varchar(20) not null default 'active',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint projects_status_known check (status in ('active', 'archived', 'deleted')),
    -- Only built-in functions: a check calls functions with the writer's privileges.
    constraint projects_ai_context_shape check (
        case
            when jsonb_typeof(ai_context) <> 'object' then false
            else
                ai_context - array['domain', 'keywords', 'classification', 'ai_instructions', 'relationships'] = '{}'
                and coalesce(
                    jsonb_path_match(
                        ai_context,
                        '(!exists($.domain) || $.domain.type() == "string")
                        && (!exists($.keywords) || $.keywords.type() == "array"
                            && !exists($.keywords[*] ? (@.type() != "string")))
                        && (!exists($.classification) || $.classification.type() == "object"
                            && !exists($.classification.* ? (@.type() != "string")))
                        && (!exists($.ai_instructions) || $.ai_instructions.type() == "object"
                            && !exists($.ai_instructions.keyvalue()
                                ? (@.key != "context_window_priority" && @.value.type() != "string"))
                            && (!exists($.ai_instructions.context_window_priority)
                                || $.ai_instructions.context_window_priority.type() == "array"
                                && !exists($.ai_instructions.context_window_priority[*] ? (@.type() != "string"))))
                        && (!exists($.relationships) || $.relationships.type() == "object"
                            && !exists($.relationships.keyvalue()
                                ? (@.key != "parent_org" && @.key != "related_projects" && @.key != "tags"))
                            && (!exists($.relationships.parent_org) || $.relationships.parent_org.type() == "string")
                            && (!exists($.relationships.related_projects)
                                || $.relationships.related_projects.type() == "array"
                                && !exists($.relationships.related_projects[*] ? (@.type() != "string")))
                            && (!exists($.relationships.tags) || $.relationships.tags.type() == "array"
                                && !exists($.relationships.tags[*] ? (@.type() != "string"))))',
                        silent => true
                    ),
                    false
                )
        end
    ),
    -- A context that names another organization would send the agent there.
    constraint projects_ai_context_parent_org check (
        coalesce(ai_context #>> '{relationships,parent_org}' = org_id::text, true)
    )
);

create index idx_projects_org_id on projects (org_id);

create trigger set_updated_at before update on projects
for each row execute function platform.set_updated_at();

comment on table projects is 'What documents and tasks belong to; a project belongs to one organization for good';
comment on column projects.ai_context is
'JSON object for the AI agent, every key optional and no other allowed: domain text, keywords [text],
classification {key: text}, ai_instructions {key: text, context_window_priority: [text]},
relationships {parent_org: this organization''s id, related_projects: [id], tags: [text]}';
comment on column projects.status is 'active, archived or deleted';

alter table projects enable row level security, force row level security;

-- migrate:down
drop table projects;
