"""One attack: who gives which statement where, and what has to come of it."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from psycopg import sql

Way = Literal["plain", "counted", "copy"]
"""How a statement is run: by itself, with a count of the rows that it changes by whatever way, or as a COPY."""


class Expect(Enum):
    """What must come of an attack; all but DENIED must besides be the same as if the other tenant did not exist."""

    DENIED = "refused, for want of a privilege"
    REFUSED = "refused, or without effect on what is the other's"
    NOTHING = "finds and changes no row"
    EXACTLY = "all of the tenant's own rows and no others"
    OWN = "all of the tenant's own rows, and what is everybody's"
    WORKS = "works for at least one of the tenant's own rows"
    ADMITTED = "is not refused for want of a privilege"
    SAME = "tells nothing of the other tenant"
    TELLING = "tells nothing of the other tenant, but may fail with any of the tenant's own rows"
    UNGUESSED = "tells nothing, but that an id that nobody guesses is taken"


@dataclass(frozen=True)
class Context:
    """What app.current_user_id holds; `tenant` is whose id it is, "" where it is nobody's."""

    name: str
    user: str
    tenant: str = ""

    @property
    def others(self) -> tuple[str, ...]:
        """The tenants whose rows are not to be reached."""
        return tuple(name for name in ("a", "b") if name != self.tenant)


@dataclass(frozen=True)
class Case:
    """An attack on `on`, a relation or routine.

    `tries` are statements of which the first that works counts. `foreign` is a value of the other tenant that must not
    come back. `codes` are the SQLSTATEs that a refusal may have.
    """

    on: str
    attack: str
    role: str
    context: Context
    expect: Expect
    tries: tuple[sql.Composable, ...]
    way: Way = "plain"
    columns: tuple[str, ...] = ()
    foreign: str = ""
    codes: tuple[str, ...] = ("42501",)

    @property
    def reads(self) -> bool:
        """Whether it shows rows as they are: `columns` says which columns of them."""
        return bool(self.columns) and self.way != "counted"

    def __str__(self) -> str:
        return f"{self.attack} on {self.on} as {self.role}, {self.context.name}"
