"""The outbox in a pack's database, as the relay's own role sees it: straight to the primary, over verified TLS."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from novax_relay.config import Config
from novax_relay.events import Event

Session = psycopg.AsyncConnection[tuple[Any, ...]]

_TIMEOUT_SECONDS = 10
_EXISTS = "select to_regclass('public.events') is not null"
_TAKE = """
select id, event_type, aggregate_type, aggregate_id::text, payload, created_at
from public.events where status = 'pending' order by id limit %s for update skip locked
"""
_MARK = "update public.events set status = %s where status = 'pending' and id = any(%s)"
_STANDING = """
select
    count(*) filter (where status = 'pending'),
    coalesce(extract(epoch from clock_timestamp() - min(created_at) filter (where status = 'pending')), 0)::float8,
    count(*) filter (where status = 'failed')
from public.events where status in ('pending', 'failed')
"""


@dataclass(frozen=True)
class Standing:
    """How an outbox stands: events that wait, the age of the oldest of them in seconds, and those without a stream."""

    pending: int = 0
    oldest_seconds: float = 0.0
    failed: int = 0


async def connect(config: Config, pack: str) -> Session:
    """Return a session in autocommit in a pack's database, on the primary.

    Raises:
        psycopg.OperationalError: the primary does not answer.
    """
    target = make_conninfo(f"service={config.service}", dbname=pack, connect_timeout=_TIMEOUT_SECONDS)
    return await psycopg.AsyncConnection.connect(target, autocommit=True)


async def exists(session: Session) -> bool:
    """Tell whether the pack has an outbox."""
    return await (await session.execute(_EXISTS)).fetchone() == (True,)


async def take(session: Session, limit: int) -> list[Event]:
    """Return the oldest events that wait and that no other relay holds, and hold them until the transaction ends."""
    return [Event(*row) for row in await (await session.execute(_TAKE, (limit,))).fetchall()]


async def mark(session: Session, status: str, numbers: Sequence[int]) -> None:
    """Give events that wait another status: published or failed."""
    if numbers:
        await session.execute(_MARK, (status, list(numbers)))


async def standing(session: Session) -> Standing:
    """Return how the outbox stands."""
    row = await (await session.execute(_STANDING)).fetchone()
    return Standing(*row) if row else Standing()
