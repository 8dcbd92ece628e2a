"""A configuration of the backup container as the deployment renders it, with its folder in a temporary place."""

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from novax_backup import config as configuration
from novax_backup.config import Config

from infra.packs import load_packs
from infra.paths import PROJECT
from infra.services.registry import all_services
from infra.settings import from_mapping


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Return what `infra.services.backup` writes, as the container reads it."""
    settings = from_mapping({"environment": "dev", "packs": ["novax"]})
    packs = load_packs(settings.packs, PROJECT / "sql")
    spec = next(spec for spec in all_services(settings, packs=packs) if spec.name == "backup")
    rendered = next(file.content for file in spec.files if PurePosixPath(file.path).name == "backup.json")
    file = tmp_path / "backup.json"
    file.write_text(json.dumps(json.loads(rendered)))
    monkeypatch.setenv(configuration.FILE_VARIABLE, str(file))
    return replace(configuration.load(), state_folder=str(tmp_path))
