"""Whoever knows an account's name and not its secret is refused by the object store, and changes nothing.

Each kind of request in each form that a signature can have, for a bucket of a pack and for that of the backups. That
the requests and the signatures are sound, and not refused for something else, is shown with the right secret.
"""

import io
import time
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from infra.cli.running import Account
from tests.attack import store_requests as requests
from tests.attack import store_signing as signing
from tests.attack.store_places import Place, Wire, everything, key_of, remove_bucket
from tests.attack.store_requests import CONTENT, PREFIX, Victim
from tests.attack.store_signing import FORMS, Key, Request

WRONG = "guessed-guessed-guessed-guessed0"
CLIENTS = ("header", "header_of_headers", "presigned", "version_2", "presigned_2", "chunks", "chunks_with_trailer")
"""Forms that clients sign in; `unsigned_trailer` is one too, for uploads alone."""


ODD = {
    "AppendObject",  # the store has no such thing
    "GetObjectRetention",  # the bucket has no locks
    "GetObjectLegalHold",
    "PutObjectRetention",
    "PutObjectLegalHold",
    "PutObject as a replica",  # refused for its kind, as test_store_advisories.py shows, and so are the next five
    "DeleteObject with all below",
    "DeleteBucket with all in it",
    "PutObject of an archive to unpack",
    "PutObject with sealed keys",
    "SelectObjectContent",
    "Put replication",  # there is nowhere to replicate to
    "RestoreObject",  # nothing was moved away
}
"""What is refused with the secret too."""


@pytest.fixture
def unchanged(wire: Wire, own: Place, backups: Place) -> Iterator[None]:
    """Compare all that the store has, before a test and after it."""
    names = [own.victim.path, backups.victim.path]
    before = everything(wire, names)
    yield
    assert everything(wire, names) == before


@pytest.fixture
def new_bucket(wire: Wire) -> Iterator[str]:
    """Yield the name of a bucket that is not there, and remove what a test makes of it."""
    bucket = requests.NEW_BUCKET
    remove_bucket(wire.s3(), bucket)
    yield bucket
    remove_bucket(wire.s3(), bucket)


@pytest.fixture(scope="module")
def count(request: pytest.FixtureRequest) -> Iterator[Callable[[str, int], None]]:
    """Return a function that counts requests of a kind, for a line at the end."""
    counts: dict[str, int] = {}
    start = time.monotonic()

    def add(kind: str, number: int) -> None:
        counts[kind] = counts.get(kind, 0) + number

    yield add
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    told = ", ".join(f"{number} {kind}" for kind, number in counts.items())
    assert isinstance(reporter, pytest.TerminalReporter)
    reporter.write_line(f"\nobject store: {told}; {time.monotonic() - start:.0f} s")


def _forged(own: Place, backups: Place, root: Account) -> Iterator[tuple[str, Request, str]]:
    """Yield every request with what it is and a name that is known: of the accounts that may, and of root."""
    for place in (own, backups):
        every = requests.of_objects(place.victim) | requests.of_buckets(place.bucket)
        for (what, request), who in product(every.items(), (place.account, *place.others, root)):
            yield f"{what} in {place.bucket} as {who.name}", request, who.username
    for what, request in requests.of_the_server().items():
        yield f"{what} as {root.name}", request, root.username


@pytest.mark.usefixtures("unchanged")
def test_no_request_is_answered_without_the_secret(
    wire: Wire, own: Place, backups: Place, count: Callable[[str, int], None]
) -> None:
    answered: list[str] = []
    number = 0
    for (form, sign), (what, request, name) in product(FORMS.items(), _forged(own, backups, wire.root)):
        answer = wire.signed(request, sign, Key(name, WRONG))
        number += 1
        if not answer.refused:
            answered.append(f"{form}: {what}: {answer.status} {answer.body[:120]}")
    count("forged requests", number)
    assert answered == []


@pytest.mark.usefixtures("unchanged")
def test_no_form_of_a_browser_is_answered_without_the_secret(
    wire: Wire, own: Place, backups: Place, count: Callable[[str, int], None]
) -> None:
    for bucket, who in product(
        (own.bucket, backups.bucket), (own.account, backups.account, *backups.others, wire.root)
    ):
        key = Key(who.username, WRONG)
        for upload in (signing.post_policy, signing.post_policy_2):
            assert wire.send(upload(bucket, f"{PREFIX}form", key)).refused, (bucket, who.name, upload)
        count("forged requests", 2)


