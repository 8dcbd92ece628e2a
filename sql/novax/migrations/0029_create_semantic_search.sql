-- migrate:up

-- The seed's query of §7.3: cosine similarity above 0.75, ten rows. It runs as the caller, under the policies.
--
-- The index serves all tenants and knows nothing of them, so a plain scan may find only neighbours of others; iterative
-- scans go on until there are ten, or 20,000 have been seen. That is not enough: many equal vectors, as copies of one
-- text make them, or dead ones before a vacuum, part the graph, and a scan that starts among them never gets out. Then
-- one tenant's copies would hide another's documents (seen with 300). So when the index gives fewer than ten, the
-- caller's own embeddings are measured one by one, which the index on org_id finds.
--
-- Threshold and documents come after the limit: what is beyond the threshold is farther than all before, a deleted
-- document has no embedding, and a join below the limit would keep the planner from the index.
create function app.semantic_search(p_embedding extensions.vector)
returns table (id uuid, title varchar, ai_summary jsonb, similarity_score double precision)
language sql
stable
set search_path = ''
set hnsw.iterative_scan = 'strict_order'
as $$
    with by_index as materialized (
        select e.source_id, e.embedding operator(extensions.<=>) p_embedding as distance
        from public.ai_embeddings as e
        where e.source_type = 'document'
        order by e.embedding operator(extensions.<=>) p_embedding
        limit 10
    ),

    found as (select pg_catalog.count(*) as rows from by_index),

    one_by_one as (
        select own.source_id, own.embedding operator(extensions.<=>) p_embedding as distance
        -- OFFSET 0 keeps the order out, and with it the index that has just failed.
        from (
            select e.source_id, e.embedding from public.ai_embeddings as e where e.source_type = 'document' offset 0
        ) as own
        where (select f.rows from found as f) < 10
        order by distance
        limit 10
    )

    select d.id, d.title, d.ai_summary, 1 - n.distance as similarity_score
    from (
        select b.source_id, b.distance from by_index as b where (select f.rows from found as f) = 10
        union all
        select o.source_id, o.distance from one_by_one as o
    ) as n
    inner join public.documents as d on d.id = n.source_id
    where 1 - n.distance > 0.75
    order by n.distance
$$;

comment on function app.semantic_search(extensions.vector) is
'The ten documents nearest in meaning that the current user may see, with a similarity above 0.75; 1536 dimensions';

grant execute on function app.semantic_search(extensions.vector) to novax_app, novax_readonly;

-- migrate:down
drop function app.semantic_search(extensions.vector);
