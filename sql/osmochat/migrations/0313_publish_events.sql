-- migrate:up

-- What consumers and caches of pack.yaml hear of. A message that was read, and what triggers keep in a conversation, is
-- no news: it would be an event a message more.
create trigger publish_change after insert or delete or update of status on messages
for each row execute function platform.publish_change(
    'message', 'user_id', 'user_id', '', '{conversation_id,direction,message_type}'
);

create trigger publish_change after insert or delete or update on agents
for each row execute function platform.publish_change('agent', 'user_id', 'user_id', '', '{type,status}');

create trigger publish_change after insert or delete or update on auto_reply_rules
for each row execute function platform.publish_change('auto_reply_rule', 'user_id', 'user_id', '', '{chanel_id}');

create trigger publish_change after insert or delete or update on contacts
for each row execute function platform.publish_change('contact', 'user_id', 'user_id', '', '{chanel_id}');

create trigger publish_change after insert or delete on conversations
for each row execute function platform.publish_change('conversation', 'user_id', 'user_id', '', '{chanel_id}');

create trigger publish_change_of_state after update on conversations
for each row when (
    old.is_active <> new.is_active or old.assigned_agent_id is distinct from new.assigned_agent_id
) execute function platform.publish_change('conversation', 'user_id', 'user_id', '', '{chanel_id}');

-- migrate:down
drop trigger publish_change_of_state on conversations;
drop trigger publish_change on conversations;
drop trigger publish_change on contacts;
drop trigger publish_change on auto_reply_rules;
drop trigger publish_change on agents;
drop trigger publish_change on messages;
