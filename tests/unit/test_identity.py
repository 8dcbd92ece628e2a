"""Passwords, what is computed from them, and certificates that real TLS stacks accept and refuse as they should."""

import hashlib
import socket
import ssl
import string
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import bcrypt
import jwt
import pulumi
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from infra.hooks.search import key_value
from infra.identity import (
    CALLS,
    DERIVED,
    SERVES,
    SIGNED,
    Identity,
    bcrypt_of,
    minio_metrics_token,
    new_authority,
    new_leaf,
    new_password,
    new_user,
    sha256_of,
)
from infra.specs import Member

if TYPE_CHECKING:
    from tests.unit.conftest import Program

NAMES = ("db", "haproxy", "localhost", "127.0.0.1")
YEAR_2100 = 4102444800


@pytest.fixture(scope="module")
def authority() -> dict[str, str]:
    return new_authority("Test CA")


@pytest.fixture(scope="module")
def leaf(authority: dict[str, str]) -> dict[str, str]:
    return new_leaf(authority, NAMES, (SERVES, CALLS))


def certificate(pair: Mapping[str, str]) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pair["crt"].encode())


def test_a_password_is_32_letters_and_digits() -> None:
    password = new_password()
    assert len(password) == 32
    assert set(password) <= set(string.ascii_letters + string.digits)


def test_passwords_differ_and_use_the_whole_alphabet() -> None:
    passwords = {new_password() for _ in range(1000)}
    assert len(passwords) == 1000
    assert set("".join(passwords)) == set(string.ascii_letters + string.digits)


def test_a_user_is_as_long_as_an_access_key_may_be_and_differs_each_time() -> None:
    users = {new_user() for _ in range(1000)}
    assert len(users) == 1000
    assert {len(user) for user in users} == {20}
    assert set("".join(users)) == set(string.ascii_letters + string.digits)


def test_the_forms_that_a_secret_has() -> None:
    assert set(DERIVED) == {"sha256", "bcrypt", "metrics-key"}
    assert set(SIGNED) == {"metrics-token"}


def test_sha256_is_the_published_vector() -> None:
    assert sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_bcrypt_accepts_its_password_alone() -> None:
    hashed = bcrypt_of("correct").encode()
    assert bcrypt.checkpw(b"correct", hashed)
    assert not bcrypt.checkpw(b"wrong", hashed)
    assert hashed.startswith(b"$2b$04$")


def test_bcrypt_is_the_same_each_time_and_salted_by_password() -> None:
    """Prometheus' container would be replaced at each `up` if it were not."""
    first, again, other = bcrypt_of("one"), bcrypt_of("one"), bcrypt_of("two")
    assert first == again
    assert first[7:29] != other[7:29]


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_the_minio_token_is_signed_with_the_root_password() -> None:
    token = minio_metrics_token("root-name", "root-password")
    claims = jwt.decode(token, "root-password", algorithms=["HS512"])
    assert claims == {"exp": YEAR_2100, "sub": "root-name", "iss": "prometheus"}
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, "other-password", algorithms=["HS512"])


def test_the_authority_signs_certificates_and_nothing_else(authority: dict[str, str]) -> None:
    found = certificate(authority)
    constraints = found.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = found.extensions.get_extension_for_class(x509.KeyUsage)
    assert (constraints.critical, constraints.value.ca, constraints.value.path_length) == (True, True, 0)
    assert (usage.value.key_cert_sign, usage.value.crl_sign, usage.value.digital_signature) == (True, True, False)
    assert found.not_valid_after_utc - found.not_valid_before_utc == timedelta(days=3650)


def test_a_leaf_bears_every_name(leaf: dict[str, str]) -> None:
    names = certificate(leaf).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["db", "haproxy", "localhost"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]


