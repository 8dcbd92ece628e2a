"""The seed of pack wira: profiles whose personal columns the server encrypts, chatbots, and what they learned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from infra.seeding.chance import Chance, scaled, shares
from infra.seeding.seed import Check, Plan, Seed
from infra.seeding.tables import Row, Table
from infra.seeding.texts import Writer, email
from infra.seeding.vectors import Vectors

DAYS = 365
"""How far back profiles go; the pack keeps the audit log for years."""

_PROFILES, _DOCUMENTS, _LEARNED, _ACCESSES = 600, 4_000, 1_200, 70_000
"""At scale 1; a learned document has two pieces with an embedding each."""

_EVENT_DAYS, _CLOSED_DAYS, _DELETED_DAYS = 7, 30, 7
"""What the pack's retention keeps: published events, closed profiles, deleted documents."""

_SYSTEM = "00000000-0000-0000-0000-000000000000"
"""Who acts when nobody is named, as in migrations."""

_STAFF = ("support", "support", "privacy_officer", "auditor")

PROFILES = Table(
    "profiles",
    ("id", "email", "full_name", "business_name", "status", "closed_at", "created_at", "updated_at"),
    insert=(
        "insert into public.profiles (id, email_encrypted, email_index, full_name_encrypted, data_key_id, "
        "business_name, status, closed_at, created_at, updated_at) select p.id::uuid, s.email_encrypted, "
        "s.email_index, s.full_name_encrypted, s.data_key_id, p.business_name, p.status, p.closed_at::timestamptz, "
        "p.created_at::timestamptz, p.updated_at::timestamptz "
        "from pg_temp.seed_profiles as p cross join lateral private.seal(p.email, p.full_name) as s"
    ),
)
STAFF = Table("staff_members", ("id", "role", "created_at", "updated_at"))
CHATBOTS = Table("chatbots", ("id", "user_id", "name", "description", "created_at", "updated_at"))
DOCUMENTS = Table(
    "documents",
    (
        *("id", "user_id", "chatbot_id", "file_name", "media_type", "size_bytes", "sha256", "status", "failure"),
        *("deleted_at", "created_at", "updated_at"),
    ),
)
CHUNKS = Table(
    "document_chunks",
    ("id", "user_id", "chatbot_id", "document_id", "chunk_index", "content", "embedding", "created_at"),
)
CONSENTS = Table("consents", ("id", "user_id", "purpose", "version", "given_at", "withdrawn_at"))
AUDIT = Table(
    "audit_log",
    ("user_id", "actor_id", "action", "entity_type", "entity_id", "new_value", "ip_address", "created_at"),
    empty_but=f"actor_id = '{_SYSTEM}'",
)
EVENTS = Table("events", ("user_id", "event_type", "aggregate_id", "aggregate_type", "payload", "status", "created_at"))


@dataclass
class _Profile:
    """One tenant while it is made."""

    chance: Chance
    writer: Writer
    vectors: Vectors
    plan: Plan
    id: UUID
    born: datetime


def rows(plan: Plan) -> Iterator[Row]:
    """Yield all rows, staff first, then profile by profile."""
    vectors, chance = Vectors(plan.chance("vectors")), plan.chance("staff")
    staff = [chance.uuid() for _ in _STAFF]
    for member, role in zip(staff, _STAFF, strict=True):
        yield STAFF, (member, role, plan.ago(DAYS), plan.ago(DAYS))
    # Many small tenants here: their number grows with the scale.
    count = scaled(_PROFILES, plan.scale, least=3)
    sizes = zip(
        shares(scaled(_DOCUMENTS, plan.scale), count),
        shares(scaled(_LEARNED, plan.scale), count),
        shares(scaled(_ACCESSES, plan.scale), count, least=3),
        strict=True,
    )
    for number, (documents, learned, accesses) in enumerate(sizes):
        chance = plan.chance("profile", number)
        born = chance.moment(plan.ago(DAYS), plan.ago(DAYS / 3))
        profile = _Profile(chance, Writer(chance, number), vectors, plan, chance.uuid(), born)
        yield from _person(profile, number)
        yield from _chatbots(profile, documents, learned)
        for _ in range(accesses):
            by_staff = chance.happens(0.1)
            actor = chance.one(staff) if by_staff else profile.id
            action = chance.weighted({"access": 60, "export": 1}) if by_staff else "access"
            at = chance.moment(born, plan.until)
            yield _audit(profile, actor, action, "profiles", profile.id, None, at)


def _person(profile: _Profile, number: int) -> Iterator[Row]:
    chance, until = profile.chance, profile.plan.until
    name = profile.writer.name()
    status = "active" if number == 0 else chance.weighted({"active": 94, "suspended": 3, "closed": 3})
    closed = until - timedelta(days=chance.between(1, _CLOSED_DAYS - 4)) if status == "closed" else None
    born, changed = profile.born, closed or profile.born
    values = (email(name, number), name, profile.writer.business(), status, closed)
    yield PROFILES, (profile.id, *values, born, changed)
    yield _audit(profile, profile.id, "create", "profiles", profile.id, {"status": "active"}, born)
    for purpose, likely in (("service", 1.0), ("learning", 1.0), ("analytics", 0.6), ("marketing", 0.4)):
        if not chance.happens(likely):
            continue
        consent, ended = chance.uuid(), None
        if purpose == "marketing" and chance.happens(0.3):
            ended = chance.moment(born, until)
        yield CONSENTS, (consent, profile.id, purpose, "2025-06", born, ended)
        yield _audit(profile, profile.id, "create", "consents", consent, {"purpose": purpose}, born)
        if ended:
            yield _audit(profile, profile.id, "update", "consents", consent, {"purpose": purpose}, ended)


