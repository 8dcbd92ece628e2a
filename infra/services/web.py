"""What exporters and Prometheus itself share: their form, and a TLS listener that wants a password of its own."""

from infra.settings import Settings
from infra.specs import (
    CA_FILE,
    CERT_FILE,
    CONFIG_DIR,
    KEY_FILE,
    Call,
    ConfigFile,
    Member,
    Probe,
    Resources,
    SecretRef,
    ServiceSpec,
    client_certificate,
)

USER = "metrics"
CONFIG = f"{CONFIG_DIR}/web.yaml"
PROMETHEUS = "prometheus"
PROMETHEUS_PORT = 9090
"""Both here, because Grafana asks Prometheus and Prometheus asks Grafana."""


def password(listener: str) -> SecretRef:
    """Return the password of a service's listener: who has that of one gets in nowhere else."""
    return SecretRef(f"web-{listener}")


def web_file(listener: str) -> ConfigFile:
    """Return the exporter toolkit's web configuration of a service."""
    return ConfigFile(
        CONFIG,
        f"""\
tls_server_config:
  cert_file: {CERT_FILE}
  key_file: {KEY_FILE}
  min_version: TLS13
basic_auth_users:
  {USER}: "{password(listener).form("bcrypt")}"
""",
    )


def answering(port: int, path: str) -> Probe:
    """Return a probe that is content with 200 or 401 from a TLS listener: no password has a place in a command."""
    url = f"https://localhost:{port}{path}"
    code = f"curl --silent --max-time 4 --cacert {CA_FILE} --output /dev/null --write-out '%{{http_code}}' {url}"
    return Probe(("sh", "-c", f'case "$({code})" in 200|401) exit 0 ;; *) exit 1 ;; esac'), port=port)


def answering_to_itself(service: str, port: int) -> Probe:
    """Return a probe of a service's metrics that want a certificate: the member is its own client."""
    certificate, key = client_certificate(service)
    tls = ("--cacert", CA_FILE, "--cert", certificate, "--key", key)
    command = ("curl", "--fail", "--silent", "--max-time", "4", "--output", "/dev/null", *tls)
    return Probe((*command, f"https://localhost:{port}/metrics"), interval=10, port=port)


def exporter(  # noqa: PLR0913 - a spec has many parts
    settings: Settings,
    name: str,
    port: int,
    command: tuple[str, ...],
    *,
    members: tuple[Member, ...] = (),
    files: tuple[ConfigFile, ...] = (),
    environment: dict[str, str] | None = None,
    calls: tuple[Call, ...] = (),
    after: tuple[str, ...] = (),
) -> ServiceSpec:
    """Return an exporter: one process of the image that has them all, with its listener and its files."""
    return ServiceSpec(
        name=name,
        image="exporters",
        command=command,
        files=(web_file(name), *files),
        environment=environment or {},
        probe=answering(port, "/"),
        resources=Resources(memory=settings.exporters.memory, processes=64),
        members=members or (Member(name),),
        listens=(port,),
        calls=calls,
        after=after,
    )
