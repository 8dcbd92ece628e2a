"""What the oracle takes for a leak where an attack fails with a row: any but the tenant's own."""

from collections import Counter

import pytest
from psycopg import sql

from tests.attack.cases import Case, Context, Expect
from tests.attack.oracle import Kind, judge
from tests.attack.seen import Seen, masker
from tests.attack.statements import told

Row = tuple[str | None, ...]

OWN: Row = ("a1", "Document 1", None)
OTHER_OWN: Row = ("a2", "Document 2", "x|y")
FOREIGN: Row = ("b1", "Document 1", None)
TENANT, NOBODY = Context("tenant a", "a0", "a"), Context("no tenant", "")
NONE_FOUND = Seen("", count=1, rows=(("0",),))


def failed_with(row: Row) -> Seen:
    return Seen("22P02", told(row))


def leaks(seen: Seen, alone: Seen, context: Context = TENANT, expect: Expect = Expect.TELLING) -> bool:
    columns = ("id", "title", "summary")
    case = Case("documents", "SELECT by error", "app", context, expect, (sql.SQL("select"),), columns=columns)
    own: Counter[Row] = Counter([OWN, OTHER_OWN] if context.tenant else [])
    found = judge(case, seen, alone, own)
    assert found is None or found.kind is Kind.LEAK
    return found is not None


@pytest.mark.parametrize("first", [OWN, OTHER_OWN])
def test_either_own_row_may_come_first(first: Row) -> None:
    assert not leaks(failed_with(first), failed_with(OWN))
    assert not leaks(failed_with(OWN), failed_with(first))


def test_a_row_of_another_tenant_s_is_a_leak() -> None:
    assert leaks(failed_with(FOREIGN), failed_with(OWN))
    assert leaks(failed_with(FOREIGN), NONE_FOUND)


def test_a_part_of_an_own_row_or_more_than_one_is_a_leak() -> None:
    assert leaks(failed_with(OWN[:1]), failed_with(OWN))
    assert leaks(Seen("22P02", f"{told(OWN)}{told(FOREIGN)}"), failed_with(OWN))


def test_who_has_no_rows_is_told_of_none() -> None:
    assert leaks(failed_with(OWN), NONE_FOUND, NOBODY)
    assert not leaks(NONE_FOUND, NONE_FOUND, NOBODY)


def test_any_other_difference_is_a_leak() -> None:
    assert leaks(Seen("22012", "division by zero||"), failed_with(OWN))
    assert leaks(NONE_FOUND, failed_with(OWN))


def test_other_attacks_must_fail_with_the_same_row() -> None:
    assert leaks(failed_with(OTHER_OWN), failed_with(OWN), expect=Expect.SAME)


def test_a_row_is_masked_in_a_message_as_it_is_by_itself() -> None:
    known, made = "a0000000-0000-0000-0000-000000000001", "c0000000-0000-4000-8000-000000000001"
    mask = masker(frozenset({known}), "2026-11-29 10:00:00+00")
    row = (known, made, "2026-11-29 11:00:00.5+00", "2026-11-28 11:00:00+00", "12:00:00")
    assert mask(told(row)) == told([mask(value) for value in row])
    assert mask(told(row)) == told((known, "<new>", "<now>", *row[3:]))
