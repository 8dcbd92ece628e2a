"""PostgreSQL's cluster as Patroni tells it, for tests that ask or change who leads."""

from infra.cli import replication
from infra.cli.running import Running


def leader_name(running: Running) -> str:
    """Return the name of the member that leads now; nobody leading is a failed assertion."""
    found = replication.postgres(running)
    leaders = [name for name, role in found.roles.items() if role.name == replication.LEADER]
    assert len(leaders) == 1, found.problem or leaders
    return leaders[0]


def leader(running: Running) -> str:
    """Return the container of the member that leads now."""
    return running.members[leader_name(running)]


def replicas_stream(running: Running) -> None:
    """Assert that every member but the leader streams from it."""
    roles = replication.postgres(running).roles
    assert set(roles) == set(running.services["postgres"].members)
    assert [name for name, role in roles.items() if not role.follows] == []
    assert leader_name(running)
