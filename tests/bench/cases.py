"""Typical queries of tenants' tables, and the same rule written three ways: by policy, by hand, and naively.

`{own}` in a query is where a writer without row level security puts the rule by hand.
"""

# ruff: noqa: S608  # queries are put together from the texts in this file alone

from dataclasses import dataclass

_NAIVE = "returns boolean language sql stable security definer set search_path = '' as"


@dataclass(frozen=True)
class Naive:
    """The policy as one writes it who does not know the cost: a function of the row, asked for each."""

    policy: str
    table: str
    argument: str
    """The row's column that the function is asked with, and its type."""
    body: str
    """The function's query: whether the current user may see $1."""

    def setup(self, app: str) -> tuple[str, ...]:
        """Return the statements that put it in place of the pack's policy; they are rolled back."""
        column, kind = self.argument.split()
        return (
            f"create function app.naive(p {kind}) {_NAIVE} $$ {self.body} $$",
            f"grant execute on function app.naive to {app}",
            f"alter policy {self.policy} on {self.table} using (app.naive({column}))",
        )


@dataclass(frozen=True)
class Case:
    """One query of one table."""

    name: str
    query: str
    by_hand: str
    """What a careful writer adds: the look-up that the policy makes, of the tenants of %(user)s."""
    constant: str
    """What a writer adds who knows the tenants already: %(tenants)s."""
    naive: Naive


@dataclass(frozen=True)
class Subject:
    """A pack's cases, with the parameters that they run with."""

    pack: str
    actor: str
    """A query for one row: whose requests these are (the user), and the tenants of that user, as an array. The user's
    tenant is one of the larger ones, and not the largest."""
    parameters: str
    """A query for rows of parameters of that user, by the names in %(user)s and %(tenants)s."""
    cases: tuple[Case, ...]


_NOW = "nullif(pg_catalog.current_setting('app.current_user_id', true), '')::uuid"

_MEMBER = (
    "select m.org_id from org_members as m inner join users as u on u.id = m.user_id "
    "where m.user_id = %(user)s and u.status = 'active'"
)
_PROJECTS = f"and project_id in (select p.id from projects as p where p.org_id in ({_MEMBER}))"
_PROJECTS_KNOWN = "and project_id = any(%(projects)s)"


def _of_project(table: str) -> Naive:
    return Naive(
        "org_isolation_select",
        table,
        "project_id uuid",
        "select exists (select from public.projects as p inner join public.org_members as m on m.org_id = p.org_id "
        "inner join public.users as u on u.id = m.user_id "
        f"where p.id = $1 and m.user_id = {_NOW} and u.status = 'active')",
    )


NOVAX = Subject(
    "novax",
    "select o.owner_id, array[o.id] from organizations as o inner join projects as p on p.org_id = o.id "
    "inner join documents as d on d.project_id = p.id "
    "where (select count(*) from org_members as m where m.user_id = o.owner_id) = 1 "
    "group by o.id order by count(*) desc offset 4 limit 1",
    "select d.id, d.project_id as project, array(select id from projects where org_id = any(%(tenants)s)) as projects "
    "from documents as d inner join projects as p on p.id = d.project_id where p.org_id = any(%(tenants)s) "
    "order by d.id limit 500",
    (
        Case(
            "a document",
            "select title, content, status from documents where id = %(id)s {own}",
            _PROJECTS,
            _PROJECTS_KNOWN,
            _of_project("documents"),
        ),
        Case(
            "newest documents of a project",
            "select id, title, created_at from documents where project_id = %(project)s and status = 'active' {own} "
            "order by created_at desc limit 20",
            _PROJECTS,
            _PROJECTS_KNOWN,
            _of_project("documents"),
        ),
        Case(
            "tasks by status",
            "select status, priority, count(*) from tasks where true {own} group by status, priority",
            _PROJECTS,
            _PROJECTS_KNOWN,
            _of_project("tasks"),
        ),
    ),
)

_WEBSITES = (
    "and deleted_at is null and website_id in (select w.website_id from website_admins as w "
    "inner join admins as a on a.id = w.admin_id where w.admin_id = %(user)s and a.status = 'active')"
)
_WEBSITES_KNOWN = "and deleted_at is null and website_id = any(%(tenants)s)"


def _of_website(table: str) -> Naive:
    return Naive(
        "website_isolation_select",
        table,
        "website_id uuid",
        "select exists (select from public.website_admins as w inner join public.admins as a on a.id = w.admin_id "
        f"where w.website_id = $1 and w.admin_id = {_NOW} and a.status = 'active')",
    )


