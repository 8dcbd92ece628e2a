"""A tenant of a product against another one in the same database, by every login of the product, in all five."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import sql

from tests.attack.arena import Arena
from tests.attack.catalog import Relation
from tests.attack.owners import verbatim
from tests.attack.strangers.postgres import DENIED, NOBODY, USER, answer, hides, refuses, tenant
from tests.attack.strangers.tries import Tries, attack, found, lists
from tests.attack.test_matrix import PACKS

pytestmark = pytest.mark.parametrize("name", PACKS)

_LISTS = lists(__file__)
_PERSONAL = re.compile(r".*@.*\..*|\+?\d{8,}")
_SLACK_SECONDS = 0.002
"""A difference of answers' times below this is the machine's."""


@dataclass(frozen=True)
class Scene:
    """Tenant a, whose ids and personal data are `words`, and the attacker, who is tenant b or somebody less."""

    arena: Arena
    victim: str
    attacker: str
    words: Sequence[str]

    @property
    def roles(self) -> Sequence[str]:
        """Every login that does not migrate."""
        return self.arena.attackers

    @property
    def tables(self) -> list[Relation]:
        """The tables of tenants."""
        return [self.arena.catalog.relation(f"public.{table}") for table in self.arena.pack.tenant_tables]

    def readable(self, role: str) -> Iterator[tuple[Relation, str]]:
        """Yield what a role may read, with the columns."""
        for relation in self.arena.catalog.relations:
            if relation.kind != "S" and (columns := relation.grants[role].on("SELECT")):
                yield relation, ", ".join(columns)

    def of_victim(self, relation: Relation, column: str) -> list[str]:
        """Return the victim's values of a column."""
        rows = self.arena.owned.rows["a"].get(relation.root, ())
        return [value for row in rows if (value := row.values[column])]


@pytest.fixture
def scene(arenas: Callable[[str], Arena], name: str) -> Scene:
    arena = arenas(name)
    victim, attacker = arena.tenants
    values = {
        owner: {value for rows in arena.owned.rows[owner].values() for row in rows for value in row.values.values()}
        for owner in ("a", "b")
    }
    personal = {value for value in values["a"] - values["b"] if value and _PERSONAL.fullmatch(value)}
    words = (arena.owned.uuids("a") - arena.owned.uuids("b")) | personal
    assert words
    return Scene(arena, victim.user, attacker.user, sorted(words))


@attack("an application without a user, with one that there is not, and another tenant", "a row of the tenant")
def test_plain_reads(scene: Scene, tries: Tries) -> None:
    for role in scene.roles:
        for user in ("", NOBODY, scene.attacker):
            with tenant(scene.arena, role, user) as session:
                for relation, columns in scene.readable(role):
                    hides(tries, session, f"select {columns} from {relation.name}", scene.words, role)
    # Otherwise the words would be none that a reader can see.
    with tenant(scene.arena, scene.arena.pack.app, scene.victim) as session:
        everything = [
            answer(session, f"select {columns} from {relation.name}")
            for relation, columns in scene.readable(scene.arena.pack.app)
        ]
    assert found(scene.words, str(everything))


@attack("another tenant", "a row of the tenant, by a way round the ordinary scan")
def test_odd_reads(scene: Scene, tries: Tries) -> None:
    for role in scene.roles:
        with tenant(scene.arena, role, scene.attacker) as session:
            for relation, columns in scene.readable(role):
                for form in _LISTS["reads"]:
                    hides(tries, session, form.format(columns=columns, table=relation.name), scene.words, role)
            for form in ("schema_to_xml('public', true, false, '')", "database_to_xml(true, false, '')"):
                hides(tries, session, f"select {form}", scene.words, role)


@attack("somebody who is no tenant", "a value of the tenant in the text of an error")
def test_conditions_that_fail(scene: Scene, tries: Tries) -> None:
    for role in scene.roles:
        with tenant(scene.arena, role, NOBODY) as session:
            for relation, columns in scene.readable(role):
                for form in _LISTS["conditions"]:
                    text = f"select 1 from {relation.name} where {form.format(columns=columns)}"
                    hides(tries, session, text, scene.words, role)


