"""What of PostgreSQL an index holds: every attribute that packs declare is found, and nothing that was deleted."""

import re

import pytest

from infra.demands import SearchIndex
from infra.errors import UserError
from infra.packs import Pack, load_packs
from infra.paths import PROJECT
from infra.restore import documents
from infra.restore.documents import Reference, Shape

PACKS = load_packs(("novax", "livechat", "osmochat", "campaigns", "wira"), PROJECT / "sql")
SHOP = Pack(name="shop", description="", tenant_tables={"orders": "via branches"})
SHAPE = Shape(
    {
        "orders": frozenset({"id", "branch_id", "customer_id", "customer_day", "title"}),
        "branches": frozenset({"id", "owner_id"}),
        "customers": frozenset({"id", "day", "name"}),
    },
    [
        Reference("branches", ["branch_id"], ["id"]),
        Reference("customers", ["customer_id", "customer_day"], ["id", "day"]),
    ],
)

_COLUMN = re.compile(r"^    \"?(\w+)\"? ", re.MULTILINE)
_KEY = re.compile(
    r"ALTER TABLE (?:ONLY )?public\.(\w+)\s+ADD CONSTRAINT \w+ FOREIGN KEY \(([\w, ]+)\) "
    r"REFERENCES public\.(\w+)\(([\w, ]+)\)"
)


def shape_of(pack: Pack, table: str) -> Shape:
    """Return a table's shape by the pack's committed schema."""
    schema = (PROJECT / "sql" / pack.name / "schema.sql").read_text(encoding="utf-8")
    columns = {
        name: frozenset(_COLUMN.findall(body))
        for name, body in re.findall(r"CREATE TABLE public\.(\w+) \((.*?)\n\)", schema, re.DOTALL)
    }
    keys = [
        Reference(there, own.split(", "), theirs.split(", "))
        for here, own, there, theirs in _KEY.findall(schema)
        if here == table
    ]
    return Shape(columns, keys)


@pytest.mark.parametrize(
    ("pack", "table"),
    [(pack, table) for pack in PACKS for table in pack.search],
    ids=lambda value: value.name if isinstance(value, Pack) else str(value),
)
def test_every_declared_attribute_is_a_column_that_the_index_can_take(pack: Pack, table: str) -> None:
    assert documents.query(pack, table, pack.search[table], shape_of(pack, table))


def text(*attributes: str) -> str:
    index = SearchIndex(searchable=attributes)
    return documents.query(SHOP, "orders", index, SHAPE).as_string()


def test_an_own_column_is_taken_as_it_is() -> None:
    assert """'title', "t"."title\"""" in text("title")


def test_a_column_of_the_table_that_knows_the_tenant_is_looked_up() -> None:
    assert (
        """'owner_id', (select "o"."owner_id" from public."branches" as o where "o"."id" = "t"."branch_id")"""
        in text("owner_id")
    )


def test_a_name_of_what_a_column_refers_to_is_looked_up_by_the_whole_key() -> None:
    assert (
        """'customer_name', (select "o"."name" from public."customers" as o """
        """where "o"."id" = "t"."customer_id" and "o"."day" = "t"."customer_day")"""
    ) in text("customer_name")


def test_what_was_deleted_is_no_document() -> None:
    assert text("title").endswith(
        "where to_jsonb(t) ->> 'deleted_at' is null and to_jsonb(t) ->> 'status' is distinct from 'deleted'"
    )


def test_an_attribute_without_a_column_is_refused() -> None:
    with pytest.raises(UserError, match=r"wants customer_age, .* correct search\.orders in shop/pack"):
        text("customer_age")
