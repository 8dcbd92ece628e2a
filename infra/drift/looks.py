"""Looks at each part of a running stack, beside each other; a part that cannot be looked at is told, not hidden."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from infra.cli import pack_database
from infra.cli.running import Running
from infra.drift import cache, infrastructure, messages, objects, postgres
from infra.drift.report import DriftReport, Finding
from infra.hooks import bucket_accounts, buckets, cache_users, streams
from infra.hooks.access import Access
from infra.migrations import builds
from infra.packs import Pack
from infra.preview.masking import masked
from infra.settings import Settings
from infra.specs import ServiceSpec

SCHEMA = "schema"


@dataclass(frozen=True)
class Stack:
    """A stack that runs, and what it should be; ``refresh`` asks Pulumi what is there."""

    running: Running
    settings: Settings
    packs: Sequence[Pack]
    specs: Mapping[str, ServiceSpec]
    refresh: Callable[[], Mapping[str, Any]]


def look(stack: Stack) -> DriftReport:
    """Return the drift of every part."""
    looks: dict[str, Callable[[], Iterable[Finding]]] = {
        infrastructure.AREA: lambda: infrastructure.findings(stack.refresh()),
        SCHEMA: lambda: _schema(stack),
        postgres.AREA: lambda: _postgres(stack),
        cache.AREA: lambda: _cache(stack),
        messages.AREA: lambda: _messages(stack),
        objects.AREA: lambda: _objects(stack),
    }
    with ThreadPoolExecutor(len(looks)) as pool:
        results = tuple(pool.map(_result, looks.keys(), looks.values()))
    return DriftReport(
        stack=stack.running.stack,
        findings=tuple(finding for found, _ in results for finding in found),
        failed=tuple(failure for _, failures in results for failure in failures),
    )


def _result(area: str, look_at: Callable[[], Iterable[Finding]]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    try:
        return tuple(look_at()), ()
    except Exception as error:  # noqa: BLE001 - whatever a client raises, the other parts are still told
        message = masked(str(error)) or type(error).__name__
        return (), (Finding(area=area, subject=area, message=message),)


def _access(stack: Stack, account: str, endpoint: str = "") -> tuple[Access, str]:
    known = stack.running.account(account)
    at = stack.running.endpoints[endpoint] if endpoint else known.endpoint
    return Access(at.host, at.port, known.username, stack.running.ca), known.password


def _schema(stack: Stack) -> Iterable[Finding]:
    for pack in stack.packs:
        at = pack_database.of(stack.running, pack)
        for difference in builds.drift(at.superuser, at.migrator, pack):
            first, *rest = difference.lines()
            yield Finding(
                area=SCHEMA, subject=f"database {pack.database}", message="; ".join((first, *map(str.strip, rest)))
            )


def _postgres(stack: Stack) -> Iterable[Finding]:
    login = pack_database.of(stack.running, stack.packs[0]).superuser
    wanted = postgres.declared(stack.settings, stack.specs["postgres"])
    with login.connect() as connection:
        found, by_hand = postgres.read(connection, wanted)
    return postgres.findings(wanted, found, by_hand)


def _cache(stack: Stack) -> Iterable[Finding]:
    spec = stack.specs["redis"]
    passwords = {pack.name: stack.running.account(f"{pack.name}-redis").password for pack in stack.packs}
    for member in spec.members:
        access, password = _access(stack, "redis", member.endpoints[0].name)
        text = next(file.content for file in member.files if file.path.endswith("redis.conf"))
        wanted = cache.declared(text)
        with cache_users.connect(access, password) as client:
            yield from cache.findings(member.name, wanted, cache.read(client, tuple(wanted)))
            yield from cache.account_findings(member.name, client, stack.packs, passwords)


def _messages(stack: Stack) -> Iterable[Finding]:
    access, password = _access(stack, "nats")

    async def ask() -> tuple[Finding, ...]:
        async with streams.jetstream_of(access, password) as jetstream:
            return await messages.findings(jetstream, streams.streams_of(stack.packs), stack.settings.nats.nodes)

    with streams.without_eof_note():
        return asyncio.run(ask())


def _objects(stack: Stack) -> Iterable[Finding]:
    access, password = _access(stack, "minio")
    with access.ca_file() as ca:
        yield from objects.bucket_findings(
            buckets.client_of(access, password, str(ca)),
            buckets.buckets_of(stack.packs, stack.settings.backup),
        )
    admin = bucket_accounts.admin_client(access, access.user, password)
    yield from objects.quota_findings(admin)
    accounts = bucket_accounts.accounts_of(stack.packs)
    yield from objects.account_findings(
        admin, {account: stack.running.account(account.credential).username for account in accounts}
    )
