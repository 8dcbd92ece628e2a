"""What one statement of a migration locks, destroys and opens, by its kind: PostgreSQL 17's manual as functions."""

from collections.abc import Iterator
from dataclasses import replace
from functools import singledispatch

from google.protobuf.message import Message
from postgast import find_nodes
from postgast import pg_query_pb2 as tree
from postgast.walk import unwrap_node

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
from infra.preview.nodes import path_of, table_of, text, words

_FREE = (
    tree.AlterDomainStmt,
    tree.AlterDefaultPrivilegesStmt,
    tree.AlterEnumStmt,
    tree.AlterFunctionStmt,
    tree.AlterRoleSetStmt,
    tree.AlterRoleStmt,
    tree.AlterTypeStmt,
    tree.CompositeTypeStmt,
    tree.CreateCastStmt,
    tree.CreateDomainStmt,
    tree.CreateEnumStmt,
    tree.CreateExtensionStmt,
    tree.CreateFunctionStmt,
    tree.CreateRangeStmt,
    tree.CreateRoleStmt,
    tree.CreateSchemaStmt,
    tree.CreateSeqStmt,
    tree.DefineStmt,
    tree.GrantRoleStmt,
    tree.GrantStmt,
    tree.TransactionStmt,
    tree.VariableSetStmt,
)
"""Statements that lock no table."""

_ACCESS = (
    tree.AlterDefaultPrivilegesStmt,
    tree.AlterPolicyStmt,
    tree.CreatePolicyStmt,
    tree.GrantRoleStmt,
    tree.GrantStmt,
)
_OWNED = ("OBJECT_POLICY", "OBJECT_TRIGGER", "OBJECT_RULE")
_NO_TABLE = ("OBJECT_DOMAIN", "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_SCHEMA", "OBJECT_TYPE")
_KINDS_LOST = ("OBJECT_TABLE", "OBJECT_SCHEMA", "OBJECT_DATABASE", "OBJECT_COLUMN", "OBJECT_FOREIGN_TABLE")
_COMMENTED_TABLES = ("OBJECT_TABLE", "OBJECT_COLUMN", "OBJECT_VIEW", "OBJECT_INDEX", "OBJECT_MATVIEW")
_MODES = ("", ACCESS_SHARE, "ROW SHARE", ROW_EXCLUSIVE, SHARE_UPDATE, SHARE, SHARE_ROW, EXCLUSIVE, ACCESS_EXCLUSIVE)
"""The modes of LOCK TABLE by the number that the parser gives each."""


def of(node: tree.Node, line: int) -> Iterator[Effect]:
    """Yield the effects of a statement; one that is not known here says so."""
    stmt = unwrap_node(node)
    access = text(node) if isinstance(stmt, _ACCESS) else ""
    for effect in _effects(stmt, line):
        yield replace(effect, access=effect.access or access)


def made(node: tree.Node) -> set[str]:
    """Return the tables and views that a statement makes."""
    match stmt := unwrap_node(node):
        case tree.CreateStmt():
            return {table_of(stmt.relation)}
        case tree.CreateTableAsStmt():
            return {table_of(stmt.into.rel)}
        case tree.ViewStmt() if not stmt.replace:
            return {table_of(stmt.view)}
        case _:
            return set()


@singledispatch
def _effects(stmt: Message, line: int) -> Iterator[Effect]:
    kind = words(type(stmt).__name__)
    if isinstance(stmt, _FREE):
        yield Effect(line, kind)
    else:
        yield Effect(line, kind, lock=UNKNOWN, note="what it does is not known here")


_effects.register(tree.AlterTableStmt, alter_table)


@_effects.register
def _(stmt: tree.IndexStmt, line: int) -> Iterator[Effect]:
    lock = SHARE_UPDATE if stmt.concurrent else SHARE
    yield Effect(line, f"CREATE INDEX {stmt.idxname}".strip(), table_of(stmt.relation), lock, "reads the whole table")


@_effects.register
def _(stmt: tree.CreateStmt, line: int) -> Iterator[Effect]:
    table = table_of(stmt.relation)
    yield Effect(line, "CREATE TABLE", table, NONE, "new")
    for parent in stmt.inh_relations:
        lock = ACCESS_EXCLUSIVE if stmt.HasField("partbound") else SHARE_UPDATE
        yield Effect(line, f"new partition {table}", table_of(parent.range_var), lock)
    for constraint in find_nodes(stmt, tree.Constraint):
        if constraint.HasField("pktable"):
            yield Effect(line, f"foreign key of {table}", table_of(constraint.pktable), SHARE_ROW)


@_effects.register
def _(stmt: tree.DropStmt, line: int) -> Iterator[Effect]:
    kind = tree.ObjectType.Name(stmt.remove_type)
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


@_effects.register(tree.AlterPolicyStmt)
@_effects.register(tree.CreatePolicyStmt)
def _(stmt: tree.AlterPolicyStmt | tree.CreatePolicyStmt, line: int) -> Iterator[Effect]:
    verb = words(type(stmt).__name__)
    yield Effect(line, f"{verb} {stmt.policy_name}", table_of(stmt.table), ACCESS_EXCLUSIVE)


