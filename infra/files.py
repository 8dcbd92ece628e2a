"""Files that are written whole or not at all, whoever reads or writes them at the same moment."""

from pathlib import Path
from tempfile import NamedTemporaryFile


def write_whole(file: Path, text: str, *, mode: int = 0o600) -> None:
    """Put a file of this text in place of another, so that a reader sees the old one or the new one, never a part.

    Each writer has a draft of its own, also each thread of one process; its folder must be there.
    """
    with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, prefix=f".{file.name}.", delete=False) as draft:
        unfinished = Path(draft.name)
        try:
            draft.write(text)
            draft.flush()
            unfinished.chmod(mode)
            unfinished.replace(file)
        except BaseException:
            unfinished.unlink()
            raise
