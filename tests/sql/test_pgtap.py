"""Every pgTAP file: the platform's, each pack's own, and the sweep that holds for each pack with tenants."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from infra.cli.running import Running
from infra.migrations.files import SQL
from infra.packs import Pack
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


def chosen(packs: Sequence[Pack], name: str) -> Pack:
    found = next((pack for pack in packs if pack.name == name), None)
    if found is None:
        pytest.skip(f"the stack does not have pack {name}")
    return found


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("file", PLATFORM, ids=shown)
def test_the_platform_in_every_pack(
    running: Running, packs: Sequence[Pack], built: Built, passed: Counter[str], file: Path, name: str
) -> None:
    pack = chosen(packs, name)
    passed[pack.name] += tap.count(tap.run(running, built(pack).database, file, variables(pack)))


@pytest.mark.parametrize("file", OF_PACKS, ids=shown)
def test_a_pack(running: Running, packs: Sequence[Pack], built: Built, passed: Counter[str], file: Path) -> None:
    pack = chosen(packs, file.parent.parent.name)
    passed[pack.name] += tap.count(tap.run(running, built(pack).database, file, variables(pack)))


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("file", SWEEP, ids=shown)
def test_the_sweep(
    running: Running, packs: Sequence[Pack], built: Built, passed: Counter[str], file: Path, name: str
) -> None:
    pack = chosen(packs, name)
    if not pack.tenant_tables:
        pytest.skip(f"pack {name} declares no tenant tables yet")
    passed[pack.name] += tap.count(tap.run(running, built(pack).database, file, variables(pack)))
