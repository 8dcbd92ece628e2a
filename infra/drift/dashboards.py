"""Accounts of Grafana that nothing declares: the platform makes its administrator alone."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from infra.drift.report import Finding
from infra.hooks.access import Access

AREA = "grafana"

_SECONDS = 10
_SERVICE_ACCOUNTS = "/api/serviceaccounts/search?perpage=1000"


def findings(access: Access, password: str) -> Iterator[Finding]:
    """Yield each user and service account beside the administrator."""
    for user in _ask(access, password, "/api/users?perpage=1000"):
        if user["login"] != access.user:
            yield Finding(area=AREA, subject=f"user {user['login']}", message="is declared by nothing", undeclared=True)
    for account in _ask(access, password, _SERVICE_ACCOUNTS)["serviceAccounts"]:
        message = f"is declared by nothing; its role is {account['role']}"
        yield Finding(area=AREA, subject=f"service account {account['name']}", message=message, undeclared=True)


def remove_user(access: Access, password: str, login: str) -> None:
    """Remove a user."""
    found = _ask(access, password, f"/api/users/lookup?loginOrEmail={quote(login, safe='')}")
    _ask(access, password, f"/api/admin/users/{found['id']}", "DELETE")


def remove_service_account(access: Access, password: str, name: str) -> None:
    """Remove the service accounts of this name, with their tokens."""
    for account in _ask(access, password, _SERVICE_ACCOUNTS)["serviceAccounts"]:
        if account["name"] == name:
            _ask(access, password, f"/api/serviceaccounts/{account['id']}", "DELETE")


def _ask(access: Access, password: str, path: str, method: str = "GET") -> Any:  # noqa: ANN401 - JSON
    headers = {"Authorization": access.basic(password)}
    request = urllib.request.Request(f"https://{access}{path}", method=method, headers=headers)
    with urllib.request.urlopen(request, context=access.ssl_context(), timeout=_SECONDS) as answer:  # noqa: S310
        return json.load(answer)
