"""Sources are tried in order, and each one's reason is kept."""

from infra.images import sources
from infra.images.sources import Outcome, Source
from infra.images.work import Work
from infra.toolchain.commands import Unavailable


class Place:
    """A source that says no when asked, or when used, or not at all; remembers what was done."""

    def __init__(self, name: str, *, refuses: bool = False, breaks: bool = False) -> None:
        self.name, self.refuses, self.breaks = name, refuses, breaks
        self.used = 0

    def source(self) -> Source:
        return Source(self.name, self.check, self.obtain)

    def check(self) -> None:
        if self.refuses:
            raise Unavailable("it refuses")

    def obtain(self, _: Work) -> str:
        self.used += 1
        if self.breaks:
            raise Unavailable("it broke off")
        return f"from-{self.name}"


def test_the_first_that_can_delivers(work: Work) -> None:
    first, second, third = Place("first", refuses=True), Place("second"), Place("third")
    outcome = sources.obtain([place.source() for place in (first, second, third)], work)
    assert outcome == Outcome("second", "from-second", ("first: it refuses",))
    assert (first.used, second.used, third.used) == (0, 1, 0)


def test_one_that_breaks_off_gives_way_to_the_next(work: Work) -> None:
    places = [Place("first", breaks=True), Place("second")]
    outcome = sources.obtain([place.source() for place in places], work)
    assert outcome == Outcome("second", "from-second", ("first: it broke off",))


def test_all_reasons_are_kept_where_none_delivers(work: Work) -> None:
    places = [Place("first", breaks=True), Place("second", refuses=True)]
    outcome = sources.obtain([place.source() for place in places], work)
    assert outcome == Outcome(None, None, ("first: it broke off", "second: it refuses"))


def test_a_plan_obtains_nothing() -> None:
    first, second = Place("first", refuses=True), Place("second", breaks=True)
    assert sources.plan([first.source(), second.source()]) == Outcome("second", None, ("first: it refuses",))
    assert sources.plan([first.source()]) == Outcome(None, None, ("first: it refuses",))
    assert first.used + second.used == 0
