"""Every form in which a request to the object store can be signed, by a key that is right or wrong.

The library's own signers do what they can; what is signed chunk by chunk is signed here, as Amazon describes it.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit
from zlib import crc32

from botocore.auth import HmacV1Auth, HmacV1QueryAuth, S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

REGION = "us-east-1"
UNSIGNED = "UNSIGNED-PAYLOAD"
UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
_SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
_SIGNED_TRAILER = f"{_SIGNED_CHUNKS}-TRAILER"
_CHECKSUM = "x-amz-checksum-crc32"
_EMPTY = hashlib.sha256(b"").hexdigest()
_SECONDS = 300


@dataclass(frozen=True)
class Key:
    """An account's name and its secret, right or wrong."""

    name: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Request:
    """A request as it goes over the wire; ``query`` is part of what most forms sign."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""

    @property
    def target(self) -> str:
        """Path and query, as the first line of a request has them."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


Form = Callable[[Request, str, Key], Request]
"""Signs a request to the server with this address."""


class _Signer(S3SigV4Auth):
    """Signs what it is told to have of the content, whatever the content is."""

    def __init__(self, key: Key, digest: str, service: str = "s3") -> None:
        super().__init__(Credentials(key.name, key.secret), service, REGION)
        self._digest = digest

    def payload(self, request: AWSRequest) -> str:  # noqa: ARG002 - the library's own
        return self._digest


def _prepared(request: Request, url: str) -> AWSRequest:
    return AWSRequest(
        method=request.method,
        url=f"{url}{request.target}",
        headers=dict(request.headers),
        auth_path=request.path,
    )


def _finished(request: Request, signed: AWSRequest, body: bytes | None = None) -> Request:
    parts = urlsplit(str(signed.url))
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    headers = {str(name): str(value) for name, value in signed.headers.items()}
    return Request(request.method, target, {}, headers, request.body if body is None else body)


def header(request: Request, url: str, key: Key, digest: str | None = None) -> Request:
    """Sign in the Authorization header, the content by its digest."""
    signed = _prepared(request, url)
    _Signer(key, digest or hashlib.sha256(request.body).hexdigest()).add_auth(signed)
    return _finished(request, signed)


def header_of_headers(request: Request, url: str, key: Key) -> Request:
    """Sign in the Authorization header, the content not."""
    return header(request, url, key, UNSIGNED)


def presigned(request: Request, url: str, key: Key) -> Request:
    """Sign in the query."""
    signed = _prepared(request, url)
    S3SigV4QueryAuth(Credentials(key.name, key.secret), "s3", REGION, _SECONDS).add_auth(signed)
    return _finished(request, signed)


def version_2(request: Request, url: str, key: Key) -> Request:
    """Sign in the Authorization header, as clients did before 2012."""
    signed = _prepared(request, url)
    HmacV1Auth(Credentials(key.name, key.secret)).add_auth(signed)
    return _finished(request, signed)


def presigned_2(request: Request, url: str, key: Key) -> Request:
    """Sign in the query, as clients did before 2012, and as boto3 still does unless it is told otherwise."""
    signed = _prepared(request, url)
    HmacV1QueryAuth(Credentials(key.name, key.secret), _SECONDS).add_auth(signed)
    return _finished(request, signed)


def chunks(request: Request, url: str, key: Key) -> Request:
    """Sign in the Authorization header, and each chunk of the content after it."""
    return _chunked(request, url, key, _SIGNED_CHUNKS)


def chunks_with_trailer(request: Request, url: str, key: Key) -> Request:
    """As `chunks`, and then a trailer that has the content's checksum."""
    return _chunked(request, url, key, _SIGNED_TRAILER)


def unsigned_trailer(request: Request, url: str, key: Key) -> Request:
    """Sign in the Authorization header; chunks and trailer are not signed, as boto3 sends files over TLS."""
    return _chunked(request, url, key, UNSIGNED_TRAILER)


