"""The seed of pack livechat: websites of very different sizes, who asks there, who answers, and what was said."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from infra.seeding.chance import Chance, scaled, shares, tenants
from infra.seeding.seed import Check, Plan, Seed
from infra.seeding.tables import Row, Table
from infra.seeding.texts import Writer, email, slug

DAYS = 150
"""How far conversations go back. What is older than 90 days is in the archive: about a quarter, since sites grow."""

_HOT_DAYS, _EVENT_DAYS, _UNDO_DAYS = 90, 7, 30
"""What the pack's retention keeps: messages, published events, what was deleted."""

_WEBSITES, _CONVERSATIONS, _LONG = 25, 13_000, 3
"""At scale 1; the largest website also has a few conversations of about a thousand messages."""

_MEDIAN_MESSAGES = 6
_HASH = "$2b$12$" + "." * 53
"""The form of a bcrypt hash, which no password gives."""

ADMINS = Table("admins", ("id", "email", "name", "password_hash", "status", "created_at", "updated_at"))
WEBSITES = Table("websites", ("id", "owner_id", "name", "domain", "settings", "created_at", "updated_at"))
WEBSITE_ADMINS = Table("website_admins", ("id", "website_id", "admin_id", "role", "created_at"))
VISITORS = Table(
    "visitors",
    (
        *("id", "website_id", "name", "email", "phone", "ip_address", "user_agent", "metadata"),
        *("last_seen_at", "created_at", "updated_at", "deleted_at"),
    ),
)
CONVERSATIONS = Table(
    "conversations",
    (
        *("id", "website_id", "visitor_id", "assigned_admin_id", "subject", "status"),
        *("unread_count", "visitor_unread_count", "last_message_at", "created_at", "updated_at", "deleted_at"),
    ),
)
_MESSAGE = (
    *("id", "website_id", "conversation_id", "sender_type", "admin_id", "content"),
    *("is_read", "read_at", "created_at", "deleted_at"),
)
MESSAGES = Table("messages", _MESSAGE)
ARCHIVE = Table("messages_archive", (*_MESSAGE, "archived_at"))
AUDIT = Table(
    "audit_log",
    ("website_id", "actor_id", "action", "entity_type", "entity_id", "old_value", "new_value", "created_at"),
)
EVENTS = Table(
    "events", ("website_id", "event_type", "aggregate_id", "aggregate_type", "payload", "status", "created_at")
)


@dataclass
class _Website:
    """One tenant while it is made."""

    chance: Chance
    writer: Writer
    plan: Plan
    id: UUID
    opened: datetime
    admins: list[UUID] = field(default_factory=list[UUID])


@dataclass
class _Message:
    """One message while its conversation is made."""

    id: UUID
    sender: str
    admin: UUID | None
    at: datetime
    read_at: datetime | None = None


def rows(plan: Plan) -> Iterator[Row]:
    """Yield all rows, website by website."""
    count = tenants(_WEBSITES, plan.scale)
    for number, conversations in enumerate(shares(scaled(_CONVERSATIONS, plan.scale), count, least=5)):
        chance = plan.chance("website", number)
        opened = plan.ago(DAYS) if number == 0 else chance.moment(plan.ago(DAYS), plan.ago(DAYS / 2))
        website = _Website(chance, Writer(chance, number), plan, chance.uuid(), opened)
        yield from _opening(website, number, conversations)
        long = scaled(_LONG, plan.scale) if number == 0 else 0
        made = 0
        while made < conversations:
            visits = min(chance.size(1.2, most=6), conversations - made)
            yield from _visitor(website, visits, long=made < long)
            made += visits


def _opening(website: _Website, number: int, conversations: int) -> Iterator[Row]:
    """Make the website and who answers there."""
    chance, opened = website.chance, website.opened
    for place in range(max(2, round(conversations**0.5 / 5))):
        admin, name, born = chance.uuid(), website.writer.name(), opened - timedelta(days=2)
        status = "active" if place == 0 else chance.weighted({"active": 20, "suspended": 1})
        yield ADMINS, (admin, email(name, number * 1000 + place), name, _HASH, status, born, born)
        yield AUDIT, (None, admin, "create", "admins", admin, None, {"id": str(admin), "status": status}, born)
        website.admins.append(admin)
    name, owner = website.writer.business(), website.admins[0]
    domain = f"{slug(name, number)}.example.com"
    settings = {"language": "id", "greeting": "Halo! Ada yang bisa kami bantu?", "office_hours": "08:00-21:00"}
    yield WEBSITES, (website.id, owner, name, domain, settings, opened, opened)
    yield _audit(website, owner, "create", "websites", website.id, None, {"domain": domain}, opened)
    for place, admin in enumerate(website.admins):
        link, role = chance.uuid(), "agent" if place else "owner"
        yield WEBSITE_ADMINS, (link, website.id, admin, role, opened)
        values = {"admin_id": str(admin), "role": role}
        yield _audit(website, owner, "create", "website_admins", link, None, values, opened)


