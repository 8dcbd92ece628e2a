"""The attacks of a stranger: each is judged by what it tried, and a table says what all came to."""

from collections import Counter, defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.attack.strangers.tries import Tries

_RUNS = pytest.StashKey[dict[tuple[str, str], list[str]]]()
_TRIES = pytest.StashKey[Tries]()
_COUNTED = pytest.StashKey[Counter[str]]()
_VERDICTS = ("leaked", "inherent", "held", "not tried")
"""The first that any run of an attack came to is the attack's."""
_HEAD = ("family", "attacks", "tries", *_VERDICTS)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_RUNS] = defaultdict(list)
    config.stash[_COUNTED] = Counter()


@pytest.fixture
def tries(request: pytest.FixtureRequest) -> Tries:
    """Return where the attack notes what it tried."""
    return request.node.stash.setdefault(_TRIES, Tries())


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    done = yield
    if mark := pyfuncitem.get_closest_marker("attack"):
        pyfuncitem.stash[_TRIES].settle(mark.kwargs["limit"])
    return done


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    mark = item.get_closest_marker("attack")
    if mark and (call.when == "call" or not report.passed):
        family = Path(item.path).stem.removeprefix("test_")
        item.config.stash[_RUNS][family, item.originalname].append(_verdict(report, mark.kwargs["limit"]))
        item.config.stash[_COUNTED][family] += item.stash[_TRIES].count if _TRIES in item.stash else 0
    return report


def _verdict(report: pytest.TestReport, limit: str) -> str:
    if report.skipped and not hasattr(report, "wasxfail"):
        return "not tried"
    if not report.passed:
        return "leaked"
    return "inherent" if limit else "held"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (family, _), runs in config.stash[_RUNS].items():
        verdict = next(verdict for verdict in _VERDICTS if verdict in runs)
        counts[family].update(("attacks", verdict))
    if not counts:
        return
    for family, counted in config.stash[_COUNTED].items():
        counts[family]["tries"] = counted
    total = sum(counts.values(), Counter[str]())
    terminalreporter.section("attacks of a stranger")
    terminalreporter.write_line("".join(f"{name:>11}" for name in _HEAD))
    for family, found in (*sorted(counts.items()), ("all", total)):
        terminalreporter.write_line("".join((f"{family:>11}", *(f"{found[name]:>11,}" for name in _HEAD[1:]))))
