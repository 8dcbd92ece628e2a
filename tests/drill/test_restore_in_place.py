"""The whole cluster goes back to a moment and forward again, killed in the middle of it, while applications write."""

import subprocess
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import sql

from infra.cli import protection
from infra.cli.running import Running
from infra.drills import cluster, database
from infra.packs import Pack
from infra.restore.members import execute
from infra.restore.pooler import CLIENTS_WAIT_SECONDS
from infra.settings import Settings
from tests.smoke import novax

pytestmark = pytest.mark.timeout(900)

STEPS = (
    "✓ applications wait",
    "✓ restore point",
    "✓ PostgreSQL stopped",
    "  restoring ",
    "  replaying WAL",
    "✓ postgres-",
    "✓ applications go on",
    "✓ replicas made anew",
)
"""What the command prints, in this order; it is killed where one of them appears."""

TABLE = sql.Identifier("public", "restored_rows")


@pytest.fixture(autouse=True)
def archived(running: Running, settings: Settings) -> Iterator[None]:
    if not settings.postgres.archive:
        pytest.skip("novax:postgres.archive is false: there are no backups")
    protection.wait(running)
    cluster.await_whole(running)
    yield
    with database.superuser(running) as connection:
        connection.execute(sql.SQL("drop table if exists {}").format(TABLE))


@dataclass
class Writer:
    """An application that appends a row after the other through the pooler, and never tries one again."""

    address: str = field(repr=False)
    longest: float = 0.0
    written: int = 0
    errors: list[str] = field(default_factory=list[str])

    def write(self, stopping: threading.Event) -> None:
        with psycopg.connect(self.address, autocommit=True, prepare_threshold=None) as session:
            while not stopping.wait(0.05):
                started = time.monotonic()
                try:
                    session.execute("insert into drill.writes (writer, number) values (9, %s)", (self.written,))
                except psycopg.Error as error:
                    self.errors.append(str(error))
                    return
                self.written += 1
                self.longest = max(self.longest, time.monotonic() - started)


@contextmanager
def writing(running: Running, pack: Pack) -> Generator[Writer]:
    """Have an application write while the block runs."""
    writer, stopping = Writer(database.application(running, pack)), threading.Event()
    thread = threading.Thread(target=writer.write, args=(stopping,))
    thread.start()
    try:
        yield writer
    finally:
        stopping.set()
        thread.join()


def rows(running: Running) -> list[str]:
    query = sql.SQL("select text from {} order by text").format(TABLE)
    with database.superuser(running) as connection:
        return [text for (text,) in connection.execute(query).fetchall()]


def moment(running: Running, *texts: str) -> str:
    """Write rows, and return a time after them and before whatever is written next."""
    with database.superuser(running) as connection:
        connection.execute(sql.SQL("create table if not exists {} (text text primary key)").format(TABLE))
        for text in texts:
            connection.execute(sql.SQL("insert into {} values ({})").format(TABLE, sql.Literal(text)))
    time.sleep(1.1)
    then = datetime.now(UTC).isoformat(sep=" ")
    time.sleep(1.1)
    return then


def killed(step: str, *command: str) -> None:
    """Run the command and kill it where a step's line appears."""
    with subprocess.Popen(
        [novax.PROGRAM, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as begun:
        assert begun.stderr
        seen = next((line for line in begun.stderr if line.startswith(step)), "")
        assert seen, f"the command did not get to {step!r}"
        time.sleep(0.5)
        begun.kill()


def undo_of(said: str) -> list[str]:
    return said.partition("to undo it: novax ")[2].splitlines()[0].split()


def test_it_goes_back_and_forward_again_and_applications_only_wait(
    running: Running, pack: Pack, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.tables(running, pack):
        then = moment(running, "before")
        moment(running, "after")
        with writing(running, pack) as writer:
            said = novax.run("restore", "--to-time", then, "-s", running.stack, "--yes")
        assert rows(running) == ["before"]
        assert writer.errors == [] or writer.longest > CLIENTS_WAIT_SECONDS
        assert writer.written
        undo, restored = (*undo_of(said), "--yes"), running.members[cluster.leader(running)]
        killed("  restoring ", *undo)
        # Its pgBackRest is still there when the command is given again, however fast this machine is.
        execute(restored, ["pkill", "--signal", "STOP", "--full", "[p]gbackrest .*--delta .* restore$"])
        novax.run(*undo)
        # It brings the drill's tables back as well, which go now.
        assert rows(running) == ["after", "before"]
        cluster.await_whole(running)
    with capsys.disabled():
        shown = f"one of {writer.written} writes waited for {writer.longest:.0f} s, {len(writer.errors)} failed"
        print(f"\n  {shown}")  # noqa: T201 - belongs into the output


@pytest.mark.thorough
@pytest.mark.parametrize("step", STEPS, ids=str.strip)
def test_a_command_that_is_killed_comes_to_its_end_when_it_is_given_again(running: Running, step: str) -> None:
    then = moment(running, "before")
    moment(running, "after")
    command = ("restore", "--to-time", then, "-s", running.stack, "--yes")
    killed(step, *command)
    novax.run(*command)
    assert rows(running) == ["before"]
    cluster.await_whole(running)


@pytest.mark.thorough
@pytest.mark.parametrize("service", ["postgres", "minio", "backup", "haproxy"])
def test_a_server_that_dies_in_the_middle_of_it_costs_another_go_at_most(running: Running, service: str) -> None:
    running.require_docker("killing a container")
    then = moment(running, "before")
    moment(running, "after")
    command = ("restore", "--to-time", then, "-s", running.stack, "--yes")
    container = next(iter(running.services[service].members.values()))
    with subprocess.Popen(
        [novax.PROGRAM, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as begun:
        assert begun.stderr
        next(line for line in begun.stderr if line.startswith("  restoring "))
        subprocess.run(["docker", "kill", container], check=True, capture_output=True)
        time.sleep(1)
        subprocess.run(["docker", "start", container], check=True, capture_output=True)
        begun.communicate()
    if begun.returncode:
        novax.run(*command)
    assert rows(running) == ["before"]
    cluster.await_whole(running)
