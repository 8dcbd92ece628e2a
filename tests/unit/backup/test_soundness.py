"""Each kind of damage to a repository is found, and named so that a person can look for it."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from novax_backup import soundness
from novax_backup.contents import Backup

FULL = Backup(
    "20261121-120000F", "full", 1, 2, 100, 10, "000000010000000000000006", "000000010000000000000007", faulty=False
)
NOON = 1795262400.0
"""2026-11-21 12:00:00 UTC, when the backup was begun."""

VERBOSE = """\
stanza: main
status: error
  archiveId: 17-1, total WAL checked: 8, total valid WAL: 8
    missing: 0, checksum invalid: 0, size invalid: 0, other: 0
  backup: 20261121-120000F, status: invalid, total files checked: 977, total valid files: 976
    missing: 0, checksum invalid: 1, size invalid: 0, other: 0
"""


def archived(names: Iterable[str]) -> list[str]:
    return [f"17-1/{name[:16]}/{name}-{'0' * 40}.zst" for name in names]


def segments(first: int, last: int, timeline: int = 1) -> list[str]:
    return [f"{timeline:08X}00000000{number:08X}" for number in range(first, last + 1)]


def test_a_damaged_backup_is_named_with_what_is_wrong() -> None:
    assert soundness.told(VERBOSE, [FULL.label]) == (
        "backup 20261121-120000F is invalid",
        "backup 20261121-120000F has files checksum invalid: 1",
    )


def test_a_damaged_archive_is_named() -> None:
    said = "  archiveId: 17-1, total WAL checked: 8\n    missing: 2, checksum invalid: 0, size invalid: 1, other: 0\n"
    assert soundness.told(said, ()) == ("archive 17-1 has files missing: 2, size invalid: 1",)


def test_a_backup_without_its_manifest_is_named_unless_nothing_of_it_is_left() -> None:
    said = f"  backup: {FULL.label}, status: manifest missing, total files checked: 0, total valid files: 0\n"
    assert soundness.told(said, [FULL.label]) == ("backup 20261121-120000F has no manifest",)
    assert soundness.told(said, ["20261122-120000F"]) == ()


def test_an_error_that_no_line_explains_is_told_as_it_is() -> None:
    assert soundness.told("stanza: main\nstatus: error (no idea)", ()) == ("stanza: main status: error (no idea)",)


def test_a_backup_whose_files_are_gone_is_named() -> None:
    assert soundness.gone([FULL], [FULL.label]) == ()
    assert soundness.gone([FULL], ()) == ("backup 20261121-120000F is listed and its files are gone",)


@pytest.mark.parametrize("label", ["20261121-120000F", "20261120-020000F_20261121-120000I"])
def test_a_backup_from_the_future_is_named(label: str) -> None:
    assert soundness.from_the_future([label, "backup.info"], NOON) == ()
    (found,) = soundness.from_the_future([label, "backup.info"], NOON - 301)
    assert found.startswith(f"backup {label} was begun in the future")


def test_an_archive_without_a_hole_lacks_nothing() -> None:
    assert soundness.missing_segments(archived(segments(3, 9)), [FULL]) == ()


@pytest.mark.parametrize("number", [6, 7, 8])
def test_a_hole_is_named_within_a_backup_and_after_it(number: int) -> None:
    there = [name for name in segments(5, 9) if name != segments(number, number)[0]]
    assert soundness.missing_segments(archived(there), [FULL]) == tuple(segments(number, number))


def test_what_no_backup_needs_may_be_gone() -> None:
    assert soundness.missing_segments(archived(segments(6, 9)), [FULL]) == ()
    assert soundness.missing_segments([], []) == ()


def test_numbers_run_on_across_timelines() -> None:
    there = archived([*segments(6, 8), *segments(9, 11, timeline=2)])
    assert soundness.missing_segments(there, [FULL]) == ()
    assert soundness.missing_segments(there[:4] + there[5:], [FULL]) == tuple(segments(10, 10, timeline=2))


def test_the_end_of_a_timeline_that_was_left_does_not_stand_for_a_whole_segment() -> None:
    there = [path.replace("-0", ".partial-0") if "07-" in path else path for path in archived(segments(6, 8))]
    assert soundness.missing_segments(there, [FULL]) == tuple(segments(7, 7))


def test_a_segment_of_the_last_number_in_its_group_is_followed_by_the_next_group() -> None:
    full = replace(FULL, wal_from="0000000100000000000000FF", wal_to="000000010000000100000000")
    assert soundness.missing_segments(archived([full.wal_from, full.wal_to]), [full]) == ()
