"""What a rule is, the list of all of them, and their run over a stack."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from infra.policies import clear_text, containers, storage, whole
from infra.policies.target import Finding, Target
from infra.preview.report import Violation


@dataclass(frozen=True)
class Rule:
    """A named demand on a stack; ``check`` yields what breaks it."""

    name: str
    demand: str
    check: Callable[[Target], Iterator[Finding]]


RULES: tuple[Rule, ...] = (
    Rule("fixed-images", "An image is named by a digest, a content key or a full version.", containers.fixed_images),
    Rule("limits", "Every container has limits of memory and of processes.", containers.limits),
    Rule("closed-ports", "Ports are on loopback, or speak TLS.", containers.closed_ports),
    Rule("protected-volumes", "Volumes are protected and kept.", storage.protected_volumes),
    Rule("no-clear-text-secrets", "No input holds a secret that the state would show.", clear_text.secrets),
    Rule("nothing-left-out", "Production leaves no service out.", whole.nothing_left_out),
    Rule("backups", "Backups are taken, and PostgreSQL archives, into the backup bucket.", whole.backups),
    Rule("alerts", "Prometheus has rules, and somebody to send alerts to.", whole.alerts),
)


def check(target: Target, rules: Sequence[Rule] = RULES) -> tuple[Violation, ...]:
    """Return everything that breaks a rule."""
    return tuple(
        Violation(rule=rule.name, resource=resource, message=message)
        for rule in rules
        for resource, message in rule.check(target)
    )
