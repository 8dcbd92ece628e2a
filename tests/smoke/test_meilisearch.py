"""Search: indexes as declared, a key for each purpose that opens its pack's indexes alone."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from infra.cli.running import Endpoint, Running
from infra.hooks.search import key_value
from infra.packs import Pack
from tests.smoke import clients
from tests.smoke.waiting import eventually

DOCUMENT = "novax-smoke"


@pytest.fixture(scope="module")
def endpoint(optional: Callable[[str], Endpoint]) -> Endpoint:
    return optional("meilisearch")


@pytest.fixture(scope="module")
def searching(packs: Sequence[Pack]) -> list[Pack]:
    """Return the packs that have indexes."""
    return [pack for pack in packs if pack.search]


def test_every_declared_index_exists_with_its_settings(
    running: Running, endpoint: Endpoint, searching: Sequence[Pack]
) -> None:
    master = running.accounts["meilisearch"].password
    for pack in searching:
        for name, index in pack.search.items():
            status, found = _ask(running, endpoint, f"/indexes/{pack.index_uid(name)}/settings", key=master)
            assert status == 200, found
            assert found["searchableAttributes"] == list(index.searchable)
            assert set(found["filterableAttributes"]) == set(index.filterable)
            assert set(found["sortableAttributes"]) == set(index.sortable)


@pytest.mark.disruptive
def test_what_the_indexing_key_adds_the_search_key_finds(
    running: Running, endpoint: Endpoint, searching: Sequence[Pack]
) -> None:
    pack = searching[0]
    name, index = next(iter(pack.search.items()))
    path, writing = f"/indexes/{pack.index_uid(name)}", running.account(f"{pack.name}-meilisearch").password
    document = {index.primary_key: DOCUMENT, index.searchable[0]: "Ahrensfelde"}
    status, answer = _ask(running, endpoint, f"{path}/documents", key=writing, method="POST", body=[document])
    assert status == 202, answer

    def found() -> None:
        # With a typing error: that is what a search engine is for.
        query = {"q": "Arensfelde"}
        _, answer = _ask(running, endpoint, f"{path}/search", key=_key(running, f"{pack.name}-search"), body=query)
        assert [hit[index.primary_key] for hit in answer["hits"]] == [DOCUMENT]

    eventually(found)
    _ask(running, endpoint, f"{path}/documents/{DOCUMENT}", key=writing, method="DELETE")


def test_keys_open_no_other_indexes_and_do_nothing_else(
    running: Running, endpoint: Endpoint, searching: Sequence[Pack]
) -> None:
    pack, other = searching[:2]
    own, foreign = (f"/indexes/{p.index_uid(next(iter(p.search)))}" for p in (pack, other))
    key = _key(running, f"{pack.name}-search")
    for path, method, body in (
        (f"{foreign}/search", "POST", {"q": ""}),
        (f"{own}/documents", "POST", [{"id": DOCUMENT}]),
        (own, "DELETE", None),
        ("/keys", "GET", None),
        ("/dumps", "POST", None),
    ):
        status, answer = _ask(running, endpoint, path, key=key, method=method, body=body)
        assert (status, answer["code"]) == (403, "invalid_api_key"), path


@pytest.mark.parametrize("key", ["masterKey", "password", "novax"])
def test_wrong_keys_are_refused(running: Running, endpoint: Endpoint, key: str) -> None:
    status, answer = _ask(running, endpoint, "/indexes", key=key)
    assert (status, answer["code"]) == (403, "invalid_api_key")


def test_nothing_is_shown_without_a_key(running: Running, endpoint: Endpoint) -> None:
    for path in ("/indexes", "/keys", "/stats", "/metrics"):
        status, answer = clients.http(running, endpoint, path)
        assert (status, answer["code"]) == (401, "missing_authorization_header"), path


def _key(running: Running, name: str) -> str:
    return key_value(name, running.accounts["meilisearch"].password)


def _ask(  # noqa: PLR0913  # a request has many parts
    running: Running, endpoint: Endpoint, path: str, *, key: str, method: str = "", body: object = None
) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {key}"}
    verb = method or ("GET" if body is None else "POST")
    return clients.http(running, endpoint, path, method=verb, headers=headers, body=body)
