"""The end of livechat's messages: exported to the object store, checked, deleted; nothing lost whatever goes wrong."""

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import psycopg
import pytest

from infra.cli import pack_database
from infra.cli.running import Running
from infra.errors import UserError
from infra.hooks.primary import Login
from infra.migrations import builds
from infra.packs import Pack
from infra.retention.exports import Outcome, export_archive
from infra.retention.store import Bucket
from tests.chosen import chosen
from tests.home import at_home
from tests.smoke import clients

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_s3 import S3Client

    from infra.retention.store import Stored

NAME = "livechat"

POPULATE = """
    insert into admins (id, email, name) values ('00000000-0000-0000-0000-0000000000a1', 'ana@a.test', 'Ana');
    insert into websites (owner_id, name, domain) values ('00000000-0000-0000-0000-0000000000a1', 'Shop', 'a.test');
    insert into visitors (website_id, name) select w.id, n from websites as w, unnest(array['Vera', 'Vito']) as n;
    insert into conversations (website_id, visitor_id) select website_id, id from visitors;
    insert into messages_archive (
        id, website_id, conversation_id, sender_type, content, is_read, read_at, created_at, deleted_at
    )
    select
        gen_random_uuid(), c.website_id, c.id, 'visitor',
        format(E'%s, %s "days"\\n\\\\ ago ✓', v.name, d.days), false, null,
        now() - make_interval(days => d.days), case when d.days = 500 then now() end
    from conversations as c
    inner join visitors as v on v.id = c.visitor_id
    cross join unnest(array[100, 364, 366, 420, 500]) as d (days);
"""
"""Of two visitors each: messages not yet due, two due ones of different months, and one that is deleted."""

DUE = {f'{name}, {days} "days"\n\\ ago ✓' for name in ("Vera", "Vito") for days in (366, 420)}


@dataclass(frozen=True)
class Archive:
    """A database with an archive, and where its exports go; `root` sees every version of every object."""

    superuser: Login
    migrator: Login
    bucket: Bucket
    root: "S3Client"

    def run(self, bucket: Bucket | None = None) -> Outcome:
        return export_archive(self.migrator, bucket or self.bucket, lambda _: None)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.superuser.connect() as connection:
            return connection.execute(query.encode()).fetchall()

    @property
    def kept(self) -> int:
        ((count,),) = self.rows("select count(*) from messages_archive")
        return count

    def content(self, key: str) -> bytes:
        return self.root.get_object(Bucket=self.bucket.name, Key=key)["Body"].read()

    def exported(self) -> list[str]:
        """Return the content of every message in every export that is recorded, as JSON and CSV agree on it."""
        found: list[str] = []
        for json_key, csv_key in self.rows("select json_key, csv_key from archive_exports order by month"):
            lines = [json.loads(line) for line in gzip.decompress(self.content(json_key)).splitlines()]
            text = gzip.decompress(self.content(csv_key)).decode()
            records = list(csv.DictReader(io.StringIO(text, newline="")))
            assert [(line["id"], line["content"]) for line in lines] == [(r["id"], r["content"]) for r in records]
            found += [line["content"] for line in lines]
        return found


@pytest.fixture(scope="module")
def ready(running: Running, packs: Sequence[Pack]) -> Iterator[Archive]:
    """Return a database of the module's own, without rows."""
    pack = chosen(packs, NAME)
    at = pack_database.of(running, pack)
    account, root = running.account(f"{NAME}-minio"), clients.objects(running, "minio")
    bucket = Bucket(f"{NAME}-archive", account.endpoint.url, account.username, account.password, running.ca_file())
    with builds.built(at_home(at.superuser), at.migrator, pack, "test") as login:
        yield Archive(login, replace(at.migrator, database=login.database), bucket, root)


@pytest.fixture
def archive(ready: Archive) -> Iterator[Archive]:
    """Return the database with the messages of `POPULATE`; what a test stored is gone afterwards."""
    with ready.superuser.connect() as connection:
        connection.execute("truncate admins cascade")
        connection.execute(POPULATE)
    ((website,),) = ready.rows("select id::text from websites")
    try:
        yield ready
    finally:
        forget(ready.root, ready.bucket.name, f"messages/{website}/")


def forget(root: "S3Client", bucket: str, prefix: str) -> None:
    """Remove every version below a prefix."""
    for version in root.list_object_versions(Bucket=bucket, Prefix=prefix).get("Versions", []):
        root.delete_object(Bucket=bucket, Key=version.get("Key", ""), VersionId=version.get("VersionId", ""))


def test_what_is_due_is_stored_twice_over_and_then_deleted(archive: Archive) -> None:
    assert archive.kept == 10
    assert archive.run() == Outcome(exports=2, messages=4, redactions=0)
    assert archive.kept == 6
    assert archive.rows("select 1 from messages_archive where created_at < now() - '1 year'::interval") == [(1,)] * 2
    contents = archive.exported()
    assert len(contents) == 4
    assert set(contents) == DUE


def test_exports_are_recorded_as_they_are_stored(archive: Archive) -> None:
    archive.run()
    query = "select {0}_key, {0}_bytes, {0}_sha256, message_count from archive_exports"
    for key, size, digest, count in archive.rows(query.format("json")) + archive.rows(query.format("csv")):
        content = archive.content(key)
        assert (len(content), hashlib.sha256(content).hexdigest(), count) == (size, digest, 2)
    visitors = archive.rows(
        "select count(*), count(distinct visitor_id) from archive_export_visitors join visitors v on v.id = visitor_id"
    )
    assert visitors == [(4, 2)]


