-- Two tenants with rows in every tenant table, in two months, some counted and some still to be folded in.
insert into users (uuid, email, name, timezone) values
('aaaaaaaa-0000-0000-0000-000000000000', 'ana@example.test', 'Ana', 'Asia/Jakarta'),
('bbbbbbbb-0000-0000-0000-000000000000', 'bob@example.test', 'Bob', 'UTC');

update user_limits set whatsapp_accounts_limit = 3;

insert into whatsapp_accounts (user_id, phone_number, display_name, status, session_data, qr_code_path)
select u.id, format('+628%s%s', u.id, n), u.name || ' ' || n, 'connected', '{"key": "secret"}', 'qr/' || u.id || n
from users as u cross join generate_series(1, 2) as n;

insert into contact_groups (user_id, name, description)
select u.id, 'Group ' || n, 'of ' || u.name from users as u cross join generate_series(1, 2) as n;

insert into contacts (user_id, phone_number, name, group_id)
select u.id, format('+6281%s%s', u.id, n), format('Contact %s of %s', n, u.name), g.id
from users as u
cross join generate_series(1, 4) as n
left join contact_groups as g on g.user_id = u.id and g.name = 'Group ' || n % 3;

insert into campaigns (user_id, whatsapp_account_id, name, template_content, target_type, target_group_id, status)
select w.user_id, w.id, 'Campaign of ' || w.display_name, 'Halo {name}', 'group', g.id, 'running'
from whatsapp_accounts as w
inner join contact_groups as g on w.user_id = g.user_id and g.name = 'Group 1';

insert into messages
(user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content, status, created_at)
select
    k.user_id, c.id, c.whatsapp_account_id, k.id, k.phone_number, 'Halo ' || k.name, 'delivered',
    now() - interval '1 month'
from contacts as k inner join campaigns as c on k.user_id = c.user_id;

insert into usage_logs (user_id, usage_type, quantity, created_at)
select u.id, t.usage_type, 2, now() - t.age
from users as u
cross join (values ('ai_request', interval '0'), ('api_call', interval '45 days')) as t (usage_type, age);

select private.fold_counters();

insert into messages (user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, message_content)
select k.user_id, c.id, c.whatsapp_account_id, k.id, k.phone_number, 'Halo ' || k.name
from contacts as k inner join campaigns as c on k.user_id = c.user_id;

update messages set status = 'sent' where id % 2 = 0 and status = 'queued';

insert into contacts (user_id, phone_number, name, group_id)
select g.user_id, format('+6282%s%s', g.user_id, g.id), 'New in ' || g.name, g.id from contact_groups as g;

insert into tap.tenants (name, user_id, tenant)
select case u.name when 'Ana' then 'a' else 'b' end, u.uuid, u.id::text from users as u;
