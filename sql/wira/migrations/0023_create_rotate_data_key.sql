-- migrate:up

-- Every service sets both keys, app.data_key and app.data_key_other, before this begins and until it has ended: rows of
-- both are read, and writers use the new one from the first moment. Which setting holds which does not matter.
create function private.begin_rotation()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
    v_key text;
    v_current bigint;
begin
    -- One rotation at a time, and no first key while one begins.
    lock table private.data_keys in share row exclusive mode;
    v_current := (private.current_key()).key_id;
    foreach v_key in array private.given_keys() loop
        if not exists (select from private.data_keys as k where k.verifier = private.key_verifier(v_key)) then
            insert into private.data_keys (id, verifier) values (v_current + 1, private.key_verifier(v_key));
            return v_current + 1;
        end if;
    end loop;
    if not exists (select from private.data_keys as k where k.retired_at is null and k.id <> v_current) then
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = 'app.data_key_other is no new key, so there is nothing to rotate to',
            hint = 'Set one of app.data_key and app.data_key_other to the present key and the other to the new one.';
    end if;
    return v_current;
end
$$;

comment on function private.begin_rotation() is
'Makes the given key that is new the one to write with, or finds the rotation that was stopped; returns its number';

create procedure private.rotate_data_key(p_batch integer default 1000)
language plpgsql
as $$
-- No SET clause: with it, a procedure may not commit. So each name is written with its schema.
declare
    v_new constant pg_catalog.int8 := private.begin_rotation();
    v_after pg_catalog.uuid := '00000000-0000-0000-0000-000000000000';
    v_ids pg_catalog.uuid[];
begin
    commit;
    -- Whoever looked up the old key before that commit has written when this lock is had; it is given back at once.
    lock table public.profiles in share row exclusive mode;
    commit;
    loop
        select pg_catalog.array_agg(b.id order by b.id) into v_ids
        from (
            select p.id from public.profiles as p
            where p.id > v_after and p.data_key_id <> v_new
            order by p.id
            limit p_batch
            for update
        ) as b;
        exit when v_ids is null;
        update public.profiles as p
        set (email_encrypted, email_index, full_name_encrypted, data_key_id) = (
            select s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id
            from private.seal(
                private.decrypt(p.email_encrypted, p.data_key_id),
                private.decrypt(p.full_name_encrypted, p.data_key_id)
            ) as s
        )
        where p.id = any(v_ids);
        v_after := v_ids[pg_catalog.array_upper(v_ids, 1)];
        commit;
    end loop;
    -- Never while a row has it: what it protects could not be found any more.
    update private.data_keys as k
    set retired_at = pg_catalog.now()
    where
        k.id <> v_new
        and k.retired_at is null
        and not exists (select from public.profiles as p where p.data_key_id = k.id);
end
$$;

comment on procedure private.rotate_data_key(integer) is
'Encrypts every profile anew with the given key that is new, a batch a transaction; goes on where it was stopped';

-- migrate:down
drop procedure private.rotate_data_key(integer);
drop function private.begin_rotation();
