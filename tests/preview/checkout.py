"""A copy of the checkout that tests change and deploy from, and what its commands have written."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from infra.paths import PROJECT
from infra.preview.report import Report

_PARTS = ("infra", "policy", "stacks", "sql", "charts", ".novax", "Pulumi.yaml", "pyproject.toml", ".squawk.toml")
"""What a deploy reads."""

_NOVAX = (sys.executable, "-c", "from infra.cli.main import main; main()")
_SECONDS = 900


@dataclass
class Checkout:
    """A copy of the checkout; ``artefacts`` is the folder with all that its commands have printed and written."""

    root: Path
    stack: str
    artefacts: Path
    reports: list[str] = field(default_factory=list[str])

    @classmethod
    def copied(cls, root: Path, stack: str, artefacts: Path) -> "Checkout":
        """Return a copy in a new folder."""
        for part in _PARTS:
            source = PROJECT / part
            if source.is_dir():
                shutil.copytree(source, root / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                root.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, root / part)
        artefacts.mkdir()
        return cls(root, stack, artefacts)

    def set(self, section: str, key: str, value: object) -> None:
        """Set a key of the stack's file."""
        file = self.root / "stacks" / f"Pulumi.{self.stack}.yaml"
        document: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        document["config"].setdefault(f"novax:{section}", {})[key] = value
        file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")

    def edit(self, path: str, before: str, after: str) -> None:
        """Replace what stands once in a file."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{path} has {before!r} {text.count(before)} times"
        file.write_text(text.replace(before, after), encoding="utf-8")

    def preview(self, name: str, *options: str) -> tuple[int, Report]:
        """Return the exit code and the report of a preview."""
        self.reports.append(name)
        files = {kind: self.artefacts / f"{name}.{kind}" for kind in ("md", "json", "summary.md")}
        written = ("--markdown", files["md"], "--json", files["json"], "--summary", files["summary.md"])
        code = self.novax(name, "preview", "-s", self.stack, *map(str, written), *options)
        assert files["json"].is_file(), (self.artefacts / f"{name}.preview.txt").read_text(encoding="utf-8")
        return code, Report.model_validate(json.loads(files["json"].read_text(encoding="utf-8")))

    def novax(self, name: str, *arguments: str) -> int:
        """Return the exit code of a command of ours; what it prints is an artefact."""
        return self._run(self.artefacts / f"{name}.{arguments[0]}.txt", *_NOVAX, *arguments)

    def _run(self, printed: Path, *command: str) -> int:
        # Its own code comes first, before the project that is installed.
        paths = os.pathsep.join((str(self.root), *filter(None, [os.environ.get("PYTHONPATH")])))
        env = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
        with printed.open("a", encoding="utf-8") as output:
            done = subprocess.run(
                command, cwd=self.root, env=env, stdout=output, stderr=output, timeout=_SECONDS, check=False
            )
        return done.returncode


def normalised(report: Report) -> Report:
    """Return a report without what differs from machine to machine: keys of images, and which have no source."""
    text = re.sub(r"(novax/[a-z-]+:[\w.-]+)-[0-9a-f]{12}\b", r"\1-<key>", report.model_dump_json())
    return Report.model_validate_json(text).model_copy(update={"warnings": ()})
