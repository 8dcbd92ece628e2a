-- migrate:up

-- How long each kind of data is kept, as data that the privacy officer may change; the job of 0028 reads it.
create table retention_policies (
    id uuid primary key default gen_random_uuid(),
    kind text not null,
    keep interval not null,
    basis text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint retention_policies_kind_key unique (kind),
    constraint retention_policies_kind_known check (
        kind in (
            'closed_profiles', 'deleted_documents', 'withdrawn_consents', 'audit_log', 'published_events',
            'failed_events', 'retention_runs'
        )
    ),
    constraint retention_policies_keep_range check (keep between interval '1 day' and interval '10 years'),
    -- The log is the proof of everything else: a year at least.
    constraint retention_policies_keep_audit_log check (kind <> 'audit_log' or keep >= interval '1 year')
);

create trigger set_updated_at before update on retention_policies
for each row execute function platform.set_updated_at();
create trigger record_change after insert or update or delete on retention_policies
for each row execute function platform.record_change('', '', '', '{}');

comment on table retention_policies is 'How long each kind of data is kept, and why';
comment on column retention_policies.kind is 'What is meant: a table, or the rows of it in a certain state';
comment on column retention_policies.keep is 'Counted from when the row came into that state';
comment on column retention_policies.basis is 'The law or decision behind it';

insert into retention_policies (kind, keep, basis) values
('closed_profiles', '30 days', 'UU 27/2022 art. 43, GDPR art. 17: time to think again, then the purpose has ended'),
('deleted_documents', '7 days', 'GDPR art. 5(1)(e): as long as the object store keeps a removed version'),
('withdrawn_consents', '5 years', 'UU 27/2022 art. 24, GDPR art. 7(1): proof that processing was lawful'),
('audit_log', '5 years', 'UU 27/2022 art. 31, GDPR art. 5(2): records of processing'),
('published_events', '7 days', 'as long as the streams keep them'),
('failed_events', '30 days', 'time to find the cause and publish again'),
('retention_runs', '1 year', 'proof that retention was carried out');

create table retention_runs (
    id bigint generated always as identity primary key,
    kind text not null,
    keep interval not null,
    -- Rows, and partitions for audit_log.
    removed bigint not null,
    created_at timestamptz not null default now(),
    constraint retention_runs_removed_positive check (removed >= 0)
);

create index idx_retention_runs_kind_created_at on retention_runs (kind, created_at);

comment on table retention_runs is 'What each run of retention removed, a row a kind';
comment on column retention_runs.removed is 'Rows; for audit_log, partitions';

alter table retention_policies enable row level security, force row level security;
alter table retention_runs enable row level security, force row level security;

create policy staff_select on retention_policies for select to wira_staff
using ((select app.is_staff('{privacy_officer,auditor}')));
create policy staff_update on retention_policies for update to wira_staff
using ((select app.is_staff('{privacy_officer}')))
with check ((select app.is_staff('{privacy_officer}')));
create policy definer_select on retention_policies for select to wira_owner using (true);

create policy staff_select on retention_runs for select to wira_staff
using ((select app.is_staff('{privacy_officer,auditor}')));
create policy definer_select on retention_runs for select to wira_owner using (true);
create policy definer_insert on retention_runs for insert to wira_owner with check (true);
create policy definer_delete on retention_runs for delete to wira_owner using (true);

grant select on retention_policies, retention_runs to wira_staff;
grant update (keep, basis) on retention_policies to wira_staff;

-- migrate:down
drop table retention_runs;
drop table retention_policies;
