"""What advisories against the object store tell of, by somebody who has an account; docs/security.md lists them."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import urllib3
from botocore.exceptions import ClientError

from infra.cli.running import Running
from tests.attack import store_requests as requests
from tests.attack import store_signing as signing
from tests.attack.store_places import Answer, Place, Wire, key_of
from tests.attack.store_requests import CONTENT, PREFIX
from tests.attack.store_signing import Request

SEALED_KEY = "X-Minio-Replication-Server-Side-Encryption-Sealed-Key"


def _refused_for_its_kind(answer: Answer) -> bool:
    return answer.status == 400 and "does not serve" in answer.body


def _with(request: Request, headers: Mapping[str, str]) -> Request:
    """Return a request with headers that its signature knows nothing of."""
    return replace(request, headers={**request.headers, **headers})


@pytest.fixture
def new(own: Place, wire: Wire) -> Iterator[Request]:
    """Yield an upload of the account, and see that nothing was stored by it."""
    wire.s3().delete_object(Bucket=own.bucket, Key=f"{PREFIX}new")
    yield Request("PUT", f"/{own.bucket}/{PREFIX}new", body=CONTENT)
    with pytest.raises(ClientError, match="404"):
        wire.s3().head_object(Bucket=own.bucket, Key=f"{PREFIX}new")


def test_archives_are_not_unpacked(wire: Wire, own: Place) -> None:
    assert _refused_for_its_kind(wire.signed(requests.snowball(own.bucket, "x"), signing.header, key_of(wire.root)))


def test_contents_are_not_queried(wire: Wire, own: Place) -> None:
    assert _refused_for_its_kind(wire.signed(requests.select(own.victim), signing.header, key_of(wire.root)))


@pytest.mark.parametrize(
    "header",
    [
        SEALED_KEY,
        "X-Minio-Source-Replication-Request",
        "X-Minio-Source-Etag",
        "X-Minio-Source-Mtime",
        "X-Minio-Check-Replication-Ready",
        "X-Minio-Internal-Server-Side-Encryption-Iv",
        "X-Amz-Replication-Status",
    ],
)
def test_nothing_is_taken_for_a_replica(wire: Wire, new: Request, header: str) -> None:
    for request in (_with(new, {header: "AAAA"}), replace(new, query={header: "AAAA"})):
        assert _refused_for_its_kind(wire.signed(request, signing.header, key_of(wire.root)))


@pytest.mark.usefixtures("new")
def test_a_form_is_not_taken_for_a_replica(wire: Wire, own: Place) -> None:
    upload = signing.post_policy(own.bucket, f"{PREFIX}new", key_of(own.account), {SEALED_KEY: "AAAA"})
    assert wire.send(upload).status == 400


@pytest.mark.parametrize("prefix", ["X-Amz-", "X-Amz-Copy-Source-"])
def test_keys_of_clients_are_not_taken(wire: Wire, new: Request, prefix: str) -> None:
    encrypted = _with(new, {f"{prefix}Server-Side-Encryption-Customer-Algorithm": "AES256"})
    assert _refused_for_its_kind(wire.signed(encrypted, signing.header, key_of(wire.root)))


@pytest.mark.parametrize("what", [what for what in requests.of_sts("") if what != "AssumeRole"])
def test_accounts_of_other_systems_are_not_asked_for(wire: Wire, what: str) -> None:
    parameters = {"Version": "2011-06-15", **requests.of_sts("token")[what]}
    assert _refused_for_its_kind(wire.send(Request("POST", "/", parameters)))


@pytest.mark.parametrize("form", [signing.presigned, signing.header, signing.unsigned_trailer])
def test_an_upload_does_not_become_a_copy_by_a_header_that_is_not_signed(
    wire: Wire, own: Place, new: Request, form: signing.Form
) -> None:
    """Whoever was given an address to upload to once would read whatever its giver may."""
    signed = form(new, wire.url, key_of(own.account))
    answer = wire.send(_with(signed, {"X-Amz-Copy-Source": own.victim.path}))
    assert (answer.status, "not signed" in answer.body) == (400, True), answer


def test_a_digest_beside_a_presigned_request_is_not_ignored(wire: Wire, own: Place) -> None:
    """What was signed is one content, and what would be done is another."""
    request = requests.of_objects(own.victim)["PutObjectTagging"]
    other = replace(request, body=request.body.replace(b"<Key>k", b"<Key>other"))
    digest = {"X-Amz-Content-Sha256": hashlib.sha256(request.body).hexdigest()}
    signed = signing.presigned(_with(request, digest), wire.url, key_of(wire.root))
    answer = wire.send(replace(signed, headers=digest, body=other.body))
    assert (answer.status, "XAmzContentSHA256Mismatch" in answer.body) == (400, True), answer
    assert wire.s3().get_object_tagging(Bucket=own.bucket, Key=own.victim.key)["TagSet"] == []


def test_an_upload_with_a_trailer_cannot_be_sent_again_later(
    wire: Wire, own: Place, new: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: datetime.now(UTC) - timedelta(hours=1))
    answer = wire.signed(new, signing.unsigned_trailer, key_of(own.account))
    assert (answer.status, "RequestTimeTooSkewed" in answer.body) == (403, True), answer


def test_an_account_deletes_no_version_for_good(wire: Wire, own: Place) -> None:
    objects = requests.of_objects(own.victim)
    for what in ("DeleteObject of a version", "DeleteObjects of versions"):
        answer = wire.signed(objects[what], signing.header, key_of(own.account))
        assert answer.refused, (what, answer)
    found = wire.s3(own.account).get_object(Bucket=own.bucket, Key=own.victim.key, VersionId=own.victim.version)
    assert found["Body"].read()


def test_not_all_versions_go_at_once(wire: Wire, own: Place) -> None:
    """A header of MinIO's own; a denial of s3:DeleteObjectVersion does not hold for it."""
    force = _with(requests.of_objects(own.victim)["DeleteObject"], {"X-Minio-Force-Delete": "true"})
    for account in (own.account, wire.root):
        assert _refused_for_its_kind(wire.signed(force, signing.header, key_of(account)))
    found = wire.s3(own.account).get_object(Bucket=own.bucket, Key=own.victim.key, VersionId=own.victim.version)
    assert found["Body"].read()


