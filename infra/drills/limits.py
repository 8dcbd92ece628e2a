"""What clients may wait at most in each failover drill, and how samples are summed up against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from infra.drills.modes import Fault
from infra.drills.report import quantile


@dataclass(frozen=True)
class Limit:
    """Seconds without an acknowledged write, for this share of the runs (1 is all of them)."""

    seconds: float
    share: float = 1.0

    def problem(self, outages: Sequence[float]) -> str:
        """Return a sentence on outages that are over the limit; empty when none is, or none was measured."""
        if not outages or quantile(outages, self.share) <= self.seconds:
            return ""
        what = "the longest outage" if self.share == 1 else f"the outage's p{self.share * 100:.0f}"
        return f"{what} is {quantile(outages, self.share):.1f} s; allowed: {self.seconds:g} s"


_NODE_LOST = Limit(25.0)
"""The leader's lease is 20 s of it, which is Patroni's floor; 22 to 23 s were measured."""

LIMITS: Mapping[Fault, Limit] = {
    # Patroni sees it at its next look, within loop_wait of 1 s; 0.7 to 1.8 s were measured.
    Fault.POSTMASTER: Limit(3.0, 0.95),
    # PgBouncer holds what clients send; 1.7 to 2.2 s were measured.
    Fault.SWITCHOVER: Limit(3.0),
    Fault.KILL: _NODE_LOST,
    Fault.CRASH: _NODE_LOST,
    Fault.PAUSE: _NODE_LOST,
    Fault.PARTITION: _NODE_LOST,
    Fault.DISK_FULL: _NODE_LOST,
}
