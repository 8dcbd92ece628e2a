"""What is asked of a restored copy; each check has a name, says yes or no, and says what it saw."""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from novax_backup import commands
from novax_backup.config import Config, PackFacts
from novax_backup.copies import server
from novax_backup.copies.server import Copy
from novax_backup.drill import canary, extensions
from novax_backup.drill.canary import Facts
from novax_backup.failure import Failure

_BROKEN = re.compile(r"^not (ok .*)$", re.MULTILINE)
_HELD = re.compile(r"^ok \d+", re.MULTILINE)
_PLANNED = re.compile(r"^1\.\.(\d+)$", re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """One answer; ``seconds`` is how long it took."""

    name: str
    passed: bool
    detail: str
    seconds: float


def all_checks(config: Config, copy: Copy, facts: Facts) -> Iterator[Check]:
    """Yield every check's answer; the copy is stopped by the last."""
    yield _answer("the canary before the point is there", lambda: _canary_before(copy, facts))
    yield _answer("the canary after the point is not", lambda: _canary_after(copy, facts))
    for pack in config.packs:
        yield _answer(f"{pack.name}: the newest migrations are the deployed ones", lambda p=pack: _head(copy, p, facts))
        yield _answer(f"{pack.name}: tables have the rows that they had", lambda p=pack: _rows(copy, p, facts))
        if pack.tenant_tables:
            yield _answer(f"{pack.name}: row level security holds", lambda p=pack: _sweep(config, copy, p))
        yield _answer(f"{pack.name}: its extensions answer", lambda p=pack: _extensions(copy, p))
    yield _answer("amcheck finds every table and index sound", lambda: _amcheck(copy))
    yield _answer("every data page has its checksum", lambda: _checksums(copy))


def _answer(name: str, ask: Callable[[], str]) -> Check:
    started = time.monotonic()
    try:
        detail, passed = ask(), True
    except (Failure, psycopg.Error) as error:
        detail, passed = " ".join(str(error).split()), False
    return Check(name, passed, detail, round(time.monotonic() - started, 3))


def _canary(copy: Copy, number: int) -> bool:
    with copy.connect() as connection:
        row = connection.execute("select from drill.canaries where canary_id = %s", (number,)).fetchone()
    return row is not None


def _canary_before(copy: Copy, facts: Facts) -> str:
    if not _canary(copy, facts.before):
        raise Failure(f"canary {facts.before} was written before the point and did not come back")
    return f"canary {facts.before}"


def _canary_after(copy: Copy, facts: Facts) -> str:
    if _canary(copy, facts.after):
        raise Failure(f"canary {facts.after} was written after the point and is there")
    return f"canary {facts.after}"


def _head(copy: Copy, pack: PackFacts, facts: Facts) -> str:
    with copy.connect(pack.name) as connection:
        found = canary.head(connection)
    if found != facts.heads[pack.name]:
        raise Failure(f"the copy is at {found}, the live database at {facts.heads[pack.name]}")
    return found


def _rows(copy: Copy, pack: PackFacts, facts: Facts) -> str:
    wrong: list[str] = []
    total = 0
    with copy.connect(pack.name) as connection:
        for table, (least, most) in facts.rows[pack.name].items():
            found = canary.rows(connection, table)
            total += found
            if not least <= found <= most:
                wrong.append(f"{table} has {found} rows, and had {least} to {most}")
    if wrong:
        raise Failure("; ".join(wrong))
    return f"{total} rows in {len(facts.rows[pack.name])} tables"


def _sweep(config: Config, copy: Copy, pack: PackFacts) -> str:
    """Run the pgTAP files that hold for every pack, as they run in tests."""
    with copy.connect(pack.name) as connection:
        connection.execute("create schema if not exists tap")
        connection.execute("create extension if not exists pgtap schema tap")
        users = sql.SQL(", ").join(sql.Identifier(role) for role in pack.roles)
        connection.execute(sql.SQL("grant usage on schema tap to {}").format(users))
    variables = {
        "owner": pack.owner,
        "app": pack.app,
        "readonly": pack.readonly,
        "migrator": pack.migrator,
        "roles": f"{{{','.join(pack.roles)}}}",
        "tenant_tables": json.dumps(dict(pack.tenant_tables)),
    }
    passed = 0
    for file in sorted(Path(config.sweep_folder).glob("*.sql")):
        options = [part for key, value in variables.items() for part in ("--set", f"{key}={value}")]
        said = commands.run(
            ["psql", "-XAtq", "--set", "ON_ERROR_STOP=1", *options, "--file", str(file)],
            env={**copy.environment, "PGDATABASE": pack.name},
        )
        passed += _count(file.name, said)
    return f"{passed} rules hold"


def _count(name: str, said: str) -> int:
    """Return how many rules of a pgTAP file hold, by what psql printed.

    Raises:
        Failure: one does not, or not as many were asked as the file plans.
    """
    if broken := _BROKEN.findall(said):
        raise Failure(f"{name}: {'; '.join(broken)}")
    held, planned = len(_HELD.findall(said)), [int(number) for number in _PLANNED.findall(said)]
    if planned != [held]:
        raise Failure(f"{name}: {held} rules hold, and the file plans {planned[0] if planned else 'none'}")
    return held


def _extensions(copy: Copy, pack: PackFacts) -> str:
    with copy.connect(pack.name) as connection:
        return extensions.answers(connection)


def _amcheck(copy: Copy) -> str:
    commands.run(["pg_amcheck", "--all", "--install-missing", "--heapallindexed", "--jobs=2"], env=copy.environment)
    return "all databases"


def _checksums(copy: Copy) -> str:
    server.stop(copy)
    said = commands.run(["pg_checksums", "--check", f"--pgdata={copy.data}"])
    facts = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
    return f"{facts.get('Blocks scanned', '').strip()} blocks"
