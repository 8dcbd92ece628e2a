"""Uploads count once the store has given them back."""

import io
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from infra.errors import UserError
from infra.retention.store import Bucket

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

CONTENT = b"rows"


class Body(io.BytesIO):
    def iter_chunks(self, size: int) -> "Iterator[bytes]":
        return iter(lambda: self.read(size), b"")


def stored(monkeypatch: pytest.MonkeyPatch, file: Path, content: bytes) -> Any:  # noqa: ANN401 - a `Stored`
    """Upload a file to a store that gives back some content."""
    file.write_bytes(CONTENT)

    @contextmanager
    def client(_: Bucket) -> "Generator[SimpleNamespace]":
        def get_object(**_: str) -> dict[str, Body]:
            return {"Body": Body(content)}

        def upload_file(*_: str) -> None:
            pass

        yield SimpleNamespace(upload_file=upload_file, get_object=get_object)

    monkeypatch.setattr(Bucket, "client", client)
    return Bucket("archive", "https://minio:9000", "user", "password", file).put(file, "messages/1.gz")


def test_an_object_that_comes_back_as_it_was_is_told_by_its_digest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = stored(monkeypatch, tmp_path / "file", CONTENT)
    assert (found.key, found.size, len(found.sha256)) == ("messages/1.gz", len(CONTENT), 64)


@pytest.mark.parametrize("content", [b"", b"row", b"rowz"], ids=["empty", "shorter", "other"])
def test_an_object_that_comes_back_as_another_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(UserError, match=r"object messages/1\.gz has \d bytes .* where 4 bytes"):
        stored(monkeypatch, tmp_path / "file", content)
