-- migrate:up

-- Validate: every row has its encrypted columns, and each decrypts to what it was made of. Nothing plain is given up
-- before this has passed.
alter table profiles validate constraint profiles_email_encrypted_set;
alter table profiles validate constraint profiles_email_index_form;
alter table profiles validate constraint profiles_data_key_id_set;
alter table profiles validate constraint profiles_data_key_id_fkey;

do $$
declare
    v_wrong bigint;
begin
    select count(*) into v_wrong
    from public.profiles as p
    where
        private.decrypt(p.email_encrypted, p.data_key_id) is distinct from p.email
        or private.decrypt(p.full_name_encrypted, p.data_key_id) is distinct from p.full_name
        or p.email_index is distinct from private.blind_index(p.email, private.key_of(p.data_key_id));
    if v_wrong > 0 then
        raise exception using
            errcode = 'data_corrupted',
            message = format('%s profiles do not decrypt to what they were encrypted from', v_wrong),
            hint = 'Set data_key_id of these to null, call private.encrypt_profiles() and run this again.';
    end if;
end
$$;

-- migrate:down

-- A constraint cannot be made unproved again; 0018 takes it away.
select 1;