def unsigned_trailer_in_name(request: Request, url: str, key: Key) -> Request:
    """As `unsigned_trailer`, and the content as it is, which the header says is in chunks."""
    return header(request, url, key, UNSIGNED_TRAILER)


def unsigned_trailer_in_query(request: Request, url: str, key: Key) -> Request:
    """As `unsigned_trailer`, and the signature in the query."""
    streamed = _with_chunk_headers(request, UNSIGNED_TRAILER)
    signed = presigned(streamed, url, key)
    return Request(signed.method, signed.path, {}, signed.headers, _unsigned_chunks(request.body))


def unsigned_trailer_unsigned(request: Request, _url: str, key: Key) -> Request:
    """As `unsigned_trailer_in_query`, and nothing but the name in the query."""
    streamed = _with_chunk_headers(request, UNSIGNED_TRAILER)
    scope = f"{key.name}/{datetime.now(UTC):%Y%m%d}/{REGION}/s3/aws4_request"
    query = {**request.query, "X-Amz-Credential": scope}
    return Request(request.method, request.path, query, streamed.headers, _unsigned_chunks(request.body))


def header_and_query(request: Request, url: str, key: Key) -> Request:
    """Sign in the query and in the header."""
    return header(presigned(request, url, key), url, key)


def bearer(request: Request, _url: str, key: Key) -> Request:
    """Show a token as members of the store show each other, and monitoring shows it."""
    headers = {**request.headers, "Authorization": f"Bearer {token(key)}"}
    return Request(request.method, request.path, request.query, headers, request.body)


def token(key: Key) -> str:
    """Return a token that is signed with an account's secret."""
    claims = {"sub": key.name, "accessKey": key.name, "iss": "prometheus", "exp": 4102444800}
    parts = [{"alg": "HS512", "typ": "JWT"}, claims]
    text = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    digest = hmac.new(key.secret.encode(), text.encode(), hashlib.sha512).digest()
    return f"{text}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def anonymous(request: Request, _url: str, _key: Key) -> Request:
    """Sign nothing."""
    return request


FORMS: Mapping[str, Form] = {
    form.__name__: form
    for form in (
        header,
        header_of_headers,
        presigned,
        version_2,
        presigned_2,
        chunks,
        chunks_with_trailer,
        unsigned_trailer,
        unsigned_trailer_in_name,
        unsigned_trailer_in_query,
        unsigned_trailer_unsigned,
        header_and_query,
        bearer,
        anonymous,
    )
}


