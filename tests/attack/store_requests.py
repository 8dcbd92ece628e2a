"""What a request can ask of the object store: every verb with every resource that it knows, in a bucket and outside."""

import base64
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.attack.store_signing import Request

PREFIX = "attack-forgeries/"
"""What the names of all objects begin with that a forged request would make."""

NEW_BUCKET = "attack-forgeries"

CONTENT = b"forged"
_DELETED = "<Delete><Object><Key>{key}</Key>{version}</Object></Delete>"
_EVERYONE = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": ["s3:*"], "Resource": ["arn:aws:s3:::{}"]}
    ],
}


@dataclass(frozen=True)
class Victim:
    """An object of a bucket that is there, and an upload in parts that somebody has begun beside it."""

    bucket: str
    key: str
    version: str
    upload: str

    @property
    def path(self) -> str:
        """The object's path."""
        return f"/{self.bucket}/{self.key}"


def archive(name: str) -> bytes:
    """Return a tar archive with one file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = len(CONTENT)
        tar.addfile(entry, io.BytesIO(CONTENT))
    return out.getvalue()


def snowball(bucket: str, name: str) -> Request:
    """Return an upload of an archive that the store is to unpack."""
    path = f"/{bucket}/{PREFIX}snowball.tar"
    return Request("PUT", path, headers={"X-Amz-Meta-Snowball-Auto-Extract": "true"}, body=archive(f"{PREFIX}{name}"))


def select(victim: Victim) -> Request:
    """Return a query on an object's content."""
    body = (
        "<SelectObjectContentRequest><Expression>select * from S3Object</Expression><ExpressionType>SQL"
        "</ExpressionType><InputSerialization><CSV/></InputSerialization><OutputSerialization><CSV/>"
        "</OutputSerialization></SelectObjectContentRequest>"
    )
    return Request("POST", victim.path, {"select": "", "select-type": "2"}, body=body.encode())


def replicated(bucket: str, header: str) -> Request:
    """Return an upload that says of itself to be a replica's."""
    return Request("PUT", f"/{bucket}/{PREFIX}replica", headers={header: "AAAA"}, body=CONTENT)


def locked(path: str, mode: str, until: datetime) -> Request:
    """Return a request for an object to be kept until then."""
    body = f"<Retention><Mode>{mode}</Mode><RetainUntilDate>{until:%Y-%m-%dT%H:%M:%SZ}</RetainUntilDate></Retention>"
    return _with_digest(Request("PUT", path, {"retention": ""}, body=body.encode()))


def copy(victim: Victim, name: str) -> Request:
    """Return a copy of an object to another name."""
    return Request("PUT", f"/{victim.bucket}/{PREFIX}{name}", headers={"X-Amz-Copy-Source": victim.path})


