"""Events that applications cause reach their streams by themselves, each once, also while the relay is killed."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from infra.cli.running import Running
from infra.packs import Pack
from infra.services.relay import SERVICE
from tests.chosen import chosen
from tests.smoke import authors, clients, engine
from tests.smoke.authors import PACK, STREAM, Author
from tests.smoke.waiting import eventually

pytestmark = pytest.mark.disruptive

ARRIVES_SECONDS = 10.0
RETURNS_SECONDS = 90.0
"""A killed container is started, signs in everywhere, and goes on."""

DOCUMENTS = 150
SCRAPED_SECONDS = 45.0


@pytest.fixture
def author(running: Running, packs: Sequence[Pack]) -> Iterator[Author]:
    """Make an author, and take all of it back afterwards."""
    with authors.author(running, chosen(packs, "novax")) as made:
        yield made


def test_what_an_application_writes_is_on_the_stream_within_seconds(running: Running, author: Author) -> None:
    document = author.write(1)[0]

    def arrived() -> None:
        found = asyncio.run(_messages(running, author))
        assert found == {document: 1}

    eventually(arrived, within=ARRIVES_SECONDS)
    eventually(lambda: _all_marked(author), within=ARRIVES_SECONDS)


@pytest.mark.timeout(300)
def test_a_killed_relay_loses_nothing_and_repeats_nothing(running: Running, author: Author) -> None:
    """Kill it while events come, twice, so that it dies with a batch in its hands; write on meanwhile."""
    (container,) = running.services[SERVICE].members.values()
    written: list[str] = []
    for _ in range(2):
        written += author.write(DOCUMENTS)
        engine.kill(container)
        written += author.write(DOCUMENTS)
        engine.start_again(container)
    eventually(lambda: _all_marked(author), within=RETURNS_SECONDS)
    assert asyncio.run(_messages(running, author)) == dict.fromkeys(written, 1)


def test_prometheus_knows_how_the_relay_does(running: Running, packs: Sequence[Pack]) -> None:
    def known() -> None:
        up = {labels["pack"]: value for labels, value in clients.metrics(running, "novax_outbox_relay_up")}
        assert up == {pack.name: 1.0 for pack in packs}
        lags = clients.metrics(running, "novax_outbox_lag_seconds")
        assert {labels["pack"] for labels, _ in lags} == set(up)
        missing = {labels["stream"]: value for labels, value in clients.metrics(running, "novax_stream_missing_events")}
        assert missing == {stream: 0.0 for pack in packs for stream in pack.streams}

    eventually(known, within=SCRAPED_SECONDS)


def _all_marked(author: Author) -> None:
    assert author.waiting() == 0


async def _messages(running: Running, author: Author) -> Counter[str]:
    """Return how often each document of the author's is on the stream, by the events of its creation."""
    found: Counter[str] = Counter()
    async with clients.events(running, "nats") as client:
        stream = client.jetstream(domain=PACK)
        for sequence in range(author.place + 1, (await stream.stream_info(STREAM)).state.last_seq + 1):
            message = await stream.get_msg(STREAM, sequence)
            assert message.headers
            assert message.headers["Nats-Msg-Id"].startswith("novax-")
            if author.project in json.dumps(json.loads(message.data or b"{}")):
                found[message.headers["Novax-Aggregate"].rpartition("/")[2]] += 1
    return found