@attack("another tenant", "the tenant's row changed, deleted or locked")
def test_writes_and_locks_without_a_condition(scene: Scene, tries: Tries) -> None:
    tables = [relation for relation in scene.tables if scene.arena.owned.rows["a"].get(relation.root)]
    for role in scene.roles:
        with tenant(scene.arena, role, scene.attacker) as session:
            first = session.execute("select pg_current_xact_id()::xid::text::bigint").fetchall()[0][0]
            for relation in tables:
                for statement in _touching(relation, role):
                    answer(session, statement)
                touched = _touched(scene, relation, first)
                tries.note(f"{role} {relation.name}", touched and f"{touched} rows of the tenant's")
    # The look sees the locks of somebody who may take them.
    victims = [(role, relation) for role in scene.roles for relation in tables if relation.grants[role].on("UPDATE")]
    for role, relation in victims:
        with tenant(scene.arena, role, scene.victim) as session:
            first = session.execute("select pg_current_xact_id()::xid::text::bigint").fetchall()[0][0]
            answer(session, f"select 1 from {relation.name} for update")
            if _touched(scene, relation, first):
                return
    pytest.fail("nobody was seen to lock a row of the tenant's own")


def _touching(relation: Relation, role: str) -> Iterator[str]:
    table = relation.name
    merge = f"merge into {table} as t using (select 1) as one on true when matched then"
    for strength in ("update", "no key update", "share", "key share"):
        yield f"select 1 from {table} for {strength} skip locked"
    for column in relation.grants[role].on("UPDATE"):
        yield f"update {table} set {column} = {column}"
        yield f"{merge} update set {column} = t.{column}"
    yield f"delete from {table}"
    yield f"{merge} delete"


def _touched(scene: Scene, relation: Relation, first: int) -> int:
    """Return how many of the victim's rows transactions since `first` have marked."""
    rows = scene.arena.owned.rows["a"].get(relation.root, ())
    query = sql.SQL(
        "select count(*) from {} where xmax::text::bigint >= %s"
        " and (tableoid, ctid) in (select * from unnest(%s::oid[], %s::tid[]))"
    ).format(verbatim(relation.root))
    with scene.arena.superuser.connect() as superuser:
        return superuser.execute(query, (first, [row.tableoid for row in rows], [row.ctid for row in rows])).fetchall()[
            0
        ][0]


@attack("another tenant", "a row that is handed to the tenant, or taken from them")
def test_handing_over(scene: Scene, tries: Tries) -> None:
    tenants = {one.name: one.tenant for one in scene.arena.tenants}
    for role in scene.roles:
        with tenant(scene.arena, role, scene.attacker) as session:
            for relation in scene.tables:
                column = scene.arena.pack.tenant_tables[relation.name.removeprefix("public.")]
                if column.startswith("via ") or column not in relation.grants[role].on("UPDATE"):
                    continue
                code, text = answer(session, f"update {relation.name} set {column} = '{tenants['a']}'")
                tries.note(f"{role} {relation.name}", text if not code and text != "0" else "")
            for relation in scene.tables:
                refuses(tries, session, f"alter table {relation.name} disable row level security", who=role)


@attack("another tenant", "whether an id of the tenant's exists, from how a foreign key answers")
def test_foreign_keys(scene: Scene, tries: Tries) -> None:
    for role in scene.roles:
        with tenant(scene.arena, role, scene.attacker) as session:
            for relation in scene.tables:
                for link in relation.links:
                    target = scene.arena.catalog.relation(link.table)
                    values = scene.of_victim(target, link.key)
                    if link.column not in relation.grants[role].on("UPDATE") or not values:
                        continue
                    none = NOBODY if target.column(link.key).type == "uuid" else "2000000001"
                    theirs, nothing = (
                        _outcome(session, f"update {relation.name} set {link.column} = '{one}'", one)
                        for one in (values[0], none)
                    )
                    tries.note(
                        f"{role} {relation.name}.{link.column}", "" if theirs == nothing else f"{theirs} {nothing}"
                    )
            # An application without a column to try still has this one refused.
            refuses(tries, session, f"alter table {scene.tables[0].name} disable trigger all", who=role)


