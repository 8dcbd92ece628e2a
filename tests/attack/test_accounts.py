"""What accounts of the platform and of packs must not do where all databases meet: in `postgres`."""

from dataclasses import replace

from infra.cli import pack_database
from infra.cli.running import Running
from infra.packs import Pack

_SCHEDULERS = """
    select r.rolname, p.oid::regprocedure::text
    from pg_roles as r
    cross join pg_proc as p
    where
        p.pronamespace = 'cron'::regnamespace and not r.rolsuper
        and has_database_privilege(r.oid, current_database(), 'CONNECT')
        and has_function_privilege(r.oid, p.oid, 'EXECUTE')
"""
_THERE = "select count(*) from pg_proc where pronamespace = 'cron'::regnamespace"


def test_nobody_but_the_superuser_schedules_jobs(running: Running, packs: tuple[Pack, ...]) -> None:
    """A job runs as whoever scheduled it, in any database that they may enter, for as long as nobody looks."""
    login = pack_database.of(running, packs[0]).superuser
    with replace(login, database="postgres").connect() as superuser:
        assert superuser.execute(_THERE).fetchall() > [(5,)]
        assert superuser.execute(_SCHEDULERS).fetchall() == []