def test_a_second_run_changes_nothing(archive: Archive) -> None:
    archive.run()
    before = archive.rows("select x.*::text from archive_exports x order by 1"), archive.kept
    assert archive.run() == Outcome(exports=0, messages=0, redactions=0)
    assert (archive.rows("select x.*::text from archive_exports x order by 1"), archive.kept) == before


def test_later_messages_of_a_month_are_another_part(archive: Archive) -> None:
    archive.run()
    with archive.superuser.connect() as connection:
        connection.execute("update messages_archive set deleted_at = null, created_at = now() - interval '420 days'")
    assert archive.run().messages == 6
    assert archive.kept == 0
    assert archive.rows("select part, count(*) from archive_exports group by 1 order by 1") == [(1, 2), (2, 1)]
    assert len(archive.exported()) == 10


def test_nothing_is_deleted_while_the_store_is_away(archive: Archive) -> None:
    away = replace(archive.bucket, url="https://127.0.0.1:9")
    with pytest.raises(UserError, match="nothing was deleted; see that the store is up"):
        archive.run(away)
    refused = replace(archive.bucket, password="wrong")
    with pytest.raises(UserError, match="cannot be used"):
        archive.run(refused)
    assert archive.kept == 10
    assert archive.rows("select 1 from archive_exports") == []


@dataclass(frozen=True)
class Breaking(Bucket):
    """A bucket where something happens after the third object: the first export is complete, the second half done."""

    happens: Callable[[], None]
    keys: list[str]

    def put(self, file: "Path", key: str) -> "Stored":
        stored = super().put(file, key)
        self.keys.append(key)
        if len(self.keys) == 3:
            self.happens()
        return stored


def killed() -> None:
    raise KeyboardInterrupt


def test_an_interrupted_run_is_completed_by_the_next(archive: Archive) -> None:
    breaking = Breaking(**vars(archive.bucket), happens=killed, keys=[])
    with pytest.raises(KeyboardInterrupt):
        archive.run(breaking)
    assert archive.kept == 8
    assert len(archive.exported()) == 2
    assert archive.run() == Outcome(exports=1, messages=2, redactions=0)
    contents = archive.exported()
    assert len(contents) == 4
    assert set(contents) == DUE


def test_a_lost_connection_loses_no_message(archive: Archive) -> None:
    def lose() -> None:
        archive.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )

    with pytest.raises(psycopg.OperationalError):
        archive.run(Breaking(**vars(archive.bucket), happens=lose, keys=[]))
    assert archive.kept == 8
    archive.run()
    assert set(archive.exported()) == DUE


def test_messages_that_change_meanwhile_stay(archive: Archive) -> None:
    def change() -> None:
        archive.rows("update messages_archive set deleted_at = now() where deleted_at is null returning id")

    with pytest.raises(UserError, match="changed while they were exported"):
        archive.run(Breaking(**vars(archive.bucket), happens=change, keys=[]))
    assert archive.kept == 8
    assert archive.run() == Outcome(exports=0, messages=0, redactions=0)


def test_an_object_that_comes_back_changed_is_no_export(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = cast("Callable[[Bucket], Any]", Bucket.client)

    @contextmanager
    def lying(bucket: Bucket) -> Generator[Any]:
        with honest(bucket) as client:
            get = client.get_object

            def get_object(**where: str) -> Any:  # noqa: ANN401  # an answer of boto3
                client.put_object(**where, Body=b"something else")
                return get(**where)

            monkeypatch.setattr(client, "get_object", get_object)
            yield client

    monkeypatch.setattr(Bucket, "client", lying)
    with pytest.raises(UserError, match="14 bytes with SHA-256"):
        archive.run()
    assert archive.kept == 10


def test_two_runs_at_once_are_refused(archive: Archive) -> None:
    with archive.migrator.connect() as connection:
        connection.execute("select pg_advisory_lock(hashtextextended('novax.export-archive', 0))")
        with pytest.raises(UserError, match="another export of database"):
            archive.run()


def test_an_erased_visitor_is_taken_out_of_what_was_exported(archive: Archive) -> None:
    archive.run()
    keys = archive.rows("select json_key, csv_key from archive_exports")
    with archive.superuser.connect() as connection:
        connection.execute("update visitors set deleted_at = now() - interval '31 days' where name = 'Vera'")
    with archive.migrator.connect() as connection:
        connection.execute("select private.purge_deleted()")
    assert archive.run() == Outcome(exports=0, messages=0, redactions=2)
    assert set(archive.exported()) == {content for content in DUE if content.startswith("Vito")}
    for key in (key for pair in keys for key in pair):
        assert b"Vera" not in gzip.decompress(archive.content(key))
    facts = "select message_count, redacted_at is not null, json_bytes from archive_exports order by json_key"
    sizes = [len(archive.content(key)) for (key,) in archive.rows("select json_key from archive_exports order by 1")]
    assert archive.rows(facts) == [(1, True, size) for size in sizes]
    assert archive.rows("select count(*) from archive_export_visitors") == [(2,)]
    assert archive.run() == Outcome(exports=0, messages=0, redactions=0)
