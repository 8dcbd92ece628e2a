"""The engine's image store through the ``docker`` command: look, build, pull, load, import; decides nothing."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.images.recipe import BYTECODE, Recipe, mode_of
from infra.images.work import Limits, Work
from infra.toolchain import commands, engine
from infra.toolchain.commands import Unavailable

PULL_LIMITS = Limits(total=1800.0, first_output=20.0)
"""A registry sends an image's manifest within a second or two; its layers take what the line takes."""

PROXY_VARIABLES = ("http_proxy", "https_proxy", "no_proxy")

INSPECT_SECONDS = 30.0
"""An engine that is busy with builds takes a second at most."""

REACH_SECONDS = 4
"""How long a build's network may take to connect to the Debian mirror."""


@dataclass(frozen=True)
class Local:
    """An image that the engine has: its id and its size in bytes."""

    id: str
    size: int


def inspect(references: Iterable[str]) -> dict[str, Local]:
    """Return what the engine has of these references, in one call.

    Raises:
        Unavailable: no engine answers.
    """
    wanted = set(references)
    command = ["docker", "image", "inspect", "--format", "{{json .RepoTags}} {{.Id}} {{.Size}}", *sorted(wanted)]
    found: dict[str, Local] = {}
    # It fails when one image is missing, and still prints the others.
    for line in filter(None, _output(command).splitlines()):
        tags, identifier, size = line.rsplit(" ", 2)
        found |= {tag: Local(identifier, int(size)) for tag in json.loads(tags) or () if tag in wanted}
    if not found:
        engine.version()
    return found


def _output(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=INSPECT_SECONDS, check=False).stdout
    except OSError as error:
        raise Unavailable(f"docker cannot be run: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"the Docker Engine did not answer within {INSPECT_SECONDS:g} s") from error


def build(
    work: Work, recipe: Recipe, *, args: Mapping[str, str], files: Iterable[Path] = (), network: str = "default"
) -> None:
    """Build an image from a recipe's folder and further files that its Dockerfile copies; raises ``Unavailable``.

    Builds never pull: what an image stands on is here already. They take the host's proxy settings, which Docker
    keeps out of the image.
    """
    labels = {"title": f"novax {recipe.name}", "version": recipe.version}
    options = ["--pull=false", "--network", network, "--tag", recipe.reference]
    options += [f"--label=org.opencontainers.image.{key}={value}" for key, value in labels.items()]
    options += [f"--build-arg={key}={value}" for key, value in sorted(args.items())]
    # Without a value: the command takes it from its environment, so that no proxy's password is seen in its arguments.
    options += [f"--build-arg={variable}" for variable in PROXY_VARIABLES if variable in os.environ]
    with tempfile.TemporaryDirectory(prefix="novax-image-") as temporary:
        context = Path(temporary) / "context"
        shutil.copytree(recipe.folder, context, ignore=shutil.ignore_patterns(BYTECODE))
        for file in files:
            shutil.copy(file, context)
        for path in context.rglob("*"):
            path.chmod(mode_of(path))
        for name, mode in recipe.folders.items():
            (context / name).mkdir(parents=True, exist_ok=True)
            (context / name).chmod(mode)
        command = ["docker", "build", *options, str(context)]
        work.run(command, f"building {recipe.name}", log=_log(recipe.reference), env=_builder_environment())


def _builder_environment() -> dict[str, str]:
    """Return the variables that make BuildKit, where Docker has it, use the engine's own builder.

    Another builder, chosen by ``docker buildx use``, could neither see local images nor leave its result here.
    """
    try:
        context = commands.answer(["docker", "context", "inspect", "--format", "{{.Name}}"])
    except Unavailable:
        context = "default"
    return {"BUILDX_BUILDER": context, "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}


_SOURCES = "/etc/apt/sources.list /etc/apt/sources.list.d/*"
OWN_MIRROR = rf"$(cat {_SOURCES} 2>/dev/null | sed -n 's|^[^#]*//\([^/ ]*\)/.*|\1|p' | head -n 1)"
"""The host, as a shell finds it out, that a Debian image installs from when nobody says otherwise."""


def build_network(image: str, host: str, port: int) -> str:
    """Return the network in which a build reaches a host: Docker's own, or the host's where only that one works.

    ``image`` has a bash, with which this is tried; ``host`` is a name, or `OWN_MIRROR`.
    """
    connect = ["timeout", str(REACH_SECONDS), "bash", "-c", f"exec 3<>/dev/tcp/{host}/{port}"]
    for network in ("default", "host"):
        try:
            commands.answer(["docker", "run", "--rm", "--network", network, image, *connect], limit=30)
        except Unavailable:
            continue
        return network
    return "default"


def pull(work: Work, source: str, reference: str) -> None:
    """Pull an image and give it the name that the platform knows; raises ``Unavailable``."""
    work.run(["docker", "pull", source], f"pulling {source}", log=_log(reference), limits=PULL_LIMITS)
    if source != reference:
        commands.answer(["docker", "tag", source, reference])


def load(work: Work, archive: Path, reference: str) -> None:
    """Load an image archive and give its image the name that the platform knows; raises ``Unavailable``."""
    output = work.run(["docker", "load", "--input", str(archive)], f"loading {archive}", log=_log(reference))
    loaded = [line.partition(": ")[2] for line in output.splitlines() if line.startswith("Loaded image")]
    if len(loaded) != 1:
        raise Unavailable(f"{archive} holds {len(loaded)} images; exactly one is allowed")
    commands.answer(["docker", "tag", loaded[0], reference])


def import_root(work: Work, archive: Path, reference: str) -> None:
    """Make an image of a root filesystem's archive; raises ``Unavailable``."""
    work.run(["docker", "import", str(archive), reference], f"importing {reference}", log=_log(reference))


def pulls_elsewhere() -> bool:
    """Return whether the engine reaches registries in a way that this process does not: a mirror or a proxy of its own.

    Raises:
        Unavailable: the engine does not say.
    """
    template = "{{with .RegistryConfig}}{{range .Mirrors}}{{.}}{{end}}{{end}}{{.HTTPProxy}}{{.HTTPSProxy}}"
    return bool(commands.answer(["docker", "info", "--format", template]))


def _log(reference: str) -> str:
    return "image-" + reference.partition(":")[0].rpartition("/")[2]
