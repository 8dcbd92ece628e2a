-- Each user reads and changes their own rows, and nothing of anybody else.
begin;
set local search_path = public, extensions, tap;
select plan(76);

-- The actors: Ana has id 1, Bob 2; each an account, a group of two contacts and a third without one, and a campaign.
insert into users (id, uuid, email, name, timezone) overriding system value values
(1, 'aaaaaaaa-0000-0000-0000-000000000000', 'ana@example.test', 'Ana', 'Asia/Jakarta'),
(2, 'bbbbbbbb-0000-0000-0000-000000000000', 'bob@example.test', 'Bob', 'UTC');
insert into whatsapp_accounts (id, user_id, phone_number, session_data) overriding system value values
(1, 1, '+6281', '{"key": "of ana"}'), (2, 2, '+6282', '{"key": "of bob"}');
insert into contact_groups (id, user_id, name) overriding system value values (1, 1, 'A'), (2, 2, 'B');
insert into contacts (id, user_id, phone_number, group_id) overriding system value values
(11, 1, '+62811', 1), (12, 1, '+62812', 1), (13, 1, '+62813', null),
(21, 2, '+62811', 2), (22, 2, '+62822', 2), (23, 2, '+62823', null);
insert into campaigns (id, user_id, whatsapp_account_id, name, template_content) overriding system value values
(1, 1, 1, 'Of A', 'Halo'), (2, 2, 2, 'Of B', 'Halo');
select setval(pg_get_serial_sequence(t, 'id'), 1000) > 0
from unnest(array['users', 'whatsapp_accounts', 'contact_groups', 'contacts', 'campaigns']) as t;
insert into messages (user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content)
select user_id, user_id, user_id, id, phone_number, 'Halo' from contacts;

insert into usage_logs (user_id, usage_type) values (1, 'ai_request'), (2, 'ai_request');
select private.fold_counters() > 0;
insert into contacts (user_id, phone_number, group_id) values (1, '+62814', 1), (2, '+62824', 2);
insert into messages (user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content)
select user_id, user_id, user_id, id, phone_number, 'Halo' from contacts;

-- Everybody against every table and view: rows of Ana, rows of others.
create function pg_temp.visible(p_role name, p_user text) returns table (tbl text, anas bigint, others bigint)
language plpgsql as $$
declare
    v_table text;
    v_column text;
begin
    perform set_config('app.current_user_id', p_user, true), set_config('role', p_role, true);
    for v_table, v_column in values
        ('campaign_analytics', 'campaign_id'), ('campaign_deltas', 'user_id'), ('campaign_progress', 'user_id'),
        ('campaigns', 'user_id'), ('contact_group_deltas', 'user_id'), ('contact_group_sizes', 'user_id'),
        ('contact_groups', 'user_id'), ('contacts', 'user_id'), ('current_usage', 'user_id'),
        ('daily_analytics', 'user_id'), ('daily_deltas', 'user_id'), ('daily_usage', 'user_id'), ('messages', 'user_id'),
        ('usage_logs', 'user_id'), ('usage_slots', 'user_id'), ('user_limits', 'user_id'), ('users', 'id'),
        ('whatsapp_accounts', 'user_id')
    loop
        tbl := v_table;
        execute format('select count(*) filter (where %1$I = 1), count(*) filter (where %1$I <> 1) from %2$I', v_column, v_table)
        into anas, others;
        return next;
    end loop;
    perform set_config('role', 'none', true);
