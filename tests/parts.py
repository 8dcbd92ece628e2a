"""What parts of `make test` have ended well: ``python -m tests.parts begin NAME``, and afterwards ``end``.

The first one's exit code is 0 where the part may be left out: by ``make test RESUME=1`` alone, and only while checkout
and images are as they were when it ended.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from infra import paths
from infra.toolchain.progress import say

_PARTS = paths.PROJECT / ".novax" / "parts"


def begin(name: str, *, resume: bool) -> bool:
    """Tell whether a part may be left out; otherwise it begins, and what it was when it ended last is forgotten."""
    state, ended = _state(), _PARTS / f"{name}.ended"
    if resume and ended.exists() and ended.read_text(encoding="ascii") == state:
        say(f"  {name} is left out: it has ended well, and checkout and images are as they were")
        return True
    _PARTS.mkdir(parents=True, exist_ok=True)
    ended.unlink(missing_ok=True)
    (_PARTS / f"{name}.begun").write_text(state, encoding="ascii")
    return False


def end(name: str) -> None:
    """Note that a part has ended well, unless something was changed while it ran: nobody knows what it saw."""
    begun = _PARTS / f"{name}.begun"
    if begun.read_text(encoding="ascii") == _state():
        begun.rename(_PARTS / f"{name}.ended")


def _state() -> str:
    """Return what names all files of the checkout that git does not ignore, and the images."""
    with TemporaryDirectory() as folder:
        # An index of its own, so that nothing of the developer's is staged.
        env = {**os.environ, "GIT_INDEX_FILE": str(Path(folder, "index"))}
        _git("add", "--all", env=env)
        tree = _git("write-tree", env=env)
    return f"{tree} {_git('hash-object', str(paths.IMAGE_LOCK)) if paths.IMAGE_LOCK.exists() else ''}"


def _git(*arguments: str, env: dict[str, str] | None = None) -> str:
    command = ["git", "-C", str(paths.PROJECT), *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.strip()


def main(verb: str, name: str) -> int:
    """Do one of the two, and return the exit code."""
    if verb == "begin":
        return 0 if begin(name, resume=bool(os.environ.get("RESUME"))) else 1
    end(name)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
