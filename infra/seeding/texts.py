"""Names and texts out of `infra.seeding.words`, drawn by chance."""

from collections.abc import Sequence
from string import Formatter

from infra.seeding import words
from infra.seeding.chance import Chance

_FORMATTER = Formatter()

_WORDS = {
    "product": words.PRODUCTS,
    "city": words.CITIES,
    "name": words.FIRST_NAMES,
    "brand": words.BRANDS,
}
"""What templates ask for by name; any other name is a word of the topic."""

_PHONES, _PHONES_OF_ONE, _SCATTER = 9 * 10**9, 10**7, 2_654_435_761
"""How many numbers there are, how many of them one writer has, and what puts neighbours far apart: prime, so that no
two become one."""

_NUMBERS = {"number": ("#", 10_000, 99_999), "thousands": ("", 8, 60), "small": ("", 2, 14)}
"""A prefix, and the ends of a range."""


class Writer:
    """Writes with one stream of chance; ``number`` tells it from other tenants' writers."""

    def __init__(self, chance: Chance, number: int = 0) -> None:
        self._chance = chance
        self._number = number
        self._phones = 0

    def name(self) -> str:
        """Return a person's name."""
        return f"{self._chance.one(words.FIRST_NAMES)} {self._chance.one(words.LAST_NAMES)}"

    def business(self) -> str:
        """Return a business's name."""
        return f"{self._chance.one(words.TRADES)} {self._chance.one(words.BRANDS)}"

    def topic(self) -> str:
        """Return what a document or a chat is about."""
        return self._chance.one(tuple(words.TOPICS))

    def city(self) -> str:
        """Return a city's name."""
        return self._chance.one(words.CITIES)

    def phone(self) -> str:
        """Return an Indonesian mobile number that no other call returns, of any writer with another number."""
        self._phones += 1
        scattered = (self._number * _PHONES_OF_ONE + self._phones) * _SCATTER % _PHONES
        return f"+628{10**9 + scattered}"

    def question(self, topic: str) -> str:
        """Return what a customer writes."""
        return self._fill(words.QUESTIONS, topic)

    def answer(self, topic: str) -> str:
        """Return what somebody who serves customers writes."""
        return self._fill(words.ANSWERS, topic)

    def title(self, topic: str) -> str:
        """Return a document's title."""
        return self._fill(words.TITLES, topic)

    def task(self, topic: str) -> str:
        """Return a task's title."""
        return self._fill(words.TASKS, topic)

    def text(self, topic: str, sentences: int) -> str:
        """Return sentences about a topic, in paragraphs of four."""
        written = [f"{self._fill(words.PHRASES, topic)}." for _ in range(sentences)]
        return "\n\n".join(" ".join(written[start : start + 4]) for start in range(0, sentences, 4))

    def _fill(self, templates: Sequence[str], topic: str) -> str:
        template = self._chance.one(templates)
        # Only what the template asks for is drawn: this runs once for each message.
        wanted = {field for _, field, _, _ in _FORMATTER.parse(template) if field}
        return template.format(**{field: self._word(field, topic) for field in sorted(wanted)}) if wanted else template

    def _word(self, field: str, topic: str) -> str:
        if field in _NUMBERS:
            prefix, least, most = _NUMBERS[field]
            return f"{prefix}{self._chance.between(least, most)}"
        return self._chance.one(_WORDS.get(field) or words.TOPICS[topic])


def slug(name: str, number: int) -> str:
    """Return a name as an address has it, unique by the number."""
    return f"{'-'.join(name.lower().split())}-{number}"


def email(name: str, number: int) -> str:
    """Return an address that belongs to nobody, unique by the number."""
    return f"{'.'.join(name.lower().split())}.{number}@example.com"
