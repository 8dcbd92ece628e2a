"""Accounts of Grafana that nothing declares: the platform makes its administrator alone."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

from infra.drift.report import Finding
from infra.hooks.access import Access

AREA = "grafana"

_SECONDS = 10


def findings(access: Access, password: str) -> Iterator[Finding]:
    """Yield each user and service account beside the administrator."""
    for user in _ask(access, password, "/api/users?perpage=1000"):
        if user["login"] != access.user:
            yield Finding(area=AREA, subject=f"user {user['login']}", message="is declared by nothing", undeclared=True)
    for account in _ask(access, password, "/api/serviceaccounts/search?perpage=1000")["serviceAccounts"]:
        message = f"is declared by nothing; its role is {account['role']}"
        yield Finding(area=AREA, subject=f"service account {account['name']}", message=message, undeclared=True)


def _ask(access: Access, password: str, path: str) -> Any:  # noqa: ANN401 - JSON
    request = urllib.request.Request(f"https://{access}{path}", headers={"Authorization": access.basic(password)})
    with urllib.request.urlopen(request, context=access.ssl_context(), timeout=_SECONDS) as answer:  # noqa: S310
        return json.load(answer)