end
$$;
select results_eq(
    format('select tbl, anas > 0, others > 0 from pg_temp.visible(%L, %L)', r, u),
    format('select tbl, %L::boolean, %L::boolean from pg_temp.visible(%L, %L)', own, others, 'none', ''),
    format('%s for %s', r, who)
)
from unnest(array['campaigns_app', 'campaigns_readonly']) as r
cross join (values
    ('Ana: hers in every table', 'aaaaaaaa-0000-0000-0000-000000000000', true, false),
    ('Bob: his in every table', 'bbbbbbbb-0000-0000-0000-000000000000', false, true),
    ('nobody: nothing', '', false, false),
    ('a user who does not exist: nothing', '99999999-9999-9999-9999-999999999999', false, false)
) as v (who, u, own, others);
select is(
    (select array_agg((anas, others)::text) from pg_temp.visible('campaigns_app', 'aaaaaaaa-0000-0000-0000-000000000000') where tbl in ('contacts', 'messages')),
    array['(4,0)', '(7,0)'], 'all of Ana''s rows, not only some'
);

set local role campaigns_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
-- Changing what is Bob's finds nothing.
prepare changed as
with
a as (update users set name = 'x' where id = 2 returning 1), b as (update whatsapp_accounts set display_name = 'x' where id = 2 returning 1),
c as (delete from whatsapp_accounts where id = 2 returning 1), d as (update contact_groups set name = 'x' where id = 2 returning 1),
e as (delete from contact_groups where id = 2 returning 1), f as (update contacts set name = 'x' where user_id = 2 returning 1),
g as (delete from contacts where user_id = 2 returning 1), h as (update campaigns set name = 'x' where id = 2 returning 1),
i as (delete from campaigns where id = 2 returning 1), j as (update messages set status = 'read' where user_id = 2 returning 1)
select 1 from a union all select 1 from b union all select 1 from c union all select 1 from d union all select 1 from e union all
select 1 from f union all select 1 from g union all select 1 from h union all select 1 from i union all select 1 from j;
select is_empty('execute changed', 'nothing of Bob''s is changed or deleted');
select is(app.whatsapp_session(1), '{"key": "of ana"}', 'Ana gets the keys of her session');
select is(app.whatsapp_session(2), null, 'and not of Bob''s');
select is(app.erase_contact(21), false, 'nor does she erase his contact');
select is(app.contacts_messaged(2, current_date, 'UTC'), 0::bigint, 'nor count whom he writes to');

-- Refused, with the SQLSTATE that says why.
select throws_ok(statement, code, null, 'Ana is refused: ' || statement)
from (values
    ('42501', $$insert into users (uuid, email, name) values ('bbbbbbbb-0000-0000-0000-000000000000', 'x@example.test', 'x')$$),
    ('42501', $$insert into whatsapp_accounts (user_id, phone_number) values (2, '+6289')$$),
    ('42501', $$insert into contact_groups (user_id, name) values (2, 'x')$$),
    ('42501', $$insert into contacts (user_id, phone_number) values (2, '+6289')$$),
    ('42501', $$insert into campaigns (user_id, whatsapp_account_id, name, template_content) values (2, 2, 'x', 'x')$$),
    ('42501', $$insert into messages (user_id, whatsapp_account_id, contact_id, phone_number, message_content)
       values (2, 2, 21, '+62811', 'x')$$),
    ('42501', $$insert into usage_logs (user_id, usage_type) values (2, 'ai_request')$$),
    ('42501', $$insert into usage_logs (user_id, usage_type) values (1, 'message')$$),
    ('23503', $$insert into contacts (user_id, phone_number, group_id) values (1, '+6289', 2)$$),
    ('23503', $$update contacts set group_id = 2$$),
    ('23503', $$update campaigns set whatsapp_account_id = 2$$),
    ('23503', $$update campaigns set target_type = 'group', target_group_id = 2$$),
    ('23503', $$insert into messages (user_id, whatsapp_account_id, contact_id, phone_number, message_content)
       values (1, 1, 21, '+62811', 'x')$$),
    ('23503', $$insert into messages (user_id, whatsapp_account_id, contact_id, phone_number, message_content)
       values (1, 2, 11, '+62811', 'x')$$),
    ('23503', $$insert into messages (user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content)
       values (1, 2, 1, 11, '+62811', 'x')$$),
    ('23503', $$insert into messages (user_id, whatsapp_account_id, contact_id, phone_number, message_content)
       values (1, 1, 11, '+62899', 'x')$$),
    ('42501', 'update contacts set user_id = 2'), ('42501', 'update campaigns set user_id = 2'),
    ('42501', 'update messages set user_id = 2'), ('42501', 'update messages set created_at = now()'),
    ('42501', 'update users set subscription_plan = ''enterprise'''), ('42501', 'update users set uuid = gen_random_uuid()'),
    ('42501', 'update user_limits set contacts_limit = 1000000'), ('42501', 'delete from users'),
    ('42501', 'select session_data from whatsapp_accounts'), ('42501', 'select * from whatsapp_accounts'),
    ('42501', 'update whatsapp_accounts set display_name = session_data::text'),
    ('42501', 'update campaigns set messages_sent = 0'), ('42501', 'update contact_groups set contact_count = 0'),
    ('42501', 'update daily_analytics set messages_sent = 0'), ('42501', 'update campaign_analytics set messages_sent = 0'),
    ('42501', 'delete from messages'), ('42501', 'delete from usage_logs'), ('42501', 'update usage_logs set quantity = 1'),
    ('42501', 'update usage_slots set quantity = 0'), ('42501', 'delete from campaign_deltas'),
    ('42501', 'insert into daily_deltas (user_id, date) values (1, current_date)'), ('42501', 'select * from events'),
    ('42501', 'truncate messages'), ('42501', 'alter table messages no force row level security'),
    ('42501', 'select private.recount()'), ('42501', 'select private.fold_counters()'),
    ('42501', 'select private.give_back(1, ''messages'', 1000)')
) as s (code, statement);

