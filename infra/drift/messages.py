"""A pack's streams and consumers as JetStream has them, against what it declares."""

from collections.abc import Mapping

from nats.js import JetStreamContext

from infra.demands import Stream
from infra.drift.report import Finding
from infra.hooks.streams import pending

AREA = "nats"

HOOK = "streams"
"""The marker whose work brings streams and consumers back."""


async def findings(
    jetstream: JetStreamContext, streams: Mapping[str, Stream], replicas: int = 1
) -> tuple[Finding, ...]:
    """Return each stream or consumer that is gone, was changed by hand, or that the pack does not declare."""
    found = [
        Finding(area=AREA, subject=change.subject, message=change.difference, hook=HOOK)
        async for change in pending(jetstream, streams, replicas)
    ]
    known = {info.config.name or "" for info in await jetstream.streams_info()}
    found.extend(
        Finding(area=AREA, subject=f"stream {name}", message="is declared by no pack", undeclared=True)
        for name in sorted(known - streams.keys())
    )
    return tuple(found)
