-- Two tenants, A and B, with rows in every table, measurements of two months among them; for the attack matrix. Run
-- once, as the superuser, in a database with all migrations. Events come by triggers. Each tenant has a holder and a
-- human agent with a login of their own; the matrix acts as the holders.
insert into users (id, email, full_name, password_hash) values
('0a000000-0000-0000-0000-0000000000a1', 'ana@a.test', 'Ana', '$argon2id$a'),
('0a000000-0000-0000-0000-0000000000a2', 'adi@a.test', 'Adi', '$argon2id$a'),
('0b000000-0000-0000-0000-0000000000b1', 'bob@b.test', 'Bob', '$argon2id$b'),
('0b000000-0000-0000-0000-0000000000b2', 'bela@b.test', 'Bela', '$argon2id$b');

insert into chanels (id, user_id, name, ai_takeover_enabled, ai_reply_limit) values
('aaaaaaaa-1111-0000-0000-000000000001', '0a000000-0000-0000-0000-0000000000a1', 'WhatsApp A1', true, 5),
('aaaaaaaa-1111-0000-0000-000000000002', '0a000000-0000-0000-0000-0000000000a1', 'WhatsApp A2', false, null),
('bbbbbbbb-1111-0000-0000-000000000001', '0b000000-0000-0000-0000-0000000000b1', 'WhatsApp B1', true, 5),
('bbbbbbbb-1111-0000-0000-000000000002', '0b000000-0000-0000-0000-0000000000b1', 'WhatsApp B2', false, null);

insert into agents (id, user_id, login_id, chanel_id, name, type, status) values
('aaaaaaaa-2222-0000-0000-000000000001', '0a000000-0000-0000-0000-0000000000a1', null,
 'aaaaaaaa-1111-0000-0000-000000000001', 'Robot A', 'ai', 'online'),
('aaaaaaaa-2222-0000-0000-000000000002', '0a000000-0000-0000-0000-0000000000a1', '0a000000-0000-0000-0000-0000000000a2',
 'aaaaaaaa-1111-0000-0000-000000000001', 'Adi', 'human', 'online'),
('aaaaaaaa-2222-0000-0000-000000000003', '0a000000-0000-0000-0000-0000000000a1', null,
 'aaaaaaaa-1111-0000-0000-000000000002', 'Second robot A', 'ai', 'away'),
('bbbbbbbb-2222-0000-0000-000000000001', '0b000000-0000-0000-0000-0000000000b1', null,
 'bbbbbbbb-1111-0000-0000-000000000001', 'Robot B', 'ai', 'online'),
('bbbbbbbb-2222-0000-0000-000000000002', '0b000000-0000-0000-0000-0000000000b1', '0b000000-0000-0000-0000-0000000000b2',
 'bbbbbbbb-1111-0000-0000-000000000001', 'Bela', 'human', 'busy'),
('bbbbbbbb-2222-0000-0000-000000000003', '0b000000-0000-0000-0000-0000000000b1', null,
 'bbbbbbbb-1111-0000-0000-000000000002', 'Second robot B', 'ai', 'away');

insert into agent_ai_configs (agent_id, speaking_style, knowledge, handover_conditions)
select id, 'friendly', 'What ' || name || ' knows', '{"min_confidence": 0.5, "keywords": ["human"]}'
from agents
where type = 'ai';

insert into contacts (id, chanel_id, name, phone_number)
select
    overlay(c.id::text placing '3333' from 10 for 4)::uuid,
    c.id,
    'Customer of ' || c.name,
    '+62812000' || row_number() over (order by c.id) + 1000
from chanels as c;

insert into conversations (id, chanel_id, contact_id, assigned_agent_id)
select
    overlay(t.id::text placing '4444' from 10 for 4)::uuid,
    t.chanel_id,
    t.id,
    a.id
from contacts as t
inner join agents as a on a.chanel_id = t.chanel_id and a.type = 'ai';

insert into messages (conversation_id, direction, content, sender_name, agent_id)
select v.id, d.direction, d.direction || ' secret of ' || s.contact_name, s.contact_name, d.agent
from conversations as v
inner join conversation_summary as s on s.id = v.id
cross join lateral (values ('inbound', null), ('outbound', v.assigned_agent_id)) as d (direction, agent);

insert into whatsapp_sessions (chanel_id, status, phone_number, qr_code, qr_expires_at, auth_state)
select id, 'connected', '+628120001234', 'qr of ' || name, now() + interval '1 hour', jsonb_build_object('key', name)
from chanels;

insert into whatsapp_message_templates (id, chanel_id, name, content, variables)
select overlay(id::text placing '5555' from 10 for 4)::uuid, id, 'greeting', 'Halo {{name}} dari ' || name, '{name}'
from chanels;

insert into auto_reply_rules (chanel_id, template_id, name, keywords, priority)
select chanel_id, id, 'greet', '{halo,hi}', 1
from whatsapp_message_templates;

insert into conversation_metrics (conversation_id, agent_id, response_time_seconds, satisfaction_rating, recorded_at)
select v.id, v.assigned_agent_id, 12.5, 4, m.recorded_at
from conversations as v
cross join (values (now()), (now() - interval '1 month')) as m (recorded_at);

insert into ai_conversation_logs (conversation_id, agent_id, user_message, ai_response, confidence_score)
select v.id, v.assigned_agent_id, 'Question to ' || s.agent_name, 'Answer of ' || s.agent_name, 0.4
from conversations as v
inner join conversation_summary as s on s.id = v.id;

insert into conversation_handovers (conversation_id, from_agent_id, to_agent_id, reason)
select v.id, v.assigned_agent_id, a.id, 'Asked of ' || a.name
from conversations as v
inner join agents as a on a.user_id = v.user_id and a.type = 'human';

insert into tap.tenants (name, user_id, tenant) values
('a', '0a000000-0000-0000-0000-0000000000a1', '0a000000-0000-0000-0000-0000000000a1'),
('b', '0b000000-0000-0000-0000-0000000000b1', '0b000000-0000-0000-0000-0000000000b1');
