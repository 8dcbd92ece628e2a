"""The program as a whole: what it exports, what it leaves out, and that it refuses before it declares anything."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from infra.platforms.ports import USUAL
from infra.settings import Settings

if TYPE_CHECKING:
    from tests.unit.conftest import Program

Run = Callable[..., "Program"]
OPTIONAL = ("meilisearch", "grafana")
ACCOUNTS = {
    "postgres": "postgres-primary",
    "patroni": "patroni",
    "pgbouncer": "pgbouncer",
    "redis": "redis",
    "nats": "nats",
    "minio": "minio",
    "archive": "minio",
    "backup": "minio",
    "prometheus": "prometheus",
    "alertmanager": "alertmanager",
    "meilisearch": "meilisearch",
    "grafana": "grafana",
}
CREDENTIALS = ("credentials-administrators", "credentials-observers")
PACK_ACCOUNTS = {
    "app": "pgbouncer",
    "migrator": "postgres-primary",
    "readonly": "pgbouncer",
    "redis": "redis",
    "nats": "nats",
    "minio": "minio",
    "meilisearch": "meilisearch",
}


def everybodys(program: "Program") -> dict[str, Any]:
    """Return the accounts of all outputs that have any."""
    return {
        name: account
        for output, accounts in program.outputs.items()
        if output.startswith("credentials-")
        for name, account in accounts.items()
    }


def test_the_outputs(program: "Program", dev: Settings) -> None:
    outputs = program.outputs
    assert set(outputs) == {
        "environment",
        "platform",
        "packs",
        "ca",
        "services",
        "endpoints",
        *CREDENTIALS,
        *(f"credentials-{pack}" for pack in dev.packs),
        "keys-wira",
    }
    assert (outputs["environment"], outputs["platform"], outputs["packs"]) == ("dev", "docker", list(dev.packs))
    assert outputs["ca"].startswith("-----BEGIN CERTIFICATE-----\n")


def test_every_endpoint_is_exported_with_its_address(program: "Program") -> None:
    endpoints = program.outputs["endpoints"]
    assert {name: end["port"] for name, end in endpoints.items()} == {
        name: port for name, port in USUAL.items() if name != "redis-replica-2"
    }
    assert {end["host"] for end in endpoints.values()} == {"127.0.0.1"}
    assert endpoints["redis-replica-1"] == {
        "service": "redis",
        "member": "redis-2",
        "scheme": "rediss",
        "host": "127.0.0.1",
        "port": 6380,
    }


def test_every_service_is_exported_with_its_members(program: "Program") -> None:
    services = program.outputs["services"]
    assert services.keys() == program.services.keys()
    assert services["postgres"] == {
        "image": "postgres",
        "memory": 640,
        "present": True,
        "members": {"postgres-1": "docker://novax-dev-postgres-1", "postgres-2": "docker://novax-dev-postgres-2"},
    }


def test_every_account_is_exported_and_its_password_secret(program: "Program", dev: Settings) -> None:
    credentials = everybodys(program)
    packs = {f"{pack}-{kind}": endpoint for pack in dev.packs for kind, endpoint in PACK_ACCOUNTS.items()}
    extra = {
        "novax-ai-agent-role": "pgbouncer",
        "livechat-visitor": "pgbouncer",
        "osmochat-gateway": "pgbouncer",
        "campaigns-billing": "pgbouncer",
        "wira-staff": "pgbouncer",
    }
    assert {name: account["endpoint"] for name, account in credentials.items()} == {**ACCOUNTS, **packs, **extra}
    assert {type(account["password"]).__name__ for account in credentials.values()} == {"Secret"}
    assert len({account["password"].value for account in credentials.values()}) == len(credentials)


def test_nobody_s_output_has_the_password_of_another(program: "Program", dev: Settings) -> None:
    """Whoever deploys an application needs its pack's accounts, and nothing by which it would be somebody else."""
    for pack in dev.packs:
        names = program.outputs[f"credentials-{pack}"]
        assert {name for name in names if not name.startswith(f"{pack}-")} == set(), pack
    assert set(program.outputs["credentials-observers"]) == {"prometheus"}


def test_the_names_of_the_object_store_s_accounts_are_secrets_of_the_stack(program: "Program") -> None:
    """A name that is known is half of a key."""
    stores = [account for account in everybodys(program).values() if account["endpoint"] == "minio"]
    assert {type(account["username"]).__name__ for account in stores} == {"Secret"}
    users = [account["username"].value for account in stores]
    assert len(set(users)) == len(stores) == 8
    assert {len(user) for user in users} == {20}


