-- CP14: each limit, by name, with what to do; nothing new without a subscription. Several sessions: test_campaigns_counters.py.
begin;
set local search_path = public, extensions, tap;
select plan(39);

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

set local role campaigns_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select results_eq(
    'select limit_name, allowed, used from current_usage',
    $$values ('messages_daily_limit', 1000, 3::bigint), ('messages_monthly_limit', 30000, 3), ('ai_requests_daily_limit', 100, 0),
    ('whatsapp_accounts_limit', 1, 1), ('contacts_limit', 10000, 3), ('campaigns_limit', 50, 1)$$,
    'what Ana may and what she has used'
);
reset role;
update user_limits set messages_daily_limit = 5, messages_monthly_limit = 7, ai_requests_daily_limit = 2, contacts_limit = 4,
campaigns_limit = 2 where user_id = 1;
create temporary table attempt (limit_name text, one text, many text) on commit drop;
insert into attempt values
('messages_daily_limit',
 $$insert into messages (user_id, whatsapp_account_id, contact_id, phone_number, message_content) select 1, 1, 11, '+62811', 'x' from generate_series(1, 2)$$,
 $$insert into messages (user_id, whatsapp_account_id, contact_id, phone_number, message_content) select 1, 1, 11, '+62811', 'x' from generate_series(1, 3)$$),
('ai_requests_daily_limit',
 $$insert into usage_logs (user_id, usage_type, quantity) values (1, 'ai_request', 2)$$,
 $$insert into usage_logs (user_id, usage_type, quantity) values (1, 'ai_request', 3)$$),
('contacts_limit',
 $$insert into contacts (user_id, phone_number) select 1, '+' || max(id) from contacts$$,
 $$insert into contacts (user_id, phone_number) values (1, '+2'), (1, '+3')$$),
('campaigns_limit',
 $$insert into campaigns (user_id, whatsapp_account_id, name, template_content) values (1, 1, 'x', 'x')$$,
 $$insert into campaigns (user_id, whatsapp_account_id, name, template_content) values (1, 1, 'x', 'x'), (1, 1, 'y', 'y')$$);
grant select on attempt to campaigns_app;
set local role campaigns_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select throws_like(many, '%' || limit_name || ' of user 1 is %', limit_name || ': more than there is room for is refused') from attempt;
select throws_ok(many, '53400', null, limit_name || ': with SQLSTATE 53400') from attempt;
select lives_ok(one, limit_name || ': the last place can be taken') from attempt;
select throws_ok(one, '53400', null, limit_name || ': and then nothing') from attempt;
select results_eq(
    'select limit_name from current_usage where used >= allowed order by 1',
    $$values ('ai_requests_daily_limit'), ('campaigns_limit'), ('contacts_limit'), ('messages_daily_limit'), ('whatsapp_accounts_limit')$$,
    'all are used up'
);
select throws_ok(
    $$insert into whatsapp_accounts (user_id, phone_number) values (1, '+6289')$$, '53400',
    'whatsapp_accounts_limit of user 1 is 1: 1 used, 1 more asked for', 'the message says limit, value and what was asked for'
);
select lives_ok($$insert into usage_logs (user_id, usage_type, quantity) values (1, 'api_call', 1000)$$, 'calls are billed and not limited');
do $$
declare
    v_hint text;
begin
    insert into contacts (user_id, phone_number) values (1, '+62888');
exception when configuration_limit_exceeded then
    get stacked diagnostics v_hint = pg_exception_hint;
    perform set_config('tap.hint', v_hint, true);
end
$$;
select is(current_setting('tap.hint'), 'Delete contacts that are not needed, or move to a plan with a higher limit.', 'and what to do');

-- Room comes back.
delete from contacts where id = 13;
select lives_ok($$insert into contacts (user_id, phone_number) values (1, '+62888')$$, 'a deleted contact makes room');
select throws_ok($$insert into contacts (user_id, phone_number) values (1, '+62889')$$, '53400', null, 'for one');
select lives_ok(
    $$insert into contacts (user_id, phone_number, name) values (1, '+62888', 'again') on conflict (user_id, phone_number) do update set name = excluded.name$$,
    'an upsert that adds nothing needs no room'
);
delete from campaigns;
select lives_ok(one, 'deleted campaigns make room') from attempt where limit_name = 'campaigns_limit';
reset role;
update usage_slots set day = day - 1 where user_id = 1 and resource = 'messages';
set local role campaigns_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select throws_like(
    $$insert into messages (user_id, whatsapp_account_id, contact_id, phone_number, message_content)
      select 1, 1, 11, '+62811', 'x' from generate_series(1, 3)$$,
    'messages_monthly_limit of user 1 is 7: 5 used, 3 more asked for', 'the next day the month''s limit counts'
) where extract(day from now() at time zone 'Asia/Jakarta') > 1
union all select pass('the next month begins today') where extract(day from now() at time zone 'Asia/Jakarta') = 1;
select lives_ok(one, 'within it the new day has room') from attempt where limit_name = 'messages_daily_limit';
update users set timezone = 'Pacific/Kiritimati';
update users set timezone = 'Pacific/Niue';
reset role;
select cmp_ok(
    (select used from current_usage where user_id = 1 and limit_name = 'messages_daily_limit'), '>=', 2::bigint,
    'moving back across the date line brings no second allowance'
);
update users set timezone = 'Asia/Jakarta' where id = 1;

-- A user's limits are theirs alone, and a rolled back use is none.
select is((select used from current_usage where user_id = 2 and limit_name = 'contacts_limit'), 3::bigint, 'Bob has used what he used');
savepoint before;
insert into contacts (user_id, phone_number) values (2, '+1'), (2, '+2');
select is((select used from current_usage where user_id = 2 and limit_name = 'contacts_limit'), 5::bigint, 'and two more');
rollback to savepoint before;
select is((select used from current_usage where user_id = 2 and limit_name = 'contacts_limit'), 3::bigint, 'or not');
update user_limits set contacts_limit = 2 where user_id = 2;
select lives_ok($$update contacts set name = 'x' where user_id = 2$$, 'a lower limit takes nothing away');
select throws_ok($$insert into contacts (user_id, phone_number) values (2, '+1')$$, '53400', null, 'and lets nothing in');
delete from user_limits where user_id = 2;
select throws_like(
    $$insert into contacts (user_id, phone_number) values (2, '+1')$$, 'user 2 has no limits%', 'without limits there is nothing'
);

-- Without an active subscription what is there can be read, and nothing new made.
update user_limits set contacts_limit = 100 where user_id = 1;
create function pg_temp.subscribe(p_status text, p_expires timestamptz) returns void language sql as $$
    update users set subscription_status = p_status, subscription_expires_at = p_expires where id = 1
$$;
select pg_temp.subscribe('suspended', null) is null;
select throws_ok(
    $$insert into contacts (user_id, phone_number) values (1, '+7')$$, '55000', 'the subscription of user 1 is suspended', 'suspended'
);
select pg_temp.subscribe('active', now() - interval '1 second') is null;
select throws_ok($$insert into contacts (user_id, phone_number) values (1, '+7')$$, '55000', 'the subscription of user 1 is expired', 'expired by time');
set local role campaigns_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select isnt_empty('select * from contacts', 'reading goes on');
select lives_ok('delete from contacts where id = 11', 'and deleting');
reset role;
select pg_temp.subscribe('active', now() + interval '1 day') is null;
select lives_ok($$insert into contacts (user_id, phone_number) values (1, '+7')$$, 'and with a new term everything does');

select * from finish();
rollback;
