"""Every form of statement that a session can send to one relation, right and malformed: does the server survive it?

What a statement comes to does not matter here: most are refused. `tests.attack.matrix` looks at what they show.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.attack.catalog import Catalog, Relation

SIGNATURE = b"PGCOPY\n\xff\r\n\0"
_HEADER = SIGNATURE + struct.pack("!ii", 0, 0)

TEXT_INPUTS = (b"", b"\\N\n", b"\\.\n", b"\\x\t\0\xff\n", b"1\t2\t3\n" * 3)
BINARY_INPUTS = (
    b"",
    b"PGCOPY",
    SIGNATURE + struct.pack("!ii", 1 << 16, 0),
    SIGNATURE + struct.pack("!ii", 0, -1),
    _HEADER + struct.pack("!h", -2),
    _HEADER + struct.pack("!h", 32767),
    _HEADER + struct.pack("!hi", 1, -1),
    _HEADER + struct.pack("!hi", 1, 0x7FFFFFFF),
    _HEADER + struct.pack("!hi4s", 1, 4, b"\xff\xfe\xfd\xfc"),
    _HEADER + struct.pack("!h", -1),
)
BINARY_VALUES = (b"", b"\0", b"\xff" * 7, b"\0" * 16, struct.pack("!iii", 1, 1, 0x7FFFFFFF))


@dataclass(frozen=True)
class Form:
    """A statement, and what is sent after it where it is a COPY from the client."""

    statement: str
    inputs: tuple[bytes, ...] = ()


def subjects(catalog: Catalog) -> Iterator[Relation]:
    """Yield the relations to send statements to: all but partitions and chunks, and one of those of each table."""
    seen: set[str] = set()
    for relation in catalog.relations:
        if relation.name == relation.root:
            yield relation
        elif relation.root not in seen:
            seen.add(relation.root)
            yield relation


def forms(relation: Relation, role: str) -> Iterator[Form]:
    """Yield the statements for one relation; each stands for itself, in a transaction that is rolled back."""
    name = relation.name
    yield from (Form(statement) for statement in _reads(name))
    if relation.kind == "S":
        yield Form(f"select nextval('{name}'), setval('{name}', 1)")
        return
    odd = [column.name for column in relation.columns if column.identity or column.generated]
    yield from (Form(statement) for statement in _writes(name, relation.columns[0].name, odd))
    yield from _copies_out(name)
    given = [column.name for column in relation.columns if not column.generated]
    # The role's own columns as well: a COPY of others is refused before most of the server has seen it.
    for columns in {tuple(given), relation.grants[role].on("INSERT"), (given[-1],)}:
        if columns:
            yield from _copies_in(f"{name} ({', '.join(columns)})")


def _reads(name: str) -> Iterator[str]:
    yield f"select subject.*, subject, ctid, tableoid, xmin from {name} as subject limit 3"
    yield f"select * from {name} limit 1 for update skip locked"
    yield f"select count(*) from {name} tablesample bernoulli (50)"
    yield f"begin; declare mine scroll cursor for select * from {name}; fetch 2 from mine; move backward all in mine"
    yield f"begin; declare mine cursor with hold for select * from {name} limit 2; fetch all from mine; close mine"
    yield f"begin; prepare mine as select * from {name} limit $1; execute mine (1); explain execute mine (2)"
    yield f"explain (analyze, buffers) select * from {name} limit 1"
    yield f"table {name} limit 1"
    yield f"begin; lock table {name} in access exclusive mode nowait"


def _writes(name: str, first: str, odd: Sequence[str]) -> Iterator[str]:
    yield f"insert into {name} default values returning *"
    yield f"insert into {name} default values on conflict do nothing"
    yield f"insert into {name} select * from {name} limit 1 on conflict do nothing"
    yield f"insert into {name} as mine default values on conflict ({first}) do update set {first} = excluded.{first}"
    yield (
        f"merge into {name} as mine using (select * from {name} limit 1) as theirs on mine.{first} = theirs.{first} "
        f"when matched then update set {first} = theirs.{first} when not matched then insert default values"
    )
    yield f"merge into {name} as mine using (values (1)) as theirs on false when not matched then insert default values"
    yield f"merge into {name} as mine using (values (1)) as theirs on true when matched then delete returning mine.*"
    for column in (first, *odd):
        yield f"insert into {name} ({column}) overriding system value values (default), (null) returning {column}"
        yield f"update {name} set {column} = default where false"
    yield f"with gone as (delete from {name} where false returning *) select count(*) from gone"
    yield f"begin; declare mine cursor for select * from {name} for update; delete from {name} where current of mine"
    yield f"truncate {name}"
    yield f"explain analyze insert into {name} default values"


def _copies_out(name: str) -> Iterator[Form]:
    for options in ("format text", "format csv, header", "format binary"):
        yield Form(f"copy {name} to stdout with ({options})")
        yield Form(f"copy (select * from {name} limit 2) to stdout with ({options})")
    yield Form(f"copy (insert into {name} default values returning *) to stdout")


def _copies_in(into: str) -> Iterator[Form]:
    for options in ("format text", "format csv, force_null *"):
        yield Form(f"copy {into} from stdin with ({options})", TEXT_INPUTS)
    yield Form(f"copy {into} from stdin with (format text, on_error ignore)", TEXT_INPUTS[-1:])
    yield Form(f"copy {into} from stdin where true", TEXT_INPUTS[-1:])
    yield Form(f"copy {into} from stdin with (format text, freeze)", TEXT_INPUTS[-1:])
    yield Form(f"copy {into} from stdin with (format binary)", BINARY_INPUTS)
