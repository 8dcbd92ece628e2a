"""The bucket that exports go to: objects are uploaded, read back and compared before anything relies on them.

Speaks S3 and nothing of MinIO's own. What an object holds, and whether it may be deleted elsewhere, is not known here.
"""

import gzip
import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO, cast

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from infra.errors import UserError
from infra.hooks.s3 import s3_client

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_TIMEOUT_SECONDS = 30
_ATTEMPTS = 2
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Stored:
    """An object as it was uploaded: its key, its size in bytes and the SHA-256 of its content, in hex."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Bucket:
    """One bucket and the account that may use it; ``url`` is ``https://host:port``, ``ca`` a file in PEM."""

    name: str
    url: str
    user: str
    password: str = field(repr=False)
    ca: Path

    def put(self, file: Path, key: str) -> Stored:
        """Upload a file, read it back and return what is stored; an object of that key is replaced.

        Raises:
            UserError: the store did not answer, refused, or does not give back what it was given.
        """
        with self.client() as client:
            client.upload_file(str(file), self.name, key)
            digest, size = hashlib.sha256(), 0
            for chunk in client.get_object(Bucket=self.name, Key=key)["Body"].iter_chunks(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
        with file.open("rb") as content:
            expected = hashlib.file_digest(content, "sha256").hexdigest()
        if digest.hexdigest() != expected:
            raise UserError(
                f"bucket {self.name}: object {key} has {size} bytes with SHA-256 {digest.hexdigest()} where "
                f"{file.stat().st_size} bytes with {expected} were uploaded; look after the store, then run this again"
            )
        return Stored(key, size, expected)

    def get(self, key: str, file: Path) -> None:
        """Download an object into a file.

        Raises:
            UserError: the store did not answer, refused, or has no such object.
        """
        with self.client() as client:
            client.download_file(self.name, key, str(file))

    @contextmanager
    def client(self) -> "Generator[S3Client]":
        """Yield a client of the store, whose failures are told as a user's error."""
        client = s3_client(
            self.url, self.user, self.password, str(self.ca), seconds=_TIMEOUT_SECONDS, attempts=_ATTEMPTS
        )
        try:
            yield client
        except (BotoCoreError, ClientError, Boto3Error) as error:
            raise UserError(
                f"bucket {self.name} at {self.url} cannot be used: {error}; nothing was deleted; see that the store is "
                "up, then run this again"
            ) from error
        finally:
            client.close()


@contextmanager
def drafts(*names: str) -> Generator[tuple[Path, ...]]:
    """Yield paths of these names in a folder that is gone afterwards, whatever happens; it is the user's alone."""
    with TemporaryDirectory(prefix="novax-export-") as folder:
        yield tuple(Path(folder, name) for name in names)


@contextmanager
def zipped(file: Path) -> Generator[BinaryIO]:
    """Open a file to write gzip; equal content gives an equal file, so neither a name nor a time is in it."""
    with file.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as output:
        yield cast("BinaryIO", output)
