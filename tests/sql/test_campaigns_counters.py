"""Pack campaigns under concurrent writers: counters stay right, nobody waits for a counter, nobody passes a limit.

Real sessions in threads, on a database of the test's own. What one session can show is in the pack's pgTAP files.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from random import Random
from threading import Event
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors, sql

from infra.cli import pack_database
from infra.cli.running import Running
from infra.hooks.primary import Login
from infra.migrations import builds
from infra.packs import Pack
from tests.chosen import chosen
from tests.home import at_home

WRITERS = 8
"""As many as hold a slot of one user at a time; the ninth would wait."""

LOCK_TIMEOUT = "200ms"
"""A writer that waits for another fails after this."""


@pytest.fixture(scope="module")
def login(running: Running, packs: Sequence[Pack]) -> Iterator[Login]:
    """Return the superuser's login to a fresh build of the pack."""
    pack = chosen(packs, "campaigns")
    at = pack_database.of(running, pack)
    with builds.built(at_home(at.superuser), at.migrator, pack, "test") as found:
        yield found


@pytest.fixture
def owner(login: Login) -> Iterator[psycopg.Connection]:
    """Return a session that acts as the pack's owner, as its jobs do."""
    with login.connect() as connection:
        connection.execute("set role campaigns_owner")
        yield connection


class Tenant:
    """A new user with an account, a group of forty contacts and a campaign, and limits far away."""

    def __init__(self, login: Login) -> None:
        self.login = login
        self.uuid: UUID = uuid4()
        with login.connect() as connection, connection.transaction():
            self.id = number(
                connection,
                "insert into users (uuid, email, name) values (%s, %s, 'T') returning id",
                self.uuid,
                f"{self.uuid}@example.test",
            )
            connection.execute(
                "update user_limits set messages_daily_limit = 1000000, messages_monthly_limit = 1000000 "
                "where user_id = %s",
                (self.id,),
            )
            self.account = number(
                connection,
                "insert into whatsapp_accounts (user_id, phone_number) values (%s, %s) returning id",
                self.id,
                f"+{self.id}",
            )
            self.group = number(
                connection, "insert into contact_groups (user_id, name) values (%s, 'g') returning id", self.id
            )
            connection.execute(
                "insert into contacts (user_id, phone_number, group_id) "
                "select %s, '+62' || n, %s from generate_series(1, 40) as n",
                (self.id, self.group),
            )
            self.campaign = number(
                connection,
                "insert into campaigns (user_id, whatsapp_account_id, name, template_content) "
                "values (%s, %s, 'c', 't') returning id",
                self.id,
                self.account,
            )

    def limit(self, name: str, value: int) -> None:
        """Set one of the user's limits."""
        with self.login.connect() as connection:
            statement = sql.SQL("update user_limits set {} = %s where user_id = %s").format(sql.Identifier(name))
            connection.execute(statement, (value, self.id))

    @contextmanager
    def session(self) -> Generator[psycopg.Connection]:
        """Yield a session of the application, acting for this user, that waits for no lock for long."""
        with self.login.connect() as connection:
            connection.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")
            connection.execute("select set_config('app.current_user_id', %s, false)", (str(self.uuid),))
            connection.execute("set role campaigns_app")
            yield connection

    def send(self, connection: psycopg.Connection, count: int) -> None:
        """Queue messages of the campaign, to as many of its contacts."""
        connection.execute(
            "insert into messages (user_id, campaign_id, whatsapp_account_id, contact_id, phone_number, "
            "message_content) select user_id, %s, %s, id, phone_number, 'hi' from contacts order by id limit %s",
            (self.campaign, self.account, count),
        )

    def used(self, name: str) -> int:
        """Return what is used of a limit."""
        with self.login.connect() as connection:
            return number(
                connection, "select used from current_usage where user_id = %s and limit_name = %s", self.id, name
            )


@pytest.fixture
def tenant(login: Login) -> Tenant:
    """Return a new user."""
    return Tenant(login)


def number(connection: psycopg.Connection, statement: str, *values: object) -> int:
    row = connection.execute(statement, values).fetchone()  # pyright: ignore[reportArgumentType]
    assert row is not None
    return int(row[0])


