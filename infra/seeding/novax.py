"""The seed of pack novax: organizations of very different sizes, what they write, and what is logged of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from infra.seeding.chance import Chance, scaled, shares, tenants
from infra.seeding.seed import Check, Plan, Seed
from infra.seeding.tables import Row, Table
from infra.seeding.texts import Writer, email, slug
from infra.seeding.vectors import Vectors

DAYS = 365
"""How old the oldest organization is."""

_ORGANIZATIONS, _DOCUMENTS, _EMBEDDINGS = 30, 15_000, 1_500
"""At scale 1; with tasks, audit entries and events, about 150,000 rows."""

_USERS_OF_ALL = 0.15
"""How many users belong to more than one organization, as a part of all."""

_AI_MODEL = "text-embedding-3-small"
_HASH = "$2b$12$" + "." * 53
"""The form of a bcrypt hash, which no password gives."""

USERS = Table(
    "users",
    ("id", "email", "username", "password_hash", "profile_metadata", "status", "created_at", "updated_at"),
    empty_but="id = '00000000-0000-0000-0000-000000000000'",
)
ORGANIZATIONS = Table("organizations", ("id", "name", "slug", "settings", "owner_id", "created_at"))
MEMBERS = Table("org_members", ("id", "org_id", "user_id", "role", "joined_at"))
PROJECTS = Table(
    "projects", ("id", "org_id", "name", "description", "ai_context", "status", "created_at", "updated_at")
)
DOCUMENTS = Table(
    "documents",
    (
        *("id", "project_id", "author_id", "title", "content", "ai_summary", "ai_metadata"),
        *("version", "status", "created_at", "updated_at"),
    ),
)
TASKS = Table(
    "tasks",
    (
        *("id", "project_id", "assignee_id", "creator_id", "title", "description", "priority", "status"),
        *("ai_metadata", "due_date", "created_at", "updated_at"),
    ),
)
EMBEDDINGS = Table("ai_embeddings", ("id", "org_id", "source_id", "source_type", "embedding", "metadata", "created_at"))
AUDIT = Table(
    "audit_log",
    ("org_id", "actor_id", "action", "entity_type", "entity_id", "old_value", "new_value", "ip_address", "created_at"),
    # The migration that makes the system user leaves an entry where the log was there before it.
    empty_but="actor_id = '00000000-0000-0000-0000-000000000000'",
)
EVENTS = Table("events", ("org_id", "event_type", "aggregate_id", "aggregate_type", "payload", "status", "created_at"))


@dataclass
class _Organization:
    """One tenant while it is made."""

    chance: Chance
    writer: Writer
    vectors: Vectors
    until: datetime
    id: UUID
    founded: datetime
    members: list[UUID] = field(default_factory=list[UUID])


def rows(plan: Plan) -> Iterator[Row]:
    """Yield all rows, tenant by tenant."""
    vectors = Vectors(plan.chance("vectors"))
    count = tenants(_ORGANIZATIONS, plan.scale)
    documents = shares(scaled(_DOCUMENTS, plan.scale), count, least=10)
    embeddings = shares(scaled(_EMBEDDINGS, plan.scale), count, least=2)
    people: list[UUID] = []
    for number in range(count):
        chance = plan.chance("organization", number)
        founded = chance.moment(plan.ago(DAYS), plan.ago(DAYS / 2 if number else DAYS - 2))
        organization = _Organization(chance, Writer(chance, number), vectors, plan.until, chance.uuid(), founded)
        yield from _people(organization, people, documents[number])
        yield from _founding(organization, number)
        yield from _projects(organization, documents[number], embeddings[number])


def _people(organization: _Organization, people: list[UUID], documents: int) -> Iterator[Row]:
    """Make the members' accounts; some belong to earlier organizations already, and those ids alone are kept."""
    chance = organization.chance
    for _ in range(max(4, round(documents**0.6 / 2))):
        if people and chance.happens(_USERS_OF_ALL):
            user = chance.one(people)
            if user not in organization.members:
                organization.members.append(user)
            continue
        user, name = chance.uuid(), organization.writer.name()
        born = organization.founded - chance.seconds(86_400)
        address = email(name, len(people))
        profile = {"language": chance.weighted({"id": 4, "en": 1}), "timezone": "Asia/Jakarta"}
        status = "active" if len(organization.members) < 2 else chance.weighted({"active": 30, "suspended": 1})  # noqa: PLR2004  # owner and admin stay
        yield USERS, (user, address, address.partition("@")[0], _HASH, profile, status, born, born)
        yield _audit(None, user, "create", "users", user, {"status": status}, born)
        people.append(user)
        organization.members.append(user)


