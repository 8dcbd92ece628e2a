-- migrate:up

-- Two schemas beside `public`, which holds the tables. Nothing in either is for anybody until it is granted.
create schema app;
comment on schema app is 'What applications and policies call: who may see what, queries, deleting, visitors'' rights';
grant usage on schema app to livechat_app, livechat_readonly, livechat_visitor;

create schema private;
comment on schema private is 'Trigger functions, retention and maintenance: no role but the owner gets in';

-- migrate:down
drop schema private;
drop schema app;
