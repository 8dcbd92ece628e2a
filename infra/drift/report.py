"""What is told of drift: findings by area, and what could not be looked at."""

from pydantic import BaseModel, ConfigDict

NONE, FOUND = 0, 2
"""Exit codes; 1 is a look that failed."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Finding(_Model):
    """One difference: of which thing, and in words, without any secret."""

    area: str
    subject: str
    message: str
    hook: str = ""
    """The hook whose work brings it back; empty for what `up` leaves as it is, or mends by itself."""
    undeclared: bool = False
    """Whether nothing declares it, so that nothing brings anything back."""

    @property
    def told(self) -> str:
        """The message, and what becomes of it where a hook sees to it."""
        return f"{self.message}; the next `novax up` brings it back" if self.hook else self.message


class DriftReport(_Model):
    """One stack's drift, whole."""

    version: int = 1
    stack: str
    findings: tuple[Finding, ...]
    failed: tuple[Finding, ...] = ()
    """Areas that could not be looked at, and why."""

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """The lines of a table: area, what, and how it differs or why it could not be looked at."""
        return [
            *((found.area, found.subject, found.told) for found in self.findings),
            *((failed.area, "not looked at", failed.message) for failed in self.failed),
        ]

    @property
    def exit_code(self) -> int:
        """What a program learns: 1 where a look failed and nothing was found, 2 where something differs."""
        if self.findings:
            return FOUND
        return 1 if self.failed else NONE
