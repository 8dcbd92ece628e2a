"""Hands the platform's rules to Pulumi as a policy pack; what they demand is `infra.policies`' business."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from infra import stackfile
from infra.policies.rules import RULES, Rule, check
from infra.policies.target import Target
from infra.preview.plan import Resource

_UNKNOWN = "known after the deploy"

_seen: list[Resource] = []
"""Resources with their inputs, as Pulumi shows them one by one; with a whole stack it shows outputs alone."""


def _remember(args: ResourceValidationArgs, _: ReportViolation) -> None:
    _seen.append(
        Resource(
            urn=args.urn,
            # The pack gets a shortened type.
            type=args.urn.split("::")[2].rpartition("$")[2],
            name=args.name,
            parent="",
            inputs=_plain(args.props),
            protect=bool(args.opts.protect),
            # Pulumi does not tell a pack whether a resource is kept; the rules that `up` runs know.
            retain=True,
        )
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if hasattr(value, "keys"):
        return {key: _known(value, key) for key in value}
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return [_known(value, number) for number in range(len(value))]
    # Its protocol has numbers of one kind alone.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _known(container: Any, key: Any) -> Any:  # noqa: ANN401 - a mapping or list of Pulumi's, and its key
    try:
        return _plain(container[key])
    except UnknownValueError:
        return _UNKNOWN


def _policy(rule: Rule) -> StackValidationPolicy:
    def validate(_: StackValidationArgs, report: ReportViolation) -> None:
        config = {key: stackfile.plain(text) for key, text in json.loads(os.environ["PULUMI_CONFIG"]).items()}
        settings = stackfile.own(config)
        target = Target(str(settings.get("environment", "")), tuple(_seen), settings)
        for violation in check(target, (rule,)):
            report(f"{violation.resource}: {violation.message}")

    return StackValidationPolicy(name=rule.name, description=rule.demand, validate=validate)


PolicyPack(
    name="novax",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=[
        ResourceValidationPolicy(name="inputs", description="Remembers what is declared.", validate=_remember),
        *(_policy(rule) for rule in RULES),
    ],
)
