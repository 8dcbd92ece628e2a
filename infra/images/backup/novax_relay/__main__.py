"""The container's commands; `novax events` calls the second and the third."""

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Coroutine
from datetime import datetime
from typing import Any

from novax_relay import config as configuration
from novax_relay import relay, replay, service
from novax_relay.config import Config


def main() -> int:
    """Run a command; exit codes: 0 done, 1 failed, 2 wrong usage."""
    # The library tells of each lost connection; the relay does so itself, once.
    for library in ("nats", "asyncio"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    config = configuration.load()
    arguments = _parser(config).parse_args()
    if arguments.command == "serve":
        service.serve(config)
        return 0
    try:
        answer = asyncio.run(_answer(config, arguments))
    except (*relay.TROUBLES, replay.ReplayError) as error:
        sys.stderr.write(f"{' '.join(str(error).split()) or type(error).__name__}\n")
        return 1
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


def _answer(config: Config, arguments: argparse.Namespace) -> Coroutine[Any, Any, dict[str, Any]]:
    if arguments.command == "replay":
        return _replay(config, arguments.stream, arguments.since, dry=arguments.dry_run)
    return _publish(config, arguments.pack)


async def _publish(config: Config, pack: str) -> dict[str, Any]:
    done, left = await relay.drain(config, config.pack(pack))
    return {"published": done.published, "failed": left.failed}


async def _replay(config: Config, stream: str, since: datetime, *, dry: bool) -> dict[str, Any]:
    return vars(await replay.run(config, stream, since, dry=dry))


def _parser(config: Config) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="novax-relay")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="publish events as they come")
    publish = commands.add_parser("publish", help="publish what waits in a pack's outbox, until nothing does")
    publish.add_argument("pack", choices=[pack.name for pack in config.packs])
    again = commands.add_parser("replay", help="publish again what a stream has lost of the events since a time")
    again.add_argument("stream", choices=[stream.name for pack in config.packs for stream in pack.streams])
    again.add_argument("--since", type=datetime.fromisoformat, required=True)
    again.add_argument("--dry-run", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