def test_a_leaf_serves_and_calls_but_signs_nothing(authority: dict[str, str], leaf: dict[str, str]) -> None:
    found = certificate(leaf)
    purposes = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    constraints = found.extensions.get_extension_for_class(x509.BasicConstraints).value
    usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    assert list(purposes) == [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    assert (constraints.ca, usage.digital_signature, usage.key_cert_sign) == (False, True, False)
    assert found.not_valid_after_utc - found.not_valid_before_utc == timedelta(days=825)
    found.verify_directly_issued_by(certificate(authority))


def test_who_only_serves_is_nobody_s_client(authority: dict[str, str]) -> None:
    found = certificate(new_leaf(authority, NAMES))
    purposes = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_a_key_is_pkcs8(authority: dict[str, str], leaf: dict[str, str]) -> None:
    """MinIO refuses the older form, which names its curve apart."""
    for pair in (authority, leaf):
        assert pair["key"].startswith("-----BEGIN PRIVATE KEY-----\n")


class Listener:
    """A TLS 1.3 server on loopback that wants a client certificate and answers one connection."""

    def __init__(self, folder: Path, trusted: Mapping[str, str], own: Mapping[str, str]) -> None:
        self._context = context(ssl.PROTOCOL_TLS_SERVER, folder / "server", trusted, own)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def _answer(self) -> None:
        connection, _ = self._socket.accept()
        try:
            with self._context.wrap_socket(connection, server_side=True) as secured:
                secured.sendall(b"welcome")
        except (ssl.SSLError, ConnectionError):
            connection.close()

    def close(self) -> None:
        self._thread.join(timeout=10)
        self._socket.close()


def context(purpose: int, folder: Path, trusted: Mapping[str, str], own: Mapping[str, str]) -> ssl.SSLContext:
    folder.mkdir()
    (folder / "tls.crt").write_text(own["crt"])
    (folder / "tls.key").write_text(own["key"])
    made = ssl.SSLContext(purpose)
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    made.verify_mode = ssl.CERT_REQUIRED
    made.verify_flags |= ssl.VERIFY_X509_STRICT
    made.load_verify_locations(cadata=trusted["crt"])
    made.load_cert_chain(folder / "tls.crt", folder / "tls.key")
    return made


def handshake(  # noqa: PLR0913 - both sides of a conversation
    folder: Path,
    *,
    name: str,
    trusted: Mapping[str, str],
    own: Mapping[str, str],
    server_trusted: Mapping[str, str],
    server_own: Mapping[str, str],
) -> bytes:
    """Return what a server says to a client after each has checked the other."""
    listener = Listener(folder, server_trusted, server_own)
    try:
        with socket.create_connection(("127.0.0.1", listener.port), timeout=10) as plain:
            client = context(ssl.PROTOCOL_TLS_CLIENT, folder / "client", trusted, own)
            with client.wrap_socket(plain, server_hostname=name) as secured:
                return secured.recv(16)
    finally:
        listener.close()


@pytest.mark.parametrize("name", NAMES)
def test_two_leaves_of_one_authority_accept_each_other(
    tmp_path: Path, authority: dict[str, str], leaf: dict[str, str], name: str
) -> None:
    said = handshake(tmp_path, name=name, trusted=authority, own=leaf, server_trusted=authority, server_own=leaf)
    assert said == b"welcome"


def test_a_server_with_another_name_is_refused(tmp_path: Path, authority: dict[str, str], leaf: dict[str, str]) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        handshake(tmp_path, name="redis-1", trusted=authority, own=leaf, server_trusted=authority, server_own=leaf)


def test_a_server_of_another_authority_is_refused(
    tmp_path: Path, authority: dict[str, str], leaf: dict[str, str]
) -> None:
    """Even one whose authority bears the same name."""
    stranger = new_leaf(new_authority("Test CA"), NAMES, (SERVES, CALLS))
    with pytest.raises(ssl.SSLCertVerificationError, match="certificate verify failed"):
        handshake(tmp_path, name="db", trusted=authority, own=leaf, server_trusted=authority, server_own=stranger)


def test_a_client_of_another_authority_is_refused(
    tmp_path: Path, authority: dict[str, str], leaf: dict[str, str]
) -> None:
    stranger = new_leaf(new_authority("Test CA"), NAMES, (SERVES, CALLS))
    with pytest.raises((ssl.SSLError, ConnectionError)):
        handshake(tmp_path, name="db", trusted=authority, own=stranger, server_trusted=authority, server_own=leaf)


def test_every_value_is_kept_once_secret_and_never_made_anew(program: "Program") -> None:
    kept = [stash for stash in program.resources if "Identity" in stash.parent and stash.name != "seal"]
    assert len({stash.name for stash in kept}) == len(kept)
    for stash in kept:
        assert type(stash.inputs["input"]).__name__ == "Secret", stash.name
        assert list(stash.options.ignoreChanges) == ["input"], stash.name


def test_the_seal_protects_every_value(program: "Program") -> None:
    """Volumes outlive `destroy`, and a volume without its passwords is lost."""
    seal = program.stashes["seal"]
    kept = {stash.urn for stash in program.resources if "Identity" in stash.parent and stash.name != "seal"}
    assert seal.options.protect
    assert set(seal.options.dependencies) == kept


def test_two_stacks_have_no_secret_in_common(run_program: Callable[..., "Program"], program: "Program") -> None:
    def digests(run: "Program") -> set[str]:
        values = (stash.inputs["input"] for stash in run.resources if "Identity" in stash.parent)
        return {hashlib.sha256(repr(value).encode()).hexdigest() for value in values} - {sealed(run)}

    def sealed(run: "Program") -> str:
        return hashlib.sha256(repr(run.stashes["seal"].inputs["input"]).encode()).hexdigest()

    assert digests(program).isdisjoint(digests(run_program("ci")))


def test_a_name_asked_for_twice_is_made_once(in_engine: Callable[[Callable[[], object]], "Program"]) -> None:
    def body() -> None:
        identity = Identity("identity")
        identity.secret("redis-admin.sha256")
        identity.secret("redis-admin")
        identity.secret("redis-admin.sha256")

    assert sorted(in_engine(body).stashes) == ["ca", "password-redis-admin"]


def test_a_packs_indexing_key_follows_from_the_master_key(
    in_engine: Callable[[Callable[[], object]], "Program"],
) -> None:
    found: dict[str, str | None] = {}

    async def body() -> None:
        identity = Identity("identity")
        for name in ("meilisearch-master", "meilisearch-master.shop-index"):
            found[name] = await identity.secret(name).future()

    assert sorted(in_engine(cast("Callable[[], object]", body)).stashes) == ["ca", "password-meilisearch-master"]
    assert found["meilisearch-master.shop-index"] == key_value("shop-index", found["meilisearch-master"] or "")


def test_a_user_is_kept_apart_from_its_password_and_a_token_is_of_both(
    in_engine: Callable[[Callable[[], object]], "Program"],
) -> None:
    found: dict[str, str | None] = {}

    async def body() -> None:
        identity = Identity("identity")
        for name in ("minio-root.metrics-token", "minio-root.user", "minio-root"):
            found[name] = await identity.secret(name).future()

    assert sorted(in_engine(cast("Callable[[], object]", body)).stashes) == [
        "account-minio-root",
        "ca",
        "password-minio-root",
    ]
    user, password = found["minio-root.user"], found["minio-root"]
    assert user
    assert password
    assert (len(user), found["minio-root.metrics-token"]) == (20, minio_metrics_token(user, password))


def test_what_is_permanent_cannot_be_replaced(in_engine: Callable[[Callable[[], object]], "Program"]) -> None:
    """What a data key encrypts would be lost."""

    def body() -> None:
        identity = Identity("identity", permanent=["shop-data-key"])
        identity.secret("shop-data-key")
        identity.secret("redis-admin")

    stashes = in_engine(body).stashes
    assert {name for name, stash in stashes.items() if stash.options.protect} == {"password-shop-data-key"}


@pytest.mark.parametrize("name", ["redis-admin.md5", "redis-1.crt"])
def test_a_form_that_is_not_known_is_no_password(
    in_engine: Callable[[Callable[[], object]], "Program"], name: str
) -> None:
    """A certificate asked for too early must not become a random text."""
    with pytest.raises(KeyError):
        in_engine(lambda: Identity("identity").secret(name))


def test_only_the_authority_s_certificate_is_no_secret(in_engine: Callable[[Callable[[], object]], "Program"]) -> None:
    async def secrecy(output: pulumi.Output[str]) -> bool:
        return await output.is_secret()

    found: dict[str, bool] = {}

    async def body() -> None:
        identity = Identity("identity")
        identity.certify(Member("redis-1", client_of=("etcd",)), "redis")
        for name in (
            *("ca.crt", "etcd-clients.crt", "redis-1.crt", "redis-1.key", "redis-1-at-etcd.crt", "redis-1-at-etcd.key"),
            *("redis-admin", "redis-admin.sha256", "redis-admin.user"),
        ):
            found[name] = await secrecy(identity.secret(name))

    in_engine(cast("Callable[[], object]", body))
    assert found == {
        "ca.crt": False,
        "etcd-clients.crt": False,
        "redis-1.crt": True,
        "redis-1.key": True,
        "redis-1-at-etcd.crt": True,
        "redis-1-at-etcd.key": True,
        "redis-admin": True,
        "redis-admin.sha256": True,
        "redis-admin.user": True,
    }
