"""What each part of an ALTER TABLE locks: the manual's page of that statement as a table."""

from collections.abc import Iterator
from typing import Any

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


def alter_table(stmt: Any, line: int) -> Iterator[Effect]:  # noqa: ANN401 - a node of the tree
    """Yield the effects of each part of the statement."""
    target = table_of(stmt.relation)
    for part in stmt.cmds:
        what = part.subtype.name
        lock, note = _part_lock(part), _REWRITES.get(what, "")
        if what == "AT_AddConstraint":
            note = _constraint_note(part.def_)
            if referenced := getattr(part.def_, "pktable", None):
                yield Effect(line, "foreign key to it", table_of(referenced), SHARE_ROW)
        yield Effect(
            line,
            f"ALTER TABLE {words(what.removeprefix('AT_'))}",
            target,
            lock,
            note,
            access=f"{target}: {_SECURITY[what]}" if what in _SECURITY else "",
            destroys=f"column {target}.{part.name}" if what == "AT_DropColumn" else "",
        )


def _part_lock(part: Any) -> str:  # noqa: ANN401
    what = part.subtype.name
    if what in _LIGHT_PARTS or (what == "AT_DetachPartition" and part.def_.concurrent):
        return SHARE_UPDATE
    if what in _TRIGGER_PARTS or (what == "AT_AddConstraint" and part.def_.contype.name == "CONSTR_FOREIGN"):
        return SHARE_ROW
    return ACCESS_EXCLUSIVE


def _constraint_note(constraint: Any) -> str:  # noqa: ANN401
    if constraint.contype.name in ("CONSTR_CHECK", "CONSTR_FOREIGN"):
        return "" if constraint.skip_validation else "reads the whole table"
    return "" if constraint.indexname else "builds an index"
