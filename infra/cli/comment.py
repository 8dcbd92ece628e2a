"""`novax comment`: a preview as its stack's one comment on a GitHub pull request, edited each time, and a label."""

import json as json_module
import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, cast
from urllib.parse import quote

import typer

from infra.cli.console import examples
from infra.errors import UserError
from infra.toolchain.progress import say

LABEL = "data-at-risk"
_PAGE = 100
_PAGES = 30
_SECONDS = 30


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=examples("novax comment preview.json --markdown preview.md --pull 12"))(comment)


def comment(
    report: Annotated[Path, typer.Argument(metavar="JSON", help="What `novax preview --json` wrote.")],
    *,
    markdown: Annotated[Path, typer.Option(help="What `novax preview --markdown` wrote.")],
    pull: Annotated[int, typer.Option(help="The pull request's number.")],
) -> None:
    """Write the preview of a stack on its pull request, in place of what an earlier run wrote.

    Takes GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL from the environment, as GitHub's runners set them.
    """
    from infra.preview.markdown import marker  # noqa: PLC0415  # the help page does not pay for these
    from infra.preview.report import Report  # noqa: PLC0415

    found = Report.model_validate_json(report.read_text(encoding="utf-8"))
    github = GitHub.from_environment()
    first = marker(found.stack)
    body = {"body": markdown.read_text(encoding="utf-8")}
    earlier = next((one for one in github.comments(pull) if str(one["body"]).startswith(first)), None)
    if earlier:
        github.call("PATCH", f"/issues/comments/{earlier['id']}", body)
    else:
        github.call("POST", f"/issues/{pull}/comments", body)
    label = f"{LABEL}:{found.stack}"
    if found.at_risk:
        github.call("POST", f"/issues/{pull}/labels", {"labels": [label]})
    else:
        github.remove_label(pull, label)
    say(f"✓ comment on pull request {pull} {'edited' if earlier else 'written'}")


class GitHub:
    """GitHub's API for one repository."""

    def __init__(self, url: str, repository: str, token: str) -> None:
        self._url = f"{url}/repos/{repository}"
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "Content-Type": "application/json",
        }

    @classmethod
    def from_environment(cls) -> "GitHub":
        """Return the API of the run's own repository.

        Raises:
            UserError: this is no run of GitHub's, or it was given no token.
        """
        try:
            token, repository = os.environ["GITHUB_TOKEN"], os.environ["GITHUB_REPOSITORY"]
        except KeyError as error:
            raise UserError(
                f"{error.args[0]} is not set; a workflow of GitHub's sets it, the token with `env`"
            ) from None
        return cls(os.environ.get("GITHUB_API_URL", "https://api.github.com"), repository, token)

    def comments(self, pull: int) -> Iterator[Mapping[str, Any]]:
        """Yield every comment on a pull request."""
        for page in range(1, _PAGES + 1):
            found = cast(
                "list[Mapping[str, Any]]", self.call("GET", f"/issues/{pull}/comments?per_page={_PAGE}&page={page}")
            )
            yield from found
            if len(found) < _PAGE:
                return

    def remove_label(self, pull: int, label: str) -> None:
        """Take a label off a pull request that may not have it."""
        present = cast("list[Mapping[str, str]]", self.call("GET", f"/issues/{pull}/labels?per_page={_PAGE}"))
        if label in {one["name"] for one in present}:
            self.call("DELETE", f"/issues/{pull}/labels/{quote(label, safe='')}")

    def call(self, method: str, path: str, body: object = None) -> object:
        """Return the decoded answer.

        Raises:
            UserError: GitHub refused, or did not answer.
        """
        data = None if body is None else json_module.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, self._headers, method=method)  # noqa: S310 - GitHub's own address
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                text = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                raise UserError(f"GitHub refused {method} {path}: {error.code} {error.reason}") from None
        except urllib.error.URLError as error:
            raise UserError(f"GitHub does not answer: {error.reason}; try again later") from None
        return json_module.loads(text) if text else None
