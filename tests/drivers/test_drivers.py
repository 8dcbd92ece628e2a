"""The drivers and mappers that people come with, through PgBouncer: each way of asking, on several connections at once.

Every connection shares its server connections with the others, so a driver that leaves anything on one, or counts on
finding anything there, gets another's answer; each answer is compared.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest

from infra.cli.running import Running
from infra.packs import Pack
from infra.paths import PROJECT
from infra.services.pgbouncer import SESSION_SUFFIX
from tests.drivers import programs
from tests.drivers.programs import GO, JAVA, NODE, PYTHON, Language
from tests.smoke import clients
from tests.smoke.scratch import schema

PAGE = PROJECT / "docs" / "connect.md"
_BLOCK = re.compile(r"^### (?P<title>.+?)\n.*?^```(?P<language>\w+)\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE)
LANGUAGES = {"python": PYTHON, "javascript": NODE, "go": GO, "java": JAVA}
EXAMPLES = {
    match["title"]: (LANGUAGES[match["language"]], match["text"]) for match in _BLOCK.finditer(PAGE.read_text())
}

DRIVERS: dict[str, tuple[Language, str, set[str]]] = {
    "psycopg 3": (
        PYTHON,
        "psycopg3",
        {"simple", "unnamed", "named", "tenant", "batch", "pipeline", "cursor", "copy", "cancel"},
    ),
    "psycopg 2": (PYTHON, "psycopg2_", {"simple", "tenant", "cursor", "copy", "cancel"}),
    "asyncpg": (
        PYTHON,
        "asyncpg_",
        {"simple", "unnamed", "named", "tenant", "batch", "cursor", "copy", "pool", "cancel"},
    ),
    "pg8000": (PYTHON, "pg8000_", {"simple", "unnamed", "named", "tenant", "copy", "cancel"}),
    "lib/pq": (GO, "libpq", {"simple", "unnamed", "named", "tenant", "cancel"}),
    "pgx": (
        GO,
        "pgx",
        {"simple", "extended", "unnamed", "cached description", "named", "tenant", "batch", "copy", "cancel"},
    ),
    "node-postgres": (NODE, "pg", {"simple", "unnamed", "named", "tenant", "queued", "cursor", "copy", "cancel"}),
    "postgres.js": (NODE, "postgres", {"simple", "named", "unnamed", "tenant", "pipeline", "cursor", "cancel"}),
    "JDBC": (JAVA, "Ways", {"simple", "unnamed and named", "schema", "tenant", "batch", "cursor", "copy", "cancel"}),
}
"""Each driver's program, and what it has to have gone through."""


@dataclass(frozen=True)
class Mapper:
    """An object-relational mapper's programs, and the table in which its own tool notes what it migrated."""

    language: Language
    tenants: str
    migration: str
    history: str
    reads_schema: bool = True


MAPPERS: dict[str, Mapper] = {
    "SQLAlchemy": Mapper(PYTHON, "sqlalchemy_", "migrate_sqlalchemy", "alembic_version"),
    "Django": Mapper(PYTHON, "django_", "migrate_django", "django_migrations"),
    "Sequelize": Mapper(NODE, "sequelize", "migrate_sequelize", "history"),
    "TypeORM": Mapper(NODE, "typeorm", "migrate_typeorm", "history"),
    "Drizzle": Mapper(NODE, "drizzle", "migrate_drizzle", "history"),
    "Prisma": Mapper(NODE, "prisma", "migrate_prisma", "_prisma_migrations", reads_schema=False),
}

CONNECTIONS, TIMES = 6, 20
REQUESTS = 500
SCHEMA = "novax_drivers"
"""Where tools of mappers make their tables; it is gone after each."""


@pytest.fixture
def signed_in(running: Running, packs: Sequence[Pack]) -> dict[str, str]:
    return programs.environment(running.accounts[f"{packs[0].name}-app"], packs[0].database, running.ca_file())


@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", DRIVERS)
def test_a_driver_gets_its_own_answers_in_every_way(
    name: str, signed_in: dict[str, str], count: Callable[[str, int, int], None]
) -> None:
    language, program, wanted = DRIVERS[name]
    lines = programs.run(language, program, signed_in).splitlines()
    found = {way: int(times) for way, _, times in (line.rpartition(" ") for line in lines)}
    assert found == dict.fromkeys(wanted, CONNECTIONS * TIMES)
    count(name, len(found), sum(found.values()))


@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", MAPPERS)
def test_an_object_relational_mapper_serves_two_tenants_at_once(
    name: str, signed_in: dict[str, str], count: Callable[[str, int, int], None]
) -> None:
    mapper = MAPPERS[name]
    told = [f"tenants {REQUESTS}", *(["schema 1"] if mapper.reads_schema else [])]
    assert programs.run(mapper.language, mapper.tenants, signed_in).splitlines() == told
    count(name, len(told), REQUESTS)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", MAPPERS)
def test_a_mapper_s_own_tool_migrates_in_a_whole_session(
    name: str, running: Running, packs: Sequence[Pack], count: Callable[[str, int, int], None]
) -> None:
    mapper, pack = MAPPERS[name], packs[0]
    migrator = replace(running.accounts[f"{pack.name}-migrator"], endpoint=running.endpoints["pgbouncer"])
    session = programs.environment(migrator, f"{pack.database}{SESSION_SUFFIX}", running.ca_file())
    with schema(running, pack, SCHEMA, ""), clients.postgres(running, migrator.name, pack.database) as looks:
        # The second time it has nothing to do, which it knows from what it noted.
        for _ in range(2):
            programs.run(mapper.language, mapper.migration, {**session, "SCHEMA": SCHEMA})
        made = looks.execute("select tablename from pg_tables where schemaname = %s", (SCHEMA,)).fetchall()
    assert {table for (table,) in made} == {"things", mapper.history}
    count(name, 1, len(made))


def test_each_driver_and_mapper_has_its_lines(signed_in: dict[str, str]) -> None:
    assert signed_in
    assert {*DRIVERS, *MAPPERS} <= set(EXAMPLES)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("title", EXAMPLES)
def test_the_lines_of_the_documentation_work(title: str, signed_in: dict[str, str]) -> None:
    language, text = EXAMPLES[title]
    program = "Connect" if language is JAVA else "connect_" + re.sub(r"\W", "_", title.lower())
    user = "00000000-0000-0000-0000-0000000000a1"
    assert programs.run(language, program, signed_in, text).split() == [user]
