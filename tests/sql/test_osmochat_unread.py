"""Pack osmochat under concurrent writers: what a conversation says of its messages stays right, and nobody deadlocks.

Each statement writes to two conversations, in both orders. What one session can show is in the pack's pgTAP files.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.cli import pack_database
from infra.cli.running import Running
from infra.hooks.primary import Login
from infra.migrations import builds
from infra.packs import Pack
from infra.seeding import runs
from infra.seeding.loading import silent
from infra.seeding.seed import Plan
from tests.chosen import chosen
from tests.home import at_home

WRITERS, ROUNDS = 6, 40

WRITE = """
insert into messages (conversation_id, direction, content) values (%(one)s, 'inbound', 'x'), (%(other)s, 'inbound', 'x')
"""
# Messages are locked in one order, as whoever changes several rows must; the order of conversations is the pack's part.
READ = """
update messages set is_read = true
where id in (
    select id from messages where not is_read and conversation_id in (%(one)s, %(other)s)
    order by id limit 3 for update
)
"""
REMOVE = "delete from messages where id in (select id from messages where conversation_id = %(other)s limit 1)"

WRONG = """
select c.id, c.unread_count, count(m.id) filter (where m.direction = 'inbound' and not m.is_read) as unread
from conversations as c left join messages as m on c.id = m.conversation_id
group by c.id
having
    c.unread_count <> count(m.id) filter (where m.direction = 'inbound' and not m.is_read)
    or c.last_message_time is distinct from max(m.created_at)
"""


@pytest.fixture
def login(running: Running, packs: Sequence[Pack]) -> Iterator[Login]:
    """Return the superuser's login to a fresh build of the pack with a small seed."""
    pack = chosen(packs, "osmochat")
    at = pack_database.of(running, pack)
    with builds.built(at_home(at.superuser), at.migrator, pack, "test") as found:
        runs.run(found, pack, Plan(0.01, 1, runs.today()), silent)
        yield found


def write(login: Login, number: int, first: str, second: str) -> None:
    with login.connect() as connection:
        for turn in range(ROUNDS):
            one, other = (first, second) if (number + turn) % 2 else (second, first)
            for statement, every in ((WRITE, 1), (READ, 7), (REMOVE, 11)):
                if turn % every == 0:
                    connection.execute(statement.encode(), {"one": one, "other": other})


def test_counters_are_right_after_writers_who_cross(login: Login) -> None:
    with login.connect() as connection:
        assert connection.execute(WRONG).fetchall() == []
        first, second = (row[0] for row in connection.execute("select id from conversations order by id limit 2"))
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(write, login, number, first, second) for number in range(WRITERS)]:
            done.result()
    with login.connect() as connection:
        assert connection.execute(WRONG).fetchall() == []
