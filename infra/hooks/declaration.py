"""The form of what a hook declares: plain JSON, kept in the state by its marker and shown by a preview's difference."""

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

JSON: TypeAlias = "Mapping[str, JSON] | Sequence[JSON] | str | int | float | bool | None"
"""A value that JSON can express."""

Changes: TypeAlias = tuple[str, ...]
"""What a hook changed, one phrase each; empty when everything already was as declared."""
