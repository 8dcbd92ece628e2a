-- migrate:up transaction:false

-- Backfill. One statement, outside a transaction, so that the procedure may commit each batch: no lock is held for
-- longer than a batch takes. It needs app.data_key only where there are rows.
call private.encrypt_profiles();

-- migrate:down

-- The plain columns are what is read before 0020; what this file made of them goes.
update profiles
set email_encrypted = null, email_index = null, full_name_encrypted = null, data_key_id = null;
