-- migrate:up

-- What a person agreed to, to which words of it, and until when. A row is written once and ended once: it is the proof.
create table consents (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references profiles (id) on delete cascade,
    purpose text not null,
    version text not null,
    given_at timestamptz not null default now(),
    withdrawn_at timestamptz,
    constraint consents_purpose_known check (purpose in ('service', 'learning', 'analytics', 'marketing')),
    constraint consents_version_form check (version ~ '^[0-9]{4}-[0-9]{2}(\.[0-9]+)?$'),
    constraint consents_withdrawn_at_after_given_at check (withdrawn_at >= given_at)
);

-- One consent in force a purpose; that of a new version begins when the former is withdrawn.
create unique index idx_consents_user_id_purpose on consents (user_id, purpose) where withdrawn_at is null;
create index idx_consents_user_id on consents (user_id);
create index idx_consents_withdrawn_at on consents (withdrawn_at) where withdrawn_at is not null;

create function private.keep_consent_history()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if
        old.withdrawn_at is not null
        or new.withdrawn_at is null
        or (new.id, new.user_id, new.purpose, new.version, new.given_at)
        is distinct from (old.id, old.user_id, old.purpose, old.version, old.given_at)
    then
        raise exception using
            errcode = 'insufficient_privilege',
            message = pg_catalog.format('consent %s is history and cannot be changed', old.id),
            hint = 'A consent in force can be withdrawn, once; give consent again as a new row.';
    end if;
    -- The time of a withdrawal is nobody's to choose.
    new.withdrawn_at := pg_catalog.now();
    return new;
end
$$;

comment on function private.keep_consent_history() is
'Trigger function: a consent may be withdrawn, once, and is not changed otherwise';

create trigger keep_history before update on consents
for each row execute function private.keep_consent_history();

comment on table consents is 'Consents given and withdrawn, each version a row; nothing is rewritten';
comment on column consents.purpose is
'service: running the product; learning: chatbots learn from documents; analytics; marketing';
comment on column consents.version is
'The version of the text that the person saw: year-month, and a number if need be';
comment on column consents.withdrawn_at is 'When the person took it back; null while it is in force';

alter table consents enable row level security, force row level security;

create policy self_select on consents for select to wira_app, wira_readonly
using (user_id = (select platform.current_user_id()));

-- Also while suspended: nobody may be kept from withdrawing.
create policy self_insert on consents for insert to wira_app
with check (user_id = (select platform.current_user_id()));

create policy self_update on consents for update to wira_app
using (user_id = (select platform.current_user_id()))
with check (user_id = (select platform.current_user_id()));

create policy definer_select on consents for select to wira_owner using (true);
create policy definer_delete on consents for delete to wira_owner using (true);

grant select on consents to wira_app, wira_readonly;
grant insert (id, user_id, purpose, version) on consents to wira_app;
grant update (withdrawn_at) on consents to wira_app;

create view current_consents with (security_invoker = true) as
select
    c.user_id,
    c.purpose,
    c.version,
    c.given_at
from consents as c
where c.withdrawn_at is null;

comment on view current_consents is 'The consents in force';

grant select on current_consents to wira_app, wira_readonly;

create function app.give_consent(p_purpose text, p_version text)
returns uuid
language sql
set search_path = ''
as $$
    update public.consents as c
    set withdrawn_at = pg_catalog.now()
    where c.user_id = (select platform.current_user_id()) and c.purpose = p_purpose and c.withdrawn_at is null;
    insert into public.consents (user_id, purpose, version)
    values (platform.current_user_id(), p_purpose, p_version)
    returning id
$$;

comment on function app.give_consent(text, text) is
'Records the current user''s consent to a version of a purpose, in place of the one in force';

create function app.withdraw_consent(p_purpose text)
returns boolean
language sql
set search_path = ''
as $$
    with withdrawn as (
        update public.consents as c
        set withdrawn_at = pg_catalog.now()
        where c.user_id = (select platform.current_user_id()) and c.purpose = p_purpose and c.withdrawn_at is null
        returning c.id
    )

    select exists (select from withdrawn)
$$;

comment on function app.withdraw_consent(text) is
'Withdraws the current user''s consent to a purpose; false where there was none';

create function app.has_consent(p_purpose text)
returns boolean
language plpgsql
stable
parallel safe
security definer
set search_path = ''
as $$
begin
    return exists (
        select from public.consents as c
        where c.user_id = platform.current_user_id() and c.purpose = p_purpose and c.withdrawn_at is null
    );
end
$$;

comment on function app.has_consent(text) is 'Whether the current user''s consent to the purpose is in force';

grant execute on function
app.give_consent(text, text), app.withdraw_consent(text), app.has_consent(text)
to wira_app;

-- migrate:down
drop function app.has_consent(text);
drop function app.withdraw_consent(text);
drop function app.give_consent(text, text);
drop view current_consents;
drop table consents;
drop function private.keep_consent_history();
