"""Accounts of the object store, each with one policy: what it may reach, and nothing else.

Accounts and policies are MinIO's own API. A policy that differs is corrected in place. An account that has one of these
policies under a name that is not declared any more had that name before, and is removed; no other account is.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from infra.hooks.access import Access
from infra.hooks.declaration import JSON, Change, Changes, made
from infra.packs import BACKUP_BUCKET, COLD_BUCKET, DRILL_BUCKET, SCRATCH_BUCKET, Pack
from infra.services import pgbackrest
from infra.services.minio import REGION
from infra.specs import SecretRef

if TYPE_CHECKING:
    from minio import MinioAdmin
    from minio.error import MinioAdminException

ARCHIVE = "archive"
"""The account of PostgreSQL's members, which add to the backup bucket and read it, and delete nothing."""

BACKUP = "backup"
"""The account of the backup container, which lets backups expire: it deletes, and every version stays."""

_ENDS_A_VERSION = (
    "s3:BypassGovernanceRetention",
    "s3:DeleteObjectVersion",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
)
_ENDS_VERSIONS = (
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketVersioning",
    "s3:PutLifecycleConfiguration",
)
"""What would take a version away, or change a lock: shorten it, or make it last for ever. It is denied and not merely
left out: to MinIO `s3:DeleteObject` alone is leave to delete versions, too."""
_OUTLASTS = ("admin:CreateServiceAccount", "admin:CreateUser", "admin:UpdateServiceAccount")
"""By which an account would go on under another name or password when its own is rotated. MinIO lets each account do so
for itself unless it is denied; the second is how one changes one's own password."""

_TIMEOUT_SECONDS = 20
_UNKNOWN = ("XMinioAdminNoSuchPolicy", "XMinioAdminNoSuchUser")
_REFUSED = ("InvalidAccessKeyId", "SignatureDoesNotMatch")
"""What MinIO answers to an account that does not exist or is disabled, and to a wrong password."""


@dataclass(frozen=True)
class Account:
    """A user of the object store and what it may reach; its random name belongs to its password."""

    name: str
    """What its policy is called, and what it is called in messages."""
    credential: str
    """What `novax credentials` calls it."""
    password: SecretRef
    buckets: tuple[str, ...]
    keeps: tuple[str, ...] = ()
    """Buckets in which it may read and write, and read every version, and takes none away."""
    reads: tuple[str, ...] = ()

    @property
    def policy(self) -> dict[str, JSON]:
        """The policy document, as it is stored."""
        return bucket_policy(self.buckets, self.keeps, self.reads)


def bucket_policy(buckets: Sequence[str], keeps: Sequence[str] = (), reads: Sequence[str] = ()) -> dict[str, JSON]:
    """Return the policy that lets its holder read, write, list and delete objects of these buckets, and nothing else.

    The buckets themselves are the platform's: making, deleting and configuring them is not included. What is deleted
    keeps its version, where the bucket has any. In `keeps` it may read and write, with all versions; in `reads` only
    read and list.
    """
    listing = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    using = [
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetObject",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
    ]
    keeping = ["s3:GetObject", "s3:GetObjectRetention", "s3:GetObjectVersion", "s3:PutObject"]
    every = {*buckets, *keeps, *reads}
    return {
        "Version": "2012-10-17",
        "Statement": [
            *_statement("Allow", listing, every),
            *_statement("Allow", using, buckets, objects=True),
            *_statement("Allow", ["s3:ListBucketVersions"], keeps),
            *_statement("Allow", keeping, keeps, objects=True),
            *_statement("Deny", _ENDS_A_VERSION, every, objects=True),
            *_statement("Deny", _ENDS_VERSIONS, every),
            *_statement("Allow", ["s3:GetObject"], reads, objects=True),
            {"Effect": "Deny", "Action": list(_OUTLASTS)},
        ],
    }


def _statement(effect: str, actions: Sequence[str], buckets: Collection[str], *, objects: bool = False) -> list[JSON]:
    """Return a statement about buckets, or about the objects in them; none where there is no bucket."""
    if not buckets:
        return []
    resources = [f"arn:aws:s3:::{bucket}{'/*' if objects else ''}" for bucket in sorted(buckets)]
    return [{"Effect": effect, "Action": list(actions), "Resource": list(resources)}]


def accounts_of(packs: Sequence[Pack]) -> tuple[Account, ...]:
    """Return every account; a pack without buckets has none."""
    return (
        Account(ARCHIVE, ARCHIVE, pgbackrest.ARCHIVE_PASSWORD, (), keeps=(BACKUP_BUCKET,), reads=(SCRATCH_BUCKET,)),
        Account(
            BACKUP,
            BACKUP,
            pgbackrest.PASSWORD,
            (BACKUP_BUCKET, DRILL_BUCKET, SCRATCH_BUCKET),
            keeps=(BACKUP_BUCKET, COLD_BUCKET),
        ),
        *(
            Account(f"{pack.name}-app", f"{pack.name}-minio", SecretRef(f"minio-{pack.name}"), tuple(pack.buckets))
            for pack in packs
            if pack.buckets
        ),
    )


