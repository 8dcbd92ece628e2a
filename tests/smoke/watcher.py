"""What a stack's users would notice: members that started anew, another primary or password, rows that came or went."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence

from psycopg import sql

from infra.cli import pods
from infra.cli import stack as stacks
from infra.cli.running import Running, load
from infra.packs import Pack
from tests.smoke import clients, cluster, engine

Look = Mapping[str, str]
"""What was found, by what it was found of."""

TABLES = """
    select n.nspname, c.relname
    from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence = 'p'
        and n.nspname not in ('pg_catalog', 'information_schema', 'platform', 'cron', 'partman')
        and n.nspname !~ '^(pg_toast|_timescaledb)'
    order by 1, 2
"""
"""The tables of a pack, each with all its partitions, which jobs make; those that jobs write to are left out."""


def look(running: Running, packs: Sequence[Pack]) -> Look:
    """Return how the stack is now; its data only where the tests are the only ones who could change it."""
    passwords = {name: _digest(account.password) for name, account in load(running.stack).accounts.items()}
    found = {**_members(running), "primary": cluster.leader_name(running), "passwords": str(passwords)}
    if stacks.declared_environment(running.stack) != "ci":
        return found
    return {
        **found,
        **dict(_rows(running, packs)),
        **dict(_objects(running, packs)),
        **asyncio.run(_messages(running, packs)),
        "keys": _keys(running),
    }


def _members(running: Running) -> Look:
    if running.cluster:
        return {
            f"pod {pods.member_of(pod)}": f"{pod['metadata']['uid']}, restarts: "
            f"{sum(one['restartCount'] for one in pod['status']['containerStatuses'])}"
            for pod in pods.pods(running.cluster)
        }
    return {
        name: f"{one['Id']} since {one['State']['StartedAt']}" for name, one in engine.containers(running.stack).items()
    }


def _rows(running: Running, packs: Sequence[Pack]) -> Iterator[tuple[str, str]]:
    for pack in packs:
        with clients.postgres(running, "postgres", pack.database) as session:
            for schema, table in session.execute(TABLES).fetchall():
                count = sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))
                yield f"rows of {pack.database}.{schema}.{table}", str(session.execute(count).fetchone())


def _objects(running: Running, packs: Sequence[Pack]) -> Iterator[tuple[str, str]]:
    root = clients.objects(running, "minio")
    for bucket in (name for pack in packs for name in pack.buckets):
        pages = root.get_paginator("list_object_versions").paginate(Bucket=bucket)
        found = [version for page in pages for version in (*page.get("Versions", []), *page.get("DeleteMarkers", []))]
        yield f"versions in bucket {bucket}", str(len(found))


async def _messages(running: Running, packs: Sequence[Pack]) -> Look:
    async with clients.events(running, "nats") as client:
        places = [client.jetstream(domain=pack.name) for pack in packs if pack.streams]
        streams = [one for place in places for one in await place.streams_info()]
    return {
        f"messages of stream {one.config.name}": f"{one.state.messages}, last {one.state.last_seq}" for one in streams
    }


def _keys(running: Running) -> str:
    with clients.cache(running, "redis") as cache:
        return str(cache.dbsize())


def _digest(secret: str) -> str:
    """Return what tells a secret from another, and nothing else of it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:8]
