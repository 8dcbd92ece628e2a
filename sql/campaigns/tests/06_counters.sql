-- CP3, CP4, CP6, CP10: what each counter counts, before and after folding, and that counting gives the same.
begin;
set local search_path = public, extensions, tap;
select plan(27);

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

create function pg_temp.campaign() returns text language sql as $$
    select concat_ws(' ', messages_queued, messages_sent, messages_delivered, messages_read, messages_failed, delivery_rate,
        read_rate, avg_delivery_time)
    from campaign_progress where campaign_id = 1
$$;
create function pg_temp.day(p_date date) returns text language sql as $$
    select concat_ws(' ', messages_sent, messages_delivered, messages_failed, campaigns_created, campaigns_completed,
        ai_requests_used, unique_contacts_messaged)
    from daily_usage where user_id = 1 and date = p_date
$$;
-- Ana's days begin at 17:00 UTC.
create function pg_temp.today() returns date language sql as $$select (now() at time zone 'Asia/Jakarta')::date$$;
grant usage on schema tap to campaigns_owner;

select is(pg_temp.campaign(), '3 0 0 0 0 0.00 0.00 0', 'queued messages count as queued');
select is(pg_temp.day(pg_temp.today()), '0 0 0 1 0 0 3', 'the day has a campaign and three contacts');
select is((select contact_count from contact_group_sizes where group_id = 1), 2, 'the group has two contacts');
select is(
    (select sum(messages_sent + messages_delivered) + (select sum(contact_count) from contact_groups) from campaigns)::bigint,
    0::bigint, 'no counter''s own row is written by the statement that counts'
);

update messages set status = 'sending' where contact_id = 11;
select is(pg_temp.campaign(), '3 0 0 0 0 0.00 0.00 0', 'a message being sent is queued still');
update messages set status = 'sent', sent_at = now() - interval '90 seconds' where user_id = 1;
select is(pg_temp.campaign(), '0 3 0 0 0 0.00 0.00 0', 'all are sent');
update messages set status = 'delivered', delivered_at = now() - interval '60 seconds' where contact_id = 11;
update messages set status = 'read', delivered_at = now() where contact_id = 12;
select is(pg_temp.campaign(), '0 3 2 1 0 66.67 50.00 60', 'a read message is delivered and sent as well; rates; 30 and 90 seconds');
update messages set status = 'failed' where contact_id = 13;
select is(pg_temp.campaign(), '0 2 2 1 1 100.00 50.00 60', 'one that fails late was not sent');
update messages set error_message = 'x', status = status where user_id = 1;
select is(pg_temp.campaign(), '0 2 2 1 1 100.00 50.00 60', 'an update that changes no state counts for nothing');
select is(
    (select count(*) from messages where user_id = 1 and contact_id = 12 and read_at is not null and sent_at is not null),
    1::bigint, 'a status brings the times that it implies'
);

savepoint before;
delete from messages where contact_id = 12;
select is(pg_temp.campaign(), '0 1 1 0 1 100.00 0.00 30', 'a deleted message counts no more');
select matches(pg_temp.day(pg_temp.today()), '^2 2 1 ', 'but stays in what was done that day');
rollback to savepoint before;
select is(pg_temp.campaign(), '0 2 2 1 1 100.00 50.00 60', 'what is rolled back was not counted');

update contacts set group_id = null where id = 12;
update contacts set group_id = 1 where id in (12, 13);
delete from contacts where id = 11;
insert into contacts (user_id, phone_number, group_id) values (1, '+62819', 1), (1, '+62818', 1)
on conflict do nothing;
select is((select contact_count from contact_group_sizes where group_id = 1), 4, 'contacts that come, go and move');

insert into usage_logs (user_id, usage_type, quantity) values (1, 'ai_request', 5), (1, 'api_call', 7);
update campaigns set status = 'running' where id = 1;
select is((select total_contacts from campaign_progress where campaign_id = 1), 4, 'a campaign counts its contacts when it starts');
update campaigns set status = 'completed' where id = 1;
insert into campaigns (user_id, whatsapp_account_id, name, template_content) values (1, 1, 'Second', 'Halo');
insert into messages (user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content)
select 1, 1, 1, id, phone_number, 'Again' from contacts where id = 12;
select is(pg_temp.day(pg_temp.today()), '2 2 1 2 1 5 3', 'the day: sent, delivered, failed, made, completed, AI, contacts');

set local role campaigns_owner;
select cmp_ok(private.fold_counters(), '>', 0::bigint, 'folding takes what there is');
select is(private.fold_counters(), 0::bigint, 'and once');
reset role;
select is(pg_temp.campaign(), '1 2 2 1 1 100.00 50.00 60', 'folded, the campaign shows the same');
select is(pg_temp.day(pg_temp.today()), '2 2 1 2 1 5 3', 'and the day');
select results_eq(
    'select messages_sent, messages_delivered, messages_failed from campaigns where id = 1',
    'values (2, 2, 1)', 'campaigns has it itself now'
);
select results_eq(
    'select messages_sent, messages_read, delivery_rate, read_rate, avg_delivery_time, total_contacts from campaign_analytics where campaign_id = 1',
    'values (2, 1, 100.00, 50.00, 60, 4)', 'and campaign_analytics'
);
select is((select contact_count from contact_groups where id = 1), 4, 'and contact_groups');
select results_eq(
    'select messages_sent, unique_contacts_messaged from daily_analytics where user_id = 1 and date = pg_temp.today()',
    'values (2, 3)', 'and daily_analytics'
);
select is_empty(
    'select updated_at from campaigns where updated_at > created_at union all select updated_at from contact_groups where updated_at > created_at',
    'folding is no change of a campaign or a group'
);

create temporary table before on commit drop as
select to_jsonb(c) - 'updated_at' as r from campaigns as c union all select to_jsonb(a) - 'last_updated_at' from campaign_analytics as a
union all select to_jsonb(d) - array['updated_at', 'unique_contacts_messaged'] from daily_analytics as d union all select to_jsonb(u) from current_usage as u
union all select to_jsonb(g) - 'updated_at' from contact_groups as g;
set local role campaigns_owner;
select lives_ok('select private.recount()', 'everything is counted again');
reset role;
select is_empty(
    $$select to_jsonb(c) - 'updated_at' as r from campaigns as c union all select to_jsonb(a) - 'last_updated_at' from campaign_analytics as a
    union all select to_jsonb(d) - array['updated_at', 'unique_contacts_messaged'] from daily_analytics as d union all select to_jsonb(u) from current_usage as u
    union all select to_jsonb(g) - 'updated_at' from contact_groups as g
    except select r from before$$,
    'which gives the same'
);

select * from finish();
rollback;
