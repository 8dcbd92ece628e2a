"""Accounts that nobody declared are named in every part, and removed by the one command that says so."""

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import Mock
from urllib.request import Request

import pytest

from infra.drift import cache, cluster, dashboards, looks, messages, objects, removal, search
from infra.drift.report import Finding
from infra.hooks.access import Access
from infra.hooks.search import Key, keys_of
from infra.packs import Pack, load_packs
from infra.paths import PROJECT


@pytest.fixture(scope="module")
def packs() -> tuple[Pack, ...]:
    return load_packs(("novax",), PROJECT / "sql")


def told(found: Any) -> list[tuple[str, str, bool]]:  # noqa: ANN401 - any iterator of findings
    return [(finding.subject, finding.message, finding.undeclared) for finding in found]


def test_accounts_of_the_cache(packs: Sequence[Pack]) -> None:
    client = SimpleNamespace(acl_users=lambda: ["admin", "default", "metrics", "replica", "novax", "mallory"])
    assert told(cache.undeclared("redis-1", cast("Any", client), packs)) == [
        ("account mallory", "is declared by nothing; redis-1 has it", True)
    ]


def test_users_and_service_accounts_of_the_object_store() -> None:
    users = {"known": {"policyName": "novax-app"}, "mallory": {"policyName": "readwrite"}, "idle": {}}
    accounts = {"root": ["AKROOT"], "known": [], "mallory": None, "idle": ["AKIDLE"]}

    def list_service_account(user: str) -> str:
        names = accounts[user]
        return json.dumps({"accounts": None if names is None else [{"accessKey": name} for name in names]})

    admin = SimpleNamespace(user_list=lambda: json.dumps(users), list_service_account=list_service_account)
    assert told(objects.undeclared(cast("Any", admin), "root", {"known"})) == [
        ("user idle", "is declared by nothing; its policies are none", True),
        ("user mallory", "is declared by nothing; its policies are readwrite", True),
        ("service account AKIDLE", "is declared by nothing; it acts for user idle", True),
        ("service account AKROOT", "is declared by nothing; it acts for the root account", True),
    ]


class Engine:
    """A search engine with the declared keys and those that it makes for itself."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self.keys = [self.told(key) for key in keys_of(packs)]
        self.keys.append({**self.told(Key("Default Admin API Key", ("*",), ("*",)))})
        self.deleted: list[str] = []

    @staticmethod
    def told(key: Key) -> dict[str, Any]:
        facts = {"actions": list(key.actions), "indexes": list(key.indexes), "expiresAt": None}
        return {"uid": key.uid, "name": key.name, **facts}

    def call(self, method: str, path: str) -> Mapping[str, object]:
        if method == "DELETE":
            self.deleted.append(path)
        return {"results": self.keys}


def test_keys_of_the_search_engine(packs: Sequence[Pack]) -> None:
    engine = Engine(packs)
    assert told(search.findings(cast("Any", engine), packs)) == []
    engine.keys[0]["actions"] = ["*"]
    del engine.keys[1]
    engine.keys.append(engine.told(Key("mallory", ("search",), ("*",))))
    changed, gone = (key.name for key in keys_of(packs)[:2])
    found = list(search.findings(cast("Any", engine), packs))
    assert told(found) == [
        (f"key {changed}", "was changed by hand", False),
        (f"key {gone}", "is gone", False),
        ("key mallory", "is declared by nothing; it allows search", True),
    ]
    assert [finding.hook for finding in found] == ["search", "search", ""]
    search.remove(cast("Any", engine), "mallory")
    assert engine.deleted == [f"/keys/{Key('mallory', (), ()).uid}"]


DECLARED = """
authorization {
  users: [
    { user: admin, password: "a" }
    { user: novax, password: "b", permissions: { publish: ["novax.>"] } }
  ]
}
"""
REMEDY = "remove the container of nats, and `novax up` makes it as it was declared"
CHANGED = ("nats", f"has a configuration that was changed by hand; {REMEDY}", False)


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        (DECLARED.strip(), []),
        (
            DECLARED.replace("users: [", "users: [\n{user:mallory,password:x}\n{ \"user\": 'eve', password: y }"),
            [
                ("user eve", f"is declared by nothing; nats has it in its configuration; {REMEDY}", True),
                ("user mallory", f"is declared by nothing; nats has it in its configuration; {REMEDY}", True),
            ],
        ),
        (DECLARED.replace("novax.>", ">"), [CHANGED]),
        (DECLARED.replace('"b"', '"c"'), [CHANGED]),
    ],
)
def test_users_of_the_message_server(present: str, expected: list[tuple[str, str, bool]]) -> None:
    assert told(messages.account_findings("nats", DECLARED, present)) == expected


class Grafana:
    """What Grafana's API answers, as recorded, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        robots = [{"id": 4, "name": "robot", "role": "Admin"}, {"id": 5, "name": "other", "role": "Viewer"}]
        self.answers: dict[str, object] = {
            "/api/users?perpage=1000": [{"id": 1, "login": "admin"}, {"id": 3, "login": "mal lory"}],
            "/api/serviceaccounts/search?perpage=1000": {"totalCount": 2, "serviceAccounts": robots},
            "/api/users/lookup?loginOrEmail=mal%20lory": {"id": 3, "login": "mal lory"},
            "/api/admin/users/3": {"message": "User deleted"},
            "/api/serviceaccounts/4": {"message": "Service account deleted"},
        }

    def open(self, request: Request, **_: object) -> BytesIO:
        self.asked.append(f"{request.get_method()} {request.selector}")
        assert request.get_header("Authorization") == "Basic YWRtaW46cHc="
        return BytesIO(json.dumps(self.answers[request.selector]).encode())


