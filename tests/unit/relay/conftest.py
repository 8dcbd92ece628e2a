"""A configuration of the relay as the deployment renders it."""

import json
from pathlib import Path, PurePosixPath

import pytest
from novax_relay import config as configuration
from novax_relay.config import Config

from infra.packs import load_packs
from infra.paths import PROJECT
from infra.services.relay import relay
from infra.settings import from_mapping


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Return what `infra.services.relay` writes, as the container reads it."""
    settings = from_mapping({"environment": "dev"})
    spec = relay(settings, load_packs(settings.packs, PROJECT / "sql"))
    rendered = next(file.content for file in spec.files if PurePosixPath(file.path).name == "relay.json")
    file = tmp_path / "relay.json"
    file.write_text(json.dumps(json.loads(rendered)))
    monkeypatch.setenv(configuration.FILE_VARIABLE, str(file))
    return configuration.load()
