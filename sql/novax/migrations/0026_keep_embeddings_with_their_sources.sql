-- migrate:up

-- Fills in the organization of the source and takes the source's last embedding away. Where there is no such source
-- the organization stays null, which the policy refuses just as it refuses a source of others: nobody learns which.
-- Comments are a kind of source in the seed, but it has no table of them; until there is one, they are refused too.
create function private.place_embedding()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    new.org_id := (
        select p.org_id
        from public.projects as p
        where p.id = case new.source_type
            when 'document' then (
                select d.project_id from public.documents as d where d.id = new.source_id and d.status <> 'deleted'
            )
            when 'task' then (select t.project_id from public.tasks as t where t.id = new.source_id)
        end
    );
    -- Only for whoever the policy lets insert: this delete runs as the owner, before the policy is asked.
    if new.org_id = any(array(select app.member_org_ids('{owner,admin,member}'))) then
        delete from public.ai_embeddings as e
        where e.source_id = new.source_id and e.source_type = new.source_type;
    end if;
    return new;
end
$$;

comment on function private.place_embedding() is
'Trigger function: an embedding gets the organization of its source and replaces the source''s last one';

create trigger place_embedding before insert on ai_embeddings
for each row execute function private.place_embedding();

-- A source is one of several tables, so no foreign key can do this.
create function private.remove_embedding()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    delete from public.ai_embeddings as e
    where e.source_id = old.id and e.source_type = tg_argv[0];
    return null;
end
$$;

comment on function private.remove_embedding() is
'Trigger function: an embedding goes with its source; the argument is the source''s type';

create trigger remove_embedding after delete on documents
for each row execute function private.remove_embedding('document');
-- A deleted document is not to be found by what it means; if it is restored, the event has the AI embed it again.
create trigger remove_embedding_of_deleted after update of status on documents
for each row when (new.status = 'deleted') execute function private.remove_embedding('document');
create trigger remove_embedding after delete on tasks
for each row execute function private.remove_embedding('task');

-- migrate:down
drop trigger remove_embedding on tasks;
drop trigger remove_embedding_of_deleted on documents;
drop trigger remove_embedding on documents;
drop function private.remove_embedding();
drop trigger place_embedding on ai_embeddings;
drop function private.place_embedding();
