"""The exporter of jobs: how each pack's jobs are doing, by the view ``platform.job_outcomes`` of the pack's database.

It is PostgreSQL's own exporter, asked for one database at a time and for nothing but these queries.
"""

from infra.services import web
from infra.services.exporters import POSTGRES_PASSWORD, POSTGRES_USER
from infra.services.haproxy import PRIMARY_PORT
from infra.settings import Settings
from infra.specs import CA_FILE, CONFIG_DIR, Call, ConfigFile, ServiceSpec

NAME = "jobs-exporter"
PORT = 9187
ACCOUNT = "packs"
"""How its configuration calls the account with which it reads packs' databases; a probe names it."""


def targets(settings: Settings) -> list[str]:
    """Return where it finds each pack's database: on the primary, whose rows the replicas repeat."""
    return [f"haproxy:{PRIMARY_PORT}/{pack}" for pack in settings.packs]


def jobs_exporter(settings: Settings) -> ServiceSpec:
    """Return the exporter of jobs."""
    config, queries = f"{CONFIG_DIR}/jobs-exporter.yaml", f"{CONFIG_DIR}/job-queries.yaml"
    return web.exporter(
        settings,
        NAME,
        PORT,
        (
            "prometheus-postgres-exporter",
            f"--config.file={config}",
            f"--extend.query-path={queries}",
            f"--web.listen-address=:{PORT}",
            f"--web.config.file={web.CONFIG}",
            # The server's own figures come from the other exporter, once a member and not once a pack.
            "--disable-default-metrics",
            "--disable-settings-metrics",
            *(f"--no-collector.{name}" for name in _DEFAULT_COLLECTORS),
        ),
        files=(ConfigFile(config, _ACCOUNTS), ConfigFile(queries, _QUERIES)),
        calls=(Call("haproxy", PRIMARY_PORT),),
        after=("haproxy", "databases"),
    )


_DEFAULT_COLLECTORS = (
    "database",
    "locks",
    "replication",
    "replication_slot",
    "roles",
    "stat_bgwriter",
    "stat_database",
    "stat_user_tables",
    "statio_user_tables",
    "wal",
)

_ACCOUNTS = f"""\
auth_modules:
  {ACCOUNT}:
    type: userpass
    userpass:
      username: {POSTGRES_USER}
      password: "{POSTGRES_PASSWORD}"
    options:
      sslmode: verify-full
      sslrootcert: {CA_FILE}
"""

# A metric is called by the query's name and the column's.
_QUERIES = """\
platform_job:
  query: >-
    select pg_catalog.current_database() as database, job as job_name,
      extract(epoch from last_succeeded_at) as last_success_timestamp_seconds,
      extract(epoch from last_duration) as last_duration_seconds,
      (last_outcome = 'succeeded')::int as last_succeeded,
      coalesce(extract(epoch from pg_catalog.clock_timestamp() - running_since), 0) as running_seconds
    from platform.job_outcomes
  metrics:
    - database: {usage: LABEL, description: Database of the pack}
    - job_name: {usage: LABEL, description: Name of the job in its pack}
    - last_success_timestamp_seconds: {usage: GAUGE, description: When the job last succeeded}
    - last_duration_seconds: {usage: GAUGE, description: How long the last run that ended took}
    - last_succeeded: {usage: GAUGE, description: Whether the last run that ended succeeded}
    - running_seconds: {usage: GAUGE, description: How long the present run has taken so far and 0 without one}
platform:
  query: >-
    select pg_catalog.current_database() as database, o.job as job_name, r.outcome, r.runs as job_runs
    from platform.job_outcomes as o
    cross join lateral (values ('succeeded', o.runs_succeeded), ('failed', o.runs_failed)) as r (outcome, runs)
  metrics:
    - database: {usage: LABEL, description: Database of the pack}
    - job_name: {usage: LABEL, description: Name of the job in its pack}
    - outcome: {usage: LABEL, description: How the runs ended}
    - job_runs: {usage: GAUGE, description: Runs of the last 30 days}
platform_partitions:
  query: >-
    select pg_catalog.current_database() as database, parent,
      extract(epoch from made_until) as made_until_timestamp_seconds, rows_outside
    from platform.partitions_ahead()
  metrics:
    - database: {usage: LABEL, description: Database of the pack}
    - parent: {usage: LABEL, description: Table that is divided by months}
    - made_until_timestamp_seconds: {usage: GAUGE, description: The first month from now on without a partition}
    - rows_outside: {usage: GAUGE, description: Rows outside of all months and 10000 for more}
"""
