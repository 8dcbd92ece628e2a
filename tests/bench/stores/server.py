"""What is asked of each object store: to start, to be killed, to take accounts and quotas, to tell its metrics."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.hooks.access import Access
from infra.hooks.buckets import client_of
from infra.hooks.declaration import JSON
from infra.identity import new_password, new_user
from infra.services.minio import REGION
from tests.bench.stores.events import Events
from tests.bench.stores.processes import HOST

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PEM = Mapping[str, str]
"""A certificate and its key, keyed ``crt`` and ``key``."""

READY_BUCKET = "ready"
_START_SECONDS = 60
_POLL_SECONDS = 0.02
_LOG_BYTES = 2000


@dataclass(frozen=True)
class Keys:
    """An account: its name, which S3 calls an access key, and its password."""

    name: str
    password: str = field(repr=False)


def new_keys() -> Keys:
    """Return a random name with a random password, as the platform's accounts have them."""
    return Keys(new_user(), new_password())


class Server(ABC):
    """One object store over TLS in a folder of its own, with a root account; nothing runs until `start`.

    `authority` is PEM, keyed ``crt``; `events` is where it sends notifications.
    """

    name: str
    program: Path

    def __init__(self, folder: Path, authority: PEM, events: Events) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir(parents=True)
        self.ca_pem = authority["crt"]
        self.ca_file = folder / "ca.crt"
        self.ca_file.write_text(self.ca_pem)
        self.events = events
        self.root = new_keys()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def port(self) -> int:
        """The port that speaks S3."""

    @abstractmethod
    def command(self) -> Sequence[str]:
        """Return the command that runs it in the foreground; nothing secret is in it."""

    @abstractmethod
    def environment(self) -> Mapping[str, str]:
        """Return the variables that it needs besides a path."""

    @abstractmethod
    def set_account(self, keys: Keys, policy: Mapping[str, JSON]) -> None:
        """Make an account, or give it another password, and let the policy be the only one that it has."""

    @abstractmethod
    def remove_account(self, keys: Keys) -> None:
        """Remove an account."""

    @abstractmethod
    def set_quota(self, bucket: str, size: int) -> None:
        """Let a bucket hold so many bytes."""

    @abstractmethod
    def run_lifecycle(self) -> None:
        """Have the rules of all buckets carried out soon."""

    @abstractmethod
    def metrics(self) -> str:
        """Return its metrics in Prometheus' text format."""

    @abstractmethod
    def notify(self, bucket: str) -> bool:
        """Have it send events of a bucket to the listener; return whether S3 has the request for it."""

    @property
    def pid(self) -> int:
        """The process that runs."""
        assert self._process, f"{self.name} does not run"
        return self._process.pid

    @cached_property
    def access(self) -> Access:
        """How its root account reaches it."""
        return self.access_of(self.root)

    def access_of(self, keys: Keys) -> Access:
        """Return how an account reaches it."""
        return Access(HOST, self.port, keys.name, self.ca_pem)

    def client(self, keys: Keys | None = None) -> "S3Client":
        """Return a client for an account; the root account's without one."""
        who = keys or self.root
        return client_of(self.access_of(who), who.password, str(self.ca_file))

    def stranger(self) -> "S3Client":
        """Return a client that signs nothing."""
        return boto3.client(  # pyright: ignore[reportUnknownMemberType]  # the stubs know S3 alone
            "s3",
            endpoint_url=f"https://{self.access}",
            region_name=REGION,
            verify=str(self.ca_file),
            config=Config(signature_version=UNSIGNED, s3={"addressing_style": "path"}, proxies={}),
        )

    def start(self) -> float:
        """Start it and return the seconds until it had acknowledged an object."""
        started = time.monotonic()
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                env={"PATH": os.environ["PATH"], "HOME": str(self.folder), **self.environment()},
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        client = self.client()
        while not _takes_objects(client):
            assert self._process.poll() is None, f"{self.name} ended: {self.log()}"
            assert time.monotonic() < started + _START_SECONDS, f"{self.name} did not come up: {self.log()}"
            time.sleep(_POLL_SECONDS)
        return time.monotonic() - started

    def kill(self) -> None:
        """End it as a crash does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator does; what does not run is left alone."""
        if self._process:
            self._end(signal.SIGTERM)

    def log(self) -> str:
        """Return the end of what it wrote."""
        return (self.folder / "log").read_bytes()[-_LOG_BYTES:].decode(errors="replace")

    def _end(self, how: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(how)
        try:
            self._process.wait(_START_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def _takes_objects(client: "S3Client") -> bool:
    try:
        client.put_object(Bucket=READY_BUCKET, Key="ready", Body=b"ready")
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") == "NoSuchBucket":
            client.create_bucket(Bucket=READY_BUCKET)
        return False
    except BotoCoreError:
        return False
    return True
