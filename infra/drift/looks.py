"""Looks at each part of a running stack, beside each other; a part that cannot be looked at is told, not hidden."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from infra.cli import inside, pack_database
from infra.cli.running import Account, Running
from infra.drift import cache, cluster, dashboards, infrastructure, messages, objects, postgres, search
from infra.drift.report import DriftReport, Finding
from infra.errors import UserError
from infra.hooks import bucket_accounts, buckets, cache_users, databases, streams
from infra.hooks import search as search_hook
from infra.hooks.access import Access
from infra.migrations import builds
from infra.packs import Pack
from infra.preview.masking import masked
from infra.services.nats import ADMIN_PASSWORD, pack_user
from infra.settings import Settings
from infra.specs import ServiceSpec
from infra.toolchain.commands import answer

SCHEMA = "schema"


@dataclass(frozen=True)
class Stack:
    """A stack that runs, and what it should be; ``refresh`` asks Pulumi what is there."""

    running: Running
    settings: Settings
    packs: Sequence[Pack]
    specs: Mapping[str, ServiceSpec]
    refresh: Callable[[], Mapping[str, Any]]

    def access(self, account: str, endpoint: str = "") -> tuple[Access, str]:
        """Return where an account signs in, at its own endpoint or another, and its password."""
        known = self.running.account(account)
        at = self.running.endpoints[endpoint] if endpoint else known.endpoint
        return Access(at.host, at.port, known.username, self.running.ca), known.password


def look(stack: Stack) -> DriftReport:
    """Return the drift of every part."""
    looks: dict[str, Callable[[], Iterable[Finding]]] = {
        infrastructure.AREA: lambda: infrastructure.findings(stack.refresh()),
        SCHEMA: lambda: _schema(stack),
        postgres.AREA: lambda: _postgres(stack),
        **_of_hooks(stack),
        dashboards.AREA: lambda: _dashboards(stack),
    }
    results = _results(looks)
    return DriftReport(
        stack=stack.running.stack,
        findings=tuple(finding for found, _ in results for finding in found),
        failed=tuple(failure for _, failures in results for failure in failures),
    )


def by_hand(stack: Stack) -> tuple[Finding, ...]:
    """Return what was changed by hand and a hook brings back; what cannot be looked at is left out."""
    # What nothing declares no hook brings back, and the object store takes a second to tell it.
    looks = {
        **_of_hooks(stack),
        messages.AREA: lambda: _streams(stack),
        objects.AREA: lambda: _objects_declared(stack),
    }
    return tuple(finding for findings, _ in _results(looks) for finding in findings if finding.hook)


def undeclared_accounts(stack: Stack) -> tuple[Finding, ...]:
    """Return what nothing declares in the parts that have accounts.

    Raises:
        UserError: a part cannot be looked at.
    """
    results = _results({**_of_hooks(stack), dashboards.AREA: lambda: _dashboards(stack)})
    if failed := [failure for _, failures in results for failure in failures]:
        raise UserError(f"{failed[0].area} cannot be looked at: {failed[0].message}; nothing was removed")
    return tuple(finding for found, _ in results for finding in found if finding.undeclared)


def _of_hooks(stack: Stack) -> dict[str, Callable[[], Iterable[Finding]]]:
    """Return the looks at what hooks bring back."""
    return {
        cluster.AREA: lambda: _cluster(stack),
        cache.AREA: lambda: _cache(stack),
        messages.AREA: lambda: _messages(stack),
        objects.AREA: lambda: _objects(stack),
        search.AREA: lambda: _search(stack),
    }


def _results(
    looks: Mapping[str, Callable[[], Iterable[Finding]]],
) -> tuple[tuple[tuple[Finding, ...], tuple[Finding, ...]], ...]:
    """Look at all parts beside each other."""
    with ThreadPoolExecutor(len(looks)) as pool:
        return tuple(pool.map(_result, looks.keys(), looks.values()))


def _result(area: str, look_at: Callable[[], Iterable[Finding]]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    try:
        return tuple(look_at()), ()
    except Exception as error:  # noqa: BLE001 - whatever a client raises, the other parts are still told
        message = masked(str(error)) or type(error).__name__
        return (), (Finding(area=area, subject=area, message=message),)


def _schema(stack: Stack) -> Iterable[Finding]:
    def of_pack(pack: Pack) -> tuple[Finding, ...]:
        at = pack_database.of(stack.running, pack)
        subject = f"database {pack.database}"
        lines = (map(str.strip, difference.lines()) for difference in builds.drift(at.superuser, at.migrator, pack))
        return tuple(Finding(area=SCHEMA, subject=subject, message="; ".join(told)) for told in lines)

    with ThreadPoolExecutor() as pool:
        for findings in pool.map(of_pack, stack.packs):
            yield from findings


def _postgres(stack: Stack) -> Iterable[Finding]:
    login = pack_database.of(stack.running, stack.packs[0]).superuser
    wanted = postgres.declared(stack.settings, stack.specs["postgres"])
    with login.connect() as connection:
        found, by_hand = postgres.read(connection, wanted)
    return postgres.findings(wanted, found, by_hand)


def _cluster(stack: Stack) -> Iterable[Finding]:
    login = pack_database.of(stack.running, stack.packs[0]).superuser
    passwords = {
        role.secret: account.password
        for role in databases.roles_of(stack.packs)
        if role.secret and (account := _account_of(stack.running, role.secret, role.name))
    }
    with login.connect() as connection:
        yield from cluster.role_findings(connection, stack.packs, passwords)
        yield from cluster.undeclared_in_cluster(connection, stack.packs)
        yield from cluster.entrance_findings(connection, postgres.entrance(stack.specs["postgres"]))
    for database in cluster.DECLARED:
        with replace(login, database=database).connect() as connection:
            yield from cluster.undeclared_in_database(connection)


def _account_of(running: Running, secret: str, role: str) -> Account | None:
    """Return the account that the outputs have of a role; accounts of other services bear some of the same names."""
    found = running.accounts.get(secret.removeprefix("postgres-"))
    return found if found and (found.username, found.endpoint.scheme) == (role, "postgresql") else None


def _cache(stack: Stack) -> Iterable[Finding]:
    spec = stack.specs["redis"]
    secrets = {
        account.secret: stack.running.account(f"{account.name}-redis").password
        for account in cache_users.accounts(stack.packs)
    }
    for member in spec.members:
        access, password = stack.access("redis", member.endpoints[0].name)
        text = next(file.content for file in member.files if file.path.endswith("redis.conf"))
        wanted = cache.declared(text)
        with cache_users.connect(access, password) as client:
            yield from cache.findings(member.name, wanted, cache.read(client, tuple(wanted)))
            yield from cache.account_findings(member.name, client, stack.packs, secrets)
            yield from cache.undeclared(member.name, client, stack.packs)


def _messages(stack: Stack) -> Iterable[Finding]:
    yield from _streams(stack)
    yield from _message_accounts(stack)


def _streams(stack: Stack) -> Iterable[Finding]:
    for pack in (pack for pack in stack.packs if pack.streams):
        with streams.opened(*stack.access("nats"), pack.name) as (runner, jetstream):
            yield from messages.findings(runner, jetstream, pack.streams, stack.settings.nats.nodes)


def _message_accounts(stack: Stack) -> Iterable[Finding]:
    secrets = {ADMIN_PASSWORD.name: stack.running.account("nats").password}
    for pack in stack.packs:
        _, secret = pack_user(pack.name)
        secrets[secret.name] = stack.running.account(f"{pack.name}-nats").password
    for member in stack.specs["nats"].members:
        file = next(file for file in member.files if file.path.endswith("nats.conf"))
        present = answer(inside.command(stack.running.members[member.name], ["cat", file.path]))
        yield from messages.account_findings(member.name, file.resolve(secrets), present)


def _objects(stack: Stack) -> Iterable[Finding]:
    with ThreadPoolExecutor(1) as pool:
        undeclared = pool.submit(lambda: tuple(_objects_undeclared(stack)))
        yield from _objects_declared(stack)
        yield from undeclared.result()


def _objects_declared(stack: Stack) -> Iterable[Finding]:
    access, password = stack.access("minio")
    declared = buckets.buckets_of(stack.packs, stack.settings.backup)
    with access.ca_file() as ca:
        client = buckets.client_of(access, password, str(ca))
        yield from objects.findings(buckets.pending(client, declared))
        yield from objects.open_buckets(client, declared)
    admin = bucket_accounts.admin_client(access, access.user, password)
    yield from objects.findings(buckets.pending_quotas(admin))
    known = _store_accounts(stack)
    secrets = {account.password.user.name: who.username for account, who in known.items()}
    secrets |= {account.password.name: who.password for account, who in known.items()}
    signs_in = partial(bucket_accounts.accepts, access)
    yield from objects.findings(bucket_accounts.pending(admin, tuple(known), secrets, signs_in))
    users = {account.name: who.username for account, who in known.items()}
    yield from objects.findings(bucket_accounts.pending_names(admin, users))


def _objects_undeclared(stack: Stack) -> Iterable[Finding]:
    access, password = stack.access("minio")
    admin = bucket_accounts.admin_client(access, access.user, password)
    return objects.undeclared(admin, access.user, [who.username for who in _store_accounts(stack).values()])


def _store_accounts(stack: Stack) -> dict[bucket_accounts.Account, Account]:
    return {one: stack.running.account(one.credential) for one in bucket_accounts.accounts_of(stack.packs)}


def _search(stack: Stack) -> Iterable[Finding]:
    if not stack.running.services["meilisearch"].present:
        return ()
    return search.findings(search_hook.Engine(*stack.access("meilisearch")), stack.packs)


def _dashboards(stack: Stack) -> Iterable[Finding]:
    if not stack.running.services["grafana"].present:
        return ()
    return dashboards.findings(*stack.access("grafana"))
