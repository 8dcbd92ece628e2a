"""The attack matrix of each pack: everything in its database, by every role, as each tenant, nobody and nonsense.

Through PgBouncer, as the real logins. What is right comes from what the pack declares (tenant_tables), from the
catalog's privileges, and from the same attacks in a world where the other tenant does not exist: whatever differs
there is a leak. `exceptions.yaml` has what differs by design.
"""

from collections.abc import Callable, Sequence

import pytest

from infra.migrations.files import SQL
from tests.attack import exceptions
from tests.attack.arena import Arena, attackers
from tests.attack.matrix import Outcome
from tests.attack.oracle import Finding, Kind

PACKS = sorted(file.parent.name for file in SQL.glob("*/pack.yaml"))

Outcomes = Callable[[str], Outcome]


def unexplained(name: str, outcome: Outcome, kind: Kind) -> Sequence[str]:
    left: list[Finding] = exceptions.unexplained(outcome.findings, exceptions.of(name))
    return [str(finding) for finding in left if finding.kind is kind]


@pytest.mark.parametrize("name", PACKS)
def test_no_tenant_reaches_or_learns_of_another(outcomes: Outcomes, name: str) -> None:
    assert unexplained(name, outcomes(name), Kind.LEAK) == []


@pytest.mark.parametrize("name", PACKS)
def test_no_tenant_is_refused_what_is_its_own(outcomes: Outcomes, name: str) -> None:
    assert unexplained(name, outcomes(name), Kind.DENIAL) == []


@pytest.mark.parametrize("name", PACKS)
def test_every_exception_is_still_one(outcomes: Outcomes, name: str) -> None:
    assert exceptions.outlived(outcomes(name).findings, exceptions.of(name)) == []


@pytest.mark.parametrize("name", PACKS)
def test_both_tenants_were_served_by_one_server_connection(
    arenas: Callable[[str], Arena], outcomes: Outcomes, name: str
) -> None:
    """Otherwise nothing would be said of what one tenant leaves behind for the next."""
    servers = outcomes(name).servers
    for role in attackers(arenas(name).pack):
        assert servers[role, "a"] & servers[role, "b"], f"{role}: {servers}"


@pytest.mark.parametrize("name", PACKS)
def test_each_tenant_has_rows_in_every_table(arenas: Callable[[str], Arena], name: str) -> None:
    """An empty table would pass every attack."""
    found = arenas(name)
    for tenant in found.tenants:
        without = [
            table for table in found.pack.tenant_tables if not found.owned.rows[tenant.name].get(f"public.{table}")
        ]
        assert without == [], f"tenant {tenant.name}"
