"""The container that is the throwaway cluster: made, filled with images, and removed with everything in it."""

import io
import subprocess
import tarfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, cast

import yaml

from infra import paths
from infra.catalog import KUBERNETES_VERSION
from infra.cluster import configuration, given
from infra.errors import UserError
from infra.images import builder, docker
from infra.images.recipe import FOLDER, Recipe, base
from infra.images.work import Work
from infra.toolchain import engine, kubernetes
from infra.toolchain.commands import Unavailable
from infra.toolchain.progress import say, step, working

CONTAINER = "novax-cluster"
CONTEXT = "novax-cluster"

_PAUSE_USER = 5099
_READY_SECONDS = 180.0
"""From the start of the container to a node that takes pods; 25 s on two idle cores."""

_QUICK_SECONDS = 30.0
_STOP_SECONDS = 120.0
_LOOK_SECONDS = 0.5
_COPY_SECONDS = 1200.0
"""For all images together, 2.6 GB with the layers that they share."""

_API_PORT = 6443


def up(images: Iterable[str], *, cpus: float | None = None) -> Path:
    """Start the cluster where it does not run, give it images of the Docker engine, and return its kubeconfig.

    A cluster that is given, by KUBECONFIG or `kind`, is used instead. ``cpus`` says how many of the machine's ours may
    use.

    Raises:
        UserError: a program or an image cannot be had, or the node does not run or does not become ready.
    """
    wanted = sorted(set(images))
    if given.up(wanted):
        return paths.throwaway_kubeconfig()
    if not _runs():
        _refuse_narrow_engine()
        down()
        programs = [tool.resolve().folder / program for tool, names in _PROGRAMS for program in names]
        with step("images of the cluster"):
            image, pause = _build_images()
        with step("start of the cluster"):
            _start(image, pause, programs, cpus)
            _wait_until_ready(pause)
    with step("images in the cluster"):
        load(wanted)
    return paths.throwaway_kubeconfig()


def down() -> None:
    """Remove the cluster with everything in it.

    Raises:
        UserError: Docker refuses.
    """
    given.down()
    if engine.docker("ps", "--all", "--quiet", "--filter", f"name=^{CONTAINER}$"):
        engine.docker("rm", "--force", "--volumes", CONTAINER, limit=_STOP_SECONDS)


def _refuse_narrow_engine() -> None:
    options = engine.docker("info", "--format={{range .SecurityOptions}}{{println .}}{{end}}").split()
    for narrow in ("rootless", "userns"):
        if f"name={narrow}" in options:
            raise UserError(
                f"the throwaway cluster runs containers inside a container, which this Docker Engine does not allow "
                f"(it is set to {narrow}); use an engine that runs as root, or name a cluster with KUBECONFIG"
            )


def load(images: Iterable[str]) -> None:
    """Give the node images of the Docker engine, those that it lacks in one stream.

    Raises:
        UserError: the engine lacks one of them, or the node refuses.
    """
    present = set(engine.docker("exec", CONTAINER, "ctr", "--namespace=k8s.io", "images", "list", "-q").split())
    missing = sorted(image for image in images if f"docker.io/{image}" not in present)
    if not missing:
        return
    _copy_images(missing)


