"""Types of settings that a stack file writes in a form of its own: sizes, schedules, ports."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from infra.findings import SCHEDULE_FORMAT, SIZE_FORMAT
from infra.schedules import longest_pause

_SIZE = re.compile(r"^(\d+)\s*(MiB|GiB)$")
_CRON_FIELD = r"[0-9*/,-]+"


def _size(value: object) -> int:
    match = _SIZE.match(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("not a number with its unit")
    return int(match[1]) * (1024 if match[2] == "GiB" else 1)


def _comes_again(schedule: str) -> str:
    longest_pause(schedule)
    return schedule


Size = Annotated[int, BeforeValidator(_size), Field(gt=0, json_schema_extra={"format": SIZE_FORMAT})]
"""An amount of memory or storage in MiB; a stack file writes it with its unit."""

Schedule = Annotated[
    str,
    Field(pattern=rf"^{_CRON_FIELD}( {_CRON_FIELD}){{4}}$", json_schema_extra={"format": SCHEDULE_FORMAT}),
    AfterValidator(_comes_again),
]
"""When something happens: five fields of cron, in UTC."""

Port = Annotated[int, Field(ge=1024, le=65535)]
