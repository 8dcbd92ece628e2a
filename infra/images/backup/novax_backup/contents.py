"""What is in a repository, as values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Backup:
    """One backup in the repository; times are seconds since the epoch, sizes bytes."""

    label: str
    kind: str
    started: int
    finished: int
    database_bytes: int
    repository_bytes: int
    wal_from: str
    wal_to: str
    faulty: bool