@pytest.fixture
def grafana(monkeypatch: pytest.MonkeyPatch) -> Grafana:
    found = Grafana()
    monkeypatch.setattr("urllib.request.urlopen", found.open)
    return found


def test_accounts_of_the_dashboards(grafana: Grafana, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Access, "ssl_context", Mock())
    access = Access("127.0.0.1", 3000, "admin", "its CA")
    assert told(dashboards.findings(access, "pw")) == [
        ("user mal lory", "is declared by nothing", True),
        ("service account robot", "is declared by nothing; its role is Admin", True),
        ("service account other", "is declared by nothing; its role is Viewer", True),
    ]
    dashboards.remove_user(access, "pw", "mal lory")
    dashboards.remove_service_account(access, "pw", "robot")
    assert [asked for asked in grafana.asked if asked.startswith("DELETE")] == [
        "DELETE /api/admin/users/3",
        "DELETE /api/serviceaccounts/4",
    ]


@pytest.mark.parametrize(
    ("area", "subject", "undeclared", "removable"),
    [
        (cluster.AREA, "role mallory", True, True),
        (cluster.AREA, "role novax_app", False, False),
        (cluster.AREA, "database extra", True, False),
        (cache.AREA, "account mallory", True, True),
        (objects.AREA, "user mallory", True, True),
        (objects.AREA, "service account AK1", True, True),
        (objects.AREA, "bucket novax", False, False),
        (search.AREA, "key mallory", True, True),
        (dashboards.AREA, "user mallory", True, True),
        (dashboards.AREA, "service account robot", True, True),
        (messages.AREA, "user mallory", True, False),
    ],
)
def test_accounts_alone_can_be_removed(area: str, subject: str, *, undeclared: bool, removable: bool) -> None:
    finding = Finding(area=area, subject=subject, message="m", undeclared=undeclared)
    assert (removal.way(finding) is not None) is removable


def test_hooks_run_again_for_what_they_declare_and_for_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def roles(_: object) -> list[Finding]:
        changed = Finding(area="roles", subject="role a", message="m", hook="databases")
        return [changed, changed, Finding(area="roles", subject="role b", message="m", undeclared=True)]

    def broken(_: object) -> list[Finding]:
        raise ConnectionError("refused")

    def streams(_: object) -> list[Finding]:
        return [Finding(area="nats", subject="stream s", message="m", hook="streams")]

    for name, look in (("_cluster", roles), ("_cache", broken), ("_streams", streams)):
        monkeypatch.setattr(looks, name, look)
    for name in ("_objects_declared", "_search"):
        monkeypatch.setattr(looks, name, Mock(return_value=[]))
    undeclared = Mock(return_value=[])
    monkeypatch.setattr(looks, "_objects_undeclared", undeclared)
    monkeypatch.setattr(looks, "_message_accounts", undeclared)
    found = looks.by_hand(cast("Any", None))
    assert [(one.subject, one.hook) for one in found] == [
        ("role a", "databases"),
        ("role a", "databases"),
        ("stream s", "streams"),
    ]
    undeclared.assert_not_called()


def test_an_account_of_another_service_is_no_roles_though_it_has_its_name() -> None:
    def account(username: str, scheme: str) -> SimpleNamespace:
        return SimpleNamespace(username=username, endpoint=SimpleNamespace(scheme=scheme))

    novax = account("novax_app", "postgresql")
    accounts = {
        "novax-app": novax,
        "metrics": account("metrics", "https"),
        "pgbouncer": account("pgbouncer_admin", "postgresql"),
    }
    running = cast("Any", SimpleNamespace(accounts=accounts))
    found = {
        role: looks._account_of(running, f"postgres-{secret}", role)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        for secret, role in (("novax-app", "novax_app"), ("metrics", "metrics"), ("pgbouncer", "pgbouncer"), ("x", "x"))
    }
    assert found == {"novax_app": novax, "metrics": None, "pgbouncer": None, "x": None}
