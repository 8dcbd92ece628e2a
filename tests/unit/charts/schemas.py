"""JSON schemas of Kubernetes' kinds as kubeconform wants them, made of the API's own description."""

import json
from pathlib import Path
from typing import Any, cast

from infra.toolchain import kubernetes

_PREFIX = "#/definitions/"
_EITHER = {"oneOf": [{"type": "string"}, {"type": "integer"}]}
"""What the description calls int-or-string; quantities are numbers as well."""


def write(folder: Path) -> None:
    """Write a schema for each kind, in which a field that the API does not know is an error."""
    described = json.loads(kubernetes.api_description().read_text(encoding="utf-8"))
    definitions = {name: _strict(value) for name, value in described["definitions"].items()}
    (folder / "definitions.json").write_text(json.dumps({"definitions": definitions}), encoding="utf-8")
    for name, value in described["definitions"].items():
        for kind in value.get("x-kubernetes-group-version-kind", ()):
            group = f"-{kind['group'].partition('.')[0]}" if kind["group"] else ""
            file = folder / f"{kind['kind'].lower()}{group}-{kind['version']}.json"
            file.write_text(json.dumps({"$ref": f"definitions.json{_PREFIX}{name}"}), encoding="utf-8")


def _strict(value: Any) -> Any:  # noqa: ANN401 - any JSON schema
    if isinstance(value, list):
        return [_strict(item) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    node = cast("dict[str, Any]", value)
    if node.get("format") == "int-or-string":
        return _EITHER
    found = {key: _strict(item) for key, item in node.items() if key != "format"}
    if "properties" in found:
        found.setdefault("additionalProperties", False)
    return found
