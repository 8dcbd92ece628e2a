"""pgBackRest of our own PostgreSQL image against a store, in a bucket with locks and with the backups' own policy."""

import subprocess
from pathlib import Path

from infra.hooks.bucket_accounts import bucket_policy
from infra.identity import new_password
from infra.services.minio import REGION
from tests.bench.stores.objects import locking_bucket
from tests.bench.stores.processes import HOST
from tests.bench.stores.server import Server, new_keys

BUCKET = "pgbackrest"
_SCRIPT = Path(__file__).with_name("pgbackrest.sh")
_SECONDS = 300

_CONFIGURATION = """\
[global]
repo1-type=s3
repo1-s3-endpoint={host}
repo1-storage-port={port}
repo1-s3-uri-style=path
repo1-s3-region={region}
repo1-s3-bucket={bucket}
repo1-s3-key={user}
repo1-s3-key-secret={password}
repo1-storage-ca-file=/bench/ca.crt
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass={cipher}
repo1-bundle=y
repo1-block=y
compress-type=zst
process-max=2
start-fast=y
lock-path=/tmp
log-path=/tmp
log-level-console=warn
log-level-file=off

[main]
pg1-path=/tmp/pgdata
pg1-socket-path=/tmp
"""


def run(server: Server, image: str, folder: Path) -> dict[str, float]:
    """Return the seconds that each step took, from an empty bucket to a restored server.

    `folder` is empty; a container of the image reads what is written there.

    Raises:
        AssertionError: a step failed; the message has its output.
    """
    locking_bucket(server.client(), BUCKET, "COMPLIANCE")
    keys = new_keys()
    server.set_account(keys, bucket_policy((BUCKET,), keeps=(BUCKET,)))
    (folder / "pgbackrest.conf").write_text(
        _CONFIGURATION.format(
            host=HOST,
            port=server.port,
            region=REGION,
            bucket=BUCKET,
            user=keys.name,
            password=keys.password,
            cipher=new_password(),
        )
    )
    (folder / "ca.crt").write_text(server.ca_pem)
    (folder / "pgbackrest.sh").write_bytes(_SCRIPT.read_bytes())
    folder.chmod(0o755)  # the container's user is another one
    done = subprocess.run(
        (
            "docker",
            "run",
            "--rm",
            "--network=host",
            f"--volume={folder}:/bench:ro",
            image,
            "bash",
            "/bench/pgbackrest.sh",
        ),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{server.name}: {done.stdout}{done.stderr}"
    return {name: int(taken) / 1000 for name, _, taken in (line.partition(" ") for line in done.stdout.splitlines())}
