-- migrate:up

-- Two schemas beside `public`, which holds the product's tables. Nothing in either is for anybody until it is granted.
create schema app;
comment on schema app is 'What applications, staff and policies call: profiles, consents, export, erasure, search';
grant usage on schema app to wira_app, wira_readonly, wira_staff;

create schema private;
comment on schema private is 'Keys, encryption, trigger functions and maintenance: no role but the owner gets in';

-- migrate:down
drop schema private;
drop schema app;
