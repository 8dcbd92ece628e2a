"""Search indexes and keys, against a small engine of our own over real TLS: what is asked for, and what twice.

The server itself is in no package registry, so the engine below stands in for it: it keeps indexes, settings, keys and
tasks as the documented HTTP API has them, and records every request.
"""

import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler
from typing import Any, cast

import pytest

from infra.errors import UserError
from infra.hooks import search
from infra.hooks.access import Access
from infra.hooks.waiting import until_ready
from infra.identity import new_authority
from infra.packs import Pack

MASTER = "a-master-key-of-many-characters-01"
SECRETS = {"meilisearch-master": MASTER}

DEFAULTS: Mapping[str, Any] = {"searchableAttributes": ["*"], "filterableAttributes": [], "sortableAttributes": []}


class RefusalError(Exception):
    """An answer other than success."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class Engine:
    """The state, and the requests in the order in which they came."""

    def __init__(self, master: str) -> None:
        self.master = master
        self.requests: list[tuple[str, str, Any]] = []
        self.indexes: dict[str, dict[str, Any]] = {}
        self.settings: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, dict[str, Any]] = {}
        self.tasks: list[dict[str, Any]] = []
        self.task_error: dict[str, str] | None = None
        self.polls_until_done = 1

    @property
    def writes(self) -> list[tuple[str, str, Any]]:
        """The requests that were more than questions."""
        return [request for request in self.requests if request[0] != "GET"]

    def answer(self, method: str, path: str, body: Any, authorization: str | None) -> Any:  # noqa: ANN401 - JSON
        """Return what the API says, or raise a `RefusalError`."""
        self.requests.append((method, path, body))
        kind, _, rest = path.strip("/").partition("/")
        if path == "/health":
            return {"status": "available"}
        if authorization != f"Bearer {self.master}":
            raise RefusalError(403, "invalid_api_key")
        if kind == "tasks":
            return self._task(int(rest))
        if kind == "keys":
            return self._key(method, rest, body)
        if setting := re.fullmatch(r"indexes/([a-z0-9_]+)/settings", path.strip("/")):
            return self._setting(method, setting[1], body)
        return self._index(method, rest, body)

    def _task(self, number: int) -> dict[str, Any]:
        task = self.tasks[number]
        task["polls"] += 1
        done = task["polls"] >= self.polls_until_done
        status = ("failed" if self.task_error else "succeeded") if done else "processing"
        return {"uid": number, "status": status, "error": self.task_error if done else None}

    def _queue(self) -> dict[str, Any]:
        self.tasks.append({"polls": 0})
        return {"taskUid": len(self.tasks) - 1, "status": "enqueued"}

    def _index(self, method: str, uid: str, body: Any) -> Any:  # noqa: ANN401 - JSON
        if method == "POST":
            self.indexes[body["uid"]] = body
            self.settings[body["uid"]] = dict(DEFAULTS)
            return self._queue()
        if uid not in self.indexes:
            raise RefusalError(404, "index_not_found")
        return self.indexes[uid]

    def _setting(self, method: str, uid: str, body: Any) -> Any:  # noqa: ANN401 - JSON
        if method == "PATCH":
            self.settings[uid].update(body)
            return self._queue()
        stored = self.settings[uid]
        # The engine keeps these two as sets and returns them sorted.
        return stored | {name: sorted(stored[name]) for name in ("filterableAttributes", "sortableAttributes")}

    def _key(self, method: str, uid: str, body: Any) -> Any:  # noqa: ANN401 - JSON
        if method == "POST":
            if body["uid"] in self.keys:
                raise RefusalError(409, "api_key_already_exists")
            self.keys[body["uid"]] = body
            return body
        if uid not in self.keys:
            raise RefusalError(404, "api_key_not_found")
        return self.keys.pop(uid) if method == "DELETE" else self.keys[uid]


def handler(engine: Engine) -> type[BaseHTTPRequestHandler]:
    """Return what answers requests to the engine."""

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            try:
                status, answer = 200, engine.answer(self.command, self.path, body, self.headers["Authorization"])
            except RefusalError as refusal:
                status, answer = refusal.status, {"message": "refused", "code": refusal.code}
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = _handle  # noqa: N815 - names of the base class

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - name of the base class
            pass

    return cast("type[BaseHTTPRequestHandler]", Handler)


@pytest.fixture
def engine() -> Engine:
    return Engine(MASTER)


@pytest.fixture
def access(
    engine: Engine, authority: Mapping[str, str], serve: Callable[[type[BaseHTTPRequestHandler]], int]
) -> Access:
    """Return the way to a running engine."""
    return Access("127.0.0.1", serve(handler(engine)), "master", authority["crt"])


def test_indexes_settings_and_keys_are_made(engine: Engine, access: Access, shop: Pack) -> None:
    changes = search.apply(access, [shop], SECRETS)
    assert changes == (
        "created index shop_items",
        "set searchableAttributes, filterableAttributes, sortableAttributes of index shop_items",
        "set key platform-metrics",
        "set key shop-search",
        "set key shop-index",
    )
    assert engine.indexes == {"shop_items": {"uid": "shop_items", "primaryKey": "id"}}
    assert engine.settings["shop_items"]["searchableAttributes"] == ["name", "text"]


def test_a_second_run_only_asks(engine: Engine, access: Access, packs: tuple[Pack, ...]) -> None:
    search.apply(access, packs, SECRETS)
    engine.requests.clear()
    assert search.apply(access, packs, SECRETS) == ()
    assert engine.writes == []


def test_the_weight_of_attributes_matters_and_the_order_of_filters_does_not(access: Access, shop: Pack) -> None:
    search.apply(access, [shop], SECRETS)
    items = shop.search["items"].model_copy(update={"searchable": ("text", "name"), "filterable": ("zone", "org_id")})
    changed = shop.model_copy(update={"search": {"items": items}})
    assert search.apply(access, [changed], SECRETS) == (
        "set searchableAttributes, filterableAttributes of index shop_items",
    )
    assert search.apply(access, [changed], SECRETS) == ()


def test_a_change_waits_until_the_engine_has_made_it(engine: Engine, access: Access, shop: Pack) -> None:
    engine.polls_until_done = 3
    search.apply(access, [shop], SECRETS)
    assert [task["polls"] for task in engine.tasks] == [3, 3]


def test_a_task_that_fails_fails_the_hook_with_the_engines_words(engine: Engine, access: Access, shop: Pack) -> None:
    engine.task_error = {"code": "index_creation_failed", "message": "no room left"}
    with pytest.raises(search.SearchError, match=r"^POST /indexes: no room left \(index_creation_failed\)$"):
        search.apply(access, [shop], SECRETS)


def test_a_task_that_takes_too_long_says_that_it_goes_on(
    engine: Engine, access: Access, shop: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_TASK_SECONDS", 0)
    engine.polls_until_done = 1000
    with pytest.raises(UserError, match=r"POST /indexes has not finished within 0 s; the engine goes on .* task 0"):
        search.apply(access, [shop], SECRETS)


def test_another_primary_key_is_refused_and_nothing_is_deleted(engine: Engine, access: Access, shop: Pack) -> None:
    search.apply(access, [shop], SECRETS)
    items = shop.search["items"].model_copy(update={"primary_key": "sku"})
    with pytest.raises(UserError, match="index shop_items has the primary key 'id' but is declared with 'sku'"):
        search.apply(access, [shop.model_copy(update={"search": {"items": items}})], SECRETS)
    assert not [request for request in engine.requests if request[0] == "DELETE"]


def test_a_key_with_other_rights_is_made_again_under_its_uid(engine: Engine, access: Access, shop: Pack) -> None:
    search.apply(access, [shop], SECRETS)
    reader = search.pack_keys(shop)[0]
    engine.keys[reader.uid]["actions"] = ["*"]
    assert search.apply(access, [shop], SECRETS) == ("set key shop-search",)
    assert engine.keys[reader.uid]["actions"] == ["search"]


def test_a_wrong_master_key_ends_the_hook_at_once(access: Access, shop: Pack) -> None:
    with pytest.raises(search.SearchError, match="invalid_api_key") as caught:
        search.apply(access, [shop], {"meilisearch-master": "wrong-master-key-0123456789"})
    assert "wrong-master-key" not in str(caught.value)


def test_an_engine_with_a_certificate_of_somebody_else_is_not_talked_to(
    access: Access, shop: Pack, engine: Engine
) -> None:
    stranger = Access(access.host, access.port, access.user, new_authority("Stranger")["crt"])
    with pytest.raises(OSError, match="certificate verify failed"):
        search.apply(stranger, [shop], SECRETS)
    assert engine.requests == []


def test_nobody_listening_is_told_with_the_address(
    shop: Pack, authority: Mapping[str, str], closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "until_ready", partial(until_ready, within=0))
    access = Access("127.0.0.1", closed_port, "master", authority["crt"])
    with pytest.raises(UserError, match=f"the search engine at 127.0.0.1:{closed_port} was not ready within 0 s"):
        search.apply(access, [shop], SECRETS)


def test_keys_reach_the_indexes_of_their_pack_alone(packs: tuple[Pack, ...]) -> None:
    for pack in packs:
        reader, writer = search.pack_keys(pack)
        assert reader.actions == ("search",)
        assert reader.indexes == writer.indexes == (f"{pack.name}_*",)
        assert "*" not in writer.actions


def test_uids_are_those_of_version_4_and_all_different(packs: tuple[Pack, ...]) -> None:
    uids = [key.uid for pack in packs for key in search.pack_keys(pack)]
    assert len(set(uids)) == len(uids)
    assert all(uuid.UUID(uid).version == 4 for uid in uids)


def test_a_keys_value_follows_the_documented_rule() -> None:
    uid = search.Key("shop-search", (), ()).uid
    expected = hmac.new(MASTER.encode(), uid.encode(), hashlib.sha256).hexdigest()
    assert search.key_value("shop-search", MASTER) == expected


def test_the_declaration_shows_indexes_and_keys(shop: Pack) -> None:
    declared = search.declared([shop])
    assert declared["indexes"] == {
        "shop_items": {
            "primary_key": "id",
            "searchable": ["name", "text"],
            "filterable": ["org_id"],
            "sortable": ["price"],
        }
    }
    assert sorted(cast("Mapping[str, object]", declared["keys"])) == ["platform-metrics", "shop-index", "shop-search"]
    assert search.secret_names([shop]) == ("meilisearch-master",)
