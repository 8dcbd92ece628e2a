"""The comment on a pull request: one a stack, edited and not repeated, and a label where data is at risk."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from infra.cli.main import make_app
from infra.preview.markdown import render
from infra.preview.report import Level, Report, Risk

TOKEN = "pl4nted-token-9xQ"


class Pull:
    """A pull request with its comments and labels, as GitHub's API keeps it."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = [{"id": number, "body": f"comment {number}"} for number in range(1, 131)]
        self.labels: set[str] = set()
        self.calls: list[str] = []
        self.url = ""


@pytest.fixture
def pull(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pull]:
    found = Pull()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            del format, args

        def _serve(self) -> None:
            found.calls.append(f"{self.command} {self.path.partition('?')[0]}")
            length = int(self.headers.get("Content-Length") or 0)
            body: dict[str, Any] = json.loads(self.rfile.read(length) or "{}")
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self.send_error(403)
                return
            answer = json.dumps(self._answer(body)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def _answer(self, body: dict[str, Any]) -> object:
            path, _, query = self.path.partition("?")
            if path.endswith("/labels"):
                found.labels |= set(body.get("labels", ()))
                return [{"name": label} for label in found.labels]
            if "/labels/" in path:
                found.labels.clear()
                return []
            if self.command == "GET":
                page = int(query.partition("page=")[2].partition("&page=")[2] or 1)
                return found.comments[(page - 1) * 100 : page * 100]
            if self.command == "POST":
                found.comments.append({"id": 999, **body})
            else:
                number = int(path.rpartition("/")[2])
                next(one for one in found.comments if one["id"] == number).update(body)
            return {}

        do_GET = do_POST = do_PATCH = do_DELETE = _serve  # noqa: N815 - the base's names

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("GITHUB_API_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("GITHUB_REPOSITORY", "o/r")
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    yield found
    server.shutdown()
    server.server_close()


def comment(folder: Path, *risks: Risk) -> Result:
    report = Report(stack="ci", counts={"update": 1}, operations=(), risks=risks)
    (folder / "p.json").write_text(report.model_dump_json())
    (folder / "p.md").write_text(render(report))
    arguments = ["comment", str(folder / "p.json"), "--markdown", str(folder / "p.md"), "--pull", "7"]
    return CliRunner().invoke(make_app(), arguments)


RISK = Risk(level=Level.DATA, subject="volume", message="gone")


def test_a_second_run_edits_what_the_first_wrote(pull: Pull, tmp_path: Path) -> None:
    assert comment(tmp_path).exit_code == 0
    assert len(pull.comments) == 131
    assert comment(tmp_path, RISK).exit_code == 0
    assert len(pull.comments) == 131
    assert "DATA AT RISK" in pull.comments[-1]["body"]
    assert pull.comments[0]["body"] == "comment 1"


def test_the_label_comes_and_goes_with_the_risk(pull: Pull, tmp_path: Path) -> None:
    comment(tmp_path, RISK)
    assert pull.labels == {"data-at-risk:ci"}
    comment(tmp_path)
    assert pull.labels == set()
    comment(tmp_path)
    assert len([call for call in pull.calls if call.startswith("DELETE")]) == 1


def test_a_refusal_is_a_sentence_without_the_token(pull: Pull, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del pull
    monkeypatch.setenv("GITHUB_TOKEN", "other-token-value")
    error = str(comment(tmp_path).exception)
    assert error.startswith("GitHub refused GET /issues/7/comments")
    assert "other-token-value" not in error


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "GITHUB_REPOSITORY"])
def test_what_is_missing_is_named(pull: Pull, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    del pull
    monkeypatch.delenv(name)
    assert str(comment(tmp_path).exception).startswith(f"{name} is not set")
