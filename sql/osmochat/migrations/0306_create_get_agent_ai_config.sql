-- migrate:up
create function get_agent_ai_config(agent_uuid uuid)
returns table (
    agent_id uuid,
    agent_name varchar,
    agent_status varchar,
    model varchar,
    temperature numeric,
    max_tokens integer,
    speaking_style text,
    knowledge text,
    handover_conditions jsonb
)
language sql
stable
set search_path = ''
rows 1
as $$
    select
        a.id,
        a.name,
        a.status,
        c.model,
        c.temperature,
        c.max_tokens,
        c.speaking_style,
        c.knowledge,
        c.handover_conditions
    from public.agents as a
    inner join public.agent_ai_configs as c on c.agent_id = a.id
    where a.id = agent_uuid and a.is_active
$$;

comment on function get_agent_ai_config(uuid) is 'How an active AI agent answers';

grant execute on function get_agent_ai_config(uuid) to osmochat_app, osmochat_readonly;

-- migrate:down
drop function get_agent_ai_config(uuid);
