"""A spec holds secrets by name alone, and gives every member its TLS material."""

import pytest

from infra.specs import (
    CA_FILE,
    CERT_FILE,
    KEY_FILE,
    ConfigFile,
    Member,
    Probe,
    Resources,
    SecretRef,
    ServiceSpec,
    https_probe,
)


def test_a_reference_prints_as_a_placeholder() -> None:
    assert str(SecretRef("redis-admin")) == "${secret:redis-admin}"
    assert str(SecretRef("redis-admin").form("sha256")) == "${secret:redis-admin.sha256}"


def test_a_file_names_its_secrets_once_each() -> None:
    file = ConfigFile("/f", f"{SecretRef('b')} {SecretRef('a').form('sha256')} {SecretRef('b')}")
    assert file.secrets == ("a.sha256", "b")


def test_placeholders_alone_are_replaced() -> None:
    file = ConfigFile("/f", f"{SecretRef('a')} ${{HOME}} $a ${{secret:A}}")
    assert file.resolve({"a": "1"}) == "1 ${HOME} $a ${secret:A}"


def test_a_secret_s_value_is_taken_as_it_is() -> None:
    """A value that looks like a replacement pattern or a placeholder must not be expanded."""
    file = ConfigFile("/f", str(SecretRef("a")))
    assert file.resolve({"a": r"\1${secret:b}"}) == r"\1${secret:b}"


def test_a_secret_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="absent"):
        ConfigFile("/f", str(SecretRef("absent"))).resolve({})


def test_a_member_gets_tls_then_the_service_s_files_then_its_own() -> None:
    member = Member("db-1", files=(ConfigFile("/own", "2"),))
    spec = ServiceSpec(
        name="db",
        image="db",
        command=("db",),
        probe=Probe(("true",)),
        resources=Resources(memory=1, processes=1),
        members=(member,),
        files=(ConfigFile("/shared", "1"),),
    )
    assert {file.path: file.content for file in spec.member_files(member)} == {
        CA_FILE: "${secret:ca.crt}",
        CERT_FILE: "${secret:db-1.crt}",
        KEY_FILE: "${secret:db-1.key}",
        "/shared": "1",
        "/own": "2",
    }


def test_the_configuration_has_every_text_by_member_and_no_certificate() -> None:
    files = (ConfigFile("/shared", "password ${secret:a}"),)
    probe, resources = https_probe("https://localhost"), Resources(memory=64, processes=8)
    members = (Member("db-1", files=(ConfigFile("/own", "1"),)), Member("db-2"))
    spec = ServiceSpec("db", "postgres", ("postgres",), probe, resources, members, files=files)
    assert spec.configuration() == {
        "db-1": {"/shared": "password ${secret:a}", "/own": "1"},
        "db-2": {"/shared": "password ${secret:a}"},
    }


def test_an_https_probe_checks_the_platform_s_authority() -> None:
    probe = https_probe("https://localhost:1/ready", interval=3)
    assert probe.command[:1] == ("curl",)
    assert probe.command[-3:] == ("--cacert", CA_FILE, "https://localhost:1/ready")
    assert "--fail" in probe.command
    assert "--insecure" not in probe.command
    assert probe.interval == 3
