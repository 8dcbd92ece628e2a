"""Where things lie on the host: the checkout, the cache of tools and images, and the state that must survive both."""

import os
from pathlib import Path
from urllib.parse import quote, unquote

PROJECT = Path(__file__).resolve().parent.parent
"""The checkout."""

BACKEND_VARIABLE = "PULUMI_BACKEND_URL"

_FILE_URL = "file://"

IMAGE_LOCK = PROJECT / ".novax" / "images.json"
"""What each image resolved to; written by ``novax images``, read by the program."""


def _base(variable: str, xdg: str, fallback: str) -> Path:
    if override := os.environ.get(variable):
        return Path(override).expanduser().resolve()
    return Path(os.environ.get(xdg) or Path.home() / fallback) / "novax"


def cache() -> Path:
    """Return the folder for tools, downloads and build caches; it can be deleted at any time."""
    return _base("NOVAX_CACHE", "XDG_CACHE_HOME", ".cache")


def home() -> Path:
    """Return the folder for Pulumi state and its passphrase; deleting it loses every generated secret."""
    return _base("NOVAX_HOME", "XDG_DATA_HOME", ".local/share")


def backend() -> str:
    """Return the URL of where states lie: a folder of ours, unless the user names another place."""
    return os.environ.get(BACKEND_VARIABLE) or _FILE_URL + quote(str(home() / "state"))


def state_is_local() -> bool:
    """Return whether states lie in a folder of this machine."""
    return backend().startswith(_FILE_URL)


def state() -> Path:
    """Return the folder of Pulumi's file backend; ours, and empty, where states lie elsewhere."""
    if state_is_local():
        return Path(unquote(backend().removeprefix(_FILE_URL).partition("?")[0])).expanduser()
    return home() / "state"


def passphrase() -> Path:
    """Return the file (mode 0600) whose content encrypts the secrets of local stacks."""
    return home() / "passphrase"


def throwaway_kubeconfig() -> Path:
    """Return where the throwaway cluster's kubeconfig lies while there is one."""
    return home() / "cluster" / "kubeconfig"


def pulumi_home() -> Path:
    """Return PULUMI_HOME: plugins and credentials of the Pulumi CLI."""
    return home() / "pulumi"
