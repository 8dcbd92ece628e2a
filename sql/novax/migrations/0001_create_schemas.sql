-- migrate:up

-- Two schemas beside `public`, which holds the seed's tables. Nothing in either is for anybody until it is granted.
create schema app;
comment on schema app is 'What applications and policies call: who may see what, search, login';
grant usage on schema app to novax_app, novax_readonly, ai_agent_role;

create schema private;
comment on schema private is 'Trigger functions, materialized views and maintenance: no role but the owner gets in';

-- migrate:down
drop schema private;
drop schema app;
