"""A move of all data from one stack to another, from its backups: on the same platform or between the two."""

import json
from typing import Any

from infra.cli import backup_runner
from infra.cli import stack as stacks
from infra.cli.running import Running, load
from infra.errors import UserError
from infra.packs import load_packs
from infra.paths import PROJECT
from infra.restore import aftermath, in_place, moving
from infra.restore.moving import Origin
from infra.restore.plan import Point
from infra.restore.state import State
from infra.toolchain.progress import say, step


def refuse(origin: Running, running: Running) -> None:
    """Make sure that one stack's data has a place on another.

    Raises:
        UserError: it is the same stack, or they have other packs.
    """
    if origin.stack == running.stack:
        raise UserError(f"--from is {origin.stack}, the stack that is restored; name another one, or leave it out")
    if set(origin.packs) != set(running.packs):
        raise UserError(
            f"stack {origin.stack} has the packs {', '.join(origin.packs)} and stack {running.stack} has "
            f"{', '.join(running.packs)}; give both the same with novax:packs, and run `novax up`"
        )


def refuse_same_cluster(origin: str, found: State, stack: str, before: State) -> None:
    """Make sure that the data is another cluster's: a stack that once gave its data away has its end in its archive.

    What both have archived since bears the same names, so that neither could be told from the other there.

    Raises:
        UserError: it is the same cluster's.
    """
    if found.system_identifier == before.system_identifier:
        raise UserError(
            f"stacks {origin} and {stack} have the data of one cluster (PostgreSQL's system identifier is "
            f"{before.system_identifier} in both), because one was moved to the other before; what each has archived "
            f"since would mix. Move into a stack that is new: `novax down -s {stack} --volumes`, `novax up -s {stack}`"
        )


def run(origin: Origin, running: Running, before: State, where: Point, again: str) -> dict[str, Any]:
    """Replace a stack's data by an origin's, and return what was done; applications of the stack wait meanwhile.

    Raises:
        UserError: a step failed; the message says where things stand and how to go on.
    """
    packs = load_packs(running.packs, PROJECT / "sql")
    repository = moving.bring(origin, running, running.members[before.leader])
    work = in_place.Restore(running, before, repository, where, again)
    done = in_place.run(work, lambda: say(f"  {aftermath.flush_caches(running, packs)} keys deleted from the caches"))
    with step(f"data keys of stack {origin.running.stack} in the state of stack {running.stack}"):
        carry_keys(origin.running, running.stack)
    # The outputs tell applications their keys, and what the packs ask of the database is seen to.
    stacks.run(running.stack, "up", "--yes", "--skip-preview", "--suppress-outputs")
    now = load(running.stack)
    backup = backup_runner.ask(now, "first full backup", "protect")
    facts = aftermath.replay(now, packs)
    moving.forget(repository, now)
    kept = {"leader": done.leader, "timeline": done.timeline, "seconds": done.seconds}
    return {**kept, "backup": backup["backup"], **facts}


def carry_keys(origin: Running, stack: str) -> None:
    """Put the origin's data keys into a stack's state: what they encrypted is read with nothing else."""
    if not origin.keys:
        return
    with stacks.config_kept(stack):
        whole = json.loads(stacks.query("stack", "export", "--show-secrets", "--stack", stack))
        for resource in whole["deployment"]["resources"]:
            key = origin.keys.get(resource["urn"].rpartition("::password-")[2])
            if key is not None:
                for secret in (
                    resource["inputs"]["input"],
                    resource["outputs"]["input"],
                    resource["outputs"]["output"],
                ):
                    secret["plaintext"] = json.dumps(key)
        stacks.query("stack", "import", "--stack", stack, given=json.dumps(whole))
