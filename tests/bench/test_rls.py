"""What row level security costs: the packs' policies against the same rule written by hand, and written naively.

One session straight on the primary, taking turns, so that nothing but the rule differs. The claim is at most 1.10 times
the query with the rule by hand, at the middle and at the 99th percentile; it is broken where even the low end of the
spread is above.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from rich.console import Console
from rich.table import Table

from infra.packs import Pack
from infra.seeding.tables import ours
from infra.toolchain.progress import working
from tests.bench.arms import Arm, Measured, Parameters, alternate
from tests.bench.cases import SUBJECTS, Case, Subject
from tests.bench.conftest import Seeded
from tests.bench.figures import Ratio

pytestmark = pytest.mark.disruptive

CLAIM = 1.10
ROUNDS, EXECUTIONS = 24, 60
NAIVE_SECONDS = 0.05
"""How long a turn of the naive arm may take: it is there to be seen, not to be waited for."""

MIDDLE, TAIL = 0.5, 0.99


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.pack)
def test_a_policy_costs_no_more_than_the_rule_by_hand(
    subject: Subject, seeded: Seeded, keep: Callable[[str, object], Path]
) -> None:
    pack, login = seeded(subject.pack)
    with login.connect() as connection:
        user, parameters = _parameters(connection, subject)
        found: dict[str, dict[str, Measured]] = {}
        for case in subject.cases:
            arms = _arms(connection, pack, case, user, parameters)
            with working(f"{subject.pack}: {case.name}") as tick:
                found[case.name] = alternate(connection, arms, parameters, ROUNDS, tick)
    for name, arms in found.items():
        assert len({measured.rows for measured in arms.values()}) == 1, f"{name}: the arms see different rows"
    _show(subject.pack, found)
    file = keep(f"rls-{subject.pack}", {name: _data(arms) for name, arms in found.items()})
    broken = [
        f"{name} at p{round(part * 100)}: {ratio}"
        for name, arms in found.items()
        for part in (MIDDLE, TAIL)
        if (ratio := _cost(arms, part)).low > CLAIM
    ]
    assert not broken, f"above {CLAIM}: {'; '.join(broken)} (all figures: {file})"


def _parameters(connection: psycopg.Connection, subject: Subject) -> tuple[str, list[Parameters]]:
    row = connection.execute(ours(subject.actor)).fetchone()
    assert row, "the seed has no such user"
    actor = {"user": row[0], "tenants": row[1]}
    cursor = connection.execute(ours(subject.parameters), actor)
    names = [column.name for column in cursor.description or ()]
    return str(row[0]), [{**actor, **dict(zip(names, values, strict=True))} for values in cursor.fetchall()]


def _arms(
    connection: psycopg.Connection, pack: Pack, case: Case, user: str, parameters: list[Parameters]
) -> tuple[Arm, ...]:
    acting = (f"set local role {pack.app}", f"select set_config('app.current_user_id', '{user}', true)")
    plain = case.query.format(own="")
    naive = Arm("naive", plain, (*case.naive.setup(pack.app), *acting), executions=1)
    probe = alternate(connection, (naive,), parameters, 1, lambda: None)["naive"]
    fitting = int(NAIVE_SECONDS / probe.rounds[0][0])
    return (
        Arm("by hand", case.query.format(own=case.by_hand), executions=EXECUTIONS),
        Arm("policy", plain, acting, executions=EXECUTIONS),
        Arm("constant", case.query.format(own=case.constant), executions=EXECUTIONS),
        Arm("naive", plain, naive.setup, executions=min(EXECUTIONS, max(1, fitting))),
    )


def _cost(arms: dict[str, Measured], part: float) -> Ratio:
    return arms["policy"].by(arms["by hand"], part)


def _data(arms: dict[str, Measured]) -> dict[str, Any]:
    return {
        "rows": arms["policy"].rows,
        "milliseconds": {
            name: {"p50": round(arm.milliseconds(MIDDLE), 4), "p99": round(arm.milliseconds(TAIL), 4)}
            for name, arm in arms.items()
        },
        "policy_by_hand": {"p50": vars(_cost(arms, MIDDLE)), "p99": vars(_cost(arms, TAIL))},
        "policy_by_constant": {"p50": vars(arms["policy"].by(arms["constant"], MIDDLE))},
        "naive_by_hand": {"p50": vars(arms["naive"].by(arms["by hand"], MIDDLE))},
    }


def _show(pack: str, found: dict[str, dict[str, Measured]]) -> None:
    columns = ("query", "rows", "by hand p50/p99 ms", "policy p50/p99 ms", "cost p50", "cost p99", "constant", "naive")
    table = Table(*columns, title=f"Row level security, pack {pack}: policy by the rule written by hand")
    for name, arms in found.items():
        table.add_row(
            name,
            str(arms["policy"].rows),
            *(f"{arms[arm].milliseconds(MIDDLE):.3f} / {arms[arm].milliseconds(TAIL):.3f}" for arm in _TIMED),
            str(_cost(arms, MIDDLE)),
            str(_cost(arms, TAIL)),
            str(arms["policy"].by(arms["constant"], MIDDLE)),
            f"{arms['naive'].by(arms['by hand'], MIDDLE).value:,.1f}",
        )
    Console(width=180).print(table)


_TIMED = ("by hand", "policy")