def _copy_images(missing: Sequence[str]) -> None:
    command = ["docker", "exec", "-i", CONTAINER, "ctr", "--namespace=k8s.io", "images", "import", "-"]
    with (
        working(f"copying {len(missing)} images") as tick,
        subprocess.Popen(["docker", "save", *missing], stdout=subprocess.PIPE) as saving,
        subprocess.Popen(
            command, stdin=saving.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as loading,
    ):
        deadline = time.monotonic() + _COPY_SECONDS
        while loading.poll() is None:
            tick()
            time.sleep(_LOOK_SECONDS)
            if time.monotonic() > deadline:
                for process in (saving, loading):
                    process.kill()
                raise UserError(
                    f"images were not copied into the cluster within {_COPY_SECONDS:g} s; see with `docker ps` whether "
                    "it runs, and try again"
                )
        reason = cast("IO[str]", loading.stderr).read().strip()
    if saving.returncode or loading.returncode:
        raise UserError(f"images could not be copied into the cluster ({reason}); run `novax images`, then this again")


_PROGRAMS = (
    (kubernetes.NODE, kubernetes.NODE_PROGRAMS),
    (kubernetes.COREDNS, ("coredns",)),
    (kubernetes.KUBECTL, ("kubectl",)),
)
"""What the node runs that its image does not have; mounted from the host."""


def _build_images() -> tuple[str, str]:
    """Return the references of the node's image and of the one that holds pods' namespaces, both built."""
    node = Recipe("cluster", KUBERNETES_VERSION, FOLDER / "cluster", {}, base())
    pause = Recipe("pause", "1", FOLDER / "pause", {"UID": str(_PAUSE_USER)}, base())
    local = docker.inspect([node.reference, pause.reference, base().reference])
    wanted = [recipe for recipe in (node, pause) if recipe.reference not in local]
    if wanted:
        made = builder.prepare(Work(say), local, ())
        for recipe in wanted:
            made.build((recipe,))
    return node.reference, pause.reference


def _start(image: str, pause: str, programs: Iterable[Path], cpus: float | None) -> None:
    mounts = [f"--volume={file}:/usr/local/bin/{file.name}:ro" for file in programs]
    engine.docker(
        "create",
        f"--name={CONTAINER}",
        f"--hostname={CONTAINER}",
        "--init",
        # All but the one that some machines do not have; with --privileged Docker would insist on it.
        "--cap-add=ALL",
        "--cap-drop=SYS_RESOURCE",
        "--security-opt=seccomp=unconfined",
        "--security-opt=apparmor=unconfined",
        "--security-opt=systempaths=unconfined",
        "--device-cgroup-rule=a *:* rwm",
        "--device=/dev/kmsg",
        "--cgroupns=private",
        "--tmpfs=/run:exec",
        "--volume=/var/lib/novax-node",
        f"--publish=127.0.0.1::{_API_PORT}",
        *([f"--cpus={cpus:g}"] if cpus else []),
        *mounts,
        image,
    )
    files = configuration.files(f"docker.io/{pause}")
    _copy({f"novax-node/{name}": content for name, content in files.items()})
    engine.docker("start", CONTAINER)
    _write_kubeconfig(files["admin.kubeconfig"])


def _copy(files: dict[str, bytes]) -> None:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
    command = ["docker", "cp", "-", f"{CONTAINER}:/etc"]
    done = subprocess.run(command, input=archive.getvalue(), capture_output=True, timeout=_QUICK_SECONDS, check=False)
    if done.returncode:
        raise UserError(f"the cluster's files could not be copied: {done.stderr.decode().strip()}; try again")


def _write_kubeconfig(content: bytes) -> None:
    port = engine.docker("port", CONTAINER, str(_API_PORT)).splitlines()[0].rpartition(":")[2]
    document = yaml.safe_load(content)
    document["clusters"][0]["cluster"]["server"] = f"https://127.0.0.1:{port}"
    file = paths.throwaway_kubeconfig()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(yaml.safe_dump(document), encoding="ascii")


def _wait_until_ready(pause: str) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    loaded = False
    with working("waiting for the node") as tick:
        while True:
            tick()
            if not _runs():
                raise UserError(f"the cluster ended at its start; its words: {_log()}; mend that, and try again")
            try:
                if not loaded:
                    load([pause])
                    loaded = True
                _kubectl("apply", "--filename=-", given=configuration.OBJECTS)
                _kubectl("wait", "--for=condition=Ready", "node/novax", "--timeout=1s")
            except (UserError, Unavailable) as error:
                reason = str(error)
            else:
                return
            if time.monotonic() > deadline:
                raise UserError(
                    f"the cluster was not ready within {_READY_SECONDS:g} s ({reason}); its logs are in the container "
                    f"{CONTAINER}, folder /var/log/novax-node; run `novax cluster down`, and try again"
                )
            time.sleep(1)


def _kubectl(*arguments: str, given: str = "") -> str:
    command = [kubernetes.kubectl(), f"--kubeconfig={paths.throwaway_kubeconfig()}", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=_QUICK_SECONDS, check=False)
    if done.returncode:
        raise Unavailable(done.stderr.strip())
    return done.stdout


def _runs() -> bool:
    return (
        bool(engine.docker("ps", "--quiet", "--filter", f"name=^{CONTAINER}$"))
        and paths.throwaway_kubeconfig().is_file()
    )


def _log() -> str:
    done = subprocess.run(["docker", "logs", "--tail=25", CONTAINER], capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()
