"""An application at the object store: others' buckets, what is locked, and the store itself."""

import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPSConnection
from secrets import token_urlsafe
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import boto3
import pytest
import urllib3
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from minio import MinioAdmin
from minio.credentials.providers import StaticProvider

from infra.cli.running import Account, Running
from infra.packs import Pack
from tests.attack.strangers.tries import Tries, attack, lists
from tests.smoke import clients

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_LISTS = lists(__file__)
_NAMELESS = {"XMinioInvalidObjectName", "KeyTooLongError", "XMinioInvalidResourceName", "InvalidArgument"}
_SECRET = b"stranger-secret"
_KEY = "stranger/secret.txt"
_REFUSED = "AccessDenied|AllAccessDisabled|MethodNotAllowed|Forbidden|NotImplemented|does not serve locks"


@dataclass(frozen=True)
class Scene:
    """The attacker's client, account and bucket, and the bucket of the victim with an object."""

    running: Running
    account: Account
    client: "S3Client"
    mine: str
    theirs: str

    @property
    def credentials(self) -> Credentials:
        """The attacker's."""
        return Credentials(self.account.username, self.account.password)

    def raw(  # noqa: PLR0913  # a request has many parts
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        signed: bool = True,
    ) -> tuple[int, bytes]:
        """Return status and body of a request whose path goes out as it is, signed for that path."""
        url = f"{self.account.endpoint.url}{path}{'?' if query else ''}{query}"
        request = AWSRequest(method=method, url=url, data=body, headers=headers or {})
        if signed:
            S3SigV4Auth(self.credentials, "s3", "us-east-1").add_auth(request)
        # Other clients would take the dots out of a path.
        end = self.account.endpoint
        context = clients.tls(self.running)
        line = HTTPSConnection(end.host, end.port, context=context, timeout=clients.SECONDS)
        with closing(line):
            line.request(method, url.removeprefix(end.url), body, dict(request.headers.items()))
            answer = line.getresponse()
            return answer.status, answer.read()


@pytest.fixture(scope="module")
def scene(running: Running, packs: Sequence[Pack]) -> Iterator[Scene]:
    having = [pack for pack in packs if pack.buckets]
    attacker, victim = having[0], having[1]
    theirs = next(iter(victim.buckets))
    own = clients.objects(running, f"{victim.name}-minio")
    own.put_object(Bucket=theirs, Key=_KEY, Body=_SECRET)
    account = running.account(f"{attacker.name}-minio")
    found = Scene(running, account, clients.objects(running, account.name), next(iter(attacker.buckets)), theirs)
    found.client.put_object(Bucket=found.mine, Key=_KEY, Body=b"mine")
    status, text = found.raw("GET", f"/{found.mine}/{_KEY}")
    # A request that is signed by hand works where the account may.
    assert (status, text) == (200, b"mine")
    yield found
    own.delete_object(Bucket=theirs, Key=_KEY)
    found.client.delete_object(Bucket=found.mine, Key=_KEY)


