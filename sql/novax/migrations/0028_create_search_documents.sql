-- migrate:up

-- Full-text search. A policy keeps PostgreSQL from using the GIN index: the operator of text search is not leakproof,
-- so it may only be asked of rows that have passed the policy. As the owner, with the tenant's rule written out, the
-- index is used and the rule holds.
create function app.search_documents(p_query text, p_limit integer default 10)
returns table (id uuid, title varchar, ai_summary jsonb, rank real)
language sql
stable
security definer
set search_path = ''
as $$
    select d.id, d.title, d.ai_summary, pg_catalog.ts_rank(d.search_vector, q.query) as rank
    from public.documents as d
    cross join (select pg_catalog.websearch_to_tsquery('pg_catalog.simple', p_query) as query) as q
    where
        d.search_vector operator(pg_catalog.@@) q.query
        and d.project_id = any(array(select app.member_project_ids()))
        and d.status <> 'deleted'
    order by rank desc, d.id
    limit least(p_limit, 100)
$$;

comment on function app.search_documents(text, integer) is
'Documents of the current user''s organizations by words, the best first; the query is written as for a web search';

grant execute on function app.search_documents(text, integer) to novax_app, novax_readonly;

-- migrate:down
drop function app.search_documents(text, integer);
