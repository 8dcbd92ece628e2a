"""Who may sign in where, what for, and who has the password: everything that declarations say of it, as one document.

``make accounts`` writes docs/accounts.md; tests compare what is committed with what it would write, and fail for a
secret of which nothing is said here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from infra.hooks import bucket_accounts, cache_users, search
from infra.hooks.registry import all_hooks
from infra.hooks.roles import PLATFORM_ROLES, Role, pack_roles
from infra.outputs import ADMINISTRATORS, OBSERVERS, accounts_by_holder
from infra.packs import Pack, load_packs
from infra.paths import PROJECT
from infra.services import grafana, meilisearch, minio, nats, pgbackrest, pgbouncer, postgres, redis, web
from infra.services.registry import all_services
from infra.settings import Settings, from_mapping

FILE = PROJECT / "docs" / "accounts.md"
PACK = "PACK"
"""Stands for each pack's name where its account is like those of the others."""

_ANY = "everything"
_LISTENERS = "listeners of metrics"


@dataclass(frozen=True)
class Account:
    """An account of a service: its user name, the name of its password, what it may do and what for."""

    service: str
    user: str
    secret: str
    may: str
    why: str


def accounts(settings: Settings, packs: Sequence[Pack]) -> Iterator[Account]:
    """Yield every account of a stack."""
    yield from _of_postgres(packs)
    yield Account("patroni", postgres.REST_USER, postgres.REST_PASSWORD.name, _ANY, "switchovers, and the cluster hook")
    yield Account(
        "pgbouncer", pgbouncer.ADMIN_USER, pgbouncer.ADMIN_PASSWORD.name, _ANY, "people who operate the pooler"
    )
    shows = "SHOW on the console"
    yield Account("pgbouncer", pgbouncer.STATS_USER, pgbouncer.STATS_PASSWORD.name, shows, "metrics, and the probe")
    yield from _of_redis(packs)
    yield from _of_nats(packs)
    yield from _of_minio(packs)
    yield from _of_meilisearch(packs)
    yield Account("grafana", grafana.ADMIN_USER, grafana.ADMIN_PASSWORD.name, _ANY, "people who look at dashboards")
    for name in _listeners(settings):
        silences = "; silences alerts" if name == "alertmanager" else ""
        user, may = f"{web.USER} at {name}", f"reads what it shows{silences}"
        yield Account(_LISTENERS, user, web.password(name).name, may, "Prometheus asks it")


def _of_postgres(packs: Sequence[Pack]) -> Iterator[Account]:
    yield Account("postgres", postgres.SUPERUSER, postgres.SUPERUSER_PASSWORD.name, _ANY, "Patroni, and the hooks")
    replicas = "replicas follow the primary"
    yield Account("postgres", postgres.REPLICATOR, postgres.REPLICATOR_PASSWORD.name, "receives all WAL", replicas)
    rewinds = "reads files by the functions of pg_rewind"
    yield Account(
        "postgres", postgres.REWINDER, postgres.REWINDER_PASSWORD.name, rewinds, "an old primary that rejoins"
    )
    for role in PLATFORM_ROLES:
        yield _role(role, _REASONS[role.name])
    for pack in packs:
        reasons = {
            pack.app: "the pack's applications",
            pack.readonly: "people and reports, which read",
            pack.migrator: "migrations",
            **{name: extra.description for name, extra in pack.extra_roles.items()},
        }
        yield from (_role(role, reasons[role.name]) for role in pack_roles(pack) if role.secret)


_REASONS = {
    "pgbouncer": "looks up the passwords of clients",
    "metrics": "metrics of the servers and of jobs",
    "backup": "dumps databases, and marks what a restore must bring back",
    "relay": "takes events out of the outboxes",
}


def _role(role: Role, why: str) -> Account:
    rights = (
        "what migrations grant",
        *(["all rows: no policy binds it"] if role.bypasses_rls else []),
        *(f"what {name} may" for name in role.inherits),
        *(f"becomes {name}" for name in role.becomes),
    )
    return Account("postgres", role.name, role.secret or "", "; ".join(rights), why)


