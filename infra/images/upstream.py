"""Images that others publish: from their registry, from a mirror of it, or from an archive in a folder.

What runs is a thin image on top of it, with the user and the folders that all images here have.
"""

import os
from pathlib import Path

from infra import paths
from infra.catalog import Image
from infra.images import docker, registry
from infra.images.recipe import FOLDER, Recipe
from infra.images.sources import Source
from infra.images.work import Work
from infra.toolchain.commands import Unavailable

MIRROR_VARIABLE = "NOVAX_IMAGE_MIRROR"
ARCHIVE_VARIABLE = "NOVAX_IMAGE_ARCHIVE"

_FOLDERS = {"etc/novax": 0o750, "etc/novax/tls": 0o750, "lib/novax": 0o700}
"""What the script `novax-user` of our base image makes: folders that nobody but the program may enter."""


def published(image: Image) -> str:
    """Return the name and tag under which the image is published."""
    return f"{image.repository}:{image.version}"


def recipe(image: Image) -> Recipe:
    """Return how the image that runs is made from the published one."""
    args = {"BASE": published(image), "UID": str(image.uid)}
    return Recipe(image.name, image.version, FOLDER / "adopted", args, folders=_FOLDERS)


def reference(image: Image) -> str:
    """Return the name and tag of the image that runs."""
    return recipe(image).reference


def _adopt(work: Work, image: Image) -> str:
    made = recipe(image)
    docker.build(work, made, args=made.args)
    return made.reference


def sources(image: Image, mirror: str | None) -> tuple[Source, ...]:
    """Return the sources of an image in the order in which they are tried.

    ``mirror`` is a registry prefix such as ``mirror.example/library``, under which the image has its usual name;
    without one the environment's ``NOVAX_IMAGE_MIRROR`` counts.
    """
    return (
        _installed(image),
        _registry(image),
        _mirror(image, mirror or os.environ.get(MIRROR_VARIABLE)),
        _archive(image),
    )


def _installed(image: Image) -> Source:
    def check() -> None:
        if not docker.inspect([published(image)]):
            raise Unavailable(f"the Docker Engine has no {published(image)}")

    return Source("installed", check, lambda work: _adopt(work, image))


def _registry(image: Image) -> Source:
    def pull(work: Work) -> str:
        docker.pull(work, published(image), published(image))
        return _adopt(work, image)

    return Source("registry", registry.check_hub, pull)


def _mirror(image: Image, prefix: str | None) -> Source:
    def check() -> str:
        if prefix is None:
            raise Unavailable(f"neither novax:imageMirror nor {MIRROR_VARIABLE} names one")
        registry.probe(prefix.partition("/")[0])
        return f"{prefix.rstrip('/')}/{published(image)}"

    def pull(work: Work) -> str:
        docker.pull(work, check(), published(image))
        return _adopt(work, image)

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
        docker.load(work, find(), published(image))
        return _adopt(work, image)

    return Source("archive", find, load)
