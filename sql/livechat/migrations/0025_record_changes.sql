-- migrate:up

-- What admins and the system do. The log cannot be changed, so what a visitor is or says never gets into it, or erasing
-- them would be no erasing; nor does what visitors do themselves, which would bring their addresses. Who wrote a
-- message stands in the message; only its deletion and the undoing of that are entries.
create trigger record_change after insert or update or delete on admins
for each row execute function platform.record_change('', '', '', '{password_hash}');

create trigger record_change after insert or update or delete on websites
for each row execute function platform.record_change('website_id', 'id');

create trigger record_change after insert or update or delete on website_admins
for each row execute function platform.record_change('website_id', 'website_id');

create trigger record_change
after insert or update of name, email, phone, metadata, deleted_at or delete on visitors
for each row when (current_user <> 'livechat_visitor')
execute function platform.record_change(
    'website_id', 'website_id', '', '{name,email,phone,ip_address,user_agent,metadata,last_seen_at}'
);

create trigger record_change
after insert or update of assigned_admin_id, subject, status, deleted_at or delete on conversations
for each row when (current_user <> 'livechat_visitor')
execute function platform.record_change(
    'website_id', 'website_id', '', '{visitor_id,subject,unread_count,visitor_unread_count,last_message_at}'
);

create trigger record_change after update of deleted_at on messages
for each row execute function platform.record_change('website_id', 'website_id', '', '{content}');

create trigger record_change after update of deleted_at on messages_archive
for each row execute function platform.record_change('website_id', 'website_id', '', '{content}');

-- migrate:down
drop trigger record_change on messages_archive;
drop trigger record_change on messages;
drop trigger record_change on conversations;
drop trigger record_change on visitors;
drop trigger record_change on website_admins;
drop trigger record_change on websites;
drop trigger record_change on admins;
