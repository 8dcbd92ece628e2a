"""Exports what is due from a pack's archive, as JSON lines and CSV, and deletes it once the store proves to have it.

One transaction a website and month, at REPEATABLE READ: what is written to the files, what is counted and what is
deleted are the same rows, or PostgreSQL refuses. If anything fails, or this program ends, that transaction is undone
and its rows are still there; objects that were already uploaded are replaced by the next run, which uses their keys.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from infra.errors import UserError
from infra.hooks.primary import Login
from infra.retention.redaction import redact
from infra.retention.store import Bucket, Stored, drafts, zipped

YEAR = timedelta(days=365)
"""How old a message is when it leaves the archive: "> 1 year: delete", after "export to JSON/CSV"."""

Report = Callable[[str], None]

_LOCK = "novax.export-archive"

_DUE = """
    select website_id, date_trunc('month', created_at at time zone 'UTC')::date as month
    from public.messages_archive
    where created_at < now() - %s and deleted_at is null
    group by 1, 2 order by 2, 1
"""
"""What is deleted by its website is not exported: its undo or its purge is at most 30 days away."""

_ROWS = sql.SQL("""
    select a.id, a.website_id, a.conversation_id, c.visitor_id, a.sender_type, a.admin_id, a.content, a.is_read,
        a.read_at, a.created_at, a.archived_at
    from public.messages_archive as a
    inner join public.conversations as c on c.id = a.conversation_id
    where {due}
    order by a.created_at, a.id
""")

_MATCHES = sql.SQL("""
    a.website_id = {website} and a.deleted_at is null and a.created_at < now() - {age}
    and a.created_at >= {month}::timestamp at time zone 'UTC'
    and a.created_at < ({month}::timestamp + interval '1 month') at time zone 'UTC'
""")

_RECORD = """
    insert into public.archive_exports (
        id, website_id, month, part, message_count,
        json_key, json_bytes, json_sha256, csv_key, csv_bytes, csv_sha256
    )
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""

_NEXT_PART = "select coalesce(max(part), 0) + 1 from public.archive_exports where website_id = %s and month = %s"

_VISITORS = sql.SQL("""
    insert into public.archive_export_visitors (export_id, visitor_id)
    select distinct {export}::uuid, c.visitor_id
    from public.messages_archive as a
    inner join public.conversations as c on c.id = a.conversation_id
    where {due}
""")


@dataclass(frozen=True)
class Outcome:
    """What a run did: exports made, messages in them, and earlier exports that erased visitors were taken out of."""

    exports: int
    messages: int
    redactions: int


@dataclass(frozen=True)
class Batch:
    """The due messages of one website that were written in one month, which is named by its first day."""

    website: UUID
    month: date
    age: timedelta

    @property
    def due(self) -> sql.Composed:
        """The condition on ``messages_archive as a``."""
        return _MATCHES.format(
            website=sql.Literal(self.website), month=sql.Literal(self.month), age=sql.Literal(self.age)
        )

    @property
    def rows(self) -> sql.Composed:
        """The query that the files hold the answer of."""
        return _ROWS.format(due=self.due)

    def key(self, part: int, ending: str) -> str:
        """Return the key of an object: the website, the month and how many exports of both there are."""
        return f"messages/{self.website}/{self.month:%Y-%m}-{part}.{ending}"


def export_archive(login: Login, bucket: Bucket, report: Report, age: timedelta = YEAR) -> Outcome:
    """Export and delete the messages that have been kept for `age`, and redact earlier exports.

    Args:
        login: the pack's migrator, whose sessions act as the owner.
        bucket: where exports go.
        report: gets a line for each export and each redaction that is done.
        age: since a message was written.

    Raises:
        UserError: another run is going on, the store failed, or messages were deleted meanwhile; what was done before
            stands, and nothing was deleted that is not stored.
        psycopg.Error: the server refused.
    """
    with login.connect() as connection:
        row = connection.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", (_LOCK,)).fetchone()
        if row != (True,):
            raise UserError(
                f"another export of database {login.database} is going on; wait until it has ended, then run this again"
            )
        # Uploading takes as long as the store needs, and the transaction waits meanwhile.
        connection.execute("set idle_in_transaction_session_timeout = 0")
        redactions = redact(connection, bucket, report)
        batches = [Batch(website, month, age) for website, month in connection.execute(_DUE, (age,)).fetchall()]
        try:
            counts = [_export(connection, bucket, batch, report) for batch in batches]
        except psycopg.errors.SerializationFailure as error:
            raise UserError(
                f"messages of database {login.database} were changed while they were exported; what was done before "
                "stands; run this again"
            ) from error
    return Outcome(len(counts), sum(counts), redactions)


def _export(connection: psycopg.Connection, bucket: Bucket, batch: Batch, report: Report) -> int:
    """Export and delete one batch, and return how many messages it had."""
    with (
        connection.transaction(),
        drafts("messages.jsonl.gz", "messages.csv.gz") as (json_file, csv_file),
    ):
        connection.execute("set transaction isolation level repeatable read")
        counts = _write_json(connection, batch, json_file), _write_csv(connection, batch, csv_file)
        ((part,),) = connection.execute(_NEXT_PART, (batch.website, batch.month)).fetchall()
        stored = (
            bucket.put(json_file, batch.key(part, "jsonl.gz")),
            bucket.put(csv_file, batch.key(part, "csv.gz")),
        )
        _record_and_delete(connection, batch, part, counts, stored)
    report(f"exported {counts[0]} messages of website {batch.website}, {batch.month:%Y-%m}, to {bucket.name}")
    return counts[0]


def _record_and_delete(
    connection: psycopg.Connection,
    batch: Batch,
    part: int,
    counts: tuple[int, int],
    stored: tuple[Stored, Stored],
) -> None:
    facts = [fact for one in stored for fact in (one.key, one.size, one.sha256)]
    export = uuid4()
    connection.execute(_RECORD, (export, batch.website, batch.month, part, counts[0], *facts))
    connection.execute(_VISITORS.format(export=sql.Literal(export), due=batch.due))
    deleted = connection.execute(
        sql.SQL("delete from public.messages_archive as a where {}").format(batch.due)
    ).rowcount
    if {*counts} != {deleted}:
        raise UserError(
            f"website {batch.website}, {batch.month:%Y-%m}: {counts[0]} messages were written as JSON, {counts[1]} as "
            f"CSV, and {deleted} would be deleted; nothing was; report this as a defect"
        )


def _write_json(connection: psycopg.Connection, batch: Batch, file: Path) -> int:
    """Write an object a line and return how many."""
    query = sql.SQL("copy (select row_to_json(m)::text from ({}) as m) to stdout").format(batch.rows)
    lines = 0
    with zipped(file) as output, connection.cursor() as cursor, cursor.copy(query) as copy:
        # Rows and not blocks: COPY escapes what JSON has escaped already.
        for (line,) in copy.rows():
            output.write(line.encode() + b"\n")
            lines += 1
    return lines


def _write_csv(connection: psycopg.Connection, batch: Batch, file: Path) -> int:
    """Write a header and a record a message, and return how many messages."""
    query = sql.SQL("copy ({}) to stdout (format csv, header)").format(batch.rows)
    with zipped(file) as output, connection.cursor() as cursor:
        with cursor.copy(query) as copy:
            for block in _blocks(copy):
                output.write(block)
        return cursor.rowcount


def _blocks(copy: psycopg.Copy) -> Iterator[bytes]:
    while block := copy.read():
        yield bytes(block)
