-- migrate:up
create materialized view private.mv_ai_task_intelligence as
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

-- squawk-ignore require-concurrent-index-creation -- the view is as new as the index
create unique index idx_mv_ai_task_intelligence_id on private.mv_ai_task_intelligence (id);
-- squawk-ignore require-concurrent-index-creation -- the view is as new as the index
create index idx_mv_ai_task_intelligence_org_id on private.mv_ai_task_intelligence (org_id);

create view public.mv_ai_task_intelligence with (security_barrier) as
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
from private.mv_ai_task_intelligence
where org_id = any(array(select app.member_org_ids()));

comment on view public.mv_ai_task_intelligence is
'Open tasks of the current user''s organizations: overdue, urgent, upcoming or scheduled; at most 5 minutes old';

grant select on public.mv_ai_task_intelligence to novax_app, novax_readonly, ai_agent_role;

-- migrate:down
drop view public.mv_ai_task_intelligence;
drop materialized view private.mv_ai_task_intelligence;
