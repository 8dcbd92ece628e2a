-- migrate:up

-- Erasure: at once and whole. References take along what is the person's; its triggers tell the object store, the
-- search engine and caches. What is left is the audit log, which names nobody, and these last events until they are
-- published and their time is over.
create function private.erase_person(p_user_id uuid, p_reason text)
returns void
language plpgsql
set search_path = ''
as $$
begin
    delete from public.events as e where e.user_id = p_user_id;
    delete from public.profiles as p where p.id = p_user_id;
    if not found then
        raise exception using
            errcode = 'no_data_found', message = pg_catalog.format('there is no profile %s to erase', p_user_id);
    end if;
    perform private.record_reading(p_user_id, 'erase', p_reason);
end
$$;

comment on function private.erase_person(uuid, text) is 'Deletes a person with everything of theirs, for good';

create function app.erase_me()
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.erase_person(platform.current_user_id(), 'request of the person');
end
$$;

comment on function app.erase_me() is 'Deletes the current user with everything of theirs, for good and at once';

grant execute on function app.erase_me() to wira_app;

-- migrate:down
drop function app.erase_me();
drop function private.erase_person(uuid, text);
