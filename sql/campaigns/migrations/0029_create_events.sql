-- migrate:up

-- What caches, search and the sender must hear of: limits that were changed, contacts, campaigns whose status or
-- content changed. Counters are not published: their cache entries live for five minutes or less.
select platform.create_outbox('user_id', 'bigint');

create policy own_select on events for select to campaigns_readonly
using (user_id = (select app.current_account_id()));

create policy definer_select on events for select to campaigns_owner using (true);
create policy definer_insert on events for insert to campaigns_owner with check (true);
create policy definer_delete on events for delete to campaigns_owner using (true);

grant select on events to campaigns_readonly;

-- Whoever hears of an event acts for its user, who is known by uuid outside.
create function private.name_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    new.payload := new.payload || pg_catalog.jsonb_build_object(
        'user_uuid', (select u.uuid from public.users as u where u.id = new.user_id)
    );
    return new;
end
$$;

comment on function private.name_user() is 'Trigger function: puts the user''s uuid into an event''s payload';

create trigger name_user before insert on events
for each row execute function private.name_user();

create trigger publish_change after insert or delete on user_limits
for each row execute function platform.publish_change('user_limits', 'user_id', 'user_id', '');
create trigger publish_update after update on user_limits
for each row when (old is distinct from new)
execute function platform.publish_change('user_limits', 'user_id', 'user_id', '');

create trigger publish_change after insert or delete on contacts
for each row execute function platform.publish_change('contact', 'user_id', 'user_id', '');
create trigger publish_update after update on contacts
for each row when (old is distinct from new)
execute function platform.publish_change('contact', 'user_id', 'user_id', '');

-- Folding changes counters and nothing else, and is not heard of.
create trigger publish_change after insert or delete on campaigns
for each row execute function platform.publish_change('campaign', 'user_id', 'user_id', '', '{status}');
create trigger publish_update after update of
whatsapp_account_id, name, template_content, target_type, target_group_id, status, scheduled_at, total_contacts
on campaigns
for each row when (old is distinct from new)
execute function platform.publish_change('campaign', 'user_id', 'user_id', '', '{status}');

-- migrate:down
drop trigger publish_update on campaigns;
drop trigger publish_change on campaigns;
drop trigger publish_update on contacts;
drop trigger publish_change on contacts;
drop trigger publish_update on user_limits;
drop trigger publish_change on user_limits;
drop table events;
drop function private.name_user();
