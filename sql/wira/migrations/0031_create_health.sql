-- migrate:up

-- What the platform's exporters cannot know of this product; for operators, who act as the owner.
create view private.health with (security_invoker = true) as
select 'profiles by status' as measure, p.status as label, count(*)::double precision as value
from public.profiles as p
group by p.status
union all
select 'profiles by key', p.data_key_id::text, count(*)
from public.profiles as p
group by p.data_key_id
union all
select 'documents by status', d.status, count(*)
from public.documents as d
group by d.status
union all
select 'document bytes by status', d.status, sum(d.size_bytes)
from public.documents as d
group by d.status
union all
select 'chunks', '', count(*)
from public.document_chunks
union all
select 'events by status', e.status, count(*)
from public.events as e
group by e.status
union all
select 'oldest pending event, seconds', '', coalesce(extract(epoch from now() - min(e.created_at)), 0)
from public.events as e
where e.status = 'pending'
union all
select 'last retention, seconds ago', r.kind, extract(epoch from now() - max(r.created_at))
from public.retention_runs as r
group by r.kind
union all
select 'table bytes', c.relname::text collate "default", pg_total_relation_size(c.oid)
from pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r';

comment on view private.health is 'How the product''s data stand: counts, sizes, and how late things are';

-- migrate:down
drop view private.health;
