"""The seed of pack campaigns: users by plan, their contacts, campaigns and messages; counters come by counting."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from infra.seeding.chance import Chance, scaled, shares, tenants
from infra.seeding.seed import Check, Plan, Seed
from infra.seeding.tables import Row, Table
from infra.seeding.texts import Writer, email

DAYS = 300
"""How far messages go back; the pack keeps twelve months of them."""

_USERS, _CONTACTS, _MESSAGES = 40, 15_000, 100_000
"""At scale 1."""

_EVENT_DAYS = 7
_PLANS = ("enterprise", "pro", "starter", "trial")
_PLACES = 0.05, 0.25, 0.6
"""Up to which part of all users, the largest first, each plan but the last goes."""

USERS = Table(
    "users",
    (
        *("id", "uuid", "email", "name", "subscription_plan", "subscription_status", "subscription_expires_at"),
        *("timezone", "created_at", "updated_at"),
    ),
)
LIMITS = Table(
    "user_limits",
    (
        *("id", "user_id", "messages_daily_limit", "messages_monthly_limit", "ai_requests_daily_limit"),
        *("whatsapp_accounts_limit", "contacts_limit", "campaigns_limit"),
    ),
)
ACCOUNTS = Table(
    "whatsapp_accounts",
    ("id", "user_id", "phone_number", "display_name", "status", "last_connected_at", "created_at", "updated_at"),
)
GROUPS = Table("contact_groups", ("id", "user_id", "name", "description", "created_at", "updated_at"))
CONTACTS = Table(
    "contacts",
    (
        *("id", "user_id", "phone_number", "name", "group_id", "is_active", "last_message_at"),
        *("created_at", "updated_at"),
    ),
)
CAMPAIGNS = Table(
    "campaigns",
    (
        *("id", "user_id", "whatsapp_account_id", "name", "template_content", "target_type", "target_group_id"),
        *("status", "scheduled_at", "started_at", "completed_at", "total_contacts", "created_at", "updated_at"),
    ),
)
MESSAGES = Table(
    "messages",
    (
        *("id", "user_id", "campaign_id", "whatsapp_account_id", "contact_id", "phone_number", "message_content"),
        *("status", "error_message", "sent_at", "delivered_at", "read_at", "created_at"),
    ),
)
USAGE = Table("usage_logs", ("id", "user_id", "usage_type", "quantity", "metadata", "created_at"))
EVENTS = Table("events", ("user_id", "event_type", "aggregate_id", "aggregate_type", "payload", "status", "created_at"))


@dataclass
class _Numbers:
    """Identities, which count over all users."""

    users: Iterator[int] = field(default_factory=lambda: count(1))
    accounts: Iterator[int] = field(default_factory=lambda: count(1))
    groups: Iterator[int] = field(default_factory=lambda: count(1))
    contacts: Iterator[int] = field(default_factory=lambda: count(1))
    campaigns: Iterator[int] = field(default_factory=lambda: count(1))
    messages: Iterator[int] = field(default_factory=lambda: count(1))
    usage: Iterator[int] = field(default_factory=lambda: count(1))


@dataclass
class _Contact:
    id: int
    phone: str
    name: str
    group: int
    born: datetime
    last: datetime | None = None


@dataclass
class _User:
    """One tenant while it is made."""

    chance: Chance
    writer: Writer
    plan: Plan
    numbers: _Numbers
    id: int
    uuid: UUID
    born: datetime
    accounts: list[int] = field(default_factory=list[int])
    groups: list[int] = field(default_factory=list[int])
    contacts: list[_Contact] = field(default_factory=list[_Contact])


def rows(plan: Plan) -> Iterator[Row]:
    """Yield all rows, user by user."""
    users, numbers = tenants(_USERS, plan.scale), _Numbers()
    contacts = shares(scaled(_CONTACTS, plan.scale), users, least=10)
    messages = shares(scaled(_MESSAGES, plan.scale), users, least=20)
    for place in range(users):
        chance = plan.chance("user", place)
        born = plan.ago(DAYS) if place == 0 else chance.moment(plan.ago(DAYS), plan.ago(DAYS / 2))
        writer = Writer(chance, place)
        user = _User(chance, writer, plan, numbers, next(numbers.users), chance.uuid(), born)
        yield from _account(user, place / users)
        yield from _contacts(user, contacts[place])
        yield from _campaigns(user, messages[place])
        for contact in user.contacts:
            values = (contact.phone, contact.name, contact.group, chance.happens(0.95))
            changed = contact.last or contact.born
            yield CONTACTS, (contact.id, user.id, *values, contact.last, contact.born, changed)


def _account(user: _User, part: float) -> Iterator[Row]:
    """Make the user, with a plan by size and limits that the data keeps to."""
    chance, writer, born, until = user.chance, user.writer, user.born, user.plan.until
    plan = _PLANS[sum(part >= place for place in _PLACES)]
    paid = plan != "trial"
    status = "active" if paid or chance.happens(0.7) else "expired"
    ends = until + timedelta(days=chance.between(3, 300)) if status == "active" else until - timedelta(days=5)
    name = writer.name()
    zone = chance.weighted({"Asia/Jakarta": 8, "Asia/Makassar": 2, "UTC": 1})
    yield USERS, (user.id, user.uuid, email(name, user.id), name, plan, status, ends, zone, born, born)
    # As the largest plan needs at this scale; a plan's place is a tenth of the one before.
    most = max(30_000, round(3_000_000 * user.plan.scale)) if plan == "enterprise" else 100_000
    yield LIMITS, (user.id, user.id, most, 10 * most, 1000, 20 if paid else 3, most, 5000)
    for number in range({"enterprise": 5, "pro": 3, "starter": 1, "trial": 1}[plan]):
        account = next(user.numbers.accounts)
        state = "connected" if number == 0 else chance.weighted({"connected": 6, "disconnected": 2, "banned": 1})
        seen = until - chance.seconds(3600)
        yield ACCOUNTS, (account, user.id, writer.phone(), writer.business(), state, seen, born, seen)
        user.accounts.append(account)


def _contacts(user: _User, count_: int) -> Iterator[Row]:
    """Make groups, and contacts in memory: a user's campaigns go to them again and again."""
    for _ in range(max(2, round(count_**0.5 / 6))):
        group = next(user.numbers.groups)
        yield GROUPS, (group, user.id, f"Pelanggan {user.writer.city()}", None, user.born, user.born)
        user.groups.append(group)
    for _ in range(count_):
        group = user.chance.one(user.groups)
        born = user.chance.moment(user.born, user.born + (user.plan.until - user.born) / 2)
        contact = _Contact(next(user.numbers.contacts), user.writer.phone(), user.writer.name(), group, born)
        user.contacts.append(contact)


