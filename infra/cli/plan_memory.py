"""Remembers a plan without changes for as long as nothing that it was made of is different.

A plan takes seconds although nothing has changed: it runs the program and asks the engine about every resource. What it
says depends on code, settings, state, environment and what the engine has, so a plan without changes is kept with a
digest of all of these and told again while that stands; whatever else may have changed with one of them, the next plan
is made anew. A plan with changes is never kept, and none of a cluster, whose objects change by themselves all the time.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra import paths
from infra.cli import digests
from infra.errors import UserError
from infra.files import write_whole
from infra.toolchain.engine import docker

if TYPE_CHECKING:
    from infra.preview.report import Report

_MOVING = ("Health", "ExecIDs")
"""What an engine notes of a container every few seconds: its health checks."""


def digest(stack: str) -> str | None:
    """Return the digest of all that a stack's plan is made of; None where the engine or the state is out of reach."""
    if not paths.state_is_local():
        return None
    try:
        return digests.of_lines((*digests.declaration(stack), *_own(stack), *_world(stack)))
    except UserError:
        return None


def recall(stack: str, made_of: str) -> "Report | None":
    """Return the report that was kept with this digest, if there is one."""
    from infra.preview.report import Report  # noqa: PLC0415  # nothing to read, nothing to pay

    try:
        kept = json.loads(_file(stack).read_text(encoding="utf-8"))
        return Report.model_validate(kept["report"]) if kept["made_of"] == made_of else None
    except (OSError, ValueError, KeyError):
        return None


def keep(stack: str, made_of: str, report: "Report") -> None:
    """Keep a report without changes, in place of an earlier one."""
    file = _file(stack)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, json.dumps({"made_of": made_of, "report": report.model_dump(mode="json")}))


def _file(stack: str) -> Path:
    return paths.cache() / "plans" / f"{stack}.json"


def _own(stack: str) -> Iterator[str]:
    state = paths.state() / ".pulumi" / "stacks" / "novax" / f"{stack}.json"
    for file in (paths.IMAGE_LOCK, state):
        yield digests.of(file.read_bytes()) if file.exists() else ""


def _world(stack: str) -> Iterator[str]:
    mine = ("--quiet", "--filter", f"label=novax.stack={stack}")
    for facts in _inspected("container", "ls", "--all", *mine):
        yield json.dumps(_lasting(facts))
    for kind in ("volume", "network"):
        yield from map(json.dumps, _inspected(kind, "ls", *mine))
    # In no order that lasts, as far as images are of the same second.
    yield from sorted(docker("image", "ls", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}").splitlines())
    yield docker("info", "--format", "{{.ServerVersion}} {{.MemTotal}}")


def _inspected(kind: str, *listed: str) -> list[dict[str, Any]]:
    names = sorted(docker(kind, *listed).split())
    return json.loads(docker(kind, "inspect", *names)) if names else []


def _lasting(facts: dict[str, Any]) -> dict[str, Any]:
    state = {name: value for name, value in facts["State"].items() if name not in _MOVING}
    return {name: value for name, value in facts.items() if name not in _MOVING} | {"State": state}
