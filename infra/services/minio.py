"""MinIO: buckets for the packs and for PostgreSQL's archive, over TLS."""

from infra.settings import Settings
from infra.specs import (
    CONFIG_DIR,
    DATA_DIR,
    ConfigFile,
    Endpoint,
    Member,
    Resources,
    SecretRef,
    ServiceSpec,
    https_probe,
)

PORT = 9000
CONSOLE_PORT = 9001
ROOT_USER = "root"
ROOT_PASSWORD = SecretRef("minio-root")

_ENVIRONMENT_FILE = f"{CONFIG_DIR}/minio.env"
_CERTIFICATES = f"{CONFIG_DIR}/minio-certs"


def minio(settings: Settings) -> ServiceSpec:
    """Return the object store; its root account is for the hooks alone."""
    environment = f"MINIO_ROOT_USER={ROOT_USER}\nMINIO_ROOT_PASSWORD={ROOT_PASSWORD}\n"
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
            f"{DATA_DIR}/objects",
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
            ConfigFile(f"{_CERTIFICATES}/public.crt", str(SecretRef("minio.crt"))),
            ConfigFile(f"{_CERTIFICATES}/private.key", str(SecretRef("minio.key"))),
            ConfigFile(f"{_CERTIFICATES}/CAs/ca.crt", str(SecretRef("ca.crt"))),
        ),
        probe=https_probe(f"https://localhost:{PORT}/minio/health/ready", interval=3),
        resources=Resources(memory=settings.minio.memory, processes=512, cpu=settings.minio.cpu),
        members=(
            Member(
                "minio",
                endpoints=(Endpoint("minio", PORT, "https"), Endpoint("minio-console", CONSOLE_PORT, "https")),
            ),
        ),
        listens=(PORT, CONSOLE_PORT),
        stateful=True,
        storage=settings.minio.volume,
    )
