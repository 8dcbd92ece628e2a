"""Images that others publish: from their registry, from a mirror of it, or from an archive in a folder."""

import os
from pathlib import Path

from infra import paths
from infra.catalog import Image
from infra.images import docker, registry
from infra.images.sources import Source
from infra.images.work import Work
from infra.toolchain.commands import Unavailable

MIRROR_VARIABLE = "NOVAX_IMAGE_MIRROR"
ARCHIVE_VARIABLE = "NOVAX_IMAGE_ARCHIVE"


def reference(image: Image) -> str:
    """Return the name and tag that the image has here, whichever source it came from."""
    return f"{image.repository}:{image.version}"


def sources(image: Image, mirror: str | None) -> tuple[Source, ...]:
    """Return the sources of an image in the order in which they are tried.

    ``mirror`` is a registry prefix such as ``mirror.example/library``, under which the image has its usual name;
    without one the environment's ``NOVAX_IMAGE_MIRROR`` counts.
    """
    return (_registry(image), _mirror(image, mirror or os.environ.get(MIRROR_VARIABLE)), _archive(image))


def _registry(image: Image) -> Source:
    def pull(work: Work) -> str:
        docker.pull(work, reference(image), reference(image))
        return reference(image)

    return Source("registry", registry.check_hub, pull)


def _mirror(image: Image, prefix: str | None) -> Source:
    def check() -> str:
        if prefix is None:
            raise Unavailable(f"neither novax:imageMirror nor {MIRROR_VARIABLE} names one")
        registry.probe(prefix.partition("/")[0])
        return f"{prefix.rstrip('/')}/{reference(image)}"

    def pull(work: Work) -> str:
        docker.pull(work, check(), reference(image))
        return reference(image)

    return Source("mirror", check, pull)


def _archive(image: Image) -> Source:
    def find() -> Path:
        folder = Path(os.environ.get(ARCHIVE_VARIABLE) or paths.cache() / "images")
        names = [f"{image.name}-{image.version}{suffix}" for suffix in (".tar", ".tar.gz")]
        for name in names:
            if (folder / name).is_file():
                return folder / name
        raise Unavailable(f"{folder} has neither {names[0]} nor {names[1]}; {ARCHIVE_VARIABLE} names another folder")

    def load(work: Work) -> str:
        docker.load(work, find(), reference(image))
        return reference(image)

    return Source("archive", find, load)
