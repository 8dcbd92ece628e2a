"""The throwaway cluster's files: all that its node reads, who its programs are, and ranges that agree."""

import base64
import json
import re
from ipaddress import ip_address, ip_network

import pytest
import yaml
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from infra.cluster import configuration, pki
from infra.images.recipe import FOLDER

NODE = (FOLDER / "cluster" / "novax-node").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return configuration.files("docker.io/novax/pause:1")


def certificate(pem: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem)


def option(name: str) -> str:
    found = re.search(rf"--{name}=(\S+)", NODE)
    assert found, name
    return found.group(1)


def test_every_file_that_the_node_reads_is_there(files: dict[str, bytes]) -> None:
    read = set(re.findall(r'"?\$(?:config|api)/([\w.-]+)', NODE)) | {"cni/pods.conflist"}
    assert "kubelet.yaml" in read
    assert read - files.keys() == set()


def test_every_program_is_who_the_cluster_lets_it_be(files: dict[str, bytes]) -> None:
    users: dict[str, tuple[str, list[str]]] = {}
    for name in (name for name in files if name.endswith(".kubeconfig")):
        (user,) = yaml.safe_load(files[name])["users"]
        subject = certificate(base64.b64decode(user["user"]["client-certificate-data"])).subject
        groups = [str(part.value) for part in subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
        users[name] = str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value), groups
    assert users["admin.kubeconfig"] == ("admin", ["system:masters"])
    assert users["kubelet.kubeconfig"] == (f"system:node:{option('hostname-override')}", ["system:nodes"])
    bound = [item["subjects"][0]["name"] for item in yaml.safe_load_all(configuration.OBJECTS) if "subjects" in item]
    assert set(bound) <= {user for user, _ in users.values()}


def test_the_server_is_trusted_at_each_address_that_it_has(files: dict[str, bytes]) -> None:
    authority, server = certificate(files["ca.crt"]), certificate(files["server.crt"])
    server.verify_directly_issued_by(authority)
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = names.get_values_for_type(x509.IPAddress)
    first = next(ip_network(option("service-cluster-ip-range")).hosts())
    assert {first, ip_address("127.0.0.1")} <= set(addresses)
    assert "kubernetes.default.svc" in names.get_values_for_type(x509.DNSName)


def test_pods_have_addresses_that_the_controller_and_the_proxy_know(files: dict[str, bytes]) -> None:
    (plugin,) = json.loads(files["cni/pods.conflist"])["plugins"]
    pods = ip_network(plugin["ipam"]["ranges"][0][0]["subnet"])
    assert pods.subnet_of(ip_network(option("cluster-cidr")))  # pyright: ignore[reportArgumentType]
    assert ip_network(yaml.safe_load(files["kube-proxy.yaml"])["clusterCIDR"]) == pods
    assert not pods.overlaps(ip_network(option("service-cluster-ip-range")))


def test_names_are_asked_of_the_node_itself(files: dict[str, bytes]) -> None:
    assert yaml.safe_load(files["kubelet.yaml"])["clusterDNS"] == [configuration.ADDRESS]
    assert f"bind {configuration.ADDRESS}" in files["Corefile"].decode()
    assert f"s/{configuration.ADDRESS}/" in NODE


def test_the_pause_image_is_never_asked_of_a_registry(files: dict[str, bytes]) -> None:
    assert 'sandbox_image = "docker.io/novax/pause:1"' in files["containerd.toml"].decode()


def test_a_certificate_says_who_and_what_for_and_ends_within_a_month() -> None:
    authority = pki.Authority()
    pair = authority.client("somebody", "some:group")
    found = certificate(pair.certificate)
    found.verify_directly_issued_by(certificate(authority.certificate))
    assert found.subject.rfc4514_string() == "CN=somebody,O=some:group"
    usage = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert load_pem_private_key(pair.key, None).public_key() == found.public_key()
    assert (found.not_valid_after_utc - found.not_valid_before_utc).days <= 31


def test_two_clusters_do_not_trust_each_other() -> None:
    stranger = certificate(pki.Authority().client("somebody").certificate)
    with pytest.raises(InvalidSignature):
        stranger.verify_directly_issued_by(certificate(pki.Authority().certificate))
