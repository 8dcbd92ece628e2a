-- migrate:up

-- A handover and who answers next are one write: with the caller's rights, who may assign as well.
create function private.assign_on_handover()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    update public.conversations
    set assigned_agent_id = new.to_agent_id
    where id = new.conversation_id and assigned_agent_id is distinct from new.to_agent_id;
    return null;
end
$$;

comment on function private.assign_on_handover() is 'Trigger function: who gets a conversation is assigned to it';

create trigger assign_on_handover after insert on conversation_handovers
for each row execute function private.assign_on_handover();

-- migrate:down
drop trigger assign_on_handover on conversation_handovers;
drop function private.assign_on_handover();
