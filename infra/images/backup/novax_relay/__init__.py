"""What the relay's container runs: it publishes the outboxes of all packs to JetStream, as they fill.

It stands on Debian's Python and imports nothing of `infra`: all it knows comes from one file, which the deployment
writes (`infra.services.relay`).
"""
