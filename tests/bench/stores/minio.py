"""MinIO, started as the platform starts it."""

import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from minio import MinioAdmin

from infra.hooks.bucket_accounts import admin_client
from infra.hooks.declaration import JSON
from infra.identity import minio_metrics_token
from infra.toolchain import go_programs
from tests.bench.stores.events import Events
from tests.bench.stores.processes import HOST, free_ports
from tests.bench.stores.server import PEM, Keys, Server

SCAN_SECONDS = 2
"""How often it looks for what rules have expired; a minute as it comes."""


class Minio(Server):
    """One server, one drive."""

    name = "MinIO"

    def __init__(self, folder: Path, authority: PEM, leaf: PEM, events: Events) -> None:
        super().__init__(folder, authority, events)
        self.program = go_programs.build("minio")
        self._port, self._console = free_ports(2)
        certificates = folder / "certs"
        (certificates / "CAs").mkdir(parents=True)
        (certificates / "CAs" / "ca.crt").write_text(self.ca_pem)
        (certificates / "public.crt").write_text(leaf["crt"])
        (certificates / "private.key").write_text(leaf["key"])

    @property
    def port(self) -> int:
        return self._port

    def command(self) -> Sequence[str]:
        return (
            str(self.program),
            "server",
            "--quiet",
            f"--certs-dir={self.folder / 'certs'}",
            f"--address={HOST}:{self._port}",
            f"--console-address={HOST}:{self._console}",
            str(self.data),
        )

    def environment(self) -> Mapping[str, str]:
        return {
            "MINIO_ROOT_USER": self.root.name,
            "MINIO_ROOT_PASSWORD": self.root.password,
            "MINIO_UPDATE": "off",
            "MINIO_BROWSER_REDIRECT": "false",
            "MINIO_SCANNER_CYCLE": f"{SCAN_SECONDS}s",
            "MINIO_NOTIFY_WEBHOOK_ENABLE_bench": "on",
            "MINIO_NOTIFY_WEBHOOK_ENDPOINT_bench": f"http://{HOST}:{self.events.server_port}/",
        }

    def set_account(self, keys: Keys, policy: Mapping[str, JSON]) -> None:
        admin = self._admin()
        admin.policy_add(keys.name, policy=dict(policy))  # pyright: ignore[reportUnknownMemberType]  # a bare dict
        admin.user_add(keys.name, keys.password)
        admin.policy_set(keys.name, user=keys.name)

    def remove_account(self, keys: Keys) -> None:
        self._admin().user_remove(keys.name)

    def set_quota(self, bucket: str, size: int) -> None:
        self._admin().bucket_quota_set(bucket, size)

    def run_lifecycle(self) -> None:
        time.sleep(SCAN_SECONDS)

    def metrics(self) -> str:
        return "".join(self._metrics(part) for part in ("cluster", "bucket"))

    def notify(self, bucket: str) -> bool:
        self.client().put_bucket_notification_configuration(
            Bucket=bucket,
            NotificationConfiguration={
                "QueueConfigurations": [
                    {"QueueArn": "arn:minio:sqs::bench:webhook", "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}
                ]
            },
        )
        return True

    def _metrics(self, part: str) -> str:
        token = minio_metrics_token(self.root.name, self.root.password)
        url = f"https://{self.access}/minio/v2/metrics/{part}"
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})  # always https
        with urllib.request.urlopen(request, context=self.access.ssl_context()) as answer:  # noqa: S310
            return answer.read().decode()

    def _admin(self) -> MinioAdmin:
        return admin_client(self.access, self.root.name, self.root.password)
