"""The form of a stack's configuration: which file it is, that it is YAML, and whose keys it may hold.

What the platform's own keys mean is `infra.settings`'.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import yaml

from infra.errors import UserError

NAMESPACE = "novax"
"""What the platform's own keys start with, before a colon."""

_NAMESPACES = (NAMESPACE, "docker", "kubernetes", "pulumi")
"""Whose keys a stack may hold: the platform's own, those of the Pulumi providers, and Pulumi's."""


def read(path: Path, stack: str) -> dict[str, object]:
    """Return the platform's own values in a stack file, keyed without the namespace.

    Raises:
        UserError: the file is missing or not of the form that Pulumi reads, or nothing reads one of its keys.
    """
    try:
        document: object = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        known = sorted(file.name.split(".")[1] for file in path.parent.glob("Pulumi.*.yaml"))
        raise UserError(
            f"there is no stack {stack!r}: {path.name} does not exist; allowed: {', '.join(known)}; or write that file"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{path.name} is not valid YAML: {' '.join(str(error).split())}; mend the file") from None
    config: object = document
    if isinstance(document, dict):
        config = cast("Mapping[str, object]", document).get("config") or {}
    if not isinstance(config, dict):
        raise UserError(
            f"{path.name} holds {config!r} where settings belong; allowed: keys such as {NAMESPACE}:environment under "
            "config:; mend the file"
        )
    return own(cast("Mapping[str, object]", config))


def own(config: Mapping[str, object]) -> dict[str, object]:
    """Return the platform's own values of a stack's whole configuration, keyed without the namespace.

    Raises:
        UserError: nothing reads one of the keys, so that it would have no effect.
    """
    for key in config:
        namespace, colon, name = str(key).partition(":")
        if not colon or namespace not in _NAMESPACES:
            raise UserError(
                f"{key} is not a setting: nothing reads its namespace; allowed: {', '.join(_NAMESPACES)}; write "
                f"{NAMESPACE}:{name or namespace}, or remove it"
            )
    prefix = f"{NAMESPACE}:"
    return {key.removeprefix(prefix): value for key, value in config.items() if key.startswith(prefix)}


def plain(text: str) -> object:
    """Return the value behind the text with which Pulumi hands a program its configuration."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
