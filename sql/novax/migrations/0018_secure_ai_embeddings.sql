-- migrate:up

-- People search with them, the agent adds them. The agent may insert and no more; its next embedding of a source takes
-- the place of the last, which the trigger sees to as the owner (definer_delete).
create policy org_isolation_select on ai_embeddings for select to novax_app, novax_readonly
using (org_id = any(array(select app.member_org_ids())));

create policy org_isolation_insert on ai_embeddings for insert to ai_agent_role
with check (org_id = any(array(select app.member_org_ids('{owner,admin,member}'))));

create policy definer_select on ai_embeddings for select to novax_owner using (true);
create policy definer_delete on ai_embeddings for delete to novax_owner using (true);

grant select on ai_embeddings to novax_app, novax_readonly;
grant insert on ai_embeddings to ai_agent_role;

-- migrate:down
revoke insert on ai_embeddings from ai_agent_role;
revoke select on ai_embeddings from novax_app, novax_readonly;
drop policy definer_delete on ai_embeddings;
drop policy definer_select on ai_embeddings;
drop policy org_isolation_insert on ai_embeddings;
drop policy org_isolation_select on ai_embeddings;
