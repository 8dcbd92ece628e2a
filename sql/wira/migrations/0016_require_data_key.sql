-- migrate:up

-- From here on nobody writes a person's data without the key: every service sets app.data_key before this file runs.
-- It comes before the backfill, so that no row can slip in behind it.
create or replace function private.seal_profile()
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

-- migrate:down
drop procedure private.encrypt_profiles(integer);

create or replace function private.seal_profile()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    select null, null, null, null
    into new.email_encrypted, new.email_index, new.full_name_encrypted, new.data_key_id;
    if nullif(pg_catalog.current_setting('app.data_key', true), '') is not null then
        select s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id
        into new.email_encrypted, new.email_index, new.full_name_encrypted, new.data_key_id
        from private.seal(new.email, new.full_name) as s;
    end if;
    return new;
end
$$;
