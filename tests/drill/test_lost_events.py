"""A stream whose files are cut off: it is noticed, and every event comes back where it was."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from nats.js.errors import NotFoundError

from infra.cli.running import Running
from infra.packs import Pack
from infra.specs import DATA_DIR
from tests.chosen import chosen
from tests.smoke import authors, clients, engine, novax
from tests.smoke.authors import PACK, STREAM, Author
from tests.smoke.waiting import eventually

pytestmark = pytest.mark.timeout(400)

DOCUMENTS = 100
ARRIVES_SECONDS = 30.0
NOTICED_SECONDS = 120.0
"""The server comes back, the relay looks, Prometheus asks and evaluates."""

LAST = f"last=$(find {DATA_DIR} -path '*/{STREAM}/msgs/*.blk' | sort -V | tail -n 1)"
CUT = f'{LAST} && truncate -s $(($(stat -c %s "$last") / 2)) "$last" && rm -f "$(dirname "$last")/index.db"'
"""Half of what was written last is gone, and with it the server's own note of how much there was."""


@pytest.fixture
def author(running: Running, packs: Sequence[Pack]) -> Iterator[Author]:
    """Make an author, and take all of it back afterwards."""
    with authors.author(running, chosen(packs, "novax")) as made:
        yield made


def test_what_a_stream_lost_is_noticed_and_comes_back(running: Running, author: Author) -> None:
    (container,) = running.services["nats"].members.values()
    since = (datetime.now(UTC) - timedelta(seconds=5)).isoformat()
    author.write(DOCUMENTS)
    eventually(lambda: _waiting(author, 0), within=ARRIVES_SECONDS)
    before = asyncio.run(_messages(running))

    engine.output(container, CUT)
    engine.kill(container)
    engine.start_again(container)
    held = eventually(lambda: asyncio.run(_messages(running)), within=NOTICED_SECONDS, on=Exception)
    lost = len(before) - len(held)
    assert lost > 0
    eventually(lambda: _alarmed(running, lost), within=NOTICED_SECONDS)

    # What comes meanwhile waits: consumers would take its number for one that they know.
    author.write(1)
    _waiting(author, 1)
    assert asyncio.run(_messages(running)) == held
    assert f"replay {STREAM}" in engine.log(running.services["relay"].members["relay"], "--since", "5m")

    assert _replay(running, since, "--dry-run") == {
        "looked": DOCUMENTS,
        "missing": lost,
        "published": 0,
        "restarted": [],
    }
    assert _replay(running, since) == {"looked": DOCUMENTS, "missing": lost, "published": lost, "restarted": []}
    eventually(lambda: _waiting(author, 0), within=ARRIVES_SECONDS)
    after = asyncio.run(_messages(running))
    assert {number: after[number] for number in before} == before
    assert len(after) == len(before) + 1
    eventually(lambda: _quiet(running), within=NOTICED_SECONDS)


def _replay(running: Running, since: str, *options: str) -> dict[str, Any]:
    said = novax.run("events", "replay", STREAM, "--since", since, "-s", running.stack, "--json", *options)
    # Progress is in front of it.
    return json.loads(said[said.index("{") :])


def _waiting(author: Author, count: int) -> None:
    assert author.waiting() == count


def _alarmed(running: Running, lost: int) -> None:
    series = f'{{stream="{STREAM}"}}'
    assert [value for _, value in clients.metrics(running, f"novax_stream_missing_events{series}")] == [lost]
    alert = f'ALERTS{{alertname="StreamLostEvents",alertstate="firing",stream="{STREAM}"}}'
    assert clients.metrics(running, alert)


def _quiet(running: Running) -> None:
    series = f'{{stream="{STREAM}"}}'
    assert [value for _, value in clients.metrics(running, f"novax_stream_missing_events{series}")] == [0]


async def _messages(running: Running) -> dict[int, str]:
    """Return the stream's messages: their ids by their numbers."""
    found: dict[int, str] = {}
    async with clients.events(running, "nats") as client:
        stream = client.jetstream(domain=PACK)
        state = (await stream.stream_info(STREAM)).state
        for sequence in range(state.first_seq, state.last_seq + 1):
            try:
                message = await stream.get_msg(STREAM, sequence)
            except NotFoundError:
                continue
            found[sequence] = (message.headers or {}).get("Nats-Msg-Id", "")
    return found