def _of_redis(packs: Sequence[Pack]) -> Iterator[Account]:
    yield Account("redis", redis.ADMIN_USER, redis.ADMIN_PASSWORD.name, _ANY, "the hooks that make accounts")
    yield Account(
        "redis",
        redis.REPLICA_USER,
        redis.REPLICA_PASSWORD.name,
        f"`{redis.REPLICATING}`",
        "replicas follow the primary",
    )
    yield Account("redis", redis.METRICS_USER, redis.METRICS_PASSWORD.name, f"`{redis.WATCHING}`", "metrics")
    for one in cache_users.accounts(packs):
        may = f"`{one.keys} {one.channels} {' '.join(cache_users.COMMANDS)}`"
        yield Account("redis", one.name, one.secret, may, "the pack's applications")


def _of_nats(packs: Sequence[Pack]) -> Iterator[Account]:
    streams = "makes streams and reads them in each pack's account, by JetStream's API"
    yield Account("nats", nats.ADMIN_USER, nats.ADMIN_PASSWORD.name, streams, "the streams hook, and replays")
    for pack in packs:
        user, password = nats.pack_user(pack.name)
        may = "in the pack's account: its subjects; reads and acknowledges its streams"
        yield Account("nats", user, password.name, may, "the pack's applications, and the relay for it")


def _of_minio(packs: Sequence[Pack]) -> Iterator[Account]:
    root = minio.ROOT_PASSWORD.name
    yield Account(
        "minio", "root (random)", root, f"{_ANY} but what is locked", "the buckets hook; metrics by a token of it"
    )
    reasons = {
        bucket_accounts.ARCHIVE: "PostgreSQL's members archive WAL",
        bucket_accounts.BACKUP: "the backup container",
    }
    for one in bucket_accounts.accounts_of(packs):
        may = (
            *([f"reads, writes and deletes in {', '.join(one.buckets)}"] if one.buckets else []),
            *([f"reads and writes, every version too, in {', '.join(one.keeps)}"] if one.keeps else []),
            *([f"reads {', '.join(one.reads)}"] if one.reads else []),
            "ends no version; makes no account",
        )
        why = reasons.get(one.name, "the pack's applications")
        yield Account("minio", f"{one.name} (random)", one.password.name, "; ".join(may), why)


def _of_meilisearch(packs: Sequence[Pack]) -> Iterator[Account]:
    master = meilisearch.MASTER_KEY.name
    yield Account("meilisearch", "master", master, _ANY, "the search hook, which makes the other keys of it")
    for key in search.keys_of(packs):
        why = "metrics" if key.name == search.METRICS_KEY else "the pack's applications"
        may = f"{', '.join(key.actions)} on {', '.join(key.indexes)}"
        yield Account("meilisearch", key.name, f"{master}.{key.name}", may, why)


def _listeners(settings: Settings) -> list[str]:
    """Return the services whose metrics want a password."""
    names = {spec.name: web.password(spec.name).name for spec in all_services(settings)}
    used = {base_of(secret) for secret in _holders(settings, ())}
    return [name for name, secret in names.items() if secret in used]


def base_of(secret: str) -> str:
    """Return the secret that another is computed from, or itself."""
    return secret.partition(".")[0]


def _holders(settings: Settings, packs: Sequence[Pack]) -> dict[str, set[str]]:
    """Return the services that have a secret in a file, by the secret as they have it."""
    found: dict[str, set[str]] = {}
    for spec in all_services(settings, packs=packs):
        files = chain.from_iterable(spec.member_files(member) for member in spec.members)
        for secret in chain.from_iterable(file.secrets for file in files):
            found.setdefault(secret, set()).add(spec.name)
    return found