@_effects.register(tree.DeleteStmt)
@_effects.register(tree.InsertStmt)
@_effects.register(tree.MergeStmt)
@_effects.register(tree.UpdateStmt)
def _(stmt: tree.DeleteStmt | tree.InsertStmt | tree.MergeStmt | tree.UpdateStmt, line: int) -> Iterator[Effect]:
    target = table_of(stmt.relation)
    lost = f"rows of {target}" if isinstance(stmt, tree.DeleteStmt) else ""
    note = "" if isinstance(stmt, tree.InsertStmt) else "locks each row that it meets until the end"
    yield Effect(line, words(type(stmt).__name__), target, ROW_EXCLUSIVE, note, destroys=lost)


@_effects.register
def _(stmt: tree.CopyStmt, line: int) -> Iterator[Effect]:
    target = table_of(stmt.relation) if stmt.HasField("relation") else ""
    yield Effect(line, "COPY", target, ROW_EXCLUSIVE if stmt.is_from else ACCESS_SHARE)


@_effects.register
def _(stmt: tree.TruncateStmt, line: int) -> Iterator[Effect]:
    for relation in stmt.relations:
        table = table_of(relation.range_var)
        yield Effect(line, "TRUNCATE", table, ACCESS_EXCLUSIVE, destroys=f"all rows of {table}")


@_effects.register
def _(stmt: tree.CreateTrigStmt, line: int) -> Iterator[Effect]:
    yield Effect(line, f"CREATE TRIGGER {stmt.trigname}", table_of(stmt.relation), SHARE_ROW)


@_effects.register(tree.AlterObjectSchemaStmt)
@_effects.register(tree.ClusterStmt)
@_effects.register(tree.RuleStmt)
def _(stmt: tree.AlterObjectSchemaStmt | tree.ClusterStmt | tree.RuleStmt, line: int) -> Iterator[Effect]:
    yield Effect(line, words(type(stmt).__name__), table_of(stmt.relation), ACCESS_EXCLUSIVE)


@_effects.register
def _(stmt: tree.ViewStmt, line: int) -> Iterator[Effect]:
    yield Effect(line, "CREATE VIEW", table_of(stmt.view), ACCESS_EXCLUSIVE if stmt.replace else NONE)


@_effects.register
def _(stmt: tree.RefreshMatViewStmt, line: int) -> Iterator[Effect]:
    lock = EXCLUSIVE if stmt.concurrent else ACCESS_EXCLUSIVE
    yield Effect(line, "REFRESH MATERIALIZED VIEW", table_of(stmt.relation), lock)


@_effects.register
def _(stmt: tree.RenameStmt, line: int) -> Iterator[Effect]:
    if stmt.HasField("relation"):
        index = tree.ObjectType.Name(stmt.rename_type) == "OBJECT_INDEX"
        yield Effect(line, "RENAME", table_of(stmt.relation), SHARE_UPDATE if index else ACCESS_EXCLUSIVE)
    else:
        yield Effect(line, "RENAME", ".".join(path_of(stmt.object)))


@_effects.register
def _(stmt: tree.CommentStmt, line: int) -> Iterator[Effect]:
    kind = tree.ObjectType.Name(stmt.objtype)
    parts = path_of(stmt.object)
    target = ".".join(parts[:-1] if kind == "OBJECT_COLUMN" else parts)
    yield Effect(line, "COMMENT", target, SHARE_UPDATE if kind in _COMMENTED_TABLES else NONE)


@_effects.register(tree.CallStmt)
@_effects.register(tree.SelectStmt)
def _(stmt: tree.CallStmt | tree.SelectStmt, line: int) -> Iterator[Effect]:
    called = {".".join(part.string.sval for part in call.funcname) for call in find_nodes(stmt, tree.FuncCall)}
    # What bears no schema is PostgreSQL's own; ours are always called by schema.
    outside = sorted(name for name in called if "." in name and not name.startswith("pg_catalog."))
    kind = words(type(stmt).__name__)
    if outside:
        does = "what the function does is not known here"
        yield Effect(line, kind, ", ".join(outside), UNKNOWN, does)
    else:
        yield Effect(line, kind, lock=ACCESS_SHARE)


@_effects.register
def _(stmt: tree.LockStmt, line: int) -> Iterator[Effect]:
    for relation in stmt.relations:
        mode = _MODES[stmt.mode]
        yield Effect(line, "LOCK TABLE", table_of(relation.range_var), mode if mode in STRENGTH else ACCESS_SHARE)


@_effects.register
def _(stmt: tree.ReindexStmt, line: int) -> Iterator[Effect]:
    concurrent = any(option.def_elem.defname == "concurrently" for option in stmt.params)
    target = table_of(stmt.relation) if stmt.HasField("relation") else stmt.name
    yield Effect(line, "REINDEX", target, SHARE_UPDATE if concurrent else ACCESS_EXCLUSIVE)


@_effects.register
def _(stmt: tree.AlterSeqStmt, line: int) -> Iterator[Effect]:
    yield Effect(line, "ALTER SEQUENCE", table_of(stmt.sequence), SHARE_ROW)


@_effects.register
def _(stmt: tree.CreateStatsStmt, line: int) -> Iterator[Effect]:
    for relation in stmt.relations:
        yield Effect(line, "CREATE STATISTICS", table_of(relation.range_var), SHARE_UPDATE)


@_effects.register
def _(stmt: tree.CreateTableAsStmt, line: int) -> Iterator[Effect]:
    yield Effect(line, "CREATE TABLE AS", table_of(stmt.into.rel), NONE, "new")
