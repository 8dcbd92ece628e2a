"""Jobs that the database runs by itself: pg_cron's list, brought to what the packs declare and what the platform adds.

pg_cron lives in one database and starts each job in the pack's own. It refuses roles without a login, so jobs run as
the migrator, whose sessions act as the owner. How a run went is in the pack's ``platform.job_runs``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from infra.hooks.access import Access
from infra.hooks.databases import MAINTENANCE_DATABASE, SUPERUSER_SECRET
from infra.hooks.declaration import JSON, Changes
from infra.hooks.primary import Login
from infra.packs import Pack

SECRETS = (SUPERUSER_SECRET,)
"""The names of the passwords that `apply` needs."""


@dataclass(frozen=True)
class Scheduled:
    """A job as pg_cron keeps it."""

    name: str
    schedule: str
    command: str
    database: str
    username: str
    active: bool = True


def declared(packs: Sequence[Pack]) -> dict[str, JSON]:
    """Return everything that `apply` will see to, for the marker."""
    return {
        pack.name: {name: {"schedule": job.schedule, "statement": job.statement} for name, job in pack.all_jobs.items()}
        for pack in packs
    }


def apply(access: Access, packs: Sequence[Pack], secrets: Mapping[str, str]) -> Changes:
    """Schedule the packs' jobs, unschedule those that a pack no longer has, and return what that took.

    `access` is the primary, with a superuser: only one may schedule for others. Jobs that do not bear the name of one
    of these packs are left alone.

    Raises:
        UserError: the primary did not come up in time.
        psycopg.Error: the server refused.
    """
    with (
        access.ca_file() as ca,
        Login(access, ca, secrets[SUPERUSER_SECRET], MAINTENANCE_DATABASE).connect() as connection,
        connection.transaction(),
    ):
        return tuple(change for pack in packs for change in schedule(connection, pack.name, wanted(pack)))


def wanted(pack: Pack) -> tuple[Scheduled, ...]:
    """Return the pack's jobs in pg_cron's form."""
    return tuple(
        Scheduled(
            name=f"{pack.name}.{name}",
            schedule=job.schedule,
            # Literals are quoted by psycopg; without a connection it takes the form that every server reads.
            command=sql.SQL("call platform.run_job({}, {})").format(name, job.statement).as_string(None),
            database=pack.database,
            username=pack.migrator,
        )
        for name, job in pack.all_jobs.items()
    )


def schedule(connection: psycopg.Connection, prefix: str, jobs: Sequence[Scheduled]) -> Changes:
    """Bring the jobs whose names start with ``<prefix>.`` to those given and return what that took."""
    rows = connection.execute(
        "select jobid, jobname, schedule, command, database, username, active from cron.job "
        "where starts_with(jobname, %s)",
        (f"{prefix}.",),
    ).fetchall()
    present = {Scheduled(*facts): number for number, *facts in rows}
    names = {job.name for job in present}
    changes: list[str] = []
    for job, number in present.items():
        if job not in jobs:
            # Also one that changes: a job is known by name and user, so another user's would stay beside it.
            connection.execute("select cron.unschedule(%s::bigint)", (number,))
            changes += [] if job.name in {other.name for other in jobs} else [f"unscheduled job {job.name}"]
    for job in jobs:
        if job not in present:
            connection.execute(
                "select cron.schedule_in_database(%s, %s, %s, %s, %s, %s)",
                (job.name, job.schedule, job.command, job.database, job.username, job.active),
            )
            changes.append(f"{'changed' if job.name in names else 'scheduled'} job {job.name}")
    return tuple(changes)
