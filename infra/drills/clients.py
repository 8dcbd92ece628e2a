"""The clients that are at work while a service beside PostgreSQL is struck: one of each kind that the stack has."""

from collections.abc import Mapping, Sequence

from infra.cli.running import Running
from infra.drills.bus import Bus
from infra.drills.client import Client
from infra.drills.stores import Cache, Objects, Search

_KINDS: Mapping[str, type[Bus | Objects | Cache | Search]] = {
    "nats": Bus,
    "minio": Objects,
    "redis": Cache,
    "meilisearch": Search,
}
FAILURES = tuple({failure for kind in _KINDS.values() for failure in kind.failures})
"""What any of the libraries raises when its service is away or refuses."""


def of(running: Running) -> Sequence[Client]:
    """Return a client of each service beside PostgreSQL that the stack has."""
    return [kind(running) for service, kind in _KINDS.items() if running.services[service].present]
