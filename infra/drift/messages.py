"""JetStream's streams and consumers as they are, against the packs."""

from collections.abc import Mapping

from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig
from nats.js.errors import NotFoundError

from infra.demands import Stream
from infra.drift.report import Finding
from infra.hooks.streams import CONSUMER_FIELDS, STREAM_FIELDS, consumer_config, differences, stream_config

AREA = "nats"

HOOK = "streams"
"""The marker whose work brings streams and consumers back."""


async def findings(
    jetstream: JetStreamContext, streams: Mapping[str, Stream], replicas: int = 1
) -> tuple[Finding, ...]:
    """Return each stream or consumer that is gone, was changed by hand, or that no pack declares."""
    found: list[Finding] = []
    for name, stream in streams.items():
        try:
            present = await jetstream.stream_info(name)
        except NotFoundError:
            found.append(Finding(area=AREA, subject=f"stream {name}", message="is gone", hook=HOOK))
            continue
        if different := differences(stream_config(name, stream, replicas), present.config, STREAM_FIELDS):
            message = f"was changed by hand: {', '.join(different)}"
            found.append(Finding(area=AREA, subject=f"stream {name}", message=message, hook=HOOK))
        found += await _consumers(jetstream, name, stream)
    # Only in what the packs share: a stream of another name may be an application's own.
    known = {info.config.name for info in await jetstream.streams_info()}
    prefixes = tuple({name.partition("_")[0] for name in streams})
    for name in sorted(name for name in known - streams.keys() if name and name.startswith(prefixes)):
        found.append(Finding(area=AREA, subject=f"stream {name}", message="is declared by no pack"))
    return tuple(found)


async def _consumers(jetstream: JetStreamContext, name: str, stream: Stream) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for durable, consumer in stream.consumers.items():
        subject = f"consumer {durable} of stream {name}"
        try:
            present = await jetstream.consumer_info(name, durable)
        except NotFoundError:
            found.append(Finding(area=AREA, subject=subject, message="is gone", hook=HOOK))
            continue
        wanted = consumer_config(durable, consumer)
        if different := differences(wanted, present.config or ConsumerConfig(), CONSUMER_FIELDS):
            message = f"was changed by hand: {', '.join(different)}"
            found.append(Finding(area=AREA, subject=subject, message=message, hook=HOOK))
    return tuple(found)
