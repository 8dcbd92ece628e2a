"""The container's commands; `novax backup` and `novax drill` call them, and the schedule is one of them."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from novax_backup import config as configuration
from novax_backup import database, held, index, jobs, protection, repository, runs, service, snapshots, store
from novax_backup.config import Config
from novax_backup.drill import damage, room
from novax_backup.failure import Failure


def main() -> int:
    """Run a command; exit codes: 0 done, 1 failed, 2 wrong usage."""
    arguments = _parser().parse_args()
    config = configuration.load()
    try:
        if arguments.command == "serve":
            service.serve(config)
        else:
            sys.stdout.write(json.dumps(_ANSWERS[arguments.command](config, arguments)) + "\n")
    except Failure as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="novax-backup")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="run the schedules")
    run = commands.add_parser("run", help="do a run now")
    run.add_argument("kind", choices=sorted(jobs.KINDS))
    listing = commands.add_parser("list", help="what there is to restore from")
    listing.add_argument("--as-of", type=datetime.fromisoformat, help="what there was at a time; with its zone")
    commands.add_parser("protection", help="whether there is a full backup, and what the lock holds")
    commands.add_parser("protect", help="take a full backup unless there is one")
    commands.add_parser("mend", help="put the repository's index back where it is gone or damaged")
    commands.add_parser(
        "faults", help="put every fault into a copy of the repository or its bucket, and see that each is found"
    )
    expire = commands.add_parser("expire", help="delete what is older than is kept")
    expire.add_argument("--dry-run", action="store_true")
    return parser


def _run(config: Config, arguments: argparse.Namespace) -> dict[str, Any]:
    return dict(runs.as_facts(jobs.perform(config, arguments.kind)))


def _faults(config: Config, _: argparse.Namespace) -> dict[str, Any]:
    with jobs.alone(config):
        found = (*damage.rehearse(config), room.rehearse(config))
    return {"faults": [vars(finding) for finding in found]}


def _expire(config: Config, arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        "backups": repository.expire(config, dry_run=arguments.dry_run).splitlines(),
        "snapshots": snapshots.expire(config, store.client(config), dry_run=arguments.dry_run),
    }


def _list(config: Config, arguments: argparse.Namespace) -> dict[str, Any]:
    then = replace(config, overrides=repository.as_of(arguments.as_of)) if arguments.as_of else config
    first, last = repository.archive(then)
    return {
        "system_identifier": database.system_identifier(config),
        "archive": {"first": first, "last": last},
        "backups": [asdict(item) for item in repository.backups(then)],
        "snapshots": [{**asdict(item), "taken": item.taken.timestamp()} for item in snapshots.listed(config)],
        "runs": [dict(runs.as_facts(run)) for run in list(runs.read(config.state))[-20:]],
    }


def _protection(config: Config, _: argparse.Namespace) -> dict[str, Any]:
    found, kept = protection.standing(config), held.counted(config)
    progress = None if found.protected else repository.progress(config)
    return {**asdict(found), "progress": progress, "held": asdict(kept) if kept else None}


_ANSWERS: Mapping[str, Callable[[Config, argparse.Namespace], dict[str, Any]]] = {
    "run": _run,
    "list": _list,
    "faults": _faults,
    "expire": _expire,
    "protection": _protection,
    "protect": lambda config, _: {"backup": protection.protect(config)},
    "mend": lambda config, _: {"index": index.mend(config)},
}

if __name__ == "__main__":
    sys.exit(main())
