"""What a change puts at risk, step by step: data, versions, restarts, declarations, files."""

from collections.abc import Callable
from typing import Any

import pytest

from infra.preview import configuration, data_risk, declared, restarts, versions
from infra.preview.plan import CONTAINER, STASH, VOLUME, Plan, Step
from infra.preview.report import Level, Risk

Change = Callable[..., Step]
SERVICE = "novax:docker:Service"
PARENT = "urn:pulumi:ci::novax::novax:docker:Service::"


def levels(found: Any) -> list[tuple[str, Level]]:  # noqa: ANN401 - any iterator of risks
    return [(risk.subject, risk.level) for risk in found]


def message(risks: Any) -> str:  # noqa: ANN401
    (risk,) = tuple(risks)
    assert isinstance(risk, Risk)
    return risk.message


@pytest.mark.parametrize(("protect", "end"), [(True, "until somebody unprotects it"), (False, "its content is lost")])
@pytest.mark.parametrize("operation", ["delete", "replace"])
def test_a_volume_that_goes_is_data_at_risk(change: Change, operation: str, *, protect: bool, end: str) -> None:
    after = {"name": "b"} if operation == "replace" else None
    step = change(VOLUME, "data", {"name": "a"}, after, operation=operation, protect=protect)
    assert message(data_risk.risks(Plan((step,)))).endswith(end)


def test_a_new_volume_is_no_risk(change: Change) -> None:
    assert not list(data_risk.risks(Plan((change(VOLUME, "data", None, {"name": "a"}),))))


@pytest.mark.parametrize(
    ("mounts", "said"),
    [
        ([{"source": "data", "target": "/elsewhere"}], "would find its volume at /elsewhere and not at /var"),
        ([{"source": "other", "target": "/var"}], "no longer uses the volume data"),
        ([], "no longer uses the volume data"),
    ],
)
def test_a_volume_that_is_mounted_otherwise_is_data_at_risk(
    change: Change, mounts: list[dict[str, str]], said: str
) -> None:
    step = change(CONTAINER, "pg", {"mounts": [{"source": "data", "target": "/var"}]}, {"mounts": mounts})
    assert said in message(data_risk.risks(Plan((step,))))


@pytest.mark.parametrize(
    ("name", "protect", "level"),
    [
        ("password-backup-cipher", False, Level.DATA),
        ("password-wira-data-key", True, Level.DATA),
        ("ca", False, Level.DATA),
        ("password-postgres-superuser", False, Level.OUTAGE),
        ("password-novax-app", False, Level.NOTICE),
        ("account-minio-novax", False, Level.NOTICE),
    ],
)
def test_a_secret_that_is_replaced(change: Change, name: str, level: Level, *, protect: bool) -> None:
    step = change(STASH, name, {"input": "[secret]"}, {"input": "[secret]"}, operation="replace", protect=protect)
    assert levels(data_risk.risks(Plan((step,)))) == [(name, level)]


@pytest.mark.parametrize(
    ("before", "after", "major"),
    [
        ("novax/postgres:17-0123456789ab", "novax/postgres:18-0123456789ab", True),
        ("novax/postgres:17-0123456789ab", "novax/postgres:17-ba9876543210", False),
        ("novax/redis:8.0-0123456789ab", "novax/redis:8.2-0123456789ab", False),
        ("novax/redis:8.2-0123456789ab", "novax/redis:8.0-0123456789ab", True),
        ("novax/redis:8.0-0123456789ab", "novax/valkey:8.1-0123456789ab", True),
        ("getmeili/meilisearch:v1.49.0", "getmeili/meilisearch:v1.49.1", True),
        ("grafana/grafana:12.3.0", "grafana/grafana:12.4.0", False),
        ("registry:5000/a/nats:2.10@sha256:00", "registry:5000/a/nats:3.0@sha256:00", True),
    ],
)
def test_a_version_that_may_not_read_the_data(before: str, after: str, *, major: bool) -> None:
    assert versions.is_major(before, after) is major


def test_only_what_keeps_data_is_at_risk_from_a_version(change: Change) -> None:
    mounts = [{"source": "data", "target": "/var"}]
    plan = Plan(
        (
            change(CONTAINER, "pg", {"image": "p:17.1", "mounts": mounts}, {"image": "p:18.0", "mounts": mounts}),
            change(CONTAINER, "web", {"image": "w:1.0"}, {"image": "w:2.0"}),
        )
    )
    assert levels(versions.risks(plan)) == [("pg", Level.DATA), ("web", Level.NOTICE)]


def test_memory_changes_in_place(change: Change) -> None:
    plan = Plan((change(CONTAINER, "redis-1", {}, {}, properties=("memory", "memorySwap")),))
    assert restarts.restarts(plan, {}) == ()
    assert message(restarts.risks((), plan)) == "changes in place, without a restart: memory, memorySwap"


def test_what_is_not_known_to_change_in_place_restarts(change: Change) -> None:
    plan = Plan((change(CONTAINER, "redis-1", {}, {}, parent=f"{PARENT}redis", properties=("command",)),))
    (restart,) = restarts.restarts(plan, {})
    assert (restart.member, restart.service, restart.why) == ("redis-1", "redis", "command changed")


def test_parameters_that_are_read_at_start_restart_replicas_first(change: Change) -> None:
    before, after = ({"input": {"declared": {"postgresql": {"parameters": {"max_connections": n}}}}} for n in (60, 70))
    found = restarts.restarts(Plan((change(STASH, "cluster", before, after),)), {"postgres": ("pg-1", "pg-2")})
    assert [restart.member for restart in found] == ["pg-2", "pg-1"]


