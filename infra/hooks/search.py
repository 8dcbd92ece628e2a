"""Search indexes of the packs with their settings, and a key for each purpose; nobody needs the master key.

Speaks the engine's HTTP API. A key's value follows from the master key and the key's uid, so applications' keys are
known before the engine has run. Indexes and documents are never deleted.
"""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.request import HTTPSHandler, OpenerDirector, ProxyHandler, Request

from infra.demands import SearchIndex
from infra.errors import UserError
from infra.hooks.access import Access
from infra.hooks.declaration import JSON, Changes
from infra.hooks.waiting import refuses_connections, until_ready
from infra.packs import Pack

MASTER_SECRET = "meilisearch-master"  # noqa: S105 - the name of a secret
METRICS_KEY = "platform-metrics"
INDEX_KEY_SUFFIX = "-index"

_TIMEOUT_SECONDS = 10
_TASK_SECONDS = 60
"""Settings of an index that holds documents make the engine index them again; past this the hook says so and fails."""

_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Key:
    """An API key: what may be done on which indexes. A pattern covers indexes that are declared later."""

    name: str
    actions: tuple[str, ...]
    indexes: tuple[str, ...]

    @property
    def uid(self) -> str:
        """The key's id, the same on every stack; shaped as the version 4 that the API asks for."""
        return str(uuid.UUID(bytes=hashlib.sha256(f"novax:{self.name}".encode()).digest()[:16], version=4))


class SearchError(Exception):
    """The engine refused a request or failed a task; `code` is its own word for why."""

    def __init__(self, what: str, code: str, message: str) -> None:
        super().__init__(f"{what}: {message} ({code})")
        self.code = code


def pack_keys(pack: Pack) -> tuple[Key, ...]:
    """Return the keys of a pack: one to search, one to write documents and see what became of them."""
    indexes = (pack.index_uid("*"),)
    return (
        Key(f"{pack.name}-search", ("search",), indexes),
        Key(index_key(pack), ("documents.add", "documents.delete", "documents.get", "tasks.get"), indexes),
    )


def index_key(pack: Pack) -> str:
    """Return the name of the key with which a pack's documents are written."""
    return f"{pack.name}{INDEX_KEY_SUFFIX}"


def key_value(name: str, master: str) -> str:
    """Return the value of the key of this name: HMAC-SHA256 of its uid under the master key, in hexadecimal."""
    return hmac.digest(master.encode(), Key(name, (), ()).uid.encode(), "sha256").hex()


def keys_of(packs: Sequence[Pack]) -> tuple[Key, ...]:
    """Return every key that is declared."""
    own = tuple(key for pack in packs if pack.search for key in pack_keys(pack))
    return (Key(METRICS_KEY, ("metrics.get",), ("*",)), *own)


def _indexes(packs: Sequence[Pack]) -> dict[str, SearchIndex]:
    return {pack.index_uid(name): index for pack in packs for name, index in pack.search.items()}


def declared(packs: Sequence[Pack]) -> dict[str, JSON]:
    """Return everything that `apply` will see to, for the marker."""
    return {
        "indexes": {uid: index.model_dump(mode="json") for uid, index in _indexes(packs).items()},
        "keys": {
            key.name: {"uid": key.uid, "actions": list(key.actions), "indexes": list(key.indexes)}
            for key in keys_of(packs)
        },
    }


def secret_names(_: Sequence[Pack]) -> tuple[str, ...]:
    """Return the names of all secrets that `apply` needs."""
    return (MASTER_SECRET,)


def apply(access: Access, packs: Sequence[Pack], secrets: Mapping[str, str]) -> Changes:
    """Bring indexes, their settings and keys to what is declared and return what that took.

    Raises:
        UserError: the engine did not come up in time, or an index has another primary key.
        SearchError: the engine refused a request or failed a task.
    """
    engine = Engine(access, secrets[MASTER_SECRET])
    until_ready(f"the search engine at {access}", lambda: engine.call("GET", "/health"), refuses_connections)
    changes: list[str] = []
    for uid, index in _indexes(packs).items():
        changes += _ensure_index(engine, uid, index)
        changes += _ensure_settings(engine, uid, index)
    for key in keys_of(packs):
        changes += _ensure_key(engine, key)
    return tuple(changes)


