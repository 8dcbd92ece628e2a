"""What an `up` reads of a checkout that others may write meanwhile, as it was at one moment."""

import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from infra.cli import digests
from infra.cli import stack as stacks
from infra.errors import UserError

if TYPE_CHECKING:
    from infra.images.lock import Lock


@dataclass(frozen=True)
class Snapshot:
    """A stack's file, the images once they are known, and by digests what the code was."""

    stack: str
    config: Path
    images: Path
    code: Mapping[str, str] = field(repr=False)

    def keep(self, images: "Lock") -> None:
        """Keep the images that this run found."""
        from infra.images import lock  # noqa: PLC0415  # the help page does not pay for it

        lock.save(images, self.images)

    def refuse_changed(self) -> None:
        """Refuse to go on with a stack's file that was checked in another form than the kept one.

        Raises:
            UserError: the file was changed since.
        """
        file = stacks.config_file(self.stack)
        if file.read_bytes() != self.config.read_bytes():
            raise UserError(f"{file.name} was changed while it was being read; nothing was done; run this again")

    def refuse_changed_code(self) -> None:
        """Refuse to deploy with code of which part was read in another form.

        Raises:
            UserError: some of it was changed since.
        """
        if changed := self._changed_code():
            raise UserError(f"{changed} changed since this `novax up` began; nothing was deployed; run it again")

    def tell_changed_code(self) -> None:
        """Tell of code that was changed while it was being deployed: what was read of it nobody knows.

        Raises:
            UserError: some of it was.
        """
        if changed := self._changed_code():
            raise UserError(
                f"{changed} changed while stack {self.stack} was being deployed, so it may be partly of before and "
                f"partly of after; run `novax up -s {self.stack}` again"
            )

    def _changed_code(self) -> str:
        now = digests.code()
        changed = sorted(name for name in {*self.code, *now} if self.code.get(name) != now.get(name))
        more = len(changed) - 1
        return f"{changed[0]} and {more} more files" if more > 0 else "".join(changed)

    @property
    def arguments(self) -> tuple[str, ...]:
        """What has Pulumi read the kept file."""
        return ("--config-file", str(self.config))

    @property
    def variables(self) -> dict[str, str]:
        """What has the program read the kept images; nothing where this run looked for none."""
        from infra.images import lock  # noqa: PLC0415  # as above

        return {lock.VARIABLE: str(self.images)} if self.images.exists() else {}


@contextmanager
def taken(stack: str) -> Generator[Snapshot]:
    """Yield a snapshot that is gone afterwards.

    Raises:
        UserError: there is no such stack.
    """
    file = stacks.config_file(stack)
    with TemporaryDirectory(prefix="novax-up-") as folder:
        kept = Snapshot(stack, Path(folder, file.name), Path(folder, "images.json"), digests.code())
        shutil.copyfile(file, kept.config)
        yield kept
