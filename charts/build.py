"""Writes each chart's values.schema.json and README.md anew from the comments and defaults of its values.yaml.

Run it by `make charts`; a test compares what is committed with what it would write.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CHARTS = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Value:
    """A documented value: its place (``probe.command``), its default, and what it means."""

    path: str
    default: Any
    meaning: str


def charts() -> list[Path]:
    """Return the folders of all charts that have values."""
    return sorted(file.parent for file in CHARTS.glob("*/values.yaml"))


def documented(chart: Path) -> list[Value]:
    """Return a chart's values in the order of its file.

    Raises:
        ValueError: one of them has no comment before it.
    """
    text = (chart / "values.yaml").read_text(encoding="utf-8")
    node = yaml.compose(text, yaml.SafeLoader)
    return list(_values(node, yaml.safe_load(text), text.splitlines(), ""))


def _values(node: Any, defaults: Any, lines: list[str], prefix: str) -> Iterator[Value]:  # noqa: ANN401 - of YAML
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        path, default = f"{prefix}{key.value}", defaults[key.value]
        meaning = _comment(lines, key.start_mark.line)
        if not meaning:
            raise ValueError(f"{path} has no comment before it")
        yield Value(path, default, meaning)
        # An example in a default has no meanings of its own.
        if key.start_mark.line != value.start_mark.line:
            yield from _values(value, default, lines, f"{path}.")


def _comment(lines: list[str], line: int) -> str:
    found: list[str] = []
    while line and lines[line - 1].lstrip().startswith("#"):
        line -= 1
        found.insert(0, lines[line].lstrip("# ").strip())
    return " ".join(found)


def schema(chart: Path) -> dict[str, Any]:
    """Return the JSON schema of a chart's values: what is not in values.yaml is refused."""
    values = {value.path: value for value in documented(chart)}
    return {"$schema": "http://json-schema.org/draft-07/schema#", **_object(values, "")}


def _object(values: dict[str, Value], prefix: str) -> dict[str, Any]:
    below = [path for path in values if path.startswith(prefix) and "." not in path.removeprefix(prefix)]
    properties = {path.removeprefix(prefix): _property(values, values[path]) for path in below}
    if not prefix:
        # Helm gives every chart these.
        properties |= {"global": {"type": "object"}, "novax-library": {"type": "object"}}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _property(values: dict[str, Value], value: Value) -> dict[str, Any]:
    described: dict[str, Any] = {"description": value.meaning}
    if any(path.startswith(f"{value.path}.") for path in values):
        return {**described, **_object(values, f"{value.path}.")}
    match value.default:
        case dict():
            return {**described, "type": "object"}
        case list():
            return {**described, "type": "array"}
        case bool():
            return {**described, "type": "boolean"}
        case int():
            return {**described, "type": "integer", "minimum": 0}
        case _:
            return {**described, "type": "string"}


def readme(chart: Path) -> str:
    """Return a chart's README."""
    about = yaml.safe_load((chart / "Chart.yaml").read_text(encoding="utf-8"))
    rows = "\n".join(f"| `{value.path}` | {_shown(value.default)} | {value.meaning} |" for value in documented(chart))
    example = chart / "ci" / "example-values.yaml"
    use = f" -f {example.relative_to(CHARTS.parent)}" if example.is_file() else ""
    table = f"\n| value | default | meaning |\n| --- | --- | --- |\n{rows}\n" if rows else "\nIt has nothing to set.\n"
    return f"""\
# {about["name"]}

{about["description"]}. The platform makes releases of it; by hand:

    helm upgrade --install NAME charts/{about["name"]}{use}
    helm test NAME
{table}
Made by `make charts` from `values.yaml`.
"""


def _shown(default: Any) -> str:  # noqa: ANN401 - any value of YAML
    return "" if isinstance(default, dict) and default else f"`{json.dumps(default)}`"


def main() -> None:
    """Write both files of every chart."""
    for chart in charts():
        (chart / "values.schema.json").write_text(json.dumps(schema(chart), indent=2) + "\n", encoding="utf-8")
        (chart / "README.md").write_text(readme(chart), encoding="utf-8")
        sys.stdout.write(f"{chart.name}\n")


if __name__ == "__main__":
    main()
