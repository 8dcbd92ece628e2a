-- migrate:up

-- Whoever is suspended reads and writes nothing, as other tables had it. Consents can still be withdrawn, and what was
-- learned be removed.
alter policy self_update on profiles
using (id = (select platform.current_user_id()) and (select app.is_active()))
with check (id = (select platform.current_user_id()));

alter policy self_insert on consents
with check (user_id = (select platform.current_user_id()) and (select app.is_active()));

create or replace function app.update_my_profile(p_email text, p_full_name text, p_business_name text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.refuse_taken(p_email, platform.current_user_id());
    update public.profiles as p
    set
        (email_encrypted, email_index, full_name_encrypted, data_key_id) = (
            select s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id
            from private.seal(p_email, p_full_name) as s
        ),
        business_name = p_business_name
    where p.id = platform.current_user_id() and p.status = 'active';
    if not found then
        raise exception using errcode = 'no_data_found', message = 'the current user has no active profile';
    end if;
end
$$;

-- migrate:down
create or replace function app.update_my_profile(p_email text, p_full_name text, p_business_name text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.refuse_taken(p_email, platform.current_user_id());
    update public.profiles as p
    set
        (email_encrypted, email_index, full_name_encrypted, data_key_id) = (
            select s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id
            from private.seal(p_email, p_full_name) as s
        ),
        business_name = p_business_name
    where p.id = platform.current_user_id();
    if not found then
        raise exception using errcode = 'no_data_found', message = 'the current user has no profile';
    end if;
end
$$;

alter policy self_insert on consents
with check (user_id = (select platform.current_user_id()));

alter policy self_update on profiles
using (id = (select platform.current_user_id()))
with check (id = (select platform.current_user_id()));
