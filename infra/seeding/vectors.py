"""Embeddings as models make them: texts of one topic lie together, so that neighbours mean something."""

from infra.seeding.chance import Chance

DIMENSIONS = 1536
"""As text-embedding-3-small has them."""

_SPREAD = 0.5
"""Distance from the topic's centre: two texts of a topic have a cosine of about 1 / (1 + 0.5²) = 0.8."""


class Vectors:
    """A centre for each topic; memory is a centre's for each topic that was asked for."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._centres: dict[str, list[float]] = {}

    def near(self, topic: str, chance: Chance) -> str:
        """Return a vector near the topic's centre, in pgvector's text form."""
        if topic not in self._centres:
            gauss = self._chance.stream("centre", topic).random.gauss
            self._centres[topic] = [gauss(0.0, 1.0) for _ in range(DIMENSIONS)]
        gauss = chance.random.gauss
        return f"[{','.join(f'{centre + gauss(0.0, _SPREAD):.3f}' for centre in self._centres[topic])}]"
