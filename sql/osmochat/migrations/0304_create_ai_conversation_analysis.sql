-- migrate:up
create view ai_conversation_analysis with (security_invoker) as
select
    l.id,
    l.user_id,
    l.conversation_id,
    v.chanel_id,
    l.agent_id,
    a.name as agent_name,
    l.user_message,
    l.ai_response,
    l.confidence_score,
    case
        when l.confidence_score >= 0.8 then 'High'
        when l.confidence_score >= 0.5 then 'Medium'
        else 'Low'
    end as confidence_level,
    l.model,
    l.response_time_ms,
    l.tokens_used,
    l.handed_over,
    l.handover_reason,
    l.created_at
from ai_conversation_logs as l
inner join conversations as v on l.conversation_id = v.id
left join agents as a on l.agent_id = a.id;

comment on view ai_conversation_analysis is
'What AIs answered, and whether they were sure: High from 0.8, Medium from 0.5';

grant select on ai_conversation_analysis to osmochat_app, osmochat_readonly;

-- migrate:down
drop view ai_conversation_analysis;
