"""Grafana: dashboards provisioned from files, with Prometheus as the datasource; nothing is clicked together."""

import yaml

from infra.paths import PROJECT
from infra.services import web
from infra.settings import Settings
from infra.specs import (
    CERT_FILE,
    CONFIG_DIR,
    DATA_DIR,
    KEY_FILE,
    Call,
    ConfigFile,
    Endpoint,
    Member,
    Resources,
    SecretRef,
    ServiceSpec,
    https_probe,
)

PORT = 3000
ADMIN_USER = "admin"
ADMIN_PASSWORD = SecretRef("grafana-admin")
DATASOURCE_UID = "prometheus"

_CONFIG = f"{CONFIG_DIR}/grafana.ini"
_PROVISIONING = f"{CONFIG_DIR}/provisioning"
_DASHBOARDS = PROJECT / "charts" / "observability" / "dashboards"


def grafana(settings: Settings) -> ServiceSpec:
    """Return the dashboards."""
    dashboards = tuple(
        ConfigFile(f"{CONFIG_DIR}/dashboards/{file.name}", file.read_text(encoding="utf-8"))
        for file in sorted(_DASHBOARDS.glob("*.json"))
    )
    return ServiceSpec(
        name="grafana",
        image="grafana",
        # The published image sets these, and they win over the file.
        environment={
            "GF_PATHS_DATA": DATA_DIR,
            "GF_PATHS_LOGS": f"{DATA_DIR}/log",
            "GF_PATHS_PLUGINS": f"{DATA_DIR}/plugins",
            "GF_PATHS_PROVISIONING": _PROVISIONING,
        },
        command=("grafana", "server", "--homepath=/usr/share/grafana", f"--config={_CONFIG}"),
        files=(
            ConfigFile(_CONFIG, _configuration()),
            ConfigFile(f"{_PROVISIONING}/datasources/prometheus.yaml", _datasource()),
            ConfigFile(f"{_PROVISIONING}/dashboards/platform.yaml", _provider()),
            *dashboards,
        ),
        probe=https_probe(f"https://localhost:{PORT}/api/health"),
        resources=Resources(memory=settings.grafana.memory, processes=128),
        members=(Member("grafana", endpoints=(Endpoint("grafana", PORT, "https"),)),),
        listens=(PORT,),
        calls=(Call("prometheus", web.PROMETHEUS_PORT),),
        stateful=True,
        required=settings.grafana.required,
    )


def _configuration() -> str:
    return f"""\
[server]
protocol = https
http_port = {PORT}
cert_file = {CERT_FILE}
cert_key = {KEY_FILE}
min_tls_version = TLS1.3

[security]
admin_user = {ADMIN_USER}
admin_password = {ADMIN_PASSWORD}
cookie_secure = true
disable_gravatar = true

[users]
allow_sign_up = false

[auth.anonymous]
enabled = false

[analytics]
reporting_enabled = false
check_for_updates = false
check_for_plugin_updates = false

[metrics]
; without these two, anybody may read them
basic_auth_username = {web.USER}
basic_auth_password = {web.password("grafana")}

[log]
mode = console
"""


def _datasource() -> str:
    return yaml.safe_dump(
        {
            "apiVersion": 1,
            "datasources": [
                {
                    "name": "Prometheus",
                    "uid": DATASOURCE_UID,
                    "type": "prometheus",
                    "access": "proxy",
                    "url": f"https://prometheus:{web.PROMETHEUS_PORT}",
                    "isDefault": True,
                    "editable": False,
                    "basicAuth": True,
                    "basicAuthUser": web.USER,
                    "jsonData": {"tlsAuthWithCACert": True, "httpMethod": "POST"},
                    "secureJsonData": {
                        "basicAuthPassword": str(web.password(web.PROMETHEUS)),
                        "tlsCACert": f"$__file{{{CONFIG_DIR}/tls/ca.crt}}",
                    },
                }
            ],
        },
        sort_keys=False,
    )


def _provider() -> str:
    return yaml.safe_dump(
        {
            "apiVersion": 1,
            "providers": [
                {
                    "name": "platform",
                    "folder": "Platform",
                    "type": "file",
                    "allowUiUpdates": False,
                    "options": {"path": f"{CONFIG_DIR}/dashboards"},
                }
            ],
        },
        sort_keys=False,
    )
