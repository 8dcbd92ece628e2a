"""What must hold for every service, whatever it is."""

import re
from itertools import chain

import pytest

from infra import catalog
from infra.hooks.election import election
from infra.hooks.registry import all_hooks
from infra.identity import DERIVED, SIGNED, USER
from infra.packs import load_packs
from infra.paths import PROJECT
from infra.platforms.ports import USUAL
from infra.services.registry import all_services
from infra.settings import Settings, from_mapping
from infra.specs import CONFIG_DIR, Member, ServiceSpec

DEV_MEMORY = 4096


def each_member(settings: Settings) -> list[tuple[ServiceSpec, Member]]:
    return [(spec, member) for spec in all_services(settings) for member in spec.members]


def total_memory(settings: Settings) -> int:
    return sum(spec.resources.memory for spec, _ in each_member(settings))


def test_the_services_of_the_platform(dev: Settings) -> None:
    assert [spec.name for spec in all_services(dev)] == [
        "etcd",
        "minio",
        "postgres",
        "haproxy",
        "pgbouncer",
        "redis",
        "nats",
        "meilisearch",
        "backup",
        "relay",
        "postgres-exporter",
        "pgbouncer-exporter",
        "redis-exporter",
        "nats-exporter",
        "node-exporter",
        "blackbox-exporter",
        "jobs-exporter",
        "alertmanager",
        "grafana",
        "prometheus",
    ]


def test_secrets_stand_in_files_alone(settings: Settings) -> None:
    """Commands, environments and probes are shown by `docker inspect`."""
    for spec, member in each_member(settings):
        shown = [*spec.command, *spec.probe.command]
        shown += [*chain(*spec.environment.items()), *chain(*member.environment.items())]
        assert [text for text in shown if "${secret:" in text] == [], spec.name


def test_every_secret_is_a_password_a_known_form_or_the_member_s_own_certificate(settings: Settings) -> None:
    for spec, member in each_member(settings):
        shown = (member.name, *(f"{member.name}-at-{service}" for service in member.client_of))
        own = {"ca.crt", f"{spec.name}-clients.crt", *(f"{name}.{part}" for name in shown for part in ("crt", "key"))}
        for name in chain.from_iterable(file.secrets for file in spec.member_files(member)):
            base, _, form = name.rpartition(".")
            assert name in own or not base or form in {USER, *DERIVED, *SIGNED}, f"{member.name} asks for {name}"


def test_no_placeholder_is_misspelt(settings: Settings) -> None:
    """A placeholder that is not recognised would stand in the file as it is."""
    for spec, member in each_member(settings):
        for file in spec.member_files(member):
            left = file.resolve(dict.fromkeys(file.secrets, ""))
            assert not re.search(r"\$\{secret|SecretRef", left), f"{member.name}: {file.path}"


def test_everything_that_is_waited_for_exists(settings: Settings) -> None:
    hooks = (*all_hooks(settings, load_packs(settings.packs, PROJECT / "sql")), election(settings, 1, empty=False))
    names = {item.name for item in (*all_services(settings), *hooks)}
    assert {name for item in (*all_services(settings), *hooks) for name in item.after} - names == set()


def test_no_service_waits_for_one_that_may_be_left_out(settings: Settings) -> None:
    awaited = {name for spec in all_services(settings) for name in spec.after}
    assert awaited.isdisjoint({"meilisearch", "grafana"})


def test_names_are_unique(settings: Settings) -> None:
    """Hooks and services share one table, members one network."""
    hooks = (*all_hooks(settings, load_packs(settings.packs, PROJECT / "sql")), election(settings, 1, empty=False))
    items = [item.name for item in (*all_services(settings), *hooks)]
    members = [member.name for _, member in each_member(settings)]
    assert len(set(items)) == len(items)
    assert len(set(members)) == len(members)


def test_every_endpoint_has_its_usual_port_and_every_port_its_endpoint() -> None:
    whole = from_mapping({"environment": "dev", "redis": {"replicas": 2}})
    endpoints = [end.name for _, member in each_member(whole) for end in member.endpoints]
    assert sorted(endpoints) == sorted(USUAL)


def test_one_cache_replica_has_one_endpoint(dev: Settings) -> None:
    endpoints = {end.name for _, member in each_member(dev) for end in member.endpoints}
    assert USUAL.keys() - endpoints == {"redis-replica-2"}


def test_a_hook_reaches_endpoints_that_are_published(settings: Settings) -> None:
    endpoints = {end.name for _, member in each_member(settings) for end in member.endpoints}
    hooks = all_hooks(settings, load_packs(settings.packs, PROJECT / "sql"))
    assert {target.endpoint for hook in hooks for target in hook.targets} <= endpoints


def test_the_limits_of_dev_fit_its_promise(dev: Settings) -> None:
    assert total_memory(dev) <= DEV_MEMORY


def test_ci_is_smaller_than_dev(dev: Settings, ci: Settings) -> None:
    assert total_memory(ci) < total_memory(dev)


@pytest.mark.parametrize("engine", ["redis", "valkey"])
def test_every_image_is_in_the_catalog(engine: str) -> None:
    chosen = from_mapping({"environment": "dev", "redis": {"engine": engine}})
    assert {spec.image for spec in all_services(chosen)} <= catalog.IMAGES.keys()


def test_every_image_has_a_user_of_its_own_that_is_not_root() -> None:
    """The kernel counts process limits by user; Redis and Valkey never run together."""
    ids = [image.uid for image in catalog.IMAGES.values() if image.name != "valkey"]
    assert len(set(ids)) == len(ids)
    assert min(ids) >= 1000


def test_files_lie_where_the_image_lets_the_program_read(settings: Settings) -> None:
    for spec, member in each_member(settings):
        paths = [file.path for file in spec.member_files(member)]
        assert len(set(paths)) == len(paths), f"{member.name} has a file twice"
        assert [path for path in paths if not path.startswith(f"{CONFIG_DIR}/")] == [], member.name


def test_only_search_and_dashboards_may_be_left_out_and_in_production_nothing(settings: Settings) -> None:
    optional = {spec.name for spec in all_services(settings) if not spec.required}
    assert optional == ({"meilisearch", "grafana"} if settings.environment != "production" else set())
