"""Restored copies: which may be made, what becomes of those that were not finished, and of whoever asked for one."""

# Stand-ins are lambdas, which have no types:
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from novax_backup import commands, jobs, repository
from novax_backup.config import Config
from novax_backup.contents import Backup
from novax_backup.copies import kept, properties, server
from novax_backup.copies.server import Copy, Origin
from novax_backup.failure import Failure

from infra.paths import PROJECT

FULL = Backup("20261121-120051F", "full", 1, 2, 100 << 20, 10, "000000010000000000000006", "", faulty=False)


@pytest.fixture
def origin(config: Config, monkeypatch: pytest.MonkeyPatch) -> Origin:
    """Return the newest backup's end; whatever is restored from it is an empty folder."""

    def restore(_origin: Origin, folder: Path) -> Copy:
        (folder / "pgdata").mkdir(parents=True)
        return Copy(folder)

    monkeypatch.setattr(server, "restore", restore)
    monkeypatch.setattr(kept, "_let_read", lambda _copy: None)
    return Origin(config, FULL.label, (), "the end")


def test_a_copy_is_listed_as_stopped_once_its_server_is_gone(config: Config, origin: Origin) -> None:
    kept.make(config, "look", origin)
    (found,) = kept.listed(config)
    assert (found.name, found.state, found.backup, found.point) == ("look", "stopped", FULL.label, "the end")


@pytest.mark.parametrize("name", ["Look", "1st", "", "../drill", "a" * 32])
def test_a_malformed_name_is_refused(config: Config, origin: Origin, name: str) -> None:
    with pytest.raises(Failure, match=r"^--into is .*; allowed: up to 31 lower-case letters"):
        kept.make(config, name, origin)
    assert kept.listed(config) == ()


def test_a_name_that_is_taken_and_one_copy_too_many_are_refused(config: Config, origin: Origin) -> None:
    kept.make(config, "first", origin)
    with pytest.raises(Failure, match="there is such a copy already"):
        kept.make(config, "first", origin)
    kept.make(config, "second", origin)
    with pytest.raises(Failure, match=r"there are 2 copies, first and second, .* remove one"):
        kept.make(config, "third", origin)


def test_a_copy_that_was_not_finished_makes_way_for_the_next(config: Config, origin: Origin) -> None:
    (config.state / "copies" / "look" / "pgdata").mkdir(parents=True)
    assert [copy.state for copy in kept.listed(config)] == ["unfinished"]
    with pytest.raises(Failure, match="there is no copy 'look'"):
        kept.opened(config, "look")
    kept.make(config, "look", origin)
    assert [copy.state for copy in kept.listed(config)] == ["stopped"]


def test_nothing_is_left_of_a_restore_that_fails(
    config: Config, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_copy: Copy) -> None:
        raise Failure("no")

    monkeypatch.setattr(kept, "_let_read", fail)
    with pytest.raises(Failure, match="no"):
        kept.make(config, "look", origin)
    assert kept.listed(config) == ()


def test_no_copy_is_made_while_a_run_goes_on(config: Config, origin: Origin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_PATIENCE_SECONDS", 0.0)
    with jobs.alone(config, "run full"), pytest.raises(Failure, match="another run is going on"):
        kept.make(config, "look", origin)


def test_a_removed_copy_is_gone_and_an_unknown_one_is_named(config: Config, origin: Origin) -> None:
    kept.make(config, "look", origin)
    with pytest.raises(Failure, match="there is no copy 'other'; allowed: look"):
        kept.remove(config, "other")
    kept.remove(config, "look")
    assert kept.listed(config) == ()


def test_a_copy_without_room_is_refused_before_anything_is_restored(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "backups", lambda _config: (FULL,))
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=300 << 20))
    folder = config.state / "copies" / "look"
    with pytest.raises(Failure, match="takes 356 MiB, and the backup container's disk has 300 MiB free"):
        server.restore(Origin(config, FULL.label, (), "the end"), folder)
    assert not folder.exists()


