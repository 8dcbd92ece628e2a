"""What a hook trusts, and what it leaves behind."""

import ssl
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.hooks.access import Access


@pytest.fixture
def access(authority: Mapping[str, str]) -> Access:
    return Access("127.0.0.1", 5432, "postgres", authority["crt"])


def test_only_the_given_authority_is_trusted(access: Access) -> None:
    (trusted,) = access.ssl_context().get_ca_certs()
    assert trusted["subject"] == ((("commonName", "Test CA"),),)


def test_names_are_checked_and_nothing_below_tls_1_3_is_spoken(access: Access) -> None:
    context = access.ssl_context()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version is ssl.TLSVersion.TLSv1_3


def test_the_ca_file_is_private_and_gone_afterwards(access: Access) -> None:
    with access.ca_file() as path:
        assert path.read_text() == access.ca_pem
        assert path.stat().st_mode & 0o777 == 0o600
    assert not path.exists()


def test_the_ca_file_is_gone_after_a_failure_too(access: Access) -> None:
    def fail(seen: list[Path]) -> None:
        with access.ca_file() as path:
            seen.append(path)
            raise RuntimeError("no")

    seen: list[Path] = []
    with pytest.raises(RuntimeError):
        fail(seen)
    assert not seen[0].exists()


def test_messages_name_the_address_alone(access: Access) -> None:
    assert str(access) == "127.0.0.1:5432"
