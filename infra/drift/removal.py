"""How an account that nothing declares is taken away, by the part of the stack that has it."""

# redis-py leaves the keyword arguments of its commands untyped:
# pyright: reportUnknownMemberType=false
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from infra.cli import pack_database
from infra.drift import cache, cluster, dashboards, objects, search
from infra.drift.report import Finding
from infra.errors import UserError
from infra.hooks import bucket_accounts, cache_users
from infra.hooks.search import Engine

if TYPE_CHECKING:
    from infra.drift.looks import Stack

Way = Callable[["Stack", str], None]
"""Takes the stack and the finding's subject: what it is, and its name."""


def way(finding: Finding) -> Way | None:
    """Return how to remove what a finding tells of; None for what is no account, or declared."""
    kind = finding.subject.rpartition(" ")[0]
    return _WAYS.get((finding.area, kind)) if finding.undeclared else None


def _role(stack: "Stack", subject: str) -> None:
    name = subject.removeprefix("role ")
    with pack_database.of(stack.running, stack.packs[0]).superuser.connect() as connection:
        try:
            connection.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))
        except psycopg.errors.DependentObjectsStillExist as error:
            raise UserError(
                f"role {name} cannot be removed while something depends on it: {error.diag.message_detail}; give that "
                "away with `reassign owned` and `drop owned` by `novax psql postgres`, then run this again"
            ) from None


def _cache_account(stack: "Stack", subject: str) -> None:
    name = subject.removeprefix("account ")
    for member in stack.specs["redis"].members:
        access, password = stack.access("redis", member.endpoints[0].name)
        with cache_users.connect(access, password) as client:
            client.acl_deluser(name)
            client.acl_save()


def _store_user(stack: "Stack", subject: str) -> None:
    access, password = stack.access("minio")
    bucket_accounts.admin_client(access, access.user, password).user_remove(subject.removeprefix("user "))


def _store_service_account(stack: "Stack", subject: str) -> None:
    access, password = stack.access("minio")
    admin = bucket_accounts.admin_client(access, access.user, password)
    admin.delete_service_account(subject.removeprefix("service account "))


def _search_key(stack: "Stack", subject: str) -> None:
    engine = Engine(*stack.access("meilisearch"))
    search.remove(engine, subject.removeprefix("key "))


def _dashboards_user(stack: "Stack", subject: str) -> None:
    dashboards.remove_user(*stack.access("grafana"), subject.removeprefix("user "))


def _dashboards_service_account(stack: "Stack", subject: str) -> None:
    dashboards.remove_service_account(*stack.access("grafana"), subject.removeprefix("service account "))


_WAYS: Mapping[tuple[str, str], Way] = {
    (cluster.AREA, "role"): _role,
    (cache.AREA, "account"): _cache_account,
    (objects.AREA, "user"): _store_user,
    (objects.AREA, "service account"): _store_service_account,
    (search.AREA, "key"): _search_key,
    (dashboards.AREA, "user"): _dashboards_user,
    (dashboards.AREA, "service account"): _dashboards_service_account,
}
