"""PostgreSQL's settings as they are in force, against those that the cluster was given."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import psycopg
import yaml

from infra.drift.report import Finding
from infra.services.postgres import dynamic_configuration
from infra.settings import Settings
from infra.specs import ServiceSpec

AREA = "postgres"

_SETTINGS = "select name, setting, unit, vartype, pending_restart from pg_settings"
_PLACEHOLDERS = "select name, current_setting(name, true) from unnest(%s::text[]) as name"
"""Parameters of a library that is not loaded in this database (TimescaleDB's own) are in force, and not in the view."""

_BY_HAND = "select name, setting from pg_file_settings where sourcefile like '%postgresql.auto.conf' order by name"

_MEMORY = {"b": 1, "kb": 2**10, "mb": 2**20, "gb": 2**30, "tb": 2**40}
_TIME = {"us": 0.001, "ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0}
"""Milliseconds in each unit of the server's."""

_AMOUNT = re.compile(r"(?P<number>-?\d+(?:\.\d+)?)\s*(?P<unit>[A-Za-z]*)")
_TRUE = ("on", "true", "yes", "1")


@dataclass(frozen=True)
class Setting:
    """A row of pg_settings; ``value`` counts in ``unit``."""

    name: str
    value: str
    unit: str | None
    kind: str
    pending_restart: bool = False


def declared(settings: Settings, spec: ServiceSpec) -> dict[str, str]:
    """Return the parameters that the cluster was given, as they are written."""
    document = _patroni(spec)
    parameters: dict[str, Any] = {
        **document["postgresql"]["parameters"],
        **dynamic_configuration(settings)["postgresql"]["parameters"],
    }
    return {name: str(value) for name, value in parameters.items()}


def entrance(spec: ServiceSpec) -> tuple[str, ...]:
    """Return the lines of pg_hba.conf that the cluster was given."""
    return tuple(_patroni(spec)["postgresql"]["pg_hba"])


def _patroni(spec: ServiceSpec) -> Mapping[str, Any]:
    text = next(file.content for file in spec.members[0].files if file.path.endswith("patroni.yaml"))
    return cast("Mapping[str, Any]", yaml.safe_load(text))


def read(
    connection: psycopg.Connection, wanted: Iterable[str]
) -> tuple[tuple[Setting, ...], tuple[tuple[str, str], ...]]:
    """Return the settings in force, those that are wanted in any case, and those that ``ALTER SYSTEM`` wrote."""
    found = {row[0]: Setting(*row) for row in connection.execute(_SETTINGS).fetchall()}
    absent = [name for name in wanted if name not in found]
    for name, value in connection.execute(_PLACEHOLDERS, [absent]).fetchall():
        if value is not None:
            found[name] = Setting(name, value, None, "string")
    by_hand = connection.execute(_BY_HAND).fetchall()
    return tuple(found.values()), tuple((str(name), str(value)) for name, value in by_hand)


def findings(
    wanted: Mapping[str, str], found: Sequence[Setting], by_hand: Sequence[tuple[str, str]]
) -> Iterator[Finding]:
    """Yield each setting that is not the declared one, waits for a restart, or was set in the database."""
    present = {setting.name: setting for setting in found}
    for name, value in wanted.items():
        setting = present.get(name)
        if setting is None:
            yield Finding(area=AREA, subject=name, message=f"is not known to the server; declared is {value}")
        elif not agrees(value, setting):
            unit = f" (in {setting.unit})" if setting.unit else ""
            yield Finding(area=AREA, subject=name, message=f"is {setting.value}{unit}; declared is {value}")
    for setting in found:
        if setting.pending_restart:
            yield Finding(area=AREA, subject=setting.name, message="has a new value that waits for a restart")
    for name, value in by_hand:
        yield Finding(
            area=AREA, subject=name, message=f"was set to {value} with ALTER SYSTEM; `alter system reset {name}`"
        )


def agrees(written: str, setting: Setting) -> bool:
    """Tell whether a value as a configuration file writes it is the one in force."""
    if setting.kind == "bool":
        return (written.lower() in _TRUE) == (setting.value.lower() in _TRUE)
    if setting.kind in ("integer", "real"):
        wanted, present = _amount(written, setting.unit), _amount(setting.value, setting.unit)
        return wanted is not None and wanted == present
    return written.lower() == setting.value.lower() if setting.kind == "enum" else written == setting.value


def _amount(text: str, unit: str | None) -> float | None:
    """Return a number in the smallest unit of its kind; one without a unit counts in the setting's."""
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        return None
    own = _AMOUNT.fullmatch(unit or "")
    # A unit may be a multiple, such as 8kB.
    factor, base = (float(own["number"]), own["unit"]) if own else (1.0, unit or "")
    name = (found["unit"] or "").lower()
    scale = _scale(name) if name else factor * _scale(base.lower())
    return float(found["number"]) * scale


def _scale(unit: str) -> float:
    return float(_MEMORY.get(unit, _TIME.get(unit, 1.0)))
