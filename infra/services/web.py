"""What every exporter and Prometheus itself share: a TLS listener that wants the observers' password."""

from infra.specs import CA_FILE, CERT_FILE, CONFIG_DIR, KEY_FILE, ConfigFile, Probe, SecretRef

USER = "metrics"
PASSWORD = SecretRef("metrics-web")
CONFIG = f"{CONFIG_DIR}/web.yaml"
PROMETHEUS_PORT = 9090
"""Here, because Grafana asks Prometheus and Prometheus asks Grafana."""


def web_file() -> ConfigFile:
    """Return the exporter toolkit's web configuration."""
    return ConfigFile(
        CONFIG,
        f"""\
tls_server_config:
  cert_file: {CERT_FILE}
  key_file: {KEY_FILE}
  min_version: TLS13
basic_auth_users:
  {USER}: "{PASSWORD.form("bcrypt")}"
""",
    )


def answering(port: int, path: str) -> Probe:
    """Return a probe that is content with 200 or 401 from a TLS listener: no password has a place in a command."""
    url = f"https://localhost:{port}{path}"
    code = f"curl --silent --max-time 4 --cacert {CA_FILE} --output /dev/null --write-out '%{{http_code}}' {url}"
    return Probe(("sh", "-c", f'case "$({code})" in 200|401) exit 0 ;; *) exit 1 ;; esac'))
