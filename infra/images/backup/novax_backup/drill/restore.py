"""One drill from its first canary to its evidence."""

import time
from dataclasses import asdict
from typing import Any

from novax_backup import repository, runs, scratch
from novax_backup.config import Config
from novax_backup.copies import server
from novax_backup.copies.server import Copy, Origin
from novax_backup.drill import canary, checks, evidence
from novax_backup.failure import Failure


def drill(config: Config) -> dict[str, Any]:
    """Restore the newest backup to an exact transaction, ask everything of the copy, and return the figures.

    The recovery time is from the decision to restore until the copy takes queries; the recovery point is how much
    older the newest canary of the copy is than the newest of the live cluster at the point.

    Raises:
        Failure: there is nothing to restore, it could not be restored, or a check failed; evidence is kept of the last.
    """
    started = runs.now()
    sound = [backup for backup in repository.backups(config) if not backup.faulty]
    if not sound:
        raise Failure("there is no sound backup to restore; run `novax backup --full` first")
    facts = canary.write(config)
    decided = time.monotonic()
    options = ("--type=xid", f"--target={facts.xid}", "--target-action=promote")
    origin = Origin(config, sound[-1].label, options, f"transaction {facts.xid}")
    with server.restored(origin, scratch.folder(config) / "drill") as restored:
        rto = time.monotonic() - decided
        rpo = _recovery_point(restored, facts)
        answers = list(checks.all_checks(config, restored, facts))
    found = {
        "started": started,
        "backup": sound[-1].label,
        "database_bytes": sound[-1].database_bytes,
        "target_xid": facts.xid,
        "rto_seconds": round(rto, 3),
        "rpo_seconds": rpo,
        "restore_seconds": round(restored.restore_seconds, 3),
        "recovery_seconds": round(restored.recovery_seconds, 3),
        "checks": [asdict(answer) for answer in answers],
    }
    found["evidence"] = str(evidence.keep(config, found))
    if bad := [f"{answer.name}: {answer.detail}" for answer in answers if not answer.passed]:
        raise Failure(f"the restored copy failed {len(bad)} of {len(answers)} checks: " + "; ".join(bad))
    return found


def _recovery_point(restored: Copy, facts: canary.Facts) -> float:
    with restored.connect() as connection:
        row = connection.execute("select extract(epoch from max(written_at))::float8 from drill.canaries").fetchone()
    newest = float(row[0]) if row and row[0] is not None else 0.0
    return round(max(facts.before_at - newest, 0.0), 3)