def _visitor(website: _Website, visits: int, *, long: bool) -> Iterator[Row]:
    """Make one visitor with their conversations; a few have had themselves deleted in the last days."""
    chance, until = website.chance, website.plan.until
    visitor, known = chance.uuid(), chance.happens(0.6)
    begun = [chance.moment(website.opened, until - timedelta(hours=2)) for _ in range(visits)]
    talks = [_talk(website, moment, _messages(chance, long=long)) for moment in sorted(begun)]
    born = min(begun) - timedelta(seconds=30)
    seen = max(talk[-1].at for talk in talks)
    # Gone for everybody and not yet erased: only of those who were not here since.
    gone = None
    if not long and chance.happens(0.02) and seen > until - timedelta(days=_UNDO_DAYS - 2):
        gone = seen + (until - seen) / 2
    name = website.writer.name() if known else None
    address = email(name, chance.between(1, 10**9)) if name else None
    phone = website.writer.phone() if known and chance.happens(0.5) else None
    agent = chance.weighted({"Mozilla/5.0 (Linux; Android 14)": 7, "Mozilla/5.0 (Windows NT 10.0; Win64; x64)": 3})
    place = {"page": f"/{website.writer.topic()}", "language": chance.weighted({"id": 5, "en": 1})}
    ip = f"10.{chance.between(0, 255)}.{chance.between(0, 255)}.{chance.between(1, 254)}"
    yield VISITORS, (visitor, website.id, name, address, phone, ip, agent, place, seen, born, gone or born, gone)
    for talk in talks:
        yield from _conversation(website, visitor, talk, gone)


def _messages(chance: Chance, *, long: bool) -> int:
    return chance.between(950, 1050) if long else chance.size(_MEDIAN_MESSAGES, most=300, spread=0.9)


def _talk(website: _Website, begun: datetime, count: int) -> list[_Message]:
    """Return a conversation's messages in time; each side has read what it answered, and most of what it did not."""
    chance, until = website.chance, website.plan.until
    admin, at, talk = chance.one(website.admins), begun, list[_Message]()
    for number in range(count):
        turn = "visitor" if number == 0 else chance.weighted({"visitor": 10, "admin": 11, "system": 1})
        talk.append(_Message(chance.uuid(), turn, admin if turn == "admin" else None, at))
        # Who takes a day to answer is rare; long conversations go on for weeks all the same.
        at += chance.seconds(30_000 if chance.happens(0.04) else 90)
        if at >= until:
            break
    _read(chance, talk, until)
    return talk


def _read(chance: Chance, talk: list[_Message], until: datetime) -> None:
    answers: dict[bool, datetime] = {}
    for message in reversed(talk):
        by_visitor = message.sender == "visitor"
        answered = answers.get(not by_visitor)
        # Somebody looks at what is left within days, answer or not.
        looked = message.at + chance.seconds(60_000)
        message.read_at = answered or (looked if looked < until else None)
        answers[by_visitor] = message.at


def _conversation(website: _Website, visitor: UUID, talk: list[_Message], gone: datetime | None) -> Iterator[Row]:
    chance, until = website.chance, website.plan.until
    conversation, topic, last = chance.uuid(), website.writer.topic(), talk[-1].at
    recent = last > until - timedelta(days=_EVENT_DAYS)
    status = chance.weighted({"open": 5, "pending": 2, "closed": 3} if recent else {"open": 1, "closed": 20})
    admin = next((message.admin for message in talk if message.admin), None)
    for message in talk:
        # Both erasures, of a visitor and of a message, leave the row until 30 days have passed.
        single = message.at > until - timedelta(days=_UNDO_DAYS - 1) and chance.happens(0.004)
        yield from _message(website, conversation, topic, message, gone or (until if single else None))
        if single:
            message.read_at = message.read_at or until
    hot = [message for message in talk if message.at >= website.plan.ago(_HOT_DAYS)]
    unread = [message for message in hot if message.read_at is None and gone is None]
    of_visitor = sum(message.sender == "visitor" for message in unread)
    subject = website.writer.title(topic) if chance.happens(0.3) else None
    changed = gone or last
    yield (
        CONVERSATIONS,
        (
            *(conversation, website.id, visitor, admin, subject, status),
            *(of_visitor, len(unread) - of_visitor, last, talk[0].at, changed, gone),
        ),
    )
    if admin:
        values = {"assigned_admin_id": str(admin), "status": "open"}
        yield _audit(website, admin, "update", "conversations", conversation, {}, values, talk[0].at)
    if admin and status == "closed":
        yield _audit(website, admin, "update", "conversations", conversation, {}, {"status": status}, last)


