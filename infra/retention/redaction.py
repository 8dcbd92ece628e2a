"""Takes erased visitors out of exports that were made while they were there: a right to erasure reaches those as well.

Both objects of an export are read, filtered and stored again under their keys, checked like any upload. The bucket
keeps an overwritten version for as long as its declaration says.
"""

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import psycopg

from infra.errors import UserError
from infra.retention.store import Bucket, drafts, zipped

_STALE = """
    select x.id, x.json_key, x.csv_key, array_agg(v.visitor_id::text)
    from public.archive_exports as x
    inner join public.archive_export_visitors as v on v.export_id = x.id
    where not exists (select from public.visitors as p where p.id = v.visitor_id)
    group by x.id order by x.month, x.website_id, x.part
"""

_RECORD = """
    update public.archive_exports
    set
        message_count = %s, json_bytes = %s, json_sha256 = %s, csv_bytes = %s, csv_sha256 = %s, redacted_at = now()
    where id = %s
"""

_FORGET = "delete from public.archive_export_visitors where export_id = %s and visitor_id = any(%s::uuid[])"


def redact(connection: psycopg.Connection, bucket: Bucket, report: Callable[[str], None]) -> int:
    """Take every erased visitor out of every export and return how many exports that concerned.

    A run that ends early is completed by the next: a visitor is known to be in an export until both objects are stored
    without them.

    Raises:
        UserError: the store failed, or an object is not what was stored there.
        psycopg.Error: the server refused.
    """
    stale = connection.execute(_STALE).fetchall()
    for export, json_key, csv_key, visitors in stale:
        _redact(connection, bucket, export, (json_key, csv_key), frozenset(visitors))
        report(f"took {len(visitors)} erased visitors out of {json_key}")
    return len(stale)


def _redact(
    connection: psycopg.Connection, bucket: Bucket, export: UUID, keys: tuple[str, str], visitors: frozenset[str]
) -> None:
    with drafts("old", "messages.jsonl.gz", "messages.csv.gz") as (old, json_file, csv_file):
        bucket.get(keys[0], old)
        kept = _filter_json(old, json_file, visitors)
        bucket.get(keys[1], old)
        if _filter_csv(old, csv_file, visitors) != kept:
            raise UserError(
                f"bucket {bucket.name}: {keys[0]} and {keys[1]} do not hold the same messages; restore an earlier "
                "version of whichever was changed, then run this again"
            )
        as_json, as_csv = bucket.put(json_file, keys[0]), bucket.put(csv_file, keys[1])
    with connection.transaction():
        connection.execute(_RECORD, (kept, as_json.size, as_json.sha256, as_csv.size, as_csv.sha256, export))
        connection.execute(_FORGET, (export, list(visitors)))


def _filter_json(old: Path, new: Path, visitors: frozenset[str]) -> int:
    kept = 0
    with gzip.open(old, "rb") as source, zipped(new) as output:
        for line in source:
            if json.loads(line)["visitor_id"] not in visitors:
                output.write(line)
                kept += 1
    return kept


def _filter_csv(old: Path, new: Path, visitors: frozenset[str]) -> int:
    kept = 0
    with (
        gzip.open(old, "rt", encoding="utf-8", newline="") as source,
        zipped(new) as output,
        io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True) as text,
    ):
        records = csv.reader(source)
        writer = csv.writer(text, lineterminator="\n")
        header = next(records)
        column = header.index("visitor_id")
        writer.writerow(header)
        for record in records:
            if record[column] not in visitors:
                writer.writerow(record)
                kept += 1
    return kept