def assert_counters_are_right(tenant: Tenant, *, folded: bool) -> None:
    """Compare every counter of the user, as readers see it, with what counting gives."""
    with tenant.login.connect() as connection:
        kept = connection.execute(
            "select messages_queued, messages_sent, messages_delivered, messages_read, messages_failed, "
            "messages_queued + messages_sent + messages_failed from campaign_progress where campaign_id = %s",
            (tenant.campaign,),
        ).fetchone()
        counted = connection.execute(
            "select count(*) filter (where status in ('queued', 'sending')), "
            "count(*) filter (where status in ('sent', 'delivered', 'read')), "
            "count(*) filter (where status in ('delivered', 'read')), count(*) filter (where status = 'read'), "
            "count(*) filter (where status = 'failed'), count(*) from messages where campaign_id = %s",
            (tenant.campaign,),
        ).fetchone()
        assert kept == counted
        members = number(connection, "select count(*) from contacts where group_id = %s", tenant.group)
        assert members == number(
            connection, "select contact_count from contact_group_sizes where group_id = %s", tenant.group
        )
        if folded:
            assert counted is not None
            assert connection.execute(
                "select messages_sent, messages_delivered, messages_failed from campaigns where id = %s",
                (tenant.campaign,),
            ).fetchone() == (counted[1], counted[2], counted[4])
            assert members == number(connection, "select contact_count from contact_groups where id = %s", tenant.group)
            pending = (
                "select (select count(*) from campaign_deltas where user_id = %(user)s) "
                "+ (select count(*) from contact_group_deltas where user_id = %(user)s) "
                "+ (select count(*) from daily_deltas where user_id = %(user)s)"
            )
            assert connection.execute(pending, {"user": tenant.id}).fetchone() == (0,)


def test_writers_of_the_same_counters_do_not_wait_for_each_other(tenant: Tenant, owner: psycopg.Connection) -> None:
    with tenant.session() as first:
        tenant.send(first, WRITERS * 5)
        numbers = [row[0] for row in first.execute("select id from messages order by id").fetchall()]
    with ExitStack() as stack:
        sessions = [stack.enter_context(tenant.session()) for _ in range(WRITERS)]
        for index, session in enumerate(sessions):
            session.execute("begin")
            tenant.send(session, 3)
            session.execute("update messages set status = 'delivered' where id = any(%s)", (numbers[index::WRITERS],))
            session.execute(
                "insert into contacts (user_id, phone_number, group_id) values (%s, %s, %s)",
                (tenant.id, f"+65{index}", tenant.group),
            )
        # All eight hold what they have changed, and the folding job passes between them.
        owner.execute("set lock_timeout = '200ms'")
        owner.execute("select private.fold_counters()")
        waiting = number(
            owner,
            "select count(*) from pg_locks as l inner join pg_database as d on d.oid = l.database "
            "where not l.granted and d.datname = current_database()",
        )
        assert waiting == 0
        assert_counters_are_right(tenant, folded=False)
        for index, session in enumerate(sessions):
            session.execute("commit" if index % 2 else "rollback")
    assert_counters_are_right(tenant, folded=False)
    owner.execute("select private.fold_counters()")
    assert_counters_are_right(tenant, folded=True)
    delivered = number(owner, "select messages_delivered from campaigns where id = %s", tenant.campaign)
    assert delivered == WRITERS // 2 * 5
    assert number(owner, "select contact_count from contact_groups where id = %s", tenant.group) == 40 + WRITERS // 2


def test_counters_are_right_after_a_storm_of_inserts_updates_deletes_and_rollbacks(
    tenant: Tenant, owner: psycopg.Connection
) -> None:
    done = Event()

    def write(seed: int) -> int:
        random = Random(seed)  # noqa: S311  # repeatable, not secret
        rolled_back = 0
        with tenant.session() as session:
            for turn in range(25):
                session.execute("begin")
                tenant.send(session, random.randint(1, 5))
                session.execute("savepoint later")
                tenant.send(session, 2)
                if random.random() < 0.5:
                    session.execute("rollback to later")
                status = random.choice(["sending", "sent", "delivered", "read", "failed"])
                session.execute(
                    "update messages set status = %s where id in (select id from messages where mod(id, %s) = %s "
                    "order by created_at desc limit 6 for update skip locked)",
                    (status, WRITERS, seed),
                )
                session.execute(
                    "insert into contacts (user_id, phone_number, group_id) values (%s, %s, %s)",
                    (tenant.id, f"+{seed}-{turn}", tenant.group),
                )
                if turn % 3 == 2:
                    session.execute("delete from contacts where phone_number = %s", (f"+{seed}-{turn - 1}",))
                rolled_back += (back := random.random() < 0.3)
                session.execute("rollback" if back else "commit")
        return rolled_back

    def fold() -> None:
        with tenant.login.connect() as session:
            session.execute("set role campaigns_owner")
            while not done.wait(0.02):
                session.execute("select private.fold_counters()")

    def delete() -> None:
        # As the erasure of contacts does; messages that somebody holds are passed over.
        with tenant.login.connect() as session:
            while not done.wait(0.1):
                session.execute(
                    "delete from messages where id in (select id from messages where user_id = %s "
                    "order by random() limit 3 for update skip locked)",
                    (tenant.id,),
                )

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        others = [pool.submit(fold), pool.submit(delete)]
        try:
            rolled_back = sum(pool.map(write, range(WRITERS)))
        finally:
            done.set()
        for other in others:
            other.result()
    assert 0 < rolled_back < WRITERS * 25
    assert_counters_are_right(tenant, folded=False)
    owner.execute("select private.fold_counters()")
    assert_counters_are_right(tenant, folded=True)
    assert owner.execute("select private.fold_counters()").fetchone() == (0,)


