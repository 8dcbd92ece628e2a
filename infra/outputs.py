"""What a stack tells the outside: endpoints, members and (secret) how to sign in; tests and commands read only it."""

from collections.abc import Mapping, Sequence

import pulumi

from infra.hooks import search
from infra.hooks.bucket_accounts import accounts_of
from infra.hooks.roles import pack_roles
from infra.identity import Identity
from infra.packs import Pack
from infra.platforms.base import PlacedService, Platform
from infra.services import grafana, meilisearch, minio, nats, pgbouncer, postgres, redis, web
from infra.settings import Settings
from infra.specs import SecretRef, ServiceSpec

Account = tuple[str | SecretRef, str, str]
"""An account's user name, the identity name of its password, and the endpoint that it is for."""


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
    pulumi.export(
        "keys", {pack.data_key_secret: identity.secret(pack.data_key_secret) for pack in packs if pack.data_key_secret}
    )
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
    pulumi.export(
        "credentials",
        {
            name: {"username": _username(identity, user), "password": identity.secret(secret), "endpoint": endpoint}
            for name, (user, secret, endpoint) in accounts(packs).items()
            if endpoint in endpoints
        },
    )


def _username(identity: Identity, user: str | SecretRef) -> pulumi.Input[str]:
    return identity.secret(user.name) if isinstance(user, SecretRef) else user


def accounts(packs: Sequence[Pack]) -> dict[str, Account]:
    """Return every account that a person or an application may use, by the name that `novax credentials` takes."""
    found: dict[str, Account] = {
        "postgres": (postgres.SUPERUSER, postgres.SUPERUSER_PASSWORD.name, "postgres-primary"),
        "patroni": (postgres.REST_USER, postgres.REST_PASSWORD.name, "patroni"),
        "pgbouncer": (pgbouncer.ADMIN_USER, pgbouncer.ADMIN_PASSWORD.name, "pgbouncer"),
        "redis": (redis.ADMIN_USER, redis.ADMIN_PASSWORD.name, "redis"),
        "nats": (nats.ADMIN_USER, nats.ADMIN_PASSWORD.name, "nats"),
        "minio": (minio.ROOT_USER, minio.ROOT_PASSWORD.name, "minio"),
        "metrics": (web.USER, web.PASSWORD.name, "prometheus"),
        "meilisearch": ("master", meilisearch.MASTER_KEY.name, "meilisearch"),
        "grafana": (grafana.ADMIN_USER, grafana.ADMIN_PASSWORD.name, "grafana"),
    }
    for pack in packs:
        for role in pack_roles(pack):
            if role.secret:
                # Migrations need a session of their own, which a transaction pooler does not give.
                endpoint = "postgres-primary" if role.name == pack.migrator else "pgbouncer"
                found[role.secret.removeprefix("postgres-")] = (role.name, role.secret, endpoint)
        found[f"{pack.name}-redis"] = (pack.name, f"redis-{pack.name}", "redis")
        found[f"{pack.name}-nats"] = (pack.name, f"nats-{pack.name}", "nats")
        if pack.search:
            key = search.index_key(pack)
            found[f"{pack.name}-meilisearch"] = (key, f"{meilisearch.MASTER_KEY.name}.{key}", "meilisearch")
    for account in accounts_of(packs):
        found[account.credential] = (account.password.user, account.password.name, "minio")
    return found
