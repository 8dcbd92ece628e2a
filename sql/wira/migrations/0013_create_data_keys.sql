-- migrate:up

-- Encryption with a key that the database never keeps: a transaction brings it as app.data_key, as it brings
-- app.current_user_id, so neither dumps nor backups nor a stolen volume hold it. What is kept is a hash that tells the
-- right key from a wrong one before anything is written with it; of 256 random bits, a hash gives nothing away.
--
-- The key is never an argument of a function or procedure: those are logged, and counted by pg_stat_statements.
create table private.data_keys (
    id bigint primary key,
    verifier bytea not null,
    created_at timestamptz not null default now(),
    retired_at timestamptz,
    constraint data_keys_verifier_length check (length(verifier) = 32)
);

create unique index idx_data_keys_verifier on private.data_keys (verifier);

comment on table private.data_keys is 'Which keys encrypted rows have: a number and a hash each, never a key';
comment on column private.data_keys.verifier is 'HMAC-SHA-256 of a constant under the key';
comment on column private.data_keys.retired_at is 'When no row had it any more';

create function private.key_verifier(p_key text)
returns bytea
language sql
immutable
strict
parallel safe
set search_path = ''
as $$
    select extensions.hmac('wira data key', p_key, 'sha256')
$$;

comment on function private.key_verifier(text) is 'The hash by which a key is known';

create function private.given_keys()
returns text[]
language plpgsql
stable
parallel safe
set search_path = ''
as $$
declare
    v_name text;
    v_key text;
    v_keys text[] := '{}';
begin
    foreach v_name in array array['app.data_key', 'app.data_key_other'] loop
        v_key := nullif(pg_catalog.current_setting(v_name, true), '');
        if pg_catalog.octet_length(v_key) < 32 then
            raise exception using
                errcode = 'invalid_parameter_value',
                message = pg_catalog.format(
                    '%s has %s bytes, and a key has 32 or more', v_name, pg_catalog.octet_length(v_key)
                ),
                hint = 'Set it to the secret wira-data-key of the platform.';
        end if;
        if v_key is not null then
            v_keys := v_keys || v_key;
        end if;
    end loop;
    if v_keys = '{}' then
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = 'app.data_key is not set, so personal data can be neither read nor written',
            hint = 'Set it in the same transaction, as a parameter: select set_config(''app.data_key'', $1, true).';
    end if;
    return v_keys;
end
$$;

comment on function private.given_keys() is
'The keys that the transaction brings: app.data_key, and while keys are rotated app.data_key_other';

-- The first key that is ever used becomes the database's; after that no other is taken, or a service with a wrong key
-- would write what nobody can read.
create function private.current_key(out key_id bigint, out key text)
language plpgsql
set search_path = ''
as $$
declare
    v_given constant text[] := private.given_keys();
    v_current private.data_keys;
begin
    select k.* into v_current from private.data_keys as k where k.retired_at is null order by k.id desc limit 1;
    if not found then
        insert into private.data_keys (id, verifier) values (1, private.key_verifier(v_given[1]))
        on conflict do nothing;
        select k.* into v_current from private.data_keys as k where k.retired_at is null order by k.id desc limit 1;
    end if;
    key_id := v_current.id;
    select g.key into key from pg_catalog.unnest(v_given) as g (key)
    where private.key_verifier(g.key) = v_current.verifier
    limit 1;
    if key is null then
        raise exception using
            errcode = 'invalid_authorization_specification',
            message = pg_catalog.format('app.data_key is not the key %s of this database', key_id),
            hint = 'Set it to the secret wira-data-key of the platform; while keys are rotated, set both.';
    end if;
end
$$;

comment on function private.current_key() is 'The key to write with; the first ever given is taken as the database''s';

create function private.key_of(p_key_id bigint)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
    v_verifier bytea;
    v_key text;
