-- CP1, CP4: campaigns start when their time has come, subscriptions end, and every job's statement runs as it is.
begin;
set local search_path = public, extensions, tap;
select plan(17);

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

update user_limits set campaigns_limit = 100;
insert into campaigns (id, user_id, whatsapp_account_id, name, template_content, status, scheduled_at, target_type, target_group_id)
overriding system value values
(101, 1, 1, 'due', 'x', 'scheduled', now() - interval '1 minute', 'all', null),
(102, 1, 1, 'due, of a group', 'x', 'scheduled', now(), 'group', 1),
(103, 1, 1, 'later', 'x', 'scheduled', now() + interval '1 minute', 'all', null),
(104, 1, 1, 'a draft', 'x', 'draft', now() - interval '1 minute', 'all', null),
(105, 2, 2, 'of Bob, who did not pay', 'x', 'scheduled', now() - interval '1 minute', 'all', null),
(106, 1, 1, 'chosen', 'x', 'scheduled', now() - interval '1 minute', 'custom', null);
update campaigns set total_contacts = 7 where id = 106;
update contacts set is_active = false where id = 12;
update users set subscription_expires_at = now() - interval '1 second' where id = 2;
delete from events;

grant usage on schema tap to campaigns_owner;
set local role campaigns_owner;
select is(private.start_due_campaigns(), 3::bigint, 'three campaigns are due');
select is(private.start_due_campaigns(), 0::bigint, 'once');
reset role;
select results_eq(
    $$select id, status::text, total_contacts, started_at is not null from campaigns where id > 100 order by id$$,
    $$values (101::bigint, 'running', 2, true), (102, 'running', 1, true), (103, 'scheduled', 0, false), (104, 'draft', 0, false),
    (105, 'scheduled', 0, false), (106, 'running', 7, true)$$,
    'they run, with their contacts counted where the application has not chosen them'
);
select results_eq(
    $$select aggregate_id, event_type::text, payload ->> 'status', payload ->> 'user_uuid' from events order by 1$$,
    $$values (101::bigint, 'campaign.updated', 'running', 'aaaaaaaa-0000-0000-0000-000000000000'), (102, 'campaign.updated', 'running', 'aaaaaaaa-0000-0000-0000-000000000000'),
    (106, 'campaign.updated', 'running', 'aaaaaaaa-0000-0000-0000-000000000000')$$,
    'and the sender hears of them, and whom to act for'
);
update campaigns set status = 'completed' where id = 101;
update campaigns set status = 'failed' where id = 102;
select is((select count(*) from campaigns where completed_at is not null), 2::bigint, 'an end has a time');
update campaigns set status = 'running' where id = 102;
select is((select count(*) from campaigns where completed_at is not null), 1::bigint, 'a new beginning has none');

set local role campaigns_owner;
select is(private.expire_subscriptions(), 1::bigint, 'a subscription has ended');
select is(private.expire_subscriptions(), 0::bigint, 'once');
reset role;
select results_eq('select id, subscription_status::text from users order by id', $$values (1::bigint, 'active'), (2, 'expired')$$, 'Bob''s');
select isnt(
    (select updated_at from users where id = 2), null, 'users know when they changed'
);

-- As pg_cron runs them, by the text of pack.yaml.
set local role campaigns_owner;
select lives_ok(statement, 'job: ' || statement)
from unnest(array[
    'select private.fold_counters()', 'select private.start_due_campaigns()', 'select private.expire_subscriptions()',
    'select private.maintain_partitions()', 'select private.drop_old_usage()'
]) as statement;
reset role;
-- What is to be told to nobody is dropped.
insert into campaign_deltas values (1, 999, 1, 1, 1, 1, 1, 1);
insert into contact_group_deltas values (1, 999, 1);
insert into daily_deltas (user_id, date) values (999, current_date);
set local role campaigns_owner;
select lives_ok('select private.fold_counters()', 'folding does not stumble over what is gone');
select is_empty(
    'select 1 from campaign_deltas union all select 1 from contact_group_deltas union all select 1 from daily_deltas', 'and forgets it'
);
reset role;

select * from finish();
rollback;
