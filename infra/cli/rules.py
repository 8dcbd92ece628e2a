"""The rules run over committed stacks: what `up` refuses, and what a preview shows.

To render a stack for them takes a second, and its outcome depends on code, settings and environment alone. So a stack
that kept all rules is remembered by a digest of these; one that breaks a rule is looked at each time.
"""

from collections.abc import Collection
from pathlib import Path

from infra import paths, stackfile
from infra.cli import digests
from infra.cli import stack as stacks
from infra.errors import UserError
from infra.files import write_whole
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
    made_of = declared(stack)
    if kept(stack, made_of):
        return
    rendered = revisions.checkout((stack,))[stack]
    if rendered.skipped:
        raise UserError(rendered.skipped)
    if found := violations(stack, rendered):
        raise UserError("\n".join(f"rule {one.rule}: {one.resource}: {one.message}" for one in found))
    keep(stack, made_of)


def declared(stack: str) -> str:
    """Return the digest of all that a stack's declaration is made of.

    Raises:
        UserError: there is no such stack.
    """
    return digests.of_lines(digests.declaration(stack))


def kept(stack: str, made_of: str) -> bool:
    """Tell whether the stack kept all rules when it was last rendered, and was declared as it is now."""
    try:
        return _file(stack).read_text(encoding="ascii") == made_of
    except (OSError, ValueError):
        return False


def keep(stack: str, made_of: str) -> None:
    """Remember that a stack keeps all rules, unless it was changed since: nobody knows which form was rendered."""
    if declared(stack) == made_of:
        _file(stack).parent.mkdir(parents=True, exist_ok=True)
        write_whole(_file(stack), made_of)


def _file(stack: str) -> Path:
    return paths.cache() / "rules" / stack
