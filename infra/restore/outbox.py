"""Has a pack's outbox published to its end; the relay's container does so, and at any other time by itself."""

from dataclasses import dataclass

from infra.cli import backup_runner
from infra.cli.running import Running
from infra.packs import Pack


@dataclass(frozen=True)
class Published:
    """What came of it: events that this command published beside the relay, and those that no stream takes."""

    published: int
    failed: int


def publish(running: Running, pack: Pack) -> Published:
    """Return once nothing waits in a pack's outbox any more.

    Raises:
        UserError: PostgreSQL or NATS does not answer, or JetStream refuses a message; what was acknowledged is marked.
    """
    answer = backup_runner.ask_relay(running, f"events of {pack.name}", "publish", pack.name)
    return Published(answer["published"], answer["failed"])
