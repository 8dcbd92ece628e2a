-- migrate:up
create view conversation_summary with (security_invoker) as
select
    v.id,
    v.user_id,
    v.chanel_id,
    c.name as chanel_name,
    c.type as chanel_type,
    v.contact_id,
    t.name as contact_name,
    t.phone_number as contact_phone_number,
    v.assigned_agent_id,
    a.name as agent_name,
    a.type as agent_type,
    a.status as agent_status,
    v.is_active,
    v.unread_count,
    v.last_message,
    v.last_message_time,
    v.created_at,
    v.updated_at
from conversations as v
inner join chanels as c on v.chanel_id = c.id
inner join contacts as t on v.contact_id = t.id
left join agents as a on v.assigned_agent_id = a.id;

comment on view conversation_summary is 'Conversations with customer, chanel and who answers';

grant select on conversation_summary to osmochat_app, osmochat_readonly;

-- migrate:down
drop view conversation_summary;
