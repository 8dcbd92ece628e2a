"""Sentences for what pydantic finds wrong in a stack's configuration: the key, its value, what is allowed, what to do.

What is allowed is read from the model's JSON schema, so that no sentence falls behind the model. Pairs of values that
cannot go together are not known here: the model's own validators word those.
"""

import json
import shlex
from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel
from pydantic_core import ErrorDetails

SIZE_FORMAT = "size"
"""The JSON schema format of a field that takes an amount of memory or storage with its unit."""

SCHEDULE_FORMAT = "schedule"
"""The JSON schema format of a field that takes five fields of cron."""

_FORMS = {
    SIZE_FORMAT: "a size such as 512MiB or 2GiB",
    SCHEDULE_FORMAT: "five fields of cron in UTC, such as '0 2 * * *'",
}

_Schema = Mapping[str, Any]


def sentence(model: type[BaseModel], namespace: str, finding: ErrorDetails) -> str:
    """Return one finding as a sentence; keys get the namespace that they have in a stack file."""
    location = finding["loc"]
    if not location:
        return str(finding["ctx"]["error"]) if "ctx" in finding else finding["msg"]
    root = model.model_json_schema()
    key = namespace + ":" + _path(location)
    if finding["type"] == "extra_forbidden":
        known = ", ".join(sorted(_at(root, location[:-1])["properties"]))
        return f"{key} is not a setting; allowed here: {known}; remove it or correct its name"
    allowed = _at(root, location)
    state = "missing" if finding["type"] == "missing" else _shown(finding["input"])
    target = shlex.quote(key + _below(allowed))
    return f"{key} is {state}; allowed: {_phrase(allowed)}; set it with `pulumi config set --path {target} VALUE`"


def _path(location: tuple[int | str, ...]) -> str:
    """Return a location the way that ``pulumi config set --path`` takes it."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")


def _below(schema: _Schema) -> str:
    """Return where in a value one sets something, when the value itself cannot be written on a command line."""
    return ".KEY" if schema.get("type") == "object" else "[0]" if schema.get("type") == "array" else ""


def _shown(value: object) -> str:
    """Return a value as a stack file would hold it."""
    return json.dumps(value) if isinstance(value, bool | None) else repr(value)


def _at(root: _Schema, location: tuple[int | str, ...]) -> _Schema:
    """Return the schema of the value at a location."""
    node = root
    for part in location:
        inner = node["items"] if isinstance(part, int) else node.get("properties", {}).get(part)
        node = cast("_Schema", inner or node["additionalProperties"])
        # Optional values list their own type first, then null.
        node = cast("_Schema", node["anyOf"][0] if "anyOf" in node else node)
        if "$ref" in node:
            node = cast("_Schema", root["$defs"][node["$ref"].rpartition("/")[2]])
    return node


def _phrase(schema: _Schema) -> str:
    if "enum" in schema:
        *most, last = (repr(value) for value in schema["enum"])
        return f"{', '.join(most)} or {last}"
    if schema.get("format") in _FORMS:
        return _FORMS[schema["format"]]
    if "properties" in schema:
        return f"the keys {', '.join(sorted(schema['properties']))}"
    if schema["type"] == "integer":
        return _range(schema)
    if schema["type"] == "object":
        return f"names, each with {_phrase(schema['additionalProperties'])}"
    return {"boolean": "true or false", "array": "a list", "string": "text"}[schema["type"]]


def _range(schema: _Schema) -> str:
    lowest = schema["minimum"] if "minimum" in schema else schema["exclusiveMinimum"] + 1
    bounds = f"from {lowest} to {schema['maximum']}" if "maximum" in schema else f"of at least {lowest}"
    return f"a whole number {bounds}"
