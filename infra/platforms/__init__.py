"""Where services run: one class a platform, chosen by name; no other code asks which platform it is on."""

from infra.platforms.base import Platform
from infra.platforms.docker import DockerPlatform
from infra.platforms.kubernetes import KubernetesPlatform

__all__ = ["platform_named"]

_PLATFORMS: dict[str, type[Platform]] = {"docker": DockerPlatform, "kubernetes": KubernetesPlatform}


def platform_named(name: str) -> type[Platform]:
    """Return the class that places services there."""
    return _PLATFORMS[name]