select lives_ok(statement, 'Ana may: ' || statement)
from (values
    ($$insert into campaigns (user_id, whatsapp_account_id, name, template_content) values (1, 1, 'x', 'x') returning *$$),
    ($$insert into contact_groups (user_id, name) values (1, 'x') returning *$$),
    ($$update users set name = 'Ana B', timezone = 'UTC' returning *$$),
    ($$update whatsapp_accounts set session_data = '{}', status = 'connected' returning id$$),
    ($$update messages set status = 'sent' returning *$$),
    ($$delete from contacts where id = 13$$)
) as s (statement);
-- A user who signs up is given the row back, though nobody could see it before.
set local app.current_user_id = 'cccccccc-0000-0000-0000-000000000000';
select isnt_empty(
    $$insert into users (uuid, email, name) values ('cccccccc-0000-0000-0000-000000000000', 'c@example.test', 'C') returning id$$,
    'a new user is made by whoever will be it'
);
reset role;

set local role campaigns_readonly;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select throws_ok(statement, '42501', null, 'readonly is refused: ' || statement)
from (values
    ('update contacts set name = ''x'''), ('delete from campaigns'), ('select session_data from whatsapp_accounts'),
    ('select app.whatsapp_session(1)'), ('select app.delete_account()'),
    ('insert into usage_logs (user_id, usage_type) values (1, ''api_call'')')
) as s (statement);
select is((select array_agg(distinct user_id) from events), '{1}', 'readonly sees the events of its user');
reset role;
set local role campaigns_billing;
select lives_ok($$update users set subscription_plan = 'pro', subscription_status = 'active'$$, 'billing changes the plan');
select lives_ok($$update user_limits set contacts_limit = 50000$$, 'and the limits');
select throws_ok($$update users set email = 'x@example.test'$$, '42501', null, 'and nothing else of a user');
select throws_ok($$select * from contacts$$, '42501', null, 'nor does it see a contact');
reset role;
select results_eq(
    'select id, subscription_plan::text, (select contacts_limit from user_limits where user_id = users.id) from users where id < 3 order by id',
    $$values (1::bigint, 'pro', 50000), (2, 'trial', 10000)$$, 'of the one user that it acts for'
);

select * from finish();
rollback;