def test_parameters_that_are_read_anew_restart_nothing(change: Change) -> None:
    before, after = ({"input": {"declared": {"postgresql": {"parameters": {"work_mem": n}}}}} for n in ("4MB", "8MB"))
    plan = Plan((change(STASH, "cluster", before, after),))
    assert restarts.restarts(plan, {"postgres": ("pg-1", "pg-2")}) == ()
    assert message(restarts.risks((), plan)) == "takes work_mem by a reload, without a restart"


@pytest.mark.parametrize(
    ("members", "said"), [(("pg-1",), "no writes from its end"), (("pg-1", "pg-2"), "about 2 s each")]
)
def test_the_outage_depends_on_the_replica(change: Change, members: tuple[str, ...], said: str) -> None:
    plan = Plan((change(CONTAINER, "pg-1", {}, {}, parent=f"{PARENT}postgres", operation="replace"),))
    found = restarts.restarts(plan, {"postgres": members})
    assert said in restarts.outage(found, {"postgres": members}, plan)


def test_a_first_deploy_has_no_outage(change: Change) -> None:
    assert restarts.restarts(Plan((change(CONTAINER, "pg-1", None, {}),)), {}) == ()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"noncurrent_days": 30}, {"noncurrent_days": 7}, "is kept 7 days and not 30 days any more"),
        ({"noncurrent_days": None}, {"noncurrent_days": 7}, "is kept 7 days and not for ever any more"),
        ({"max_age_days": 30}, {"max_age_days": 7}, "is kept 7 days and not 30 days any more"),
        ({"retention_days": 30}, {"retention_days": 7}, "is kept 7 days and not 30 days any more"),
        ({"versioning": True}, {"versioning": False}, "keeps no versions any more"),
    ],
)
def test_a_shorter_life_is_data_at_risk(
    change: Change, before: dict[str, object], after: dict[str, object], said: str
) -> None:
    old, new = ({"input": {"declared": {"buckets": {"b": facts}}}} for facts in (before, after))
    assert said in message(declared.risks(Plan((change(STASH, "buckets", old, new),))))


def test_a_longer_life_is_none(change: Change) -> None:
    old, new = ({"input": {"declared": {"buckets": {"b": {"noncurrent_days": days}}}}} for days in (7, 30))
    assert not list(declared.risks(Plan((change(STASH, "buckets", old, new),))))


def test_rights_are_told_apart_from_the_rest(change: Change) -> None:
    old = {"input": {"declared": {"buckets": {}, "users": {"app": {"Action": ["s3:GetObject"]}}}}}
    new = {
        "input": {"declared": {"buckets": {"b": {"days": 1}}, "users": {"app": {"Action": ["s3:GetObject", "s3:*"]}}}}
    }
    plan = Plan((change(STASH, "buckets", old, new),))
    assert [one.what for one in declared.access(plan)] == ["users.app.Action: +s3:*"]
    assert declared.lines(plan) == ('buckets: buckets.b is new: {"days": 1}',)


@pytest.mark.parametrize(
    ("hook", "path"),
    [
        ("databases", "databases.novax.roles.novax_app.bypasses_rls"),
        ("databases", "platform.roles.metrics.inherits"),
        ("databases", "sql.pack"),
        ("buckets", "users.app.Action"),
        ("cache-users", "novax.commands"),
        ("search", "keys.novax.actions"),
    ],
)
def test_whatever_lets_somebody_do_more_is_told_as_access(change: Change, hook: str, path: str) -> None:
    def state(value: str) -> dict[str, object]:
        declaration: object = value
        for key in reversed(path.split(".")):
            declaration = {key: declaration}
        return {"input": {"declared": declaration}}

    plan = Plan((change(STASH, hook, state("less"), state("more")),))
    assert [one.what for one in declared.access(plan)] == [f"{path}: less -> more"]
    assert declared.lines(plan) == ()


def test_a_hook_that_runs_for_a_secret_alone_says_so(change: Change) -> None:
    old, new = ({"input": {"declared": {"a": 1}, "secrets": digest}} for digest in "xy")
    assert declared.lines(Plan((change(STASH, "jobs", old, new),))) == (
        "jobs: runs again, because a secret, a port or a container that it works with changes",
    )


def configured(**files: str) -> dict[str, object]:
    return {"configuration": {member: {"/etc/a": text} for member, text in files.items()}}


def test_members_with_the_same_difference_stand_together(change: Change) -> None:
    step = change(SERVICE, "redis", configured(a="x\ny", b="x\ny"), configured(a="x\nz", b="x\nz"))
    (file,) = configuration.files(Plan((step,)))
    assert (file.path, file.members, file.lines[1:]) == ("/etc/a", ("a", "b"), (" x", "-y", "+z"))


def test_a_secret_in_a_file_is_not_shown(change: Change) -> None:
    step = change(SERVICE, "redis", configured(a="password: pl4nted-one"), configured(a="password: pl4nted-two"))
    (file,) = configuration.files(Plan((step,)))
    assert file.lines == ("@@ only a masked value differs @@",)


def test_files_that_only_change_in_secrets_are_told(change: Change) -> None:
    step = change(CONTAINER, "redis-1", {}, {}, parent=f"{PARENT}redis", properties=("uploads",), operation="replace")
    assert "only secret values in them do" in message(configuration.risks(Plan((step,))))


def test_files_of_an_older_deploy_are_told(change: Change) -> None:
    service = change(SERVICE, "redis", {}, configured(a="x"))
    step = change(CONTAINER, "redis-1", {}, {}, parent=f"{PARENT}redis", properties=("uploads",), operation="replace")
    assert "did not record their text" in message(configuration.risks(Plan((service, step))))
