"""The event bus begins with the streams that it had before each pack was in an account of its own."""

import os
import subprocess
from pathlib import Path

import pytest

from infra.paths import PROJECT

SCRIPT = PROJECT / "infra" / "images" / "nats" / "novax-nats"
META = "streams/{}/meta.inf"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return a store in which all streams are in the one account that there was."""
    for stream in ("NOVAX_DOCUMENTS", "NOVAX_DROPPED", "WIRA_EVENTS", "OTHER"):
        file = tmp_path / "store" / "jetstream" / "$G" / META.format(stream)
        file.parent.mkdir(parents=True)
        file.write_text(stream, encoding="utf-8")
    return tmp_path / "store"


def start(store: Path, servers: str) -> list[str]:
    """Start a server that says what it was started with, and return that."""
    programs = store.parent / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    server = programs / "nats-server"
    server.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    server.chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    command = [SCRIPT, store, servers, "novax", "wira", "nats.conf"]
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=True).stdout.split()


def places(store: Path) -> set[str]:
    return {str(file.relative_to(store / "jetstream")) for file in store.rglob("meta.inf")}


def test_each_pack_gets_its_streams_also_those_that_nothing_declares_any_more(store: Path) -> None:
    for _ in range(2):
        assert start(store, "one") == ["--config", "nats.conf"]
        assert places(store) == {
            f"novax/{META.format('NOVAX_DOCUMENTS')}",
            f"novax/{META.format('NOVAX_DROPPED')}",
            f"wira/{META.format('WIRA_EVENTS')}",
            f"$G/{META.format('OTHER')}",
        }


def test_servers_of_a_cluster_leave_theirs(store: Path) -> None:
    before = places(store)
    assert start(store, "several") == ["--config", "nats.conf"]
    assert places(store) == before


def test_a_new_store_has_nothing_to_give(tmp_path: Path) -> None:
    assert start(tmp_path / "store", "one") == ["--config", "nats.conf"]
