"""Livechat's messages a second, sent as its application sends them: a transaction each, through PgBouncer, under the
policies, with every trigger. In the stack's own database, as PgBouncer serves no other; what is added is taken away.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from infra.cli.running import Running
from infra.packs import Pack
from infra.seeding.tables import ours
from infra.toolchain.progress import step
from tests.bench.figures import percentile
from tests.smoke import clients

pytestmark = pytest.mark.disruptive

SECONDS = 15
CLIENTS = 8
CLAIM = 100
"""What the seed asks for: 100 messages a second and more."""

PACK = "livechat"
_BELONGS = ("messages", "events", "audit_log", "conversations", "visitors", "website_admins")


@pytest.fixture
def site(running: Running, packs: tuple[Pack, ...]) -> Iterator[tuple[UUID, UUID, list[UUID]]]:
    """Return a website's id, its admin's, and its conversations', a client each; all are gone afterwards."""
    if PACK not in {pack.name for pack in packs}:
        pytest.skip(f"the stack has no pack {PACK}")
    website, admin, talks = uuid4(), uuid4(), [uuid4() for _ in range(CLIENTS)]
    domain = f"bench-{website.hex[:12]}.example.com"
    with clients.postgres(running, "postgres", PACK, options="-c search_path=public") as connection:
        if not clients.value(connection, "select to_regclass('public.messages') is not null"):
            pytest.skip(f"database {PACK} has not been migrated yet")
        try:
            with connection.transaction():
                connection.execute(
                    "insert into admins (id, email, name) values (%s, %s, 'Bench')", (admin, f"a@{domain}")
                )
                connection.execute(
                    "insert into websites (id, owner_id, name, domain) values (%s, %s, 'Bench', %s)",
                    (website, admin, domain),
                )
                for talk in talks:
                    visitor = uuid4()
                    connection.execute("insert into visitors (id, website_id) values (%s, %s)", (visitor, website))
                    connection.execute(
                        "insert into conversations (id, website_id, visitor_id) values (%s, %s, %s)",
                        (talk, website, visitor),
                    )
            yield website, admin, talks
        finally:
            with connection.transaction():
                # The log takes no DELETE while triggers are on.
                connection.execute("set local session_replication_role = replica")
                for table in _BELONGS:
                    connection.execute(ours(f"delete from {table} where website_id = %s"), (website,))  # noqa: S608
                connection.execute("delete from audit_log where entity_id = %s", (admin,))
                connection.execute("delete from websites where id = %s", (website,))
                connection.execute("delete from admins where id = %s", (admin,))


@pytest.mark.timeout(120)
def test_a_hundred_messages_a_second_go_in(
    running: Running, site: tuple[UUID, UUID, list[UUID]], keep: Callable[[str, object], Path]
) -> None:
    website, admin, talks = site
    end = time.monotonic() + SECONDS
    with step(f"{CLIENTS} clients for {SECONDS} s"), ThreadPoolExecutor(CLIENTS) as pool:
        futures = [pool.submit(_send, running, website, admin, talk, end) for talk in talks]
        taken = [sample for future in futures for sample in future.result()]
    with clients.postgres(running, "postgres", PACK) as connection:
        stored = clients.value(connection, "select count(*) from messages where website_id = %s", website)
    assert stored == len(taken)
    speed = len(taken) / SECONDS
    figures = {
        "messages_per_second": round(speed, 1),
        "clients": CLIENTS,
        "milliseconds": {f"p{round(part * 100)}": round(percentile(taken, part) * 1000, 2) for part in (0.5, 0.99)},
    }
    keep("inserts", figures)
    assert speed >= CLAIM, figures


def _send(running: Running, website: UUID, admin: UUID, talk: UUID, end: float) -> list[float]:
    taken: list[float] = []
    with clients.postgres(running, f"{PACK}-app", PACK) as connection:
        while time.monotonic() < end:
            started = time.perf_counter()
            with connection.transaction():
                connection.execute("select set_config('app.current_user_id', %s, true)", (str(admin),))
                connection.execute(
                    "insert into messages (website_id, conversation_id, sender_type, admin_id, content) "
                    "values (%s, %s, 'admin', %s, 'Halo kak, ada yang bisa dibantu?')",
                    (website, talk, admin),
                )
            taken.append(time.perf_counter() - started)
    return taken