def test_nobody_s_lock_is_set_by_asking_to_bypass_it(wire: Wire, own: Place) -> None:
    """A pack's account has no right at all in that bucket."""
    s3, bucket, key = wire.s3(), requests.NEW_BUCKET, "unlocked"
    s3.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
    version = s3.put_object(Bucket=bucket, Key=key).get("VersionId", "")
    # Short, so that what is locked can be removed.
    request = requests.locked(f"/{bucket}/{key}", "COMPLIANCE", datetime.now(UTC) + timedelta(seconds=3))
    asked = _with(request, {"X-Amz-Bypass-Governance-Retention": "true"})
    try:
        assert _refused_for_its_kind(wire.signed(asked, signing.header, key_of(own.account)))
        assert wire.signed(request, signing.header, key_of(own.account)).refused
    finally:
        s3.delete_object(Bucket=bucket, Key=key, VersionId=version)
        s3.delete_bucket(Bucket=bucket)


def test_the_console_fetches_nothing_for_strangers(running: Running, wire: Wire, own: Place) -> None:
    console = running.endpoints["minio-console"]
    shared = signing.presigned(Request("GET", own.victim.path), "https://127.0.0.1:9000", key_of(own.account))
    address = base64.urlsafe_b64encode(f"https://127.0.0.1:9000{shared.path}".encode()).decode().rstrip("=")
    with urllib3.PoolManager(ssl_context=running.access(wire.root).ssl_context()) as pool:
        signed_in = {"accessKey": wire.root.username, "secretKey": wire.root.password}
        assert pool.request("POST", f"{console.url}/api/v1/login", json=signed_in).status == 204
        found = pool.request("GET", f"{console.url}/api/v1/download-shared-object/{address}")
    assert (found.status, found.data) == (404, b"404 page not found\n")
