"""A pack's streams and consumers as JetStream has them, against what it declares."""

import asyncio
import re
from collections.abc import Iterator, Mapping

from nats.js import JetStreamContext

from infra.demands import Stream
from infra.drift.report import Finding
from infra.hooks import names
from infra.hooks.streams import pending

AREA = "nats"

_USER = re.compile(r"""\buser["']?(?:\s*[:=]\s*|\s+)["']?(?P<name>[^\s"',}]+)""")


def findings(
    runner: asyncio.Runner, jetstream: JetStreamContext, streams: Mapping[str, Stream], replicas: int = 1
) -> Iterator[Finding]:
    """Yield each stream or consumer that is gone, was changed by hand, or that the pack does not declare."""
    for change in pending(runner, jetstream, streams, replicas):
        yield Finding(area=AREA, subject=change.subject, message=change.difference, hook=names.STREAMS)
    known = {info.config.name or "" for info in runner.run(jetstream.streams_info())}
    for name in sorted(known - streams.keys()):
        yield Finding(area=AREA, subject=f"stream {name}", message="is declared by no pack", undeclared=True)


def account_findings(member: str, declared: str, present: str) -> Iterator[Finding]:
    """Yield each user that a server's configuration has and nothing declares, or that it is another without any.

    Both texts hold passwords, of which nothing is told.
    """
    if present.strip() == declared.strip():
        return
    remedy = f"remove the container of {member}, and `novax up` makes it as it was declared"
    if strangers := sorted(set(_USER.findall(present)) - set(_USER.findall(declared))):
        for name in strangers:
            message = f"is declared by nothing; {member} has it in its configuration; {remedy}"
            yield Finding(area=AREA, subject=f"user {name}", message=message, undeclared=True)
    else:
        yield Finding(area=AREA, subject=member, message=f"has a configuration that was changed by hand; {remedy}")
