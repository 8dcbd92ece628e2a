"""`novax up` and `down`: the steps around `pulumi` that make one command enough."""

import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra import paths
from infra.cli import environment, leftovers, mending, snapshot, statefiles
from infra.cli import stack as stacks
from infra.cli.console import examples
from infra.disks import EMPTY_VARIABLE
from infra.errors import UserError
from infra.toolchain import engine
from infra.toolchain.commands import Unavailable
from infra.toolchain.plugins import PLUGINS
from infra.toolchain.progress import elapsed, say, step

if TYPE_CHECKING:
    from infra.platforms.forwards import Cluster
    from infra.settings import Settings

UNATTENDED = ("dev", "ci")
"""Environments in which `up` shows no preview and asks nothing."""

_PODS_SECONDS = 240.0
"""How long pods may take to be ready again; a replica that copies its primary first is the slowest."""

StackOption = Annotated[str, typer.Option("--stack", "-s", help="The stack; its file is stacks/Pulumi.STACK.yaml.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        epilog=examples(
            "novax up                        # the stack dev",
            "novax up -s production --yes    # without the question after the preview",
            "novax up --replace novax-app         # makes its password anew, and tells all who need it",
            "novax up --start-empty postgres # after its disks were lost; `novax up` says what it had",
        )
    )(up)
    app.command(
        epilog=examples(
            "novax down                          # data stays; `novax up` goes on with it",
            "novax down --volumes                # asks for the stack's name, then deletes its data",
            "novax down -s ci --volumes --yes    # for tests",
        )
    )(down)


def up(
    *,
    stack: StackOption = "dev",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask on staging and production.")] = False,
    replace: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Make it anew: an account's password, a certificate.")
    ] = None,
    start_empty: Annotated[
        list[str] | None, typer.Option(metavar="SERVICE", help="Go on without the data that its disks have lost.")
    ] = None,
) -> None:
    """Bring a stack up: engine, tools, images, resources and hooks.

    An interrupted run is resumed by the next one.
    """
    from infra import settings  # noqa: PLC0415  # the help page does not pay for these
    from infra.cli.rules import refuse_violations  # noqa: PLC0415
    from infra.cli.status import print_status  # noqa: PLC0415
    from infra.images.resolve import resolve_all  # noqa: PLC0415

    started = time.monotonic()
    with snapshot.taken(stack) as kept:
        # Before anything else: a mistake in the file is told in a second, not after the images.
        chosen = settings.from_file(kept.config, stack)
        empty = _begin_empty(start_empty, chosen) if start_empty else ""
        attended = chosen.environment not in UNATTENDED and not yes
        with step("rules"):
            refuse_violations(stack)
            kept.refuse_changed()
        prepare(stack, chosen)
        with step("changes by hand"):
            mended = mending.hooks(mending.changes(stack, chosen))
        anew = stacks.replacing(stack, [*(replace or []), *mended], chosen.packs)
        if not chosen.kubernetes.registry:
            with step("images"):
                images = resolve_all(engine=chosen.redis.engine, mirror=chosen.image_mirror)
                kept.keep(images)
            if chosen.kubernetes.kubeconfig == settings.THROWAWAY:
                from infra.cluster import node  # noqa: PLC0415  # stacks on Docker do not pay for it

                with step("throwaway cluster"):
                    node.up([entry.ref for entry in images.images.values() if entry.ref])
        with step(f"deployment of stack {stack}"):
            kept.refuse_changed_code()
            # Refreshed: a container that was removed by hand is made again, and one that stopped is replaced.
            asks = [] if attended else ["--yes", "--skip-preview"]
            variables = {EMPTY_VARIABLE: empty, **kept.variables}
            options = ("--refresh", "--suppress-outputs", *asks, *anew, *kept.arguments)
            stacks.run(stack, "up", *options, variables=variables)
            kept.tell_changed_code()
    # Pods that somebody removed are made anew by Kubernetes, not by the deployment.
    if not print_status(stack, patience=_PODS_SECONDS if chosen.platform == "kubernetes" else 0.0):
        raise UserError(
            f"Stack {stack} is up, but not all of it is healthy; `novax status -s {stack}` tells when it is."
        )
    see_to_the_first_backup(stack, chosen.environment)
    say(f"✓ stack {stack} is up {elapsed(time.monotonic() - started)}")


def _begin_empty(services: list[str], chosen: "Settings") -> str:
    """Return which services may begin empty, as the program takes them."""
    # Loads Pulumi's SDK, which nothing else here does.
    from infra.disks import judgement  # noqa: PLC0415
    from infra.services.registry import all_services  # noqa: PLC0415

    return ",".join(sorted(judgement.requested(services, all_services(chosen))))


def see_to_the_first_backup(stack: str, environment_name: str) -> None:
    """Wait for it where people depend on the data; elsewhere the stack's status tells of it."""
    from infra.cli import protection, running  # noqa: PLC0415  # the help page does not pay for these

    if environment_name == "production":
        protection.wait(running.load(stack))


