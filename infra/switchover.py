"""A planned switchover: another member leads, while applications wait in PgBouncer instead of meeting an error.

Owns the order of things: what is refused beforehand, who takes over, when applications stop and go on. Patroni does
the work. They go on when the new primary answers SQL where PgBouncer asks: Patroni and HAProxy name it primary some
time before it takes writes, and name the old one for some time after (measured).
"""

import json
import time
from collections.abc import Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPSConnection

import psycopg

from infra.cli import conninfo, replication
from infra.cli.replication import LEADER, SYNCHRONOUS, Role
from infra.cli.running import Running
from infra.errors import UserError
from infra.restore import pooler
from infra.services.postgres import FAILOVER_LAG_BYTES

SETTLE_SECONDS = 2.0
"""How long running transactions have to end; everybody waits for the slowest, so a slow one ends the attempt."""

_TAKES_OVER_SECONDS = 30.0
"""1.7 to 2.2 s were measured; PgBouncer lets nobody wait for more than 120 s."""

_CONNECT_SECONDS = 1
_LOOK_SECONDS = 0.1

_TIMELINE = "select case when pg_is_in_recovery() then null else pg_walfile_name(pg_current_wal_insert_lsn()) end"


@dataclass(frozen=True)
class Plan:
    """Who leads now, and who will."""

    leader: str
    candidate: str


def plan(running: Running, to: str | None = None) -> Plan:
    """Return who hands over to whom, as the cluster stands now.

    Raises:
        UserError: nobody can take over, or not the one that was named.
    """
    cluster = replication.postgres(running)
    if cluster.problem:
        raise UserError(f"nobody can hand over: {cluster.problem}; `novax status -s {running.stack}` shows more")
    return choose(running.stack, cluster.roles, tuple(running.services["postgres"].members), to)


def choose(stack: str, roles: Mapping[str, Role], members: tuple[str, ...], to: str | None) -> Plan:
    """Return who hands over to whom: to the member that is named, else to the one that misses least.

    Raises:
        UserError: nobody can take over, or not the one that was named.
    """
    leader = next(name for name, role in roles.items() if role.name == LEADER)
    others = [name for name in members if name != leader]
    if to is not None and to not in members:
        raise UserError(
            f"--to {to} names no PostgreSQL member of stack {stack}; allowed: {', '.join(others) or 'none'}"
        )
    if to == leader:
        raise UserError(f"{to} leads already; --to takes one of: {', '.join(others) or 'none'}")
    if not others:
        raise UserError(
            f"stack {stack} has no replica to take over from {leader}; set novax:postgres.replicas to 1 or 2"
        )
    obstacles = {name: _obstacle(name, roles) for name in others}
    if to is not None and obstacles[to]:
        raise UserError(f"{to} cannot take over from {leader}: {obstacles[to]}")
    ready = [name for name in others if not obstacles[name]]
    if not ready:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in obstacles.items())
        raise UserError(f"nobody can take over from {leader} ({reasons}); `novax status -s {stack}` shows more")
    return Plan(leader, to or min(ready, key=lambda name: roles[name].lag or 0))


def _obstacle(name: str, roles: Mapping[str, Role]) -> str:
    """Return why a member cannot take over; empty when it can."""
    role = roles.get(name)
    if role is None:
        return "it is not there"
    if not role.follows:
        return "it does not stream from the leader"
    if role.lag is None:
        return "nobody knows how far behind it is"
    if role.lag > FAILOVER_LAG_BYTES:
        behind, allowed = (size / 1024 / 1024 for size in (role.lag, FAILOVER_LAG_BYTES))
        return f"it is {behind:.0f} MiB behind, allowed is {allowed:.0f} MiB; wait until it has caught up"
    synchronous = [other for other, its in roles.items() if its.name == SYNCHRONOUS]
    if synchronous and name not in synchronous:
        return f"commits wait for {' and '.join(synchronous)} and not for it"
    return ""


