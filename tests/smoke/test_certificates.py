"""Each member shows every certificate that it has wherever one is wanted, and comes in where it is a client alone."""

from collections.abc import Mapping

import pytest

from infra.cli.running import Running
from infra.services import backup, etcd, relay
from infra.specs import CA_FILE, TLS_DIR, ServiceSpec
from tests.smoke import engine

PLACES = {
    etcd.NAME: f"https://etcd:{etcd.CLIENT_PORT}/version",
    relay.SERVICE: f"https://{relay.SERVICE}:{relay.METRICS_PORT}/metrics",
    backup.SERVICE: f"https://{backup.SERVICE}:{backup.METRICS_PORT}/metrics",
}


@pytest.mark.parametrize("service", PLACES)
def test_a_service_lets_in_its_own_clients_alone(
    running: Running, specs: Mapping[str, ServiceSpec], service: str
) -> None:
    if service not in specs:
        pytest.skip(f"{service} is not part of this stack")
    members = {member.name: member for spec in specs.values() for member in spec.members}
    clients = {name for name, member in members.items() if service in member.client_of}
    assert clients < members.keys()
    own = running.services[service].members
    came_in = {name for name, at in running.members.items() if _comes_in(at, PLACES[service], itself=name in own)}
    assert came_in == clients


def _comes_in(container: str, url: str, *, itself: bool) -> bool:
    """Tell whether a member comes in with any of its certificates, from where it is.

    By its own name no pod reaches itself: the network's rules name the other members.
    """
    at = "--connect-to ::127.0.0.1:" if itself else ""
    keys = engine.output(container, f"ls {TLS_DIR}/*.key").split()
    for key in keys:
        shown = f"--cacert {CA_FILE} --cert {key.removesuffix('.key')}.crt --key {key}"
        code = engine.exit_code(
            container, f"curl --silent --fail --connect-timeout 2 --max-time 5 --output /dev/null {at} {shown} {url}"
        )
        assert code != 127, f"{container} has no curl"
        if code == 0:
            return True
    return False
