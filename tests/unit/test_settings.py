"""What a stack says and what it leaves to the defaults; `test_findings` has what is refused."""

from collections.abc import Callable, Iterator, Mapping
from contextvars import copy_context
from typing import Any, cast

import pytest
import yaml
from pulumi.runtime import set_all_config
from pydantic import ValidationError

from infra.paths import PROJECT
from infra.settings import Settings, from_mapping, from_pulumi


def settings_of(**values: object) -> Settings:
    return from_mapping({"environment": "dev", **values})


def leaves(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from leaves(cast("dict[str, Any]", value), f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def test_each_committed_stack_is_read_as_its_own_environment(settings: Settings, stack: str) -> None:
    assert settings.environment == stack.partition("-")[0]
    assert settings.kubernetes.namespace == f"novax-{stack}"


def test_a_stack_file_holds_differences_only(stack: str, stack_config: Callable[[str], dict[str, Any]]) -> None:
    """A value that repeats its default would hide a later change of the default."""
    config = {key.removeprefix("novax:"): value for key, value in stack_config(stack).items()}
    base = {key: config[key] for key in ("environment", "platform") if key in config}
    chosen = dict(leaves(from_mapping(config).model_dump(by_alias=True)))
    usual = dict(leaves(from_mapping(base).model_dump(by_alias=True)))
    said = [path for path, _ in leaves(config)]
    assert [path for path in said if path not in base and chosen[path] == usual[path]] == []


def test_the_defaults_of_a_stack_that_says_nothing() -> None:
    default = settings_of()
    assert default.platform == "docker"
    assert default.packs == ("novax", "livechat", "osmochat", "campaigns", "wira")
    assert (default.postgres.replicas, default.postgres.archive, default.postgres.synchronous) == (1, True, False)
    assert (default.redis.engine, default.redis.replicas) == ("redis", 1)
    assert (default.network.mode, default.network.ports) == ("fixed", {})
    assert default.meilisearch.required
    assert default.grafana.required
    assert not default.image_mirror


@pytest.mark.parametrize(("text", "mebibytes"), [("1MiB", 1), ("512MiB", 512), ("2GiB", 2048), ("3 GiB", 3072)])
def test_a_size_is_read_in_mebibytes(text: str, mebibytes: int) -> None:
    assert settings_of(nats={"storage": text}).nats.storage == mebibytes


def test_settings_cannot_be_changed_once_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        settings_of().postgres.replicas = 2


def test_pools_that_just_fit_are_accepted() -> None:
    assert settings_of(pgbouncer={"poolSize": 8}, postgres={"maxConnections": 100}).pgbouncer.pool_size == 8


def test_pulumi_declares_every_setting_with_the_same_default() -> None:
    """Pulumi refuses a key that it does not know, and fills in what a stack leaves out."""
    declared = yaml.safe_load((PROJECT / "Pulumi.yaml").read_text(encoding="utf-8"))["config"]
    schema = Settings.model_json_schema()
    assert declared.keys() == {f"novax:{key}" for key in schema["properties"]}
    for key, value in schema["properties"].items():
        inner = schema["$defs"].get(value.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
        missing = [name for name in inner if name not in declared[f"novax:{key}"]["description"]]
        assert missing == [], f"novax:{key} does not name {missing}"
    defaults = {key.removeprefix("novax:"): value["default"] for key, value in declared.items() if "default" in value}
    empty = defaults.pop("imageMirror")
    assert (settings_of(**defaults), empty) == (settings_of(), "")


def test_what_pulumi_hands_over_is_read_like_the_file() -> None:
    """Pulumi gives every value as text: an object as JSON, a text as it is."""
    config = {"novax:environment": "dev", "novax:postgres": '{"memory":"1GiB","replicas":0}', "docker:host": "unix://x"}

    def read() -> Settings:
        set_all_config(config)
        return from_pulumi("dev")

    wanted = settings_of(postgres={"memory": "1GiB", "replicas": 0}, kubernetes={"namespace": "novax-dev"})
    assert copy_context().run(read) == wanted
