"""The seed of pack osmochat: accounts with their chanels and agents, customers, and what AIs and people answer them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from infra.seeding.chance import Chance, scaled, shares, tenants
from infra.seeding.seed import Check, Plan, Seed
from infra.seeding.tables import Row, Table
from infra.seeding.texts import Writer, email

DAYS = 180
"""How far conversations go back; chunks of the metrics come by themselves."""

_ACTIVE_DAYS, _AI_LOG_DAYS, _EVENT_DAYS = 90, 30, 7
"""What the pack's retention keeps: conversations in the inbox, logs of AIs; and how old the outbox gets."""

_ACCOUNTS, _CONVERSATIONS = 25, 10_000
"""At scale 1; about ten messages each."""

_MEDIAN_MESSAGES = 7
_PREVIEW = 200
_MODEL = "gpt-4o-mini"
_HASH = "$2b$12$" + "." * 53
"""The form of a bcrypt hash, which no password gives."""

USERS = Table("users", ("id", "email", "full_name", "password_hash", "is_active", "created_at", "updated_at"))
CHANELS = Table(
    "chanels",
    (
        *("id", "user_id", "name", "type", "ai_takeover_enabled", "ai_takeover_delay_seconds", "ai_reply_limit"),
        *("is_active", "created_at", "updated_at"),
    ),
)
AGENTS = Table(
    "agents",
    ("id", "user_id", "login_id", "chanel_id", "name", "type", "status", "is_active", "created_at", "updated_at"),
)
CONFIGS = Table(
    "agent_ai_configs",
    (
        *("id", "user_id", "agent_id", "model", "temperature", "max_tokens", "speaking_style", "knowledge"),
        *("handover_conditions", "created_at", "updated_at"),
    ),
)
CONTACTS = Table(
    "contacts",
    (
        *("id", "user_id", "chanel_id", "name", "phone_number", "external_id", "metadata"),
        *("created_at", "updated_at"),
    ),
)
CONVERSATIONS = Table(
    "conversations",
    (
        *("id", "user_id", "chanel_id", "contact_id", "assigned_agent_id", "is_active", "unread_count"),
        *("last_message", "last_message_time", "created_at", "updated_at"),
    ),
)
MESSAGES = Table(
    "messages",
    (
        *("id", "user_id", "conversation_id", "agent_id", "direction", "message_type", "content", "media_url"),
        *("sender_name", "external_id", "status", "is_read", "created_at"),
    ),
)
SESSIONS = Table(
    "whatsapp_sessions",
    ("id", "user_id", "chanel_id", "status", "phone_number", "last_connected_at", "created_at", "updated_at"),
)
TEMPLATES = Table(
    "whatsapp_message_templates",
    ("id", "user_id", "chanel_id", "name", "content", "variables", "created_at", "updated_at"),
)
RULES = Table(
    "auto_reply_rules",
    (
        *("id", "user_id", "chanel_id", "template_id", "name", "keywords", "match_type", "reply_content"),
        *("priority", "created_at", "updated_at"),
    ),
)
METRICS = Table(
    "conversation_metrics",
    (
        *("id", "user_id", "conversation_id", "agent_id", "response_time_seconds", "resolution_time_seconds"),
        *("satisfaction_rating", "recorded_at"),
    ),
)
AI_LOGS = Table(
    "ai_conversation_logs",
    (
        *("id", "user_id", "conversation_id", "agent_id", "user_message", "ai_response", "confidence_score", "model"),
        *("response_time_ms", "tokens_used", "handed_over", "handover_reason", "created_at"),
    ),
)
HANDOVERS = Table(
    "conversation_handovers",
    ("id", "user_id", "conversation_id", "from_agent_id", "to_agent_id", "reason", "created_at"),
)
EVENTS = Table("events", ("user_id", "event_type", "aggregate_id", "aggregate_type", "payload", "status", "created_at"))


@dataclass(frozen=True)
class _Agent:
    id: UUID
    name: str
    ai: bool


