"""The container that publishes what the packs' outboxes hold to their streams, as it comes."""

import json
from collections.abc import Sequence

from infra.packs import Pack
from infra.services import web
from infra.services.haproxy import PRIMARY_PORT
from infra.services.nats import PORT as NATS_PORT
from infra.services.nats import inbox_prefix, pack_user
from infra.settings import Settings
from infra.specs import (
    CA_FILE,
    CERT_FILE,
    CLIENTS_FILE,
    CONFIG_DIR,
    KEY_FILE,
    Call,
    ConfigFile,
    Member,
    Resources,
    SecretRef,
    ServiceSpec,
    clients_file,
)

SERVICE = "relay"
DATABASE_USER = "relay"
DATABASE_PASSWORD = SecretRef("postgres-relay")
METRICS_PORT = 9855

_SERVICE_FILE = f"{CONFIG_DIR}/pg_service.conf"


def relay(settings: Settings, packs: Sequence[Pack] = ()) -> ServiceSpec:
    """Return the relay of these packs; it waits for its servers and comes back by itself when they do."""
    return ServiceSpec(
        name=SERVICE,
        image="backup",
        command=("novax-relay", "serve"),
        environment={"PGSERVICEFILE": _SERVICE_FILE},
        files=(
            clients_file(SERVICE),
            ConfigFile(f"{CONFIG_DIR}/relay.json", _facts(packs)),
            ConfigFile(_SERVICE_FILE, _service()),
        ),
        probe=web.answering_to_itself(SERVICE, METRICS_PORT),
        resources=Resources(memory=settings.relay.memory, processes=64),
        members=(Member(SERVICE, client_of=(SERVICE,)),),
        listens=(METRICS_PORT,),
        calls=(Call("haproxy", PRIMARY_PORT), Call("nats", NATS_PORT)),
        after=("migrations", "streams"),
    )


def _facts(packs: Sequence[Pack]) -> str:
    facts = {
        "packs": [
            {
                "name": pack.name,
                "streams": [
                    {"name": name, "subjects": list(stream.subjects), "max_age_seconds": stream.max_age_days * 86400}
                    for name, stream in pack.streams.items()
                ],
                "user": pack_user(pack.name)[0],
                "password": str(pack_user(pack.name)[1]),
                "inbox_prefix": inbox_prefix(pack.name),
            }
            for pack in packs
        ],
        "bus": f"tls://nats:{NATS_PORT}",
        "service": "primary",
        "ca_file": CA_FILE,
        "certificate_file": CERT_FILE,
        "key_file": KEY_FILE,
        "clients_file": CLIENTS_FILE,
        "metrics_port": METRICS_PORT,
    }
    return json.dumps(facts, indent=2)


def _service() -> str:
    # A primary that went away without a word is given up within seconds.
    return f"""\
[primary]
host=haproxy
port={PRIMARY_PORT}
user={DATABASE_USER}
password={DATABASE_PASSWORD}
sslmode=verify-full
sslrootcert={CA_FILE}
ssl_min_protocol_version=TLSv1.3
keepalives_idle=5
keepalives_interval=2
keepalives_count=3
tcp_user_timeout=10000
application_name=novax-relay
"""
