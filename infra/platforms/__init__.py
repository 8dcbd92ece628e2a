"""Where services run: one class a platform, chosen by name; no other code asks which platform it is on."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.platforms.base import Platform

__all__ = ["platform_named"]


def platform_named(name: str) -> "type[Platform]":
    """Return the class that places services there.

    Raises:
        KeyError: there is no such platform.
    """
    # Not with the package: commands that ask what runs would load Pulumi with them.
    from infra.platforms.docker import DockerPlatform  # noqa: PLC0415
    from infra.platforms.kubernetes import KubernetesPlatform  # noqa: PLC0415

    platforms: dict[str, type[Platform]] = {"docker": DockerPlatform, "kubernetes": KubernetesPlatform}
    return platforms[name]
