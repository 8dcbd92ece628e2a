"""What counts as drift in each part, and what does not."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from unittest.mock import Mock

import pytest
from botocore.exceptions import ClientError
from minio.error import MinioAdminException
from nats.js.errors import NotFoundError

from infra.demands import Bucket
from infra.drift import cache, infrastructure, messages, objects, postgres
from infra.drift.postgres import Setting
from infra.drift.report import DriftReport, Finding
from infra.hooks import bucket_accounts, buckets, cache_users, streams
from infra.packs import Pack, load_packs
from infra.paths import PROJECT
from infra.service_settings import BackupSettings
from infra.services.registry import all_services
from infra.settings import Settings

if TYPE_CHECKING:
    from tests.unit.conftest import Program


@pytest.fixture(scope="module")
def packs() -> tuple[Pack, ...]:
    return load_packs(("novax",), PROJECT / "sql")


def told(found: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - any iterator of findings
    return [(finding.subject, finding.message) for finding in found]


CONTAINER = "docker:index/container:Container"


def step(operation: str, **parts: object) -> dict[str, object]:
    state: dict[str, object] = {"urn": f"urn:pulumi:ci::novax::{CONTAINER}::nats", "type": CONTAINER, "inputs": {}}
    return {"op": operation, "urn": state["urn"], "oldState": state, **parts}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([step("refresh")], []),
        ([step("delete")], [("Container nats", "is gone; the next `novax up` makes it again")]),
        ([step("update", detailedDiff={"memory": {}})], [("Container nats", "was changed by hand: memory")]),
        ([step("update", detailedDiff={"networkDatas[0].ipAddress": {}})], []),
        ([step("update")], [("Container nats", "was changed by hand: something that is not told")]),
        ([step("teleport", detailedDiff={"ports": {}})], [("Container nats", "was changed by hand: ports")]),
    ],
)
def test_resources(steps: list[dict[str, object]], expected: list[tuple[str, str]]) -> None:
    assert told(infrastructure.findings({"steps": steps})) == expected


def test_whatever_is_declared_of_a_container_is_told(program: "Program") -> None:
    declared = {name for container in program.containers.values() for name in container.inputs}
    assert {"command", "envs", "mounts", "uploads"} <= declared
    for name in declared:
        found = told(infrastructure.findings({"steps": [step("update", detailedDiff={name: {}})]}))
        assert found == [("Container nats", f"was changed by hand: {name}")]


def test_what_pulumi_counts_and_does_not_tell_is_not_hidden() -> None:
    document = {"steps": [step("refresh"), step("delete")], "changeSummary": {"same": 3, "update": 1, "delete": 1}}
    assert told(infrastructure.findings(document)) == [
        ("resources", "1 more differ than are told here; `pulumi refresh --preview-only` shows them"),
        ("Container nats", "is gone; the next `novax up` makes it again"),
    ]


def test_a_release_that_differs_is_told_in_words() -> None:
    different = step("update", newState=step("update")["oldState"], diffReasons=["checksum"])
    assert told(infrastructure.findings({"steps": [different]})) == [
        ("Container nats", "was changed by hand: its objects in the cluster")
    ]


def test_a_recorded_look_at_an_engine_where_everything_was_removed() -> None:
    document = json.loads((Path(__file__).parent / "everything_gone.json").read_text(encoding="utf-8"))
    found = told(infrastructure.findings(document))
    assert len(found) == 29
    assert ("Volume postgres-1-data", "is gone; the next `novax up` makes it again") in found


@pytest.mark.parametrize(
    ("written", "value", "unit", "kind", "same"),
    [
        ("176MB", "22528", "8kB", "integer", True),
        ("176MB", "22529", "8kB", "integer", False),
        ("1GB", "1024", "MB", "integer", True),
        ("4MB", "4096", "kB", "integer", True),
        ("5min", "300", "s", "integer", True),
        ("5s", "5000", "ms", "integer", True),
        ("500ms", "500", "ms", "integer", True),
        ("3000", "3000", "ms", "integer", True),
        ("3", "3", "s", "integer", True),
        ("100", "100", None, "integer", True),
        ("on", "on", None, "bool", True),
        ("True", "on", None, "bool", True),
        ("off", "on", None, "bool", False),
        ("TLSv1.3", "TLSv1.3", None, "enum", True),
        ("replica", "logical", None, "enum", False),
        ("/run/postgresql", "/run/postgresql", None, "string", True),
        ("A", "a", None, "string", False),
        ("default", "8", None, "integer", False),
    ],
)
def test_values_of_postgresql(written: str, value: str, unit: str | None, kind: str, *, same: bool) -> None:
    assert postgres.agrees(written, Setting("x", value, unit, kind)) is same


def test_settings_of_postgresql() -> None:
    present = (
        Setting("work_mem", "8192", "kB", "integer"),
        Setting("ssl", "on", None, "bool"),
        Setting("max_connections", "100", None, "integer", pending_restart=True),
    )
    wanted = {"work_mem": "4MB", "ssl": "on", "max_connections": "100", "gone.setting": "x"}
    assert told(postgres.findings(wanted, present, (("work_mem", "8MB"),))) == [
        ("work_mem", "is 8192 (in kB); declared is 4MB"),
        ("gone.setting", "is not known to the server; declared is x"),
        ("max_connections", "has a new value that waits for a restart"),
        ("work_mem", "was set to 8MB with ALTER SYSTEM; `alter system reset work_mem`"),
    ]


def test_what_postgresql_was_given(dev: Settings) -> None:
    spec = next(spec for spec in all_services(dev) if spec.name == "postgres")
    found = postgres.declared(dev, spec)
    assert (found["shared_buffers"], found["max_connections"]) == (f"{dev.postgres.memory // 4}MB", "100")
    assert "${secret:" not in " ".join(found.values())


def test_directives_of_the_cache() -> None:
    text = (
        'port 0\nmaxmemory 32mb\ntls-protocols "TLSv1.3"\nmasterauth ${secret:x}\nmaxmemory-policy allkeys-lru\n\n#\n'
    )
    wanted = cache.declared(text)
    assert wanted == {
        "port": "0",
        "maxmemory": "33554432",
        "tls-protocols": "TLSv1.3",
        "maxmemory-policy": "allkeys-lru",
    }
    present = {**wanted, "maxmemory-policy": "noeviction", "hz": "10"}
    assert told(cache.findings("redis-1", wanted, present)) == [
        ("redis-1", "maxmemory-policy is noeviction; declared is allkeys-lru")
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("as declared", []),
        ("more", [("redis-1", "account novax was changed by hand")]),
        ("none", [("redis-1", "account novax is gone")]),
    ],
)
def test_accounts_of_the_cache(packs: Sequence[Pack], answer: str, expected: list[tuple[str, str]]) -> None:
    (account,) = cache_users.accounts(packs)
    present: dict[str, object] = {
        "flags": ["on", "sanitize-payload"],
        "passwords": [account.rules("pw")[2].removeprefix("#")],
        "commands": " ".join(cache_users.COMMANDS) + (" +flushall" if answer == "more" else ""),
        "keys": account.keys,
        "channels": account.channels,
        "selectors": [],
    }
    client = SimpleNamespace(execute_command=Mock(return_value=None if answer == "none" else present))
    found = cache.account_findings("redis-1", cast("Any", client), packs, {account.secret: "pw"})
    assert told(found) == expected


class Jetstream:
    """JetStream with the pack's streams as declared, but for what a test changes."""

    def __init__(self, packs: Sequence[Pack], gone: str = "", **changed: object) -> None:
        self.wanted = packs[0].streams
        self.gone, self.changed = gone, changed
        self.extra: tuple[str, ...] = ()
        self.consumers: dict[str, object] = {}

    async def stream_info(self, name: str) -> SimpleNamespace:
        if name == self.gone:
            raise NotFoundError
        config = streams.stream_config(name, self.wanted[name], 1)
        return SimpleNamespace(config=config.evolve(**self.changed))  # pyright: ignore[reportUnknownMemberType]

    async def consumer_info(self, stream: str, durable: str) -> SimpleNamespace:
        config = streams.consumer_config(durable, self.wanted[stream].consumers[durable])
        return SimpleNamespace(config=config.evolve(**self.consumers))  # pyright: ignore[reportUnknownMemberType]

    async def streams_info(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(config=SimpleNamespace(name=name)) for name in (*self.wanted, *self.extra)]


