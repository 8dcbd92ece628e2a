"""Fills a pack's search indexes anew from PostgreSQL, and compares the two: count and hash.

Applications may go on meanwhile: a document that changed under way makes the comparison differ, and another pass
follows. Indexes, settings and keys are `infra.hooks.search`'s.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import sql

from infra.cli.pack_database import of
from infra.cli.running import Running
from infra.errors import UserError
from infra.hooks import search
from infra.hooks.search import Engine
from infra.packs import Pack
from infra.restore import documents

PASSES = 3
BATCH = 1000

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Content:
    """What a set of documents is, whatever its order."""

    count: int
    sha256: str


@dataclass(frozen=True)
class Rebuilt:
    """An index that agrees with PostgreSQL; `removed` had no row any more."""

    index: str
    count: int
    sha256: str
    removed: int
    passes: int


def rebuild(running: Running, pack: Pack) -> list[Rebuilt]:
    """Fill every index of a pack from PostgreSQL until both agree, and return what they hold.

    Raises:
        UserError: the engine or PostgreSQL does not answer or refuses, or an index still differs after all passes.
    """
    service = running.services["meilisearch"]
    if not service.present:
        raise UserError(f"stack {running.stack} runs no search engine: its image has no source; see `novax images`")
    master = running.account("meilisearch")
    access = running.access(master)
    # The superuser: an index has the rows of every tenant.
    login = replace(of(running, pack).superuser, database=pack.database)
    try:
        search.apply(access, [pack], {search.MASTER_SECRET: master.password})
        with login.connect() as connection:
            return fill(Engine(access, master.password), connection, pack)
    except (OSError, search.SearchError, psycopg.Error) as error:
        raise UserError(f"the search indexes of {pack.name} are not rebuilt: {error}") from error


def fill(engine: Engine, connection: psycopg.Connection, pack: Pack) -> list[Rebuilt]:
    """Fill the indexes of a pack from a session in its database whose user sees every row.

    Raises:
        UserError: a declared attribute has no column, or an index still differs after all passes.
    """
    queries = {
        name: documents.query(pack, name, index, documents.read(connection, name))
        for name, index in pack.search.items()
    }
    return [
        _fill(engine, connection, pack.index_uid(name), pack.search[name].primary_key, query)
        for name, query in queries.items()
    ]


def _fill(engine: Engine, connection: psycopg.Connection, uid: str, key: str, query: sql.Composed) -> Rebuilt:
    removed = 0
    wanted = present = Content(0, "")
    for number in range(1, PASSES + 1):
        ids: set[str] = set()
        for batch in _batches(_rows(connection, query)):
            engine.change("POST", f"/indexes/{uid}/documents", batch)
            ids |= {str(document[key]) for document in batch}
        if extra := [document[key] for document in _documents(engine, uid) if str(document[key]) not in ids]:
            engine.change("POST", f"/indexes/{uid}/documents/delete-batch", extra)
            removed += len(extra)
        # Read again: what changed since it was sent must show.
        wanted, present = content(_rows(connection, query)), content(_documents(engine, uid))
        if wanted == present:
            return Rebuilt(uid, present.count, present.sha256, removed, number)
    raise UserError(
        f"index {uid} has {present.count} documents ({present.sha256[:12]}) and PostgreSQL {wanted.count} "
        f"({wanted.sha256[:12]}) after {PASSES} passes; run it again when fewer rows change"
    )


def content(documents: Iterable[Document]) -> Content:
    """Return count and hash of documents; the hash is a sum over their own, so that order does not matter."""
    count = total = 0
    for document in documents:
        text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        total += int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
        count += 1
    return Content(count, f"{total % (1 << 256):064x}")


def _rows(connection: psycopg.Connection, query: sql.Composed) -> Iterator[Document]:
    """Yield the documents as PostgreSQL has them now, without holding all of them."""
    with connection.transaction(), connection.cursor("novax_search") as cursor:
        cursor.itersize = BATCH
        cursor.execute(query)
        for (document,) in cursor:
            yield document


def _documents(engine: Engine, uid: str) -> Iterator[Document]:
    offset = 0
    while True:
        page = engine.call("GET", f"/indexes/{uid}/documents?limit={BATCH}&offset={offset}")["results"]
        yield from page
        if len(page) < BATCH:
            return
        offset += BATCH


def _batches(documents: Iterator[Document]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for document in documents:
        batch.append(document)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
