"""What a pack's migrations make, remembered: building it takes seconds, and the same files make the same.

A build is remembered with a digest of all that it is made of: the checkout's SQL and the code that runs it, the server
and its extensions. Whatever else one of them is, it is built anew.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import psycopg

from infra import paths
from infra.files import write_whole
from infra.migrations.files import SQL
from infra.migrations.fingerprint import Fingerprint
from infra.packs import Pack

_CODE = (SQL, Path(__file__).parent, Path(__file__).parents[1] / "hooks")

_SERVER = """
select version(), string_agg(name || ' ' || default_version, ',' order by name) from pg_available_extensions
"""


def remembered(pack: Pack, connection: psycopg.Connection, build: Callable[[], Fingerprint]) -> Fingerprint:
    """Return a fresh build's fingerprint; ``connection`` is to the server that would build it."""
    file = paths.cache() / "schemas" / f"{pack.name}-{_digest(connection)}.json"
    try:
        kept: list[tuple[str, str, str]] = json.loads(file.read_text(encoding="utf-8"))
        return {(kind, name): definition for kind, name, definition in kept}
    except (OSError, ValueError):
        found = build()
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in file.parent.glob(f"{pack.name}-*"):
        old.unlink(missing_ok=True)
    write_whole(file, json.dumps([(*key, definition) for key, definition in found.items()]))
    return found


def _digest(connection: psycopg.Connection) -> str:
    digest = hashlib.sha256(repr(connection.execute(_SERVER).fetchone()).encode())
    for folder in _CODE:
        for file in sorted(folder.rglob("*")):
            if file.suffix in {".py", ".sql", ".yaml"}:
                digest.update(f"{file.relative_to(paths.PROJECT)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()[:32]
