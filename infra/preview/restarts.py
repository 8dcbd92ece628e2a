"""Which members end and start anew, in which order, and how long writes stop for it.

Only times that were measured are given as numbers (our failover trial); the rest is said in words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from infra.preview import configuration, workloads
from infra.preview.declared import compared, declaration
from infra.preview.plan import CONTAINER, RELEASE, Plan, Step, Workload
from infra.preview.report import Level, Restart, Risk

IN_PLACE = frozenset({"memory", "memorySwap", "memoryReservation", "cpuShares", "cpuSet", "restart", "maxRetryCount"})
"""What the engine changes on a running container, and the provider asks it to."""

SWITCHOVER_SECONDS = 2
"""Writes stop this long when the leader hands over in order; measured."""

_RESTART_PARAMETERS = frozenset(
    {
        "max_connections",
        "max_worker_processes",
        "max_wal_senders",
        "max_replication_slots",
        "wal_level",
        "wal_log_hints",
        "hot_standby",
        "track_commit_timestamp",
        "max_prepared_transactions",
        "max_locks_per_transaction",
        "archive_mode",
        "cron.database_name",
        "shared_buffers",
        "shared_preload_libraries",
        "unix_socket_directories",
        "novax_pooled.kept",
    }
)
"""What PostgreSQL reads at start alone, of all that is set here."""

_PARAMETERS = "postgresql.parameters."
"""Where the declaration of the cluster has them."""

_PARAMETER = re.compile(r"[+-] +([a-z_.]+): ")

_EFFECTS: Mapping[str, tuple[Level, str]] = {
    "haproxy": (Level.OUTAGE, "PostgreSQL is not reached while its one container is replaced: some seconds"),
    "pgbouncer": (
        Level.OUTAGE,
        "every session of applications ends, and none begins while its one container is replaced",
    ),
    "nats": (Level.OUTAGE, "publishing fails while the server is replaced: some seconds; messages on disk stay"),
    "minio": (Level.OUTAGE, "objects cannot be reached for some seconds; WAL is archived late, not lost"),
    "redis": (Level.OUTAGE, "the cache is away for some seconds; its data is read again from disk"),
    "etcd": (Level.RESTART, "PostgreSQL goes on (failsafe mode), but would not fail over meanwhile"),
    "meilisearch": (Level.RESTART, "searches fail for some seconds"),
    "relay": (Level.RESTART, "events are published some seconds later; none is lost"),
    "backup": (
        Level.RESTART,
        "a backup that runs is ended; the next one comes by its schedule, and WAL is archived on",
    ),
    "prometheus": (Level.RESTART, "a gap of some seconds in metrics"),
    "alertmanager": (Level.RESTART, "no alert is sent for some seconds"),
    "grafana": (Level.RESTART, "dashboards are away for some seconds"),
}


def restarts(plan: Plan, services: Mapping[str, Sequence[str]]) -> tuple[Restart, ...]:
    """Return the members that start anew, in the order in which it happens; ``services`` has the members of each."""
    found: dict[str, Restart] = {}
    files: dict[str, list[str]] = {}
    for file in configuration.files(plan):
        for member in file.members:
            files.setdefault(member, []).append(file.path)
    for step in plan.changed:
        name = step.resource.name
        if step.resource.type == CONTAINER and _ends(step):
            why = _why(step, files.get(name, ["a secret in its files"]))
            found[name] = Restart(member=name, service=step.resource.component, why=why)
        elif step.resource.type == RELEASE:
            for one in plan.workloads:
                if one.release is step:
                    found |= {restart.member: restart for restart in _of_pods(one, files)}
        elif step.resource.name == "cluster" and (changed := sorted(_parameters(step) & _RESTART_PARAMETERS)):
            # Replicas first: the primary changes hands after.
            for member in reversed(services.get("postgres", ())):
                why = f"PostgreSQL reads {', '.join(changed)} at start alone"
                found.setdefault(member, Restart(member=member, service="postgres", why=why))
    return tuple(found.values())


def outage(restarting: Sequence[Restart], services: Mapping[str, Sequence[str]], plan: Plan) -> str:
    """Return the expected write outage of PostgreSQL in words, empty where none is expected."""
    names = {restart.service for restart in restarting}
    parts: list[str] = []
    if "postgres" in names:
        if len(services.get("postgres", ())) > 1:
            parts.append(
                f"one or two switchovers of PostgreSQL, about {SWITCHOVER_SECONDS} s each: members change one after "
                "the other, and the leader hands over before it ends"
            )
        else:
            parts.append("PostgreSQL has one member: no writes from its end until it is ready again")
    alone = names - set(_copies(plan))
    parts += [f"{name}: {_EFFECTS[name][1]}" for name in ("haproxy", "pgbouncer") if name in alone]
    return "; ".join(parts)


def risks(restarting: Sequence[Restart], plan: Plan) -> Iterator[Risk]:
    """Yield a risk for each service that restarts, and for what is said to change in place and does not."""
    for service in dict.fromkeys(restart.service for restart in restarting):
        members = ", ".join(restart.member for restart in restarting if restart.service == service)
        if service == "postgres":
            yield Risk(level=Level.OUTAGE, subject=service, message=f"restarts {members}, one after the other")
            yield from _needless(plan)
            continue
        if copies := _copies(plan).get(service):
            effect = f"its {copies} pods are replaced one after the other, and sessions on each begin anew on another"
            yield Risk(level=Level.RESTART, subject=service, message=f"restarts {members}: {effect}")
            continue
        level, effect = _EFFECTS.get(service, (Level.RESTART, "nothing of an application's waits for it"))
        yield Risk(level=level, subject=service, message=f"restarts {members}: {effect}")
    for step in plan.changed:
        if step.resource.name == "cluster" and (reloaded := _parameters(step) - _RESTART_PARAMETERS):
            names = ", ".join(sorted(reloaded))
            yield Risk(level=Level.NOTICE, subject="postgres", message=f"takes {names} by a reload, without a restart")
        if step.resource.type != CONTAINER:
            continue
        if step.operation == "delete":
            yield Risk(level=Level.OUTAGE, subject=step.resource.name, message="is removed and does not come back")
        elif step.operation == "update" and not _ends(step):
            what = ", ".join(step.properties)
            yield Risk(
                level=Level.NOTICE, subject=step.resource.name, message=f"changes in place, without a restart: {what}"
            )


def _copies(plan: Plan) -> dict[str, int]:
    """Return how many pods of one member there are, of services with more than one."""
    numbers = {
        one.release.resource.component: (one.new or {}).get("spec", {}).get("replicas", 1)
        for one in plan.workloads
        if one.kind == "Deployment"
    }
    return {service: number for service, number in numbers.items() if number > 1}


def _needless(plan: Plan) -> Iterator[Risk]:
    """Yield a note where PostgreSQL itself would have taken its new parameters without a restart."""
    lines = [line for file in configuration.files(plan) if file.path.endswith("patroni.yaml") for line in file.lines]
    names = sorted({found[1] for line in lines if (found := _PARAMETER.match(line))})
    if names and _RESTART_PARAMETERS.isdisjoint(names):
        message = f"would take {', '.join(names)} without a restart, but its file is part of its container"
        yield Risk(level=Level.NOTICE, subject="postgres", message=message)


def _of_pods(workload: Workload, files: Mapping[str, Sequence[str]]) -> Iterator[Restart]:
    if not (reasons := workloads.pod_changes(workload)):
        return
    for member in workload.members:
        known = files.get(member, ["a secret in its files"])
        names = [part for name in reasons for part in (known if name == workloads.FILES else (name,))]
        service = workload.release.resource.component
        yield Restart(member=member, service=service, why=f"{', '.join(names)} changed")


def _ends(step: Step) -> bool:
    if step.operation == "replace":
        return True
    return step.operation not in ("create", "delete") and not IN_PLACE.issuperset(step.properties)


def _why(step: Step, files: Sequence[str]) -> str:
    names = [
        part for name in step.replaced_for or step.properties for part in (files if name == "uploads" else (name,))
    ]
    return f"{', '.join(names)} changed" if names else "something that it stands on is replaced"


def _parameters(step: Step) -> frozenset[str]:
    before, after = declaration(step, old=True), declaration(step, old=False)
    if before is None or after is None:
        return frozenset()
    paths = (path for path, _, _ in compared(before, after) if path.startswith(_PARAMETERS))
    return frozenset(path.removeprefix(_PARAMETERS) for path in paths)
