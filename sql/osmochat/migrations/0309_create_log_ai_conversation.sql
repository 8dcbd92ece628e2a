-- migrate:up

-- Arguments have no prefix: clients give them by name.
create function log_ai_conversation(
    conv_id uuid,
    agent_uuid uuid,
    customer_message text,
    response text,
    confidence numeric,
    model_name text default null,
    duration_ms integer default null,
    tokens integer default null,
    hand_over boolean default false,
    reason text default null
)
returns uuid
language sql
set search_path = ''
as $$
    insert into public.ai_conversation_logs (
        conversation_id,
        agent_id,
        user_message,
        ai_response,
        confidence_score,
        model,
        response_time_ms,
        tokens_used,
        handed_over,
        handover_reason
    )
    values (
        conv_id, agent_uuid, customer_message, response, confidence, model_name, duration_ms, tokens, hand_over, reason
    )
    returning id
$$;

comment on function log_ai_conversation(uuid, uuid, text, text, numeric, text, integer, integer, boolean, text) is
'Notes what an AI was asked and answered, and returns the entry''s id';

grant execute on function log_ai_conversation(
    uuid, uuid, text, text, numeric, text, integer, integer, boolean, text
) to osmochat_app;

-- migrate:down
drop function log_ai_conversation(uuid, uuid, text, text, numeric, text, integer, integer, boolean, text);
