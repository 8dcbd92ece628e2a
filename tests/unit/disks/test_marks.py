"""What identifies the data of each service, read by the real commands from folders as the services make them."""

import json
import struct
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from infra.packs import load_packs
from infra.paths import PROJECT
from infra.services.registry import all_services
from infra.settings import from_mapping

Read = Callable[[str, Mapping[str, bytes]], list[str]]
SETTINGS = from_mapping({"environment": "dev", "packs": ["novax", "wira"]})
SPECS = {spec.name: spec for spec in all_services(SETTINGS, packs=load_packs(SETTINGS.packs, PROJECT / "sql"))}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that gives the marks of a service whose data folder has some files."""

    def marks(service: str, files: Mapping[str, bytes]) -> list[str]:
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content)
        data = SPECS[service].data
        assert data is not None
        done = subprocess.run(["sh", "-c", data.marks], cwd=tmp_path, capture_output=True, text=True, check=False)
        return sorted(line for line in done.stdout.splitlines() if line)

    return marks


@pytest.mark.parametrize("service", [name for name, spec in SPECS.items() if spec.data])
def test_an_empty_disk_has_none(read: Read, service: str) -> None:
    assert read(service, {"lost+found/x": b""}) == []


def test_a_cluster_s_system_identifier(read: Read) -> None:
    control = struct.pack("=Q", 7581336702143254560) + bytes(100)
    assert read("postgres", {"pgdata/global/pg_control": control}) == ["7581336702143254560"]


def test_the_object_store_s_deployment(read: Read) -> None:
    identifier = "6f5b5c0e-1f0a-4a33-9d37-0d5ab2a1c2d3"
    drive = {"version": "3", "this": "9f", "sets": [["9f"]], "distributionAlgo": "SIPMOD+PARITY"}
    content = json.dumps({"version": "1", "format": "xl-single", "id": identifier, "xl": drive}, separators=(",", ":"))
    assert read("minio", {"objects/.minio.sys/format.json": content.encode()}) == [identifier]


def test_when_each_stream_was_made(read: Read) -> None:
    def stream(name: str, created: str) -> bytes:
        facts = {"Created": created, "name": name, "subjects": ["a.>"], "retention": "limits"}
        return json.dumps(facts, separators=(",", ":")).encode()

    folder = "jetstream/jetstream/$G/streams"
    files = {
        f"{folder}/NOVAX_EVENTS/meta.inf": stream("NOVAX_EVENTS", "2026-11-29T19:00:00.123456789Z"),
        f"{folder}/NOVAX_EVENTS/obs/relay/meta.inf": b'{"created":"2026-11-30T00:00:00Z"}',
        f"{folder}/WIRA_EVENTS/meta.inf": stream("WIRA_EVENTS", "2026-11-29T19:00:01Z"),
    }
    assert read("nats", files) == ["NOVAX_EVENTS 2026-11-29T19:00:00.123456789Z", "WIRA_EVENTS 2026-11-29T19:00:01Z"]


def test_the_packs_accounts_in_the_cache_and_not_the_platform_s(read: Read) -> None:
    users = b"user default off\nuser admin on #aa ~*\nuser novax on #bb ~novax:*\nuser novaxed on #cc\nuser wira off\n"
    assert read("redis", {"users.acl": users}) == ["novax", "wira"]


def test_the_search_engine_s_folder_of_keys_and_no_other_one(read: Read, tmp_path: Path) -> None:
    (before,) = read("meilisearch", {"data/auth/data.mdb": b""})
    (tmp_path / "data" / "auth").rename(tmp_path / "kept")
    (after,) = read("meilisearch", {"data/auth/data.mdb": b""})
    assert before != after


def test_everything_that_hooks_fill_has_data_that_is_watched() -> None:
    from infra.hooks.registry import all_hooks  # noqa: PLC0415 - it is needed here alone

    assert {hook.service for hook in all_hooks(SETTINGS, ())} == {name for name, spec in SPECS.items() if spec.data}
