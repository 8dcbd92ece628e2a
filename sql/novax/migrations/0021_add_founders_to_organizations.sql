-- migrate:up

-- Without it, a new organization would have no member, so nobody who may admit one.
create function private.add_founder()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into public.org_members (org_id, user_id, role) values (new.id, new.owner_id, 'owner');
    return null;
end
$$;

comment on function private.add_founder() is 'Trigger function: the owner of a new organization is its first member';

create policy definer_insert on org_members for insert to novax_owner with check (role = 'owner');

create trigger add_founder after insert on organizations
for each row execute function private.add_founder();

-- migrate:down
drop trigger add_founder on organizations;
drop policy definer_insert on org_members;
drop function private.add_founder();
