-- CP11: what the outbox hears: limits, contacts, campaigns; not the counters.
begin;
set local search_path = public, extensions, tap;
select plan(9);

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

select results_eq(
    $$select event_type::text, count(*) from events group by 1 order by 1$$,
    $$values ('campaign.created', 2::bigint), ('contact.created', 6), ('user_limits.created', 2)$$, 'what was made was heard of'
);
update events set status = 'published';
update user_limits set contacts_limit = 7 where user_id = 1;
select results_eq(
    $$select event_type::text, user_id, payload -> 'changed', payload ->> 'user_uuid' from events where status = 'pending'$$,
    $$values ('user_limits.updated', 1::bigint, '["contacts_limit"]'::jsonb, 'aaaaaaaa-0000-0000-0000-000000000000')$$, 'new limits make user:1:limits stale'
);
update user_limits set contacts_limit = 7;
update user_limits set contacts_limit = 7;
select is((select count(*) from events where status = 'pending'), 2::bigint, 'an update that changes nothing is not heard of');
update events set status = 'published';
update messages set status = 'delivered';
select private.fold_counters() > 0;
select is_empty($$select * from events where status = 'pending'$$, 'neither messages nor folding are');
update campaigns set status = 'running' where id = 1;
update contacts set name = 'x' where id = 11;
delete from contacts where id = 12;
select results_eq(
    $$select event_type::text, aggregate_id, payload ->> 'status' from events where status = 'pending' order by id$$,
    $$values ('campaign.updated', 1::bigint, 'running'), ('contact.updated', 11, null), ('contact.deleted', 12, null)$$,
    'a status, a name, a deletion are'
);
select unalike((select string_agg(payload::text, '') from events), '%+62%', 'no payload has a number');
select throws_ok(
    $$update events set status = 'lost'$$, '23514', null, 'an event is pending, published or failed'
);
set local role campaigns_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select throws_ok('insert into events (user_id, event_type, aggregate_id, aggregate_type, payload) values (1, ''a.b'', 1, ''x'', ''{}'')', '42501', null, 'the application writes none');
select throws_ok('select * from events_pending', '42501', null, 'nor reads any');
reset role;

select * from finish();
rollback;
