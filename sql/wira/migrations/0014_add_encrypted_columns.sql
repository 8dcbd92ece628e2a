-- migrate:up

-- Expand. Beside each plain column its encrypted one; whoever writes the plain one writes both, if it brings the key.
-- Where it does not yet, the encrypted one is emptied instead of left stale, and the backfill of 0017 sees to it.
alter table profiles
add column email_encrypted bytea,
add column email_index bytea,
add column full_name_encrypted bytea,
add column data_key_id bigint;

comment on column profiles.email_encrypted is
'Where the person is reached and logs in; lower case; encrypted (PGP, AES-256)';
comment on column profiles.email_index is 'HMAC-SHA-256 of the address: for look-ups and uniqueness without reading it';
comment on column profiles.full_name_encrypted is 'The person''s name; encrypted (PGP, AES-256)';
comment on column profiles.data_key_id is 'The key of the encrypted columns: its number in private.data_keys';

create function private.seal_profile()
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

comment on function private.seal_profile() is 'Trigger function: encrypts what is written into the plain columns';

create trigger seal before insert or update of email, full_name on profiles
for each row execute function private.seal_profile();

-- migrate:down
drop trigger seal on profiles;
drop function private.seal_profile();
alter table profiles
drop column data_key_id,
drop column full_name_encrypted,
drop column email_index,
drop column email_encrypted;