def _outcome(session: psycopg.Connection, statement: str, value: str) -> tuple[str, str]:
    code, text = answer(session, statement)
    return code, text.replace(value, "?")


@attack("another tenant", "what a function tells or does of the tenant's ids but not of ids that are none")
def test_functions_given_ids_of_the_tenant(scene: Scene, tries: Tries) -> None:
    owned = scene.arena.owned.rows["a"]
    ids: set[str] = {scene.victim, *(t.tenant for t in scene.arena.tenants if t.name == "a")}
    for rows in owned.values():
        ids |= set([value for value in rows[0].values.values() if value and value in scene.words][:2])
    uuids = sorted(one for one in ids if re.fullmatch(r"[0-9a-f-]{36}", one))
    for role in scene.roles:
        with tenant(scene.arena, role, scene.attacker) as session:
            for routine in scene.arena.catalog.routines:
                if role not in routine.callers or routine.trigger or routine.kind != "f":
                    continue
                kinds = [argument.type for argument in routine.arguments]
                if "uuid" not in kinds:
                    continue
                # A function's first call has less to say of where it failed.
                _, expected = (_outcome(session, _call(routine.name, kinds, NOBODY), NOBODY) for _ in range(2))
                for one in uuids:
                    got = _outcome(session, _call(routine.name, kinds, one), one)
                    tries.note(f"{role} {routine.signature} {one}", "" if got == expected else f"{got} {expected}")
            hides(tries, session, "select app.current_user_id()::text", scene.words, role)


_VALUES: Mapping[str, str] = {"integer": "1", "bigint": "1", "boolean": "true", "text": "'x'", "jsonb": "'{}'"}


def _call(name: str, kinds: Sequence[str], value: str) -> str:
    arguments = (f"'{value}'" if kind == "uuid" else _VALUES.get(kind, "null") for kind in kinds)
    typed = (f"{text}::{kind}" for text, kind in zip(arguments, kinds, strict=True))
    return f"select {name}({', '.join(typed)})::text"


@attack("another tenant", "a partition, chunk or sequence that is reached past its table")
def test_partitions_and_sequences_themselves(scene: Scene, tries: Tries) -> None:
    for role in scene.roles:
        with tenant(scene.arena, role, scene.attacker) as session:
            for relation in scene.arena.catalog.relations:
                if relation.kind == "S":
                    for call in (
                        "select last_value from {0}",
                        "select setval('{0}', 1)",
                        "select pg_sequence_last_value('{0}')",
                    ):
                        code, text = answer(session, call.format(relation.name))
                        tries.note(
                            f"{role} {call.format(relation.name)}",
                            "" if code in DENIED or text == "[(None,)]" else text,
                        )
                elif relation.name != relation.root:
                    refuses(tries, session, f"select 1 from {relation.name}", who=role)
                    refuses(tries, session, f"delete from {relation.name}", who=role)
            hides(
                tries, session, "select * from pg_sequences where last_value is not null", ["public", "platform"], role
            )


@attack("another tenant", "a value of the tenant's in PostgreSQL's statistics")
def test_statistics(scene: Scene, tries: Tries) -> None:
    with scene.arena.superuser.connect() as superuser:
        superuser.execute("analyze")
        known = str(superuser.execute("select histogram_bounds, most_common_vals from pg_catalog.pg_stats").fetchall())
    assert found(scene.words, known)
    views = ("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs", "pg_statistic", "pg_statistic_ext_data")
    for role in scene.roles:
        with tenant(scene.arena, role, scene.attacker) as session:
            for view in views:
                hides(tries, session, f"select s::text from pg_catalog.{view} as s", scene.words, role)


