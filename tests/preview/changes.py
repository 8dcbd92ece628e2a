"""The changes that are made to a running stack, one after the other, and how each shows in it once it is deployed."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

from infra.cli.running import Running
from infra.specs import DATA_DIR
from infra.toolchain.engine import docker
from tests.preview.checkout import Checkout
from tests.preview.world import World, look
from tests.smoke import clients

_SQL = Path(__file__).parent / "sql"

MIGRATIONS = ("9001_require_titles.sql", "9002_let_readers_delete.sql")
"""Files of pack novax, in the order in which they are applied."""

_MEBIBYTE = 1024 * 1024
_MOVED, _MARK = "/var/lib/moved", "there-before"


@dataclass(frozen=True)
class Change:
    """One change: what it does to the checkout, the preview's exit code, and whether the running stack has it."""

    make: Callable[[Checkout], None]
    code: int
    holds: Callable[[Running, World], bool]
    rotates: str = ""
    """The name of the secret that is replaced, for a change that is none of the code's."""


def _nothing(_: Checkout) -> None:
    """Leave the checkout as it is."""


def _always(_running: Running, _world: World) -> bool:
    """Hold whatever runs: there is no more to see than what restarts."""
    return True


def _move_the_volume(checkout: Checkout) -> None:
    container = look(checkout.stack)["alertmanager"].identifier
    docker("exec", container, "touch", f"{DATA_DIR}/{_MARK}")
    target = f'"{_MOVED}" if member.name == "alertmanager" else DATA_DIR'
    checkout.edit(
        "infra/platforms/docker.py", "source=volume.name, target=DATA_DIR", f"source=volume.name, target={target}"
    )


def _starts_empty(_running: Running, world: World) -> bool:
    """Tell whether the program misses what it had, as it was announced, and the volume has it still."""
    look_there = f"for folder in {DATA_DIR} {_MOVED}; do ls $folder/{_MARK} 2>/dev/null || true; done"
    found = docker("exec", world["alertmanager"].identifier, "sh", "-c", look_there)
    return found.split() == [f"{_MOVED}/{_MARK}"]


def _set(section: str, key: str, value: object) -> Callable[[Checkout], None]:
    return lambda checkout: checkout.set(section, key, value)


def _edit(path: str, before: str, after: str) -> Callable[[Checkout], None]:
    return lambda checkout: checkout.edit(path, before, after)


def _migration(file: str) -> Callable[[Checkout], None]:
    def add(checkout: Checkout) -> None:
        shutil.copy2(_SQL / file, checkout.root / "sql" / "novax" / "migrations" / file)

    return add


def _answers(query: LiteralString, *expected: object) -> Callable[[Running, World], bool]:
    def holds(running: Running, _: World) -> bool:
        with clients.postgres(running, "postgres", "novax", endpoint="postgres-primary") as session:
            return session.execute(query).fetchone() == expected

    return holds


def _new_image(checkout: Checkout) -> None:
    checkout.edit("infra/catalog.py", 'Image("nats", "built", "2.10"', 'Image("nats", "built", "2.10.1"')
    assert checkout.novax("image_bump", "images") == 0


CHANGES: dict[str, Change] = {
    "same": Change(_nothing, 0, _always),
    "memory": Change(_set("redis", "memory", "112MiB"), 2, lambda _, world: world["redis-1"].memory == 112 * _MEBIBYTE),
    "parameter_reload": Change(
        _set("postgres", "slowQuerySeconds", 2),
        2,
        _answers("select current_setting('log_min_duration_statement')", "2s"),
    ),
    "parameter_restart": Change(
        _set("postgres", "maxConnections", 64), 2, _answers("select current_setting('max_connections')", "64")
    ),
    "image_bump": Change(_new_image, 2, lambda _, world: ":2.10.1-" in world["nats"].image),
    "migration_lock": Change(
        _migration(MIGRATIONS[0]),
        2,
        _answers("select count(*) from pg_constraint where conname = 'documents_have_titles'", 1),
    ),
    "policy_edit": Change(
        _migration(MIGRATIONS[1]),
        2,
        _answers(
            "select qual, has_table_privilege('novax_readonly', 'public.projects', 'delete') from pg_policies"
            " where tablename = 'projects' and policyname = 'definer_select'",
            "(created_at IS NOT NULL)",
            True,  # noqa: FBT003 - a value of the row
        ),
    ),
    "service_removed": Change(
        _edit("infra/services/registry.py", "        relay(settings, packs),\n", ""),
        2,
        lambda _, world: "relay" not in world,
    ),
    "volume_path": Change(_move_the_volume, 3, _starts_empty),
    "password": Change(_nothing, 2, _always, rotates="novax-app"),
}
"""What the preview of each says lies in ``golden/``; those after another find it deployed."""
