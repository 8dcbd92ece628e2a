"""Whether the present cluster has a sound full backup; where it has none, one is taken at once.

It has none after the first deployment, after a move or a major upgrade, which begin a repository of their own, and when
somebody deleted what there was.
"""

import json
import logging
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from novax_backup import index, jobs, repository, runs, store
from novax_backup.config import Config
from novax_backup.failure import Failure
from novax_backup.jobs import Pause

_LOOK_SECONDS = 60.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 5.0, 300.0
"""Between tries that fail; the pause doubles each time."""

_LOG = logging.getLogger("novax-backup")


@dataclass(frozen=True)
class Standing:
    """Whether there is a sound full backup, and why there is none."""

    protected: bool
    reason: str = ""


def watch(config: Config, stopping: threading.Event) -> None:
    """Look every minute, and see to it that there is a full backup, until told to stop."""
    pause = _FIRST_PAUSE_SECONDS
    while not stopping.is_set():
        try:
            label = protect(config, stopping.wait)
        except Failure as failure:
            _LOG.error("there is no full backup of the present cluster: %s", failure)
            stopping.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
        except Exception:  # noqa: BLE001 - a defect of one try must not end all others
            _LOG.exception("the first full backup failed")
            stopping.wait(_LONGEST_PAUSE_SECONDS)
        else:
            _LOG.debug("protected by %s", label)
            pause = _FIRST_PAUSE_SECONDS
            stopping.wait(_LOOK_SECONDS)


def protect(config: Config, pause: Pause = time.sleep) -> str:
    """Return the label of the newest sound full backup, which is taken first where there is none.

    Raises:
        Failure: the repository cannot be read, or no backup could be taken.
    """
    try:
        label = _sound_full(config) or _taken(config, pause)
    except Failure as failure:
        if not standing(config).protected:
            _keep(config, Standing(protected=False, reason=f"the last try failed at {_now()}: {failure}"))
        raise
    _keep(config, Standing(protected=True))
    return label


def _taken(config: Config, pause: Pause) -> str:
    _keep(config, Standing(protected=False, reason="the first full backup waits for another run to end"))
    with jobs.alone(config, "the first full backup", pause):
        # What was waited for may have been one.
        return _sound_full(config) or _take(config)


def _take(config: Config) -> str:
    _keep(config, Standing(protected=False, reason=f"the first full backup runs since {_now()}"))
    run = jobs.record(config, "full")
    _LOG.info("the first full backup ended well after %s s: %s", run.seconds, run.facts)
    return str(run.facts["label"])


def _sound_full(config: Config) -> str:
    """Return the newest full backup that is sound and there, not only listed; empty where there is none.

    pgBackRest writes a manifest once: one with two versions was overwritten, one that is not current was deleted.
    """
    # Where the store is away this fails, and what was known before stands.
    index.mend(config)
    root = repository.environment(config)["PGBACKREST_REPO1_PATH"].removeprefix("/")
    s3 = store.client(config)
    for backup in reversed(repository.backups(config)):
        manifest = f"{root}/backup/{config.stanza}/{backup.label}/backup.manifest"
        if backup.kind == "full" and not backup.faulty and store.untouched(s3, config.store.bucket, manifest):
            return backup.label
    return ""


def standing(config: Config) -> Standing:
    """Return how it stood at the last look; asks nobody."""
    file = config.state / "protection.json"
    if not file.is_file():
        return Standing(protected=False, reason="nobody has looked into the repository yet")
    return Standing(**json.loads(file.read_text(encoding="utf-8")))


def _keep(config: Config, found: Standing) -> None:
    file = config.state / "protection.json"
    draft = file.with_suffix(f".{threading.get_ident()}")
    draft.write_text(json.dumps(asdict(found)), encoding="utf-8")
    draft.replace(file)


def _now() -> str:
    return datetime.fromtimestamp(runs.now(), UTC).strftime("%Y-%m-%d %H:%M:%S+00")
