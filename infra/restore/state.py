"""Where the cluster stands before a restore: asked of its members, or remembered from one that was interrupted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from infra import paths
from infra.cli.running import Running
from infra.errors import UserError
from infra.files import write_whole
from infra.restore.members import execute, query
from infra.restore.target import parse_lsn
from infra.services.postgres import DATA, SCOPE

_FACTS = """
select system_identifier, pg_current_wal_flush_lsn(), substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8),
    (select string_agg(datname, ',' order by datname) from pg_database where datallowconn and not datistemplate)
from pg_control_system()
"""


@dataclass(frozen=True)
class State:
    """The cluster that a restore starts from; `end` is the last place of its WAL."""

    leader: str
    system_identifier: str
    timeline: int
    end: int
    databases: Sequence[str]
    options: str
    """How Patroni starts the leader's server, as its postmaster.opts has it."""
    point: str = ""
    """The restore point that was made to undo the restore; set once an interrupted one has stopped the cluster."""


def look(running: Running) -> State:
    """Return where the cluster stands now, or stood before a restore that was interrupted.

    Raises:
        UserError: nobody leads, and no restore was interrupted.
    """
    if remembered := recall(running.stack):
        return remembered
    containers = running.services["postgres"].members
    leader = leading(running)
    if not leader:
        raise UserError("PostgreSQL has no leader to restore on; `novax status` shows how it stands")
    container = containers[leader]
    identifier, end, timeline, databases = query(container, _FACTS).split("|")
    options = execute(container, ["cat", f"{DATA}/postmaster.opts"])
    return State(leader, identifier, int(timeline, 16), parse_lsn(end), databases.split(","), options)


def leading(running: Running) -> str:
    """Return the name of the member that Patroni calls the leader, empty while nobody leads."""
    members = listed(next(iter(running.services["postgres"].members.values())))
    return next((str(member["Member"]) for member in members if member["Role"] == "Leader"), "")


def listed(container: str) -> list[Mapping[str, Any]]:
    """Return the cluster's members as Patroni lists them in one of its containers."""
    return json.loads(execute(container, ["patronictl", "list", SCOPE, "--format", "json"]))


def _file(stack: str) -> Path:
    return paths.home() / "restore" / f"{stack}.json"


def remember(stack: str, state: State) -> None:
    """Keep where the cluster stood, so that the command can go on after an interruption."""
    file = _file(stack)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, json.dumps(asdict(state), indent=2))


def recall(stack: str) -> State | None:
    """Return where the cluster stood before a restore that did not come to its end.

    Raises:
        UserError: what was noted of it is damaged.
    """
    file = _file(stack)
    if not file.is_file():
        return None
    try:
        return State(**json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise UserError(
            f"{file}, which says where stack {stack} stood before a restore that was interrupted, is damaged; remove "
            "it, bring PostgreSQL up as it is with `patronictl resume` in a container of its, and restore again"
        ) from None


def forget(stack: str) -> None:
    """Forget it: the restore has come to its end."""
    _file(stack).unlink(missing_ok=True)
