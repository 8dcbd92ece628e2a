"""Whose certificate is good for more than serving, and where: by an authority of each service's clients."""

from collections.abc import Callable

import pytest

from infra.services.registry import all_services
from infra.settings import Settings, from_mapping
from infra.specs import CERT_FILE, CLIENTS_FILE, ServiceSpec, client_certificate

Render = Callable[..., str]

CLIENTS = {
    "etcd": {"etcd", "postgres-1", "postgres-2", "prometheus"},
    "postgres": {"backup"},
    "backup": {"backup", "prometheus"},
    "relay": {"relay", "prometheus"},
}


def texts(spec: ServiceSpec) -> str:
    """Return everything that a service's programs read or are called with."""
    files = [file.content for member in spec.members for file in (*spec.files, *member.files)]
    return "\n".join([*files, *spec.command, *spec.probe.command])


def test_who_is_a_client_where(dev: Settings) -> None:
    members = [member for spec in all_services(dev) for member in spec.members]
    named = {service for member in members for service in member.client_of}
    found = {service: {member.name for member in members if service in member.client_of} for service in named}
    assert found == CLIENTS


def test_who_knows_clients_trusts_their_authority_alone(dev: Settings) -> None:
    specs = {spec.name: spec for spec in all_services(dev)}
    assert {name for name, spec in specs.items() if CLIENTS_FILE in {file.path for file in spec.files}} == set(CLIENTS)
    for name in CLIENTS:
        (file,) = [file for file in specs[name].files if file.path == CLIENTS_FILE]
        assert file.content == f"${{secret:{name}-clients.crt}}"
        assert CLIENTS_FILE in texts(specs[name])


def test_a_client_shows_what_is_for_the_service_that_it_calls(dev: Settings) -> None:
    for spec in all_services(dev):
        for member in spec.members:
            for service in member.client_of:
                assert set(client_certificate(service)) <= {file.path for file in spec.member_files(member)}
                assert client_certificate(service)[0] in texts(spec)


def test_nobody_serves_with_a_certificate_of_clients(dev: Settings) -> None:
    (etcd,) = [spec for spec in all_services(dev) if spec.name == "etcd"]
    assert {f"--cert-file={CERT_FILE}", f"--trusted-ca-file={CLIENTS_FILE}", "--client-cert-auth"} <= set(etcd.command)
    assert {f"--peer-trusted-ca-file={CLIENTS_FILE}", "--peer-client-cert-auth"} <= set(etcd.command)


def test_the_server_of_files_knows_the_backup_s_certificate(rendered: Render) -> None:
    text = rendered("postgres", "pgbackrest.conf")
    assert f"tls-server-ca-file={CLIENTS_FILE}" in text
    assert "tls-server-auth=backup=main" in text
    assert text.count("tls-server-auth") == 1


@pytest.mark.parametrize(("nodes", "peers"), [(1, set[str]()), (3, {"nats-1", "nats-2", "nats-3"})])
def test_servers_of_a_cluster_call_each_other_by_what_they_serve_with(nodes: int, peers: set[str]) -> None:
    settings = from_mapping({"environment": "dev", "platform": "kubernetes", "nats": {"nodes": nodes}})
    members = [member for spec in all_services(settings) for member in spec.members]
    assert {member.name for member in members if member.peer} == peers
