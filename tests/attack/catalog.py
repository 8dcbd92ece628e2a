"""What a pack's database has that can be attacked, and what each role may do with it, as its catalog says."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, LiteralString, cast

import psycopg
from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).with_name("catalog")

Privilege = Literal["SELECT", "INSERT", "UPDATE"]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Read):
    """A column; `identity` columns take no value from a writer, `generated` ones neither."""

    name: str
    type: str
    identity: bool
    generated: bool
    default: bool


class Unique(_Read):
    """A unique index."""

    name: str
    columns: tuple[str, ...]


class Link(_Read):
    """A column of a foreign key, and where it leads."""

    column: str
    table: str
    key: str


class Grants(_Read):
    """What one role may do with a relation; `reach` is USAGE of its schema."""

    reach: bool
    delete: bool
    columns: Mapping[Privilege, tuple[str, ...]]

    def on(self, privilege: Privilege) -> tuple[str, ...]:
        """The columns that the privilege covers, in the table's order."""
        return self.columns[privilege] if self.reach else ()


class Relation(_Read):
    """A table, view, materialized view or sequence; `root` is the table that a partition or chunk belongs to.

    `parent` says whether it has partitions or chunks itself.
    """

    oid: int
    name: str
    kind: Literal["r", "p", "v", "m", "S", "f"]
    root: str
    parent: bool
    columns: tuple[Column, ...]
    uniques: tuple[Unique, ...]
    links: tuple[Link, ...]
    grants: Mapping[str, Grants]

    @property
    def is_table(self) -> bool:
        """Whether it has rows of its own that statements write."""
        return self.kind in ("r", "p")

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key, or of what comes nearest."""
        return self.uniques[0].columns if self.uniques else ()

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)


class Argument(_Read):
    """A parameter of a routine."""

    name: str
    type: str
    optional: bool


class Routine(_Read):
    """A function or procedure; `callers` may execute it."""

    name: str
    kind: Literal["f", "p"]
    trigger: bool
    arguments: tuple[Argument, ...]
    callers: tuple[str, ...]

    @property
    def signature(self) -> str:
        """The name with the types of its parameters."""
        return f"{self.name}({', '.join(argument.type for argument in self.arguments)})"


class Catalog(_Read):
    """All of a database."""

    relations: tuple[Relation, ...]
    routines: tuple[Routine, ...]
    tables: int
    policies: int

    def relation(self, name: str) -> Relation:
        """Return a relation by its quoted, qualified name."""
        return next(relation for relation in self.relations if relation.name == name)


def read(superuser: psycopg.Connection, roles: Sequence[str]) -> Catalog:
    """Return the catalog of the connection's database, with the grants of these roles."""
    parameters = {"roles": list(roles)}
    (counts,) = superuser.execute(text("policies")).fetchall()
    return Catalog(
        relations=tuple(Relation.model_validate(row) for row in _objects(superuser, "relations", parameters)),
        routines=tuple(Routine.model_validate(row) for row in _objects(superuser, "routines", parameters)),
        tables=counts[0],
        policies=counts[1],
    )


def _objects(superuser: psycopg.Connection, name: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
    return [row[0] for row in superuser.execute(text(name), parameters).fetchall()]


def text(name: str) -> LiteralString:
    """Return what a file beside this module says."""
    # Our own files are the only source of this text, which is what the type asks for.
    return cast("LiteralString", (FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
