"""The files in which Pulumi keeps a stack's state and locks: whether they are whole, and what to do where they are not.

A disk that was full or a machine that lost its power leaves files that end in the middle, of which Pulumi says no more
than "unexpected end of JSON input".
"""

import json
import shlex
from pathlib import Path
from typing import Any

from infra import paths
from infra.errors import UserError

_META = "version: 1\n"
"""What Pulumi writes beside the states of a folder of its file backend."""


def check(stack: str) -> None:
    """Refuse to go on over a damaged file of this stack; those of other stacks are of no concern.

    Raises:
        UserError: a file is not whole; the message says how to mend it.
    """
    store = paths.state() / ".pulumi"
    _check_meta(store / "meta.yaml")
    for file in sorted(store.glob(f"stacks/*/{stack}.json")):
        attributes = file.with_name(f"{file.name}.attrs")
        if attributes.exists() and not _whole(attributes):
            raise UserError(
                f"{attributes} is damaged: it ends in the middle; Pulumi does without it, so `rm "
                f"{shlex.quote(str(attributes))}`, and run this again"
            )
        if not _whole(file):
            raise UserError(f"the state of stack {stack}, {file}, is damaged: it ends in the middle; {_way_on(file)}")


def locks(stack: str) -> dict[Path, dict[str, Any]]:
    """Return what the locks of a stack say, by their files: process, user, machine and time.

    Raises:
        UserError: one is not whole, so that nobody can tell whose it is.
    """
    found: dict[Path, dict[str, Any]] = {}
    for file in sorted(paths.state().glob(f".pulumi/locks/organization/*/{stack}/*.json")):
        if not _whole(file):
            raise UserError(
                f"Stack {stack} is locked by {file}, which is damaged, so nobody can tell by whom; when no `novax` or "
                f"`pulumi` works on the stack, `rm {shlex.quote(str(file))}`, and run this again."
            )
        found[file] = json.loads(file.read_text(encoding="utf-8"))
    return found


def remove_copies(stack: str) -> None:
    """Delete what Pulumi keeps of a stack that it has removed: earlier states, in which its secrets are."""
    store = paths.state() / ".pulumi"
    for pattern in (f"stacks/*/{stack}.json.*", f"backups/*/{stack}/*", f"history/*/{stack}/*"):
        for file in store.glob(pattern):
            file.unlink()


def _check_meta(file: Path) -> None:
    if file.exists() and not file.read_text(encoding="utf-8", errors="replace").startswith(_META.strip()):
        raise UserError(
            f"{file} is damaged: it should say `{_META.strip()}`; write that into it with `echo {_META.strip()!r} > "
            f"{shlex.quote(str(file))}`, `rm -f {shlex.quote(f'{file}.attrs')}`, and run this again"
        )


def _way_on(file: Path) -> str:
    before = file.with_name(f"{file.name}.bak")
    if before.exists() and _whole(before):
        return (
            f"{before.name} beside it is how it was before the last change: `cp {shlex.quote(str(before))} "
            f"{shlex.quote(str(file))}`, and run this again"
        )
    return f"put it back from a backup of {paths.home()}, without which the stack's passwords are lost"


def _whole(file: Path) -> bool:
    try:
        return isinstance(json.loads(file.read_text(encoding="utf-8")), dict)
    except ValueError:
        return False
