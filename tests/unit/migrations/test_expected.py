"""A build of migrations is remembered for as long as nothing that it is made of is different."""

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from infra.migrations import expected
from infra.migrations.fingerprint import Fingerprint

if TYPE_CHECKING:
    import psycopg

    from infra.packs import Pack

PACK = cast("Pack", SimpleNamespace(name="novax"))
TABLE = ("table", "public.t")


class Server:
    """A server of some version, and how often it has built the pack."""

    def __init__(self) -> None:
        self.version = "17.6"
        self.builds = 0

    def execute(self, _: str) -> "Server":
        return self

    def fetchone(self) -> tuple[str, str]:
        return self.version, "pg_cron 1.6"

    def ask(self) -> Fingerprint:
        def build() -> Fingerprint:
            self.builds += 1
            return {TABLE: f"build {self.builds}"}

        return expected.remembered(PACK, cast("psycopg.Connection", self), build)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("NOVAX_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(expected.paths, "PROJECT", tmp_path)
    monkeypatch.setattr(expected, "_CODE", (tmp_path / "sql",))
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "0001_t.sql").write_text("create table t ();")
    return Server()


def test_nothing_is_built_twice(server: Server) -> None:
    assert [server.ask() for _ in range(3)] == [{TABLE: "build 1"}] * 3


def test_other_files_are_built_anew(server: Server, tmp_path: Path) -> None:
    server.ask()
    (tmp_path / "sql" / "0001_t.sql").write_text("create table t (id int);")
    assert server.ask() == {TABLE: "build 2"}


def test_another_server_builds_anew(server: Server) -> None:
    server.ask()
    server.version = "17.7"
    assert server.ask() == {TABLE: "build 2"}


def test_what_cannot_be_read_is_built_anew_and_old_builds_go(server: Server, tmp_path: Path) -> None:
    server.ask()
    (file,) = (tmp_path / "cache" / "schemas").iterdir()
    file.write_text("[[")
    assert server.ask() == {TABLE: "build 2"}
    server.version = "17.7"
    server.ask()
    assert len(list(file.parent.iterdir())) == 1
