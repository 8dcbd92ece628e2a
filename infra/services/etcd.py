"""etcd: where Patroni keeps the leader's lease and the cluster's configuration on Docker.

Clients must show a certificate of an authority that is theirs alone, for whoever comes in may do all, and change the
configuration of PostgreSQL by it. One member, as everything on one host shares its fate anyway.
"""

from infra.settings import Settings
from infra.specs import (
    CA_FILE,
    CERT_FILE,
    CLIENTS_FILE,
    DATA_DIR,
    KEY_FILE,
    Member,
    Probe,
    Resources,
    ServiceSpec,
    client_certificate,
    clients_file,
)

CLIENT_PORT = 2379
URL = f"https://etcd:{CLIENT_PORT}"

NAME = "etcd"
_CERTIFICATE, _KEY = client_certificate(NAME)
_CLIENT = ("--cacert", CA_FILE, "--cert", _CERTIFICATE, "--key", _KEY)


def delete(prefix: str) -> tuple[str, ...]:
    """Return the command that deletes all keys with a prefix, in the member."""
    return ("etcdctl", "--endpoints", f"https://localhost:{CLIENT_PORT}", *_CLIENT, "del", "--prefix", prefix)


def etcd(settings: Settings) -> ServiceSpec:
    """Return the store that elects PostgreSQL's primary."""
    peer = "https://etcd:2380"
    return ServiceSpec(
        name=NAME,
        image="etcd",
        command=(
            "etcd",
            "--name=etcd",
            f"--data-dir={DATA_DIR}/etcd",
            f"--listen-client-urls=https://0.0.0.0:{CLIENT_PORT}",
            f"--advertise-client-urls={URL}",
            "--listen-peer-urls=https://0.0.0.0:2380",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=etcd={peer}",
            "--client-cert-auth",
            f"--trusted-ca-file={CLIENTS_FILE}",
            f"--cert-file={CERT_FILE}",
            f"--key-file={KEY_FILE}",
            # It is a client of its own: what comes by HTTP, as Patroni does, it asks itself by gRPC.
            f"--client-cert-file={_CERTIFICATE}",
            f"--client-key-file={_KEY}",
            "--peer-client-cert-auth",
            "--peer-cert-allowed-hostname=etcd",
            f"--peer-trusted-ca-file={CLIENTS_FILE}",
            f"--peer-cert-file={CERT_FILE}",
            f"--peer-key-file={KEY_FILE}",
            "--tls-min-version=TLS1.3",
            # Patroni writes a few keys a second for ever: without compaction the store would only grow.
            "--auto-compaction-mode=periodic",
            "--auto-compaction-retention=1h",
            "--quota-backend-bytes=134217728",
            "--log-level=warn",
        ),
        probe=Probe(
            ("etcdctl", "--endpoints", f"https://localhost:{CLIENT_PORT}", *_CLIENT, "endpoint", "health"), interval=3
        ),
        resources=Resources(memory=settings.etcd.memory, processes=128),
        files=(clients_file(NAME),),
        members=(Member(NAME, client_of=(NAME,)),),
        listens=(CLIENT_PORT, 2380),
        stateful=True,
    )
