"""What each part of an ALTER TABLE locks: the manual's page of that statement as a table."""

from collections.abc import Iterator

from postgast.pg_query_pb2 import AlterTableCmd, AlterTableStmt, AlterTableType, Constraint, ConstrType

from infra.preview.locks import ACCESS_EXCLUSIVE, SHARE_ROW, SHARE_UPDATE, Effect
from infra.preview.nodes import table_of, words

_LIGHT_PARTS = frozenset(
    {
        "AT_SetStatistics",
        "AT_SetOptions",
        "AT_ResetOptions",
        "AT_ValidateConstraint",
        "AT_ClusterOn",
        "AT_DropCluster",
        "AT_SetRelOptions",
        "AT_ResetRelOptions",
        "AT_AttachPartition",
        "AT_DetachPartitionFinalize",
    }
)
_TRIGGER_PARTS = frozenset(
    f"AT_{verb}Trig{which}"
    for verb in ("Enable", "Disable", "EnableAlways", "EnableReplica")
    for which in ("", "All", "User")
)
_REWRITES = {
    "AT_AlterColumnType": "rewrites the table unless the types are binary compatible",
    "AT_SetLogged": "rewrites the table",
    "AT_SetUnLogged": "rewrites the table",
    "AT_SetAccessMethod": "rewrites the table",
    "AT_SetNotNull": "reads the whole table",
}
_SECURITY = {
    "AT_EnableRowSecurity": "row level security on",
    "AT_DisableRowSecurity": "row level security OFF",
    "AT_ForceRowSecurity": "row level security also for the owner",
    "AT_NoForceRowSecurity": "row level security no longer for the owner",
    "AT_ChangeOwner": "another owner",
}


def alter_table(stmt: AlterTableStmt, line: int) -> Iterator[Effect]:
    """Yield the effects of each part of the statement."""
    target = table_of(stmt.relation)
    for part in (node.alter_table_cmd for node in stmt.cmds):
        what = AlterTableType.Name(part.subtype)
        constraint = getattr(part, "def").constraint
        if constraint.HasField("pktable"):
            yield Effect(line, "foreign key to it", table_of(constraint.pktable), SHARE_ROW)
        yield Effect(
            line,
            f"ALTER TABLE {words(what.removeprefix('AT_'))}",
            target,
            _part_lock(part, what, constraint),
            _constraint_note(constraint) if what == "AT_AddConstraint" else _REWRITES.get(what, ""),
            access=f"{target}: {_SECURITY[what]}" if what in _SECURITY else "",
            destroys=f"column {target}.{part.name}" if what == "AT_DropColumn" else "",
        )


def _part_lock(part: AlterTableCmd, what: str, constraint: Constraint) -> str:
    concurrently = getattr(part, "def").partition_cmd.concurrent
    if what in _LIGHT_PARTS or (what == "AT_DetachPartition" and concurrently):
        return SHARE_UPDATE
    if what in _TRIGGER_PARTS or (what == "AT_AddConstraint" and constraint.contype == ConstrType.CONSTR_FOREIGN):
        return SHARE_ROW
    return ACCESS_EXCLUSIVE


def _constraint_note(constraint: Constraint) -> str:
    if constraint.contype in (ConstrType.CONSTR_CHECK, ConstrType.CONSTR_FOREIGN):
        return "" if constraint.skip_validation else "reads the whole table"
    return "" if constraint.indexname else "builds an index"
