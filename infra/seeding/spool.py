"""Rows on their way to the server: one file a table, so that memory stays flat whatever the scale."""

import hashlib
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from infra.seeding.tables import Row, Table, line

_CHUNK_BYTES = 1 << 18


class Spool:
    """Files of rows in COPY's text format; parents and children may come mixed, as they are thought of."""

    def __init__(self, folder: Path, tables: Sequence[Table], stack: ExitStack) -> None:
        self._paths = {table.name: folder / table.name for table in tables}
        self._files: dict[str, BinaryIO] = {
            name: stack.enter_context(path.open("wb")) for name, path in self._paths.items()
        }
        self.rows = dict.fromkeys(self._paths, 0)
        """How many rows each table has."""

    def add(self, row: Row) -> None:
        """Write a row to its table's file."""
        table, values = row
        if len(values) != len(table.columns):
            raise ValueError(f"table {table.name} has {len(table.columns)} columns, and a row {len(values)} values")
        self._files[table.name].write(line(values).encode())
        self.rows[table.name] += 1

    def finish(self) -> None:
        """Write out what is buffered; rows may be read from now on."""
        for file in self._files.values():
            file.flush()

    def read(self, table: Table) -> Generator[bytes]:
        """Yield a table's rows in pieces."""
        with self._paths[table.name].open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk

    def bytes(self, table: Table) -> int:
        """Return the size of a table's rows."""
        return self._paths[table.name].stat().st_size

    def digest(self, table: Table) -> str:
        """Return the SHA-256 of a table's rows."""
        with self._paths[table.name].open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def spool(tables: Sequence[Table]) -> Generator[Spool]:
    """Yield an empty spool, which is gone afterwards."""
    with TemporaryDirectory(prefix="novax-seed-") as folder, ExitStack() as stack:
        yield Spool(Path(folder), tables, stack)