def test_two_sessions_cannot_both_take_the_last_place(tenant: Tenant) -> None:
    tenant.limit("messages_daily_limit", 10)
    with tenant.session() as first, tenant.session() as second:
        for outcome in ("rollback", "commit"):
            first.execute("begin")
            tenant.send(first, 9)
            # Whether there is room is not known before the first has ended, so the second waits.
            with pytest.raises(errors.LockNotAvailable):
                tenant.send(second, 2)
            first.execute(outcome)
            if outcome == "rollback":
                with second.transaction(force_rollback=True):
                    tenant.send(second, 2)
        with pytest.raises(errors.ConfigurationLimitExceeded) as caught:
            tenant.send(second, 2)
        assert caught.value.diag.message_primary == (
            f"messages_daily_limit of user {tenant.id} is 10: 9 used, 2 more asked for"
        )
        assert caught.value.diag.message_hint
        tenant.send(second, 1)
    assert tenant.used("messages_daily_limit") == 10


def add_contact(tenant: Tenant, session: psycopg.Connection) -> None:
    session.execute("insert into contacts (user_id, phone_number) values (%s, %s)", (tenant.id, f"+{uuid4().hex[:18]}"))


def add_account(tenant: Tenant, session: psycopg.Connection) -> None:
    session.execute(
        "insert into whatsapp_accounts (user_id, phone_number) values (%s, %s)", (tenant.id, f"+{uuid4().hex[:18]}")
    )


def add_campaign(tenant: Tenant, session: psycopg.Connection) -> None:
    session.execute(
        "insert into campaigns (user_id, whatsapp_account_id, name, template_content) values (%s, %s, 'c', 't')",
        (tenant.id, tenant.account),
    )


def ask_ai(tenant: Tenant, session: psycopg.Connection) -> None:
    session.execute("insert into usage_logs (user_id, usage_type) values (%s, 'ai_request')", (tenant.id,))


def send_one(tenant: Tenant, session: psycopg.Connection) -> None:
    tenant.send(session, 1)


@pytest.mark.parametrize(
    ("name", "limit", "use"),
    [
        # 100 lets writers run side by side at first and makes them take turns at the end; 3 is near from the start.
        ("messages_daily_limit", 100, send_one),
        ("messages_monthly_limit", 3, send_one),
        ("ai_requests_daily_limit", 60, ask_ai),
        ("contacts_limit", 100, add_contact),
        ("campaigns_limit", 3, add_campaign),
        ("whatsapp_accounts_limit", 3, add_account),
    ],
)
def test_a_limit_is_reached_exactly_and_never_passed(
    tenant: Tenant, name: str, limit: int, use: Callable[[Tenant, psycopg.Connection], None]
) -> None:
    tenant.limit(name, limit)
    before = tenant.used(name)
    refusals: set[str | None] = set()

    def use_up(_: int) -> int:
        used = 0
        with tenant.session() as session:
            session.execute("set lock_timeout = '20s'")
            while True:
                try:
                    use(tenant, session)
                except errors.DeadlockDetected:
                    continue
                except errors.ConfigurationLimitExceeded as refusal:
                    refusals.add(refusal.diag.column_name)
                    return used
                used += 1

    with ThreadPoolExecutor(WRITERS) as pool:
        assert sum(pool.map(use_up, range(WRITERS))) == limit - before
    assert refusals == {name}
    assert tenant.used(name) == limit


def test_a_user_near_a_limit_keeps_nobody_else_waiting(tenant: Tenant, login: Login) -> None:
    other = Tenant(login)
    tenant.limit("messages_daily_limit", 5)
    with tenant.session() as first, other.session() as second:
        first.execute("begin")
        tenant.send(first, 5)
        other.send(second, 5)
        first.execute("rollback")


def test_an_old_snapshot_is_no_way_past_a_limit(tenant: Tenant) -> None:
    with tenant.session() as session:
        session.execute("begin isolation level repeatable read")
        with pytest.raises(errors.FeatureNotSupported, match="read committed"):
            tenant.send(session, 1)
        session.execute("rollback")
