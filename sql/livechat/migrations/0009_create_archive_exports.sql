-- migrate:up

-- `infra.retention` writes both tables, in the transaction that deletes the exported messages.
create table archive_exports (
    id uuid primary key default gen_random_uuid(),
    website_id uuid not null references websites (id),
    month date not null,
    part bigint not null,
    message_count bigint not null,
    json_key varchar(1024) not null,
    json_bytes bigint not null,
    json_sha256 varchar(64) not null,
    csv_key varchar(1024) not null,
    csv_bytes bigint not null,
    csv_sha256 varchar(64) not null,
    exported_at timestamptz not null default now(),
    redacted_at timestamptz,
    constraint archive_exports_month_whole check (month = date_trunc('month', month)),
    constraint archive_exports_counts_positive check (part > 0 and message_count >= 0),
    constraint archive_exports_sha256_form check (json_sha256 ~ '^[0-9a-f]{64}$' and csv_sha256 ~ '^[0-9a-f]{64}$')
);

create unique index idx_archive_exports_website_id_month_part on archive_exports (website_id, month, part);

comment on table archive_exports is
'Which messages of the archive went to the bucket livechat-archive, as two objects: JSON lines and CSV, both gzipped';
comment on column archive_exports.month is 'The first day of the month, in UTC, in which the messages were written';
comment on column archive_exports.part is 'Counts the exports of one website and month, from 1';
comment on column archive_exports.json_sha256 is 'Of the object as it lies in the bucket; csv_sha256 likewise';
comment on column archive_exports.redacted_at is 'When messages of erased visitors were last taken out of both objects';

create table archive_export_visitors (
    export_id uuid not null references archive_exports (id) on delete cascade,
    -- No foreign key: a visitor who is gone is how the exporter knows what it has to take out of the objects.
    visitor_id uuid not null,
    primary key (export_id, visitor_id)
);

create index idx_archive_export_visitors_visitor_id on archive_export_visitors (visitor_id);

comment on table archive_export_visitors is 'Whose messages are in an export: where to look for access and erasure';

alter table archive_exports enable row level security, force row level security;
alter table archive_export_visitors enable row level security, force row level security;

-- migrate:down
drop table archive_export_visitors;
drop table archive_exports;