@attack("another tenant", "policies switched off, triggers passed, tables taken or emptied")
def test_policies_switched_off(scene: Scene, tries: Tries) -> None:
    for role in scene.roles:
        with tenant(scene.arena, role, scene.attacker) as session:
            refuses(tries, session, "set local session_replication_role = replica", who=role)
            for relation in scene.tables:
                if columns := relation.grants[role].on("SELECT"):
                    text = f"set local row_security = off; select {columns[0]} from {relation.name}"
                    refuses(tries, session, text, who=role)
                for statement in (
                    f"truncate {relation.name}",
                    f"create policy all_of_it on {relation.name} using (true)",
                    f"create trigger spy before insert on {relation.name} execute function tsvector_update_trigger()",
                    f"create rule spy as on select to {relation.name} do instead select 1",
                    f"alter table {relation.name} owner to current_user",
                    f"drop table {relation.name}",
                    f"create index on {relation.name} ({relation.columns[0].name})",
                    f"comment on table {relation.name} is 'mine'",
                ):
                    # TimescaleDB says of its tables that they have none, whoever asks.
                    codes = {"42501", "0A000"} if statement.startswith("create rule") else DENIED
                    refuses(tries, session, statement, codes, who=role)


@attack("another tenant", "whether an id exists, from the time that an answer takes")
def test_time_of_an_answer(scene: Scene, tries: Tries) -> None:
    for role in scene.roles:
        with tenant(scene.arena, role, scene.attacker) as session:
            for relation in scene.tables:
                column = next((one for one in relation.grants[role].on("SELECT") if one in relation.key), "")
                values = scene.of_victim(relation, column) if column else []
                if not values:
                    continue
                none = NOBODY if relation.column(column).type == "uuid" else "2000000001"
                text = f"select 1 from {relation.name} where {column} = "
                # What the machine does meanwhile differs from look to look; what the server knows does not.
                difference = min(_difference(session, f"{text}'{values[0]}'", f"{text}'{none}'") for _ in range(3))
                tries.note(f"{role} {relation.name}", f"{difference:.4f} s" if difference > _SLACK_SECONDS else "")


def _difference(session: psycopg.Connection, one: str, other: str) -> float:
    """Return by how many seconds the shortest answers to two statements differ."""
    rounds = [[_seconds(session, statement) for statement in (one, other)] for _ in range(6)]
    first, second = (min(times) for times in zip(*rounds, strict=True))
    return abs(first - second)


def _seconds(session: psycopg.Connection, statement: str) -> float:
    began = time.perf_counter()
    answer(session, statement)
    return time.perf_counter() - began


@attack(
    "another tenant",
    "everything of the tenant's",
    limit="Whoever can run SQL of their own as an application can be each of its users",
)
def test_another_user_set(scene: Scene, tries: Tries) -> None:
    app = scene.arena.pack.app
    with tenant(scene.arena, app, scene.attacker) as session:
        session.execute("select pg_catalog.set_config(%s, %s, true)", (USER, scene.victim))
        for relation, columns in scene.readable(app):
            hides(tries, session, f"select {columns} from {relation.name}", scene.words, app)


@attack(
    "another tenant",
    "how many rows there are of all tenants, and that an id exists",
    limit="see how many rows tables have of all tenants",
)
def test_plans_and_counters(scene: Scene, tries: Tries) -> None:
    app = scene.arena.pack.app
    with tenant(scene.arena, app, NOBODY) as session:
        for relation, columns in scene.readable(app):
            if relation in scene.tables:
                _, plan = answer(
                    session, f"explain (analyze, costs off, timing off) select {columns} from {relation.name}"
                )
                tries.note(relation.name, "; ".join(re.findall(r"Rows Removed by Filter: \d+", plan)))
