-- migrate:up
create view chanel_statistics with (security_invoker) as
select
    c.id as chanel_id,
    c.user_id,
    c.name as chanel_name,
    c.type as chanel_type,
    c.is_active,
    v.total_conversations,
    v.active_conversations,
    v.total_unread,
    a.connected_agents
from chanels as c
inner join lateral (
    select
        count(*) as total_conversations,
        count(*) filter (where v.is_active) as active_conversations,
        coalesce(sum(v.unread_count), 0) as total_unread
    from conversations as v
    where v.chanel_id = c.id
) as v on true
inner join lateral (
    select count(*) as connected_agents
    from agents as a
    where a.chanel_id = c.id and a.is_active
) as a on true;

comment on view chanel_statistics is 'Conversations, unread messages and connected agents of each chanel';

grant select on chanel_statistics to osmochat_app, osmochat_readonly;

-- migrate:down
drop view chanel_statistics;