def down(
    *,
    stack: StackOption = "dev",
    volumes: Annotated[bool, typer.Option("--volumes", help="Also delete data, secrets and the stack itself.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; only for stacks of environment ci.")] = False,
) -> None:
    """Take a stack down; its data and secrets stay.

    No container, pod, network or process is left. With --volumes, data and secrets are deleted too, copies of restores
    included, and the namespace that a stack on Kubernetes has.
    """
    if volumes:
        _confirm(stack, yes=yes)
    cluster = _cluster(stack)
    if cluster is None:
        with step("Docker Engine"):
            _require_engine()
    with step(f"taking stack {stack} down"):
        leftovers.release_lock(stack)
        state = stacks.state(stack)
        if cluster and _is_gone(cluster):
            _refuse_to_forget(stack, state, volumes=volumes)
        elif state is not None:
            _destroy(stack, state, on_docker=cluster is None)
        # Whatever no state knows any more would keep names and ports.
        leftovers.end_orphaned_processes()
        if cluster is None:
            _clear_engine(stack, volumes=volumes)
        else:
            _clear_cluster(stack, cluster, volumes=volumes)
        if volumes:
            _forget(stack, state)
    if not volumes:
        say(f"  data and secrets of stack {stack} are kept; `novax up -s {stack}` goes on with them")


def _cluster(stack: str) -> "Cluster | None":
    """Return the cluster that a stack's file names; None where it is placed on Docker."""
    if stacks.declared_platform(stack) != "kubernetes":
        return None
    from infra import settings  # noqa: PLC0415  # stacks on Docker do not pay for these
    from infra.platforms.forwards import Cluster  # noqa: PLC0415

    return Cluster.of(settings.from_file(stacks.config_file(stack), stack).kubernetes)


def _clear_engine(stack: str, *, volumes: bool) -> None:
    leftovers.remove_all(stack)
    if volumes:
        leftovers.remove_volumes(stack)


def _clear_cluster(stack: str, cluster: "Cluster", *, volumes: bool) -> None:
    from infra.cli import namespaces  # noqa: PLC0415  # as above
    from infra.platforms import forwards  # noqa: PLC0415

    forwards.end(stack)
    if _is_gone(cluster):
        return
    if volumes:
        namespaces.remove(cluster, stack)
    else:
        namespaces.clear(cluster, stack)


def _is_gone(cluster: "Cluster") -> bool:
    """Tell whether the stack's cluster was the throwaway one and is no more, with all that was in it."""
    kubeconfig = paths.throwaway_kubeconfig()
    return cluster.kubeconfig == str(kubeconfig) and not kubeconfig.exists()


def prepare(stack: str, chosen: "Settings") -> None:
    """Get an engine and tools, and a stack that no interrupted run blocks."""
    on_docker = chosen.platform == "docker"
    # A cluster that pulls its images takes none of this machine's.
    if on_docker or not chosen.kubernetes.registry:
        with step("Docker Engine"):
            engine.ensure()
    with step("tools"):
        environment.variables()
        PLUGINS[chosen.platform].ensure()
    with step(f"stack {stack}"):
        leftovers.release_lock(stack)
        state = stacks.state(stack)
        leftovers.recover(stack, state or {}, on_docker=on_docker)
        if state is None:
            with stacks.config_kept(stack):
                stacks.query("stack", "init", stack, "--no-select")


def _refuse_to_forget(stack: str, state: Mapping[str, Any] | None, *, volumes: bool) -> None:
    """Refuse to take down what is gone with its cluster, unless the stack is to be forgotten."""
    if state is not None and not volumes:
        raise UserError(
            f"the throwaway cluster is gone, and with it all that stack {stack} had there; `novax down -s {stack} "
            "--volumes` forgets the stack, and `novax up` makes it anew"
        )


def _destroy(stack: str, state: Mapping[str, Any], *, on_docker: bool) -> None:
    """Remove what the state knows but data and secrets."""
    PLUGINS["docker" if on_docker else "kubernetes"].ensure()
    if state.get("pending_operations"):
        leftovers.recover(stack, state, on_docker=on_docker)
    stacks.run(stack, "destroy", "--yes", "--skip-preview", "--exclude-protected", "--suppress-outputs")


def _forget(stack: str, state: Mapping[str, Any] | None) -> None:
    """Delete the stack's state; last, because nobody could read or remove data that is left without its secrets."""
    from infra.restore import state as interrupted  # noqa: PLC0415  # the help page does not pay for it

    # A new stack of this name would go on with the restore of a cluster that is gone.
    interrupted.forget(stack)
    if state is not None:
        with stacks.config_kept(stack):
            stacks.query("stack", "rm", "--yes", "--force", "--preserve-config", stack)
    statefiles.remove_copies(stack)


def _confirm(stack: str, *, yes: bool) -> None:
    environment_name = stacks.declared_environment(stack)
    if yes:
        if environment_name != "ci":
            raise UserError(
                f"--yes cannot delete the data of stack {stack} (novax:environment is {environment_name or 'not set'}, "
                "allowed is ci); leave it out and type the stack's name."
            )
        return
    typer.echo(f"This deletes all data and secrets of stack {stack} for good. Type its name to go on: ", nl=False)
    if sys.stdin.readline().strip() != stack:
        raise UserError(f"The answer was not {stack!r}; nothing has been deleted.")


def _require_engine() -> None:
    try:
        engine.version()
    except Unavailable as reason:
        raise UserError(
            f"No Docker Engine answers, so nothing can be taken down ({reason}); start it, or let `novax up` do it."
        ) from reason