def _founding(organization: _Organization, number: int) -> Iterator[Row]:
    name, owner = organization.writer.business(), organization.members[0]
    founded = organization.founded
    settings = {"locale": "id-ID", "plan": organization.chance.weighted({"free": 5, "team": 3, "business": 1})}
    address = slug(name, number)
    yield ORGANIZATIONS, (organization.id, name, address, settings, owner, founded)
    yield _audit(organization.id, owner, "create", "organizations", organization.id, {"slug": address}, founded)
    for place, user in enumerate(organization.members):
        role = ("owner", "admin")[place] if place < 2 else organization.chance.weighted({"member": 6, "viewer": 2})  # noqa: PLR2004
        member, joined = organization.chance.uuid(), founded + timedelta(hours=place)
        yield MEMBERS, (member, organization.id, user, role, joined)
        yield _audit(organization.id, owner, "create", "org_members", member, {"user_id": user, "role": role}, joined)


def _projects(organization: _Organization, documents: int, embeddings: int) -> Iterator[Row]:
    chance, writer = organization.chance, organization.writer
    count = max(2, round(documents**0.5 / 4))
    parts = zip(shares(documents, count), shares(embeddings, count), strict=True)
    midway = organization.founded + (organization.until - organization.founded) / 2
    for texts, embedded in parts:
        project, topic = chance.uuid(), writer.topic()
        begun = chance.moment(organization.founded, midway)
        context = {
            "domain": topic,
            "keywords": [topic],
            "relationships": {"parent_org": str(organization.id), "tags": ["seed"]},
        }
        status = chance.weighted({"active": 8, "archived": 2})
        title = writer.title(topic)
        yield PROJECTS, (project, organization.id, title, writer.text(topic, 2), context, status, begun, begun)
        yield _audit(organization.id, organization.members[0], "create", "projects", project, {"name": title}, begun)
        for number in range(texts):
            yield from _document(organization, project, topic, begun, embed=number < embedded)
            if chance.happens(0.8):
                yield from _task(organization, project, topic, begun)


def _document(organization: _Organization, project: UUID, topic: str, begun: datetime, *, embed: bool) -> Iterator[Row]:
    chance, writer = organization.chance, organization.writer
    document, author = chance.uuid(), chance.one(organization.members)
    created = chance.moment(begun, organization.until)
    version = chance.size(1.2, most=8)
    moments = sorted([created, *(chance.moment(created, organization.until) for _ in range(version - 1))])
    title = writer.title(topic)
    status = "active" if embed else chance.weighted({"active": 17, "archived": 2, "deleted": 1})
    summary = _summary(writer, chance, topic, moments[-1]) if embed or chance.happens(0.3) else None
    metadata: dict[str, Any] | None = {"tags": [topic], "model": "gpt-4o-mini"} if summary else None
    content = writer.text(topic, chance.size(8, most=80))
    yield (
        DOCUMENTS,
        (document, project, author, title, content, summary, metadata, version, status, created, moments[-1]),
    )
    for number, moment in enumerate(moments, 1):
        action = "create" if number == 1 else "update"
        actor = author if number == 1 else chance.one(organization.members)
        values = {"title": title, "version": number, "status": status if number == version else "active"}
        yield _audit(organization.id, actor, action, "documents", document, values, moment, chance)
        yield _event(organization, project, document, actor, values, moment)
    for _ in range(chance.between(0, 3)):
        reader = chance.one(organization.members)
        moment = chance.moment(created, organization.until)
        yield _audit(organization.id, reader, "access", "documents", document, None, moment, chance)
    if embed:
        vector = organization.vectors.near(topic, chance)
        meaning = {"model": _AI_MODEL, "version": "1"}
        embedding = chance.uuid()
        yield EMBEDDINGS, (embedding, organization.id, document, "document", vector, meaning, moments[-1])
        yield _audit(organization.id, author, "create", "ai_embeddings", embedding, meaning, moments[-1])


def _task(organization: _Organization, project: UUID, topic: str, begun: datetime) -> Iterator[Row]:
    chance, writer = organization.chance, organization.writer
    task, creator = chance.uuid(), chance.one(organization.members)
    assignee = chance.one(organization.members) if chance.happens(0.85) else None
    created = chance.moment(begun, organization.until)
    status = chance.weighted({"done": 6, "todo": 2, "in_progress": 2, "review": 1})
    changed = created if status == "todo" else chance.moment(created, organization.until)
    due = created + timedelta(days=chance.between(1, 45)) if chance.happens(0.7) else None
    priority = chance.weighted({"critical": 1, "high": 3, "medium": 8, "low": 4})
    metadata = {"tags": [topic], "confidence": round(chance.random.random(), 2)} if chance.happens(0.4) else None
    title = writer.task(topic)
    yield (
        TASKS,
        (
            *(task, project, assignee, creator, title, writer.text(topic, 1), priority, status),
            *(metadata, due, created, changed),
        ),
    )
    yield _audit(organization.id, creator, "create", "tasks", task, {"title": title, "status": "todo"}, created, chance)
    if status != "todo":
        values = {"title": title, "status": status}
        yield _audit(organization.id, assignee or creator, "update", "tasks", task, values, changed, chance)


