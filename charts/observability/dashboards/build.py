"""Makes `platform-overview.json`: one page that shows whether the platform is well.

Run it after a change and commit both files. It writes the classic form, which Grafana's file provisioning reads. What
wakes somebody up is a rule of Prometheus, not a panel here.
"""

import json
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import BigValueTextMode
from grafana_foundation_sdk.models.dashboard import DashboardCursorSync
from panels import ANY, FULL_IS_BAD, NONE_IS_WELL, ONE_IS_WELL, RATE, WIDTH, Panel, by_rate, figure, graph, share

OUTPUT = Path(__file__).with_name("platform-overview.json")

ROWS: Mapping[str, tuple[Panel, ...]] = {
    "Health": (
        figure(
            "Every target of a job answers",
            "none",
            "{{job}}",
            "min by (job) (up)",
            ONE_IS_WELL,
            width=WIDTH,
            show=BigValueTextMode.VALUE_AND_NAME,
            words={"1": "up", "0": "DOWN"},
        ),
    ),
    "Patroni": (
        figure("Leader", "none", "{{name}}", "patroni_primary == 1", ((None, "blue"),), show=BigValueTextMode.NAME),
        figure("Timeline", "none", "", "max(patroni_postgres_timeline)", ANY, about="One more for each failover."),
        figure("Streaming replicas", "none", "", "sum(patroni_postgres_streaming)", ONE_IS_WELL),
        figure(
            "Without a leader",
            "none",
            "",
            "max(patroni_cluster_unlocked)",
            NONE_IS_WELL,
            words={"0": "no", "1": "YES"},
        ),
        graph("Members that serve", "none", {"{{proxy}}": "haproxy_backend_active_servers"}, width=12),
        graph("Since etcd answered", "s", {"{{name}}": "time() - patroni_dcs_last_seen"}, width=12),
    ),
    "PostgreSQL": (
        graph(
            "Connections",
            "none",
            {"{{server}}": "sum by (server) (pg_stat_activity_count)", "limit": "max(pg_settings_max_connections)"},
        ),
        graph(
            "Transactions",
            "ops",
            {
                "committed by {{instance}}": by_rate("pg_stat_database_xact_commit", "instance"),
                "rolled back by {{instance}}": by_rate("pg_stat_database_xact_rollback", "instance"),
            },
        ),
        graph("Replication lag", "s", {"{{instance}}": "pg_replication_lag_seconds"}),
        graph(
            "WAL kept back by slots",
            "bytes",
            {"{{slot_name}}": "max by (slot_name) (pg_replication_slots_pg_wal_lsn_diff)"},
            "A slot without a client is given up at max_slot_wal_keep_size.",
        ),
        graph(
            "Cache hit ratio",
            "percentunit",
            {"{{datname}}": share("pg_stat_database_blks_hit", "pg_stat_database_blks_read", "datname")},
        ),
        graph(
            "Deadlocks in an hour",
            "none",
            {"{{datname}}": "sum by (datname) (increase(pg_stat_database_deadlocks[1h]))"},
        ),
        graph("Longest transaction", "s", {"{{server}}": "max by (server) (pg_stat_activity_max_tx_duration)"}),
        graph("Database sizes", "bytes", {"{{datname}}": "max by (datname) (pg_database_size_bytes)"}),
        figure(
            "WAL archiving failures in an hour",
            "none",
            "",
            "sum(increase(pg_stat_archiver_failed_count[1h]))",
            NONE_IS_WELL,
            width=12,
        ),
        figure(
            "Since a WAL segment was archived",
            "s",
            "",
            # Not a number on a replica, which archives nothing.
            "min(pg_stat_archiver_last_archive_age >= 0)",
            ANY,
            about="Grows while nothing is written; only together with failures is it a fault.",
            width=12,
        ),
    ),
    "Jobs": (
        figure(
            "Jobs whose last run failed",
            "none",
            "",
            "count(platform_job_last_succeeded == 0) or vector(0)",
            NONE_IS_WELL,
        ),
        figure(
            "Longest run going on",
            "s",
            "",
            "max(platform_job_running_seconds)",
            ((None, "green"), (900, "orange"), (7200, "red")),
        ),
        figure(
            "Rest since the last success, of what is allowed",
            "percentunit",
            "{{database}} {{job_name}}",
            # A job that is late has more than one whole.
            "topk(4, (time() - platform_job_last_success_timestamp_seconds) / on (database, job_name) "
            "(platform_job_pause_seconds + clamp_max(platform_job_pause_seconds, 3600) + 300))",
            FULL_IS_BAD,
            width=12,
            show=BigValueTextMode.VALUE_AND_NAME,
        ),
        graph(
            "Last duration",
            "s",
            {"{{database}} {{job_name}}": "platform_job_last_duration_seconds"},
            width=12,
        ),
        graph(
            "Failed runs of the last 30 days",
            "none",
            {"{{database}} {{job_name}}": 'platform_job_runs{outcome="failed"}'},
            width=12,
        ),
    ),
    "PgBouncer": (
        graph(
            "Clients",
            "none",
            {
                "active": "sum(pgbouncer_pools_client_active_connections)",
                "waiting": "sum(pgbouncer_pools_client_waiting_connections)",
            },
        ),
        graph("Longest wait", "s", {"{{database}}": "max by (database) (pgbouncer_pools_client_maxwait_seconds)"}),
        graph(
            "Pool in use",
            "percentunit",
            {"{{name}}": "pgbouncer_databases_current_connections / pgbouncer_databases_pool_size"},
        ),
        graph("Queries", "ops", {"{{database}}": by_rate("pgbouncer_stats_queries_pooled_total", "database")}),
    ),
    "Redis": (
        graph(
            "Memory",
            "bytes",
            {"{{instance}}": "redis_memory_used_bytes", "limit": "max(redis_memory_max_bytes)"},
        ),
        graph(
            "Hit ratio",
            "percentunit",
            {"{{instance}}": share("redis_keyspace_hits_total", "redis_keyspace_misses_total", "instance")},
        ),
        graph("Evicted keys", "ops", {"{{instance}}": by_rate("redis_evicted_keys_total", "instance")}),
        graph(
            "Replication",
            "none",
            {
                "replicas of {{instance}}": "redis_connected_slaves",
                "link of {{instance}} is up": "redis_master_link_up",
                "seconds that {{slave_ip}} is behind": "redis_connected_slave_lag_seconds",
            },
        ),
    ),
    "NATS": (
        graph(
            "Messages a second",
            "ops",
            {"in": f"sum(rate(nats_in_messages_total{RATE}))", "out": f"sum(rate(nats_out_messages_total{RATE}))"},
        ),
        graph("Messages kept", "none", {"messages": "jetstream_messages"}),
        graph("Storage", "bytes", {"used": "jetstream_storage_bytes", "limit": "jetstream_storage_limit_bytes"}),
        graph(
            "Clients",
            "none",
            {
                "connections": "nats_connections",
                "streams": "jetstream_streams",
                "consumers": "jetstream_consumers",
                "slow consumers": "nats_slow_consumers_total",
            },
        ),
    ),
    "MinIO": (
        graph(
            "Capacity",
            "bytes",
            {
                "used by objects": "minio_cluster_usage_total_bytes",
                "free": "minio_cluster_capacity_usable_free_bytes",
                "total": "minio_cluster_capacity_usable_total_bytes",
            },
        ),
        graph("Requests", "ops", {"{{api}}": by_rate("minio_s3_requests_total", "api")}),
        graph("Failed requests", "ops", {"{{api}}": by_rate("minio_s3_requests_errors_total", "api")}),
        graph("Rejected", "ops", {"bad signature": f"sum(rate(minio_s3_requests_rejected_auth_total{RATE}))"}),
    ),
    "Certificates": (
        figure(
            "Days until a certificate expires",
            "none",
            "{{instance}}",
            "floor((probe_ssl_earliest_cert_expiry - time()) / 86400)",
            ((None, "red"), (14, "orange"), (30, "green")),
            width=WIDTH,
            show=BigValueTextMode.VALUE_AND_NAME,
        ),
    ),
    "Host": (
        graph(
            "CPU",
            "percentunit",
            {
                "busy": f'1 - avg(rate(node_cpu_seconds_total{{mode="idle"}}{RATE}))',
                "somebody waits": f"sum(rate(node_pressure_cpu_waiting_seconds_total{RATE}))",
            },
        ),
        graph("Memory", "percentunit", {"in use": "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes"}),
        figure(
            "Disk in use",
            "percentunit",
            "{{device}}",
            'max by (device) (1 - node_filesystem_avail_bytes{fstype!="tmpfs"} / node_filesystem_size_bytes)',
            FULL_IS_BAD,
        ),
        figure("Killed for memory in an hour", "none", "", "sum(increase(node_vmstat_oom_kill[1h]))", NONE_IS_WELL),
    ),
}


def overview() -> dashboard.Dashboard:
    """Return the dashboard."""
    made = dashboard.Dashboard("Platform overview").uid("platform-overview").tags(["platform"])
    made = made.time("now-1h", "now").refresh("30s").timezone("browser").readonly()
    made = made.tooltip(DashboardCursorSync.CROSSHAIR)
    numbers = count(1)
    for title, panels in ROWS.items():
        made = made.with_row(dashboard.Row(title).id(next(numbers)))
        for panel in panels:
            made = made.with_panel(panel.id(next(numbers)))
    return made


if __name__ == "__main__":
    text = json.dumps(overview().build(), cls=JSONEncoder, indent=2, sort_keys=True)
    OUTPUT.write_text(text + "\n", encoding="utf-8")
