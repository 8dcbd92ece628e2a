"""What it costs that a pooled session forgets with each transaction: throughput with and without it, taking turns.

Both arms come through the stack's PgBouncer, as roles that differ in `novax_pooled.enabled` alone; without it what a
client sets for its session reaches the next one. Their transactions are as small as there are, so nothing hides a cost,
and each arm has one client that never rests, so its throughput is one by the time of a transaction. Turns are
short: what disturbs the machine disturbs both.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import psycopg
import pytest
from psycopg import pq, sql
from rich.console import Console
from rich.table import Table

from infra.cli.running import Running
from infra.packs import Pack
from infra.services.postgres import POOLED
from infra.toolchain.progress import working
from tests.bench.figures import Ratio, percentile, pooled, ratio
from tests.smoke import clients

pytestmark = pytest.mark.disruptive

CLAIM = 0.98
PAIRS, ROUNDS, TRANSACTIONS = 20, 40, 25
UNDISTURBED = 0.1
"""The part of all transactions, the fastest, that tell what they cost: the rest tell how busy the machine is."""
NAME = b"set_user"
USER = b"00000000-0000-0000-0000-0000000000a1"

Arms = Mapping[str, psycopg.Connection]
Transact = Callable[[pq.abc.PGconn], pq.abc.PGresult]
Taken = dict[str, list[list[float]]]
"""The seconds of an arm's transactions, turn by turn."""


@pytest.fixture
def pairs(running: Running, packs: Sequence[Pack]) -> Iterator[Iterator[Arms]]:
    """Yield pairs of sessions, on new server connections each; one role's keep what they are given meanwhile.

    Two processes alone would measure which of them has the busier core.
    """
    pack = packs[0]
    role = sql.Identifier(pack.readonly)
    with clients.postgres(running, "postgres", "postgres", endpoint="postgres-primary") as superuser:
        for key in POOLED:
            superuser.execute(sql.SQL("alter role {} reset {}").format(role, sql.Identifier(key)))
        try:
            yield _pairs(running, pack)
        finally:
            for key, value in POOLED.items():
                command = sql.SQL("alter role {} set {} to {}")
                superuser.execute(command.format(role, sql.Identifier(key), sql.Literal(value)))
            _reconnect(running)


def _pairs(running: Running, pack: Pack) -> Iterator[Arms]:
    for _ in range(PAIRS):
        _reconnect(running)
        with (
            clients.postgres(running, f"{pack.name}-app", pack.database) as forgets,
            clients.postgres(running, f"{pack.name}-readonly", pack.database) as keeps,
        ):
            for session in (forgets, keeps):
                session.pgconn.prepare(NAME, b"select set_config('app.current_user_id', $1, true)")
            yield {"forgets": forgets, "keeps": keeps}


def _reconnect(running: Running) -> None:
    with clients.postgres(running, "pgbouncer", "pgbouncer", prepare_threshold=None) as console:
        psycopg.ClientCursor(console).execute("reconnect")


@pytest.mark.timeout(600)
def test_forgetting_costs_at_most_two_percent_of_throughput(
    pairs: Iterator[Arms], keep: Callable[[str, object], Path]
) -> None:
    taken: dict[str, Taken] = {protocol: {"forgets": [], "keeps": []} for protocol in PROTOCOLS}
    with working("pairs of sessions") as tick:
        for arms in pairs:
            for protocol, transact in PROTOCOLS.items():
                alternate(arms, transact, taken[protocol])
            tick()
    columns = ("protocol", "forgets, a second", "keeps, a second", "ratio")
    table = Table(*columns, title="Transactions through the pooler")
    found: dict[str, Ratio] = {}
    for protocol, rounds in taken.items():
        # Times the other way round are throughputs.
        found[protocol] = ratio(rounds["keeps"], rounds["forgets"], UNDISTURBED)
        second = {arm: 1 / percentile(pooled(times), UNDISTURBED) for arm, times in rounds.items()}
        table.add_row(protocol, f"{second['forgets']:,.0f}", f"{second['keeps']:,.0f}", str(found[protocol]))
    Console(width=120).print(table)
    file = keep("pooler", {protocol: vars(one) for protocol, one in found.items()})
    broken = [f"{protocol}: {one}" for protocol, one in found.items() if one.high < CLAIM]
    assert not broken, f"below {CLAIM}: {'; '.join(broken)} (all figures: {file})"


def alternate(arms: Arms, transact: Transact, taken: Taken) -> None:
    """Add the seconds of every transaction, turn by turn; every second round goes the other way round."""
    for number in range(ROUNDS):
        for arm in arms if number % 2 == 0 else reversed(list(arms)):
            times: list[float] = []
            for _ in range(TRANSACTIONS):
                started = time.perf_counter()
                answer = transact(arms[arm].pgconn)
                times.append(time.perf_counter() - started)
                assert answer.status == pq.ExecStatus.TUPLES_OK, answer.error_message
            taken[arm].append(times)


def _simple(connection: pq.abc.PGconn) -> pq.abc.PGresult:
    return connection.exec_(b"select set_config('app.current_user_id', '%s', true)" % USER)


def _extended(connection: pq.abc.PGconn) -> pq.abc.PGresult:
    return connection.exec_params(b"select set_config('app.current_user_id', $1, true)", [USER])


def _prepared(connection: pq.abc.PGconn) -> pq.abc.PGresult:
    return connection.exec_prepared(NAME, [USER])


PROTOCOLS: Mapping[str, Transact] = {"simple": _simple, "extended": _extended, "prepared": _prepared}
