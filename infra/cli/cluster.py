"""`novax cluster`: a throwaway Kubernetes of one node, for stacks of platform kubernetes and their tests."""

from typing import Annotated

import typer

from infra.cli.console import examples
from infra.toolchain.progress import say, step


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(name="cluster", help="A throwaway Kubernetes of one node, for tests.", no_args_is_help=True)
    group.command(epilog=examples("novax cluster up", "novax cluster up --cpus 1    # beside other work"))(up)
    group.command(epilog=examples("novax cluster down"))(down)
    app.add_typer(group)


def up(
    *, cpus: Annotated[float | None, typer.Option(help="How many of the machine's CPUs it may use.")] = None
) -> None:
    """Start the cluster, give it the images that `novax images` made, and write its kubeconfig."""
    from infra.cluster import node  # noqa: PLC0415  # the help page does not pay for these
    from infra.images.lock import load  # noqa: PLC0415
    from infra.paths import IMAGE_LOCK  # noqa: PLC0415
    from infra.toolchain import engine  # noqa: PLC0415

    with step("Docker Engine"):
        engine.ensure()
    references = [entry.ref for entry in load(IMAGE_LOCK).images.values() if entry.ref]
    file = node.up(references, cpus=cpus)
    say(f"✓ the cluster is ready; kubectl --kubeconfig {file} get nodes")


def down() -> None:
    """Remove the cluster with everything in it; nothing is left."""
    from infra.cluster import node  # noqa: PLC0415  # the help page does not pay for these
    from infra.paths import throwaway_kubeconfig  # noqa: PLC0415
    from infra.platforms import forwards  # noqa: PLC0415

    with step("removal of the cluster"):
        forwards.end_all(throwaway_kubeconfig())
        node.down()
