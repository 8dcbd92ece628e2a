"""An application at the search engine: other packs' indexes, and the engine itself."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from infra.cli.running import Running
from infra.hooks.search import key_value
from infra.packs import Pack
from tests.attack.strangers.tries import Tries, attack
from tests.smoke import clients


@pytest.fixture
def keys(running: Running, packs: Sequence[Pack]) -> Mapping[str, str]:
    """Return the searching and the indexing key of the first pack that has any."""
    if not running.services["meilisearch"].present:
        pytest.skip("the search engine's image has no source here")
    pack = next(pack for pack in packs if pack.search)
    found = {"meilisearch": running.account(f"{pack.name}-meilisearch").password}
    return {**found, "search": key_value(f"{pack.name}-search", running.accounts["meilisearch"].password)}


def _ask(running: Running, key: str, method: str, path: str, body: object = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return clients.http(running, running.endpoints["meilisearch"], path, method=method, headers=headers, body=body)


@attack("an application with its key for searching", "another pack's documents, or the engine's own business")
def test_the_searching_key(running: Running, packs: Sequence[Pack], keys: Mapping[str, str], tries: Tries) -> None:
    having = [pack for pack in packs if pack.search]
    theirs = having[1].index_uid(next(iter(having[1].search)))
    mine = having[0].index_uid(next(iter(having[0].search)))
    deeds: list[tuple[str, str, object]] = [
        ("POST", f"/indexes/{theirs}/search", {"q": ""}),
        ("GET", f"/indexes/{theirs}/documents", None),
        ("POST", f"/indexes/{mine}/documents", [{"id": "x"}]),
        ("POST", "/multi-search", {"queries": [{"indexUid": theirs, "q": ""}]}),
        ("POST", "/multi-search", {"federation": {}, "queries": [{"indexUid": theirs}]}),
        ("POST", "/swap-indexes", [{"indexes": [mine, theirs]}]),
        ("DELETE", f"/indexes/{mine}", None),
        ("GET", "/keys", None),
        ("POST", "/keys", {"actions": ["*"]}),
        ("POST", "/dumps", None),
        ("POST", "/snapshots", None),
        ("GET", "/tasks", None),
        ("POST", "/tasks/cancel?uids=1", None),
        ("GET", "/stats", None),
        ("GET", "/metrics", None),
        ("GET", "/experimental-features", None),
        ("PATCH", "/experimental-features", {"metrics": True}),
        ("GET", "/logs/stream", None),
        ("PATCH", f"/indexes/{mine}/settings", {"rankingRules": []}),
        ("POST", f"/indexes/{mine}/facet-search", {"facetName": "x"}),
        ("GET", "/indexes", None),
    ]
    for method, path, body in deeds:
        status, answer = _ask(running, keys["search"], method, path, body)
        tries.note(f"{method} {path}", answer if status < 400 else "")
    assert _ask(running, keys["search"], "POST", f"/indexes/{mine}/search", {"q": ""})[0] == 200


@attack("an application with its key for indexing", "another pack's index written, or keys")
def test_the_indexing_key(running: Running, packs: Sequence[Pack], keys: Mapping[str, str], tries: Tries) -> None:
    having = [pack for pack in packs if pack.search]
    theirs = having[1].index_uid(next(iter(having[1].search)))
    for method, path, body in (
        ("POST", f"/indexes/{theirs}/documents", [{"id": "x"}]),
        ("DELETE", f"/indexes/{theirs}/documents", None),
        ("POST", f"/indexes/{theirs}/documents/fetch", {}),
        ("POST", "/indexes", {"uid": "stranger"}),
        ("GET", "/keys", None),
        ("POST", "/dumps", None),
        ("DELETE", f"/indexes/{theirs}", None),
    ):
        status, answer = _ask(running, keys["meilisearch"], method, path, body)
        tries.note(f"{method} {path}", answer if status < 400 else "")


@attack("a stranger", "anything of the search engine without a key")
def test_no_key(running: Running, keys: Mapping[str, str], tries: Tries) -> None:
    assert keys
    for path in (
        "/indexes",
        "/keys",
        "/stats",
        "/tasks",
        "/version",
        "/metrics",
        "/dumps",
        "/experimental-features",
        "/logs/stream",
    ):
        for key in ("", "x", "null", "masterKey"):
            status, answer = _ask(running, key, "GET", path)
            tries.note(f"{path} {key}", answer if status < 400 else "")
