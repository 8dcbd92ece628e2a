"""Policies as documents, and the accounts that have them."""

import json
import re
from collections.abc import Callable, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, cast

import pytest
from minio.error import MinioAdminException

from infra.hooks import bucket_accounts, buckets
from infra.hooks.access import Access
from infra.packs import Pack
from infra.service_settings import BackupSettings

if TYPE_CHECKING:
    from minio import MinioAdmin

KEPT = BackupSettings.model_validate({"lockDays": 5, "keepColdDays": 40})


def test_a_policy_reaches_its_buckets_and_their_objects_and_nothing_else() -> None:
    assert bucket_accounts.bucket_policy(["shop", "archive"]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
                "Resource": ["arn:aws:s3:::archive", "arn:aws:s3:::shop"],
            },
            {
                "Effect": "Allow",
                "Action": [
                    "s3:AbortMultipartUpload",
                    "s3:DeleteObject",
                    "s3:GetObject",
                    "s3:ListMultipartUploadParts",
                    "s3:PutObject",
                ],
                "Resource": ["arn:aws:s3:::archive/*", "arn:aws:s3:::shop/*"],
            },
            {
                "Effect": "Deny",
                "Action": [
                    "s3:BypassGovernanceRetention",
                    "s3:DeleteObjectVersion",
                    "s3:PutObjectLegalHold",
                    "s3:PutObjectRetention",
                ],
                "Resource": ["arn:aws:s3:::archive/*", "arn:aws:s3:::shop/*"],
            },
            {
                "Effect": "Deny",
                "Action": [
                    "s3:PutBucketObjectLockConfiguration",
                    "s3:PutBucketVersioning",
                    "s3:PutLifecycleConfiguration",
                ],
                "Resource": ["arn:aws:s3:::archive", "arn:aws:s3:::shop"],
            },
            {
                "Effect": "Deny",
                "Action": ["admin:CreateServiceAccount", "admin:CreateUser", "admin:UpdateServiceAccount"],
            },
        ],
    }


def resources(policy: Mapping[str, Any]) -> set[str]:
    return {resource for statement in policy["Statement"] for resource in statement.get("Resource", ())}


def test_no_account_shares_a_bucket_and_no_policy_has_a_wildcard_bucket_or_action(packs: tuple[Pack, ...]) -> None:
    policies = cast("Mapping[str, Mapping[str, Any]]", buckets.declared(packs, KEPT)["users"])
    reached = [resource for policy in policies.values() for resource in resources(policy)]
    # The members' account reaches nothing that the backup container's does not.
    assert resources(policies["archive"]) < resources(policies["backup"])
    assert len(reached) == len(set(reached)) + len(resources(policies["archive"]))
    assert not any("*" in resource.removesuffix("/*") for resource in reached)
    actions = [action for policy in policies.values() for s in policy["Statement"] for action in s["Action"]]
    assert not any("*" in action for action in actions)
    assert "s3:DeleteBucket" not in actions


def test_no_policy_has_what_the_store_gets_wrong(packs: tuple[Pack, ...]) -> None:
    """It takes values of conditions from requests, and lets `bucket/*` reach settings of the bucket."""
    policies = cast("Mapping[str, Mapping[str, Any]]", buckets.declared(packs, KEPT)["users"])
    every = [statement for policy in policies.values() for statement in policy["Statement"]]
    statements = [statement for statement in every if "Resource" in statement]
    assert {(one["Effect"], *one) for one in every if one not in statements} == {("Deny", "Effect", "Action")}
    assert {key for statement in statements for key in statement} == {"Effect", "Action", "Resource"}
    for statement in statements:
        for action, resource in product(statement["Action"], statement["Resource"]):
            assert action.startswith("s3:")
            assert re.fullmatch(r"arn:aws:s3:::[a-z][a-z0-9-]+(/\*)?", resource)
            allows = statement["Effect"] == "Allow" and resource.endswith("/*")
            assert not (allows and re.search("Bucket|Lifecycle|Replication|Inventory", action)), (action, resource)


