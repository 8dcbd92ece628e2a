"""The migration files that a deploy would run, each with its locks, what it destroys and whom it lets in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.hooks import names
from infra.migrations.files import Migration, read_series
from infra.preview import locks, statements
from infra.preview.declared import declaration
from infra.preview.locks import Effect
from infra.preview.plan import Plan
from infra.preview.report import Access, Level, Lock, Risk, Sql

PLATFORM = "every pack"
"""Stands for the packs where a file is the platform's: it runs in each one's database."""

Lint = Callable[[Sequence[Migration]], Mapping[str, tuple[str, ...]]]
"""Takes files and returns a linter's findings by file name."""

_MAX_LOCK_STATEMENTS = 40


@dataclass(frozen=True)
class Pending:
    """Files of one series that would run, and the names of applied ones that are no longer what they were."""

    pack: str
    files: tuple[str, ...]
    edited: tuple[str, ...]
    first: bool
    """Whether the database is made by the same deploy, so that nobody waits for anything in it."""


@dataclass(frozen=True)
class Findings:
    """Everything that is said of pending files."""

    sql: tuple[Sql, ...]
    access: tuple[Access, ...]
    risks: tuple[Risk, ...]
    lines: tuple[str, ...]


def pending(plan: Plan) -> tuple[Pending, ...]:
    """Return what the marker of migrations says will run."""
    for step in plan.changed:
        after = declaration(step, old=False)
        if step.resource.name == names.MIGRATIONS and after is not None:
            return tuple(_pending(declaration(step, old=True) or {}, after))
    return ()


def findings(plan: Plan, sql_root: Path, lint: Lint) -> Findings:
    """Return everything about the files that will run; ``sql_root`` holds one folder a pack."""
    sql: list[Sql] = []
    access: list[Access] = []
    risks: list[Risk] = []
    lines: list[str] = []
    for one in pending(plan):
        risks += _edited(one)
        if one.first:
            if one.files:
                lines.append(f"migrations of {one.pack}: {len(one.files)} files on a database that is empty")
            continue
        folder = "platform" if one.pack == PLATFORM else one.pack
        series = read_series(sql_root / folder / "migrations", "")
        chosen = [migration for migration in series.migrations if migration.file in one.files]
        said: Mapping[str, tuple[str, ...]] = lint(chosen) if chosen else {}
        made: set[str] = set()
        for migration in chosen:
            where = series.describe(migration.file)
            effects = _effects(migration, made, where, risks)
            sql.append(_sql(one.pack, where, migration, effects, said.get(migration.file, ())))
            access += [
                Access(where=f"{where}:{effect.line}", what=effect.access) for effect in effects if effect.access
            ]
            risks += _risks(where, effects)
    return Findings(tuple(sql), tuple(access), tuple(risks), tuple(lines))


def _pending(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Pending]:
    old_packs: Mapping[str, Sequence[str]] = before.get("packs") or {}
    # A new pack gets the platform's files too, and its database with them.
    yield _compared(PLATFORM, before.get("platform") or (), after.get("platform") or (), first=not before)
    new_packs: Mapping[str, Sequence[str]] = after.get("packs") or {}
    for pack, listed in new_packs.items():
        yield _compared(pack, old_packs.get(pack) or (), listed, first=pack not in old_packs)


def _compared(pack: str, before: Sequence[str], after: Sequence[str], *, first: bool) -> Pending:
    old, new = (dict(line.split(": ", 1) for line in listed) for listed in (before, after))
    edited = [file for file in old if old[file] != new.get(file)]
    return Pending(pack, tuple(file for file in new if file not in old), tuple(edited), first)


def _edited(one: Pending) -> Iterator[Risk]:
    for file in one.edited:
        yield Risk(
            level=Level.NOTICE,
            subject=f"{one.pack}: {file}",
            message="was changed or removed since the last deploy; where it is applied, the deploy refuses it",
        )


def _effects(migration: Migration, made: set[str], where: str, risks: list[Risk]) -> tuple[Effect, ...]:
    try:
        return statements.read(migration.up, made)
    except ValueError as error:
        risks.append(Risk(level=Level.LOCK, subject=where, message=f"cannot be parsed: {error}"))
        return ()


def _sql(pack: str, where: str, migration: Migration, effects: Sequence[Effect], said: tuple[str, ...]) -> Sql:
    taken = tuple(
        Lock(
            line=effect.line,
            statement=effect.statement,
            target=effect.target,
            lock=effect.lock,
            blocks=locks.blocks(effect.lock),
            note=effect.note,
        )
        for effect in effects
    )
    return Sql(
        pack=pack, file=where, transaction=migration.up.transaction, locks=taken[:_MAX_LOCK_STATEMENTS], findings=said
    )


def _risks(where: str, effects: Sequence[Effect]) -> Iterator[Risk]:
    for effect in effects:
        if effect.destroys:
            message = f"deletes {effect.destroys} ({effect.statement}); a rollback does not bring it back"
            yield Risk(level=Level.DATA, subject=f"{where}:{effect.line}", message=message)
    blocking: dict[str, list[Effect]] = {}
    for effect in effects:
        if locks.blocks(effect.lock) and effect.lock != locks.UNKNOWN:
            blocking.setdefault(effect.target, []).append(effect)
    for target, those in blocking.items():
        worst = max(those, key=lambda effect: locks.STRENGTH.index(effect.lock))
        notes = "; ".join(dict.fromkeys(effect.note for effect in those if effect.note))
        waits = locks.blocks(worst.lock)
        message = f"{waits} of {target} wait from line {those[0].line} until the file ends ({worst.lock})"
        yield Risk(level=Level.LOCK, subject=where, message=f"{message}{': it ' + notes if notes else ''}")
