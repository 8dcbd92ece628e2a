"""What PostgreSQL's databases share, against the packs: roles, who may connect, and what nobody declared at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import psycopg

from infra.drift.report import Finding
from infra.hooks import databases, names, sqlfiles
from infra.packs import Pack

AREA = "roles"

_IN_CLUSTER, _IN_DATABASE = "drift/undeclared_in_cluster.sql", "drift/undeclared_in_database.sql"

DECLARED: Mapping[str, tuple[str, ...]] = {
    "postgres": (
        "extension pg_cron",
        "extension pg_stat_statements",
        "extension plpgsql",
        "function pgbouncer.get_auth(text)",
        "relation drill.canaries",
        "schema drill",
        "schema extensions",
        "schema pgbouncer",
    ),
    "template1": ("extension plpgsql",),
}
"""What is in the databases that belong to no pack."""


def role_findings(
    connection: psycopg.Connection, packs: Sequence[Pack], passwords: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield each declared role or database that the hook would bring back; of passwords those given count."""
    for subject, details in databases.pending(connection, packs, passwords).items():
        message = f"was changed by hand: {', '.join(details)}"
        yield Finding(area=AREA, subject=subject, message=message, hook=names.DATABASES)


def undeclared_in_cluster(connection: psycopg.Connection, packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield what all databases share and nothing declares; the connection's user is a superuser."""
    roles = [role.name for role in databases.roles_of(packs)]
    known = [roles, [pack.database for pack in packs]]
    for subject, message, undeclared in psycopg.RawCursor(connection).execute(sqlfiles.text(_IN_CLUSTER), known):
        yield Finding(area=AREA, subject=subject, message=message, undeclared=undeclared)


def undeclared_in_database(connection: psycopg.Connection) -> Iterator[Finding]:
    """Yield what nothing declares of the connection's database, one of those that belong to no pack."""
    known = [list(DECLARED[connection.info.dbname])]
    for subject, message in psycopg.RawCursor(connection).execute(sqlfiles.text(_IN_DATABASE), known):
        yield Finding(area=AREA, subject=subject, message=message, undeclared=True)


def entrance_findings(connection: psycopg.Connection, wanted: Iterable[str]) -> Iterator[Finding]:
    """Yield how the leader's pg_hba.conf differs from what Patroni was given."""
    (text,) = connection.execute("select pg_read_file(current_setting('hba_file'))").fetchone() or ("",)
    present = [" ".join(line.split()) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    declared = [" ".join(line.split()) for line in wanted]
    for line in present:
        if line not in declared:
            yield Finding(area=AREA, subject="pg_hba.conf", message=f"has a line that nothing declares: {line}")
    for line in declared:
        if line not in present:
            yield Finding(area=AREA, subject="pg_hba.conf", message=f"lacks the line {line}")
    if sorted(present) == sorted(declared) and present != declared:
        yield Finding(
            area=AREA, subject="pg_hba.conf", message="has its lines in another order; the first that fits counts"
        )
