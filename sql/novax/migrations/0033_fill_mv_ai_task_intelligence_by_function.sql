-- migrate:up

-- As `mv_ai_document_context` is: by a function, so that a dump of this database can be loaded.
create function private.ai_task_intelligence()
returns table (
    id uuid, title varchar, description text, priority varchar, status varchar, ai_metadata jsonb,
    due_date timestamptz, created_at timestamptz, project_name varchar, assignee varchar, creator varchar,
    urgency_level text, org_id uuid
)
language sql
stable
set search_path = ''
set row_security = on
begin atomic
    select
        t.id,
        t.title,
        t.description,
        t.priority,
        t.status,
        t.ai_metadata,
        t.due_date,
        t.created_at,
        p.name as project_name,
        u_assignee.username as assignee,
        u_creator.username as creator,
        case
            when t.due_date < now() then 'overdue'
            when t.due_date < now() + interval '24 hours' then 'urgent'
            when t.due_date < now() + interval '7 days' then 'upcoming'
            else 'scheduled'
        end as urgency_level,
        p.org_id
    from public.tasks as t
    inner join public.projects as p on p.id = t.project_id
    left join public.users as u_assignee on u_assignee.id = t.assignee_id
    inner join public.users as u_creator on u_creator.id = t.creator_id
    where t.status <> 'done';
end;

comment on function private.ai_task_intelligence() is
'What the materialized view mv_ai_task_intelligence is filled from: open tasks of every organization';

-- Filled while the old one is read; the view in front of both changes over in a moment, and nobody else names them.
-- squawk-ignore-file ban-drop-view, renaming-object, require-concurrent-index-creation
create materialized view private.mv_ai_task_intelligence_new as
select
    id,
    title::varchar(500),
    description,
    priority::varchar(20),
    status::varchar(20),
    ai_metadata,
    due_date,
    created_at,
    project_name::varchar(255),
    assignee::varchar(64),
    creator::varchar(64),
    urgency_level,
    org_id
from private.ai_task_intelligence();

create unique index idx_mv_ai_task_intelligence_new_id on private.mv_ai_task_intelligence_new (id);
create index idx_mv_ai_task_intelligence_new_org_id on private.mv_ai_task_intelligence_new (org_id);

create or replace view public.mv_ai_task_intelligence with (security_barrier) as
select
    id,
    title,
    description,
    priority,
    status,
    ai_metadata,
    due_date,
    created_at,
    project_name,
    assignee,
    creator,
    urgency_level
from private.mv_ai_task_intelligence_new
where org_id = any(array(select app.member_org_ids()));

drop materialized view private.mv_ai_task_intelligence;
alter materialized view private.mv_ai_task_intelligence_new rename to mv_ai_task_intelligence;
alter index private.idx_mv_ai_task_intelligence_new_id rename to idx_mv_ai_task_intelligence_id;
alter index private.idx_mv_ai_task_intelligence_new_org_id rename to idx_mv_ai_task_intelligence_org_id;

-- migrate:down
create materialized view private.mv_ai_task_intelligence_new as
select
    t.id,
    t.title,
    t.description,
    t.priority,
    t.status,
    t.ai_metadata,
    t.due_date,
    t.created_at,
    p.name as project_name,
    u_assignee.username as assignee,
    u_creator.username as creator,
    case
        when t.due_date < now() then 'overdue'
        when t.due_date < now() + interval '24 hours' then 'urgent'
        when t.due_date < now() + interval '7 days' then 'upcoming'
        else 'scheduled'
    end as urgency_level,
    p.org_id
from tasks as t
inner join projects as p on p.id = t.project_id
left join users as u_assignee on u_assignee.id = t.assignee_id
inner join users as u_creator on u_creator.id = t.creator_id
where t.status <> 'done';

create unique index idx_mv_ai_task_intelligence_new_id on private.mv_ai_task_intelligence_new (id);
create index idx_mv_ai_task_intelligence_new_org_id on private.mv_ai_task_intelligence_new (org_id);

create or replace view public.mv_ai_task_intelligence with (security_barrier) as
select
    id,
    title,
    description,
    priority,
    status,
    ai_metadata,
    due_date,
    created_at,
    project_name,
    assignee,
    creator,
    urgency_level
from private.mv_ai_task_intelligence_new
where org_id = any(array(select app.member_org_ids()));

drop materialized view private.mv_ai_task_intelligence;
alter materialized view private.mv_ai_task_intelligence_new rename to mv_ai_task_intelligence;
alter index private.idx_mv_ai_task_intelligence_new_id rename to idx_mv_ai_task_intelligence_id;
alter index private.idx_mv_ai_task_intelligence_new_org_id rename to idx_mv_ai_task_intelligence_org_id;
drop function private.ai_task_intelligence();
