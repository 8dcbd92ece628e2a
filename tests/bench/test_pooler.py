"""What it costs that a pooled session forgets with each transaction: throughput with and without it, taking turns.

Both arms come through the stack's PgBouncer as roles that differ in `novax_pooled.enabled` alone; without it what a
client sets for its session reaches the next one. Their transactions are as small as there are, so nothing hides a cost.
"""

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from rich.console import Console
from rich.table import Table

from infra.cli.running import Running
from infra.packs import Pack
from infra.services.postgres import POOLED
from infra.toolchain.progress import working
from tests.bench.figures import Ratio, ratio
from tests.smoke import clients

CLAIM = 0.98
ROUNDS, SECONDS, CLIENTS = 15, 2, 4
STATEMENT = "select set_config('app.current_user_id', '00000000-0000-0000-0000-0000000000a1', true);\n"
_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


@pytest.fixture
def arms(running: Running, packs: Sequence[Pack]) -> Iterator[dict[str, str]]:
    """Yield the accounts of the arms; one role keeps its sessions as they are meanwhile."""
    pack = packs[0]
    role = sql.Identifier(pack.readonly)
    with clients.postgres(running, "postgres", "postgres", endpoint="postgres-primary") as superuser:
        for key in POOLED:
            superuser.execute(sql.SQL("alter role {} reset {}").format(role, sql.Identifier(key)))
        try:
            _reconnect(running)
            yield {"forgets": f"{pack.name}-app", "keeps": f"{pack.name}-readonly"}
        finally:
            for key, value in POOLED.items():
                command = sql.SQL("alter role {} set {} to {}")
                superuser.execute(command.format(role, sql.Identifier(key), sql.Literal(value)))
            _reconnect(running)


def _reconnect(running: Running) -> None:
    with clients.postgres(running, "pgbouncer", "pgbouncer", prepare_threshold=None) as console:
        psycopg.ClientCursor(console).execute("reconnect")


@pytest.mark.timeout(600)
def test_forgetting_costs_at_most_two_percent_of_throughput(
    running: Running, packs: Sequence[Pack], arms: dict[str, str], keep: Callable[[str, object], Path]
) -> None:
    if running.cluster:
        pytest.skip("pgbench runs in a container of the stack, on Docker")
    found: dict[str, Ratio] = {}
    table = Table("protocol", "forgets, tps", "keeps, tps", "ratio", title="Throughput through the pooler")
    for protocol in ("simple", "prepared"):
        taken: dict[str, list[list[float]]] = {arm: [] for arm in arms}
        with working(protocol) as tick:
            for number in range(ROUNDS):
                for arm in arms if number % 2 == 0 else reversed(arms):
                    taken[arm].append([1 / _throughput(running, packs[0], arms[arm], protocol)])
                    tick()
        # A transaction's time without forgetting by its time with it: what part of the throughput is left.
        found[protocol] = ratio(taken["keeps"], taken["forgets"], 0.5)
        middle = {arm: sorted(1 / one[0] for one in rounds)[ROUNDS // 2] for arm, rounds in taken.items()}
        table.add_row(protocol, f"{middle['forgets']:,.0f}", f"{middle['keeps']:,.0f}", str(found[protocol]))
    Console(width=120).print(table)
    file = keep("pooler", {protocol: vars(one) for protocol, one in found.items()})
    broken = [f"{protocol}: {one}" for protocol, one in found.items() if one.high < CLAIM]
    assert not broken, f"below {CLAIM}: {'; '.join(broken)} (all figures: {file})"


def _throughput(running: Running, pack: Pack, account: str, protocol: str) -> float:
    """Return the transactions of a second that pgbench gets through, beside the servers so that only they count."""
    who = running.accounts[account]
    container = next(iter(running.services["postgres"].members.values()))
    bench = ("pgbench", "--no-vacuum", f"--protocol={protocol}", f"--client={CLIENTS}", f"--time={SECONDS}")
    where = ("--file=-", "--host=pgbouncer", "--port=6432", f"--username={who.username}", pack.database)
    answer = subprocess.run(
        ["docker", "exec", "--interactive", "--env=PGPASSWORD", "--env=PGSSLMODE=require", container, *bench, *where],
        input=STATEMENT,
        env={**os.environ, "PGPASSWORD": who.password},
        capture_output=True,
        text=True,
        check=True,
    )
    match = _TPS.search(answer.stdout)
    assert match, answer.stdout
    return float(match[1])
