-- migrate:up
create table contact_groups (
    id bigint generated always as identity primary key,
    user_id bigint not null references users (id) on delete cascade,
    name varchar(255) not null,
    description text,
    -- INT in the seed: no group has two billion contacts.
    -- squawk-ignore prefer-bigint-over-int
    contact_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- For foreign keys that hold a group and what refers to it to one user.
    constraint contact_groups_id_user_id unique (id, user_id)
) with (fillfactor = 90);

create index idx_contact_groups_user_id on contact_groups (user_id);

-- The count changes by folding, which is no change of the group.
create trigger set_updated_at before update of name, description on contact_groups
for each row execute function platform.set_updated_at();

comment on table contact_groups is 'Segments of a user''s contacts; a contact is in one at most';
comment on column contact_groups.contact_count is
'Contacts in the group as of the last folding, seconds ago; contact_group_sizes has it exactly';

alter table contact_groups enable row level security, force row level security;

-- migrate:down
drop table contact_groups;
