"""Alertmanager: receives what Prometheus' rules raise; where it goes on to is for the people who run the platform."""

from infra.services import web
from infra.settings import Settings
from infra.specs import CONFIG_DIR, DATA_DIR, ConfigFile, Endpoint, Member, Resources, ServiceSpec

NAME = "alertmanager"
PORT = 9093

_CONFIG = f"{CONFIG_DIR}/alertmanager.yaml"
_CONFIGURATION = """\
route:
  receiver: nobody
  group_by: [alertname, service]
receivers:
  - name: nobody
"""


def alertmanager(settings: Settings) -> ServiceSpec:
    """Return the alert router."""
    return ServiceSpec(
        name=NAME,
        image="prometheus",
        command=(
            "prometheus-alertmanager",
            f"--config.file={_CONFIG}",
            f"--web.config.file={web.CONFIG}",
            f"--web.listen-address=:{PORT}",
            f"--storage.path={DATA_DIR}",
            "--cluster.listen-address=",
        ),
        files=(ConfigFile(_CONFIG, _CONFIGURATION), web.web_file(NAME)),
        probe=web.answering(PORT, "/-/ready"),
        resources=Resources(memory=settings.alertmanager.memory, processes=64),
        members=(Member(NAME, endpoints=(Endpoint("alertmanager", PORT, "https"),)),),
        listens=(PORT,),
        stateful=True,
    )
