"""JetStream's streams and consumers as they are, against the packs."""

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
    """Return each stream or consumer that is gone, was changed by hand, or that no pack declares."""
    found = [
        Finding(area=AREA, subject=change.subject, message=change.difference, hook=HOOK)
        async for change in pending(jetstream, streams, replicas)
    ]
    # Only in what the packs share: a stream of another name may be an application's own.
    known = {info.config.name for info in await jetstream.streams_info()}
    prefixes = tuple({name.partition("_")[0] for name in streams})
    found.extend(
        Finding(area=AREA, subject=f"stream {name}", message="is declared by no pack", undeclared=True)
        for name in sorted(name for name in known - streams.keys() if name and name.startswith(prefixes))
    )
    return tuple(found)
