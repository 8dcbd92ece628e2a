-- migrate:up

-- For new rows at once; 0019 proves the old ones, without a lock that keeps writers out.
alter table profiles
add constraint profiles_email_encrypted_set check (email_encrypted is not null) not valid,
add constraint profiles_email_index_form check (email_index is not null and length(email_index) = 32) not valid,
add constraint profiles_data_key_id_set check (data_key_id is not null) not valid,
add constraint profiles_data_key_id_fkey foreign key (data_key_id) references private.data_keys (id) not valid;

-- migrate:down
alter table profiles
drop constraint profiles_data_key_id_fkey,
drop constraint profiles_data_key_id_set,
drop constraint profiles_email_index_form,
drop constraint profiles_email_encrypted_set;
