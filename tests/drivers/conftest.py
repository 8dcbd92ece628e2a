"""Counts what the drivers went through, for the summary."""

from collections.abc import Callable

import pytest

_COUNTS = pytest.StashKey[dict[str, tuple[int, int]]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_COUNTS] = {}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if counts := config.stash[_COUNTS]:
        terminalreporter.section("drivers through the pooler: ways of asking, and answers compared")
        for name, (ways, answers) in counts.items():
            terminalreporter.write_line(f"{name:16}{ways:4}{answers:7}")


@pytest.fixture
def count(request: pytest.FixtureRequest) -> Callable[[str, int, int], None]:
    def counted(name: str, ways: int, answers: int) -> None:
        counts = request.config.stash[_COUNTS]
        before = counts.get(name, (0, 0))
        counts[name] = (before[0] + ways, before[1] + answers)

    return counted
