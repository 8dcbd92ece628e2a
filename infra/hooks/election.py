"""Patroni's store forgets a cluster whose data is lost: until then members without data wait for one that has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from infra.hooks.declaration import Changes
from infra.hooks.marker import marker
from infra.identity import Identity
from infra.platforms.base import Platform
from infra.services.surroundings import runs_etcd
from infra.settings import Settings


@dataclass(frozen=True)
class Election:
    """The step between the store and PostgreSQL's members, in which the store is made ready for a new cluster."""

    after: tuple[str, ...]
    beginning: int
    empty: bool
    """Whether PostgreSQL begins empty in this run, because somebody said so."""

    name = "election"

    def place(self, platform: Platform, identity: Identity, after: Sequence[pulumi.Resource]) -> pulumi.Resource:  # noqa: ARG002 - of the protocol
        """Register the marker; but for a cluster that begins empty its hook does nothing."""

        def apply(_: Mapping[str, str]) -> Changes:
            if not self.empty:
                return ()
            platform.forget_cluster()
            return ("the lost cluster is forgotten",)

        opts = pulumi.ResourceOptions(depends_on=list(after))
        return marker(self.name, {"beginning": self.beginning}, {}, apply, opts)


def election(settings: Settings, beginning: int, *, empty: bool) -> Election:
    """Return the step for a stack."""
    return Election(("etcd",) if runs_etcd(settings) else (), beginning, empty)
