"""What the restore drill makes of the answers that it gets from the copy."""

import pytest
from novax_backup.drill import checks
from novax_backup.failure import Failure

# A check's judgement is tried without a copy:
# pyright: reportPrivateUsage=false

GREEN = "1..2\nok 1 - a table has policies\nok 2 - nothing is for everybody\n"


def test_rules_that_hold_are_counted() -> None:
    assert checks._count("01.sql", GREEN) == 2  # noqa: SLF001


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (GREEN.replace("ok 2", "not ok 2"), "01.sql: ok 2 - nothing is for everybody"),
        (GREEN.replace("1..2", "1..3"), "01.sql: 2 rules hold, and the file plans 3"),
        ("", "01.sql: 0 rules hold, and the file plans none"),
    ],
    ids=["broken", "ended early", "silent"],
)
def test_a_rule_that_does_not_hold_or_was_not_asked_is_a_failure(said: str, named: str) -> None:
    with pytest.raises(Failure, match=named):
        checks._count("01.sql", said)  # noqa: SLF001
