-- migrate:up
select platform.create_outbox('user_id', 'uuid');

-- Triggers write, as the owner; people may look at their own through the read-only role. The owner's retention deletes.
create policy self_select on events for select to wira_readonly
using (user_id = (select platform.current_user_id()));

create policy definer_select on events for select to wira_owner using (true);
create policy definer_insert on events for insert to wira_owner with check (true);
create policy definer_delete on events for delete to wira_owner using (true);

grant select on events to wira_readonly;

-- A profile's events are those of what others may copy; re-encrypting one is nobody's news.
create trigger publish_change after insert or delete or update of business_name, status on profiles
for each row execute function platform.publish_change('profile', 'user_id', 'id', '');
create trigger publish_change after insert or update or delete on chatbots
for each row execute function platform.publish_change('chatbot', 'user_id', 'user_id', '');
-- The key goes along: when the event of a deleted document is read, its row may be gone, and its file must go.
create trigger publish_change after insert or update or delete on documents
for each row execute function platform.publish_change(
    'document', 'user_id', 'user_id', '', '{chatbot_id,object_key,status}'
);

-- migrate:down
drop trigger publish_change on documents;
drop trigger publish_change on chatbots;
drop trigger publish_change on profiles;
drop table events;
