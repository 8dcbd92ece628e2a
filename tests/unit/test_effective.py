"""Effective settings: defaults count, sizes have their unit, and only what differs is told."""

from infra.effective import differences, effective
from infra.settings import Settings, from_mapping


def test_defaults_are_part_of_what_takes_effect() -> None:
    settings = from_mapping({"environment": "dev"})
    found = effective(settings)
    assert found["postgres.memory"] == f"{settings.postgres.memory}MiB"
    assert found["postgres.maxConnections"] == "100"
    assert found["postgres.synchronous"] == "false"
    assert found["packs"].startswith("novax, livechat")


def test_only_what_differs_is_told() -> None:
    one = from_mapping({"environment": "dev", "postgres": {"memory": "1GiB"}})
    other = from_mapping(
        {"environment": "dev", "postgres": {"memory": "704MiB"}, "network": {"ports": {"redis": 16379}}}
    )
    assert differences(one, other) == (
        ("network.ports.redis", "-", "16379"),
        ("postgres.memory", "1024MiB", "704MiB"),
    )
    assert differences(one, one) == ()


def test_every_setting_is_told(dev: Settings) -> None:
    schema = Settings.model_json_schema()
    assert {key.partition(".")[0] for key in effective(dev)} == {*schema["properties"]}
