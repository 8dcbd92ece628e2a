-- migrate:up

-- Contract, the first half: nothing writes the plain columns any more, and a row need not have them. An address is
-- unique under every key in force, also while rows are on their way from one key to the next.
create function private.refuse_taken(p_email text, p_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
    if exists (
        select from public.profiles as p where p.email_index = any(private.blind_indexes(p_email)) and p.id <> p_id
    ) then
        raise exception using
            errcode = 'unique_violation',
            message = 'another profile has this e-mail address',
            hint = 'Log in with it, or take another.';
    end if;
end
$$;

comment on function private.refuse_taken(text, uuid) is 'Raises if another profile has the address';

create or replace function app.register_profile(p_email text, p_full_name text, p_business_name text)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_id constant uuid := platform.current_user_id();
begin
    if v_id is null then
        raise exception using
            errcode = 'insufficient_privilege',
            message = 'nobody is the current user, so there is nobody to register',
            hint = 'Set app.current_user_id to the id of the new user in the same transaction.';
    end if;
    perform private.refuse_taken(p_email, v_id);
    insert into public.profiles (
        id, email_encrypted, email_index, full_name_encrypted, data_key_id, business_name
    )
    select v_id, s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id, p_business_name
    from private.seal(p_email, p_full_name) as s;
    return v_id;
end
$$;

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

-- Both are the owner's alone; no client can call them.
drop trigger seal on profiles;
-- squawk-ignore ban-drop-function
drop function private.seal_profile();
-- squawk-ignore ban-drop-function
drop procedure private.encrypt_profiles(integer);
-- Nobody reads it since 0020.
-- squawk-ignore ban-drop-not-null
alter table profiles alter column email drop not null;

-- migrate:down

-- Rows that were written since have no plain text: it comes from the encrypted columns, by the key.
update profiles
set
    email = private.decrypt(email_encrypted, data_key_id),
    full_name = private.decrypt(full_name_encrypted, data_key_id);
alter table profiles alter column email set not null;

create procedure private.encrypt_profiles(p_batch integer default 1000)
language plpgsql
as $$
-- No SET clause: with it, a procedure may not commit. So each name is written with its schema.
declare
    v_after pg_catalog.uuid := '00000000-0000-0000-0000-000000000000';
    v_ids pg_catalog.uuid[];
begin
    loop
        select pg_catalog.array_agg(b.id order by b.id) into v_ids
        from (
            select p.id from public.profiles as p
            where p.id > v_after and p.data_key_id is null
            order by p.id
            limit p_batch
            for update
        ) as b;
        exit when v_ids is null;
        update public.profiles as p
        set (email_encrypted, email_index, full_name_encrypted, data_key_id) = (
            select s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id
            from private.seal(p.email, p.full_name) as s
        )
        where p.id = any(v_ids);
        v_after := v_ids[pg_catalog.array_upper(v_ids, 1)];
        commit;
    end loop;
end
$$;

comment on procedure private.encrypt_profiles(integer) is
'Encrypts the profiles that are in plain text only, a batch a transaction; a run that was stopped goes on where it was';

create function private.seal_profile()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    select s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id
    into new.email_encrypted, new.email_index, new.full_name_encrypted, new.data_key_id
    from private.seal(new.email, new.full_name) as s;
    return new;
end
$$;

comment on function private.seal_profile() is 'Trigger function: encrypts what is written into the plain columns';

create trigger seal before insert or update of email, full_name on profiles
for each row execute function private.seal_profile();

create or replace function app.update_my_profile(p_email text, p_full_name text, p_business_name text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    update public.profiles as p
    set email = pg_catalog.lower(p_email), full_name = p_full_name, business_name = p_business_name
    where p.id = platform.current_user_id();
    if not found then
        raise exception using errcode = 'no_data_found', message = 'the current user has no profile';
    end if;
end
$$;

create or replace function app.register_profile(p_email text, p_full_name text, p_business_name text)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
    v_id constant uuid := platform.current_user_id();
begin
    if v_id is null then
        raise exception using
            errcode = 'insufficient_privilege',
            message = 'nobody is the current user, so there is nobody to register',
            hint = 'Set app.current_user_id to the id of the new user in the same transaction.';
    end if;
    insert into public.profiles (id, email, full_name, business_name)
    values (v_id, pg_catalog.lower(p_email), p_full_name, p_business_name);
    return v_id;
end
$$;

drop function private.refuse_taken(text, uuid);
