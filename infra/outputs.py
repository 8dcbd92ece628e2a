"""What a stack tells the outside: endpoints, members and (secret) how to sign in; tests and commands read only it."""

from collections.abc import Mapping, Sequence

import pulumi

from infra.identity import Identity
from infra.packs import Pack
from infra.platforms.docker import DockerPlatform, DockerService
from infra.services import backup, grafana, minio, nats, pgbouncer, postgres, redis, web
from infra.settings import Settings
from infra.specs import ServiceSpec

Account = tuple[str, str, str]
"""An account's user name, the identity name of its password, and the endpoint that it is for."""


def export(  # noqa: PLR0913, PLR0917 - the whole deployment comes together here
    settings: Settings,
    packs: Sequence[Pack],
    specs: Sequence[ServiceSpec],
    services: Mapping[str, DockerService],
    platform: DockerPlatform,
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
    pulumi.export(
        "credentials",
        {
            name: {"username": user, "password": identity.secret(secret), "endpoint": endpoint}
            for name, (user, secret, endpoint) in accounts(settings).items()
            if endpoint in endpoints
        },
    )


def accounts(settings: Settings) -> dict[str, Account]:
    """Return every account that a person or an application may use, by the name that `novax credentials` takes."""
    found: dict[str, Account] = {
        "postgres": (postgres.SUPERUSER, postgres.SUPERUSER_PASSWORD.name, "postgres-primary"),
        "patroni": (postgres.REST_USER, postgres.REST_PASSWORD.name, "patroni"),
        "pgbouncer": (pgbouncer.ADMIN_USER, pgbouncer.ADMIN_PASSWORD.name, "pgbouncer"),
        "redis": (redis.ADMIN_USER, redis.ADMIN_PASSWORD.name, "redis"),
        "nats": (nats.ADMIN_USER, nats.ADMIN_PASSWORD.name, "nats"),
        "minio": (minio.ROOT_USER, minio.ROOT_PASSWORD.name, "minio"),
        "backup": (backup.USER, backup.PASSWORD.name, "minio"),
        "metrics": (web.USER, web.PASSWORD.name, "prometheus"),
        "meilisearch": ("master", "meilisearch-master", "meilisearch"),
        "grafana": (grafana.ADMIN_USER, grafana.ADMIN_PASSWORD.name, "grafana"),
    }
    for pack in settings.packs:
        for role in ("app", "migrator", "readonly"):
            endpoint = "postgres-primary" if role == "migrator" else "pgbouncer"
            found[f"{pack}-{role}"] = (f"{pack}_{role}", f"postgres-{pack}-{role}", endpoint)
        found[f"{pack}-redis"] = (pack, f"redis-{pack}", "redis")
        found[f"{pack}-nats"] = (pack, f"nats-{pack}", "nats")
        found[f"{pack}-minio"] = (f"{pack}-app", f"minio-{pack}", "minio")
    return found
