"""SeaweedFS as one process: master, volume server, filer and S3 gateway, with nothing but S3 open to strangers."""

import json
import secrets
import subprocess
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

import urllib3
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from infra.hooks.declaration import JSON
from infra.services.minio import REGION
from infra.toolchain import go_programs
from tests.bench.stores.events import Events
from tests.bench.stores.processes import HOST, free_ports
from tests.bench.stores.server import PEM, Keys, Server

VOLUME_MIB = 1024
_VOLUMES = 1000
_SHELL_SECONDS = 120

_SECURITY = """\
[jwt.signing]
key = "{volume_write}"
[jwt.signing.read]
key = "{volume_read}"
[jwt.filer_signing]
key = "{filer_write}"
[jwt.filer_signing.read]
key = "{filer_read}"
[grpc]
ca = "{ca}"
"""
_COMPONENT = """\
[grpc.{component}]
cert = "{folder}/tls.crt"
key = "{folder}/tls.key"
"""
# As it comes, each new bucket takes seven volumes: the disk's share of them is gone after a few buckets.
_GROWTH = """\
[master.volume_growth]
copy_1 = 1
"""
_WEBHOOK = """\
[notification.webhook]
enabled = true
endpoint = "http://{host}:{port}/"
path_prefixes = ["/buckets"]
"""


class SeaweedFS(Server):
    """One process that is everything, on one drive."""

    name = "SeaweedFS"

    def __init__(self, folder: Path, authority: PEM, leaf: PEM, events: Events) -> None:
        super().__init__(folder, authority, events)
        self.program = go_programs.WEED.resolve().folder / "weed"
        self._synced = False
        self._policies: dict[str, str] = {}
        self._ports = dict(zip(_PORTS, free_ports(len(_PORTS)), strict=True))
        (folder / "tls.crt").write_text(leaf["crt"])
        (folder / "tls.key").write_text(leaf["key"])
        keys = {name: secrets.token_hex(32) for name in ("volume_write", "volume_read", "filer_write", "filer_read")}
        components = "".join(_COMPONENT.format(component=name, folder=folder) for name in _COMPONENTS)
        (folder / "security.toml").write_text(_SECURITY.format(ca=self.ca_file, **keys) + components)
        (folder / "master.toml").write_text(_GROWTH)
        (folder / "notification.toml").write_text(_WEBHOOK.format(host=HOST, port=events.server_port))
        root = {"accessKey": self.root.name, "secretKey": self.root.password}
        identities = [{"name": self.root.name, "credentials": [root], "actions": ["Admin"]}]
        (folder / "s3.json").write_text(json.dumps({"identities": identities}))

    @property
    def port(self) -> int:
        return self._ports["s3.port"]

    def start(self) -> float:
        seconds = super().start()
        if not self._synced:
            # As it comes, what it acknowledges is in the kernel's memory alone.
            self.shell("fs.configure -locationPrefix=/buckets/ -fsync -apply")
            self._synced = True
        return seconds

    def command(self) -> Sequence[str]:
        return (
            str(self.program),
            "-logtostderr",
            "server",
            f"-dir={self.data}",
            f"-ip={HOST}",
            f"-ip.bind={HOST}",
            f"-master.volumeSizeLimitMB={VOLUME_MIB}",
            "-master.peers=none",
            "-master.telemetry=false",
            f"-volume.max={_VOLUMES}",
            "-volume.preStopSeconds=1",
            f"-filer.localSocket={self.folder}/filer.sock",
            # Its answers to strangers include one that deletes all data of a bucket, locked or not.
            "-disableHttp",
            "-s3",
            f"-s3.config={self.folder}/s3.json",
            f"-s3.cert.file={self.folder}/tls.crt",
            f"-s3.key.file={self.folder}/tls.key",
            "-s3.iam.readOnly=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            f"-s3.localSocket={self.folder}/s3.sock",
            *(f"-{name}={port}" for name, port in self._ports.items()),
        )

    def environment(self) -> Mapping[str, str]:
        # Soon enough for a test of it; two minutes as it comes.
        return {"WEED_FILER_OPTIONS_S3_EMPTY_FOLDER_CLEANUP_DELAY": "1s"}

    def set_account(self, keys: Keys, policy: Mapping[str, JSON]) -> None:
        self._iam("CreateUser", UserName=keys.name)
        self._iam("CreateAccessKey", UserName=keys.name, AccessKeyId=keys.name, SecretAccessKey=keys.password)
        answer = self._iam("CreatePolicy", PolicyName=keys.name, PolicyDocument=json.dumps(policy))
        self._policies[keys.name] = answer.findtext(".//{*}Arn") or ""
        self._iam("AttachUserPolicy", UserName=keys.name, PolicyArn=self._policies[keys.name])

    def remove_account(self, keys: Keys) -> None:
        arn = self._policies.pop(keys.name)
        self._iam("DetachUserPolicy", UserName=keys.name, PolicyArn=arn)
        self._iam("DeletePolicy", PolicyArn=arn)
        self._iam("DeleteAccessKey", UserName=keys.name, AccessKeyId=keys.name)
        self._iam("DeleteUser", UserName=keys.name)

    def set_quota(self, bucket: str, size: int) -> None:
        quota = {"quota_size": size, "quota_unit": "B", "quota_enabled": True}
        signer = S3SigV4Auth(self._credentials(), "s3", REGION)
        self._send("PUT", f"/{bucket}?seaweedfs-quota=", json.dumps(quota).encode(), {}, signer)

    def run_lifecycle(self) -> None:
        self.shell(f"s3.lifecycle.run-shard -shards 0-15 -s3 {HOST}:{self._ports['s3.port.grpc']}")

    def metrics(self) -> str:
        with urllib.request.urlopen(f"http://{HOST}:{self._ports['metricsPort']}/metrics") as answer:
            return answer.read().decode()

    def notify(self, bucket: str) -> bool:
        del bucket  # notification.toml asks for those of all
        return False

    def shell(self, line: str) -> str:
        """Return what its own shell answers to a line."""
        done = subprocess.run(
            (
                str(self.program),
                "shell",
                f"-master={HOST}:{self._ports['master.port']}.{self._ports['master.port.grpc']}",
            ),
            input=f"{line}\nexit\n",
            env={"HOME": str(self.folder)},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=_SHELL_SECONDS,
            check=True,
        )
        return done.stdout

    def _iam(self, action: str, **parameters: str) -> ET.Element:
        form = urlencode({"Action": action, "Version": "2010-05-08", **parameters}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        signer = SigV4Auth(self._credentials(), "iam", REGION)
        return ET.fromstring(self._send("POST", "/", form, headers, signer))  # noqa: S314  # our own server's answer

    def _send(self, method: str, target: str, body: bytes, headers: Mapping[str, str], signer: SigV4Auth) -> bytes:
        url = f"https://{self.access}{target}"
        signed = AWSRequest(method, url, headers=dict(headers), data=body)
        signer.add_auth(signed)
        pool = urllib3.PoolManager(ssl_context=self.access.ssl_context())
        answer = pool.request(method, url, body=body, headers=dict(signed.headers.items()))
        assert answer.status < 300, f"{method} {target}: {answer.data!r}"
        return answer.data

    def _credentials(self) -> Credentials:
        return Credentials(self.root.name, self.root.password)


_PORTS = (
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "s3.port",
    "s3.port.grpc",
    "metricsPort",
)
_COMPONENTS = ("master", "volume", "filer", "s3", "client")