begin
    select k.verifier into v_verifier from private.data_keys as k where k.id = p_key_id;
    foreach v_key in array private.given_keys() loop
        if private.key_verifier(v_key) = v_verifier then
            return v_key;
        end if;
    end loop;
    raise exception using
        errcode = 'invalid_authorization_specification',
        message = pg_catalog.format('app.data_key is not the key %s of this database', p_key_id),
        hint = 'Set it to the secret wira-data-key of the platform; while keys are rotated, set both.';
end
$$;

comment on function private.key_of(bigint) is 'The given key with that number';

-- S2K mode 1, because the key is random: hashing it thousands of times would cost milliseconds and gain nothing.
create function private.encrypt(p_text text, p_key text)
returns bytea
language sql
strict
parallel safe
set search_path = ''
as $$
    select extensions.pgp_sym_encrypt(
        p_text, p_key, 'cipher-algo=aes256, s2k-mode=1, s2k-digest-algo=sha256, compress-algo=0'
    )
$$;

comment on function private.encrypt(text, text) is 'AES-256 with an integrity check, differently each time';

create function private.decrypt(p_message bytea, p_key_id bigint)
returns text
language sql
stable
strict
set search_path = ''
as $$
    select extensions.pgp_sym_decrypt(p_message, private.key_of(p_key_id))
$$;

comment on function private.decrypt(bytea, bigint) is 'The text of an encrypted value, by the key with that number';

-- Equal addresses, equal hashes: for look-ups and uniqueness. Under a key of its own that only the data key leads to,
-- so nobody can try addresses without it.
create function private.blind_index(p_email text, p_key text)
returns bytea
language sql
immutable
strict
parallel safe
set search_path = ''
as $$
    select extensions.hmac(
        pg_catalog.convert_to(pg_catalog.lower(p_email), 'UTF8'),
        extensions.hmac('wira email index', p_key, 'sha256'),
        'sha256'
    )
$$;

comment on function private.blind_index(text, text) is 'An address''s hash under a key derived from the data key';

create function private.blind_indexes(p_email text)
returns bytea[]
language sql
stable
set search_path = ''
as $$
    select pg_catalog.array_agg(private.blind_index(p_email, private.key_of(k.id)))
    from private.data_keys as k
    where k.retired_at is null
$$;

comment on function private.blind_indexes(text) is
'What a row with the address may have in email_index: a hash a key in force, two while keys are rotated';

-- What goes into a row for an address and a name, checked here because nothing can be checked once it is encrypted.
create function private.seal(p_email text, p_full_name text)
returns table (email_encrypted bytea, email_index bytea, full_name_encrypted bytea, data_key_id bigint)
language plpgsql
rows 1
set search_path = ''
as $$
declare
    v_email constant text := pg_catalog.lower(p_email);
    v_key record;
begin
    if v_email is null or v_email not like '%_@_%' or pg_catalog.length(v_email) > 320 then
        raise exception using
            errcode = 'check_violation',
            message = 'the e-mail address has not the form of one',
            hint = 'An address is name@domain, at most 320 characters.';
    end if;
    if pg_catalog.length(p_full_name) not between 1 and 200 then
        raise exception using
            errcode = 'check_violation', message = 'the full name has not 1 to 200 characters; leave it out as null';
    end if;
    v_key := private.current_key();
    return query select
        private.encrypt(v_email, v_key.key),
        private.blind_index(v_email, v_key.key),
        private.encrypt(p_full_name, v_key.key),
        v_key.key_id;
end
$$;

comment on function private.seal(text, text) is 'An address and a name as a row of profiles keeps them';

-- migrate:down
drop function private.seal(text, text);
drop function private.blind_indexes(text);
drop function private.blind_index(text, text);
drop function private.decrypt(bytea, bigint);
drop function private.encrypt(text, text);
drop function private.key_of(bigint);
drop function private.current_key();
drop function private.given_keys();
drop function private.key_verifier(text);
drop table private.data_keys;