@pytest.mark.usefixtures("unchanged")
def test_no_temporary_credentials_are_given_without_the_secret(
    wire: Wire, own: Place, count: Callable[[str, int], None]
) -> None:
    for who in (own.account, wire.root):
        key = Key(who.username, WRONG)
        for what, parameters in requests.of_sts(signing.token(key)).items():
            signed = signing.sts(wire.url, key, parameters)
            unsigned = Request("POST", "/", {}, {"Content-Type": signed.headers["Content-Type"]}, signed.body)
            in_query = Request("POST", "/", {"Version": "2011-06-15", **parameters})
            for request in (signed, unsigned, in_query, Request("POST", own.victim.path, in_query.query)):
                answer = wire.send(request)
                assert answer.refused, (what, answer)
                assert "AccessKeyId>" not in answer.body
            count("forged requests", 4)


@pytest.mark.parametrize("form", [*CLIENTS, "unsigned_trailer"])
def test_with_the_secret_each_form_of_clients_stores(wire: Wire, own: Place, form: str) -> None:
    """Otherwise the same request without it would be refused for its form."""
    sign, key = FORMS[form], key_of(own.account)
    name = f"{PREFIX}{form}"
    answer = wire.signed(Request("PUT", f"/{own.bucket}/{name}", body=CONTENT), sign, key)
    assert answer.status == 200, answer
    assert wire.s3(own.account).get_object(Bucket=own.bucket, Key=name)["Body"].read() == CONTENT
    part = Request("PUT", own.victim.path, {"partNumber": "1", "uploadId": own.victim.upload}, body=CONTENT)
    assert wire.signed(part, sign, key).status == 200
    if form != "unsigned_trailer" and not form.startswith("chunks"):
        assert wire.signed(Request("GET", f"/{own.bucket}/{name}"), sign, key).body == CONTENT.decode()


def test_with_the_secret_forms_of_browsers_store_and_temporary_credentials_are_given(wire: Wire, own: Place) -> None:
    key = key_of(own.account)
    for upload in (signing.post_policy, signing.post_policy_2):
        assert wire.send(upload(own.bucket, f"{PREFIX}{upload.__name__}", key)).status == 204
        stored = wire.s3(own.account).get_object(Bucket=own.bucket, Key=f"{PREFIX}{upload.__name__}")
        assert stored["Body"].read() == CONTENT
    answer = wire.send(signing.sts(wire.url, key, requests.of_sts("")["AssumeRole"]))
    assert (answer.status, "AccessKeyId>" in answer.body) == (200, True)


def test_with_the_secret_requests_are_sound(wire: Wire, new_bucket: str) -> None:
    """A request that is malformed would be refused with any secret."""
    root, s3 = key_of(wire.root), wire.s3()
    every = requests.of_buckets(new_bucket)
    assert wire.signed(every.pop("CreateBucket"), signing.header, root).status == 200
    s3.put_bucket_versioning(Bucket=new_bucket, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=new_bucket, Key="mortal", Body=b"a,b").get("VersionId", "")
    upload = s3.create_multipart_upload(Bucket=new_bucket, Key="mortal")["UploadId"]
    del every["ListenNotification"]  # goes on until somebody hangs up
    objects = requests.of_objects(Victim(new_bucket, "mortal", version, upload))
    for what, request in (*objects.items(), *every.items()):
        answer = wire.signed(request, signing.header, root)
        assert answer.refused == (what in ODD), (what, answer)


def test_the_library_s_uploads_work(wire: Wire, own: Place) -> None:
    """boto3 sends files over TLS with a trailer that is not signed, in parts when they are large."""
    s3 = wire.s3(own.account)
    for size in (1024, 9 * 1024 * 1024):
        s3.upload_fileobj(io.BytesIO(b"x" * size), own.bucket, f"{PREFIX}library")
        assert s3.head_object(Bucket=own.bucket, Key=f"{PREFIX}library")["ContentLength"] == size
