-- migrate:up
select platform.create_outbox('org_id', 'uuid');

comment on column events.event_type is
'domain.action, such as document.created; the subject on NATS is novax.<event_type>';

-- migrate:down
drop table events;
