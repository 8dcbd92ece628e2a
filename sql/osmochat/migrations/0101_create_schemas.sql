-- migrate:up

-- Two schemas beside `public`, which holds the seed's tables, views and functions: clients call those by bare names.
create schema app;
comment on schema app is 'What applications and policies call: whose accounts are whose, login, pairing of WhatsApp';
grant usage on schema app to osmochat_app, osmochat_readonly, osmochat_gateway;

create schema private;
comment on schema private is 'Trigger functions, maintenance and chunks: no role but the owner gets in';

-- migrate:down
drop schema private;
drop schema app;
