"""The policy pack: what Pulumi would show it reaches the rules, and what they find reaches Pulumi."""

import json
import runpy
import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from infra.paths import PROJECT
from infra.policies.rules import RULES
from infra.preview.plan import CONTAINER


class UnknownValueError(Exception):
    pass


class Proxy(dict[str, Any]):
    """Inputs as Pulumi hands them out: reading what is not known yet raises."""

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - any JSON
        if super().__getitem__(key) is ...:
            raise UnknownValueError
        return super().__getitem__(key)


@pytest.fixture
def policies(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[..., None]]:
    """Return the pack's policies by their names, as it registers them."""
    found: dict[str, Callable[..., None]] = {}

    def policy(*, name: str, description: str, validate: Callable[..., None]) -> str:
        assert description
        found[name] = validate
        return name

    def pack(*, name: str, enforcement_level: str, policies: list[str]) -> None:
        assert (name, enforcement_level, policies) == ("novax", "mandatory", list(found))

    library, proxy = ModuleType("pulumi_policy"), ModuleType("pulumi_policy.proxy")
    vars(library).update(
        EnforcementLevel=SimpleNamespace(MANDATORY="mandatory"),
        PolicyPack=pack,
        ReportViolation=object,
        ResourceValidationArgs=object,
        ResourceValidationPolicy=policy,
        StackValidationArgs=object,
        StackValidationPolicy=policy,
    )
    vars(proxy).update(UnknownValueError=UnknownValueError)
    monkeypatch.setitem(sys.modules, "pulumi_policy", library)
    monkeypatch.setitem(sys.modules, "pulumi_policy.proxy", proxy)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"novax:environment": "dev", "novax:redis": '{"replicas":0}'}))
    runpy.run_path(str(PROJECT / "policy" / "__main__.py"))
    return found


def test_every_rule_is_a_policy(policies: dict[str, Callable[..., None]]) -> None:
    assert list(policies) == ["inputs", *(rule.name for rule in RULES)]


def test_what_breaks_a_rule_is_reported(policies: dict[str, Callable[..., None]]) -> None:
    inputs = Proxy(
        image="novax/nats:latest",
        memory=64.0,
        memorySwap=64.0,
        name=...,
        ports=[Proxy(ip="0.0.0.0", internal=4222.0)],  # noqa: S104 - what the rule is against
    )
    resource = SimpleNamespace(
        urn=f"urn:pulumi:dev::novax::novax:docker:Service${CONTAINER}::nats",
        name="nats",
        props=inputs,
        opts=SimpleNamespace(protect=False),
    )
    policies["inputs"](resource, None)
    said: dict[str, list[str]] = {}
    for name in ("fixed-images", "closed-ports", "limits"):
        policies[name](None, said.setdefault(name, []).append)
    assert said["closed-ports"] == ["nats: publishes port 4222 on 0.0.0.0; use 127.0.0.1"]
    assert said["fixed-images"][0].startswith("nats: image 'novax/nats:latest' can change under its name")
    assert said["limits"] == []
