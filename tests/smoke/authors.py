"""Somebody who writes documents, for tests of the events that this causes."""

# nats-py leaves the keyword arguments of its calls untyped:
# pyright: reportUnknownMemberType=false
import asyncio
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import psycopg

from infra.cli import pack_database
from infra.cli.running import Running
from infra.packs import Pack
from tests.home import at_home
from tests.smoke import clients

PACK = "novax"
STREAM = "NOVAX_DOCUMENTS"


@dataclass(frozen=True)
class Author:
    """Somebody who may write documents in a project, and the place in the stream before they did."""

    running: Running
    pack: Pack
    user: str
    project: str
    place: int

    def write(self, count: int) -> list[str]:
        """Write documents as the application does, each in a transaction of its own, and return their ids."""
        written: list[str] = []
        with clients.postgres(self.running, f"{self.pack.name}-app", self.pack.database) as app:
            for _ in range(count):
                with app.transaction():
                    app.execute("select set_config('app.current_user_id', %s, true)", (self.user,))
                    values = (self.project, self.user)
                    query = (
                        "insert into documents (project_id, author_id, title) values (%s, %s, 'x') returning id::text"
                    )
                    written.append(clients.value(app, query, *values))
        return written

    def waiting(self) -> int:
        """Return how many of their events wait to be published."""
        with superuser(self.running, self.pack) as connection:
            query = "select count(*) from events where status = 'pending' and payload ->> 'project_id' = %s"
            return clients.value(connection, query, self.project)


@contextmanager
def author(running: Running, pack: Pack) -> Generator[Author]:
    """Make an author with an organization and a project, and take all of it back afterwards, messages included."""
    user, organization, project = (str(uuid.uuid4()) for _ in range(3))
    place = asyncio.run(_last(running))
    with superuser(running, pack) as connection:
        connection.execute(
            "insert into users (id, email, username) values (%s, %s, %s)", (user, f"{user}@e.test", user)
        )
        connection.execute(
            "insert into organizations (id, name, slug, owner_id) values (%s, 'Relay', %s, %s)",
            (organization, organization, user),
        )
        connection.execute("insert into projects (id, org_id, name) values (%s, %s, 'Relay')", (project, organization))
    yield Author(running, pack, user, project, place)
    with superuser(running, pack) as connection:
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


def superuser(running: Running, pack: Pack) -> psycopg.Connection:
    """Return a superuser's session in a pack's database."""
    return at_home(replace(pack_database.of(running, pack).superuser, database=pack.database)).connect()


async def _last(running: Running) -> int:
    async with clients.events(running, "nats") as client:
        return (await client.jetstream(domain=PACK).stream_info(STREAM)).state.last_seq


async def _forget(running: Running, place: int) -> None:
    async with clients.events(running, "nats") as client:
        stream = client.jetstream(domain=PACK)
        for sequence in range(place + 1, (await stream.stream_info(STREAM)).state.last_seq + 1):
            await stream.delete_msg(STREAM, sequence)
