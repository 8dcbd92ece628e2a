"""What the comparison of object stores makes of what it sees; the stores themselves are not started here."""

import io
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.bench.stores import processes
from tests.bench.stores.crashes import Tally, Written, compare, compare_listing, content
from tests.bench.stores.report import Report, differences, documented
from tests.bench.stores.seen import Seen, Verdict, refused, worst


def _refuses() -> None:
    raise ClientError({"Error": {"Code": "AccessDenied"}}, "DeleteObject")


def test_only_attempts_that_are_all_refused_are_a_yes() -> None:
    def goes() -> None:
        """Succeed."""

    assert refused({"a": _refuses, "b": _refuses}, "attempts").verdict is Verdict.YES
    assert refused({"a": _refuses, "b": goes}, "attempts") == Seen(Verdict.PARTLY, "went through: b")
    assert refused({"a": goes}, "attempts").verdict is Verdict.NO


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((Verdict.YES, Verdict.YES), Verdict.YES),
        ((Verdict.YES, Verdict.NO), Verdict.PARTLY),
        ((Verdict.NO, Verdict.NO), Verdict.NO),
    ],
)
def test_a_need_of_several_parts_is_as_good_as_they_are(verdicts: tuple[Verdict, ...], expected: Verdict) -> None:
    assert worst([Seen(verdict, verdict) for verdict in verdicts]).verdict is expected


def test_what_is_written_down_is_compared_with_what_was_seen(tmp_path: Path) -> None:
    yes, no = Seen(Verdict.YES, "kept"), Seen(Verdict.NO, "gone")
    report = Report()
    report.need("locks", {"MinIO": yes, "SeaweedFS": no})
    report.figure("put, ms", {"MinIO": "1.0", "SeaweedFS": "2.0"}, "2.00")
    document = tmp_path / "document.md"
    document.write_text(report.markdown())
    assert documented(report.markdown()) == {"locks": (Verdict.YES, Verdict.NO)}
    assert differences(document, {"locks": {"MinIO": yes, "SeaweedFS": no}}) == []
    assert differences(document, {"locks": {"MinIO": yes, "SeaweedFS": yes}}) != []
    assert differences(document, {"quotas": {"MinIO": yes, "SeaweedFS": yes}}) != []
    unseen = Seen(Verdict.UNKNOWN, "needs strace")
    assert differences(document, {"locks": {"MinIO": unseen, "SeaweedFS": unseen}}) == []


class _Store:
    """A bucket that has what it is given."""

    def __init__(self, objects: dict[str, bytes]) -> None:
        self.objects = objects

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803  # the library's names
        del Bucket
        if Key not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": io.BytesIO(self.objects[Key])}

    def get_paginator(self, _operation: str) -> "_Store":
        return self

    def paginate(self, **_named: str) -> Iterator[dict[str, Any]]:
        yield {"Contents": [{"Key": key} for key in self.objects]}


def _tally(objects: dict[str, bytes]) -> Tally:
    """Hold a bucket to a writer whose keys a and b were acknowledged, b twice and tried a third time, and c tried."""
    written = Written({"a": 1, "b": 3}, {"a": [1], "b": [2, 3, 4], "c": [5]})
    tally, store = Tally(), _Store(objects)
    compare(store, written, tally)  # pyright: ignore[reportArgumentType]
    compare_listing(store, "", [written], tally)  # pyright: ignore[reportArgumentType]
    return tally


def _of(key: str, number: int) -> bytes:
    return content(key, number, 4096)


@pytest.mark.parametrize("b", [3, 4])
@pytest.mark.parametrize("more", [{}, {"c": _of("c", 5)}])
def test_what_was_not_acknowledged_may_be_there_or_not(b: int, more: dict[str, bytes]) -> None:
    tally = _tally({"a": _of("a", 1), "b": _of("b", b), **more})
    assert tally.sound
    assert (tally.acknowledged, tally.unacknowledged, tally.there_all_the_same) == (2, 1, len(more))


@pytest.mark.parametrize(
    ("objects", "lost", "damaged"),
    [
        ({"b": _of("b", 3)}, ["a", "a not listed"], []),
        ({"a": _of("a", 1), "b": _of("b", 2)}, [], ["b"]),
        ({"a": _of("a", 1)[:-1], "b": _of("b", 3)}, [], ["a"]),
        ({"a": _of("a", 1), "b": _of("b", 3), "c": b""}, [], ["c"]),
        ({"a": _of("a", 1), "b": _of("b", 3), "half": b""}, [], ["half listed"]),
    ],
)
def test_what_is_lost_old_cut_off_or_unknown_is_found(
    objects: dict[str, bytes], lost: list[str], damaged: list[str]
) -> None:
    tally = _tally(objects)
    assert (tally.lost, tally.damaged) == (lost, damaged)
    assert not tally.sound


def test_a_process_tells_its_ports_and_its_memory() -> None:
    with socket.create_server((processes.HOST, 0)) as server:
        assert server.getsockname()[1] in processes.listening(os.getpid())
    assert 0 < processes.resident(os.getpid()) <= processes.peak(os.getpid())
