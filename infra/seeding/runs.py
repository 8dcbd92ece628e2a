"""One run of a seed: refusals, the steps in order, the mark that is left, and the result."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import psycopg
from psycopg import sql

from infra.errors import UserError
from infra.hooks.primary import Login
from infra.packs import Pack
from infra.seeding import checks, loading
from infra.seeding.loading import Progress
from infra.seeding.seed import Plan, Seed, seed_of
from infra.seeding.spool import Spool, spool
from infra.seeding.tables import ours

_MARK = "Seeded by novax seed: "
"""What a database's comment begins with once it is seeded; the plan follows, as JSON."""

_LOCK = "novax.migrations"
"""Kept as migrations keep it: neither may run while the other does."""

_STRIDE = 1000
"""Rows between two notices of progress."""


@dataclass(frozen=True)
class Result:
    """What a run did."""

    pack: str
    scale: float
    seed: int
    until: str
    seeded: bool
    """False where the same seed was there already."""
    rows: Mapping[str, int]
    seconds: float

    def data(self) -> dict[str, object]:
        """Return it for programs, with the total and rows a second."""
        total = sum(self.rows.values())
        speed = round(total / self.seconds) if self.seconds else 0
        return {**asdict(self), "total": total, "rows_per_second": speed}


def today() -> datetime:
    """Return when data ends unless somebody says otherwise: the last midnight, UTC."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def run(superuser: Login, pack: Pack, plan: Plan, progress: Progress) -> Result:
    """Fill a pack's database and prove that it is consistent; `superuser` signs in to it.

    All rows come in one transaction: after a failure the database is as it was.

    Raises:
        UserError: it has rows already that are not of this seed, migrations are running, or a check does not hold.
        psycopg.Error: the server refused a row.
    """
    started = time.monotonic()
    seed = seed_of(pack.name)
    # A seed writes its tables' names without a schema; the superuser's own path has PostgreSQL's alone.
    login = replace(superuser, settings={**superuser.settings, "search_path": "pg_catalog, public, extensions"})
    with login.connect() as connection, spool(seed.tables) as rows:
        if _is_seeded(connection, seed, plan):
            return _result(pack, plan, dict.fromkeys(rows.rows, 0), 0.0, seeded=False)
        make(seed, plan, rows, progress)
        with connection.transaction():
            _stay_alone(connection)
            _fill(connection, pack, seed, plan, rows, progress)
        progress("vacuum and statistics", 0, 0)
        connection.execute("vacuum (analyze)")
        return _result(pack, plan, rows.rows, time.monotonic() - started, seeded=True)


def make(seed: Seed, plan: Plan, rows: Spool, progress: Progress) -> None:
    """Make all rows of a plan."""
    expected = round(seed.rows_at_scale_1 * plan.scale)
    for number, row in enumerate(seed.rows(plan)):
        rows.add(row)
        if number % _STRIDE == 0:
            progress("making rows", min(number, expected), expected)
    rows.finish()


def _fill(  # noqa: PLR0913, PLR0917  # the steps' common ground
    connection: psycopg.Connection, pack: Pack, seed: Seed, plan: Plan, rows: Spool, progress: Progress
) -> None:
    loading.make_partitions(connection, seed, pack.owner, plan)
    loading.copy(connection, seed.tables, rows, progress)
    loading.advance_sequences(connection, seed.tables)
    progress("counting and refreshing", 0, 0)
    loading.finish(connection, seed, pack.owner)
    loading.refresh(connection, pack.owner)
    progress("checking", 0, 0)
    connection.execute("analyze")
    found = checks.violations(connection, seed, tuple(pack.tenant_tables))
    if found:
        lines = "\n".join(map(str, found))
        raise UserError(f"the seed of pack {pack.name} is not consistent, so nothing was kept; mend the seed:\n{lines}")
    mark = sql.SQL("comment on database {} is {}")
    connection.execute(mark.format(sql.Identifier(connection.info.dbname), sql.Literal(_MARK + _plan_text(plan))))


def _stay_alone(connection: psycopg.Connection) -> None:
    row = connection.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", (_LOCK,)).fetchone()
    if row != (True,):
        raise UserError(
            f"migrations or another seed are running in database {connection.info.dbname}; wait until they have ended, "
            "then run this again"
        )


def _is_seeded(connection: psycopg.Connection, seed: Seed, plan: Plan) -> bool:
    """Tell whether the database has this seed already, and refuse one that has other rows."""
    filled = _filled_tables(connection, seed)
    if not filled:
        return False
    database = connection.info.dbname
    row = connection.execute(
        "select shobj_description(oid, 'pg_database') from pg_catalog.pg_database where datname = current_database()"
    ).fetchone()
    comment = str(row[0] or "") if row else ""
    if not comment.startswith(_MARK):
        raise UserError(
            f"database {database} has rows already ({', '.join(filled)}), which are no seed's; a seed goes into an "
            "empty database only; use a new stack"
        )
    there = json.loads(comment.removeprefix(_MARK))
    if (there["scale"], there["seed"]) != (plan.scale, plan.seed):
        raise UserError(
            f"database {database} is seeded with --scale {there['scale']:g} --seed {there['seed']}; it can have one "
            "seed only; use that, or a new stack"
        )
    return True


def _filled_tables(connection: psycopg.Connection, seed: Seed) -> Sequence[str]:
    query = sql.SQL(" union all ").join(
        sql.SQL("select {} where exists (select from {} where not ({}))").format(
            table.name,
            sql.Identifier("public", table.name),
            ours(table.empty_but),
        )
        for table in seed.tables
    )
    return [name for (name,) in connection.execute(query).fetchall()]


def _plan_text(plan: Plan) -> str:
    return json.dumps({"scale": plan.scale, "seed": plan.seed, "until": plan.until.isoformat()})


def _result(pack: Pack, plan: Plan, rows: Mapping[str, int], seconds: float, *, seeded: bool) -> Result:
    return Result(pack.name, plan.scale, plan.seed, plan.until.isoformat(), seeded, dict(rows), round(seconds, 2))
