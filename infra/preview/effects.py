"""What one statement of a migration locks, destroys and opens, by its kind: PostgreSQL 17's manual as functions.

Nodes of the parse tree are not typed, so they are taken as they are.
"""

from collections.abc import Callable, Iterator
from typing import Any

from infra.preview.alter_table import alter_table
from infra.preview.locks import (
    ACCESS_EXCLUSIVE,
    ACCESS_SHARE,
    EXCLUSIVE,
    NONE,
    ROW_EXCLUSIVE,
    SHARE,
    SHARE_ROW,
    SHARE_UPDATE,
    STRENGTH,
    UNKNOWN,
    Effect,
)
from infra.preview.nodes import nodes, path_of, table_of, text, words

_FREE = frozenset(
    {
        "AlterDomainStmt",
        "AlterDefaultPrivilegesStmt",
        "AlterEnumStmt",
        "AlterFunctionStmt",
        "AlterRoleSetStmt",
        "AlterRoleStmt",
        "AlterTypeStmt",
        "CompositeTypeStmt",
        "CreateCastStmt",
        "CreateDomainStmt",
        "CreateEnumStmt",
        "CreateExtensionStmt",
        "CreateFunctionStmt",
        "CreateRangeStmt",
        "CreateRoleStmt",
        "CreateSchemaStmt",
        "CreateSeqStmt",
        "DefineStmt",
        "GrantRoleStmt",
        "GrantStmt",
        "TransactionStmt",
        "VariableSetStmt",
    }
)
"""Statements that lock no table."""

_ACCESS = frozenset({"CreatePolicyStmt", "AlterPolicyStmt", "GrantStmt", "GrantRoleStmt", "AlterDefaultPrivilegesStmt"})
_OWNED = frozenset({"OBJECT_POLICY", "OBJECT_TRIGGER", "OBJECT_RULE"})
_NO_TABLE = frozenset(
    {
        "OBJECT_DOMAIN",
        "OBJECT_FUNCTION",
        "OBJECT_PROCEDURE",
        "OBJECT_ROUTINE",
        "OBJECT_SCHEMA",
        "OBJECT_TYPE",
    }
)
_KINDS_LOST = frozenset({"OBJECT_TABLE", "OBJECT_SCHEMA", "OBJECT_DATABASE", "OBJECT_COLUMN", "OBJECT_FOREIGN_TABLE"})


