"""What is written of accounts is what is declared, and nobody has a password of which nothing is said."""

from collections import Counter
from collections.abc import Sequence

import pytest

from infra.accounts import FILE, accounts, base_of, document, holders, keys
from infra.packs import Pack, load_packs
from infra.paths import PROJECT
from infra.services.registry import all_services
from infra.settings import Settings, from_file
from infra.specs import CLIENTS

STACKS = ("dev", "ci", "ci-kubernetes", "staging", "production")


@pytest.fixture(params=STACKS)
def settings(request: pytest.FixtureRequest) -> Settings:
    stack = str(request.param)
    return from_file(PROJECT / "stacks" / f"Pulumi.{stack}.yaml", stack)


@pytest.fixture
def packs(settings: Settings) -> tuple[Pack, ...]:
    return load_packs(settings.packs, PROJECT / "sql")


def test_the_document_is_what_the_declarations_say() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run `make accounts` and commit what it writes"


def test_something_is_said_of_every_password(settings: Settings, packs: Sequence[Pack]) -> None:
    said = {one.secret for one in accounts(settings, packs)} | keys(packs).keys()
    members = {member.name for spec in all_services(settings) for member in spec.members}
    for secret in holders(settings, packs):
        certificate = secret == "ca" or secret.endswith(CLIENTS) or base_of(secret).partition("-at-")[0] in members
        assert certificate or secret in said, f"say in infra/accounts.py whose {secret} is"


def test_no_two_accounts_share_a_password(settings: Settings, packs: Sequence[Pack]) -> None:
    counts = Counter(one.secret for one in accounts(settings, packs))
    assert [secret for secret, count in counts.items() if count > 1] == []


def test_an_exporter_has_no_password_that_opens_more_than_figures(settings: Settings, packs: Sequence[Pack]) -> None:
    rights = {one.secret: one.may for one in accounts(settings, packs)}
    held = {secret for secret, who in holders(settings, packs).items() if any("exporter" in one for one in who)}
    assert held & rights.keys()
    for secret in held & rights.keys():
        assert not any(word in rights[secret] for word in ("everything", "writes", "all rows", "silences")), secret
