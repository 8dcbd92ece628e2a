"""The rules run over committed stacks: what `up` refuses, and what a preview shows."""

from collections.abc import Collection

from infra import stackfile
from infra.cli import stack as stacks
from infra.errors import UserError
from infra.paths import PROJECT
from infra.policies.rules import check
from infra.policies.target import Target
from infra.preview import charts, revisions
from infra.preview.report import Violation
from infra.preview.revisions import Rendered


def violations(stack: str, rendered: Rendered, changed: Collection[str] | None = None) -> tuple[Violation, ...]:
    """Return the rules that a rendered stack breaks.

    Of Helm releases those are rendered whose URN is among ``changed``; without it, all.

    Raises:
        UserError: a release cannot be rendered.
    """
    releases = [one for one in rendered.resources if changed is None or one.urn in changed]
    settings = stackfile.read(stacks.config_file(stack), stack)
    resources = (*rendered.resources, *charts.objects(releases, charts.template_in(PROJECT)))
    return check(Target(str(settings.get("environment", "")), resources, settings))


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
