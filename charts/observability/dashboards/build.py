"""Makes `platform-overview.json`: one page that shows whether the platform is well.

Run it after a change and commit both files. It writes the classic form, which Grafana's file provisioning reads. What
wakes somebody up is a rule of Prometheus, not a panel here.
"""

import json
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    BigValueTextMode,
    DataSourceRef,
    LegendDisplayMode,
    LegendPlacement,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    Threshold,
    ThresholdsMode,
    ValueMap,
    ValueMappingResult,
)

OUTPUT = Path(__file__).with_name("platform-overview.json")
DATASOURCE = DataSourceRef(type_val="prometheus", uid="prometheus")
WIDTH = 24
"""Columns of Grafana's grid."""

Panel = stat.Panel | timeseries.Panel
Steps = tuple[tuple[float | None, str], ...]
"""Colours by the value from which they hold; the first holds from the lowest."""

RATE = "[$__rate_interval]"
ANY: Steps = ((None, "text"),)
NONE_IS_WELL: Steps = ((None, "green"), (1, "red"))
ONE_IS_WELL: Steps = ((None, "red"), (1, "green"))
FULL_IS_BAD: Steps = ((None, "green"), (0.8, "orange"), (0.95, "red"))


def graph(title: str, unit: str, queries: Mapping[str, str], about: str = "", width: int = 6) -> timeseries.Panel:
    """Return a panel of lines over time; queries are keyed by their legends."""
    legend = common.VizLegendOptions()
    legend = legend.display_mode(LegendDisplayMode.LIST).placement(LegendPlacement.BOTTOM).show_legend(show_legend=True)
    panel = timeseries.Panel().title(title).description(about).unit(unit).min(0).height(7).span(width)
    panel = panel.datasource(DATASOURCE).legend(legend).fill_opacity(10).span_nulls(span_nulls=False)
    for letter, (text, expression) in zip("ABCD", queries.items(), strict=False):
        query = prometheus.Dataquery().ref_id(letter).expr(expression).legend_format(text).range()
        panel = panel.with_target(query.datasource(DATASOURCE))
    return panel


def figure(  # noqa: PLR0913 - what a figure looks like
    title: str,
    unit: str,
    legend: str,
    expression: str,
    steps: Steps,
    *,
    about: str = "",
    width: int = 6,
    show: BigValueTextMode = BigValueTextMode.AUTO,
    words: Mapping[str, str] | None = None,
) -> stat.Panel:
    """Return a panel of the newest value of each series, coloured; some values may be shown as words."""
    thresholds = dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE)
    thresholds = thresholds.steps([Threshold(value=value, color=color) for value, color in steps])
    query = prometheus.Dataquery().ref_id("A").expr(expression).legend_format(legend).instant().datasource(DATASOURCE)
    panel = stat.Panel().title(title).description(about).unit(unit).height(4).span(width).datasource(DATASOURCE)
    panel = panel.thresholds(thresholds).text_mode(show).graph_mode(BigValueGraphMode.NONE)
    panel = panel.color_mode(BigValueColorMode.BACKGROUND).reduce_options(common.ReduceDataOptions().calcs(["last"]))
    if words:
        results = {value: ValueMappingResult(text=text) for value, text in words.items()}
        panel = panel.mappings([ValueMap(options=results)])
    return panel.with_target(query)


def by_rate(metric: str, label: str) -> str:
    """Return the rate of a counter, summed by a label."""
    return f"sum by ({label}) (rate({metric}{RATE}))"


def share(part: str, rest: str, label: str) -> str:
    """Return what a counter has of itself and another, as a ratio by a label."""
    return f"{by_rate(part, label)} / ({by_rate(part, label)} + {by_rate(rest, label)})"


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