def of_objects(victim: Victim) -> dict[str, Request]:
    """Return every request about an object, by a name; what they make or change is named after `PREFIX`."""
    upload = {"uploadId": victim.upload}
    part = {"partNumber": "1", **upload}
    new = f"/{victim.bucket}/{PREFIX}"
    complete = (
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber>"
        f"<ETag>{_md5(CONTENT).hex()}</ETag></Part></CompleteMultipartUpload>"
    )
    tags = "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>"
    both = [_DELETED.format(key=victim.key, version=f"<VersionId>{one}</VersionId>") for one in (victim.version, "")]
    return {
        "GetObject": Request("GET", victim.path),
        "GetObject of a version": Request("GET", victim.path, {"versionId": victim.version}),
        "GetObject out of a zip": Request("GET", victim.path, headers={"X-Minio-Extract": "true"}),
        "HeadObject": Request("HEAD", victim.path),
        "GetObjectAttributes": Request("GET", victim.path, {"attributes": ""}, {"X-Amz-Object-Attributes": "ETag"}),
        "GetObjectTagging": Request("GET", victim.path, {"tagging": ""}),
        "GetObjectRetention": Request("GET", victim.path, {"retention": ""}),
        "GetObjectLegalHold": Request("GET", victim.path, {"legal-hold": ""}),
        "GetObjectAcl": Request("GET", victim.path, {"acl": ""}),
        "SelectObjectContent": select(victim),
        "PutObject": Request("PUT", f"{new}put", body=CONTENT),
        "PutObject without content": Request("PUT", f"{new}empty"),
        "PutObject over another": Request("PUT", victim.path, body=CONTENT),
        "PutObject of an archive to unpack": snowball(victim.bucket, "unpacked"),
        "PutObject as a replica": replicated(victim.bucket, "X-Minio-Source-Etag"),
        "PutObject with sealed keys": replicated(victim.bucket, "X-Minio-Replication-Server-Side-Encryption-Iv"),
        "AppendObject": Request("PUT", victim.path, headers={"X-Amz-Write-Offset-Bytes": "0"}, body=CONTENT),
        "CopyObject": copy(victim, "copy"),
        "CreateMultipartUpload": Request("POST", f"{new}parts", {"uploads": ""}),
        "UploadPart": Request("PUT", victim.path, part, body=CONTENT),
        "UploadPartCopy": Request("PUT", victim.path, part | {"partNumber": "2"}, {"X-Amz-Copy-Source": victim.path}),
        "ListParts": Request("GET", victim.path, upload),
        "CompleteMultipartUpload": Request("POST", victim.path, upload, body=complete.encode()),
        "AbortMultipartUpload": Request("DELETE", victim.path, upload),
        "PutObjectTagging": Request("PUT", victim.path, {"tagging": ""}, body=tags.encode()),
        "DeleteObjectTagging": Request("DELETE", victim.path, {"tagging": ""}),
        "PutObjectRetention": locked(victim.path, "GOVERNANCE", datetime(2100, 1, 1, tzinfo=UTC)),
        "PutObjectLegalHold": _with_digest(
            Request("PUT", victim.path, {"legal-hold": ""}, body=b"<LegalHold><Status>ON</Status></LegalHold>")
        ),
        "RestoreObject": Request("POST", victim.path, {"restore": ""}, body=b"<RestoreRequest/>"),
        "DeleteObject": Request("DELETE", victim.path),
        "DeleteObject with all below": Request("DELETE", victim.path, headers={"X-Minio-Force-Delete": "true"}),
        "DeleteObject of a version": Request("DELETE", victim.path, {"versionId": victim.version}),
        "DeleteObjects": _with_digest(Request("POST", f"/{victim.bucket}", {"delete": ""}, body=both[1].encode())),
        "DeleteObjects of versions": _with_digest(
            Request("POST", f"/{victim.bucket}", {"delete": ""}, body=both[0].encode())
        ),
    }


def of_buckets(bucket: str) -> dict[str, Request]:
    """Return every request about a bucket, by a name."""
    path = f"/{bucket}"
    everyone = json.dumps(_EVERYONE).replace("{}", f"{bucket}/*").encode()
    found = {
        "ListObjects": Request("GET", path),
        "ListObjectsV2": Request("GET", path, {"list-type": "2"}),
        "ListObjectVersions": Request("GET", path, {"versions": ""}),
        "ListMultipartUploads": Request("GET", path, {"uploads": ""}),
        "HeadBucket": Request("HEAD", path),
        "CreateBucket": Request("PUT", f"/{NEW_BUCKET}"),
        "DeleteBucket": Request("DELETE", path),
        "DeleteBucket with all in it": Request("DELETE", path, headers={"X-Minio-Force-Delete": "true"}),
        "ListenNotification": Request("GET", path, {"events": "s3:ObjectCreated:*"}),
        "PutBucketPolicy": Request("PUT", path, {"policy": ""}, body=everyone),
        "DeleteBucketPolicy": Request("DELETE", path, {"policy": ""}),
        "DeleteBucketLifecycle": Request("DELETE", path, {"lifecycle": ""}),
        "DeleteBucketReplication": Request("DELETE", path, {"replication": ""}),
        "DeleteBucketEncryption": Request("DELETE", path, {"encryption": ""}),
        "DeleteBucketTagging": Request("DELETE", path, {"tagging": ""}),
    }
    for name in ("location", "policy", "policyStatus", "lifecycle", "versioning", "object-lock", "notification"):
        found[f"Get {name}"] = Request("GET", path, {name: ""})
    for name in ("encryption", "replication", "replication-metrics", "tagging", "acl", "cors", "website", "logging"):
        found[f"Get {name}"] = Request("GET", path, {name: ""})
    for name, body in _CONFIGURATIONS.items():
        found[f"Put {name}"] = _with_digest(Request("PUT", path, {name: ""}, body=body.encode()))
    return found


