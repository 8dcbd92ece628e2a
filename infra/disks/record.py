"""What the state knows of the data that a service has: a resource for each, written once hooks have filled the service.

It is protected like the data itself, and depends on nothing: a stack that is taken down keeps both. The program asks
the engine for it before anything is declared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi

PREFIX = "data-"
"""What the names of the resources start with; the service's follows."""

STASH = "pulumi:index:Stash"


@dataclass(frozen=True)
class Record:
    """The data of one service: what identifies it, on which volumes of which members it was last seen, and of what.

    ``beginning`` counts how often the service was made to begin empty, ``filling`` how often hooks filled it whole; the
    first is 1 of each.
    """

    marks: frozenset[str]
    volumes: Mapping[str, str] = field(default_factory=dict[str, str])
    contents: tuple[str, ...] = ()
    beginning: int = 1
    filling: int = 1

    def document(self) -> dict[str, Any]:
        """Return it as the state has it."""
        return {
            "marks": sorted(self.marks),
            "volumes": dict(self.volumes),
            "contents": list(self.contents),
            "beginning": self.beginning,
            "filling": self.filling,
        }


def parse(document: Mapping[str, Any]) -> Record:
    """Return what the state has as a record."""
    return Record(
        frozenset(document["marks"]),
        document["volumes"],
        tuple(document["contents"]),
        # Numbers come from the engine as they are in JSON, which knows no integers.
        int(document["beginning"]),
        int(document["filling"]),
    )


def recorded() -> dict[str, Record]:
    """Return what the stack's own state knows, by service; nothing before its first deployment has filled one."""
    whole = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    answer = pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {"stackName": whole}).value
    resources = cast("Mapping[str, Mapping[str, Any]]", cast("Mapping[str, Any]", answer)["outputs"])
    return {
        name.removeprefix(PREFIX): parse(facts["outputs"]["input"])
        for urn, facts in resources.items()
        if facts["type"] == STASH and (name := urn.rpartition("::")[2]).startswith(PREFIX)
    }
