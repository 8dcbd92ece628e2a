-- migrate:up

-- Three schemas beside `public`, which holds the seed's tables. Nothing in them is for anybody until it is granted.
create schema app;
comment on schema app is 'What applications and policies call: whose account it is, export, erasure';
grant usage on schema app to campaigns_app, campaigns_billing, campaigns_readonly;

create schema private;
comment on schema private is 'Trigger functions, allowances, folding and maintenance: no role but the owner gets in';

-- Chunks bear the privileges of their hypertable, and its policies do not reach them: whoever could name a chunk could
-- read every tenant. TimescaleDB's own schema is no place for them, as every session needs to look things up there.
create schema chunks;
comment on schema chunks is 'Chunks of hypertables: nobody but the owner gets in';

-- migrate:down
drop schema chunks;
drop schema private;
drop schema app;
