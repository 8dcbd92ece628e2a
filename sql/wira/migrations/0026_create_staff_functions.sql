-- migrate:up

-- The only way of staff to a person's data: each call asks for a role and a reason, and leaves an entry that the person
-- can read.
create function private.require_staff(p_roles text[], p_reason text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
    if not app.is_staff(p_roles) then
        raise exception using
            errcode = 'insufficient_privilege',
            message = pg_catalog.format(
                'only active staff with the role %s may do this', pg_catalog.array_to_string(p_roles, ' or ')
            );
    end if;
    if pg_catalog.length(pg_catalog.btrim(p_reason)) between 10 and 500 then
        return;
    end if;
    raise exception using
        errcode = 'invalid_parameter_value',
        message = 'a reason of 10 to 500 characters is needed to reach a person''s data',
        hint = 'Name the ticket or request, not the person: the reason is kept in the audit log.';
end
$$;

comment on function private.require_staff(text[], text) is
'Raises unless the current user is active staff with one of the roles and gives a reason';

create function app.staff_read_profile(p_profile_id uuid, p_reason text)
returns table (
    id uuid, email text, full_name text, business_name text, status text, created_at timestamptz
)
language plpgsql
security definer
rows 1
set search_path = ''
as $$
begin
    perform private.require_staff('{support,privacy_officer}', p_reason);
    perform private.record_reading(p_profile_id, 'access', p_reason);
    return query
    select
        p.id,
        private.decrypt(p.email_encrypted, p.data_key_id),
        private.decrypt(p.full_name_encrypted, p.data_key_id),
        p.business_name,
        p.status,
        p.created_at
    from public.profiles as p
    where p.id = p_profile_id;
end
$$;

comment on function app.staff_read_profile(uuid, text) is 'A profile in clear, for staff; logged';

-- A look-up that finds nobody is logged too: it is how one would try out addresses.
create function app.staff_find_profile(p_email text, p_reason text)
returns table (
    id uuid, email text, full_name text, business_name text, status text, created_at timestamptz
)
language plpgsql
security definer
rows 1
set search_path = ''
as $$
declare
    v_id uuid;
begin
    perform private.require_staff('{support,privacy_officer}', p_reason);
    v_id := app.find_profile_id(p_email);
    if v_id is null then
        perform private.record_reading(null, 'access', p_reason);
    else
        return query select r.* from app.staff_read_profile(v_id, p_reason) as r;
    end if;
end
$$;

comment on function app.staff_find_profile(text, text) is 'The profile with an address in clear, for staff; logged';

create function app.staff_export_person(p_profile_id uuid, p_reason text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_export jsonb;
begin
    perform private.require_staff('{privacy_officer}', p_reason);
    v_export := private.export_person(p_profile_id);
    perform private.record_reading(p_profile_id, 'export', p_reason);
    return v_export;
end
$$;

comment on function app.staff_export_person(uuid, text) is
'Everything of a person who asked for it otherwise than through the product; logged';

create function app.staff_erase_person(p_profile_id uuid, p_reason text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.require_staff('{privacy_officer}', p_reason);
    perform private.erase_person(p_profile_id, p_reason);
end
$$;

comment on function app.staff_erase_person(uuid, text) is
'Erases a person who asked for it otherwise than through the product; logged';

-- Restriction of processing: the data stay, and nothing is written or learned until it is lifted.
create function app.staff_suspend_profile(p_profile_id uuid, p_suspended boolean, p_reason text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.require_staff('{privacy_officer}', p_reason);
    update public.profiles as p
    set status = case when p_suspended then 'suspended' else 'active' end
    where p.id = p_profile_id and p.status in ('active', 'suspended');
    if not found then
        raise exception using
            errcode = 'no_data_found',
            message = pg_catalog.format('there is no open profile %s', p_profile_id);
    end if;
    perform private.record_reading(p_profile_id, 'access', p_reason);
end
$$;

comment on function app.staff_suspend_profile(uuid, boolean, text) is
'Suspends a profile, which restricts processing, or lifts that; logged';

grant execute on function
app.staff_read_profile(uuid, text),
app.staff_find_profile(text, text),
app.staff_export_person(uuid, text),
app.staff_erase_person(uuid, text),
app.staff_suspend_profile(uuid, boolean, text)
to wira_staff;

-- migrate:down
drop function app.staff_suspend_profile(uuid, boolean, text);
drop function app.staff_erase_person(uuid, text);
drop function app.staff_export_person(uuid, text);
drop function app.staff_find_profile(text, text);
drop function app.staff_read_profile(uuid, text);
drop function private.require_staff(text[], text);