def sts(url: str, key: Key, parameters: Mapping[str, str]) -> Request:
    """Return a call for temporary credentials, signed."""
    body = urlencode({"Version": "2011-06-15", **parameters}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    signed = AWSRequest(method="POST", url=f"{url}/", headers=headers, data=body)
    SigV4Auth(Credentials(key.name, key.secret), "sts", REGION).add_auth(signed)
    return _finished(Request("POST", "/", {}, headers, body), signed)


def post_policy(bucket: str, name: str, key: Key, more: Mapping[str, str] | None = None) -> Request:
    """Return an upload by a form, as browsers send it."""
    now = datetime.now(UTC)
    more = more or {}
    scope = f"{key.name}/{now:%Y%m%d}/{REGION}/s3/aws4_request"
    fields = {
        "key": name,
        "x-amz-algorithm": "AWS4-HMAC-SHA256",
        "x-amz-credential": scope,
        "x-amz-date": f"{now:%Y%m%dT%H%M%SZ}",
        **more,
    }
    fields["policy"] = _policy(bucket, fields)
    fields["x-amz-signature"] = _signed(_signing_key(key, f"{now:%Y%m%d}"), fields["policy"])
    return _form(bucket, fields)


def post_policy_2(bucket: str, name: str, key: Key) -> Request:
    """Return an upload by a form, signed as clients did before 2012."""
    fields = {"key": name}
    fields["policy"] = _policy(bucket, fields)
    digest = hmac.new(key.secret.encode(), fields["policy"].encode(), hashlib.sha1).digest()
    fields |= {"AWSAccessKeyId": key.name, "signature": base64.b64encode(digest).decode()}
    return _form(bucket, fields)


def _policy(bucket: str, fields: Mapping[str, str]) -> str:
    until = datetime.now(UTC) + timedelta(seconds=_SECONDS)
    conditions = [{"bucket": bucket}, *({name: value} for name, value in fields.items())]
    document = {"expiration": f"{until:%Y-%m-%dT%H:%M:%S.000Z}", "conditions": conditions}
    return base64.b64encode(json.dumps(document).encode()).decode()


def _form(bucket: str, fields: Mapping[str, str]) -> Request:
    boundary = "novaxattack"
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nforged\r\n')
    body = f"{''.join(parts)}--{boundary}--\r\n".encode()
    return Request("POST", f"/{bucket}", {}, {"Content-Type": f"multipart/form-data; boundary={boundary}"}, body)


def _chunked(request: Request, url: str, key: Key, kind: str) -> Request:
    signed = _prepared(_with_chunk_headers(request, kind), url)
    _Signer(key, kind).add_auth(signed)
    if kind == UNSIGNED_TRAILER:
        return _finished(request, signed, _unsigned_chunks(request.body))
    seed = str(signed.headers["Authorization"]).rpartition("Signature=")[2]
    return _finished(request, signed, _signed_chunks(request.body, key, seed, str(signed.context["timestamp"]), kind))


def _with_chunk_headers(request: Request, kind: str) -> Request:
    headers = {
        **request.headers,
        "Content-Encoding": "aws-chunked",
        "X-Amz-Content-Sha256": kind,
        "X-Amz-Decoded-Content-Length": str(len(request.body)),
        **({} if kind == _SIGNED_CHUNKS else {"X-Amz-Trailer": _CHECKSUM}),
    }
    return Request(request.method, request.path, request.query, headers, request.body)


def _checksum(content: bytes) -> str:
    return base64.b64encode(crc32(content).to_bytes(4, "big")).decode()


def _unsigned_chunks(content: bytes) -> bytes:
    chunk = f"{len(content):x}\r\n".encode() + content + b"\r\n" if content else b""
    return chunk + f"0\r\n{_CHECKSUM}:{_checksum(content)}\r\n\r\n".encode()


def _signed_chunks(content: bytes, key: Key, seed: str, timestamp: str, kind: str) -> bytes:
    scope = f"{timestamp[:8]}/{REGION}/s3/aws4_request"
    signing_key = _signing_key(key, timestamp[:8])

    def signature(what: str, previous: str, *digests: str) -> str:
        return _signed(signing_key, "\n".join((f"AWS4-HMAC-SHA256-{what}", timestamp, scope, previous, *digests)))

    stream, previous = b"", seed
    for chunk in (content, b"") if content else (b"",):
        previous = signature("PAYLOAD", previous, _EMPTY, hashlib.sha256(chunk).hexdigest())
        stream += f"{len(chunk):x};chunk-signature={previous}\r\n".encode() + chunk
        if chunk or kind == _SIGNED_CHUNKS:
            stream += b"\r\n"
    if kind == _SIGNED_TRAILER:
        trailer = f"{_CHECKSUM}:{_checksum(content)}\n"
        signed = signature("TRAILER", previous, hashlib.sha256(trailer.encode()).hexdigest())
        stream += f"{trailer.rstrip()}\r\nx-amz-trailer-signature:{signed}\r\n\r\n".encode()
    return stream


def _signing_key(key: Key, date: str) -> bytes:
    found = f"AWS4{key.secret}".encode()
    for part in (date, REGION, "s3", "aws4_request"):
        found = hmac.new(found, part.encode(), hashlib.sha256).digest()
    return found


def _signed(signing_key: bytes, text: str) -> str:
    return hmac.new(signing_key, text.encode(), hashlib.sha256).hexdigest()
