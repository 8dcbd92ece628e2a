-- migrate:up

-- For statement triggers on tables whose rows a user may hold so many of; the argument names the resource. Users are
-- taken in order, so that two statements for the same two do not wait for each other.
create function private.hold()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.use_allowance(n.user_id, tg_argv[0], n.quantity)
    from (select a.user_id, count(*) as quantity from added as a group by a.user_id order by a.user_id) as n;
    return null;
end
$$;

comment on function private.hold() is 'Trigger function: counts added rows against their users'' limits';

-- Not for a user who is being deleted, whose slots go as well.
create function private.let_go()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.give_back(n.user_id, tg_argv[0], n.quantity)
    from (select r.user_id, count(*) as quantity from removed as r group by r.user_id order by r.user_id) as n
    inner join public.users as u on u.id = n.user_id;
    return null;
end
$$;

comment on function private.let_go() is 'Trigger function: counts removed rows back';

create trigger hold after insert on whatsapp_accounts referencing new table as added
for each statement execute function private.hold('whatsapp_accounts');
create trigger let_go after delete on whatsapp_accounts referencing old table as removed
for each statement execute function private.let_go('whatsapp_accounts');
create trigger hold after insert on contacts referencing new table as added
for each statement execute function private.hold('contacts');
create trigger let_go after delete on contacts referencing old table as removed
for each statement execute function private.let_go('contacts');
create trigger hold after insert on campaigns referencing new table as added
for each statement execute function private.hold('campaigns');
create trigger let_go after delete on campaigns referencing old table as removed
for each statement execute function private.let_go('campaigns');

-- migrate:down
drop trigger let_go on campaigns;
drop trigger hold on campaigns;
drop trigger let_go on contacts;
drop trigger hold on contacts;
drop trigger let_go on whatsapp_accounts;
drop trigger hold on whatsapp_accounts;
drop function private.let_go();
drop function private.hold();
