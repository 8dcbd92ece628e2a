-- migrate:up
create table audit_log (
    id bigint generated always as identity,
    -- The person whose data it was; null where it was nobody's. No foreign keys: the log outlives what it tells of.
    user_id uuid,
    actor_id uuid not null,
    action text not null,
    entity_type text not null,
    entity_id uuid not null,
    old_value jsonb,
    new_value jsonb,
    ip_address inet,
    created_at timestamptz not null default now(),
    primary key (id, created_at),
    constraint audit_log_action_known
    check (action in ('create', 'update', 'delete', 'access', 'export', 'erase'))
) partition by range (created_at);

create index idx_audit_log_entity_type_entity_id on audit_log (entity_type, entity_id);
create index idx_audit_log_created_at on audit_log using brin (created_at);
create index idx_audit_log_user_id on audit_log (user_id);
create index idx_audit_log_actor_id on audit_log (actor_id);

create trigger forbid_change before update or delete or truncate on audit_log
for each statement execute function platform.forbid_change();
-- Only row triggers are copied to partitions, where a direct statement would slip past the one above.
create trigger forbid_change_of_row before update or delete on audit_log
for each row execute function platform.forbid_change();

comment on table audit_log is
'Who changed or read whose data, when and from where; append-only, a partition a month, no personal data in it';
comment on column audit_log.user_id is
'The profile whose data it was; kept after its erasure, when it names nobody any more';
comment on column audit_log.actor_id is 'The profile or staff member that acted; zeros for the system';
comment on column audit_log.action is
'create, update, delete; access and export tell of reading; erase of a whole person';
comment on column audit_log.entity_type is 'The name of the table';
comment on column audit_log.old_value is 'The row before, without what a person wrote or is called';
comment on column audit_log.new_value is 'The row after, as old_value; for access, export and erase: the reason';

alter table audit_log enable row level security, force row level security;

-- A person sees who read or changed what is theirs; of the staff, who is there to watch.
create policy self_select on audit_log for select to wira_app, wira_readonly
using (user_id = (select platform.current_user_id()));

create policy staff_select on audit_log for select to wira_staff
using ((select app.is_staff('{auditor,privacy_officer}')));

create policy definer_select on audit_log for select to wira_owner using (true);
create policy definer_insert on audit_log for insert to wira_owner with check (true);

grant select on audit_log to wira_app, wira_readonly, wira_staff;

-- Four months ahead, and a default partition for clocks that go wrong.
select partman.create_parent(
    p_parent_table => 'public.audit_log',
    p_control => 'created_at',
    p_interval => '1 month',
    p_premake => 4,
    p_jobmon => false
);

-- migrate:down
delete from partman.part_config where parent_table = 'public.audit_log';
drop table partman.template_public_audit_log;
drop table audit_log;
