-- migrate:up

-- It runs as the caller, under the policies. The index serves all tenants and knows nothing of them: iterative scans go
-- on until there are enough rows, or 20,000 have been seen. Equal vectors, as copies of one text make them, part the
-- graph, and a scan that starts among another tenant's never gets out; so where the index gives fewer than asked, the
-- chatbot's own pieces are measured one by one, which the index on chatbot_id finds.
create function app.search_chunks(p_chatbot_id uuid, p_embedding extensions.vector, p_limit integer default 10)
returns table (document_id uuid, chunk_index integer, content text, similarity_score double precision)
language sql
stable
set search_path = ''
set hnsw.iterative_scan = 'strict_order'
as $$
    with wanted as (select least(greatest(p_limit, 1), 100) as rows),

    by_index as materialized (
        select c.document_id, c.chunk_index, c.content, c.embedding operator(extensions.<=>) p_embedding as distance
        from public.document_chunks as c
        where c.chatbot_id = p_chatbot_id
        order by c.embedding operator(extensions.<=>) p_embedding
        limit (select w.rows from wanted as w)
    ),

    found as (select pg_catalog.count(*) as rows from by_index),

    one_by_one as (
        select o.document_id, o.chunk_index, o.content, o.embedding operator(extensions.<=>) p_embedding as distance
        -- OFFSET 0 keeps the order out, and with it the index that has just failed.
        from (
            select c.document_id, c.chunk_index, c.content, c.embedding
            from public.document_chunks as c
            where c.chatbot_id = p_chatbot_id
            offset 0
        ) as o
        where (select f.rows from found as f) < (select w.rows from wanted as w)
        order by distance
        limit (select w.rows from wanted as w)
    )

    select n.document_id, n.chunk_index, n.content, 1 - n.distance as similarity_score
    from (
        select b.* from by_index as b where (select f.rows from found as f) = (select w.rows from wanted as w)
        union all
        select o.* from one_by_one as o
    ) as n
    order by n.distance, n.document_id, n.chunk_index
$$;

comment on function app.search_chunks(uuid, extensions.vector, integer) is
'The pieces of a chatbot''s documents nearest in meaning, of those that the current user may see; 1536 dimensions';

grant execute on function app.search_chunks(uuid, extensions.vector, integer) to wira_app;

-- migrate:down
drop function app.search_chunks(uuid, extensions.vector, integer);
