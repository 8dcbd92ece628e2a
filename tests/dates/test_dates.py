"""Every pgTAP file on servers whose clock is moved to days at which calendars, weeks and partitions turn."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from infra.migrations import builds
from infra.migrations.files import SQL
from infra.packs import Pack, load_packs
from tests.dates import server
from tests.dates.server import Server
from tests.sql import tap
from tests.sql.conftest import install_pgtap
from tests.sql.test_pgtap import OF_PACKS, PACKS, PLATFORM, SWEEP, variables

MOMENTS = {
    "a month's last day": datetime(2027, 2, 28, 23, 50, tzinfo=UTC),
    "a month's first day": datetime(2027, 3, 1, 0, 5, tzinfo=UTC),
    "the last of 31 days": datetime(2027, 1, 31, 12, 0, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    "the day after a leap day": datetime(2028, 3, 1, 12, 0, tzinfo=UTC),
    "a Sunday night": datetime(2026, 11, 29, 23, 50, tzinfo=UTC),
    "a Monday morning": datetime(2026, 11, 30, 0, 5, tzinfo=UTC),
    "the last of a year": datetime(2026, 12, 31, 23, 50, tzinfo=UTC),
    "New Year": datetime(2027, 1, 1, 0, 5, tzinfo=UTC),
}

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    return {pack.name: pack for pack in load_packs(PACKS, SQL)}


@pytest.fixture(scope="module", params=MOMENTS.items(), ids=lambda item: f"{item[0]}, {item[1]:%Y-%m-%d %H:%M}")
def moved(request: pytest.FixtureRequest, packs: dict[str, Pack]) -> Iterator[Server]:
    """Yield a server at each moment in turn."""
    moment: datetime = request.param[1]
    with server.at(moment, tuple(packs.values())) as found:
        with found.superuser.connect() as connection:
            ((now,),) = connection.execute("select now()").fetchall()
        assert moment <= now < moment + timedelta(minutes=5)
        yield found


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_holds_on_that_day(moved: Server, packs: dict[str, Pack], name: str) -> None:
    pack = packs[name]
    files = [*PLATFORM, *(SWEEP if pack.tenant_tables else ()), *(file for file in OF_PACKS if file.parts[-3] == name)]
    red: dict[str, str] = {}
    with builds.built(moved.superuser, moved.migrator(pack), pack, "dates") as login:
        with login.connect() as connection:
            install_pgtap(connection, pack)
        for file in files:
            try:
                tap.count(tap.run(moved.container, login.database, file, variables(pack)))
            except AssertionError as error:
                red[str(file.relative_to(SQL))] = str(error)
    assert red == {}
