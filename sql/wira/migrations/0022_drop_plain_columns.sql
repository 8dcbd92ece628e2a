-- migrate:up

-- Contract, the second half. Dead versions of rows keep the text until a vacuum, the write-ahead log and backups until
-- they expire; the README says how to see to that.
alter table profiles
-- squawk-ignore ban-drop-column
drop column email, -- Nothing reads it since 0020 or writes it since 0021, and 0019 has proved what takes its place.
-- squawk-ignore ban-drop-column
drop column full_name;

-- 0018's checks are proved, so none of these scans the table.
-- squawk-ignore adding-not-nullable-field
alter table profiles alter column email_encrypted set not null;
-- squawk-ignore adding-not-nullable-field
alter table profiles alter column email_index set not null;
-- squawk-ignore adding-not-nullable-field
alter table profiles alter column data_key_id set not null;
-- The columns themselves say it now.
alter table profiles
-- squawk-ignore ban-drop-constraint
drop constraint profiles_email_encrypted_set,
-- squawk-ignore ban-drop-constraint
drop constraint profiles_data_key_id_set;

-- migrate:down
alter table profiles
add constraint profiles_email_encrypted_set check (email_encrypted is not null),
add constraint profiles_data_key_id_set check (data_key_id is not null);
alter table profiles
alter column email_encrypted drop not null,
alter column email_index drop not null,
alter column data_key_id drop not null;

alter table profiles add column email text, add column full_name text;
update profiles
set
    email = private.decrypt(email_encrypted, data_key_id),
    full_name = private.decrypt(full_name_encrypted, data_key_id);
alter table profiles
add constraint profiles_email_key unique (email),
add constraint profiles_email_form check (email = lower(email) and email like '%_@_%' and length(email) <= 320),
add constraint profiles_full_name_length check (length(full_name) between 1 and 200);
