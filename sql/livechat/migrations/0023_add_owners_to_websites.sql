-- migrate:up

-- Without it, a new website would have no admin, so nobody who may admit one.
create function private.add_owner()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into public.website_admins (website_id, admin_id, role) values (new.id, new.owner_id, 'owner');
    return null;
end
$$;

comment on function private.add_owner() is 'Trigger function: the owner of a new website is its first admin';

create policy definer_insert on website_admins for insert to livechat_owner with check (role = 'owner');

create trigger add_owner after insert on websites
for each row execute function private.add_owner();

-- migrate:down
drop trigger add_owner on websites;
drop policy definer_insert on website_admins;
drop function private.add_owner();
