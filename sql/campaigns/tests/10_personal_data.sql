-- Access, portability, erasure: everything of a user, of a contact, and nothing of anybody else.
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

insert into usage_logs (user_id, usage_type) values (1, 'ai_request'), (2, 'api_call');
select private.fold_counters() > 0;
update messages set status = 'delivered';

set local role campaigns_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select set_config('tap.export', app.export_account()::text, true) is not null;
reset role;
create temporary table export on commit drop as select current_setting('tap.export')::jsonb as data;
select set_eq(
    'select jsonb_object_keys(data) from export',
    $$select tablename::text from pg_tables
      where schemaname = 'public' and tablename !~ '^(messages_|events|.*_deltas$|usage_slots$|schema_migrations$)'
      union select 'current_usage'$$,
    'the export has every table; counters as of now, and use of limits'
);
select is(jsonb_array_length(data -> t), n, format('%s: %s rows', t, n))
from export, (values
    ('user_limits', 1), ('whatsapp_accounts', 1), ('contact_groups', 1), ('contacts', 3), ('campaigns', 1), ('messages', 3),
    ('campaign_analytics', 1), ('daily_analytics', 1), ('usage_logs', 2)
) as v (t, n);
select is(data #>> '{users,email}', 'ana@example.test', 'the user') from export;
select doesnt_match(data::text, 'of ana|bob|of bob|\+62822', 'neither keys of sessions nor anything of Bob''s') from export;
select is(data #> '{campaign_analytics,0,messages_delivered}', '3', 'counters are exact before folding') from export;

-- A contact: the row, all messages to it, in all months, and the number.
insert into messages (user_id, whatsapp_account_id, contact_id, phone_number, message_content, created_at)
values (1, 1, 11, '+62811', 'older', now() - interval '2 months');
set local role campaigns_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select is(app.erase_contact(11), true, 'Ana erases a contact');
select is(app.erase_contact(11), false, 'once');
select is_empty($$select 1 from messages where contact_id = 11 or phone_number = '+62811'$$, 'no message to it is left');
select is((select messages_delivered from campaign_progress), 2, 'the campaign counts the others');
select unalike(app.export_account()::text, '%+62811%', 'and the number is nowhere');
reset role;
select is((select count(*) from messages where phone_number = '+62811'), 1::bigint, 'but with Bob, whose contact it is too');

-- A user.
select private.fold_counters() > 0;
insert into contacts (user_id, phone_number, group_id) values (1, '+62877', 1);
create function pg_temp.left_of(p_user bigint) returns bigint language plpgsql as $$
declare
    v_table text;
    v_rows bigint;
    v_all bigint := 0;
begin
    for v_table in
        select c.table_name from information_schema.columns as c
        inner join information_schema.tables as t using (table_schema, table_name)
        where c.table_schema = 'public' and c.column_name = 'user_id' and t.table_type = 'BASE TABLE' and c.table_name !~ '^(events|messages)_'
    loop
        execute format(
            'select count(*) from %I where user_id = $1 %s', v_table, case when v_table = 'events' then 'and status <> ''pending''' end
        ) into v_rows using p_user;
        v_all := v_all + v_rows;
    end loop;
    return v_all + (select count(*) from users where id = p_user);
end
$$;
update events set status = 'published' where user_id = 1;
create temporary table bobs on commit drop as select pg_temp.left_of(2) as n;
select cmp_ok(pg_temp.left_of(1), '>', 10::bigint, 'Ana has rows everywhere');
set local role campaigns_app;
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
select is(app.delete_account(), true, 'Ana goes');
select is(app.delete_account(), false, 'once');
select is(app.export_account(), null, 'and has nothing');
reset role;
select is(pg_temp.left_of(1), 0::bigint, 'no row of hers is in any table');
select is_empty(
    $$select 1 from events where user_id = 1 and payload::text ~ '(ana|\+628)'$$, 'what is still to be published tells ids only'
);
select is(pg_temp.left_of(2), (select n from bobs), 'Bob has all of his');
grant usage on schema tap to campaigns_owner;
set local role campaigns_owner;
select lives_ok('select private.fold_counters()', 'and folding goes on');
reset role;

select * from finish();
rollback;
