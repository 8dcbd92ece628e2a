"""What Prometheus is told: ages and sizes by what the repository really has, and how each kind of run ended."""

import contextlib
import threading
import time
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from novax_backup import database, held, protection, repository, runs, snapshots
from novax_backup.config import Config
from novax_backup.failure import Failure

REFRESH_SECONDS = 60.0
"""How old an answer of the repository may be: asking it takes a second, and a scrape comes every fifteen."""

DRILL = "drill"


class Collector:
    """Answers a scrape from the records of runs, from the primary, and from the last look into the repository."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._looking = threading.Lock()
        self._looked = -REFRESH_SECONDS
        self._contents: tuple[Metric, ...] = ()

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        yield from self._of_runs()
        yield from self._of_archive()
        yield GaugeMetricFamily(
            "novax_backup_protected",
            "Whether the present cluster has a sound full backup",
            value=float(protection.standing(self._config).protected),
        )
        if time.monotonic() - self._looked > REFRESH_SECONDS and self._looking.acquire(blocking=False):
            threading.Thread(target=self._look, daemon=True).start()
        yield from self._contents

    def _look(self) -> None:
        """Ask the repository; while the store is away that takes minutes, which no scrape waits for."""
        try:
            self._contents = (*self._of_repository(), *self._of_lock())
            self._looked = time.monotonic()
        finally:
            self._looking.release()

    def _of_archive(self) -> Iterator[Metric]:
        """Yield what the primary keeps because the store has not taken it, as pgBackRest counts it."""
        with contextlib.suppress(Failure):
            yield GaugeMetricFamily(
                "novax_wal_waiting_bytes",
                "WAL on the primary that waits to be archived",
                value=database.wal_waiting(self._config),
            )

    def _of_runs(self) -> Iterator[Metric]:
        succeeded = GaugeMetricFamily("novax_backup_run_succeeded", "Whether the last run ended well", labels=["kind"])
        finished = GaugeMetricFamily(
            "novax_backup_run_last_success_timestamp_seconds", "When a run last ended well", labels=["kind"]
        )
        duration = GaugeMetricFamily("novax_backup_run_duration_seconds", "How long the last run took", labels=["kind"])
        for kind in self._config.schedules:
            ended = [run for run in runs.read(self._config.state, kind) if run.finished is not None]
            if ended:
                succeeded.add_metric([kind], float(ended[-1].outcome == "succeeded"))
                duration.add_metric([kind], ended[-1].seconds or 0.0)
            well = [run.finished for run in ended if run.outcome == "succeeded" and run.finished is not None]
            if well:
                finished.add_metric([kind], well[-1])
        yield succeeded
        yield finished
        yield duration
        yield from self._of_drill()

    def _of_drill(self) -> Iterator[Metric]:
        last = runs.last(self._config.state, DRILL, "succeeded")
        if last is None or last.finished is None:
            return
        for name, text, value in (
            ("novax_restore_verified_timestamp_seconds", "When a restore was last proved", last.finished),
            ("novax_restore_rto_seconds", "How long the last proved restore took", last.facts.get("rto_seconds")),
            ("novax_restore_rpo_seconds", "How much the last proved restore lost", last.facts.get("rpo_seconds")),
        ):
            if value is not None:
                yield GaugeMetricFamily(name, text, value=float(value))

    def _of_lock(self) -> Iterator[Metric]:
        """Yield what versions hold that are not current: room that only time gives back."""
        with contextlib.suppress(Failure):
            found = held.refreshed(self._config)
            for name, text, value in (
                ("novax_backup_noncurrent_versions", "Deleted, expired and overwritten versions", found.versions),
                ("novax_backup_noncurrent_bytes", "What such versions take of the store", found.bytes),
            ):
                yield GaugeMetricFamily(name, text, value=value)

    def _of_repository(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("novax_backup_repository_up", "Whether the repository could be read")
        try:
            found = repository.backups(self._config)
        except Failure:
            up.add_metric([], 0.0)
            yield up
            return
        up.add_metric([], 1.0)
        yield up
        newest = GaugeMetricFamily(
            "novax_backup_newest_timestamp_seconds", "When the newest sound backup ended", labels=["kind"]
        )
        size = GaugeMetricFamily(
            "novax_backup_newest_repository_bytes", "What the newest sound backup added", labels=["kind"]
        )
        for kind in sorted({item.kind for item in found}):
            sound = [item for item in found if item.kind == kind and not item.faulty]
            if sound:
                newest.add_metric([kind], sound[-1].finished)
                size.add_metric([kind], sound[-1].repository_bytes)
        yield newest
        yield size
        yield GaugeMetricFamily("novax_backups", "Backups in the repository", value=len(found))
        with contextlib.suppress(Failure):
            taken = GaugeMetricFamily(
                "novax_snapshot_newest_timestamp_seconds", "When a database was last dumped", labels=["database"]
            )
            for name, snapshot in {item.database: item for item in snapshots.listed(self._config)}.items():
                taken.add_metric([name], snapshot.taken.timestamp())
            yield taken