def _campaigns(user: _User, messages: int) -> Iterator[Row]:
    chance, until = user.chance, user.plan.until
    left = messages
    while left > 0:
        size = min(left, len(user.contacts), chance.size(max(20, messages / 30), most=5000, spread=0.6))
        started = chance.moment(user.born + (until - user.born) / 2, until - timedelta(days=1))
        yield from _campaign(user, size, started)
        left -= size
    for state, ahead in (("draft", None), ("scheduled", until + timedelta(days=chance.between(2, 20)))):
        born = until - timedelta(days=chance.between(1, 3))
        yield from _planned(user, state, ahead, born)
    yield from _other_usage(user)


def _planned(user: _User, status: str, ahead: datetime | None, born: datetime) -> Iterator[Row]:
    campaign, topic = next(user.numbers.campaigns), user.writer.topic()
    text, title = user.writer.answer(topic), user.writer.title(topic)
    total = len(user.contacts)
    fate = (status, ahead, None, None, total, born, born)
    yield CAMPAIGNS, (campaign, user.id, user.accounts[0], title, text, "all", None, *fate)
    yield _event(user, campaign, status, born)


def _campaign(user: _User, size: int, started: datetime) -> Iterator[Row]:
    """Make one campaign that was sent, its messages, and what is billed of them."""
    chance, writer = user.chance, user.writer
    campaign, account, topic = next(user.numbers.campaigns), chance.one(user.accounts), writer.topic()
    text, title = writer.answer(topic), writer.title(topic)
    running = started > user.plan.ago(1.5) and chance.happens(0.5)
    ended = None if running else started + timedelta(seconds=size)
    status = "running" if running else "completed"
    first = chance.between(0, len(user.contacts) - size)
    for place, contact in enumerate(user.contacts[first : first + size]):
        yield _message(user, campaign, account, contact, text, started, place, queued=running)
    born = started - timedelta(hours=chance.between(1, 48))
    fate = (status, started, started, ended, size, born, ended or started)
    yield CAMPAIGNS, (campaign, user.id, account, title, text, "custom", None, *fate)
    billed = {"campaign_id": campaign}
    yield USAGE, (next(user.numbers.usage), user.id, "message", size, billed, started)
    if born > user.plan.ago(_EVENT_DAYS):
        yield _event(user, campaign, status, born)


