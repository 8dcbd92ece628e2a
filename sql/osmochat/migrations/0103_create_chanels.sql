-- migrate:up
create table chanels (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references users (id) on delete cascade,
    name varchar(255) not null,
    type varchar(20) not null default 'whatsapp',
    ai_takeover_enabled boolean not null default false,
    -- squawk-ignore prefer-bigint-over-int -- seconds that a customer waits
    ai_takeover_delay_seconds integer not null default 0,
    -- squawk-ignore prefer-bigint-over-int -- a limit that people set
    ai_reply_limit integer,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- What refers to a chanel refers to its account with it, so a row and its chanel never have two.
    constraint chanels_id_user_id_key unique (id, user_id),
    constraint chanels_type_known check (type in ('whatsapp', 'messenger', 'instagram', 'telegram', 'webchat')),
    constraint chanels_ai_takeover_delay_not_negative check (ai_takeover_delay_seconds >= 0),
    constraint chanels_ai_reply_limit_positive check (ai_reply_limit > 0)
);

create index idx_chanels_user_id on chanels (user_id);

create trigger set_updated_at before update on chanels
for each row execute function platform.set_updated_at();

comment on table chanels is 'Where customers write: a WhatsApp number, a Messenger page and the like';
comment on column chanels.user_id is 'The account; never changes';
comment on column chanels.type is 'whatsapp, messenger, instagram, telegram or webchat';
comment on column chanels.ai_takeover_enabled is 'Whether an AI agent answers when no human does';
comment on column chanels.ai_takeover_delay_seconds is 'How long a customer waits for a human before the AI answers';
comment on column chanels.ai_reply_limit is 'After how many answers of the AI a human takes over; null: without limit';

alter table chanels enable row level security, force row level security;

-- migrate:down
drop table chanels;
