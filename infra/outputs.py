"""What a stack tells the outside: endpoints, members and (secret) how to sign in; tests and commands read only it."""

from collections.abc import Mapping, Sequence

import pulumi

from infra.hooks import bucket_accounts, search
from infra.hooks.bucket_accounts import accounts_of
from infra.hooks.roles import pack_roles
from infra.identity import Identity
from infra.packs import Pack
from infra.platforms.base import PlacedService, Platform
from infra.services import alertmanager, grafana, meilisearch, minio, nats, pgbouncer, postgres, redis, web
from infra.settings import Settings
from infra.specs import SecretRef, ServiceSpec

Account = tuple[str | SecretRef, str, str]
"""An account's user name, the identity name of its password, and the endpoint that it is for."""

ADMINISTRATORS = "administrators"
OBSERVERS = "observers"


def export(  # noqa: PLR0913, PLR0917 - the whole deployment comes together here
    settings: Settings,
    packs: Sequence[Pack],
    specs: Sequence[ServiceSpec],
    services: Mapping[str, PlacedService],
    platform: Platform,
    identity: Identity,
) -> None:
    """Export the stack's outputs."""
    pulumi.export("environment", settings.environment)
    pulumi.export("platform", settings.platform)
    pulumi.export("packs", [pack.name for pack in packs])
    pulumi.export("ca", identity.secret("ca.crt"))
    pulumi.export(
        "services",
        {
            spec.name: {
                "image": spec.image,
                "memory": spec.resources.memory,
                "present": spec.name in services,
                "members": {m.name: m.host for m in services[spec.name].members} if spec.name in services else {},
            }
            for spec in specs
        },
    )
    for pack in packs:
        if key := pack.data_key_secret:
            pulumi.export(f"keys-{pack.name}", {key: identity.secret(key)})
    endpoints = {
        end.name: {
            "service": spec.name,
            "member": member.name,
            "scheme": end.scheme,
            "host": platform.host,
            "port": platform.ports[end.name],
        }
        for spec in specs
        if spec.name in services
        for member in services[spec.name].members
        for end in member.endpoints
    }
    pulumi.export("endpoints", endpoints)
    for name, value in platform.outputs(services.values()).items():
        pulumi.export(name, value)
    for whose, found in accounts_by_holder(packs).items():
        pulumi.export(
            f"credentials-{whose}",
            {
                name: {"username": _username(identity, user), "password": identity.secret(secret), "endpoint": endpoint}
                for name, (user, secret, endpoint) in found.items()
                if endpoint in endpoints
            },
        )


def _username(identity: Identity, user: str | SecretRef) -> pulumi.Input[str]:
    return identity.secret(user.name) if isinstance(user, SecretRef) else user


def accounts(packs: Sequence[Pack]) -> dict[str, Account]:
    """Return every account that a person or an application may use, by the name that `novax credentials` takes."""
    return {name: account for found in accounts_by_holder(packs).values() for name, account in found.items()}


def accounts_by_holder(packs: Sequence[Pack]) -> dict[str, dict[str, Account]]:
    """Return the same by who needs them: administrators, observers, and each pack's applications."""
    stores = {account.name: (account.credential, _of_store(account)) for account in accounts_of(packs)}
    packs_stores = {pack.name: stores.pop(f"{pack.name}-app") for pack in packs if pack.buckets}
    return {
        ADMINISTRATORS: {
            "postgres": (postgres.SUPERUSER, postgres.SUPERUSER_PASSWORD.name, "postgres-primary"),
            "patroni": (postgres.REST_USER, postgres.REST_PASSWORD.name, "patroni"),
            "pgbouncer": (pgbouncer.ADMIN_USER, pgbouncer.ADMIN_PASSWORD.name, "pgbouncer"),
            "redis": (redis.ADMIN_USER, redis.ADMIN_PASSWORD.name, "redis"),
            "nats": (nats.ADMIN_USER, nats.ADMIN_PASSWORD.name, "nats"),
            "minio": (minio.ROOT_USER, minio.ROOT_PASSWORD.name, "minio"),
            "meilisearch": ("master", meilisearch.MASTER_KEY.name, "meilisearch"),
            "grafana": (grafana.ADMIN_USER, grafana.ADMIN_PASSWORD.name, "grafana"),
            # Who can silence alerts is no mere observer.
            alertmanager.NAME: (web.USER, web.password(alertmanager.NAME).name, "alertmanager"),
            **dict(stores.values()),
        },
        OBSERVERS: {web.PROMETHEUS: (web.USER, web.password(web.PROMETHEUS).name, "prometheus")},
        **{
            pack.name: _of_pack(pack) | dict([packs_stores[pack.name]] if pack.name in packs_stores else [])
            for pack in packs
        },
    }


def _of_store(account: bucket_accounts.Account) -> Account:
    return account.password.user, account.password.name, "minio"


def _of_pack(pack: Pack) -> dict[str, Account]:
    found: dict[str, Account] = {}
    for role in pack_roles(pack):
        if role.secret:
            # Migrations need a session of their own, which a transaction pooler does not give.
            endpoint = "postgres-primary" if role.name == pack.migrator else "pgbouncer"
            found[role.secret.removeprefix("postgres-")] = (role.name, role.secret, endpoint)
    found[f"{pack.name}-redis"] = (pack.name, f"redis-{pack.name}", "redis")
    user, password = nats.pack_user(pack.name)
    found[f"{pack.name}-nats"] = (user, password.name, "nats")
    if pack.search:
        key = search.index_key(pack)
        found[f"{pack.name}-meilisearch"] = (key, f"{meilisearch.MASTER_KEY.name}.{key}", "meilisearch")
    return found
