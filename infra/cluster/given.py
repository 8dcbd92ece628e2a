"""Clusters that are used instead of the throwaway one: the one that KUBECONFIG names, else one that `kind` makes."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from infra import paths
from infra.errors import UserError
from infra.toolchain import commands, kubernetes
from infra.toolchain.commands import Unavailable
from infra.toolchain.progress import say

KIND_CLUSTER = "novax"

_QUICK_SECONDS = 30.0
_KIND_SECONDS = 600.0
"""kind pulls an image of a gigabyte for its node."""


def up(images: Sequence[str]) -> bool:
    """Write the kubeconfig of a given cluster where that of the throwaway one would be; false where none is given.

    ``images`` of the Docker engine are loaded into a cluster of kind; any other cluster pulls its own.

    Raises:
        UserError: the kubeconfig cannot be used, or kind refuses.
    """
    if os.environ.get("KUBECONFIG"):
        return _take_kubeconfig(os.environ["KUBECONFIG"])
    if not shutil.which("kind"):
        return False
    if KIND_CLUSTER not in _kind("get", "clusters").split():
        _kind(
            "create", "cluster", f"--name={KIND_CLUSTER}", f"--kubeconfig={paths.throwaway_kubeconfig()}", "--wait=180s"
        )
    _kind("export", "kubeconfig", f"--name={KIND_CLUSTER}", f"--kubeconfig={paths.throwaway_kubeconfig()}")
    if images:
        _kind("load", "docker-image", f"--name={KIND_CLUSTER}", *images)
    say(f"  the cluster is that of kind, named {KIND_CLUSTER}")
    return True


def down() -> None:
    """Remove what `up` made: a cluster of kind, but no cluster that was there before.

    Raises:
        UserError: kind refuses.
    """
    if shutil.which("kind") and KIND_CLUSTER in _kind("get", "clusters").split():
        _kind("delete", "cluster", f"--name={KIND_CLUSTER}", f"--kubeconfig={paths.throwaway_kubeconfig()}")
    paths.throwaway_kubeconfig().unlink(missing_ok=True)


def _take_kubeconfig(given: str) -> bool:
    file = paths.throwaway_kubeconfig()
    if Path(given).expanduser().resolve() == file.resolve():
        # That of the throwaway cluster itself, which somebody exported to use kubectl.
        return False
    command = [kubernetes.kubectl(), "config", "view", "--minify", "--flatten", "--raw"]
    try:
        content = commands.answer(command, limit=_QUICK_SECONDS)
        context = commands.answer([kubernetes.kubectl(), "config", "current-context"], limit=_QUICK_SECONDS)
    except Unavailable as reason:
        raise UserError(f"KUBECONFIG is {given}, which names no cluster ({reason}); correct or unset it") from reason
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(content, encoding="utf-8")
    say(f"  the cluster is that of KUBECONFIG, context {context}; it pulls images from a registry, or has them")
    return True


def _kind(*arguments: str) -> str:
    paths.throwaway_kubeconfig().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return commands.answer(["kind", *arguments], limit=_KIND_SECONDS)
    except Unavailable as reason:
        raise UserError(
            f"`kind {' '.join(arguments[:2])}` failed: {reason}; mend that, or take kind off PATH: without it a "
            "cluster of our own is started"
        ) from reason
