"""A stack that kept all rules is rendered for them again only when something of its declaration has changed."""

from types import SimpleNamespace

import pytest

from infra.cli import rules
from infra.errors import UserError
from infra.preview import revisions
from infra.preview.report import Violation
from infra.preview.revisions import Rendered


class Rendering:
    """Stands in for a rendering and its judgement; counts how often it is asked for."""

    def __init__(self) -> None:
        self.times = 0
        self.skipped = ""
        self.broken: tuple[Violation, ...] = ()
        self.meanwhile = lambda: None

    def checkout(self, _: object) -> dict[str, Rendered]:
        self.times += 1
        self.meanwhile()
        return {"ci": Rendered((), self.skipped)}

    def violations(self, *_: object) -> tuple[Violation, ...]:
        return self.broken


@pytest.fixture
def rendering(monkeypatch: pytest.MonkeyPatch) -> Rendering:
    found = Rendering()
    monkeypatch.setattr(revisions, "checkout", found.checkout)
    monkeypatch.setattr(rules, "violations", found.violations)
    return found


def test_a_stack_that_kept_the_rules_is_not_rendered_again(rendering: Rendering, machine: SimpleNamespace) -> None:
    rules.refuse_violations("ci")
    rules.refuse_violations("ci")
    assert rendering.times == 1
    machine.stack_file.write_text(f"{machine.stack_file.read_text()}    novax:packs: [novax]\n")
    rules.refuse_violations("ci")
    assert rendering.times == 2


@pytest.mark.usefixtures("machine")
def test_a_change_of_the_environment_counts(rendering: Rendering, monkeypatch: pytest.MonkeyPatch) -> None:
    rules.refuse_violations("ci")
    monkeypatch.setenv("NOVAX_IMAGE_MIRROR", "registry.example/novax")
    rules.refuse_violations("ci")
    assert rendering.times == 2


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("skipped", ["", "novax:postgres.memory is too small"])
def test_a_stack_that_is_refused_is_refused_again(rendering: Rendering, skipped: str) -> None:
    rendering.skipped = skipped
    rendering.broken = (Violation(rule="limits", resource="nats", message="has none"),)
    for _ in range(2):
        with pytest.raises(UserError, match=skipped or "rule limits: nats: has none"):
            rules.refuse_violations("ci")


def test_what_was_changed_while_it_was_rendered_is_rendered_again(
    rendering: Rendering, machine: SimpleNamespace
) -> None:
    before = machine.stack_file.read_text()

    def change() -> None:
        machine.stack_file.write_text(f"{before}    novax:packs: [novax]\n")

    rendering.meanwhile = change
    rules.refuse_violations("ci")
    machine.stack_file.write_text(before)
    rules.refuse_violations("ci")
    assert rendering.times == 2