def holders(settings: Settings, packs: Sequence[Pack]) -> dict[str, list[str]]:
    """Return who has each secret, by its name: services in their files, `up` while it works, and people by outputs."""
    found: dict[str, list[str]] = {}
    less = (".sha256", ".bcrypt", ".user", ".metrics-token")
    for secret, services in sorted(_holders(settings, packs).items()):
        if not secret.endswith(less):
            found.setdefault(_own(secret, packs), []).extend(sorted(services))
    for hook in all_hooks(settings, packs):
        for secret in hook.secrets:
            found.setdefault(_own(secret, packs), []).append("`up`")
    for whose, these in accounts_by_holder(packs).items():
        told = whose if whose in {ADMINISTRATORS, OBSERVERS} else f"whoever deploys {whose}"
        for _, secret, _ in these.values():
            found.setdefault(_own(secret, packs), []).append(told)
    for pack in packs:
        if key := pack.data_key_secret:
            found.setdefault(key, []).append(f"whoever deploys {pack.name}")
    return {secret: list(dict.fromkeys(who)) for secret, who in found.items()}


def _own(secret: str, packs: Sequence[Pack]) -> str:
    """Return a secret's own name; a key of the search engine is one, though it is computed from the master's."""
    base, _, form = secret.partition(".")
    keys = {search.METRICS_KEY: "metrics-key"} | {search.index_key(pack): search.index_key(pack) for pack in packs}
    named = next((name for name, key in keys.items() if key == form), "")
    return f"{base}.{named}" if named else base


def document() -> str:
    """Return the document, of stack dev's settings and all packs."""
    settings = from_mapping({"environment": "dev"})
    packs = load_packs(settings.packs, PROJECT / "sql")
    return "\n".join([_HEAD, *_sections(settings, packs), *_keys(settings, packs), *_certificates(settings)])


def _sections(settings: Settings, packs: Sequence[Pack]) -> Iterator[str]:
    held = holders(settings, packs)
    every = list(accounts(settings, packs))
    for service, of_service in groupby(every, key=lambda one: one.service):
        rows = [_row(one, held, packs) for one in of_service]
        yield f"## {service}\n"
        yield f"{_table(('account', 'may', 'what for', 'who has the password'), list(dict.fromkeys(rows)))}\n"


def _row(one: Account, held: Mapping[str, Sequence[str]], packs: Sequence[Pack]) -> tuple[str, str, str, str]:
    cells = (one.user, one.may, one.why, ", ".join(held.get(one.secret, ["nobody"])))
    pack = next((pack.name for pack in packs if pack.name in one.secret.split("-") or pack.name in one.user), "")
    if not pack:
        return cells
    user, may, why, who = (cell.replace(pack, PACK) for cell in cells)
    return user, may, why, who


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = (columns, ["---"] * len(columns), *([cell.replace("|", "\\|") for cell in row] for row in rows))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _keys(settings: Settings, packs: Sequence[Pack]) -> Iterator[str]:
    held = holders(settings, packs)
    yield "## Keys\n"
    rows = [(key, opens, ", ".join(held.get(key, ()))) for key, opens in keys(packs).items()]
    yield f"{_table(('key', 'opens', 'who has it'), rows)}\n"


def keys(packs: Sequence[Pack]) -> dict[str, str]:
    """Return the secrets that are nobody's password, with what each opens."""
    own = {pack.data_key_secret: f"encrypted columns of {pack.name}" for pack in packs if pack.data_key_secret}
    return {pgbackrest.CIPHER.name: "WAL and backups, and what the backup container copies", **own}


def _certificates(settings: Settings) -> Iterator[str]:
    members = [member for spec in all_services(settings) for member in spec.members]
    services = dict.fromkeys(chain.from_iterable(member.client_of for member in members))
    rows = [
        (service, ", ".join(member.name for member in members if service in member.client_of), _OPENS[service])
        for service in services
    ]
    yield "## Certificates of clients\n"
    yield f"{_table(('service', 'lets in', 'to what'), rows)}\n"


_OPENS = {
    "etcd": "everything: the leader's lease and the configuration of PostgreSQL; Prometheus has it for the metrics",
    "postgres": "the files of a member, by pgBackRest's server",
    "backup": "its metrics",
    "relay": "its metrics",
}

_HEAD = """\
# Accounts

Written by `make accounts` from the declarations; `PACK` stands for each pack's name. Who has no more than a
password's digest is not named with it. What these are protected from, and what is inherent: [security.md](security.md).
"""


def main() -> None:
    """Write the document."""
    FILE.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
