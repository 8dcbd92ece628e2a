-- What each applied migration looked like, so that a file edited or removed afterwards is refused by its name.
-- dbmate keeps versions alone; `infra.migrations.history` writes here after each run.

-- migrate:up
create table platform.migration_files (
    migrations_table text not null,
    version text not null,
    file text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    applied_at timestamptz not null default now(),
    primary key (migrations_table, version)
);

comment on table platform.migration_files is 'Applied migrations of the platform and of the pack, with their hashes';

-- migrate:down
drop table platform.migration_files;
