-- With two hundred users and twenty thousand messages, each policy runs its look-up once (InitPlan) and reads by an index.
begin;
set local search_path = public, extensions, tap;
select plan(56);

-- The triggers have tests of their own; here they would only take time.
set local session_replication_role = replica;
insert into users (id, uuid, email, name) overriding system value
select n, ('10000000-0000-0000-0000-' || to_char(n, 'FM000000000000'))::uuid, 'u' || n || '@example.test', 'User ' || n
from generate_series(1, 2000) as n;
insert into user_limits (user_id) select id from users;
insert into whatsapp_accounts (id, user_id, phone_number) overriding system value select id, id, '+' || id from users;
insert into contact_groups (id, user_id, name) overriding system value select id, id, 'Group' from users;
insert into contacts (id, user_id, phone_number, group_id, is_active) overriding system value
select n, n % 200 + 1, '+62' || n, n % 200 + 1, n % 5 > 0 from generate_series(1, 10000) as n;
insert into campaigns (id, user_id, whatsapp_account_id, name, template_content, status) overriding system value
select n, n % 200 + 1, n % 200 + 1, 'Campaign', 'Halo', (array['draft', 'running', 'completed'])[n / 200 % 3 + 1]
from generate_series(1, 4000) as n;
insert into campaign_analytics (campaign_id) select id from campaigns;
insert into messages (user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content, status)
select c.user_id, c.user_id, c.user_id, c.id, c.phone_number, 'Halo', (array['queued', 'sent', 'delivered', 'read'])[n]
from contacts as c cross join generate_series(1, 4) as n where c.id % 2 = 0;
insert into daily_analytics (user_id, date) select u.id, current_date - n from users as u cross join generate_series(1, 5) as n;
insert into usage_logs (user_id, usage_type) select n % 200 + 1, 'api_call' from generate_series(1, 10000) as n;
insert into usage_slots (user_id, resource, day, slot, quantity, taken_by, taken)
select u.id, 'messages', current_date - n, 0, 1, '3', 0 from users as u cross join generate_series(0, 4) as n;
insert into campaign_deltas select n % 200 + 1, n % 200 + 1, 1, 0, 0, 0, 0, 0 from generate_series(1, 10000) as n;
insert into contact_group_deltas select n % 200 + 1, n % 200 + 1, 1 from generate_series(1, 10000) as n;
insert into daily_deltas (user_id, date) select n % 200 + 1, current_date from generate_series(1, 10000) as n;
insert into events (user_id, event_type, aggregate_id, aggregate_type, payload)
select n % 200 + 1, 'contact.updated', n, 'contacts', '{}' from generate_series(1, 10000) as n;
set local session_replication_role = origin;
analyze;

create function pg_temp.plan(p_statement text) returns text language plpgsql as $$
declare
    v_line text;
    v_plan text := '';
begin
    for v_line in execute 'explain (costs off) ' || p_statement loop
        v_plan := v_plan || v_line || chr(10);
    end loop;
    return v_plan;
end
$$;

set local app.current_user_id = '10000000-0000-0000-0000-000000000007';
-- One line a policy that reads or changes rows, and a line a query pattern of the seed: the index that finds the rows.
create temporary table typical (role name, statement text, found_by text) on commit drop;
insert into typical values
('campaigns_app', 'select * from users', 'Index Cond: \(uuid = '),
('campaigns_app', $$update users set name = 'x'$$, 'Index Cond: \(uuid = '),
('campaigns_billing', 'update user_limits set contacts_limit = 1', 'unique_user_limit.*Index Cond: \(user_id = '),
('campaigns_app', 'select id from whatsapp_accounts', 'Index Cond: \(user_id = '),
('campaigns_app', 'delete from contact_groups', 'Index Cond: \(user_id = '),
('campaigns_app', 'select * from contacts', 'Index Cond: \(user_id = '),
('campaigns_app', $$update contacts set name = 'x'$$, 'Index Cond: \(user_id = '),
('campaigns_app', 'select * from contacts where is_active order by updated_at desc limit 20',
 'idx_contacts_user_active_updated.*Index Cond: \(\(user_id = .*is_active = true'),
('campaigns_app', $$select * from campaigns where status = 'running' order by updated_at desc limit 20$$,
 'idx_campaigns_user_status_updated.*Index Cond: \(\(user_id = .*status'),
('campaigns_app', $$update campaigns set name = 'x'$$, 'Index Cond: \(user_id = '),
('campaigns_app', 'select * from campaign_analytics', 'unique_campaign.*Index Cond: \(campaign_id = ANY'),
('campaigns_app', $$select * from messages where status = 'queued'$$, 'user_id_status_created_at_idx.*Index Cond: \(\(user_id = .*status'),
('campaigns_app', $$update messages set status = 'sent'$$, 'Index Cond: \(user_id = '),
('campaigns_readonly', 'select * from daily_analytics where date > current_date - 3', 'Index Cond: \(\(user_id = .*date >'),
('campaigns_billing', $$select sum(quantity) from usage_logs where usage_type = 'api_call'$$, 'Index Cond: \(\(user_id = .*usage_type'),
('campaigns_app', 'select * from usage_slots where day = current_date', 'Index Cond: \(\(user_id = '),
('campaigns_app', 'select * from campaign_progress where campaign_id = 7', 'idx_campaign_deltas_user_campaign.*Index Cond: \(\(user_id = '),
('campaigns_app', 'select * from daily_usage where date = current_date', 'idx_daily_deltas_user_date.*Index Cond: \(\(user_id = ');
grant select on typical to public;

create function pg_temp.judge() returns setof text language plpgsql as $$
declare
    v typical;
    v_plan text;
begin
    for v in select * from typical loop
        perform set_config('role', v.role, true);
        v_plan := pg_temp.plan(v.statement);
        return next matches(v_plan, 'InitPlan', format('%s: the look-up runs once: %s', v.role, v.statement));
        return next matches(v_plan, v.found_by, format('%s: by an index: %s', v.role, v.statement));
        return next doesnt_match(
            v_plan,
            'Filter: .*(current_\w+_ids?\(|current_user_id)|Seq Scan on (messages_p' || to_char(now(), 'YYYYMM') || '01|'
            || '(users|contacts|campaigns|daily_analytics|usage_slots|campaign_analytics|campaign_deltas|daily_deltas|_hyper\w+)\M)',
            format('%s: nothing for each row: %s', v.role, v.statement)
        );
    end loop;
    perform set_config('role', 'none', true);
end
$$;
select pg_temp.judge();

-- What one campaign has in each state, and a day's contacts: as the owner's functions read them.
select matches(
    pg_temp.plan($$select count(*) from messages where campaign_id = 7 and status = 'sent' and created_at > now() - interval '1 day'$$),
    'campaign_id_status(_created_at)?_idx.*Index Cond: \(\(campaign_id = 7\)', 'a campaign''s messages by state'
);
select matches(
    pg_temp.plan($$select * from messages where phone_number = '+627' order by created_at desc limit 10$$),
    'phone_number_created_at_idx', 'the last messages to a number, without a join'
);

select * from finish();
rollback;
