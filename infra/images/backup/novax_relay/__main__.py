"""The container's commands; `novax outbox` calls the second."""

import argparse
import asyncio
import json
import sys

from novax_relay import config as configuration
from novax_relay import relay, service


def main() -> int:
    """Run a command; exit codes: 0 done, 1 failed, 2 wrong usage."""
    config = configuration.load()
    arguments = _parser([pack.name for pack in config.packs]).parse_args()
    if arguments.command == "serve":
        service.serve(config)
        return 0
    try:
        done, left = asyncio.run(relay.drain(config, config.pack(arguments.pack)))
    except relay.TROUBLES as error:
        sys.stderr.write(f"{' '.join(str(error).split()) or type(error).__name__}\n")
        return 1
    sys.stdout.write(json.dumps({"published": done.published, "failed": left.failed}) + "\n")
    return 0


def _parser(packs: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="novax-relay")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="publish events as they come")
    publish = commands.add_parser("publish", help="publish what waits in a pack's outbox, until nothing does")
    publish.add_argument("pack", choices=packs)
    return parser


if __name__ == "__main__":
    sys.exit(main())
