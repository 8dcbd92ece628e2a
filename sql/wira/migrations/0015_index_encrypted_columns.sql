-- migrate:up transaction:false

-- IF NOT EXISTS would take an index that a failed build left invalid for the one that is wanted.
-- squawk-ignore prefer-robust-stmts
create unique index concurrently idx_profiles_email_index on profiles (email_index);

-- migrate:down transaction:false
drop index concurrently idx_profiles_email_index;