def run(running: Running, wanted: Plan) -> float:
    """Hand over, and return how many seconds applications waited; on a failure they go on as well.

    Raises:
        UserError: transactions did not end in time, Patroni refused, or the new primary did not answer in time.
    """
    primary, account = _primary(running), running.account("patroni")
    sign_in = running.access(account).basic(account.password)
    with _patroni(running) as api, ThreadPoolExecutor(1) as pool:
        before = _prepare(primary)
        with pooler.held(running, SETTLE_SECONDS) as paused:
            if not paused:
                raise UserError(
                    f"{wanted.leader} still leads: transactions of applications did not end within "
                    f"{SETTLE_SECONDS:g} s, and nobody was cut off; try again when the long ones have ended "
                    "(pg_stat_activity shows them by xact_start)"
                )
            began = time.monotonic()
            asked = pool.submit(_ask, api, sign_in, wanted)
            _await_answers(primary, before, asked, wanted, len(running.services["postgres"].members))
        return time.monotonic() - began


def _prepare(primary: str) -> int:
    """Write a checkpoint, which need not be written then while everybody waits, and return the primary's timeline."""
    try:
        with psycopg.connect(primary, autocommit=True) as session:
            session.execute("checkpoint")
            return _timeline(session)
    except psycopg.Error as error:
        raise UserError(f"the primary does not answer: {' '.join(str(error).split())}") from error


def _await_answers(primary: str, before: int, asked: "Future[str]", wanted: Plan, times: int) -> None:
    """Return when the new primary answered so many connections in a row, as HAProxy shares them among who is left."""
    deadline = time.monotonic() + _TAKES_OVER_SECONDS
    row = 0
    while row < times:
        if asked.done() and (refusal := asked.result()):
            raise UserError(f"{wanted.leader} did not hand over to {wanted.candidate}: {refusal}")
        if time.monotonic() > deadline:
            raise UserError(
                f"{wanted.candidate} did not answer as the new primary within {_TAKES_OVER_SECONDS:g} s; applications "
                "go on with whoever leads, as `novax status` shows"
            )
        try:
            with psycopg.connect(primary, autocommit=True) as session:
                row = row + 1 if _timeline(session) > before else 0
        except psycopg.Error:
            row = 0
        if not row:
            time.sleep(_LOOK_SECONDS)


def _timeline(session: psycopg.Connection) -> int:
    """Return the timeline that a server writes, which each new primary begins; 0 of one that takes no writes."""
    row = session.execute(_TIMELINE).fetchone()
    return int(row[0][:8], 16) if row and row[0] else 0


def _primary(running: Running) -> str:
    """Return how PgBouncer's way to the primary is gone: through HAProxy."""
    account = running.account("postgres")
    return conninfo.of(running, account, "postgres", application="novax-switchover", connect_seconds=_CONNECT_SECONDS)


@contextmanager
def _patroni(running: Running) -> Generator[HTTPSConnection]:
    """Yield a connection to the leader's Patroni that stands already: applications need not wait for its handshake."""
    account = running.account("patroni")
    endpoint = account.endpoint
    api = HTTPSConnection(
        endpoint.host, endpoint.port, context=running.access(account).ssl_context(), timeout=_TAKES_OVER_SECONDS
    )
    try:
        api.connect()
    except OSError as error:
        raise UserError(f"Patroni does not answer at {endpoint.url}: {error}") from error
    with closing(api):
        yield api


def _ask(api: HTTPSConnection, sign_in: str, wanted: Plan) -> str:
    """Have Patroni hand over; return why it does not, empty when it does or its answer was cut off by that."""
    body = json.dumps({"leader": wanted.leader, "candidate": wanted.candidate})
    headers = {"Authorization": sign_in, "Content-Type": "application/json"}
    try:
        api.request("POST", "/switchover", body, headers)
        answer = api.getresponse()
        text = " ".join(answer.read().decode(errors="replace").split())
    except (OSError, HTTPException):
        # The way to the leader's API ends with its leading.
        return ""
    return "" if answer.status < HTTPStatus.BAD_REQUEST else text or str(answer.status)
