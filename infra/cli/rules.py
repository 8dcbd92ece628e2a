"""The rules run over committed stacks: what `up` refuses, and what a preview shows."""

from infra import stackfile
from infra.cli import stack as stacks
from infra.errors import UserError
from infra.policies.rules import check
from infra.policies.target import Target
from infra.preview import revisions
from infra.preview.report import Violation
from infra.preview.revisions import Rendered


def violations(stack: str, rendered: Rendered) -> tuple[Violation, ...]:
    """Return the rules that a rendered stack breaks."""
    settings = stackfile.read(stacks.config_file(stack), stack)
    return check(Target(str(settings.get("environment", "")), rendered.resources, settings))


def refuse_violations(stack: str) -> None:
    """Refuse a stack that breaks a rule, before anything of it is changed.

    Raises:
        UserError: it does, or its program cannot be run.
    """
    rendered = revisions.checkout((stack,))[stack]
    if rendered.skipped:
        raise UserError(rendered.skipped)
    if found := violations(stack, rendered):
        raise UserError("\n".join(f"rule {one.rule}: {one.resource}: {one.message}" for one in found))
