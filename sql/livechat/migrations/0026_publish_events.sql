-- migrate:up

-- What makes entries of the cache stale. Moving a message to the archive is no event: nobody sees a difference.
create trigger publish_change after insert or update of deleted_at on messages
for each row execute function platform.publish_change(
    'message', 'website_id', 'website_id', '', '{conversation_id}'
);

create trigger publish_change
after insert or update of assigned_admin_id, subject, status, deleted_at or delete on conversations
for each row execute function platform.publish_change('conversation', 'website_id', 'website_id');

-- Reading fifty messages is one event, of their conversation.
create trigger publish_reading after update of unread_count, visitor_unread_count on conversations
for each row when (
    new.unread_count < old.unread_count or new.visitor_unread_count < old.visitor_unread_count
)
execute function platform.publish_change('conversation', 'website_id', 'website_id');

-- migrate:down
drop trigger publish_reading on conversations;
drop trigger publish_change on conversations;
drop trigger publish_change on messages;
