"""What is asked of a replay, and what becomes of consumers that would skip what it publishes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from infra.cli import backup_runner
from infra.errors import UserError
from infra.packs import Pack, load_packs
from infra.paths import PROJECT
from infra.restore import consumers, events

if TYPE_CHECKING:
    from infra.cli.running import Running

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
STREAM = "NOVAX_DOCUMENTS"


@pytest.fixture(scope="module")
def packs() -> Sequence[Pack]:
    return load_packs(["novax", "wira"], PROJECT / "sql")


def test_a_time_within_what_is_kept_is_taken(packs: Sequence[Pack]) -> None:
    asked = events.wanted(packs, STREAM, "2026-11-14 12:00:00", NOW)
    assert (asked.name, asked.since) == (STREAM, NOW - timedelta(days=7))


@pytest.mark.parametrize(
    ("stream", "since", "sentence"),
    [
        ("NOVAX_DOCS", "2026-11-21", "has a stream 'NOVAX_DOCS'; allowed: NOVAX_DOCUMENTS, WIRA_EVENTS"),
        (STREAM, "yesterday", "--since is 'yesterday'; allowed: a date and time"),
        (STREAM, "2026-11-21 12:00:01", "--since is 2026-11-21 12:00:01.* in the future"),
        (STREAM, "2026-11-14 11:59:59", "keep events for 7 days; allowed: from 2026-11-14 12:00:00"),
    ],
)
def test_what_cannot_be_replayed_is_refused(packs: Sequence[Pack], stream: str, since: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        events.wanted(packs, stream, since, NOW)


@pytest.mark.parametrize(
    ("shifted", "dry", "restarted"), [(True, False, ("ai",)), (False, False, ()), (False, True, ())]
)
def test_a_consumer_that_would_skip_what_was_published_starts_anew(
    packs: Sequence[Pack],
    monkeypatch: pytest.MonkeyPatch,
    *,
    shifted: bool,
    dry: bool,
    restarted: tuple[str, ...],
) -> None:
    asked = events.wanted(packs, STREAM, "2026-11-21 11:00:00", NOW)
    told: list[tuple[str, ...]] = []
    begun: list[tuple[str, ...]] = []

    def ask_relay(_running: object, _title: str, *arguments: str) -> dict[str, Any]:
        told.append(arguments)
        return {"looked": 5, "missing": 3, "published": 3, "shifted": shifted}

    def start_anew(_running: object, pack: str, _name: str, _stream: object, durables: tuple[str, ...]) -> None:
        assert pack == packs[0].name
        begun.append(durables)

    monkeypatch.setattr(backup_runner, "ask_relay", ask_relay)

    def ahead(*_: object) -> tuple[str, ...]:
        return ("ai",)

    monkeypatch.setattr(consumers, "ahead", ahead)
    monkeypatch.setattr(consumers, "start_anew", start_anew)
    done = events.replay(cast("Running", None), asked, dry_run=dry)
    assert (done.missing, done.restarted, tuple(begun)) == (3, restarted, (restarted,) if restarted else ())
    assert told == [("replay", STREAM, "--since", "2026-11-21T11:00:00+00:00", *(["--dry-run"] if dry else []))]