def _chatbots(profile: _Profile, documents: int, learned: int) -> Iterator[Row]:
    chance, writer = profile.chance, profile.writer
    for place, files in enumerate(shares(documents, chance.size(1.3, most=6))):
        chatbot, topic = chance.uuid(), writer.topic()
        born = chance.moment(profile.born, profile.plan.until - timedelta(days=20))
        yield CHATBOTS, (chatbot, profile.id, f"Asisten {topic}", writer.text(topic, 1), born, born)
        yield _audit(profile, profile.id, "create", "chatbots", chatbot, {}, born)
        yield from _event(profile, "chatbot", chatbot, {}, born)
        for number in range(files):
            # The largest chatbot is the one that has learned.
            yield from _document(profile, chatbot, topic, born, ready=place == 0 and number < learned)


def _document(profile: _Profile, chatbot: UUID, topic: str, born: datetime, *, ready: bool) -> Iterator[Row]:
    chance, writer, until = profile.chance, profile.writer, profile.plan.until
    document, at = chance.uuid(), chance.moment(born, until)
    status = "ready" if ready else chance.weighted({"pending": 6, "processing": 1, "failed": 2, "deleted": 1})
    deleted = None
    if status == "deleted":
        # Those deleted before have been removed for good.
        deleted = max(at, until - timedelta(days=_DELETED_DAYS - 2))
    failure = "the file has no text" if status == "failed" else None
    name, kind = f"{topic}-{chance.between(1, 999)}.pdf", "application/pdf"
    digest = "\\x" + sha256(document.bytes).hexdigest()
    size = chance.size(200_000, most=50_000_000)
    values = (name, kind, size, digest, status, failure, deleted, at, deleted or at)
    yield DOCUMENTS, (document, profile.id, chatbot, *values)
    yield _audit(profile, profile.id, "create", "documents", document, {"status": status}, at)
    yield from _event(profile, "document", document, {"status": status}, at)
    for index in range(2 if ready else 0):
        chunk, vector = chance.uuid(), profile.vectors.near(topic, chance)
        yield CHUNKS, (chunk, profile.id, chatbot, document, index, writer.text(topic, 4), vector, at)
        yield _audit(profile, profile.id, "create", "document_chunks", chunk, {"chunk_index": index}, at)


def _audit(  # noqa: PLR0913, PLR0917  # the columns of the log
    profile: _Profile,
    actor: UUID,
    action: str,
    kind: str,
    entity: UUID,
    values: dict[str, Any] | None,
    at: datetime,
) -> Row:
    chance = profile.chance
    address = f"10.{chance.between(0, 255)}.{chance.between(0, 255)}.{chance.between(1, 254)}"
    new = None if values is None else {"id": str(entity), **values}
    return AUDIT, (profile.id, actor, action, kind, entity, new, address, at)


def _event(profile: _Profile, domain: str, entity: UUID, told: dict[str, Any], at: datetime) -> Iterator[Row]:
    if at < profile.plan.ago(_EVENT_DAYS - 1):
        return
    payload: dict[str, Any] = {
        **told,
        "id": str(entity),
        "user_id": str(profile.id),
        "actor_id": str(profile.id),
        "changed": [],
        "occurred_at": at.isoformat(),
    }
    status = "pending" if at > profile.plan.ago(1 / 24) else "published"
    yield EVENTS, (profile.id, f"{domain}.created", entity, f"{domain}s", payload, status, at)


SEED = Seed(
    tables=(PROFILES, STAFF, CHATBOTS, DOCUMENTS, CHUNKS, CONSENTS, AUDIT, EVENTS),
    rows=rows,
    rows_at_scale_1=90_000,
    days=DAYS + 30,
    partitioned=("audit_log",),
    checks=(
        # The pack's own report; with the key it decrypts every value.
        Check("the pack's integrity report is empty", "select * from private.integrity_report()"),
        Check(
            "each profile is encrypted",
            "select id from profiles where email_encrypted is null or full_name_encrypted is null",
        ),
        Check(
            "each entry of the log is of a person that is there",
            "select l.id from audit_log as l where l.user_id is not null and not exists "
            "(select from profiles as p where p.id = l.user_id)",
        ),
        Check(
            "pieces lie in the chatbot of their document",
            "select c.id from document_chunks as c inner join documents as d on d.id = c.document_id "
            "where (c.user_id, c.chatbot_id) <> (d.user_id, d.chatbot_id)",
        ),
        Check(
            "nothing was changed before it was there, or later than now",
            "select id from documents where updated_at < created_at or updated_at > now() union all "
            "select id from profiles where updated_at < created_at or updated_at > now()",
        ),
    ),
)
