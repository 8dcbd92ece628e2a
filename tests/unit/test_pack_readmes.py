"""Each pack's README says, id by id, where what its seed asks for is done and proved; here, that those places exist."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from infra.migrations.files import SQL
from infra.paths import PROJECT

IDS: Mapping[str, tuple[str, int]] = {
    "novax": ("NX", 19),
    "livechat": ("LC", 10),
    "osmochat": ("OC", 12),
    "campaigns": ("CP", 14),
    "wira": ("WR", 11),
}
"""What each seed asks for is numbered from 1: the letters, and the last number."""

ROW = re.compile(r"^\| (?P<id>[A-Z]{2}\d+) \| [^|]+ \| (?P<migrations>[^|]*) \| (?P<tests>[^|]*) \|$", re.MULTILINE)
QUOTED = re.compile(r"`([^`]+)`")


def faults(pack: str, readme: str) -> list[str]:
    rows = list(ROW.finditer(readme))
    letters, last = IDS[pack]
    found = Counter(row["id"] for row in rows)
    expected = {f"{letters}{number}" for number in range(1, last + 1)}
    return [
        *(f"{each} is in no row" for each in sorted(expected - found.keys())),
        *(f"{each} is no id of the seed" for each in sorted(found.keys() - expected)),
        *(f"{each} is in {times} rows" for each, times in found.items() if times > 1),
        *(f"{row['id']}: {fault}" for row in rows for fault in _of_migrations(SQL / pack, row["migrations"])),
        *(f"{row['id']}: {fault}" for row in rows for fault in _of_tests(SQL / pack, row["tests"])),
    ]


def _of_migrations(folder: Path, cell: str) -> Iterator[str]:
    """Migrations are numbers and ranges of them, keys of `pack.yaml`, and files of the platform by their path."""
    declared = yaml.safe_load((folder / "pack.yaml").read_text(encoding="utf-8"))
    present = {file.name[:4] for file in (folder / "migrations").glob("*.sql")}
    named = re.findall(r"\b\d{4}\b", QUOTED.sub("", cell))
    quoted = [each for each in QUOTED.findall(cell) if each != "pack.yaml"]
    if not named and not quoted:
        yield "names no migration and no key of pack.yaml"
    yield from (f"migration {each} is not there" for each in named if each not in present)
    for each in quoted:
        if "/" in each:
            if not (PROJECT / each).exists():
                yield f"{each} is not there"
        elif not _has(declared, each):
            yield f"{each} is no key of pack.yaml"


def _has(declared: object, dotted: str) -> bool:
    for part in dotted.split("."):
        if not isinstance(declared, Mapping) or part not in declared:
            return False
        declared = cast("Mapping[str, Any]", declared)[part]
    return True


def _of_tests(folder: Path, cell: str) -> Iterator[str]:
    """Tests are numbers of the pack's pgTAP files, and functions as pytest names them."""
    named = re.findall(r"\b\d{2}\b", QUOTED.sub("", cell))
    quoted = QUOTED.findall(cell)
    if not named and not quoted:
        yield "names no test"
    yield from (f"test {each} is not there" for each in named if not list((folder / "tests").glob(f"{each}_*.sql")))
    for each in quoted:
        path, _, function = each.partition("::")
        file = PROJECT / path
        if not function or not file.is_file() or f"def {function}(" not in file.read_text(encoding="utf-8"):
            yield f"{each} is no test"


@pytest.mark.parametrize("pack", IDS)
def test_every_id_is_where_its_readme_says(pack: str) -> None:
    assert faults(pack, (SQL / pack / "README.md").read_text(encoding="utf-8")) == []


def row(migrations: str = "0002, 0003-0005; `jobs` of `pack.yaml`", tests: str = "01", what: str = "NX1") -> str:
    return f"| {what} | a thing | {migrations} | {tests} |\n"


REST = "".join(row(what=f"NX{number}") for number in range(2, 20))
ITSELF = "tests/unit/test_pack_readmes.py"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("", "NX1 is in no row"),
        (row() + row(), "NX1 is in 2 rows"),
        (row() + row(what="NX20"), "NX20 is no id of the seed"),
        (row(migrations="later"), "NX1: names no migration and no key of pack.yaml"),
        (row(migrations="0002-9999"), "NX1: migration 9999 is not there"),
        (row(migrations="`jobs.sleep` of `pack.yaml`"), "NX1: jobs.sleep is no key of pack.yaml"),
        (row(migrations="`sql/platform/nothing.sql`"), "NX1: sql/platform/nothing.sql is not there"),
        (row(tests="by eye"), "NX1: names no test"),
        (row(tests="99"), "NX1: test 99 is not there"),
        (row(tests="`tests/nothing.py::test_it`"), "NX1: tests/nothing.py::test_it is no test"),
        (row(tests=f"`{ITSELF}::test_nothing`"), f"NX1: {ITSELF}::test_nothing is no test"),
        (row(tests=f"`{ITSELF}`"), f"NX1: {ITSELF} is no test"),
    ],
)
def test_a_fault_is_named(rows: str, fault: str) -> None:
    assert faults("novax", rows + REST) == [fault]


def test_places_that_exist_are_no_fault() -> None:
    rows = row(
        migrations="0002; `jobs.maintain_partitions` of `pack.yaml`; `sql/platform/state.sql`",
        tests=f"01, `{ITSELF}::test_places_that_exist_are_no_fault`",
    )
    assert faults("novax", rows + REST) == []
