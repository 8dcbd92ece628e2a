"""Every pack's rows: the same every time, skewed as tenants are, and nothing after the end."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.errors import UserError
from infra.paths import PROJECT
from infra.seeding import runs
from infra.seeding.loading import silent
from infra.seeding.seed import PACKS, Plan, seed_of
from infra.seeding.spool import Spool, spool

UNTIL = datetime(2026, 3, 1, tzinfo=UTC)
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.]+\+00:00")


def digests(name: str, plan: Plan) -> Mapping[str, str]:
    seed = seed_of(name)
    with spool(seed.tables) as rows:
        runs.make(seed, plan, rows, silent)
        return {table.name: rows.digest(table) for table in seed.tables}


def texts(rows: Spool, name: str, table: str) -> str:
    (found,) = (one for one in seed_of(name).tables if one.name == table)
    return b"".join(rows.read(found)).decode()


@pytest.mark.parametrize("name", PACKS)
def test_the_same_plan_gives_the_same_bytes(name: str) -> None:
    once = digests(name, Plan(0.02, 1, UNTIL))
    assert digests(name, Plan(0.02, 1, UNTIL)) == once
    first = seed_of(name).tables[0].name
    assert digests(name, Plan(0.02, 2, UNTIL))[first] != once[first]
    assert digests(name, Plan(0.03, 1, UNTIL)) != once


def test_another_process_gives_them_too(tmp_path: Path) -> None:
    """Python shuffles sets of texts in each process; that must not show."""
    script = (
        "import sys; from datetime import datetime; "
        "from infra.seeding import runs; from infra.seeding.loading import silent; "
        "from infra.seeding.seed import PACKS, Plan, seed_of; from infra.seeding.spool import spool\n"
        "for name in PACKS:\n"
        "    with spool(seed_of(name).tables) as rows:\n"
        "        runs.make(seed_of(name), Plan(0.01, 1, datetime.fromisoformat(sys.argv[1])), rows, silent)\n"
        "        print(*(rows.digest(table) for table in seed_of(name).tables))\n"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", script, UNTIL.isoformat()],
            env={"PYTHONHASHSEED": number, "PYTHONPATH": str(PROJECT), "TMPDIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in ("1", "2")
    ]
    assert found[0].count("\n") == len(PACKS)
    assert found[0] == found[1]


@pytest.mark.parametrize("name", PACKS)
def test_nothing_happens_after_the_end_but_what_is_planned(name: str) -> None:
    seed = seed_of(name)
    with spool(seed.tables) as rows:
        runs.make(seed, Plan(0.02, 1, UNTIL), rows, silent)
        for table in seed.tables:
            if "created_at" not in table.columns:
                continue
            place = table.columns.index("created_at")
            for row in texts(rows, name, table.name).splitlines():
                assert datetime.fromisoformat(row.split("\t")[place]) <= UNTIL, (table.name, row)


@pytest.mark.parametrize("name", PACKS)
def test_the_number_of_rows_is_about_what_the_bar_expects(name: str) -> None:
    seed = seed_of(name)
    with spool(seed.tables) as rows:
        runs.make(seed, Plan(0.1, 1, UNTIL), rows, silent)
        total = sum(rows.rows.values())
    assert 0.7 < total / (seed.rows_at_scale_1 * 0.1) < 1.4


def test_tenants_are_as_unequal_as_real_ones() -> None:
    with spool(seed_of("livechat").tables) as rows:
        runs.make(seed_of("livechat"), Plan(0.1, 1, UNTIL), rows, silent)
        lines = texts(rows, "livechat", "conversations").splitlines()
    sizes = Counter(line.split("\t")[1] for line in lines).most_common()
    assert sizes[0][1] > 5 * sizes[-1][1]
    assert sizes[0][1] > len(lines) / 4


def test_progress_goes_up_to_its_end() -> None:
    told: list[tuple[int, int]] = []
    seed = seed_of("livechat")
    with spool(seed.tables) as rows:
        runs.make(seed, Plan(0.1, 1, UNTIL), rows, lambda _, done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] <= told[-1][1]


def test_a_pack_without_a_seed_is_refused() -> None:
    with pytest.raises(UserError, match="pack 'shop' has no seed; allowed: novax, livechat"):
        seed_of("shop")