def stream_drift(jetstream: Jetstream) -> list[tuple[str, str]]:
    with asyncio.Runner() as runner:
        found = list(messages.findings(runner, cast("Any", jetstream), jetstream.wanted))
    assert {finding.hook for finding in found if not finding.undeclared} <= {"streams"}
    return told(found)


def test_streams(packs: Sequence[Pack]) -> None:
    name = next(iter(packs[0].streams))
    assert stream_drift(Jetstream(packs)) == []
    assert stream_drift(Jetstream(packs, gone=name)) == [(f"stream {name}", "is gone")]
    changed = stream_drift(Jetstream(packs, max_age=1.0))
    assert (f"stream {name}", "was changed by hand: max_age") in changed
    more = Jetstream(packs)
    more.extra = ("NOVAX_BYHAND",)
    assert stream_drift(more) == [("stream NOVAX_BYHAND", "is declared by no pack")]


def test_consumers(packs: Sequence[Pack]) -> None:
    jetstream = Jetstream(packs)
    names = [(name, durable) for name, stream in jetstream.wanted.items() for durable in stream.consumers]
    jetstream.consumers = {"ack_wait": 1.0, "max_deliver": 1}
    message = "was changed by hand: ack_wait, max_deliver"
    assert stream_drift(jetstream) == [(f"consumer {durable} of stream {name}", message) for name, durable in names]


