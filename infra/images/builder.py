"""Builds the platform's own images from their recipes; which of them are needed is ``infra.images.resolve``'s."""

import contextlib
import os
import urllib.parse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from infra.errors import UserError
from infra.images import debian, docker, libraries, rootfs, sources
from infra.images.recipe import Recipe, base
from infra.images.work import Work
from infra.toolchain import download, go_programs
from infra.toolchain.commands import Unavailable


@dataclass(frozen=True)
class Builder:
    """What all builds of a run share: the base image exists, and this network reaches the Debian mirror from it."""

    work: Work
    network: str

    def build(self, recipes: Sequence[Recipe]) -> Recipe:
        """Build an image by the first of its recipes that works, and return that one.

        Raises:
            UserError: none works.
        """
        refused: list[str] = []
        for recipe in recipes:
            try:
                _check(recipe)
                self._build(recipe)
            except Unavailable as reason:
                refused.append(str(reason))
                self.work.report(f"  {recipe.name}: {reason}")
            else:
                return recipe
        raise UserError(_failure(recipes[0].name, refused))

    def _build(self, recipe: Recipe) -> None:
        args = {**recipe.args, "BASE": (recipe.base or base()).reference}
        files = [go_programs.build(program) for program in recipe.programs]
        files += [libraries.archive(name) for name in recipe.libraries]
        docker.build(self.work, recipe, args=args, files=files, network=self.network)


def prepare(work: Work, local: Iterable[str], programs: Iterable[str]) -> Builder:
    """Return a builder, making first what is missing of all that builds stand on.

    ``local`` are the references that the engine has, ``programs`` the host-built programs that will be copied.

    Raises:
        UserError: the base image, or a program, cannot be had.
    """
    for program in sorted(programs):
        # One after the other and before all else: each build of a Go program takes every core by itself.
        go_programs.build(program)
    recipe = base()
    if recipe.reference in local:
        return Builder(work, _network(recipe.reference))
    root = sources.obtain(rootfs.SOURCES, work)
    if root.reference is None:
        raise UserError(_failure("base", root.tried))
    builder = Builder(work, _network(root.reference))
    mirrors = debian.mirrors()
    args = {
        **recipe.args,
        "ROOTFS": root.reference,
        "MIRROR": mirrors.main or "",
        "SECURITY_MIRROR": mirrors.security or "",
    }
    try:
        docker.build(work, recipe, args=args, network=builder.network)
    except Unavailable as reason:
        raise UserError(_failure("base", [str(reason)])) from reason
    return builder


@dataclass(frozen=True)
class Prospect:
    """Whether a build can be expected to work, and what it stands on or lacks."""

    ok: bool
    detail: str


def plan(recipes: Sequence[Recipe], local: Iterable[str]) -> Prospect:
    """Return what ``prepare`` and ``build`` would do, doing nothing."""
    parts: list[str] = []
    if base().reference not in local:
        root = sources.plan(rootfs.SOURCES)
        if root.source is None:
            return Prospect(ok=False, detail=f"no Debian root filesystem: {'; '.join(root.tried)}")
        parts.append(f"Debian root filesystem: {root.source}")
    for program in recipes[0].programs:
        tool = go_programs.PROGRAMS[program].plan()
        parts.append(f"{program}: {tool.source}, {tool.detail}")
        if not tool.ok:
            return Prospect(ok=False, detail="; ".join(parts))
    return Prospect(ok=True, detail="; ".join([*parts, *_first_possible(recipes).notes]))


def _first_possible(recipes: Sequence[Recipe]) -> Recipe:
    for recipe in recipes[:-1]:
        with contextlib.suppress(Unavailable):
            _check(recipe)
            return recipe
    return recipes[-1]


def _check(recipe: Recipe) -> None:
    """Raise ``Unavailable`` where a recipe needs an address that does not answer."""
    if recipe.needs is not None:
        download.probe(recipe.needs)


def _network(image: str) -> str:
    # What a build has to reach is the proxy, where there is one.
    address = os.environ.get("http_proxy") or debian.mirrors().main
    if address is None:
        return docker.build_network(image, docker.OWN_MIRROR, 80)
    parts = urllib.parse.urlsplit(address)
    return docker.build_network(image, parts.hostname or "", parts.port or 80)


def _failure(name: str, reasons: Sequence[str]) -> str:
    return f"the image {name} could not be built; mend the reason and run `novax images` again: " + "; ".join(reasons)
