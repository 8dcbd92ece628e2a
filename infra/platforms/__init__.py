"""Where services run: one class a platform, chosen by name; no other code asks which platform it is on."""

from infra.errors import UserError
from infra.platforms.docker import DockerPlatform

__all__ = ["platform_named"]

_PLATFORMS = {"docker": DockerPlatform}


def platform_named(name: str) -> type[DockerPlatform]:
    """Return the class that places services there.

    Raises:
        UserError: services cannot be placed there yet.
    """
    try:
        return _PLATFORMS[name]
    except KeyError:
        raise UserError(
            f"novax:platform is {name!r}, where services cannot be placed yet; allowed: {', '.join(_PLATFORMS)}; set "
            "it with `pulumi config set novax:platform docker`"
        ) from None