@dataclass
class _Account:
    """One tenant while it is made."""

    chance: Chance
    writer: Writer
    plan: Plan
    id: UUID
    opened: datetime
    ais: list[_Agent] = field(default_factory=list[_Agent])
    people: list[_Agent] = field(default_factory=list[_Agent])


@dataclass
class _Talk:
    """One conversation while it is made; ``agent`` is who has it now."""

    id: UUID
    topic: str
    agent: _Agent
    begun: datetime
    last: datetime
    text: str = ""
    unread: int = 0


def rows(plan: Plan) -> Iterator[Row]:
    """Yield all rows, account by account."""
    count = tenants(_ACCOUNTS, plan.scale)
    for number, conversations in enumerate(shares(scaled(_CONVERSATIONS, plan.scale), count, least=5)):
        chance = plan.chance("account", number)
        opened = plan.ago(DAYS) if number == 0 else chance.moment(plan.ago(DAYS), plan.ago(DAYS / 2))
        account = _Account(chance, Writer(chance, number), plan, chance.uuid(), opened)
        yield from _opening(account, number, conversations)
        chanels = shares(conversations, max(1, round(conversations**0.5 / 10)), least=2)
        for place, talks in enumerate(chanels):
            yield from _chanel(account, "whatsapp" if place == 0 else chance.one(("messenger", "instagram")), talks)


def _opening(account: _Account, number: int, conversations: int) -> Iterator[Row]:
    """Make the account's holder, its AIs, and people who answer: each has a login of their own."""
    chance, born = account.chance, account.opened
    name = account.writer.name()
    yield USERS, (account.id, email(name, number * 1000), name, _HASH, True, born, born)
    for place in range(max(2, round(conversations**0.5 / 6))):
        login, name = chance.uuid(), account.writer.name()
        agent = _Agent(chance.uuid(), name, ai=False)
        yield USERS, (login, email(name, number * 1000 + place + 1), name, _HASH, True, born, born)
        status = chance.weighted({"online": 3, "offline": 4, "busy": 1, "away": 1})
        yield AGENTS, (agent.id, account.id, login, None, name, "human", status, True, born, born)
        account.people.append(agent)
    for place in range(1 + (conversations > 100)):  # noqa: PLR2004  # a second AI for larger accounts
        ai = _Agent(chance.uuid(), f"Asisten {place + 1}", ai=True)
        yield AGENTS, (ai.id, account.id, None, None, ai.name, "ai", "online", True, born, born)
        conditions = {"min_confidence": 0.5, "keywords": ["komplain", "refund"], "max_replies": 10}
        knowledge = account.writer.text(account.writer.topic(), 6)
        config = (chance.uuid(), account.id, ai.id, _MODEL, 0.7, 500, "Ramah dan singkat", knowledge, conditions)
        yield CONFIGS, (*config, born, born)
        account.ais.append(ai)


def _chanel(account: _Account, kind: str, talks: int) -> Iterator[Row]:
    chance, born = account.chance, account.opened
    chanel, business = chance.uuid(), account.writer.business()
    limit = chance.weighted({5: 1, 10: 2, None: 1})
    yield CHANELS, (chanel, account.id, business, kind, chance.happens(0.8), 60, limit, True, born, born)
    if kind == "whatsapp":
        status = chance.weighted({"connected": 8, "disconnected": 1})
        phone, seen = account.writer.phone(), account.plan.until - chance.seconds(3600)
        yield SESSIONS, (chance.uuid(), account.id, chanel, status, phone, seen, born, seen)
    yield from _replies(account, chanel)
    made = 0
    while made < talks:
        again = min(chance.size(1.2, most=5), talks - made)
        yield from _contact(account, chanel, kind, again)
        made += again


