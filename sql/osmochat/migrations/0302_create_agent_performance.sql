-- migrate:up

-- An account has few agents, so each one's figures are looked up, by indexes that start with the agent.
create view agent_performance with (security_invoker) as
select
    a.id as agent_id,
    a.user_id,
    a.name as agent_name,
    a.type as agent_type,
    a.status as agent_status,
    v.total_conversations,
    m.avg_response_time_seconds,
    m.avg_satisfaction,
    h.total_handovers
from agents as a
inner join lateral (
    select count(*) as total_conversations
    from conversations as v
    where v.assigned_agent_id = a.id
) as v on true
inner join lateral (
    select
        round(avg(m.response_time_seconds), 2) as avg_response_time_seconds,
        round(avg(m.satisfaction_rating), 2) as avg_satisfaction
    from conversation_metrics as m
    where m.agent_id = a.id
) as m on true
inner join lateral (
    select count(*) as total_handovers
    from conversation_handovers as h
    where h.from_agent_id = a.id
) as h on true;

comment on view agent_performance is
'What each agent has to do, how fast they answer, how content customers are, and how often they handed over';

grant select on agent_performance to osmochat_app, osmochat_readonly;

-- migrate:down
drop view agent_performance;
