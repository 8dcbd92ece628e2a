"""Has events published that wait in an outbox, or that a stream has lost; the relay's container does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from infra.cli import backup_runner
from infra.cli.running import Running
from infra.demands import Stream
from infra.errors import UserError
from infra.packs import Pack
from infra.restore import consumers
from infra.restore.target import moment, show_time


@dataclass(frozen=True)
class Published:
    """What came of it: events that this command published beside the relay, and those that can't be published."""

    published: int
    failed: int


@dataclass(frozen=True)
class Wanted:
    """A stream by its name, and since when its events are looked at."""

    pack: str
    name: str
    stream: Stream
    since: datetime


@dataclass(frozen=True)
class Replayed:
    """What came of it: events looked at, missing, published again; and the consumers that start anew because of it."""

    looked: int
    missing: int
    published: int
    restarted: tuple[str, ...]


def publish(running: Running, pack: Pack) -> Published:
    """Return once nothing waits in a pack's outbox any more.

    Raises:
        UserError: PostgreSQL or NATS does not answer, or JetStream refuses a message; what was acknowledged is marked.
    """
    answer = backup_runner.ask_relay(running, f"events of {pack.name}", "publish", pack.name)
    return Published(answer["published"], answer["failed"])


def wanted(packs: Sequence[Pack], name: str, since: str, now: datetime) -> Wanted:
    """Return what is to be replayed, as it was asked for.

    Raises:
        UserError: no pack has such a stream, or the time is malformed, in the future, or older than what is kept.
    """
    streams = {its: stream for pack in packs for its, stream in pack.streams.items()}
    if name not in streams:
        raise UserError(f"no pack of this stack has a stream {name!r}; allowed: {', '.join(streams)}")
    found = moment("--since", since, now)
    kept = timedelta(days=streams[name].max_age_days)
    if found < now - kept:
        raise UserError(
            f"--since is {show_time(found)}, and stream {name} and the outbox keep events for {kept.days} days; "
            f"allowed: from {show_time(now - kept)}"
        )
    return Wanted(next(pack.name for pack in packs if name in pack.streams), name, streams[name], found)


def replay(running: Running, asked: Wanted, *, dry_run: bool) -> Replayed:
    """Publish again what the stream lacks, in order and with the same ids; with `dry_run`, count it only.

    A consumer that has behind it the numbers which the events get now would skip them: it is made anew and starts with
    the oldest message that there is.

    Raises:
        UserError: PostgreSQL or NATS does not answer, or the stream is not there; what was published is marked.
    """
    options = ("--since", asked.since.isoformat(), *(("--dry-run",) if dry_run else ()))
    ahead = () if dry_run else consumers.ahead(running, asked.pack, asked.name, asked.stream)
    answer = backup_runner.ask_relay(running, f"replay of {asked.name}", "replay", asked.name, *options)
    restarted = ahead if answer["shifted"] else ()
    if restarted:
        consumers.start_anew(running, asked.pack, asked.name, asked.stream, restarted)
    return Replayed(answer["looked"], answer["missing"], answer["published"], restarted)
