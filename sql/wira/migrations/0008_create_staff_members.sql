-- migrate:up

-- The people behind the role wira_staff: the role opens the door, a row here says how far. Only the operator writes it.
create table staff_members (
    id uuid primary key,
    role text not null,
    active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint staff_members_role_known check (role in ('support', 'privacy_officer', 'auditor'))
);

create trigger set_updated_at before update on staff_members
for each row execute function platform.set_updated_at();

comment on table staff_members is 'Who of the staff may do what; a staff member is no profile';
comment on column staff_members.id is 'What app.current_user_id is set to when this person acts';
comment on column staff_members.role is
'support reads profiles, privacy_officer also exports, suspends, erases and sets retention, auditor reads the log';
comment on column staff_members.active is 'False ends every right at once; the row stays, because the log refers to it';

alter table staff_members enable row level security, force row level security;

create policy self_select on staff_members for select to wira_staff
using (id = (select platform.current_user_id()));

create policy definer_select on staff_members for select to wira_owner using (true);

grant select on staff_members to wira_staff;

create function app.is_staff(p_roles text[])
returns boolean
language plpgsql
stable
parallel safe
security definer
set search_path = ''
as $$
begin
    return exists (
        select from public.staff_members as s
        where s.id = platform.current_user_id() and s.active and s.role = any(p_roles)
    );
end
$$;

comment on function app.is_staff(text[]) is 'Whether the current user is an active staff member with one of the roles';

grant execute on function app.is_staff(text[]) to wira_staff;

-- migrate:down
drop function app.is_staff(text[]);
drop table staff_members;
