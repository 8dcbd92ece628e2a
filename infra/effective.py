"""Settings as they take effect, defaults included, one line a setting: what two environments can be compared by."""

from collections.abc import Iterator

from pydantic import BaseModel

from infra.findings import SIZE_FORMAT
from infra.settings import Settings

ABSENT = "-"
"""Stands for a setting that only the other stack has."""


def effective(settings: Settings) -> dict[str, str]:
    """Return every setting by its key in a stack file, without the namespace, as the file would hold it."""
    return dict(_flattened(settings, ""))


def differences(one: Settings, other: Settings) -> tuple[tuple[str, str, str], ...]:
    """Return the key and both values of each setting that differs, sorted."""
    left, right = effective(one), effective(other)
    return tuple(
        (key, left.get(key, ABSENT), right.get(key, ABSENT))
        for key in sorted(left.keys() | right.keys())
        if left.get(key) != right.get(key)
    )


def _flattened(model: BaseModel, above: str) -> Iterator[tuple[str, str]]:
    for name, field in type(model).model_fields.items():
        key = f"{above}{field.alias or name}"
        value: object = getattr(model, name)
        extra: object = field.json_schema_extra
        if isinstance(value, BaseModel):
            yield from _flattened(value, f"{key}.")
        elif isinstance(value, dict):
            yield from ((f"{key}.{inner}", str(item)) for inner, item in value.items())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        elif extra == {"format": SIZE_FORMAT}:
            yield key, f"{value}MiB"
        elif isinstance(value, bool):
            yield key, str(value).lower()
        elif isinstance(value, tuple):
            yield key, ", ".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType]
        else:
            yield key, str(value)
