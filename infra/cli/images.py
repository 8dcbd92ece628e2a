"""`novax images`: make every container image available and show where each one came from."""

from typing import TYPE_CHECKING, Annotated

import typer

from infra.catalog import IMAGES
from infra.cli.console import examples, print_json, print_table
from infra.toolchain.progress import say, step

if TYPE_CHECKING:
    from infra.images.lock import Entry, Lock

MEGABYTE = 1_000_000

NO_SOURCE = """
No source has the image {name}, so its service cannot run here:
{reasons}
Let this machine reach a container registry, or name a mirror of one (novax:imageMirror in the stack's file, or the
variable NOVAX_IMAGE_MIRROR), or make an archive where the image can be had, with

  docker pull {reference} && docker save --output {archive} {reference}

and put it into the folder named above; then run `novax images` again."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=examples("novax images", "novax images --only postgres", "novax images --json"))(images)


def images(
    *,
    stack: Annotated[str, typer.Option("--stack", "-s", help="The stack whose images are needed.")] = "dev",
    only: Annotated[list[str] | None, typer.Option("--only", help="Only this image; may be repeated.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the image lock instead of a table.")] = False,
) -> None:
    """Pull, load or build every image, and write the lock that `pulumi` reads.

    A rebuild happens where something that decides an image's content has changed, and only there.
    """
    from infra import settings  # noqa: PLC0415  # the help page does not pay for these
    from infra.cli import stack as stacks  # noqa: PLC0415
    from infra.images.resolve import resolve_all  # noqa: PLC0415
    from infra.toolchain import engine  # noqa: PLC0415

    chosen = settings.from_file(stacks.config_file(stack), stack)
    with step("Docker Engine"):
        engine.ensure()
    with step("images"):
        lock = resolve_all(only=only, engine=chosen.redis.engine, mirror=chosen.image_mirror)
    if json:
        print_json(lock.model_dump(mode="json"))
    else:
        print_table(("image", "source", "size", "reference"), [_row(name, lock) for name in lock.images])
    for name, entry in lock.images.items():
        _tell(name, entry)


def _row(name: str, lock: "Lock") -> tuple[str, str, str, str]:
    entry = lock.images[name]
    return name, entry.source, f"{entry.size // MEGABYTE} MB" if entry.ref else "-", entry.ref or "none"


def _tell(name: str, entry: "Entry") -> None:
    for note in entry.notes:
        say(f"{name}: {note}")
    if entry.ref is None:
        image = IMAGES[name]
        reference, archive = f"{image.repository}:{image.version}", f"{name}-{image.version}.tar"
        reasons = "\n".join(f"  - {reason}" for reason in entry.tried)
        say(NO_SOURCE.format(name=name, reasons=reasons, reference=reference, archive=archive))
