-- migrate:up
create function get_auto_reply_rules(chanel_uuid uuid)
returns table (
    id uuid,
    name varchar,
    keywords text[],
    match_type varchar,
    reply_content text,
    variables text[],
    priority integer,
    delay_seconds integer
)
language sql
stable
set search_path = ''
as $$
    select
        r.id,
        r.name,
        r.keywords,
        r.match_type,
        coalesce(r.reply_content, t.content),
        coalesce(t.variables, '{}'),
        r.priority,
        r.delay_seconds
    from public.auto_reply_rules as r
    left join public.whatsapp_message_templates as t on t.id = r.template_id
    where
        r.chanel_id = chanel_uuid
        and r.is_active
        -- A template that was switched off switches off what replies with it.
        and (r.template_id is null or t.is_active)
    order by r.priority desc, r.created_at, r.id
$$;

comment on function get_auto_reply_rules(uuid) is
'The active rules of a chanel, the first that fits replies; with a template''s text where the rule has one';

grant execute on function get_auto_reply_rules(uuid) to osmochat_app, osmochat_readonly;

-- migrate:down
drop function get_auto_reply_rules(uuid);