def test_the_backup_account_reaches_the_platform_s_own_buckets_alone(shop: Pack) -> None:
    policies = cast("Mapping[str, Mapping[str, Any]]", buckets.declared([shop], KEPT)["users"])
    assert resources(policies["backup"]) == {
        f"arn:aws:s3:::{bucket}{objects}"
        for bucket in ("novax-backup", "novax-cold", "novax-drill", "novax-scratch")
        for objects in ("", "/*")
    }
    assert sorted(policies) == ["archive", "backup", "shop-app"]


def actions(policy: Mapping[str, Any], effect: str, bucket: str) -> set[str]:
    return {
        action
        for statement in policy["Statement"]
        for action in statement["Action"]
        if statement["Effect"] == effect
        and {f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"} & set(statement.get("Resource", ()))
    }


def test_what_ends_or_locks_a_version_is_denied_to_every_account(shop: Pack) -> None:
    policies = cast("Mapping[str, Mapping[str, Any]]", buckets.declared([shop], KEPT)["users"])
    places = [(name, one.removeprefix("arn:aws:s3:::")) for name in policies for one in resources(policies[name])]
    assert ("shop-app", "shop") in places
    for account, bucket in ((account, bucket) for account, bucket in places if not bucket.endswith("/*")):
        assert actions(policies[account], "Deny", bucket) == {
            "s3:BypassGovernanceRetention",
            "s3:DeleteObjectVersion",
            "s3:PutBucketObjectLockConfiguration",
            "s3:PutBucketVersioning",
            "s3:PutLifecycleConfiguration",
            "s3:PutObjectLegalHold",
            "s3:PutObjectRetention",
        }, (account, bucket)


@pytest.mark.parametrize(
    ("account", "bucket"), [("archive", "novax-backup"), ("backup", "novax-backup"), ("backup", "novax-cold")]
)
def test_every_version_of_a_backup_is_read(shop: Pack, account: str, bucket: str) -> None:
    policy = cast("Mapping[str, Mapping[str, Any]]", buckets.declared([shop], KEPT)["users"])[account]
    assert {"s3:GetObjectVersion", "s3:ListBucketVersions"} < actions(policy, "Allow", bucket)


def test_no_account_makes_another_or_changes_its_password(shop: Pack) -> None:
    """MinIO lets each do so for itself, unless it is denied."""
    for name, policy in cast("Mapping[str, Mapping[str, Any]]", buckets.declared([shop], KEPT)["users"]).items():
        denied = {action for one in policy["Statement"] if "Resource" not in one for action in one["Action"]}
        assert denied == {"admin:CreateServiceAccount", "admin:CreateUser", "admin:UpdateServiceAccount"}, name


def test_members_of_postgresql_delete_nothing_and_write_backups_alone(shop: Pack) -> None:
    policy = cast("Mapping[str, Mapping[str, Any]]", buckets.declared([shop], KEPT)["users"])["archive"]
    assert not any("Delete" in action for action in actions(policy, "Allow", "novax-backup"))
    assert "s3:PutObject" in actions(policy, "Allow", "novax-backup")
    assert actions(policy, "Allow", "novax-scratch") == {
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
    }


def test_nothing_can_be_deleted_of_cold_copies(shop: Pack) -> None:
    policy = cast("Mapping[str, Mapping[str, Any]]", buckets.declared([shop], KEPT)["users"])["backup"]
    allowed = actions(policy, "Allow", "novax-cold")
    assert not any("Delete" in action for action in allowed)
    assert "s3:PutObject" in allowed


def test_policies_differ_by_content_and_not_by_order() -> None:
    one = {"Action": ["b", "a"], "Statement": [{"Resource": ["y", "x"]}]}
    other = {"Statement": [{"Resource": ["x", "y"]}], "Action": ["a", "b"]}
    assert bucket_accounts.sorted_lists(one) == bucket_accounts.sorted_lists(other)
    assert bucket_accounts.sorted_lists(one) != bucket_accounts.sorted_lists({**other, "Action": ["a"]})


class Store:
    """Keeps users and policies as MinIO does; users are passwords, states and names of policies."""

    def __init__(self, **users: tuple[str, str, str]) -> None:
        self.users = users
        self.policies: dict[str, dict[str, Any]] = {}

    def client(self, _access: Access, user: str, password: str) -> "MinioAdmin":
        self.password = password
        self.user = user
        return cast("MinioAdmin", self)

    def account_info(self) -> str:
        if self.users.get(self.user, ("",))[0] != self.password:
            raise MinioAdminException("403", json.dumps({"Code": "SignatureDoesNotMatch"}))
        return "{}"

    def policy_info(self, name: str) -> str:
        if name not in self.policies:
            raise MinioAdminException("404", json.dumps({"Code": "XMinioAdminNoSuchPolicy"}))
        return json.dumps(self.policies[name])

    def policy_add(self, name: str, policy: dict[str, Any]) -> None:
        self.policies[name] = policy

    def policy_set(self, policy: str, user: str) -> None:
        self.users[user] = (*self.users[user][:2], policy)

    def user_info(self, name: str) -> str:
        if name not in self.users:
            raise MinioAdminException("404", json.dumps({"Code": "XMinioAdminNoSuchUser"}))
        return json.dumps(self._facts(name))

    def user_add(self, name: str, password: str) -> None:
        self.users[name] = (password, "enabled", self.users.get(name, ("", "", ""))[2])

    def user_list(self) -> str:
        return json.dumps({name: self._facts(name) for name in self.users})

    def user_remove(self, name: str) -> None:
        del self.users[name]

    def _facts(self, name: str) -> dict[str, str]:
        _, status, policy = self.users[name]
        # A user without a policy has no such field.
        return {"status": status} | ({"policyName": policy} if policy else {})


SECRETS = {
    "minio-archive.user": "archive-name",
    "minio-archive": "archive-password",
    "minio-backup.user": "backup-name",
    "minio-backup": "backup-password",
    "minio-shop.user": "shop-name",
    "minio-shop": "shop-password",
}
DECLARED = {
    "archive-name": ("archive-password", "enabled", "archive"),
    "backup-name": ("backup-password", "enabled", "backup"),
    "shop-name": ("shop-password", "enabled", "shop-app"),
}


@pytest.fixture
def bring(monkeypatch: pytest.MonkeyPatch, shop: Pack) -> Callable[[Store], tuple[str, ...]]:
    """Return a function that brings a store to what is declared and returns what that took."""

    def apply(store: Store) -> tuple[str, ...]:
        monkeypatch.setattr(bucket_accounts, "admin_client", store.client)
        access = Access("127.0.0.1", 9000, "root-name", "")
        return bucket_accounts.apply(access, "root-password", bucket_accounts.accounts_of([shop]), SECRETS)

    return apply


def test_accounts_are_made_once(bring: Callable[[Store], tuple[str, ...]]) -> None:
    store = Store()
    assert bring(store) == (
        "set policy archive",
        "set user of archive",
        "gave user of archive its policy alone",
        "set policy backup",
        "set user of backup",
        "gave user of backup its policy alone",
        "set policy shop-app",
        "set user of shop-app",
        "gave user of shop-app its policy alone",
    )
    assert store.users == DECLARED
    assert bring(store) == ()


def test_a_former_name_of_an_account_is_removed_and_nobody_else(bring: Callable[[Store], tuple[str, ...]]) -> None:
    others = {"reader": ("x", "enabled", "readonly"), "waiting": ("x", "enabled", "")}
    known = {"backup": ("x", "enabled", "backup"), "shop-app": ("x", "enabled", "shop-app,backup")}
    store = Store(**others, **known)
    assert bring(store)[:2] == (
        "removed user backup, as backup was called before",
        "removed user shop-app, as shop-app was called before",
    )
    assert store.users == others | DECLARED


def test_a_password_and_a_policy_that_differ_are_set(bring: Callable[[Store], tuple[str, ...]]) -> None:
    store = Store(**DECLARED)
    bring(store)
    store.users["shop-name"] = ("guessed", "enabled", "shop-app,readwrite")
    assert bring(store) == ("set user of shop-app", "gave user of shop-app its policy alone")
    store.users["shop-name"] = ("shop-password", "disabled", "shop-app")
    assert bring(store) == ("set user of shop-app",)
    assert store.users == DECLARED
