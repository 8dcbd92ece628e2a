"""What a pack's seed consists of; each pack's module beside this one defines one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec

from infra.errors import UserError
from infra.seeding.chance import Chance
from infra.seeding.tables import Row, Table

PACKS = ("novax", "livechat", "osmochat", "campaigns", "wira")
"""Packs that have a seed, each a module of its name."""


@dataclass(frozen=True)
class Plan:
    """What decides each row: with the same plan, rows are the same to the byte."""

    scale: float
    """1 is about 100,000 messages."""
    seed: int
    until: datetime
    """When the data ends; nothing is later."""

    def chance(self, *label: object) -> Chance:
        """Return a stream of chance of the plan."""
        return Chance(self.seed, *label)

    def ago(self, days: float) -> datetime:
        """Return the moment that lies so many days before the end."""
        return self.until - timedelta(days=days)


@dataclass(frozen=True)
class Check:
    """What must hold in a seeded database: the query returns a row for each violation."""

    name: str
    query: str


@dataclass(frozen=True)
class Seed:
    """One pack's seed."""

    tables: tuple[Table, ...]
    """In the order in which they are filled, parents first."""
    rows: Callable[[Plan], Iterator[Row]]
    """Makes all rows; holds no more than one tenant at a time."""
    rows_at_scale_1: int
    """About how many, for the progress bar."""
    days: int
    """How far back the data goes; partitions are made for it."""
    checks: tuple[Check, ...]
    partitioned: tuple[str, ...] = ()
    """Tables in public that pg_partman partitions by time."""
    after: tuple[str, ...] = ()
    """Statements that the owner runs when all rows are there."""
    unfilled: tuple[str, ...] = ()
    """Tenants' tables that stay empty; all others must not."""


def seed_of(pack: str) -> Seed:
    """Return a pack's seed.

    Raises:
        UserError: the pack has none.
    """
    module = f"infra.seeding.{pack}"
    if pack not in PACKS or find_spec(module) is None:
        raise UserError(f"pack {pack!r} has no seed; allowed: {', '.join(PACKS)}")
    found: Seed = import_module(module).SEED
    return found
