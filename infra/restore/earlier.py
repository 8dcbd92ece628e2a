"""A restore of an earlier cluster of the same stack: its disks are lost, and its backups are in the stack's store."""

import json
import re
from typing import Any

from infra.cli.running import Running
from infra.errors import UserError
from infra.restore import in_place, moves
from infra.restore.members import execute
from infra.restore.plan import Point
from infra.restore.repository import Repository
from infra.restore.state import State
from infra.restore.target import Kind, Target
from infra.services.pgbackrest import STANZA

_IDENTIFIER = re.compile(r"[0-9]+")


def repository(running: Running, before: State, identifier: str) -> Repository:
    """Return the repository of an earlier cluster, as the leader of the one that runs sees it.

    Raises:
        UserError: it is the cluster that runs, or the store has no backups of such a cluster.
    """
    stack = running.stack
    if identifier == before.system_identifier:
        raise UserError(f"--cluster is {identifier}, the cluster that stack {stack} runs; leave it out")
    container = running.members[before.leader]
    known = [name for name in _clusters(container) if name != before.system_identifier]
    if identifier not in known:
        raise UserError(
            f"--cluster is {identifier}, and the object store of stack {stack} has no backups of it; allowed: "
            f"{', '.join(known) or 'none, it has no other cluster'}; correct it"
        )
    return Repository(container, identifier, runs=False)


def refuse_target(wanted: Target) -> None:
    """Refuse a point that is found by looking into WAL: pgBackRest gets none to look at for a cluster that is gone.

    Raises:
        UserError: it is one by name or by place in WAL.
    """
    if wanted.kind not in (Kind.LATEST, Kind.TIME):
        raise UserError(f"--{wanted.kind} needs a cluster that runs; with --cluster give --latest or --to-time")


def end(source: Repository) -> State:
    """Return where a cluster that runs nowhere ended, as its archive has it.

    Raises:
        UserError: the archive has no WAL.
    """
    number = source.newest_timeline()
    return State("", source.system_identifier, number, source.end(source.timeline(number)), (), "")


def run(running: Running, before: State, source: Repository, where: Point, again: str) -> dict[str, Any]:
    """Replace a stack's data by an earlier cluster's, and return what was done; applications wait meanwhile.

    Raises:
        UserError: a step failed; the message says where things stand and how to go on.
    """
    done = moves.replace_cluster(in_place.Restore(running, before, source, where, again))
    return moves.go_on(running.stack, done)


def _clusters(container: str) -> list[str]:
    """Return the identifiers of all clusters that the store has a repository of."""
    above = {"PGBACKREST_REPO1_PATH": f"/{STANZA}"}
    listed: dict[str, Any] = json.loads(execute(container, ["pgbackrest", "--output=json", "repo-ls"], env=above))
    return sorted(name for name in listed if _IDENTIFIER.fullmatch(name))
