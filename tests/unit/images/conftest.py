"""A cache of the test's own, an engine where there is one, and images small enough to travel in a moment."""

import gzip
import hashlib
import io
import json
import platform
import subprocess
import tarfile
import threading
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from infra.catalog import Image
from infra.images import upstream
from infra.images.work import Work
from infra.toolchain import engine
from infra.toolchain.commands import Unavailable
from infra.toolchain.tools import GO_ARCHITECTURES


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NOVAX_CACHE", str(tmp_path / "cache"))
    for variable in ("NOVAX_IMAGE_MIRROR", "NOVAX_IMAGE_ARCHIVE", "http_proxy", "https_proxy"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path / "cache"


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def work(lines: list[str]) -> Work:
    return Work(lines.append)


KIND = "application/vnd.docker"


@dataclass(frozen=True)
class TinyImage:
    """An image of a few files, as the parts that archives and registries carry."""

    config: bytes
    layer: bytes

    @property
    def id(self) -> str:
        return digest(self.config)

    def archive(self, file: Path, tag: str | None, *, packed: bool = False) -> None:
        manifest = [{"Config": "config.json", "RepoTags": [tag] if tag else None, "Layers": ["layer.tar"]}]
        members = {"manifest.json": json.dumps(manifest).encode(), "config.json": self.config, "layer.tar": self.layer}
        file.parent.mkdir(parents=True, exist_ok=True)
        content = tar(members)
        file.write_bytes(gzip.compress(content) if packed else content)

    @contextmanager
    def served(self, repository: str, tag: str) -> Generator[str]:
        """Serve it as registries do (over plain HTTP, which the engine allows on loopback); yields the address."""
        packed = gzip.compress(self.layer)
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": f"{KIND}.distribution.manifest.v2+json",
                "config": described(f"{KIND}.container.image.v1+json", self.config),
                "layers": [described(f"{KIND}.image.rootfs.diff.tar.gzip", packed)],
            }
        ).encode()
        contents = {f"/v2/{repository}/blobs/{digest(content)}": content for content in (self.config, packed)}
        contents |= {f"/v2/{repository}/manifests/{name}": manifest for name in (tag, digest(manifest))}
        with ThreadingHTTPServer(("127.0.0.1", 0), registry_of({"/v2/": b"{}", **contents})) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"127.0.0.1:{server.server_port}"
            server.shutdown()


def registry_of(contents: dict[str, bytes]) -> type[BaseHTTPRequestHandler]:
    class Registry(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, *, body: bool) -> None:
            content = contents.get(self.path)
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            if "/manifests/" in self.path:
                self.send_header("Content-Type", f"{KIND}.distribution.manifest.v2+json")
                self.send_header("Docker-Content-Digest", digest(content))
            self.end_headers()
            if body:
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            pass

    return Registry


def described(kind: str, content: bytes) -> dict[str, object]:
    return {"mediaType": kind, "size": len(content), "digest": digest(content)}


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def tar(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


@pytest.fixture
def tiny() -> TinyImage:
    layer = tar({"greeting": uuid.uuid4().hex.encode(), "etc/os-release": b"", "var/lib/published": b""})
    config = {
        "architecture": GO_ARCHITECTURES[platform.machine()],
        "os": "linux",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": [digest(layer)]},
    }
    return TinyImage(json.dumps(config).encode(), layer)


@pytest.fixture
def docker_engine() -> None:
    try:
        engine.version()
    except Unavailable as reason:
        pytest.skip(f"no Docker Engine answers: {reason}")


@pytest.fixture
def image(docker_engine: None) -> Generator[Image]:  # noqa: ARG001  # a fixture that may skip
    """An upstream image that nobody else has; whatever bears its name is gone from the engine afterwards."""
    name = uuid.uuid4().hex
    unique = Image("tiny", "upstream", "v1", 5999, repository=f"novax-test/{name}")
    yield unique
    listed = ["docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}"]
    everything = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split()
    if ours := [reference for reference in everything if name in reference or reference == upstream.reference(unique)]:
        subprocess.run(["docker", "image", "rm", "--force", *ours], capture_output=True, check=True)
