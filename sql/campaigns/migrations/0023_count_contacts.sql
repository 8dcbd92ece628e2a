-- migrate:up

-- One function for two triggers: a transition table is looked up when its branch runs. A group that is gone, or goes
-- with its user, has no count to be told.
create function private.count_contacts()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    if tg_op = 'INSERT' then
        insert into public.contact_group_deltas (user_id, group_id, contacts)
        select a.user_id, a.group_id, count(*)
        from added as a
        inner join public.contact_groups as g on g.id = a.group_id
        group by a.user_id, a.group_id;
    else
        insert into public.contact_group_deltas (user_id, group_id, contacts)
        select r.user_id, r.group_id, - count(*)
        from removed as r
        inner join public.contact_groups as g on g.id = r.group_id
        inner join public.users as u on u.id = r.user_id
        group by r.user_id, r.group_id;
    end if;
    return null;
end
$$;

comment on function private.count_contacts() is 'Trigger function: tells groups how many contacts they gained and lost';

create trigger count_added after insert on contacts referencing new table as added
for each statement execute function private.count_contacts();
create trigger count_removed after delete on contacts referencing old table as removed
for each statement execute function private.count_contacts();

-- Transition tables allow no list of columns; most updates move nothing.
create function private.count_moved_contacts()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into public.contact_group_deltas (user_id, group_id, contacts)
    select m.user_id, m.group_id, sum(m.contacts)
    from (
        select a.user_id, a.group_id, 1 as contacts from added as a
        union all
        select r.user_id, r.group_id, -1 from removed as r
    ) as m
    inner join public.contact_groups as g on g.id = m.group_id
    group by m.user_id, m.group_id
    having sum(m.contacts) <> 0;
    return null;
end
$$;

comment on function private.count_moved_contacts() is
'Trigger function: tells groups which contacts moved between them';

create trigger count_moved after update on contacts referencing old table as removed new table as added
for each statement execute function private.count_moved_contacts();

-- migrate:down
drop trigger count_moved on contacts;
drop trigger count_removed on contacts;
drop trigger count_added on contacts;
drop function private.count_moved_contacts();
drop function private.count_contacts();
