"""What the matrix finds and is right nevertheless: `exceptions.yaml`, read and held against the findings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

from tests.attack.oracle import Finding

FILE = Path(__file__).with_name("exceptions.yaml")


class Exemption(BaseModel):
    """A kind of finding that is by design, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str
    roles: tuple[str, ...]
    attacks: tuple[str, ...]
    outcome: Annotated[str, Field(pattern=r"^[0-9A-Z]{5}$")]
    reason: Annotated[str, Field(min_length=20)]

    def covers(self, finding: Finding) -> bool:
        """Tell whether the finding is of this kind."""
        case = finding.case
        return (
            case.on == self.target
            and case.role in self.roles
            and case.attack in self.attacks
            and finding.outcome == self.outcome
        )


def of(pack: str) -> tuple[Exemption, ...]:
    """Return a pack's exceptions."""
    document = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(Exemption.model_validate(entry) for entry in document.get(pack, ()))


def unexplained(findings: Sequence[Finding], exemptions: Sequence[Exemption]) -> list[Finding]:
    """Return the findings that no exception covers."""
    return [finding for finding in findings if not any(exemption.covers(finding) for exemption in exemptions)]


def outlived(findings: Sequence[Finding], exemptions: Sequence[Exemption]) -> list[str]:
    """Return what exceptions name, role by role and attack by attack, and is not found any more."""
    found = {(f.case.on, f.case.role, f.case.attack, f.outcome) for f in findings}
    return [
        f"{exemption.target} {role} {attack} {exemption.outcome}"
        for exemption in exemptions
        for role in exemption.roles
        for attack in exemption.attacks
        if (exemption.target, role, attack, exemption.outcome) not in found
    ]
