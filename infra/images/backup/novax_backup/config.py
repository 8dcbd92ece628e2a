"""What the deployment tells the container: `infra.services.backup` writes it, `load` reads it."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = Path("/etc/novax/backup.json")
FILE_VARIABLE = "NOVAX_BACKUP_CONFIG"
"""Names another file; for tests."""


@dataclass(frozen=True)
class Store:
    """The object store, as S3, and the account for snapshots and cold copies; the password is in a file."""

    endpoint: str
    region: str
    user: str
    password_file: str
    bucket: str
    cold_bucket: str
    drill_bucket: str
    """Has no room for a backup, on purpose."""
    scratch_bucket: str
    """For copies that are thrown away: nothing in it has versions or a lock."""


@dataclass(frozen=True)
class Keep:
    """How long each kind is kept."""

    full: int
    """Full backups, as a count; what depends on one goes with it."""
    snapshot_days: int


@dataclass(frozen=True)
class PackFacts:
    """What the restore drill knows of a pack: who is who in its database, and which tables have tenants."""

    name: str
    owner: str
    app: str
    readonly: str
    migrator: str
    roles: Sequence[str]
    tenant_tables: Mapping[str, str]


@dataclass(frozen=True)
class Config:
    """Everything, whole; ``schedules`` are five fields of cron in UTC by kind of run."""

    stanza: str
    schedules: Mapping[str, str]
    keep: Keep
    store: Store
    packs: tuple[PackFacts, ...]
    service: str
    """The entry of libpq's service file that leads to the primary's maintenance database."""
    ca_file: str
    certificate_file: str
    clients_file: str
    key_file: str
    cipher_file: str
    """Has the passphrase that snapshots are encrypted with."""
    restore_config: str
    """pgBackRest's configuration for restores into this container."""
    sweep_folder: str
    """Has the pgTAP files that hold for every pack."""
    state_folder: str
    metrics_port: int
    overrides: Mapping[str, str] = field(default_factory=dict[str, str])
    """Variables for pgBackRest that differ from the deployment's, for drills on a copy of the repository."""

    @property
    def state(self) -> Path:
        """The folder for records, evidence and restored copies."""
        return Path(self.state_folder)


def load() -> Config:
    """Return the configuration of this container."""
    facts: dict[str, Any] = json.loads(Path(os.environ.get(FILE_VARIABLE, FILE)).read_text(encoding="utf-8"))
    facts["keep"] = Keep(**facts["keep"])
    facts["store"] = Store(**facts["store"])
    facts["packs"] = tuple(PackFacts(**pack) for pack in facts["packs"])
    return Config(**facts)
