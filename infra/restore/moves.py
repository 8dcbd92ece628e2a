"""A move of all data from one stack to another, from its backups: on the same platform or between the two."""

import json
from typing import Any

from infra.cli import backup_runner
from infra.cli import stack as stacks
from infra.cli.running import Running, load
from infra.disks.record import PREFIX
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
    repository = moving.bring(origin, running, running.members[before.leader])
    done = replace_cluster(in_place.Restore(running, before, repository, where, again))
    with step(f"data keys of stack {origin.running.stack} in the state of stack {running.stack}"):
        carry_keys(origin.running, running.stack)
    facts = go_on(running.stack, done)
    moving.forget(repository, load(running.stack))
    return facts


def replace_cluster(work: in_place.Restore) -> in_place.Outcome:
    """Replace a stack's cluster by another one, which the state knows of from then on, and return what was done.

    Raises:
        UserError: a step failed; the message says where things stand and how to go on.
    """
    running = work.running
    packs = load_packs(running.packs, PROJECT / "sql")
    expect_cluster(running.stack, work.source.system_identifier)
    return in_place.run(work, lambda: say(f"  {aftermath.flush_caches(running, packs)} keys deleted from the caches"))


def go_on(stack: str, done: in_place.Outcome) -> dict[str, Any]:
    """See to what packs ask of a database that came from elsewhere, back it up, and return what was done.

    Raises:
        UserError: a step failed; the message has a command for it.
    """
    # The outputs tell applications their keys, and hooks run again over data that they have not made.
    stacks.run(stack, "up", "--yes", "--skip-preview", "--suppress-outputs")
    now = load(stack)
    backup = backup_runner.ask(now, "first full backup", "protect")
    facts = aftermath.replay(now, load_packs(now.packs, PROJECT / "sql"))
    kept = {"leader": done.leader, "timeline": done.timeline, "seconds": done.seconds}
    return {**kept, "backup": backup["backup"], **facts}


def expect_cluster(stack: str, identifier: str) -> None:
    """Have the stack's state know a cluster beside the one that it knows, so that `up` takes neither for a loss.

    The next `up` writes down which of them it found.

    Raises:
        UserError: the state cannot be read or written.
    """
    with stacks.edited(stack) as resources:
        record = resources.get(f"{PREFIX}postgres")
        if record is not None:
            known = {*record["inputs"]["input"]["marks"], identifier}
            for place in (record["inputs"], record["outputs"]):
                place["input"]["marks"] = sorted(known)


def carry_keys(origin: Running, stack: str) -> None:
    """Put the origin's data keys into a stack's state: what they encrypted is read with nothing else."""
    if not origin.keys:
        return
    with stacks.edited(stack) as resources:
        for name, key in origin.keys.items():
            if kept := resources.get(f"password-{name}"):
                for secret in (kept["inputs"]["input"], kept["outputs"]["input"], kept["outputs"]["output"]):
                    secret["plaintext"] = json.dumps(key)
