"""Who may hand over to whom, and what a person is told who asks for something else."""

from collections.abc import Mapping

import pytest

from infra.cli.replication import LEADER, REPLICA, Role
from infra.errors import UserError
from infra.services.postgres import FAILOVER_LAG_BYTES
from infra.switchover import Plan, choose

ONE, TWO, THREE = MEMBERS = ("postgres-1", "postgres-2", "postgres-3")


def roles(two: Role, three: Role | None = None) -> Mapping[str, Role]:
    return {ONE: Role(LEADER), TWO: two} | ({THREE: three} if three else {})


def test_the_only_replica_takes_over() -> None:
    assert choose("dev", roles(Role(REPLICA, lag=0)), MEMBERS[:2], None) == Plan(ONE, TWO)


def test_of_two_replicas_the_one_that_misses_least_takes_over_unless_another_is_named() -> None:
    both = roles(Role(REPLICA, lag=4096), Role(REPLICA, lag=64))
    assert choose("dev", both, MEMBERS, None) == Plan(ONE, THREE)
    assert choose("dev", both, MEMBERS, TWO) == Plan(ONE, TWO)


def test_the_one_that_commits_wait_for_takes_over() -> None:
    both = roles(Role("sync standby", lag=64), Role(REPLICA, lag=0))
    assert choose("dev", both, MEMBERS, None) == Plan(ONE, TWO)


def test_a_lag_of_exactly_the_limit_is_allowed() -> None:
    assert choose("dev", roles(Role(REPLICA, lag=FAILOVER_LAG_BYTES)), MEMBERS[:2], None).candidate == TWO


@pytest.mark.parametrize(
    ("to", "two", "sentence"),
    [
        (
            "postgres-9",
            Role(REPLICA, lag=0),
            "--to postgres-9 names no PostgreSQL member of stack dev; allowed: postgre",
        ),
        (ONE, Role(REPLICA, lag=0), "postgres-1 leads already; --to takes one of: postgres-2"),
        (
            TWO,
            Role(REPLICA, lag=3 << 20),
            "postgres-2 cannot take over from postgres-1: it is 3 MiB behind, allowed is 1",
        ),
        (TWO, Role(REPLICA, follows=False), "postgres-2 cannot take over from postgres-1: it does not stream"),
        (
            TWO,
            Role(REPLICA, lag=None),
            "postgres-2 cannot take over from postgres-1: nobody knows how far behind it is",
        ),
        (None, Role(REPLICA, follows=False), r"nobody can take over from postgres-1 \(postgres-2: it does not stream"),
    ],
    ids=["unknown", "leads already", "behind", "not streaming", "lag unknown", "nobody"],
)
def test_what_cannot_be_done_is_said_in_a_sentence(to: str | None, two: Role, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        choose("dev", roles(two), MEMBERS[:2], to)


def test_a_replica_that_commits_do_not_wait_for_is_refused() -> None:
    both = roles(Role("sync standby", lag=0), Role(REPLICA, lag=0))
    with pytest.raises(UserError, match="commits wait for postgres-2 and not for it"):
        choose("dev", both, MEMBERS, THREE)


def test_a_member_that_is_down_is_refused() -> None:
    with pytest.raises(UserError, match="postgres-2 cannot take over from postgres-1: it is not there"):
        choose("dev", {ONE: Role(LEADER)}, MEMBERS[:2], TWO)


def test_a_stack_without_a_replica_is_told_how_to_get_one() -> None:
    with pytest.raises(UserError, match=r"has no replica to take over from postgres-1; set novax:postgres\.replicas"):
        choose("dev", {ONE: Role(LEADER)}, MEMBERS[:1], None)