def _replies(account: _Account, chanel: UUID) -> Iterator[Row]:
    chance, born = account.chance, account.opened
    template = chance.uuid()
    text = "Halo {{nama}}, terima kasih sudah menghubungi kami."
    yield TEMPLATES, (template, account.id, chanel, "salam", text, ["nama"], born, born)
    words = (["halo", "hai"], "exact", template, None), (["harga", "price"], "contains", None, "Katalog kami kirim ya.")
    for place, (keywords, match, of_template, reply) in enumerate(words):
        rule = (chance.uuid(), account.id, chanel, of_template, keywords[0], keywords, match, reply, place)
        yield RULES, (*rule, born, born)


def _contact(account: _Account, chanel: UUID, kind: str, talks: int) -> Iterator[Row]:
    chance, until = account.chance, account.plan.until
    contact, name = chance.uuid(), account.writer.name()
    phone = account.writer.phone() if kind == "whatsapp" else None
    begun = sorted(chance.moment(account.opened, until - timedelta(hours=2)) for _ in range(talks))
    other = None if phone else f"{chance.random.getrandbits(52)}"
    notes = {"city": account.writer.city()}
    yield CONTACTS, (contact, account.id, chanel, name, phone, other, notes, begun[0], begun[0])
    for moment in begun:
        agent = chance.one(account.ais) if chance.happens(0.7) else chance.one(account.people)
        talk = _Talk(chance.uuid(), account.writer.topic(), agent, moment, moment)
        yield from _messages(account, talk, name)
        active = talk.last > account.plan.ago(_ACTIVE_DAYS - 1) and chance.happens(0.9)
        kept = (talk.text[:_PREVIEW], talk.last, talk.begun, talk.last)
        yield (
            CONVERSATIONS,
            (talk.id, account.id, chanel, contact, talk.agent.id, active, talk.unread, *kept),
        )
        yield from _metrics(account, talk)


def _messages(account: _Account, talk: _Talk, customer: str) -> Iterator[Row]:
    """Make a conversation's messages; an AI that is not sure hands over to somebody, who goes on."""
    chance, until = account.chance, account.plan.until
    at, waiting = talk.begun, list[tuple[UUID, str, datetime]]()
    for number in range(chance.size(_MEDIAN_MESSAGES, most=400, spread=0.8)):
        if number == 0 or chance.happens(0.5):
            text = account.writer.question(talk.topic)
            waiting.append((chance.uuid(), text, at))
        else:
            text = account.writer.answer(talk.topic)
            for message, asked, moment in waiting:
                yield from _inbound(account, talk, customer, message, asked, moment, read=True)
            yield from _answer(account, talk, waiting[-1][1] if waiting else "", text, at)
            waiting.clear()
        talk.text, talk.last = text, at
        at += chance.seconds(40_000 if chance.happens(0.05) else 75)
        if at >= until:
            break
    for message, asked, moment in waiting:
        # Old questions without an answer have been looked at, most of them.
        read = chance.happens(0.98 if moment < account.plan.ago(3) else 0.3)
        talk.unread += not read
        yield from _inbound(account, talk, customer, message, asked, moment, read=read)


def _inbound(  # noqa: PLR0913, PLR0917  # the facts of a message
    account: _Account, talk: _Talk, customer: str, message: UUID, text: str, at: datetime, *, read: bool
) -> Iterator[Row]:
    outer = f"wamid.{message.hex}"
    values = ("inbound", "text", text, None, customer, outer, "delivered", read, at)
    yield MESSAGES, (message, account.id, talk.id, None, *values)
    yield from _event(account, talk, message, "inbound", at)