def _summary(writer: Writer, chance: Chance, topic: str, moment: datetime) -> dict[str, object]:
    return {
        "summary": writer.text(topic, 1),
        "key_topics": [topic],
        "sentiment": chance.weighted({"neutral": 6, "positive": 3, "negative": 1}),
        "complexity_score": chance.between(1, 10),
        "generated_at": moment.isoformat(),
        "model": "gpt-4o-mini",
        "confidence": round(0.5 + chance.random.random() / 2, 2),
    }


def _audit(  # noqa: PLR0913, PLR0917  # the columns of the log
    org: UUID | None,
    actor: UUID,
    action: str,
    kind: str,
    entity: UUID,
    values: dict[str, Any] | None,
    moment: datetime,
    chance: Chance | None = None,
) -> Row:
    address = f"10.{chance.between(0, 255)}.{chance.between(0, 255)}.{chance.between(1, 254)}" if chance else None
    new = None if values is None else {"id": str(entity), **values}
    return AUDIT, (org, actor, action, kind, entity, {} if action == "update" else None, new, address, moment)


def _event(  # noqa: PLR0913, PLR0917  # the columns of the outbox
    organization: _Organization,
    project: UUID,
    document: UUID,
    actor: UUID,
    values: dict[str, Any],
    moment: datetime,
) -> Row:
    gone = values["status"] == "deleted"
    action = "deleted" if gone else "created" if values["version"] == 1 else "updated"
    payload = {
        "id": str(document),
        "org_id": str(organization.id),
        "project_id": str(project),
        "version": values["version"],
        "actor_id": str(actor),
        "changed": [] if values["version"] == 1 else ["content"],
        "occurred_at": moment.isoformat(),
    }
    recent = moment > organization.until - timedelta(hours=6)
    status = "pending" if recent else organization.chance.weighted({"published": 400, "failed": 1})
    return EVENTS, (organization.id, f"document.{action}", document, "documents", payload, status, moment)


SEED = Seed(
    tables=(USERS, ORGANIZATIONS, MEMBERS, PROJECTS, DOCUMENTS, TASKS, EMBEDDINGS, AUDIT, EVENTS),
    rows=rows,
    rows_at_scale_1=150_000,
    days=DAYS + 30,
    partitioned=("audit_log",),
    checks=(
        Check(
            "the owner of each organization is a member with that role",
            "select o.id from organizations as o where not exists (select from org_members as m "
            "where m.org_id = o.id and m.user_id = o.owner_id and m.role = 'owner')",
        ),
        Check(
            "who writes a document is a member of its organization",
            "select d.id from documents as d inner join projects as p on p.id = d.project_id where not exists "
            "(select from org_members as m where m.org_id = p.org_id and m.user_id = d.author_id)",
        ),
        Check(
            "who makes or has a task is a member of its organization",
            "select t.id from tasks as t inner join projects as p on p.id = t.project_id "
            "cross join lateral (values (t.creator_id), (t.assignee_id)) as u (id) where u.id is not null and "
            "not exists (select from org_members as m where m.org_id = p.org_id and m.user_id = u.id)",
        ),
        Check(
            "each embedding belongs to the organization of a document that is there",
            "select e.id from ai_embeddings as e where not exists (select from documents as d "
            "inner join projects as p on p.id = d.project_id "
            "where d.id = e.source_id and d.status <> 'deleted' and p.org_id = e.org_id)",
        ),
        Check(
            "each document's version is how often it was written",
            "select d.id from documents as d where d.version <> (select count(*) from audit_log as a "
            "where a.entity_type = 'documents' and a.entity_id = d.id and a.action in ('create', 'update'))",
        ),
        Check(
            "each version of a document is an event of its organization",
            "select d.id from documents as d inner join projects as p on p.id = d.project_id "
            "where d.version <> (select count(*) from events as e where e.aggregate_id = d.id and e.org_id = p.org_id)",
        ),
        Check(
            "nothing was changed before it was there, or later than now",
            "select id from documents where updated_at < created_at or updated_at > now() union all "
            "select id from tasks where updated_at < created_at or updated_at > now()",
        ),
    ),
)
