"""Events that applications cause reach their streams by themselves, each once, also while the relay is killed."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import json
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import psycopg
import pytest

from infra.cli import pack_database
from infra.cli.running import Running
from infra.packs import Pack
from infra.services.relay import SERVICE
from tests.chosen import chosen
from tests.smoke import clients, engine
from tests.smoke.waiting import eventually

ARRIVES_SECONDS = 10.0
RETURNS_SECONDS = 90.0
"""A killed container is started, signs in everywhere, and goes on."""

DOCUMENTS = 150
STREAM = "NOVAX_DOCUMENTS"
SCRAPED_SECONDS = 45.0


@dataclass(frozen=True)
class Author:
    """Somebody who may write documents in a project, and the place in the stream before they did."""

    pack: Pack
    user: str
    project: str
    place: int


@pytest.fixture
def author(running: Running, packs: Sequence[Pack]) -> Iterator[Author]:
    """Make an author with an organization and a project, and take all of it back afterwards, messages included."""
    pack = chosen(packs, "novax")
    user, organization, project = (str(uuid.uuid4()) for _ in range(3))
    place = asyncio.run(_last(running))
    with _superuser(running, pack) as connection:
        connection.execute(
            "insert into users (id, email, username) values (%s, %s, %s)", (user, f"{user}@e.test", user)
        )
        connection.execute(
            "insert into organizations (id, name, slug, owner_id) values (%s, 'Relay', %s, %s)",
            (organization, organization, user),
        )
        connection.execute("insert into projects (id, org_id, name) values (%s, %s, 'Relay')", (project, organization))
    yield Author(pack, user, project, place)
    with _superuser(running, pack) as connection:
        # Without triggers: deleting must cause no events.
        connection.execute("set session_replication_role = replica")
        connection.execute("delete from audit_log where org_id = %s", (organization,))
        connection.execute("delete from events where org_id = %s", (organization,))
        connection.execute("delete from documents where project_id = %s", (project,))
        connection.execute("delete from projects where id = %s", (project,))
        connection.execute("delete from org_members where org_id = %s", (organization,))
        connection.execute("delete from organizations where id = %s", (organization,))
        connection.execute("delete from users where id = %s", (user,))
    asyncio.run(_forget(running, place))


def _superuser(running: Running, pack: Pack) -> psycopg.Connection:
    return replace(pack_database.of(running, pack).superuser, database=pack.database).connect()


def test_what_an_application_writes_is_on_the_stream_within_seconds(running: Running, author: Author) -> None:
    document = _write(running, author, 1)[0]

    def arrived() -> None:
        found = asyncio.run(_messages(running, author))
        assert found == {document: 1}

    eventually(arrived, within=ARRIVES_SECONDS)
    eventually(lambda: _all_marked(running, author), within=ARRIVES_SECONDS)


@pytest.mark.disruptive
@pytest.mark.timeout(300)
def test_a_killed_relay_loses_nothing_and_repeats_nothing(running: Running, author: Author) -> None:
    """Kill it while events come, twice, so that it dies with a batch in its hands; write on meanwhile."""
    (container,) = running.services[SERVICE].members.values()
    written: list[str] = []
    for _ in range(2):
        written += _write(running, author, DOCUMENTS)
        engine.kill(container)
        written += _write(running, author, DOCUMENTS)
        engine.start_again(container)
    eventually(lambda: _all_marked(running, author), within=RETURNS_SECONDS)
    assert asyncio.run(_messages(running, author)) == dict.fromkeys(written, 1)


def test_prometheus_knows_how_the_relay_does(running: Running, packs: Sequence[Pack]) -> None:
    def known() -> None:
        up = {labels["pack"]: value for labels, value in clients.metrics(running, "novax_outbox_relay_up")}
        assert up == {pack.name: 1.0 for pack in packs}
        lags = clients.metrics(running, "novax_outbox_lag_seconds")
        assert {labels["pack"] for labels, _ in lags} == set(up)

    eventually(known, within=SCRAPED_SECONDS)


def _write(running: Running, author: Author, count: int) -> list[str]:
    """Write documents as the application does, each in a transaction of its own, and return their ids."""
    written: list[str] = []
    with clients.postgres(running, f"{author.pack.name}-app", author.pack.database) as app:
        for _ in range(count):
            with app.transaction():
                app.execute("select set_config('app.current_user_id', %s, true)", (author.user,))
                values = (author.project, author.user)
                query = "insert into documents (project_id, author_id, title) values (%s, %s, 'x') returning id::text"
                written.append(clients.value(app, query, *values))
    return written


def _all_marked(running: Running, author: Author) -> None:
    with _superuser(running, author.pack) as connection:
        query = "select count(*) from events where status = 'pending' and payload ->> 'project_id' = %s"
        assert connection.execute(query, (author.project,)).fetchone() == (0,)


async def _last(running: Running) -> int:
    async with clients.events(running, "nats") as client:
        return (await client.jetstream().stream_info(STREAM)).state.last_seq


async def _messages(running: Running, author: Author) -> Counter[str]:
    """Return how often each document of the author's is on the stream, by the events of its creation."""
    found: Counter[str] = Counter()
    async with clients.events(running, "nats") as client:
        stream = client.jetstream()
        for sequence in range(author.place + 1, (await stream.stream_info(STREAM)).state.last_seq + 1):
            message = await stream.get_msg(STREAM, sequence)
            assert message.headers
            assert message.headers["Nats-Msg-Id"].startswith("novax-")
            if author.project in json.dumps(json.loads(message.data or b"{}")):
                found[message.headers["Novax-Aggregate"].rpartition("/")[2]] += 1
    return found


async def _forget(running: Running, place: int) -> None:
    async with clients.events(running, "nats") as client:
        stream = client.jetstream()
        for sequence in range(place + 1, (await stream.stream_info(STREAM)).state.last_seq + 1):
            await stream.delete_msg(STREAM, sequence)