def of_the_server() -> dict[str, Request]:
    """Return requests to the server itself: accounts, settings and what its members say to each other."""
    user = json.dumps({"secretKey": "forged-by-a-test", "status": "enabled"}).encode()
    admin = "/minio/admin/v3"
    return {
        "ListBuckets": Request("GET", "/"),
        "server information": Request("GET", f"{admin}/info"),
        "list users": Request("GET", f"{admin}/list-users"),
        "add a user": Request("PUT", f"{admin}/add-user", {"accessKey": "attackforgeries"}, body=user),
        "remove a user": Request("DELETE", f"{admin}/remove-user", {"accessKey": "attackforgeries"}),
        "attach a policy": Request(
            "PUT",
            f"{admin}/set-user-or-group-policy",
            {"policyName": "consoleAdmin", "userOrGroup": "attackforgeries", "isGroup": "false"},
        ),
        "add a policy": Request("PUT", f"{admin}/add-canned-policy", {"name": "attack-forgeries"}, body=b"{}"),
        "add a service account": Request("PUT", f"{admin}/add-service-account", body=b"{}"),
        "export accounts": Request("GET", f"{admin}/export-iam"),
        "import accounts": Request("PUT", f"{admin}/import-iam", body=archive("x")),
        "read the settings": Request("GET", f"{admin}/config"),
        "write the settings": Request("PUT", f"{admin}/set-config-kv", body=b"api requests_max=1"),
        "set a quota": Request("PUT", f"{admin}/set-bucket-quota", {"bucket": "novax-backup"}, body=b'{"quota":1}'),
        "read from the disk": Request("GET", f"{admin}/inspect-data", {"volume": ".minio.sys", "file": "format.json"}),
        "stop the server": Request("POST", f"{admin}/service", {"action": "stop", "type": "2"}),
        "profile": Request("POST", f"{admin}/profile", {"profilerType": "cpu", "duration": "1s"}),
        "trace": Request("GET", f"{admin}/trace"),
        "key management": Request("GET", "/minio/kms/v1/status"),
        "metrics": Request("GET", "/minio/v2/metrics/cluster"),
        "metrics of a node": Request("GET", "/minio/metrics/v3/system"),
    }


def of_sts(token: str) -> dict[str, Mapping[str, str]]:
    """Return the parameters of calls for temporary credentials; all but the first are for accounts of other systems."""
    return {
        "AssumeRole": {"Action": "AssumeRole"},
        "AssumeRoleWithWebIdentity": {"Action": "AssumeRoleWithWebIdentity", "WebIdentityToken": token},
        "AssumeRoleWithClientGrants": {"Action": "AssumeRoleWithClientGrants", "Token": token},
        "AssumeRoleWithLDAPIdentity": {
            "Action": "AssumeRoleWithLDAPIdentity",
            "LDAPUsername": "somebody",
            "LDAPPassword": "guessed",
        },
        "AssumeRoleWithCertificate": {"Action": "AssumeRoleWithCertificate"},
        "AssumeRoleWithCustomToken": {"Action": "AssumeRoleWithCustomToken", "Token": token, "RoleArn": "arn"},
    }


_CONFIGURATIONS = {
    "versioning": "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>",
    "object-lock": "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>",
    "lifecycle": "<LifecycleConfiguration><Rule><ID>f</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>"
    "<Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>",
    "notification": "<NotificationConfiguration/>",
    "encryption": "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256"
    "</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
    "replication": "<ReplicationConfiguration><Role>r</Role></ReplicationConfiguration>",
    "tagging": "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>",
    "acl": "<AccessControlPolicy/>",
    "cors": "<CORSConfiguration/>",
}


def _with_digest(request: Request) -> Request:
    """Return a request with the digest that the store wants of documents."""
    digest = base64.b64encode(_md5(request.body)).decode()
    return Request(
        request.method, request.path, request.query, {**request.headers, "Content-MD5": digest}, request.body
    )


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content, usedforsecurity=False).digest()
