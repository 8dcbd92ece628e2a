"""Every pgTAP file: the platform's, each pack's own, and the sweep that holds for each pack with tenants."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from infra.cli import replication
from infra.cli.running import Running
from infra.migrations.files import SQL
from infra.packs import Pack
from tests.chosen import chosen
from tests.sql import tap
from tests.sql.conftest import Built

PLATFORM = sorted((SQL / "platform" / "tests").glob("*.sql"))
SWEEP = sorted((SQL / "tests").glob("*.sql"))
OF_PACKS = sorted(file for file in SQL.glob("*/tests/*.sql") if file not in PLATFORM)
PACKS = sorted(file.parent.name for file in SQL.glob("*/pack.yaml"))


def shown(file: Path) -> str:
    return str(file.relative_to(SQL))


def variables(pack: Pack) -> Mapping[str, str]:
    """Return what the files that are the same for all packs know of this one."""
    users = [role for role in pack.roles_named if role != pack.owner]
    return {
        "owner": pack.owner,
        "app": pack.app,
        "readonly": pack.readonly,
        "migrator": pack.migrator,
        "roles": f"{{{','.join(users)}}}",
        "tenant_tables": json.dumps(dict(pack.tenant_tables)),
    }


@pytest.fixture
def passes(running: Running, built: Built, passed: Counter[str]) -> Callable[[Pack, Path], None]:
    """Return a function that runs a file in a fresh build of a pack and counts what passed."""

    def run(pack: Pack, file: Path) -> None:
        passed[pack.name] += tap.count(
            tap.run(replication.primary(running), built(pack).database, file, variables(pack))
        )

    return run


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("file", PLATFORM, ids=shown)
def test_the_platform_in_every_pack(
    packs: Sequence[Pack], passes: Callable[[Pack, Path], None], file: Path, name: str
) -> None:
    passes(chosen(packs, name), file)


@pytest.mark.parametrize("file", OF_PACKS, ids=shown)
def test_a_pack(packs: Sequence[Pack], passes: Callable[[Pack, Path], None], file: Path) -> None:
    passes(chosen(packs, file.parent.parent.name), file)


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("file", SWEEP, ids=shown)
def test_the_sweep(packs: Sequence[Pack], passes: Callable[[Pack, Path], None], file: Path, name: str) -> None:
    pack = chosen(packs, name)
    if not pack.tenant_tables:
        pytest.skip(f"pack {name} declares no tenant tables yet")
    passes(pack, file)
