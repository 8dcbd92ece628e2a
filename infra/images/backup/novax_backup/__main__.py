"""The container's commands; `novax backup` and `novax drill` call them, and the schedule is one of them."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from novax_backup import (
    asked,
    cold,
    database,
    held,
    index,
    jobs,
    protection,
    repository,
    runs,
    service,
    snapshots,
    store,
)
from novax_backup import config as configuration
from novax_backup.config import Config
from novax_backup.copies import giving, kept
from novax_backup.copies.server import Origin
from novax_backup.drill import damage, room
from novax_backup.failure import Failure


def main() -> int:
    """Run a command; exit codes: 0 done, 1 failed, 2 wrong usage."""
    arguments = _parser().parse_args()
    config = configuration.load()
    try:
        if arguments.command == "serve":
            service.serve(config)
        elif arguments.command == "give":
            with asked.only_while_asked():
                _give(config, arguments)
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
    copy = commands.add_parser("copy", help="a restored copy that stays").add_subparsers(dest="what", required=True)
    make = copy.add_parser("make", help="restore one; given up when standard input ends")
    make.add_argument("name")
    _add_origin(make)
    copy.add_parser("list", help="which there are")
    for name, meaning in (("open", "what leads libpq to it"), ("remove", "delete it")):
        copy.add_parser(name, help=meaning).add_argument("name")
    give = commands.add_parser("give", help="a database's archive on standard output; ends with standard input")
    give.add_argument("database")
    give.add_argument("name", help="what it is to be called")
    give.add_argument("--dump", metavar="KEY", help="from a daily dump")
    _add_origin(give)
    commands.add_parser("roles", help="the roles of a day, as SQL").add_argument("key")
    return parser


def _add_origin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--backup", metavar="LABEL", help="restored from this backup")
    parser.add_argument("--as-of", type=datetime.fromisoformat, help="as the repository was at a time; with its zone")
    parser.add_argument("--cold", metavar="PATH", help="restored from this cold copy")
    parser.add_argument("--point", default="", help="the point in words")
    parser.add_argument("options", nargs="*", help="pgBackRest's options for the point, after --")


def _origin(config: Config, arguments: argparse.Namespace) -> Origin:
    if arguments.cold:
        return cold.origin(config, arguments.cold)
    return Origin(_then(config, arguments), arguments.backup, arguments.options, arguments.point)


def _then(config: Config, arguments: argparse.Namespace) -> Config:
    """Return what leads to the repository as it was at the time that is asked for, if one is."""
    return replace(config, overrides=repository.as_of(arguments.as_of)) if arguments.as_of else config


def _give(config: Config, arguments: argparse.Namespace) -> None:
    if arguments.dump:
        giving.from_dump(config, arguments.dump, arguments.name)
    else:
        giving.from_copy(config, _origin(config, arguments), arguments.database, arguments.name)


def _copy(config: Config, arguments: argparse.Namespace) -> dict[str, Any]:
    if arguments.what == "make":
        with asked.only_while_asked():
            return asdict(kept.make(config, arguments.name, _origin(config, arguments)))
    if arguments.what == "open":
        return kept.opened(config, arguments.name)
    if arguments.what == "remove":
        kept.remove(config, arguments.name)
    return {"copies": [asdict(one) for one in kept.listed(config)]}


def _run(config: Config, arguments: argparse.Namespace) -> dict[str, Any]:
    return dict(runs.as_facts(jobs.perform(config, arguments.kind)))


def _faults(config: Config, _: argparse.Namespace) -> dict[str, Any]:
    with jobs.alone(config, "the rehearsal of faults"):
        found = (*damage.rehearse(config), room.rehearse(config))
    return {"faults": [vars(finding) for finding in found]}


def _expire(config: Config, arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        "backups": repository.expire(config, dry_run=arguments.dry_run).splitlines(),
        "snapshots": snapshots.expire(config, store.client(config), dry_run=arguments.dry_run),
    }


def _list(config: Config, arguments: argparse.Namespace) -> dict[str, Any]:
    then = _then(config, arguments)
    first, last = repository.archive(then)
    return {
        "system_identifier": database.system_identifier(config),
        "archive": {"first": first, "last": last},
        "backups": [asdict(item) for item in repository.backups(then)],
        "snapshots": [{**asdict(item), "taken": item.taken.timestamp()} for item in snapshots.listed(config)],
        "cold": [{**asdict(item), "begun": item.begun.timestamp()} for item in cold.listed(config)],
        "runs": [dict(runs.as_facts(run)) for run in list(runs.read(config.state))[-20:]],
    }


def _protection(config: Config, _: argparse.Namespace) -> dict[str, Any]:
    found, locked = protection.standing(config), held.counted(config)
    progress = None if found.protected else repository.progress(config)
    return {**asdict(found), "progress": progress, "held": asdict(locked) if locked else None}


_ANSWERS: Mapping[str, Callable[[Config, argparse.Namespace], dict[str, Any]]] = {
    "run": _run,
    "list": _list,
    "faults": _faults,
    "expire": _expire,
    "protection": _protection,
    "copy": _copy,
    "roles": lambda config, arguments: {"sql": snapshots.text(config, arguments.key)},
    "protect": lambda config, _: {"backup": protection.protect(config)},
    "mend": lambda config, _: {"index": index.mend(config)},
}

if __name__ == "__main__":
    sys.exit(main())
