-- migrate:up
create table agent_ai_configs (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null,
    agent_id uuid not null,
    model varchar(100) not null default 'gpt-4o-mini',
    temperature numeric(3, 2) not null default 0.70,
    -- squawk-ignore prefer-bigint-over-int -- a model takes far fewer
    max_tokens integer not null default 500,
    speaking_style text not null default '',
    knowledge text not null default '',
    handover_conditions jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint agent_ai_configs_agent_id_user_id_fkey foreign key (agent_id, user_id)
    references agents (id, user_id) on delete cascade,
    constraint agent_ai_configs_temperature_range check (temperature between 0 and 2),
    constraint agent_ai_configs_max_tokens_positive check (max_tokens > 0),
    constraint agent_ai_configs_handover_conditions_shape check (
        case
            when jsonb_typeof(handover_conditions) <> 'object' then false
            else
                handover_conditions - array['min_confidence', 'keywords', 'max_replies'] = '{}'
                and coalesce(
                    jsonb_path_match(
                        handover_conditions,
                        '(!exists($.min_confidence) || $.min_confidence.type() == "number"
                            && $.min_confidence >= 0 && $.min_confidence <= 1)
                        && (!exists($.keywords) || $.keywords.type() == "array"
                            && !exists($.keywords[*] ? (@.type() != "string")))
                        && (!exists($.max_replies) || $.max_replies.type() == "number" && $.max_replies >= 1)',
                        silent => true
                    ),
                    false
                )
        end
    )
);

create index idx_agent_ai_configs_user_id on agent_ai_configs (user_id);
create unique index idx_agent_ai_configs_agent_id on agent_ai_configs (agent_id);

create trigger set_updated_at before update on agent_ai_configs
for each row execute function platform.set_updated_at();

-- With the caller's rights: an agent of others gives no account, which the policy refuses just as it refuses an agent
-- that does not exist.
create function private.place_under_agent()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.user_id := (select a.user_id from public.agents as a where a.id = new.agent_id and a.type = 'ai');
    return new;
end
$$;

comment on function private.place_under_agent() is 'Trigger function: a row has the account of its AI agent';

create trigger place_under_agent before insert on agent_ai_configs
for each row execute function private.place_under_agent();

comment on table agent_ai_configs is 'How an AI agent answers; one row an agent';
comment on column agent_ai_configs.user_id is 'The agent''s account, filled in by a trigger';
comment on column agent_ai_configs.model is 'The name of the OpenAI model';
comment on column agent_ai_configs.speaking_style is 'How the agent speaks, in words';
comment on column agent_ai_configs.knowledge is 'What the agent knows of the business, in words';
comment on column agent_ai_configs.handover_conditions is
'JSON object, when a human takes over, every key optional and no other allowed: min_confidence 0-1, keywords [text],
max_replies from 1';

alter table agent_ai_configs enable row level security, force row level security;

-- Everybody in the account reads it, its holder decides.
create policy account_select on agent_ai_configs for select to osmochat_app, osmochat_readonly
using (user_id = any(array(select app.account_ids())));

create policy holder_insert on agent_ai_configs for insert to osmochat_app
with check (user_id = (select app.held_account_id()));

create policy holder_update on agent_ai_configs for update to osmochat_app
using (user_id = (select app.held_account_id()))
with check (user_id = (select app.held_account_id()));

create policy holder_delete on agent_ai_configs for delete to osmochat_app
using (user_id = (select app.held_account_id()));

grant select, delete on agent_ai_configs to osmochat_app;
grant insert (
    id, agent_id, model, temperature, max_tokens, speaking_style, knowledge, handover_conditions
) on agent_ai_configs to osmochat_app;
grant update (
    model, temperature, max_tokens, speaking_style, knowledge, handover_conditions
) on agent_ai_configs to osmochat_app;
grant select on agent_ai_configs to osmochat_readonly;

-- migrate:down
drop table agent_ai_configs;
drop function private.place_under_agent();
