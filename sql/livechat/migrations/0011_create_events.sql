-- migrate:up

-- The outbox, as every pack has it; the subject on NATS is livechat.events.<event_type>.
select platform.create_outbox('website_id', 'uuid');

-- migrate:down
drop table events;
