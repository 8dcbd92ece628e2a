"""A client at work in a thread of its own, and what it saw."""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from infra.drills.client import Client
from infra.drills.history import longest_gap


@dataclass(frozen=True)
class Seen:
    """What one kind of client saw of a fault; the outage is in seconds, None for ``lost`` where losing is allowed."""

    acknowledged: int
    kept: int
    lost: int | None
    outage: float
    errors: Mapping[str, int]


@dataclass
class Worker:
    """Sends one thing after the other, ``pause`` seconds apart, and connects anew after each failure."""

    client: Client
    pause: float = 0.05
    _acknowledged: dict[int, float] = field(default_factory=dict[int, float])
    """When each thing was acknowledged, by its number."""
    _errors: Counter[str] = field(default_factory=Counter[str])
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    @property
    def acknowledged(self) -> int:
        """How many things were acknowledged so far."""
        return len(self._acknowledged)

    def start(self) -> None:
        """Start to send."""
        self._thread = threading.Thread(target=self._work, name=f"drill {self.client.kind}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let what is under way come to its end."""
        self._stopping.set()
        if self._thread:
            self._thread.join()

    def seen(self) -> Seen:
        """Compare what was acknowledged with what is kept; to be called after `stop`."""
        numbers = set(self._acknowledged)
        kept = self.client.kept(numbers)
        lost = len(numbers - kept) if self.client.durable else None
        return Seen(len(numbers), len(kept), lost, longest_gap(list(self._acknowledged.values())), dict(self._errors))

    def _work(self) -> None:
        number, connected = 0, False
        while not self._stopping.is_set():
            number += 1
            try:
                if not connected:
                    self.client.connect()
                    connected = True
                self.client.send(number)
                self._acknowledged[number] = time.monotonic()
            except self.client.failures as failure:
                self._errors[type(failure).__name__] += 1
                self.client.close()
                connected = False
            self._stopping.wait(self.pause)
        self.client.close()