KEPT = BackupSettings.model_validate({"lockDays": 5})


class Buckets:
    """An S3 service with the pack's buckets as declared, but for what a test changes."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self.wanted = buckets.buckets_of(packs, KEPT)
        self.policies: dict[str, str] = {}
        self.versioning: dict[str, str] = {}
        self.locks: dict[str, Mapping[str, object]] = {}
        self.lifecycles: dict[str, Sequence[Mapping[str, object]]] = {}

    def list_buckets(self) -> Mapping[str, object]:
        return {"Buckets": [{"Name": name} for name in self.wanted]}

    def get_bucket_versioning(self, Bucket: str) -> Mapping[str, str]:  # noqa: N803 - boto3's name
        usual = "Enabled" if self.wanted[Bucket].versioning else "Suspended"
        return {"Status": self.versioning.get(Bucket, usual)}

    def get_bucket_lifecycle_configuration(self, Bucket: str) -> Mapping[str, object]:  # noqa: N803
        return {"Rules": self.lifecycles.get(Bucket, buckets.lifecycle_of(self.wanted[Bucket]))}

    def get_object_lock_configuration(self, Bucket: str) -> Mapping[str, object]:  # noqa: N803
        return {"ObjectLockConfiguration": self.locks.get(Bucket, buckets.lock_of(self.wanted[Bucket]))}

    def create_bucket(self, **given: object) -> None:
        raise AssertionError(given)

    put_bucket_versioning = put_object_lock_configuration = create_bucket
    put_bucket_lifecycle_configuration = delete_bucket_lifecycle = create_bucket

    def get_bucket_policy(self, Bucket: str) -> Mapping[str, str]:  # noqa: N803
        if Bucket in self.policies:
            return {"Policy": self.policies[Bucket]}
        raise ClientError({"Error": {"Code": "NoSuchBucketPolicy"}}, "GetBucketPolicy")


def bucket_drift(store: Buckets, packs: Sequence[Pack]) -> list[tuple[str, str]]:
    declared = buckets.buckets_of(packs, KEPT)
    found = told(objects.findings(buckets.pending(cast("Any", store), declared)))
    return found + told(objects.open_buckets(cast("Any", store), declared))


@pytest.mark.parametrize(
    ("lock", "message"),
    [
        ({}, "its lock is gone, and what is in it can be deleted for good; declared is COMPLIANCE for 5 days"),
        (
            {"ObjectLockEnabled": "Enabled"},
            "its lock is that of each object alone; declared is COMPLIANCE for 5 days",
        ),
        (
            {
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Years": 1}},
            },
            "its lock is GOVERNANCE for 1 years; declared is COMPLIANCE for 5 days",
        ),
    ],
)
def test_locks_of_buckets(packs: Sequence[Pack], lock: Mapping[str, object], message: str) -> None:
    store = Buckets(packs)
    store.locks["novax-backup"] = lock
    assert bucket_drift(store, packs) == [("bucket novax-backup", message)]


def test_buckets(packs: Sequence[Pack]) -> None:
    store = Buckets(packs)
    name = next(iter(packs[0].buckets))
    assert bucket_drift(store, packs) == []
    store.policies[name] = json.dumps({"Statement": [{"Action": ["s3:GetObject"], "Principal": "*"}]})
    store.versioning[name] = "Suspended" if store.wanted[name].versioning else "Enabled"
    found = bucket_drift(store, packs)
    assert [subject for subject, _ in found] == [f"bucket {name}"] * 2
    assert found[1][1] == "has a policy that nothing declares; it allows s3:GetObject"
    del store.wanted[name]
    assert bucket_drift(store, packs) == [(f"bucket {name}", "is gone, with everything that was in it")]


@pytest.mark.parametrize("days", [None, 4], ids=["gone", "shorter"])
def test_lifecycles_of_buckets(packs: Sequence[Pack], days: int | None) -> None:
    store = Buckets(packs)
    store.lifecycles["novax-backup"] = buckets.lifecycle_of(Bucket(versioning=True, noncurrent_days=days))
    assert bucket_drift(store, packs) == [("bucket novax-backup", "its lifecycle was changed by hand")]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"quota": 1048576}, []),
        ({"size": 2097152}, ["its quota is 2097152; declared is 1048576 bytes"]),
        ({}, ["its quota is not set; declared is 1048576 bytes"]),
    ],
)
def test_quotas(answer: dict[str, int], expected: list[str]) -> None:
    admin = SimpleNamespace(bucket_quota_get=Mock(return_value=json.dumps(answer)), bucket_quota_set=Mock())
    found = told(objects.findings(buckets.pending_quotas(cast("Any", admin))))
    assert found == [("bucket novax-drill", message) for message in expected]


@pytest.mark.parametrize(
    ("user", "policy", "expected"),
    [
        ({"status": "enabled", "policyName": "{user}"}, "own", []),
        ({"status": "disabled", "policyName": "{user}"}, "own", ["is disabled"]),
        (
            {"status": "enabled", "policyName": "{user},readwrite"},
            "own",
            ["has the policies {user},readwrite; declared is its own alone"],
        ),
        ({"status": "enabled", "policyName": "{user}"}, "other", ["its policy was changed by hand"]),
        (None, "none", ["its policy is gone", "is gone"]),
    ],
)
def test_accounts_of_the_object_store(
    packs: Sequence[Pack], user: dict[str, str] | None, policy: str, expected: list[str]
) -> None:
    accounts = bucket_accounts.accounts_of(packs)
    documents = {account.name: account.policy for account in accounts}

    def absent(code: str) -> str:
        raise MinioAdminException("404", json.dumps({"Code": code}))

    def policy_info(name: str) -> str:
        if policy == "none":
            return absent("XMinioAdminNoSuchPolicy")
        return json.dumps(documents[name] if policy == "own" else {"Statement": []})

    def user_info(name: str) -> str:
        if user is None:
            return absent("XMinioAdminNoSuchUser")
        return json.dumps({key: value.format(user=name.removeprefix("user-of-")) for key, value in user.items()})

    changed: list[tuple[object, ...]] = []
    admin = SimpleNamespace(policy_info=policy_info, user_info=user_info, user_add=changed.append)
    admin.policy_set = admin.policy_add = changed.append
    found = told(
        objects.findings(bucket_accounts.pending(cast("Any", admin), accounts, secrets_of(accounts), signs_in))
    )
    assert found == [(f"account {name}", message.format(user=name)) for name in documents for message in expected]
    assert changed == []


def secrets_of(accounts: Sequence[bucket_accounts.Account]) -> dict[str, str]:
    users = {account.password.user.name: f"user-of-{account.name}" for account in accounts}
    return users | {account.password.name: f"password of {account.name}" for account in accounts}


def signs_in(user: str, password: str) -> bool:
    return password == f"password of {user.removeprefix('user-of-')}"


def test_a_password_of_the_object_store_that_was_changed(packs: Sequence[Pack]) -> None:
    accounts = bucket_accounts.accounts_of(packs)
    documents = {account.name: json.dumps(account.policy) for account in accounts}

    def user_info(name: str) -> str:
        return json.dumps({"status": "enabled", "policyName": name.removeprefix("user-of-")})

    admin = SimpleNamespace(policy_info=documents.__getitem__, user_info=user_info, user_add=Mock())
    pending = bucket_accounts.pending(
        cast("Any", admin), accounts, secrets_of(accounts), lambda user, _: user != "user-of-backup"
    )
    assert told(objects.findings(pending)) == [("account backup", "its password was changed by hand")]


def test_a_user_beside_that_of_an_account(packs: Sequence[Pack]) -> None:
    users = {account.name: f"user-of-{account.name}" for account in bucket_accounts.accounts_of(packs)}
    listed = {
        **{user: {"policyName": account, "status": "enabled"} for account, user in users.items()},
        "backup": {"policyName": "backup", "status": "enabled"},
        "reader": {"policyName": "readonly", "status": "enabled"},
    }
    admin = SimpleNamespace(user_list=lambda: json.dumps(listed), user_remove=Mock())
    assert told(objects.findings(bucket_accounts.pending_names(cast("Any", admin), users))) == [
        ("account backup", "its policy is also that of user backup, which nothing declares")
    ]
    admin.user_remove.assert_not_called()


def test_what_only_hands_can_bring_back_runs_no_hook(packs: Sequence[Pack]) -> None:
    store = Buckets(packs)
    store.locks["novax-backup"] = {}
    (found,) = objects.findings(buckets.pending(cast("Any", store), buckets.buckets_of(packs, KEPT)))
    assert found.hook == ""
    store.locks["novax-backup"] = {"ObjectLockEnabled": "Enabled"}
    (found,) = objects.findings(buckets.pending(cast("Any", store), buckets.buckets_of(packs, KEPT)))
    assert found.hook == "buckets"


def test_exit_codes() -> None:
    finding = Finding(area="a", subject="b", message="c")
    assert DriftReport(stack="ci", findings=()).exit_code == 0
    assert DriftReport(stack="ci", findings=(finding,)).exit_code == 2
    assert DriftReport(stack="ci", findings=(), failed=(finding,)).exit_code == 1
    assert DriftReport(stack="ci", findings=(finding,), failed=(finding,)).exit_code == 2