def _calls(client: "S3Client", bucket: str, mine: str) -> dict[str, Callable[[], object]]:
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{bucket}/*"}
    public = json.dumps({"Version": "2012-10-17", "Statement": [everybody]})
    return {
        "list": lambda: client.list_objects_v2(Bucket=bucket),
        "list versions": lambda: client.list_object_versions(Bucket=bucket),
        "list uploads": lambda: client.list_multipart_uploads(Bucket=bucket),
        "get": lambda: client.get_object(Bucket=bucket, Key=_KEY),
        "head": lambda: client.head_object(Bucket=bucket, Key=_KEY),
        "head bucket": lambda: client.head_bucket(Bucket=bucket),
        "attributes": lambda: client.get_object_attributes(Bucket=bucket, Key=_KEY, ObjectAttributes=["ETag"]),
        "put": lambda: client.put_object(Bucket=bucket, Key="stranger/mine.txt", Body=b"x"),
        "overwrite": lambda: client.put_object(Bucket=bucket, Key=_KEY, Body=b"x"),
        "copy from": lambda: client.copy_object(Bucket=mine, Key="stranger/copy.txt", CopySource=f"{bucket}/{_KEY}"),
        "copy to": lambda: client.copy_object(
            Bucket=bucket, Key="stranger/copy.txt", CopySource={"Bucket": mine, "Key": _KEY}
        ),
        "copy a part": lambda: _copied_part(client, mine, f"{bucket}/{_KEY}"),
        "multipart": lambda: client.create_multipart_upload(Bucket=bucket, Key="stranger/mine.txt"),
        "delete": lambda: client.delete_object(Bucket=bucket, Key=_KEY),
        "policy": lambda: client.get_bucket_policy(Bucket=bucket),
        "set policy": lambda: client.put_bucket_policy(Bucket=bucket, Policy=public),
        "delete policy": lambda: client.delete_bucket_policy(Bucket=bucket),
        "set tags": lambda: client.put_object_tagging(
            Bucket=bucket, Key=_KEY, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]}
        ),
        "lifecycle": lambda: client.put_bucket_lifecycle_configuration(
            Bucket=bucket,
            LifecycleConfiguration={
                "Rules": [{"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]
            },
        ),
        "versioning": lambda: client.put_bucket_versioning(
            Bucket=bucket, VersioningConfiguration={"Status": "Suspended"}
        ),
        "encryption": lambda: client.delete_bucket_encryption(Bucket=bucket),
        "notification": lambda: client.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={}
        ),
        "set lock": lambda: client.put_object_lock_configuration(
            Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"}
        ),
        "retention": lambda: client.put_object_retention(
            Bucket=bucket, Key=_KEY, Retention={"Mode": "GOVERNANCE"}, BypassGovernanceRetention=True
        ),
        "legal hold": lambda: client.put_object_legal_hold(Bucket=bucket, Key=_KEY, LegalHold={"Status": "OFF"}),
        "replication": lambda: client.delete_bucket_replication(Bucket=bucket),
        "delete bucket": lambda: client.delete_bucket(Bucket=bucket),
    }


def _copied_part(client: "S3Client", mine: str, source: str) -> object:
    upload = client.create_multipart_upload(Bucket=mine, Key="stranger/copy.txt")["UploadId"]
    try:
        return client.upload_part_copy(
            Bucket=mine,
            Key="stranger/copy.txt",
            UploadId=upload,
            PartNumber=1,
            CopySource=source,
        )
    finally:
        client.abort_multipart_upload(Bucket=mine, Key="stranger/copy.txt", UploadId=upload)


@attack("an application", "anything of another pack's bucket")
def test_the_bucket_of_another(scene: Scene, tries: Tries) -> None:
    for name, call in _calls(scene.client, scene.theirs, scene.mine).items():
        tries.refused(name, call, ClientError, _REFUSED)


@attack("an application", "anything of the platform's own buckets, backups above all")
def test_the_buckets_of_the_platform(scene: Scene, tries: Tries) -> None:
    for bucket in ("novax-backup", "novax-cold", "novax-drill", "novax-scratch", ".minio.sys"):
        for name, call in _calls(scene.client, bucket, scene.mine).items():
            tries.refused(f"{bucket} {name}", call, ClientError, f"{_REFUSED}|NoSuchBucket|InvalidBucketName")


@attack("an application", "its own bucket opened to everybody, unprotected or emptied for good")
def test_its_own_bucket(scene: Scene, tries: Tries) -> None:
    for name, call in _calls(scene.client, scene.mine, scene.mine).items():
        if name in {
            "policy",
            "set policy",
            "delete policy",
            "lifecycle",
            "versioning",
            "encryption",
            "notification",
            "set lock",
            "replication",
            "delete bucket",
        }:
            if name == "policy":
                continue
            tries.refused(name, call, ClientError, _REFUSED)
    versions = scene.client.list_object_versions(Bucket=scene.mine, Prefix=_KEY).get("Versions", [])
    assert versions
    for version in versions:
        tries.refused(
            "delete a version",
            lambda version=version: scene.client.delete_object(
                Bucket=scene.mine, Key=_KEY, VersionId=version.get("VersionId", "")
            ),
            ClientError,
            _REFUSED,
        )


@attack("an application", "the names of buckets that are not its own")
def test_names_of_buckets(scene: Scene, tries: Tries) -> None:
    with suppress(ClientError):
        names = {bucket.get("Name") for bucket in scene.client.list_buckets()["Buckets"]}
        tries.note("list", names if names & {scene.theirs, "novax-backup"} else "")
    tries.refused("create", lambda: scene.client.create_bucket(Bucket="stranger-bucket"), ClientError, _REFUSED)
    answers = set[str]()
    for bucket in (scene.theirs, "a-bucket-that-there-is-not"):
        with pytest.raises(ClientError) as refused:
            scene.client.list_objects_v2(Bucket=bucket)
        answers.add(str(refused.value))
    tries.note("exists", answers if len(answers) > 1 else "")


@attack("an application", "another bucket's object by a path that is read in two ways")
def test_paths(scene: Scene, tries: Tries) -> None:
    for form in _LISTS["paths"]:
        path = form.format(mine=scene.mine, theirs=scene.theirs, THEIRS=scene.theirs.upper(), key=_KEY)
        for method in ("GET", "HEAD"):
            status, text = scene.raw(method, path)
            tries.note(f"{method} {path}", text or status if _SECRET in text or status == 200 else "")


@attack("an application", "another bucket's object by a request to its own that is changed on the way")
def test_presigned_requests(scene: Scene, tries: Tries) -> None:
    request = AWSRequest(method="GET", url=f"{scene.account.endpoint.url}/{scene.mine}/{_KEY}")
    S3SigV4QueryAuth(scene.credentials, "s3", "us-east-1", expires=60).add_auth(request)
    good = str(request.url)
    with urllib3.PoolManager(ca_certs=str(scene.running.ca_file()), retries=False) as pool:
        assert pool.request("GET", good).data == b"mine"
        base, _, query = good.partition("?")
        for changed in (
            good.replace(f"/{scene.mine}/", f"/{scene.theirs}/"),
            good.replace("X-Amz-Expires=60", "X-Amz-Expires=604800"),
            f"{good}&versionId=null",
            good.replace("host", "host%3Bx-amz-date"),
            f"{base}?X-Amz-Expires=604800&{query}",
            good.replace("X-Amz-Signature=", "X-Amz-Signature=0"),
            good.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
            base.replace(scene.mine, scene.theirs),
            good.replace("us-east-1", "eu-west-1"),
        ):
            answer = pool.request("GET", changed)
            tries.note(changed.partition("?")[2][-60:], answer.data if answer.status == 200 else "")
        for method in ("PUT", "DELETE", "POST"):
            tries.note(method, pool.request(method, good, body=b"x" if method != "DELETE" else None).status < 300)


@attack("a stranger", "an object without a signature, or with one of another time or kind")
def test_unsigned_requests(scene: Scene, tries: Tries) -> None:
    old = "Thu, 01 Jan 2015 00:00:00 GMT"
    claim = f"Credential={scene.account.username}/20150101/us-east-1/s3/aws4_request"
    for headers in (
        {},
        {"Authorization": "AWS stranger:stranger", "Date": old},
        {"Authorization": "Bearer x"},
        {"Authorization": ""},
        {"X-Amz-Security-Token": "x"},
        {"Authorization": f"AWS4-HMAC-SHA256 {claim}, SignedHeaders=host, Signature=0"},
        {"X-Amz-Content-Sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER"},
        {"X-Forwarded-For": "127.0.0.1", "X-Real-Ip": "127.0.0.1"},
        {"X-Minio-Extract": "true"},
        {"x-minio-source-replication-request": "true"},
        {"Origin": "https://stranger.example"},
    ):
        for method in ("GET", "PUT", "DELETE"):
            status, text = scene.raw(
                method,
                f"/{scene.theirs}/{_KEY}",
                body=b"x" if method == "PUT" else b"",
                headers=dict(headers),
                signed=False,
            )
            tries.note(f"{method} {headers}", text or status if status < 400 else "")
    form = urlencode({"key": _KEY, "bucket": scene.theirs, "policy": "e30=", "x-amz-signature": "0"}).encode()
    tries.note("POST policy", scene.raw("POST", f"/{scene.theirs}", body=form, signed=False)[0] < 400)


@attack("an application", "the store's administration")
def test_administration(scene: Scene, tries: Tries) -> None:
    for method, name, form in _LISTS["administration"]:
        query = form.format(mine=scene.mine, theirs=scene.theirs)
        status, text = scene.raw(method, f"/minio/admin/v3/{name}", query=query)
        tries.note(f"{method} {name}", text[:100] or status if status < 400 else "")


@attack(
    "a stranger without an account",
    "whether a bucket has an object of a name",
    limit="Of an object whose name somebody guesses, the store tells everybody by its tags whether it exists",
)
def test_names_of_objects_by_their_tags(scene: Scene, tries: Tries) -> None:
    for method in ("GET", "DELETE"):
        asked = [
            scene.raw(method, f"/{scene.theirs}/{key}", query="tagging=", signed=False) for key in (_KEY, "no-such-key")
        ]
        answers = {(status, _code(text)) for status, text in asked}
        tries.note(method, answers if len(answers) > 1 else "")


@attack("an application", "whether another bucket has an object of a name, by any other question")
def test_names_of_objects(scene: Scene, tries: Tries) -> None:
    for signed in (True, False):
        for method, query in _LISTS["questions"]:
            asked = {
                key: scene.raw(method, f"/{scene.theirs}/{key}", query=query, signed=signed)
                for key in (_KEY, "no-such-key")
            }
            answers = {(status, _code(text)) for status, text in asked.values()}
            tries.note(f"{method} {query} signed={signed}", answers if len(answers) > 1 else "")


def _code(answer: bytes) -> str:
    """Return the code of an error."""
    return answer.partition(b"<Code>")[2].partition(b"</Code>")[0].decode()


@attack("somebody whose account of the store was removed", "the store, by temporary credentials of it")
def test_credentials_that_last(running: Running, scene: Scene, tries: Tries) -> None:
    root, end = running.account("minio"), running.endpoints["minio"]
    with urllib3.PoolManager(ca_certs=str(running.ca_file()), retries=False) as pool:
        who = StaticProvider(root.username, root.password)
        store = MinioAdmin(endpoint=f"{end.host}:{end.port}", credentials=who, http_client=pool, region="us-east-1")
        name, password = "stranger-gone", token_urlsafe(24)
        store.user_add(name, password)
        try:
            store.policy_set("readwrite", user=name)
            key, secret, session = _assumed(pool, end.url, Credentials(name, password))
            client = _temporary(running, key, secret, session)
            assert client.list_buckets()["Buckets"]
        finally:
            store.user_remove(name)
        for call in (client.list_buckets, lambda: client.list_objects_v2(Bucket=scene.mine)):
            tries.refused("afterwards", call, ClientError, "InvalidAccessKeyId|AccessDenied|InvalidTokenId")
        with pytest.raises(AssertionError):
            _assumed(pool, end.url, Credentials(name, password))


def _assumed(pool: urllib3.PoolManager, url: str, who: Credentials) -> tuple[str, str, str]:
    """Return temporary credentials of an account."""
    body = b"Action=AssumeRole&Version=2011-06-15&DurationSeconds=604800"
    request = AWSRequest("POST", f"{url}/", {"Content-Type": "application/x-www-form-urlencoded"}, body)
    S3SigV4Auth(who, "sts", "us-east-1").add_auth(request)
    answer = pool.request("POST", f"{url}/", body=body, headers=dict(request.headers.items()))
    assert answer.status == 200
    key, secret, session = (
        answer.data.decode().partition(f"<{part}>")[2].partition("<")[0]
        for part in ("AccessKeyId", "SecretAccessKey", "SessionToken")
    )
    return key, secret, session


def _temporary(running: Running, key: str, secret: str, session: str) -> "S3Client":
    return boto3.client(  # pyright: ignore[reportUnknownMemberType]  # the stubs know S3 alone
        "s3",
        endpoint_url=running.endpoints["minio"].url,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=session,
        region_name="us-east-1",
        verify=str(running.ca_file()),
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, proxies={}),
    )


@attack("an application", "the store by the secret of another pack, or another's by its own")
def test_keys_of_others(running: Running, packs: Sequence[Pack], scene: Scene, tries: Tries) -> None:
    for pack in packs:
        other = running.account(f"{pack.name}-minio")
        if other.username == scene.account.username:
            continue
        client = clients.objects(running, scene.account.name, username=other.username)
        tries.refused(pack.name, lambda client=client: client.list_buckets(), ClientError, "SignatureDoesNotMatch")
    for name in ("minio", "admin", "minioadmin", "root", "", "metrics", "backup"):
        client = clients.objects(running, scene.account.name, username=name or "x")
        tries.refused(name, lambda client=client: client.list_buckets(), ClientError, "InvalidAccessKeyId")


@attack("an application", "the store stopped or confused by a name that no client gives")
def test_odd_names(scene: Scene, tries: Tries) -> None:
    for name in (
        "x" * 2000,
        "a/" * 600 + "x",
        "..",
        "a/../b",
        "\x01\x02",
        "\u202e",
        "/",
        "//",
        ".",
        "a" * 256 + "/b",
        "%",
        "?",
        "#",
        "a\\b",
    ):
        try:
            scene.client.put_object(Bucket=scene.mine, Key=name, Body=io.BytesIO(b"x"))
            kept = scene.client.get_object(Bucket=scene.mine, Key=name)["Body"].read()
            tries.note(name[:40], "" if kept == b"x" else kept)
            scene.client.delete_object(Bucket=scene.mine, Key=name)
        except ClientError as error:
            tries.note(name[:40], "" if error.response.get("Error", {}).get("Code") in _NAMELESS else error)
    tries.note("afterwards", "" if scene.raw("GET", f"/{scene.mine}/{_KEY}")[0] == 200 else "the store does not answer")
