"""MinIO: buckets for the packs and for PostgreSQL's archive, over TLS."""

from infra.settings import Settings
from infra.specs import (
    CONFIG_DIR,
    DATA_DIR,
    Call,
    ConfigFile,
    Data,
    Endpoint,
    Member,
    Resources,
    SecretRef,
    ServiceSpec,
    https_probe,
)

PORT = 9000
CONSOLE_PORT = 9001
REGION = "us-east-1"
"""What MinIO calls itself unless told otherwise; it is part of each signature."""

ROOT_PASSWORD = SecretRef("minio-root")
ROOT_USER = ROOT_PASSWORD.user

_ENDPOINTS = (Endpoint("minio", PORT, "https"), Endpoint("minio-console", CONSOLE_PORT, "https"))
_ENVIRONMENT_FILE = f"{CONFIG_DIR}/minio.env"
_CERTIFICATES = f"{CONFIG_DIR}/minio-certs"


def member_names(settings: Settings) -> tuple[str, ...]:
    """Return the names of all servers; a single one is called like the service."""
    drives = settings.minio.drives
    return ("minio",) if drives == 1 else tuple(f"minio-{number}" for number in range(1, drives + 1))


def minio(settings: Settings) -> ServiceSpec:
    """Return the object store; its root account is for the hooks alone."""
    environment = f"MINIO_ROOT_USER={ROOT_USER}\nMINIO_ROOT_PASSWORD={ROOT_PASSWORD}\n"
    names = member_names(settings)
    several = len(names) > 1
    # Every server gets the same list, finds itself in it, and spreads each object over all drives.
    place = f"https://minio-{{1...{len(names)}}}:{PORT}{DATA_DIR}/objects" if several else f"{DATA_DIR}/objects"
    return ServiceSpec(
        name="minio",
        image="minio",
        command=(
            "minio",
            "server",
            "--quiet",
            f"--certs-dir={_CERTIFICATES}",
            f"--address=:{PORT}",
            f"--console-address=:{CONSOLE_PORT}",
            place,
        ),
        environment={
            # A file, so that the root password is in no environment that `docker inspect` shows.
            "MINIO_CONFIG_ENV_FILE": _ENVIRONMENT_FILE,
            "MINIO_UPDATE": "off",
            "MINIO_BROWSER_REDIRECT": "false",
            # Leaves a fifth of the limit for what the Go collector does not count.
            "GOMEMLIMIT": f"{settings.minio.memory * 4 // 5}MiB",
        },
        files=(
            ConfigFile(_ENVIRONMENT_FILE, environment),
            ConfigFile(f"{_CERTIFICATES}/CAs/ca.crt", str(SecretRef("ca.crt"))),
        ),
        probe=https_probe(f"https://localhost:{PORT}/minio/health/ready", interval=3),
        resources=Resources(memory=settings.minio.memory, processes=512, cpu=settings.minio.cpu),
        members=tuple(
            Member(
                name,
                files=(
                    ConfigFile(f"{_CERTIFICATES}/public.crt", str(SecretRef(f"{name}.crt"))),
                    ConfigFile(f"{_CERTIFICATES}/private.key", str(SecretRef(f"{name}.key"))),
                ),
                # Any server answers for all.
                endpoints=_ENDPOINTS if name == names[0] else (),
            )
            for name in names
        ),
        listens=(PORT, CONSOLE_PORT),
        calls=(Call("minio", PORT),) if several else (),
        stateful=True,
        storage=settings.minio.volume,
        data=Data(
            marks=r"""sed -n 's/.*"id":"\([0-9a-f-]*\)".*/\1/p' objects/.minio.sys/format.json""",
            # With half of the drives every object can still be read.
            enough=(len(names) + 1) // 2,
            remedy="its buckets are empty then, and the backups of PostgreSQL were in them",
        ),
    )