def _answer(account: _Account, talk: _Talk, question: str, text: str, at: datetime) -> Iterator[Row]:
    chance, agent, message = account.chance, talk.agent, account.chance.uuid()
    status = chance.weighted({"read": 12, "delivered": 5, "sent": 2, "failed": 0.2})
    kind = chance.weighted({"text": 30, "image": 2, "document": 1})
    url = None if kind == "text" else f"osmochat/{account.id}/{message}"
    values = ("outbound", kind, text, url, agent.name, f"wamid.{message.hex}", status, True, at)
    yield MESSAGES, (message, account.id, talk.id, agent.id, *values)
    yield from _event(account, talk, message, "outbound", at)
    if not agent.ai:
        return
    sure = round(chance.random.betavariate(6, 2), 3)
    hands_over = sure < 0.5  # noqa: PLR2004  # the AI's own min_confidence, above
    if question and at > account.plan.ago(_AI_LOG_DAYS - 1):
        reason = "confidence" if hands_over else None
        spent = (_MODEL, chance.between(300, 4000), chance.between(80, 600), hands_over, reason, at)
        yield AI_LOGS, (chance.uuid(), account.id, talk.id, agent.id, question, text, sure, *spent)
    if hands_over:
        talk.agent = chance.one(account.people)
        yield HANDOVERS, (chance.uuid(), account.id, talk.id, agent.id, talk.agent.id, "Low confidence", at)


def _metrics(account: _Account, talk: _Talk) -> Iterator[Row]:
    chance = account.chance
    response = round(chance.random.lognormvariate(1.5 if talk.agent.ai else 4.5, 0.9), 3)
    resolution = round((talk.last - talk.begun).total_seconds(), 3)
    rating = chance.weighted({5: 6, 4: 4, 3: 2, 2: 1, 1: 1}) if chance.happens(0.4) else None
    measured = (response, resolution if chance.happens(0.7) else None, rating)
    yield METRICS, (chance.uuid(), account.id, talk.id, talk.agent.id, *measured, talk.last)


def _event(account: _Account, talk: _Talk, message: UUID, direction: str, at: datetime) -> Iterator[Row]:
    if at < account.plan.ago(_EVENT_DAYS):
        return
    payload: dict[str, Any] = {
        "id": str(message),
        "user_id": str(account.id),
        "conversation_id": str(talk.id),
        "direction": direction,
        "message_type": "text",
        "actor_id": None,
        "changed": [],
        "occurred_at": at.isoformat(),
    }
    status = "pending" if at > account.plan.ago(1 / 24) else "published"
    yield EVENTS, (account.id, "message.created", message, "messages", payload, status, at)


SEED = Seed(
    tables=(
        *(USERS, CHANELS, AGENTS, CONFIGS, CONTACTS, CONVERSATIONS, MESSAGES, SESSIONS, TEMPLATES, RULES),
        *(METRICS, AI_LOGS, HANDOVERS, EVENTS),
    ),
    rows=rows,
    rows_at_scale_1=145_000,
    days=DAYS,
    checks=(
        Check(
            "unread counts are those of the messages",
            "select c.id from conversations as c where c.unread_count <> (select count(*) from messages as m "
            "where m.conversation_id = c.id and m.direction = 'inbound' and not m.is_read)",
        ),
        Check(
            "the last message is the last",
            "select c.id from conversations as c cross join lateral (select left(m.content, 200) as content, "
            "m.created_at from messages as m where m.conversation_id = c.id order by m.created_at desc, m.id desc "
            "limit 1) as l where (c.last_message, c.last_message_time) is distinct from (l.content, l.created_at)",
        ),
        Check(
            "whoever was handed a conversation last has it",
            "select c.id from conversations as c cross join lateral (select h.to_agent_id from conversation_handovers "
            "as h where h.conversation_id = c.id order by h.created_at desc limit 1) as l "
            "where c.assigned_agent_id is distinct from l.to_agent_id",
        ),
        Check(
            "retention has nothing to do",
            "select id from conversations where is_active and updated_at < now() - interval '90 days' union all "
            "select id from ai_conversation_logs where created_at < now() - interval '30 days'",
        ),
        Check(
            "AIs alone are logged and configured",
            "select l.id from ai_conversation_logs as l inner join agents as "
            "a on a.id = l.agent_id where a.type <> 'ai' union all select g.id from agent_ai_configs as g inner join "
            "agents as a on a.id = g.agent_id where a.type <> 'ai'",
        ),
        Check("nothing is later than now", "select id from messages where created_at > now()"),
    ),
)
