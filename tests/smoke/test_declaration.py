"""What runs is what is declared: right after an `up` there is nothing left to change."""

from infra.cli import replication, status
from infra.cli import stack as stacks
from infra.cli.running import Running
from infra.settings import Settings


def test_a_preview_with_refresh_shows_no_change(running: Running) -> None:
    """Fail when Pulumi would change anything; its own output, in the failure, says what."""
    stacks.run(running.stack, "preview", "--refresh", "--expect-no-changes", "--diff")


def test_the_status_command_finds_everything_healthy(running: Running, settings: Settings) -> None:
    found = status.read_status(running.stack)
    assert found.problems == ()
    assert {member.member for member in found.members} == set(running.members)
    roles = [member.role for member in found.members if member.service == "postgres"]
    followers = [replication.REPLICA] * (len(roles) - 1)
    if settings.postgres.synchronous and followers:
        followers[-1] = replication.SYNCHRONOUS
    assert sorted(filter(None, roles)) == [replication.LEADER, *followers]