LIVECHAT = Subject(
    "livechat",
    "select w.owner_id, array[w.id] from websites as w inner join conversations as c on c.website_id = w.id "
    "group by w.id order by count(*) desc offset 2 limit 1",
    "select c.id, c.website_id as website from conversations as c where c.website_id = any(%(tenants)s) "
    "and c.deleted_at is null and c.last_message_at > now() - interval '80 days' order by c.id limit 500",
    (
        Case(
            "thread of a conversation",
            "select id, sender_type, content, created_at from messages where conversation_id = %(id)s {own} "
            "order by created_at desc limit 50",
            _WEBSITES,
            _WEBSITES_KNOWN,
            _of_website("messages"),
        ),
        Case(
            "unread messages",
            "select count(*) from messages where website_id = %(website)s and sender_type = 'visitor' "
            "and not is_read {own}",
            _WEBSITES,
            _WEBSITES_KNOWN,
            _of_website("messages"),
        ),
        Case(
            "open conversations",
            "select * from conversations where website_id = %(website)s and status = 'open' {own} "
            "order by last_message_at desc limit 50",
            _WEBSITES,
            _WEBSITES_KNOWN,
            _of_website("conversations"),
        ),
        Case(
            "messages by day",
            "select date_trunc('day', created_at) as day, count(*) from messages "
            "where created_at > now() - interval '30 days' {own} group by day",
            _WEBSITES,
            _WEBSITES_KNOWN,
            _of_website("messages"),
        ),
    ),
)

_ACCOUNTS = (
    "and user_id in (select u.id from users as u where u.id = %(user)s and u.is_active union all "
    "select a.user_id from agents as a inner join users as u on u.id = a.login_id "
    "where a.login_id = %(user)s and a.is_active and u.is_active)"
)
_USER_KNOWN = "and user_id = any(%(tenants)s)"


def _of_account(table: str) -> Naive:
    return Naive(
        "account_select",
        table,
        "user_id uuid",
        f"select exists (select from public.users as u where u.id = {_NOW} and u.is_active and (u.id = $1 or exists ("
        "select from public.agents as a where a.login_id = u.id and a.user_id = $1 and a.is_active)))",
    )


OSMOCHAT = Subject(
    "osmochat",
    "select c.user_id, array[c.user_id] from conversations as c group by c.user_id order by count(*) desc "
    "offset 2 limit 1",
    "select id from conversations where user_id = any(%(tenants)s) order by id limit 500",
    (
        Case(
            "inbox",
            "select * from conversations where is_active {own} order by last_message_time desc limit 50",
            _ACCOUNTS,
            _USER_KNOWN,
            _of_account("conversations"),
        ),
        Case(
            "messages of a conversation",
            "select id, direction, content, created_at from messages where conversation_id = %(id)s {own} "
            "order by created_at desc limit 50",
            _ACCOUNTS,
            _USER_KNOWN,
            _of_account("messages"),
        ),
        Case(
            "metrics of a month",
            "select agent_id, count(*), avg(response_time_seconds) from conversation_metrics "
            "where recorded_at > now() - interval '30 days' {own} group by agent_id",
            _ACCOUNTS,
            _USER_KNOWN,
            _of_account("conversation_metrics"),
        ),
    ),
)

_ACCOUNT = "and user_id = (select u.id from users as u where u.uuid = %(user)s)"


def _of_user(table: str) -> Naive:
    body = f"select $1 = (select u.id from public.users as u where u.uuid = {_NOW})"
    return Naive("own_select", table, "user_id bigint", body)


CAMPAIGNS = Subject(
    "campaigns",
    "select u.uuid, array[u.id] from users as u inner join messages as m on m.user_id = u.id "
    "group by u.id order by count(*) desc offset 2 limit 1",
    "select id from campaigns where user_id = any(%(tenants)s) and status = 'completed' order by id limit 500",
    (
        Case(
            "contacts, a page",
            "select id, phone_number, name from contacts where is_active {own} order by updated_at desc limit 50",
            _ACCOUNT,
            _USER_KNOWN,
            _of_user("contacts"),
        ),
        Case(
            "messages of a campaign by status",
            "select status, count(*) from messages where campaign_id = %(id)s {own} group by status",
            _ACCOUNT,
            _USER_KNOWN,
            _of_user("messages"),
        ),
        Case(
            "days of a month",
            "select date, messages_sent from daily_analytics where date > current_date - 30 {own} order by date",
            _ACCOUNT,
            _USER_KNOWN,
            _of_user("daily_analytics"),
        ),
    ),
)

_SELF = "and user_id = %(user)s"


def _of_self(table: str) -> Naive:
    return Naive("self_select", table, "user_id uuid", f"select $1 = {_NOW}")


WIRA = Subject(
    "wira",
    "select d.user_id, array[d.user_id] from documents as d group by d.user_id order by count(*) desc offset 2 limit 1",
    "select d.id, d.chatbot_id as chatbot from documents as d where d.user_id = any(%(tenants)s) order by id limit 500",
    (
        Case(
            "chatbots",
            "select id, name from chatbots where true {own} order by created_at",
            _SELF,
            _USER_KNOWN,
            _of_self("chatbots"),
        ),
        Case(
            "documents of a chatbot",
            "select id, file_name, status from documents where chatbot_id = %(chatbot)s {own} "
            "order by created_at desc limit 50",
            _SELF,
            _USER_KNOWN,
            _of_self("documents"),
        ),
        Case(
            "documents by status",
            "select status, count(*) from documents where true {own} group by status",
            _SELF,
            _USER_KNOWN,
            _of_self("documents"),
        ),
    ),
)

SUBJECTS = (NOVAX, LIVECHAT, OSMOCHAT, CAMPAIGNS, WIRA)