class Engine:
    """The engine's HTTP API over TLS, with the master key."""

    def __init__(self, access: Access, master: str) -> None:
        self._url = f"https://{access}"
        self._headers = {"Authorization": f"Bearer {master}", "Content-Type": "application/json"}
        # Never through a proxy: the address is this machine's or the cluster's.
        self._opener: OpenerDirector = urllib.request.build_opener(
            ProxyHandler({}), HTTPSHandler(context=access.ssl_context())
        )

    def call(self, method: str, path: str, body: JSON = None) -> Any:  # noqa: ANN401 - JSON
        """Return the decoded answer; a refusal is a `SearchError` that names the request."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(self._url + path, data, self._headers, method=method)  # noqa: S310 - always https
        try:
            with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(f"{method} {path}", error.code, error.read()) from None
        return json.loads(text) if text else None

    def find(self, path: str) -> Any | None:  # noqa: ANN401 - JSON
        """Return what is at the path, nothing when the engine does not know it."""
        try:
            return self.call("GET", path)
        except SearchError as error:
            if error.code.endswith("_not_found"):
                return None
            raise

    def change(self, method: str, path: str, body: JSON) -> None:
        """Make a change that the engine queues as a task, and wait until it is done."""
        task = self.call(method, path, body)["taskUid"]
        deadline = time.monotonic() + _TASK_SECONDS
        while (state := self.call("GET", f"/tasks/{task}"))["status"] in ("enqueued", "processing"):
            if time.monotonic() > deadline:
                raise UserError(
                    f"{method} {path} has not finished within {_TASK_SECONDS} s; the engine goes on with it as task "
                    f"{task}; run this again later"
                )
            time.sleep(_POLL_SECONDS)
        if state["status"] != "succeeded":
            # A canceled task has no error.
            error: Mapping[str, str] = state["error"] or {"code": state["status"], "message": "the task was stopped"}
            raise SearchError(f"{method} {path}", error["code"], error["message"])


def _refusal(what: str, status: int, body: bytes) -> SearchError:
    try:
        answer: Mapping[str, str] = json.loads(body)
    except json.JSONDecodeError:
        # Not the engine's own words: something between here and there answered.
        answer = {"code": f"http_{status}", "message": "no reason given"}
    return SearchError(what, answer["code"], answer["message"])


def _ensure_index(engine: Engine, uid: str, index: SearchIndex) -> Changes:
    present = engine.find(f"/indexes/{uid}")
    if present is None:
        engine.change("POST", "/indexes", {"uid": uid, "primaryKey": index.primary_key})
        return (f"created index {uid}",)
    if present["primaryKey"] != index.primary_key:
        raise UserError(
            f"index {uid} has the primary key {present['primaryKey']!r} but is declared with {index.primary_key!r}, "
            "which the engine cannot change; declare the index under a new name, or delete the old one by hand"
        )
    return ()


def _ensure_settings(engine: Engine, uid: str, index: SearchIndex) -> Changes:
    path = f"/indexes/{uid}/settings"
    present = engine.call("GET", path)
    wanted: dict[str, JSON] = {}
    if present["searchableAttributes"] != list(index.searchable):
        wanted["searchableAttributes"] = list(index.searchable)
    if not _same_set(present["filterableAttributes"], index.filterable):
        wanted["filterableAttributes"] = list(index.filterable)
    if not _same_set(present["sortableAttributes"], index.sortable):
        wanted["sortableAttributes"] = list(index.sortable)
    if not wanted:
        return ()
    engine.change("PATCH", path, wanted)
    return (f"set {', '.join(wanted)} of index {uid}",)


def _ensure_key(engine: Engine, key: Key) -> Changes:
    path = f"/keys/{key.uid}"
    present = engine.find(path)
    if present is not None:
        if rights_agree(key, present):
            return ()
        # A key's rights cannot be edited; made again under the same uid it keeps its value.
        engine.call("DELETE", path)
    body: dict[str, JSON] = {
        "uid": key.uid,
        "name": key.name,
        "actions": list(key.actions),
        "indexes": list(key.indexes),
        "expiresAt": None,
    }
    engine.call("POST", "/keys", body)
    return (f"set key {key.name}",)


def rights_agree(key: Key, present: Mapping[str, Any]) -> bool:
    """Tell whether a key as the engine tells it may do what is declared, and for ever."""
    rights = _same_set(present["actions"], key.actions) and _same_set(present["indexes"], key.indexes)
    return rights and present["expiresAt"] is None


def _same_set(present: Sequence[object], wanted: Sequence[object]) -> bool:
    """Compare lists whose order means nothing; somebody may have put objects where names are declared."""
    return sorted(map(json.dumps, present)) == sorted(map(json.dumps, wanted))
