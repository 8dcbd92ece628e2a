"""What every client of a drill can do: send numbered things, and tell afterwards which of them are kept."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Generator
from contextlib import contextmanager

from infra.cli.running import Running
from infra.hooks.access import Access

ANSWER_SECONDS = 2
"""How long a client waits for an answer before it gives the connection up."""


class Client(ABC):
    """One kind of client, used by one thread; what it writes goes where nobody else looks, and is removed."""

    kind: str
    failures: tuple[type[Exception], ...]
    """What its library raises when the service is away or refuses."""
    durable = True
    """Whether everything that was acknowledged must be there afterwards."""

    def __init__(self, running: Running, account: str) -> None:
        self._running = running
        self._account = running.account(account)

    @abstractmethod
    @contextmanager
    def place(self) -> Generator[None]:
        """Make where things go, and remove it in the end."""
        yield

    @abstractmethod
    def connect(self) -> None:
        """Sign in; called again after each failure."""

    @abstractmethod
    def send(self, number: int) -> None:
        """Return when the service has acknowledged thing `number`."""

    @abstractmethod
    def close(self) -> None:
        """Give the connection up."""

    @abstractmethod
    def kept(self, numbers: Collection[int]) -> set[int]:
        """Return which of these things the service gives back whole."""

    @property
    def _access(self) -> Access:
        return self._running.access(self._account)