def _message(  # noqa: PLR0913, PLR0917  # the facts of a message
    user: _User,
    campaign: int,
    account: int,
    contact: _Contact,
    text: str,
    started: datetime,
    place: int,
    *,
    queued: bool,
) -> Row:
    chance = user.chance
    status = chance.weighted({"read": 50, "delivered": 33, "sent": 10, "failed": 7})
    if queued and chance.happens(0.6):
        status = "queued"
    sent = started + timedelta(seconds=place) if status in {"sent", "delivered", "read"} else None
    delivered = sent + chance.seconds(20) if sent and status != "sent" else None
    read = delivered + chance.seconds(7200) if delivered and status == "read" else None
    if read and read >= user.plan.until:
        read = user.plan.until
    error = chance.one(("not on WhatsApp", "rate limited", "blocked")) if status == "failed" else None
    if sent and (contact.last is None or sent > contact.last):
        contact.last = sent
    message = next(user.numbers.messages)
    to = (account, contact.id, contact.phone, text)
    return MESSAGES, (message, user.id, campaign, *to, status, error, sent, delivered, read, started)


def _other_usage(user: _User) -> Iterator[Row]:
    chance = user.chance
    for _ in range(chance.size(25, most=200)):
        kind = chance.weighted({"ai_request": 3, "api_call": 2})
        at = chance.moment(user.born, user.plan.until)
        yield USAGE, (next(user.numbers.usage), user.id, kind, chance.between(1, 5), None, at)


def _event(user: _User, campaign: int, status: str, at: datetime) -> Row:
    payload: dict[str, Any] = {
        "id": campaign,
        "user_id": user.id,
        "user_uuid": str(user.uuid),
        "status": status,
        "actor_id": str(user.uuid),
        "changed": [],
        "occurred_at": at.astimezone(UTC).isoformat(),
    }
    return EVENTS, (user.id, "campaign.created", campaign, "campaigns", payload, "published", at)


SEED = Seed(
    tables=(USERS, LIMITS, ACCOUNTS, GROUPS, CONTACTS, CAMPAIGNS, MESSAGES, USAGE, EVENTS),
    rows=rows,
    rows_at_scale_1=120_000,
    days=DAYS + 30,
    partitioned=("messages",),
    # The pack's own way after a load without triggers; the checks below count another way.
    after=("select private.recount()",),
    # What counters still have to be told: nothing, once all is counted.
    unfilled=("campaign_deltas", "contact_group_deltas", "daily_deltas"),
    checks=(
        Check(
            "campaigns' counters are those of their messages",
            "select c.id from campaigns as c where (c.messages_sent, c.messages_delivered, c.messages_failed) <> "
            "(select count(*) filter (where m.sent_at is not null), "
            "count(*) filter (where m.delivered_at is not null), "
            "count(*) filter (where m.status = 'failed') from messages as m where m.campaign_id = c.id)",
        ),
        Check(
            "as many messages as contacts, as analytics say",
            "select a.campaign_id from campaign_analytics as a inner join campaigns as c on c.id = a.campaign_id "
            "where c.status in ('running', 'completed') and a.total_contacts <> "
            "a.messages_queued + a.messages_sent + a.messages_failed",
        ),
        Check(
            "groups' counts are those of their contacts",
            "select g.id from contact_groups as g left join contacts as c on c.group_id = g.id group by g.id "
            "having g.contact_count <> count(c.id)",
        ),
        Check(
            "days add up to what was sent and is billed",
            "select u.id from users as u where (select sum(d.messages_sent) from daily_analytics as d "
            "where d.user_id = u.id) <> (select count(*) from messages as m where m.user_id = u.id "
            "and m.sent_at is not null) or (select count(*) from messages as m where m.user_id = u.id) <> "
            "(select sum(l.quantity) from usage_logs as l where l.user_id = u.id and l.usage_type = 'message')",
        ),
        Check(
            "nobody is beyond a limit",
            "select w.user_id, w.limit_name from current_usage as w where w.used > w.allowed",
        ),
        Check(
            "each message names a contact, a number and an account of its user",
            "select m.id from messages as m left join contacts as c on c.id = m.contact_id and c.user_id = m.user_id "
            "and c.phone_number = m.phone_number left join whatsapp_accounts as w on w.id = m.whatsapp_account_id "
            "and w.user_id = m.user_id where c.id is null or w.id is null",
        ),
        Check(
            "nothing happened before its cause",
            "select id from messages where sent_at < created_at or delivered_at < sent_at or read_at < delivered_at "
            "or created_at > now()",
        ),
    ),
)
