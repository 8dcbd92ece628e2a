"""What a preview tells, as data: every renderer writes it, and ``--json`` prints it as it is."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

NO_CHANGE, CHANGES, AT_RISK = 0, 2, 3
"""Exit codes of a preview; 1 is a preview that failed."""


class Level(StrEnum):
    """How bad a risk is, worst first."""

    DATA = "data"
    """Data could be lost."""
    OUTAGE = "outage"
    """Writes stop for a while, or applications do."""
    LOCK = "lock"
    """Statements of applications wait while a migration runs."""
    ACCESS = "access"
    """Somebody may do something that he could not, or no longer can."""
    RESTART = "restart"
    """A process ends and starts anew."""
    NOTICE = "notice"
    """Good to know."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Operation(_Model):
    """One resource that changes; ``properties`` are names alone."""

    operation: str
    resource: str
    kind: str
    component: str
    properties: tuple[str, ...] = ()
    protected: bool = False


class Risk(_Model):
    """One thing that a person must know: of what, and a sentence."""

    level: Level
    subject: str
    message: str


class Restart(_Model):
    """A member that ends and starts anew; the list of them is in order."""

    member: str
    service: str
    why: str


class Version(_Model):
    """A member's image before and after; ``major`` when programs of both may not read each other's data."""

    member: str
    before: str
    after: str
    major: bool


class FileDiff(_Model):
    """A configuration file of one or more members, as a unified difference with secrets masked."""

    path: str
    members: tuple[str, ...]
    lines: tuple[str, ...]


class Lock(_Model):
    """A statement of a migration: its line in the file, what it does to which object, and the lock that it takes there.

    ``blocks`` says what waits meanwhile; empty when nothing of an application's does.
    """

    line: int
    statement: str
    target: str
    lock: str
    blocks: str
    note: str = ""


class Sql(_Model):
    """A migration file that will run in a pack's database."""

    pack: str
    file: str
    transaction: bool
    locks: tuple[Lock, ...]
    findings: tuple[str, ...]
    """What squawk says of it."""


class Access(_Model):
    """A policy, right or account that changes, and the file or hook that does it."""

    where: str
    what: str


class Violation(_Model):
    """A rule of the platform that a resource breaks."""

    rule: str
    resource: str
    message: str


class Report(_Model):
    """One stack's preview, whole; the lists are ordered as they are to be read."""

    version: Literal[1] = 1
    stack: str
    counts: dict[str, int]
    """Resources by operation."""
    operations: tuple[Operation, ...]
    risks: tuple[Risk, ...]
    restarts: tuple[Restart, ...] = ()
    outage: str = ""
    """The expected write outage in words; empty for none."""
    versions: tuple[Version, ...] = ()
    files: tuple[FileDiff, ...] = ()
    sql: tuple[Sql, ...] = ()
    access: tuple[Access, ...] = ()
    declared: tuple[str, ...] = ()
    """What changes in the declarations of hooks, a line each."""
    violations: tuple[Violation, ...] = ()
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    allowed: str = ""
    """Why data may be put at risk, where somebody said so."""

    @property
    def changed(self) -> int:
        """How many resources change."""
        return sum(self.counts.values())

    @property
    def at_risk(self) -> bool:
        """Whether data could be lost."""
        return any(risk.level == Level.DATA for risk in self.risks)

    @property
    def exit_code(self) -> int:
        """What a program learns from the preview: 1 failed or forbidden, 3 data at risk, 2 changes, 0 none."""
        if self.at_risk and not self.allowed:
            return AT_RISK
        if self.errors or self.violations:
            return 1
        return CHANGES if self.changed else NO_CHANGE
