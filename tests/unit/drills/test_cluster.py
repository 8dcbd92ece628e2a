"""When a cluster is whole, so that the next fault finds somebody to take over."""

from infra.cli.replication import LEADER, REPLICA, SYNCHRONOUS, Role
from infra.drills.cluster import whole

MEMBERS = ("postgres-1", "postgres-2")


def roles(other: Role) -> dict[str, Role]:
    return {"postgres-1": Role(LEADER), "postgres-2": other}


def test_a_replica_that_streams_makes_it_whole() -> None:
    assert whole(roles(Role(REPLICA, lag=0)), MEMBERS, synchronous=False)


def test_a_replica_that_commits_do_not_wait_for_yet_does_not_where_they_should() -> None:
    """Patroni promotes nobody else in synchronous mode: a primary killed then was followed by nobody (seen)."""
    assert not whole(roles(Role(REPLICA, lag=0)), MEMBERS, synchronous=True)
    assert whole(roles(Role(SYNCHRONOUS, lag=0)), MEMBERS, synchronous=True)


def test_who_is_cut_off_or_missing_does_not() -> None:
    assert not whole(roles(Role(REPLICA, follows=False)), MEMBERS, synchronous=False)
    assert not whole({"postgres-1": Role(LEADER)}, MEMBERS, synchronous=False)


def test_without_a_leader_it_is_not() -> None:
    assert not whole({"postgres-1": Role(REPLICA), "postgres-2": Role(REPLICA)}, MEMBERS, synchronous=False)


def test_a_primary_alone_is_whole() -> None:
    assert whole({"postgres-1": Role(LEADER)}, MEMBERS[:1], synchronous=False)