def test_the_data_keys_are_exported_as_secrets(program: "Program") -> None:
    keys = program.outputs["keys-wira"]
    assert set(keys) == {"wira-data-key"}
    assert {type(key).__name__ for key in keys.values()} == {"Secret"}


def test_an_account_s_password_is_the_one_that_its_service_gets(program: "Program") -> None:
    root = {field: everybodys(program)["minio"][field].value for field in ("username", "password")}
    files = {upload["file"]: upload["content"] for upload in program.containers["minio"].inputs["uploads"]}
    assert files["/etc/novax/minio.env"].value == (
        f"MINIO_ROOT_USER={root['username']}\nMINIO_ROOT_PASSWORD={root['password']}\n"
    )


def test_a_service_that_may_be_left_out_is_left_out_whole(run_program: Run) -> None:
    left = run_program(without=OPTIONAL)
    names = {resource.name for resource in left.resources}
    assert names.isdisjoint({*OPTIONAL, "search", *(f"{name}-data" for name in OPTIONAL)})
    assert left.outputs["endpoints"].keys().isdisjoint(OPTIONAL)
    assert everybodys(left).keys().isdisjoint(OPTIONAL)
    services = left.outputs["services"]
    assert [(services[name]["present"], services[name]["members"]) for name in OPTIONAL] == [(False, {}), (False, {})]


def test_what_is_left_out_is_said(run_program: Run) -> None:
    assert run_program(without=OPTIONAL).warnings == [
        f"service {name} is left out: its image has no source; `novax images` tells more" for name in OPTIONAL
    ]


def test_nothing_is_said_when_nothing_is_left_out(program: "Program") -> None:
    assert program.warnings == []


@pytest.mark.parametrize(
    ("arguments", "beginning"),
    [
        pytest.param(
            {"without": ("postgres",)},
            "service postgres is required and its image 'postgres' has no source on this machine; ",
            id="required image",
        ),
        pytest.param(
            {"without": ("grafana",), "change": {"novax:grafana": {"required": True}}},
            "service grafana is required and its image 'grafana' has no source on this machine; ",
            id="image made required",
        ),
        pytest.param(
            {"change": {"novax:redis": {"maxmemory": "1GiB"}}},
            "novax:redis.maxmemory is 1024MiB, which does not fit into novax:redis.memory 192MiB; ",
            id="impossible pair",
        ),
        pytest.param(
            {"change": {"novax:nats": {"nodes": 3}}},
            "novax:nats.nodes is 3 while novax:platform is docker, which has one machine; allowed there: 1; ",
            id="more machines than there are",
        ),
        pytest.param(
            {"change": {"novax:packs": ["novax", "shop"]}},
            "novax:packs names 'shop', which does not exist; allowed: campaigns, livechat, novax, osmochat, wira; ",
            id="pack that does not exist",
        ),
        pytest.param(
            {"change": {"novax:network": {"ports": {"mysql": 3306}}}},
            "novax:network.ports.mysql is not an endpoint; allowed: postgres-primary, ",
            id="unknown endpoint",
        ),
        pytest.param(
            {"change": {"novax:postgres": {"memory": "64GiB"}}},
            "the memory limits of all services add up to ",
            id="more memory than the machine",
        ),
    ],
)
def test_what_cannot_work_ends_the_program_before_anything_is_declared(
    run_program: Run, recorded: "Program", arguments: dict[str, Any], beginning: str
) -> None:
    with pytest.raises(pulumi.RunError) as raised:
        run_program(**arguments, into=recorded)
    assert str(raised.value).startswith(beginning)
    assert recorded.resources == []
    assert recorded.outputs == {}


def test_free_ports_are_kept_in_the_state_and_published(run_program: Run) -> None:
    ci = run_program("ci")
    stash = ci.stashes["ports"]
    kept = stash.inputs["input"]
    assert kept.keys() == USUAL.keys()
    assert list(stash.options.ignoreChanges) == ["input"]
    published = {port["external"] for c in ci.containers.values() for port in c.inputs["ports"]}
    assert published == {port for name, port in kept.items() if name != "redis-replica-2"}
    assert {name: end["port"] for name, end in ci.outputs["endpoints"].items()}.items() <= kept.items()


def test_two_stacks_share_no_name(program: "Program", run_program: Run) -> None:
    def names(run: "Program") -> set[str]:
        return {resource.inputs["name"] for resource in run.resources if resource.type.startswith("docker:")}

    ci = run_program("ci")
    assert len(names(ci)) == 36
    assert names(program).isdisjoint(names(ci))
