"""What a failover drill may do to the primary, by the names that ``--mode`` takes; it loads nothing."""

from enum import StrEnum


class Fault(StrEnum):
    """What happens to the primary: PostgreSQL dies, its container does, hangs, is cut off, has no room, hands over."""

    POSTMASTER = "postmaster"
    KILL = "kill"
    CRASH = "crash"
    PAUSE = "pause"
    PARTITION = "partition"
    DISK_FULL = "disk-full"
    SWITCHOVER = "switchover"
