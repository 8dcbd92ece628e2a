"""A thief deletes and overwrites every backup that stolen secrets reach, and the data: it is restored all the same.

First with what is in the containers of database, pooler, relay and applications, then with the backup container's too.
"""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from infra.cli import backup_runner, protection
from infra.cli.running import Running
from infra.drills import cluster, database
from infra.packs import BACKUP_BUCKET, COLD_BUCKET
from infra.restore import archive
from infra.settings import Settings
from tests.drill import thief
from tests.smoke import novax

pytestmark = pytest.mark.timeout(600)

MEMBERS = ("postgres", "pgbouncer", "relay")


@pytest.fixture(autouse=True)
def archived(running: Running, settings: Settings) -> None:
    if not settings.postgres.archive:
        pytest.skip("novax:postgres.archive is false: there are no backups")
    protection.wait(running)


@pytest.mark.parametrize("more", [(), ("backup",)], ids=["members", "backup container"])
def test_what_a_thief_deletes_is_restored(
    running: Running, more: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    backup_runner.ask(running, "a cold copy", "run", "cold")
    before = _write(running, f"before {more}")
    root = thief.client(running, _key(running, "minio"))
    there = {bucket: thief.versions(root, bucket) for bucket in (BACKUP_BUCKET, COLD_BUCKET)}

    found = thief.accounts_in(running, thief.loot(running, (*MEMBERS, *more)))
    stolen = {name for name in ("archive", "backup") if _key(running, name) in found}
    assert stolen == ({"archive", "backup"} if more else {"archive"})
    # Those of the applications are outside the stack, where it runs nothing.
    own = [_key(running, name) for name in running.accounts if name.endswith("-minio")]
    tried: Counter[tuple[str, str]] = Counter()
    for key in (*found, *own):
        taken = thief.Thief(running, key)
        for bucket, known in there.items():
            # They reach none of it, so that a few tell as much as all.
            taken.ruin(bucket, sorted(known)[:5] if key in own else known)
        tried += taken.tried
    with database.superuser(running) as connection:
        connection.execute("drop table public.ransom")

    assert {answer for name, answer in tried if name not in thief.HARMLESS} <= thief.REFUSED
    assert {answer for _, answer in tried} >= {thief.DENIED, thief.NOT_SERVED, thief.DONE}
    assert tried["overwrite", thief.DONE] >= len({key for key, _ in there[BACKUP_BUCKET]})
    assert bool(tried["delete", thief.DONE]) == bool(more)
    for bucket, known in there.items():
        assert known <= thief.versions(root, bucket), bucket

    started = time.monotonic()
    said = novax.run("restore", "--latest", "--as-of", before, "-s", running.stack, "--yes")
    took = time.monotonic() - started
    with database.superuser(running) as connection:
        assert connection.execute("select text from public.ransom").fetchall() == [(f"before {more}",)], said
        connection.execute("drop table public.ransom")
    cluster.await_whole(running)
    # It goes on as any other: WAL is archived, and there is a full backup of it.
    archive.switch(running.services["postgres"].members[cluster.leader(running)])
    protection.wait(running)
    with capsys.disabled():
        done = sum(count for (_, answer), count in tried.items() if answer == thief.DONE)
        kinds = len({name for name, _ in tried})
        print(  # noqa: T201 - belongs into the output
            f"\n  {len(found) + len(own)} accounts, {tried.total()} attempts of {kinds} kinds: {tried.total() - done} "
            f"refused, {done} hid what is kept; restored in {took:.0f} s"
        )


def _key(running: Running, name: str) -> thief.Key:
    account = running.accounts[name]
    return account.username, account.password


def _write(running: Running, text: str) -> str:
    """Write a row, see it archived, and return a time at which it was; then write another over it."""
    with database.superuser(running) as connection:
        connection.execute("create table public.ransom (text text)")
        connection.execute("insert into public.ransom values (%s)", (text,))
        container = running.services["postgres"].members[cluster.leader(running)]
        archive.switch(container)
        # pgBackRest counts whole seconds.
        time.sleep(1.5)
        before = datetime.now(UTC).isoformat(timespec="seconds")
        time.sleep(1.5)
        connection.execute("update public.ransom set text = 'after'")
    archive.switch(container)
    return before
