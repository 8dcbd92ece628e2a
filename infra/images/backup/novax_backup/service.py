"""The long-lived part: starts runs when their time has come, and tells Prometheus how it stands."""

# The scheduler has no types:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import logging
import signal
import ssl
import threading

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from prometheus_client import CollectorRegistry, start_http_server

from novax_backup import jobs, protection, scratch
from novax_backup.config import Config
from novax_backup.failure import Failure
from novax_backup.metrics import Collector

_GRACE_SECONDS = 3600
"""A run whose moment fell into a restart is caught up within this time."""

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")

_LOG = logging.getLogger("novax-backup")


def serve(config: Config) -> None:
    """Run the schedules until the container is told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scratch.clear(config)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collector(config))
    server, _ = start_http_server(
        config.metrics_port,
        registry=registry,
        certfile=config.certificate_file,
        keyfile=config.key_file,
        client_cafile=config.clients_file,
        client_auth_required=True,
        protocol=ssl.PROTOCOL_TLS_SERVER,
    )
    schedules = scheduler(config, stopping)
    schedules.start()
    # Ends with the process: a backup that is being taken then leaves nothing that counts.
    threading.Thread(target=protection.watch, args=(config, stopping), daemon=True).start()
    for job in schedules.get_jobs():
        _LOG.info("%s: next at %s", job.id, job.next_run_time)
    stopping.wait()
    schedules.shutdown(wait=False)
    server.shutdown()


def scheduler(config: Config, stopping: threading.Event) -> BackgroundScheduler:
    """Return what starts each kind of run when its time comes; what waits gives up once the container is to stop."""
    found = BackgroundScheduler(timezone="UTC")
    for kind, schedule in config.schedules.items():
        found.add_job(
            _run,
            trigger(schedule),
            args=(config, kind, stopping),
            id=kind,
            misfire_grace_time=_GRACE_SECONDS,
            coalesce=True,
            max_instances=1,
        )
    return found


def trigger(schedule: str) -> BaseTrigger:
    """Return the trigger for five fields of cron.

    The library counts weekdays from Monday, cron from Sunday; so they are given to it by name. Where a day of the month
    and a weekday are given, cron takes either, and the library both.
    """
    minute, hour, day, month, weekday = schedule.split()
    shared = {"minute": minute, "hour": hour, "month": month, "timezone": "UTC"}
    if day.startswith("*") or weekday.startswith("*"):
        return CronTrigger(day=day, day_of_week=weekdays(weekday), **shared)
    return OrTrigger([CronTrigger(day=day, **shared), CronTrigger(day_of_week=weekdays(weekday), **shared)])


def weekdays(field: str) -> str:
    """Return a field of weekdays with each day by its name; 0 and 7 are Sunday."""
    if field == "*":
        return field
    days: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = ("0-6" if span == "*" else span).partition("-")
        days |= {day % 7 for day in range(int(first), int(last or first) + 1, int(step or 1))}
    return ",".join(_DAYS[day] for day in sorted(days))


def _run(config: Config, kind: str, stopping: threading.Event) -> None:
    try:
        run = jobs.perform(config, kind, stopping.wait)
    except Failure as failure:
        _LOG.error("%s failed: %s", kind, failure)
    except Exception:  # noqa: BLE001 - a defect of one run must not end the schedule
        _LOG.exception("%s failed", kind)
    else:
        _LOG.info("%s ended well after %s s: %s", kind, run.seconds, run.facts)