def _message(
    website: _Website, conversation: UUID, topic: str, message: _Message, deleted: datetime | None
) -> Iterator[Row]:
    writer = website.writer
    text = writer.question(topic) if message.sender == "visitor" else writer.answer(topic)
    if deleted and message.read_at is None:
        # What is deleted counts for nobody; it is as if it had been read.
        message.read_at = deleted
    values = (
        *(message.id, website.id, conversation, message.sender, message.admin, text),
        *(message.read_at is not None, message.read_at, message.at, deleted),
    )
    if message.at < website.plan.ago(_HOT_DAYS):
        yield ARCHIVE, (*values, message.at + timedelta(days=_HOT_DAYS))
        return
    yield MESSAGES, values
    if message.at > website.plan.ago(_EVENT_DAYS - 1):
        payload: dict[str, Any] = {
            "id": str(message.id),
            "website_id": str(website.id),
            "conversation_id": str(conversation),
            "actor_id": str(message.admin) if message.admin else None,
            "changed": [],
            "occurred_at": message.at.isoformat(),
        }
        status = "pending" if message.at > website.plan.ago(1 / 24) else "published"
        yield EVENTS, (website.id, "message.created", message.id, "messages", payload, status, message.at)


def _audit(  # noqa: PLR0913, PLR0917  # the columns of the log
    website: _Website,
    actor: UUID,
    action: str,
    kind: str,
    entity: UUID,
    old: dict[str, Any] | None,
    new: dict[str, Any],
    moment: datetime,
) -> Row:
    return AUDIT, (website.id, actor, action, kind, entity, old, {"id": str(entity), **new}, moment)


SEED = Seed(
    tables=(ADMINS, WEBSITES, WEBSITE_ADMINS, VISITORS, CONVERSATIONS, MESSAGES, ARCHIVE, AUDIT, EVENTS),
    rows=rows,
    rows_at_scale_1=175_000,
    days=DAYS + 10,
    partitioned=("audit_log", "messages"),
    # Exports are rows with objects in the object store, where a seed puts nothing.
    unfilled=("archive_exports", "archive_export_visitors"),
    checks=(
        Check(
            "unread counts are those of the messages",
            "select c.id from conversations as c left join lateral (select "
            "count(*) filter (where m.sender_type = 'visitor') as of_visitor, "
            "count(*) filter (where m.sender_type <> 'visitor') as of_others from messages as m "
            "where m.conversation_id = c.id and not m.is_read and m.deleted_at is null) as n on true "
            "where (c.unread_count, c.visitor_unread_count) <> (n.of_visitor, n.of_others)",
        ),
        Check(
            "the last message is the last",
            "select c.id from conversations as c where c.last_message_at <> (select max(m.created_at) from "
            "(select created_at from messages where conversation_id = c.id union all "
            "select created_at from messages_archive where conversation_id = c.id) as m)",
        ),
        Check(
            "messages are where their age says",
            "select id from messages_archive where created_at > now() - interval '90 days' union all "
            "select id from messages where created_at < now() - interval '92 days'",
        ),
        Check(
            "whoever answers works for the website",
            "select m.id from messages as m where m.admin_id is not null and not exists (select from website_admins "
            "as w where w.website_id = m.website_id and w.admin_id = m.admin_id)",
        ),
        Check(
            "the owner of each website is one of its admins",
            "select w.id from websites as w where not exists (select from website_admins as a "
            "where a.website_id = w.id and a.admin_id = w.owner_id and a.role = 'owner')",
        ),
        Check(
            "what belongs to a deleted visitor is deleted",
            "select c.id from conversations as c inner join visitors as v on v.id = c.visitor_id "
            "where v.deleted_at is not null and c.deleted_at is distinct from v.deleted_at union all "
            "select m.id from messages as m inner join conversations as c on c.id = m.conversation_id "
            "where c.deleted_at is not null and m.deleted_at is null",
        ),
        Check(
            "nobody read before it was written, and nothing is later than now",
            "select id from messages where read_at < created_at or created_at > now() or deleted_at < created_at",
        ),
    ),
)