def of(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401 - a node of the tree
    """Yield the effects of a statement; one that is not known here says so."""
    kind = type(stmt).__name__
    special = _READERS.get(kind)
    if special:
        yield from special(stmt, line)
    elif kind in _FREE:
        yield Effect(line, words(kind), access=text(stmt) if kind in _ACCESS else "")
    else:
        yield Effect(line, words(kind), lock=UNKNOWN, note="what it does is not known here")


def _index(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    lock = SHARE_UPDATE if stmt.concurrent else SHARE
    yield Effect(
        line, f"CREATE INDEX {stmt.idxname or ''}".strip(), table_of(stmt.relation), lock, "reads the whole table"
    )


def _create_table(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    table = table_of(stmt.relation)
    yield Effect(line, "CREATE TABLE", table, NONE, "new")
    for parent in stmt.inhRelations or ():
        yield Effect(
            line, f"new partition {table}", table_of(parent), ACCESS_EXCLUSIVE if stmt.partbound else SHARE_UPDATE
        )
    for element in stmt.tableElts or ():
        for constraint in (element, *(getattr(element, "constraints", None) or ())):
            if referenced := getattr(constraint, "pktable", None):
                yield Effect(line, f"foreign key of {table}", table_of(referenced), SHARE_ROW)


def _drop(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    kind: str = stmt.removeType.name
    thing = words(kind.removeprefix("OBJECT_"))
    lock = SHARE_UPDATE if stmt.concurrent else ACCESS_EXCLUSIVE
    for item in stmt.objects:
        path = path_of(item)
        if kind in _OWNED:
            # Named after its table, which is what it locks.
            above = path[:-1]
            target = ".".join(above if len(above) > 1 else ["public", *above])
            lost = f"policy {path[-1]} of {target} dropped" if kind == "OBJECT_POLICY" else ""
            yield Effect(line, f"DROP {thing} {path[-1]}", target, ACCESS_EXCLUSIVE, access=lost)
            continue
        target = ".".join(path)
        destroys = f"{thing.lower()} {target}" if kind in _KINDS_LOST else ""
        yield Effect(line, f"DROP {thing}", target, NONE if kind in _NO_TABLE else lock, destroys=destroys)


def _policy(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    yield Effect(
        line,
        f"{words(type(stmt).__name__)} {stmt.policy_name}",
        table_of(stmt.table),
        ACCESS_EXCLUSIVE,
        access=text(stmt),
    )


def _write(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    kind = type(stmt).__name__
    target = table_of(stmt.relation)
    lost = f"rows of {target}" if kind == "DeleteStmt" else ""
    note = "" if kind == "InsertStmt" else "locks each row that it meets until the end"
    yield Effect(line, words(kind), target, ROW_EXCLUSIVE, note, destroys=lost)


def _copy(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    yield Effect(
        line, "COPY", table_of(stmt.relation) if stmt.relation else "", ROW_EXCLUSIVE if stmt.is_from else ACCESS_SHARE
    )


def _truncate(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    for relation in stmt.relations:
        table = table_of(relation)
        yield Effect(line, "TRUNCATE", table, ACCESS_EXCLUSIVE, destroys=f"all rows of {table}")


def _trigger(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    yield Effect(line, f"CREATE TRIGGER {stmt.trigname}", table_of(stmt.relation), SHARE_ROW)


def _on_relation(lock: str) -> Callable[[Any, int], Iterator[Effect]]:
    def effects(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
        yield Effect(line, words(type(stmt).__name__), table_of(stmt.relation), lock)

    return effects


def _view(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    yield Effect(line, "CREATE VIEW", table_of(stmt.view), ACCESS_EXCLUSIVE if stmt.replace else NONE)


def _refresh(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    yield Effect(
        line, "REFRESH MATERIALIZED VIEW", table_of(stmt.relation), EXCLUSIVE if stmt.concurrent else ACCESS_EXCLUSIVE
    )


def _rename(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    lock = SHARE_UPDATE if stmt.renameType.name == "OBJECT_INDEX" else ACCESS_EXCLUSIVE
    target = table_of(stmt.relation) if stmt.relation else ".".join(path_of(stmt.object))
    yield Effect(line, "RENAME", target, lock if stmt.relation else NONE)


def _comment(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    parts = path_of(stmt.object)
    on_table = stmt.objtype.name in ("OBJECT_TABLE", "OBJECT_COLUMN", "OBJECT_VIEW", "OBJECT_INDEX", "OBJECT_MATVIEW")
    if stmt.objtype.name == "OBJECT_COLUMN":
        parts = parts[:-1]
    yield Effect(line, "COMMENT", ".".join(parts), SHARE_UPDATE if on_table else NONE)


def _select(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    called = {".".join(part.sval for part in call.funcname) for call in nodes(stmt, "FuncCall")}
    # What bears no schema is PostgreSQL's own; ours are always called by schema.
    outside = sorted(name for name in called if "." in name and not name.startswith("pg_catalog."))
    lock = UNKNOWN if outside else ACCESS_SHARE
    yield Effect(
        line, "SELECT", ", ".join(outside), lock, "what the function does is not known here" if outside else ""
    )


def _lock(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    modes = ("", ACCESS_SHARE, "ROW SHARE", ROW_EXCLUSIVE, SHARE_UPDATE, SHARE, SHARE_ROW, EXCLUSIVE, ACCESS_EXCLUSIVE)
    for relation in stmt.relations:
        mode = modes[int(stmt.mode)]
        yield Effect(line, "LOCK TABLE", table_of(relation), mode if mode in STRENGTH else ACCESS_SHARE)


def _reindex(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    concurrent = any(option.defname == "concurrently" for option in stmt.params or ())
    yield Effect(
        line,
        "REINDEX",
        table_of(stmt.relation) if stmt.relation else stmt.name or "",
        SHARE_UPDATE if concurrent else ACCESS_EXCLUSIVE,
    )


def _sequence(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    yield Effect(line, "ALTER SEQUENCE", table_of(stmt.sequence), SHARE_ROW)


def _statistics(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    for relation in stmt.relations:
        yield Effect(line, "CREATE STATISTICS", table_of(relation), SHARE_UPDATE)


def _create_table_as(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401
    yield Effect(line, "CREATE TABLE AS", table_of(stmt.into.rel), NONE, "new")


_READERS: dict[str, Callable[[Any, int], Iterator[Effect]]] = {
    "AlterTableStmt": alter_table,
    "AlterObjectSchemaStmt": _on_relation(ACCESS_EXCLUSIVE),
    "AlterPolicyStmt": _policy,
    "AlterSeqStmt": _sequence,
    "ClusterStmt": _on_relation(ACCESS_EXCLUSIVE),
    "CommentStmt": _comment,
    "CopyStmt": _copy,
    "CreatePolicyStmt": _policy,
    "CreateStmt": _create_table,
    "CreateStatsStmt": _statistics,
    "CreateTableAsStmt": _create_table_as,
    "CreateTrigStmt": _trigger,
    "DeleteStmt": _write,
    "DropStmt": _drop,
    "IndexStmt": _index,
    "InsertStmt": _write,
    "LockStmt": _lock,
    "MergeStmt": _write,
    "RefreshMatViewStmt": _refresh,
    "ReindexStmt": _reindex,
    "RenameStmt": _rename,
    "RuleStmt": _on_relation(ACCESS_EXCLUSIVE),
    "SelectStmt": _select,
    "TruncateStmt": _truncate,
    "UpdateStmt": _write,
    "ViewStmt": _view,
}


def made(stmt: Any) -> set[str]:  # noqa: ANN401
    """Return the tables and views that a statement makes."""
    kind = type(stmt).__name__
    if kind == "CreateStmt":
        return {table_of(stmt.relation)}
    if kind == "CreateTableAsStmt":
        return {table_of(stmt.into.rel)}
    if kind == "ViewStmt" and not stmt.replace:
        return {table_of(stmt.view)}
    return set()
