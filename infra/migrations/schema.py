"""The committed form of a pack's schema, ``sql/<pack>/schema.sql``: what a reviewer reads instead of twenty migrations.

It is written by `novax db dump` and compared by tests; nothing is ever deployed from it.
"""

import re
from pathlib import Path

from infra.migrations.files import SQL
from infra.packs import Pack

_NOISE = ("\\restrict ", "\\unrestrict ", "-- Dumped from ", "-- Dumped by ", "-- PostgreSQL database dump")
"""Lines with random keys or versions, which differ where the schema does not."""

_ROLES = re.compile(r"^(CREATE POLICY .*? TO )([^(]+?)((?: USING| WITH CHECK) .*)?;$")
"""A policy's roles, which pg_dump names in the order in which their rows lie in the server's catalog."""


def schema_file(pack: Pack) -> Path:
    """Return where the pack's schema is committed."""
    return SQL / pack.name / "schema.sql"


def normalised(pack: str, dump: str) -> str:
    """Return a dump of pg_dump without what differs by run or server, one empty line between statements."""
    lines = [_with_sorted_roles(line) for line in dump.splitlines() if not line.startswith(_NOISE) and line != "--"]
    kept: list[str] = [f"-- The schema that the migrations of pack {pack} make. Written by `novax db dump {pack}`."]
    for line in ("", *lines):
        if line or kept[-1]:
            kept.append(line)
    return "\n".join(kept).rstrip("\n") + "\n"


def _with_sorted_roles(line: str) -> str:
    found = _ROLES.match(line)
    if not found:
        return line
    before, roles, after = found.groups(default="")
    return f"{before}{', '.join(sorted(roles.split(', ')))}{after};"
