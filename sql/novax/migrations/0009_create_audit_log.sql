-- migrate:up
create table audit_log (
    id bigint generated always as identity,
    -- Null where a change belongs to no organization, such as one of a user. No foreign key, neither here nor on
    -- entity_id: the log outlives what it tells of.
    org_id uuid,
    actor_id uuid not null references users (id),
    action varchar(50) not null,
    entity_type varchar(100) not null,
    entity_id uuid not null,
    old_value jsonb,
    new_value jsonb,
    ip_address inet,
    created_at timestamptz not null default now(),
    primary key (id, created_at),
    constraint audit_log_action_known check (action in ('create', 'update', 'delete', 'access'))
) partition by range (created_at);

create index idx_audit_log_entity_type_entity_id on audit_log (entity_type, entity_id);
create index idx_audit_log_created_at on audit_log using brin (created_at);
create index idx_audit_log_org_id on audit_log (org_id);
create index idx_audit_log_actor_id on audit_log (actor_id);

create trigger forbid_change before update or delete or truncate on audit_log
for each statement execute function platform.forbid_change();
-- Only row triggers are copied to partitions, where a direct statement would slip past the one above.
create trigger forbid_change_of_row before update or delete on audit_log
for each row execute function platform.forbid_change();

comment on table audit_log is 'Who changed or read what, when and from where; append-only, a partition a month';
comment on column audit_log.action is 'create, update, delete or access';
comment on column audit_log.entity_type is 'The name of the table';
comment on column audit_log.old_value is 'The row before, without secrets and derived columns';
comment on column audit_log.new_value is 'The row after, without secrets and derived columns';

alter table audit_log enable row level security, force row level security;

-- Four months ahead, and a default partition for clocks that go wrong. Kept without end: the seed names no retention.
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