def test_a_backup_that_is_not_there_is_named(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "backups", lambda _config: (FULL,))
    with pytest.raises(Failure, match="the repository has no backup 20260101-000000F"):
        server.found(Origin(config, "20260101-000000F", (), ""))


def test_another_programs_process_is_not_taken_for_the_copys_server(tmp_path: Path) -> None:
    """After a restart of the container a number that the server had is another program's."""
    copy = Copy(tmp_path)
    copy.data.mkdir()
    assert not server.runs(copy)
    with subprocess.Popen(["sleep", "30"], cwd="/") as other:
        (copy.data / "postmaster.pid").write_text(f"{other.pid}\n/data\n")
        assert not server.runs(copy)
        server.remove(tmp_path)
        assert other.poll() is None
        other.kill()
    assert not tmp_path.exists()


DUMPED = r"""
--
-- PostgreSQL database dump
--

\restrict x

SET statement_timeout = 0;

--
-- Name: shop; Type: DATABASE; Schema: -; Owner: shop_owner
--

CREATE DATABASE shop WITH TEMPLATE = template0 ENCODING = 'UTF8';


ALTER DATABASE shop OWNER TO shop_owner;

\unrestrict x
\connect shop
\restrict x

SET statement_timeout = 0;

--
-- Name: shop; Type: DATABASE PROPERTIES; Schema: -; Owner: shop_owner
--

ALTER DATABASE shop SET search_path TO 'public', 'extensions';
ALTER ROLE shop_app IN DATABASE shop SET work_mem TO '8MB';


\connect shop

--
-- Name: DATABASE shop; Type: COMMENT; Schema: -; Owner: shop_owner
--

COMMENT ON DATABASE shop IS 'About shop
COMMENT on shop: DATABASE shop';


--
-- Name: DATABASE shop; Type: ACL; Schema: -; Owner: shop_owner
--

REVOKE CONNECT,TEMPORARY ON DATABASE shop FROM PUBLIC;
GRANT CONNECT ON DATABASE shop TO shop_app;


--
-- PostgreSQL database dump complete
--
"""


def test_a_databases_own_statements_name_the_new_one_and_nothing_else_changes() -> None:
    lines = [line for line in properties.renamed(DUMPED, "shop", "copy_of_it").splitlines() if line]
    assert lines == [
        "CREATE DATABASE copy_of_it WITH TEMPLATE = template0 ENCODING = 'UTF8';",
        "ALTER DATABASE copy_of_it OWNER TO shop_owner;",
        "ALTER DATABASE copy_of_it SET search_path TO 'public', 'extensions';",
        "ALTER ROLE shop_app IN DATABASE copy_of_it SET work_mem TO '8MB';",
        "COMMENT ON DATABASE copy_of_it IS 'About shop",
        "COMMENT on shop: DATABASE shop';",
        "REVOKE CONNECT,TEMPORARY ON DATABASE copy_of_it FROM PUBLIC;",
        "GRANT CONNECT ON DATABASE copy_of_it TO shop_app;",
    ]


ASKED = """
import sys, time
from novax_backup.asked import only_while_asked
from novax_backup.failure import Failure
try:
    with only_while_asked():
        print("works", flush=True)
        time.sleep(60)
except Failure as failure:
    print(failure, flush=True)
"""


def test_work_is_given_up_when_whoever_asked_is_gone() -> None:
    backup = PROJECT / "infra" / "images" / "backup"
    with subprocess.Popen(
        [sys.executable, "-c", ASKED],
        env={**os.environ, "PYTHONPATH": str(backup)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "works\n"
        process.stdin.close()
        assert process.stdout.readline().startswith("whoever asked for this is gone")


def test_a_programs_helpers_end_with_it(tmp_path: Path) -> None:
    """pgBackRest's go on writing otherwise, into a folder that is being deleted."""
    pid = tmp_path / "pid"
    with pytest.raises(Failure, match="sh did not end within 2 s"):
        commands.run(["sh", "-c", f"sleep 60 & echo $! > {pid}; wait"], seconds=2)
    deadline = time.monotonic() + 5
    while _lives(int(pid.read_text())):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIG_DFL)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
