"""What the deployment tells the relay: `infra.services.relay` writes it, `load` reads it."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = Path("/etc/novax/relay.json")
FILE_VARIABLE = "NOVAX_RELAY_CONFIG"
"""Names another file; for tests."""


@dataclass(frozen=True)
class StreamFacts:
    """A stream as its pack declares it."""

    name: str
    subjects: Sequence[str]
    max_age_seconds: int


@dataclass(frozen=True)
class PackFacts:
    """A pack: its database, its streams, and its account of the event bus."""

    name: str
    streams: Sequence[StreamFacts]
    user: str
    password: str = field(repr=False)
    inbox_prefix: str

    @property
    def subjects(self) -> tuple[str, ...]:
        """What the pack's streams take."""
        return tuple(subject for stream in self.streams for subject in stream.subjects)


@dataclass(frozen=True)
class Config:
    """Everything, whole."""

    packs: tuple[PackFacts, ...]
    bus: str
    """The event bus's URL."""
    service: str
    """The entry of libpq's service file that leads to the primary; databases have their packs' names."""
    ca_file: str
    certificate_file: str
    clients_file: str
    key_file: str
    metrics_port: int

    def pack(self, name: str) -> PackFacts:
        """Return a pack by its name; raises `KeyError`."""
        return {pack.name: pack for pack in self.packs}[name]

    def pack_of(self, stream: str) -> PackFacts:
        """Return the pack that has a stream of that name; raises `KeyError`."""
        return {its.name: pack for pack in self.packs for its in pack.streams}[stream]


def load() -> Config:
    """Return the configuration of this container."""
    facts: dict[str, Any] = json.loads(Path(os.environ.get(FILE_VARIABLE, FILE)).read_text(encoding="utf-8"))
    facts["packs"] = tuple(_pack(pack) for pack in facts["packs"])
    return Config(**facts)


def _pack(facts: dict[str, Any]) -> PackFacts:
    facts["streams"] = tuple(StreamFacts(**stream) for stream in facts["streams"])
    return PackFacts(**facts)
