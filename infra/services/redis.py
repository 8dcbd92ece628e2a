"""Redis (or Valkey): a cache with a primary and replicas, TLS only, every account by ACL."""

from infra.settings import Settings
from infra.specs import (
    CA_FILE,
    CERT_FILE,
    CONFIG_DIR,
    DATA_DIR,
    KEY_FILE,
    Call,
    ConfigFile,
    Data,
    Endpoint,
    Member,
    Probe,
    Resources,
    SecretRef,
    ServiceSpec,
)

PORT = 6379
ADMIN_USER = "admin"
ADMIN_PASSWORD = SecretRef("redis-admin")
METRICS_USER = "metrics"
METRICS_PASSWORD = SecretRef("redis-metrics")
REPLICA_USER = "replica"
REPLICA_PASSWORD = SecretRef("redis-replica")
REPLICATING = "+psync +replconf +ping"
WATCHING = "+ping +info +slowlog|len +latency|latest +latency|histogram +client|setname"
"""Figures alone: a slow statement's entry has its arguments, and the configuration has the replica's password."""
PLATFORM_ACCOUNTS = ("default", ADMIN_USER, METRICS_USER, REPLICA_USER)
"""Accounts that are not a pack's; the first is the server's own, and may do nothing."""

_CONFIG = f"{CONFIG_DIR}/redis.conf"
_PLATFORM_USERS = f"{CONFIG_DIR}/platform-users.acl"
_PRIMARY = "redis-1"


def member_names(settings: Settings) -> tuple[str, ...]:
    """Return the names of all cache members; the first is the primary."""
    return tuple(f"redis-{number}" for number in range(1, settings.redis.replicas + 2))


def redis(settings: Settings) -> ServiceSpec:
    """Return the cache."""
    engine = settings.redis.engine
    client = f"{engine}-cli"
    return ServiceSpec(
        name="redis",
        image=engine,
        command=("novax-redis", _PLATFORM_USERS, f"{DATA_DIR}/users.acl", f"{engine}-server", _CONFIG),
        files=(ConfigFile(_PLATFORM_USERS, _platform_users()),),
        # Answers also when the account is refused: the server is up, and no password stands in a command.
        probe=Probe(
            ("sh", "-c", f"{client} --tls --cacert {CA_FILE} -p {PORT} ping 2>&1 | grep -q -e NOAUTH -e PONG"),
            interval=3,
            port=PORT,
        ),
        resources=Resources(memory=settings.redis.memory, processes=64, cpu=settings.redis.cpu),
        members=tuple(
            Member(
                name,
                files=(ConfigFile(_CONFIG, _configuration(settings, name)),),
                endpoints=(Endpoint("redis" if name == _PRIMARY else f"redis-replica-{number}", PORT, "rediss"),),
            )
            for number, name in enumerate(member_names(settings))
        ),
        listens=(PORT,),
        # A replica follows its primary.
        calls=(Call("redis", PORT),) if settings.redis.replicas else (),
        stateful=True,
        storage=settings.redis.volume,
        data=Data(
            marks=f"sed -nE 's/^user ({'|'.join(settings.packs)}) .*/\\1/p' users.acl",
            # Accounts are each member's own: replicas do not take them from each other.
            enough=settings.redis.replicas + 1,
            contents=settings.packs,
        ),
        stop_grace=30,
    )


def _platform_users() -> str:
    """Return the accounts of the platform itself; those of applications come from the hook."""
    return f"""\
user default off resetpass resetkeys resetchannels -@all
user {ADMIN_USER} on #{ADMIN_PASSWORD.form("sha256")} ~* &* +@all
user {REPLICA_USER} on #{REPLICA_PASSWORD.form("sha256")} {REPLICATING}
user {METRICS_USER} on #{METRICS_PASSWORD.form("sha256")} {WATCHING}
"""


def _configuration(settings: Settings, name: str) -> str:
    replication = "" if name == _PRIMARY else f"replicaof {_PRIMARY} {PORT}\n"
    return f"""\
port 0
tls-port {PORT}
tls-cert-file {CERT_FILE}
tls-key-file {KEY_FILE}
tls-ca-cert-file {CA_FILE}
tls-auth-clients no
tls-replication yes
tls-protocols "TLSv1.3"
protected-mode no
dir {DATA_DIR}
aclfile {DATA_DIR}/users.acl
appendonly yes
appendfsync everysec
maxmemory {settings.redis.maxmemory}mb
maxmemory-policy allkeys-lru
replica-announce-ip {name}
masteruser {REPLICA_USER}
masterauth {REPLICA_PASSWORD}
{replication}"""
