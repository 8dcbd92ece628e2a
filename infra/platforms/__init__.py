"""Where services run: one class a platform, chosen by name; no other code asks which platform it is on."""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from infra.platforms.base import Platform

__all__ = ["platform_named"]


def platform_named(name: Literal["docker", "kubernetes"]) -> "type[Platform]":
    """Return the class that places services on a platform that settings allow."""
    # Not with the package: commands that ask what runs would load Pulumi with them. And each alone: the other's SDK
    # takes a tenth of a program's time.
    if name == "docker":
        from infra.platforms.docker import DockerPlatform  # noqa: PLC0415

        return DockerPlatform
    from infra.platforms.kubernetes import KubernetesPlatform  # noqa: PLC0415

    return KubernetesPlatform