def apply(access: Access, root_password: str, accounts: Sequence[Account], secrets: Mapping[str, str]) -> Changes:
    """Bring accounts and policies to what is declared and return what that took.

    Raises:
        minio.error.MinioAdminException: the object store refused.
    """
    admin = admin_client(access, access.user, root_password)
    changes = made(pending(admin, accounts, secrets, partial(accepts, access)))
    removed = made(pending_names(admin, {account.name: secrets[account.password.user.name] for account in accounts}))
    # What took something away comes first, because a deployment's line has room for the first few changes.
    return (*removed, *changes)


def pending(
    admin: "MinioAdmin", accounts: Sequence[Account], secrets: Mapping[str, str], signs_in: Callable[[str, str], bool]
) -> Iterator[Change]:
    """Yield what is not as declared of each account; `signs_in` tells whether a user's password is the right one."""
    for account in accounts:
        yield from _of_policy(admin, account)
        yield from _of_user(admin, account, secrets, signs_in)


def admin_client(access: Access, user: str, password: str) -> "MinioAdmin":
    """Return a client of MinIO's own API."""
    import urllib3  # noqa: PLC0415  # a plan runs no hook, and needs no client
    from minio import MinioAdmin  # noqa: PLC0415
    from minio.credentials.providers import StaticProvider  # noqa: PLC0415

    pool = urllib3.PoolManager(ssl_context=access.ssl_context(), timeout=_TIMEOUT_SECONDS, retries=False)
    return MinioAdmin(endpoint=str(access), credentials=StaticProvider(user, password), region=REGION, http_client=pool)


def _of_policy(admin: "MinioAdmin", account: Account) -> Iterator[Change]:
    stored = answer_of(lambda: admin.policy_info(account.name))
    if sorted_lists(stored) != sorted_lists(account.policy):
        yield Change(
            f"account {account.name}",
            "its policy was changed by hand" if stored else "its policy is gone",
            f"set policy {account.name}",
            lambda: admin.policy_add(account.name, policy=account.policy),  # pyright: ignore[reportUnknownMemberType] - a bare dict
        )


def _of_user(
    admin: "MinioAdmin", account: Account, secrets: Mapping[str, str], signs_in: Callable[[str, str], bool]
) -> Iterator[Change]:
    subject, user, password = (
        f"account {account.name}",
        secrets[account.password.user.name],
        secrets[account.password.name],
    )
    stored = answer_of(lambda: admin.user_info(user))
    difference = ""
    if not stored:
        difference = "is gone"
    elif stored.get("status") != "enabled":
        difference = f"is {stored.get('status')}"
    elif not signs_in(user, password):
        difference = "its password was changed by hand"
    if difference:
        set_anew = Change(subject, difference, f"set user of {account.name}", partial(admin.user_add, user, password))
        yield set_anew
        if not (stored or set_anew.made):
            return
    if stored.get("policyName") != account.name:
        yield Change(
            subject,
            f"has the policies {stored.get('policyName')}; declared is its own alone",
            f"gave user of {account.name} its policy alone",
            # Sets rather than adds: a policy that somebody attached by hand is gone.
            partial(admin.policy_set, account.name, user=user),
        )


def pending_names(admin: "MinioAdmin", users: Mapping[str, str]) -> Iterator[Change]:
    """Yield each user that has an account's policy and is not its user: it was before, or somebody else's doing."""
    for user, account in undeclared(admin, users):
        yield Change(
            f"account {account}",
            f"its policy is also that of user {user}, which nothing declares",
            f"removed user {user}, as {account} was called before",
            partial(admin.user_remove, user),
        )


def undeclared(admin: "MinioAdmin", users: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return each user that is not declared and has the policy of an account, with that account's name.

    `users` are the declared ones by the names of their accounts.
    """
    stored = cast("dict[str, dict[str, str]]", json.loads(admin.user_list()))
    found: dict[str, str] = {}
    for user, facts in sorted(stored.items()):
        policies = facts.get("policyName", "").split(",")
        if user not in users.values() and (own := [policy for policy in policies if policy in users]):
            found[user] = own[0]
    return tuple(found.items())


def accepts(access: Access, user: str, password: str) -> bool:
    """Tell whether the password is the user's: the store tells nobody what it keeps, so one logs in to see."""
    from minio.error import MinioAdminException  # noqa: PLC0415  # as above

    try:
        admin_client(access, user, password).account_info()
    except MinioAdminException as error:
        if _is_one_of(error, _REFUSED):
            return False
        raise
    return True


def answer_of(ask: Callable[[], str]) -> dict[str, object]:
    """Return the answer to a question about a policy or user, empty when there is no such thing."""
    from minio.error import MinioAdminException  # noqa: PLC0415  # as above

    try:
        return cast("dict[str, object]", json.loads(ask()))
    except MinioAdminException as error:
        if _is_one_of(error, _UNKNOWN):
            return {}
        raise


def _is_one_of(error: "MinioAdminException", codes: Iterable[str]) -> bool:
    # The exception has no public field; its message holds the answer's body, which is JSON with a "Code".
    return any(f'"{code}"' in str(error) for code in codes)


def sorted_lists(value: object) -> object:
    """Return the document with every list sorted: in a policy order means nothing, and the store has its own."""
    if isinstance(value, dict):
        return {key: sorted_lists(item) for key, item in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return sorted((sorted_lists(item) for item in cast("list[object]", value)), key=json.dumps)
    return value
