"""What rules look at: the resources of one stack and the environment that it is for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from infra.preview.plan import Resource

Finding = tuple[str, str]
"""The name of the resource that breaks a rule, and a sentence: what is wrong and what to do."""

DEMANDING = ("staging", "production")
"""Environments on which people depend."""


@dataclass(frozen=True)
class Target:
    """One stack as it is declared; ``settings`` are its file's own keys, without the namespace."""

    environment: str
    resources: Sequence[Resource]
    settings: Mapping[str, object] = field(default_factory=dict[str, object])

    def of(self, *types: str) -> Iterator[Resource]:
        """Yield the resources of some types."""
        return (one for one in self.resources if one.type in types)

    def named(self, name: str) -> Resource | None:
        """Return the first resource of a name."""
        return next((one for one in self.resources if one.name == name), None)
