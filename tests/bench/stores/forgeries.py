"""Requests with a known name and no password, and paths with ``..``: whether any of them is answered.

The requests and the forms in which they are signed are those that the stack's own store is attacked with.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import urllib3

from infra.hooks.bucket_accounts import bucket_policy
from tests.attack import store_requests as requests
from tests.attack.store_requests import CONTENT, PREFIX, Victim
from tests.attack.store_signing import FORMS, Key, Request, header
from tests.bench.stores.seen import Check, Seen, Verdict
from tests.bench.stores.server import Server, new_keys

_BUCKET, _KEY = "forged", "victim"
_WRONG = "guessed-guessed-guessed-guessed0"
_SECONDS = 15
_STEPS = ("..", "%2e%2e", "%2E.", "..%2f..")


class _Line:
    """A connection that sends requests as they are."""

    def __init__(self, server: Server) -> None:
        self.url = f"https://{server.access}"
        self._pool = urllib3.PoolManager(ssl_context=server.access.ssl_context(), timeout=_SECONDS, retries=False)

    def answers(self, request: Request) -> bytes | None:
        """Return what a request is answered; None where it is refused."""
        found = self._pool.request(
            request.method, f"{self.url}{request.target}", headers=dict(request.headers), body=request.body
        )
        # A list of deletions is answered with 200 when each of them was refused.
        done = found.status < 300 and (b"<DeleteResult" not in found.data or b"<Deleted>" in found.data)
        return found.data if done else None


def _signatures(server: Server) -> Seen:
    client = server.client()
    client.create_bucket(Bucket=_BUCKET)
    client.put_bucket_versioning(Bucket=_BUCKET, VersioningConfiguration={"Status": "Enabled"})
    version = client.put_object(Bucket=_BUCKET, Key=_KEY, Body=b"kept").get("VersionId", "")
    upload = client.create_multipart_upload(Bucket=_BUCKET, Key=_KEY)["UploadId"]
    victim = Victim(_BUCKET, _KEY, version, upload)
    before = _state(server, victim)
    line, wrong = _Line(server), Key(server.root.name, _WRONG)
    answered: list[str] = []
    number = 0
    for (form, sign), (what, request) in product(FORMS.items(), _all_requests(victim)):
        number += 1
        if line.answers(sign(request, line.url, wrong)) is not None:
            answered.append(f"{what} ({form})")
    if changed := _state(server, victim) != before:
        client.delete_bucket_policy(Bucket=_BUCKET)
    if answered or changed:
        told = f"{len(answered)} of {number} answered: {', '.join(answered[:3])}{'; data changed' if changed else ''}"
        return Seen(Verdict.NO, told)
    return Seen(Verdict.YES, f"{number} of {number} requests refused, nothing changed")


def _all_requests(victim: Victim) -> Iterator[tuple[str, Request]]:
    yield from requests.of_objects(victim).items()
    yield from requests.of_buckets(victim.bucket).items()
    yield "ListBuckets", Request("GET", "/")


def _state(server: Server, victim: Victim) -> object:
    client = server.client()
    listed = client.list_object_versions(Bucket=victim.bucket)
    parts = client.list_parts(Bucket=victim.bucket, Key=victim.key, UploadId=victim.upload).get("Parts", [])
    buckets = [bucket.get("Name") for bucket in client.list_buckets()["Buckets"]]
    return listed.get("Versions", []), listed.get("DeleteMarkers", []), parts, buckets


def _paths(server: Server) -> Seen:
    root = server.client()
    for name in ("walker", "secret"):
        root.create_bucket(Bucket=name)
    root.put_object(Bucket="secret", Key=_KEY, Body=b"kept")
    keys = new_keys()
    server.set_account(keys, bucket_policy(("walker",)))
    line, key = _Line(server), Key(keys.name, keys.password)
    own = Request("PUT", f"/walker/{PREFIX}own", body=CONTENT)
    assert line.answers(header(own, line.url, key)) is not None, "the account cannot use its own bucket"
    walks = list(_walks())
    read = [what for what, walk in walks if b"kept" in (line.answers(header(walk, line.url, key)) or b"")]
    left = root.get_object(Bucket="secret", Key=_KEY)["Body"].read()
    copied = root.list_objects_v2(Bucket="walker", Prefix="copy").get("KeyCount")
    if read or copied or left != b"kept":
        return Seen(Verdict.NO, f"read: {', '.join(read)}; copied: {copied}; left: {left!r}")
    return Seen(Verdict.YES, f"{len(walks)} requests with .. reached nothing of another bucket")


def _walks() -> Iterator[tuple[str, Request]]:
    """Give requests of an account that has bucket `walker` for what is in bucket `secret`."""
    for step in _STEPS:
        path = f"/walker/{step}/secret/{_KEY}"
        get = Request("GET", path)
        yield f"read {path}", get
        yield f"write {path}", replace(get, method="PUT", body=CONTENT)
        yield f"delete {path}", replace(get, method="DELETE")
        yield f"copy {path}", Request("PUT", "/walker/copy", headers={"X-Amz-Copy-Source": path})


CHECKS = (
    Check("requests with a known name and no password", _signatures),
    Check("paths that lead out of a bucket", _paths),
)
