"""The container's commands; `novax backup` and `novax drill` call them, and the schedule is one of them."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from novax_backup import config as configuration
from novax_backup import database, jobs, repository, runs, service, snapshots, store
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
            sys.stdout.write(json.dumps(_answer(config, arguments)) + "\n")
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
    commands.add_parser("list", help="what there is to restore from")
    commands.add_parser(
        "faults", help="put every fault into a copy of the repository or its bucket, and see that each is found"
    )
    expire = commands.add_parser("expire", help="delete what is older than is kept")
    expire.add_argument("--dry-run", action="store_true")
    return parser


def _answer(config: Config, arguments: argparse.Namespace) -> dict[str, Any]:
    if arguments.command == "run":
        return dict(runs.as_facts(jobs.perform(config, arguments.kind)))
    if arguments.command == "faults":
        with jobs.alone(config):
            found = (*damage.rehearse(config), room.rehearse(config))
            return {"faults": [vars(finding) for finding in found]}
    if arguments.command == "expire":
        return {
            "backups": repository.expire(config, dry_run=arguments.dry_run).splitlines(),
            "snapshots": snapshots.expire(config, store.client(config), dry_run=arguments.dry_run),
        }
    first, last = repository.archive(config)
    return {
        "system_identifier": database.system_identifier(config),
        "archive": {"first": first, "last": last},
        "backups": [asdict(item) for item in repository.backups(config)],
        "snapshots": [{**asdict(item), "taken": item.taken.timestamp()} for item in snapshots.listed(config)],
        "runs": [dict(runs.as_facts(run)) for run in list(runs.read(config.state))[-20:]],
    }


if __name__ == "__main__":
    sys.exit(main())
