"""Migration files as they lie in a folder: read, checked and hashed; nothing here talks to a database.

A file is plain SQL in two parts that dbmate tells apart by comments: ``-- migrate:up`` and ``-- migrate:down``.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from infra.errors import UserError
from infra.packs import Pack
from infra.paths import PROJECT

SQL = PROJECT / "sql"
"""Where packs and the platform have their folders."""

_NAME = re.compile(r"(?P<version>\d{4})_(?P<name>[a-z][a-z0-9_]*)\.sql")
_PART = re.compile(r"^--\s*migrate:(?P<part>up|down)(?P<options>[^\n]*)$", re.MULTILINE)
_NO_TRANSACTION = "transaction:false"
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """The SQL of one direction. ``line`` is the file's line that it starts after, counted from 1."""

    sql: str
    line: int
    transaction: bool
    """Whether it runs in a transaction with the record of it; CREATE INDEX CONCURRENTLY cannot."""


@dataclass(frozen=True)
class Migration:
    """One file, whole."""

    path: Path = field(repr=False)
    version: str
    name: str
    sha256: str
    up: Part = field(repr=False)
    down: Part = field(repr=False)

    @property
    def file(self) -> str:
        """The file's name."""
        return self.path.name


@dataclass(frozen=True)
class Series:
    """Migrations that build on each other, in order, and the table in which dbmate notes those that are applied."""

    folder: Path
    table: str
    migrations: tuple[Migration, ...]

    def describe(self, file: str) -> str:
        """Return a file's path as messages give it, from the checkout's root where it lies within."""
        path = self.folder / file
        return str(path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path)


def platform_series(root: Path = SQL) -> Series:
    """Return what every pack's database gets before the pack's own migrations.

    Raises:
        UserError: a file is not as it must be.
    """
    return read_series(root / "platform" / "migrations", "platform.schema_migrations")


def pack_series(pack: Pack, root: Path = SQL) -> Series:
    """Return a pack's own migrations; none where it has no folder for them yet.

    Raises:
        UserError: a file is not as it must be.
    """
    return read_series(root / pack.name / "migrations", "public.schema_migrations")


def read_series(folder: Path, table: str) -> Series:
    """Return the migrations of a folder in the order of their versions.

    Raises:
        UserError: a file is not as it must be, or two have one version; the message has a sentence a finding.
    """
    migrations: list[Migration] = []
    findings: list[str] = []
    series = Series(folder, table, ())
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            migrations.append(_read(path, series.describe(path.name)))
        except UserError as error:
            findings.append(str(error))
    findings += _duplicates(series, migrations)
    if findings:
        raise UserError("\n".join(findings))
    return Series(folder, table, tuple(migrations))


def _read(path: Path, shown: str) -> Migration:
    matched = _NAME.fullmatch(path.name)
    if not matched:
        raise UserError(
            f"{shown} is no name of a migration; allowed: four digits, an underscore and a phrase in snake case, as in "
            "0007_create_documents.sql; rename it"
        )
    content = path.read_bytes()
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise UserError(f"{shown} is not UTF-8; save it as that") from None
    up, down = _parts(text, shown)
    return Migration(path, matched["version"], matched["name"], hashlib.sha256(content).hexdigest(), up, down)


def _parts(text: str, shown: str) -> tuple[Part, Part]:
    marks = list(_PART.finditer(text))
    if [mark["part"] for mark in marks] != ["up", "down"]:
        raise UserError(
            f"{shown} has the parts {', '.join(mark['part'] for mark in marks) or 'none'}; allowed: `-- migrate:up` "
            "and then `-- migrate:down`, once each, because every migration can be undone; add what is missing"
        )
    up, down = marks
    if _statements(text[: up.start()]):
        raise UserError(f"{shown} has SQL before `-- migrate:up`, which would not run; move it below that line")
    return _part(text, up, down.start(), shown), _part(text, down, len(text), shown)


def _part(text: str, mark: re.Match[str], end: int, shown: str) -> Part:
    options = mark["options"].split()
    if any(option != _NO_TRANSACTION for option in options):
        raise UserError(
            f"{shown} has {' '.join(options)!r} after `migrate:{mark['part']}`; allowed: nothing or {_NO_TRANSACTION}; "
            "correct it"
        )
    sql = text[mark.end() : end]
    if not _statements(sql):
        raise UserError(f"{shown} has no statement in its {mark['part']} part; write what it does")
    return Part(sql, text.count("\n", 0, mark.end()) + 1, transaction=not options)


def _statements(sql: str) -> str:
    return _COMMENT.sub("", sql).strip()


def _duplicates(series: Series, migrations: Sequence[Migration]) -> list[str]:
    first: dict[str, Migration] = {}
    findings: list[str] = []
    for migration in migrations:
        earlier = first.setdefault(migration.version, migration)
        if earlier is not migration:
            findings.append(
                f"{series.describe(migration.file)} has the version {migration.version} of {earlier.file}; allowed: "
                "each version once; rename the one that no database has applied"
            )
    return findings
