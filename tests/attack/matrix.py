"""The whole matrix of one pack: every relation and routine, by every role, in every context, and what came of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg

from tests.attack.arena import Arena
from tests.attack.calls import Pools, calls, sequences
from tests.attack.cases import Case, Context, Expect
from tests.attack.catalog import Relation
from tests.attack.oracle import Finding, judge
from tests.attack.owners import TENANTS
from tests.attack.reads import reads
from tests.attack.seen import Mask, Seen, masker
from tests.attack.session import Session
from tests.attack.targets import Target
from tests.attack.worlds import Rows, World, needed, without
from tests.attack.writes import writes

Chosen = Callable[[str], bool]
"""Tells by the name of a relation or routine whether it is attacked."""

Attacks = Mapping[str, Mapping[Context, Mapping[str, Sequence[Case]]]]
"""Cases by role, context, and relation or routine."""

Due = Mapping[tuple[str, str], Rows]
"""The rows that are a tenant's, by tenant and relation."""

_ABSENT = "99999999-9999-4999-8999-999999999999"


@dataclass(frozen=True)
class Outcome:
    """What became of a matrix; `servers` are the server processes that served each tenant, by role and tenant."""

    tables: int
    policies: int
    cases: int
    findings: Sequence[Finding]
    servers: Mapping[tuple[str, str], frozenset[int]]


def contexts(arena: Arena) -> tuple[Context, ...]:
    """Return what app.current_user_id is set to: each tenant's user, nobody, an id of nobody's, and what is no id."""
    return (
        *(Context(f"tenant {tenant.name}", tenant.user, tenant.name) for tenant in arena.tenants),
        Context("no tenant", ""),
        Context("absent", _ABSENT),
        Context("malformed", "not-a-uuid"),
    )


def run(arena: Arena, chosen: Chosen = lambda _: True) -> Outcome:
    """Attack, and judge each attack."""
    known = frozenset(one for tenant in TENANTS for one in arena.owned.uuids(tenant))
    mask = masker(known | {_ABSENT}, arena.started)
    attacks = _generated(arena, chosen)
    with arena.superuser.connect() as superuser:
        alone, due = _seen_alone(arena, superuser, attacks, mask)
    findings: list[Finding] = []
    servers: dict[tuple[str, str], set[int]] = defaultdict(set)
    count = 0
    for context, pid, case, seen in _attacked(arena, attacks, mask):
        servers[case.role, context.tenant].add(pid)
        count += 1
        if finding := judge(case, seen, alone.get(id(case)), _own(arena, case, due)):
            findings.append(finding)
    served = {who: frozenset(pids) for who, pids in servers.items()}
    return Outcome(arena.catalog.tables, arena.catalog.policies, count, findings, served)


def _generated(arena: Arena, chosen: Chosen) -> Attacks:
    pools = Pools(arena.catalog, arena.owned, arena.tenants)
    return {
        role: {context: dict(_of_context(arena, chosen, pools, role, context)) for context in contexts(arena)}
        for role in arena.attackers
    }


def _of_context(
    arena: Arena, chosen: Chosen, pools: Pools, role: str, context: Context
) -> Iterator[tuple[str, Sequence[Case]]]:
    for relation in arena.catalog.relations:
        if chosen(relation.name) and relation.kind == "S":
            yield relation.name, list(sequences(relation, role, context))
        elif chosen(relation.name):
            target = _target(arena, relation, role, context)
            yield relation.name, [*reads(target), *writes(target)]
    for routine in arena.catalog.routines:
        if chosen(routine.name):
            yield routine.signature, list(calls(routine, role, context, pools))


def _target(arena: Arena, relation: Relation, role: str, context: Context) -> Target:
    column = arena.pack.tenant_tables.get(relation.root.removeprefix("public."))
    known = {column.name for column in relation.columns}
    return Target(
        relation,
        role,
        context,
        arena.owned,
        guarded=column is not None,
        tenant_column=column if column in known else "",
    )


def _seen_alone(
    arena: Arena, superuser: psycopg.Connection, attacks: Attacks, mask: Mask
) -> tuple[Mapping[int, Seen], Due]:
    """Return what each case sees where the other tenant does not exist, by the case's identity, and whose rows are."""
    seen: dict[int, Seen] = {}
    rows: dict[tuple[str, str], Rows] = {}
    read = [relation for relation in arena.catalog.relations if _is_read(attacks, relation)]
    own = [context for context in contexts(arena) if context.tenant]
    for missing in dict.fromkeys(needed(context) for context in contexts(arena)):
        with without(arena, superuser, mask, missing) as world:
            for context in contexts(arena):
                if needed(context) == missing:
                    seen |= _repeated(world, attacks, context)
            for context in own:
                if missing not in (needed(context), TENANTS):
                    continue
                for name, counted in world.rows(read, context).items():
                    before = rows.get((context.tenant, name))
                    rows[context.tenant, name] = counted if before is None else before - counted
    return seen, rows


def _is_read(attacks: Attacks, relation: Relation) -> bool:
    return any(
        case.expect in (Expect.EXACTLY, Expect.OWN)
        for of_role in attacks.values()
        for of_context in of_role.values()
        for case in of_context.get(relation.name, ())
    )


def _repeated(world: World, attacks: Attacks, context: Context) -> dict[int, Seen]:
    found: dict[int, Seen] = {}
    for role, of_role in attacks.items():
        world.become(role, context)
        for cases in of_role[context].values():
            found |= {id(case): world.session.run(case) for case in cases if case.expect is not Expect.DENIED}
    return found


def _attacked(arena: Arena, attacks: Attacks, mask: Mask) -> Iterator[tuple[Context, int, Case, Seen]]:
    """Attack for real: each role's contexts are clients of their own, whose transactions take turns."""
    for role, of_role in attacks.items():
        with ExitStack() as open_sessions:
            sessions = {
                context: Session(open_sessions.enter_context(arena.connect(role)), mask, arena.settings)
                for context in of_role
            }
            for name in dict.fromkeys(name for of_context in of_role.values() for name in of_context):
                for context, session in sessions.items():
                    pid = session.begin(context.user)
                    cases = of_role[context][name]
                    for case, seen in zip(cases, session.run_all(cases), strict=True):
                        yield context, pid, case, seen
                    session.end()


def _own(arena: Arena, case: Case, due: Due) -> Rows:
    rows = due.get((case.context.tenant, case.on))
    if rows is None or not case.reads:
        return rows or Counter()
    names = [column.name for column in arena.catalog.relation(case.on).columns]
    places = [names.index(name) for name in case.columns]
    projected: Rows = Counter()
    for row, number in rows.items():
        projected[tuple(row[place] for place in places)] += number
    return projected
