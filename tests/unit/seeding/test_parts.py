"""What seeds are made of: COPY's format, chance, numbers, months, vectors."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from infra.seeding.chance import Chance, scaled, shares, tenants
from infra.seeding.loading import months
from infra.seeding.spool import spool
from infra.seeding.tables import Table, Value, line
from infra.seeding.texts import Writer, email, slug
from infra.seeding.vectors import DIMENSIONS, Vectors

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "\\N"),
        (True, "t"),
        (False, "f"),
        (7, "7"),
        (Decimal("0.70"), "0.70"),
        ("a\tb\nc\\d", "a\\tb\\nc\\\\d"),
        ("\\x00", "\\\\x00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (NOON, "2026-03-01T12:00:00+00:00"),
        ({"a": 'q"\n', "é": [1]}, '{"a":"q\\\\"\\\\n","é":[1]}'),
        (["a", 'b"c', "d,e\\"], '{"a","b\\\\"c","d,e\\\\\\\\"}'),
    ],
)
def test_a_value_is_written_as_copy_reads_it(value: Value, text: str) -> None:
    assert line((value,)) == f"{text}\n"


def test_a_row_of_the_wrong_length_is_an_error() -> None:
    table = Table("things", ("id", "name"))
    with spool((table,)) as rows:
        rows.add((table, (1, "a")))
        with pytest.raises(ValueError, match="table things has 2 columns, and a row 1 values"):
            rows.add((table, (1,)))
        rows.finish()
        assert b"".join(rows.read(table)) == b"1\ta\n"
        assert (rows.bytes(table), rows.rows["things"]) == (4, 1)


def test_streams_depend_on_seed_and_label_alone() -> None:
    first = Chance(1)
    first.uuid()
    assert first.stream("a", 2).uuid() == Chance(1, "a", 2).uuid()
    assert Chance(1, "a", 2).uuid() != Chance(2, "a", 2).uuid()
    assert first.uuid().version == 4


def test_shares_are_skewed_and_add_up() -> None:
    found = shares(10_000, 20)
    assert found == sorted(found, reverse=True)
    assert abs(sum(found) - 10_000) <= 20
    assert found[0] > 2_000
    assert shares(3, 5, least=2) == [2] * 5


def test_tenants_grow_slower_than_rows() -> None:
    assert (tenants(25, 1), tenants(25, 100), tenants(25, 0.01)) == (25, 250, 3)
    assert (scaled(1000, 0.02), scaled(10, 0.02)) == (20, 1)


def test_moments_lie_between_their_ends_and_in_the_day() -> None:
    chance, start, end = Chance(1), datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    found = [chance.moment(start, end) for _ in range(2000)]
    assert all(start <= moment <= end for moment in found)
    # 02:00 UTC is 09:00 in Jakarta, 19:00 UTC is 02:00.
    assert sum(moment.hour == 2 for moment in found) > 5 * sum(moment.hour == 19 for moment in found)
    assert sum(moment.month == 3 for moment in found) > sum(moment.month == 1 for moment in found)


def test_sizes_have_a_middle_and_an_end() -> None:
    chance = Chance(1)
    found = sorted(chance.size(10, most=50) for _ in range(1000))
    assert 8 <= found[500] <= 12
    assert (found[0] >= 1, found[-1]) == (True, 50)


def test_no_two_phones_are_the_same() -> None:
    writers = [Writer(Chance(1), number) for number in range(3)]
    phones = {writer.phone() for writer in writers for _ in range(5000)}
    assert len(phones) == 15_000
    assert all(len(phone) == len("+628") + 10 for phone in phones)


def test_texts_are_whole_and_names_become_addresses() -> None:
    writer = Writer(Chance(1))
    topic = writer.topic()
    for text in (writer.question(topic), writer.answer(topic), writer.title(topic), writer.task(topic)):
        assert text
        assert "{" not in text
    assert writer.text(topic, 9).count("\n\n") == 2
    assert slug("Batik Nusantara", 3) == "batik-nusantara-3"
    assert email("Ayu Putri", 7) == "ayu.putri.7@example.com"


def test_vectors_of_a_topic_lie_together() -> None:
    vectors, chance = Vectors(Chance(1)), Chance(2)

    def read(topic: str) -> list[float]:
        return [float(number) for number in vectors.near(topic, chance).strip("[]").split(",")]

    def cosine(one: list[float], other: list[float]) -> float:
        def dot(left: list[float], right: list[float]) -> float:
            return sum(a * b for a, b in zip(left, right, strict=True))

        return dot(one, other) / (dot(one, one) * dot(other, other)) ** 0.5

    first, second, far = read("produk"), read("produk"), read("hukum")
    assert len(first) == DIMENSIONS
    assert cosine(first, second) > 0.75
    assert abs(cosine(first, far)) < 0.2


def test_every_month_is_there_once() -> None:
    found = months(datetime(2025, 11, 30, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
    assert [(moment.year, moment.month, moment.day) for moment in found] == [
        (2025, 11, 1),
        (2025, 12, 1),
        (2026, 1, 1),
        (2026, 2, 1),
        (2026, 3, 1),
    ]
