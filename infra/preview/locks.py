"""PostgreSQL's locks on tables by their strength, and what waits for each: the manual's chapter "Explicit Locking"."""

from dataclasses import dataclass

NONE = ""
ACCESS_SHARE = "ACCESS SHARE"
ROW_EXCLUSIVE = "ROW EXCLUSIVE"
SHARE_UPDATE = "SHARE UPDATE EXCLUSIVE"
SHARE = "SHARE"
SHARE_ROW = "SHARE ROW EXCLUSIVE"
EXCLUSIVE = "EXCLUSIVE"
ACCESS_EXCLUSIVE = "ACCESS EXCLUSIVE"
UNKNOWN = "unknown"

STRENGTH = (NONE, ACCESS_SHARE, ROW_EXCLUSIVE, SHARE_UPDATE, SHARE, SHARE_ROW, EXCLUSIVE, ACCESS_EXCLUSIVE)
"""Locks from the weakest to the strongest."""


@dataclass(frozen=True)
class Effect:
    """One lock of a statement, or what else it does.

    ``access`` is the statement itself where it changes who may do what; ``destroys`` says which data it deletes.
    """

    line: int
    statement: str
    target: str = ""
    lock: str = NONE
    note: str = ""
    access: str = ""
    destroys: str = ""


def blocks(lock: str) -> str:
    """Return what of an application's waits for a lock, or makes it wait."""
    if lock == UNKNOWN:
        return "not known"
    if lock == ACCESS_EXCLUSIVE:
        return "reads and writes"
    return "writes" if STRENGTH.index(lock) >= STRENGTH.index(SHARE) else ""
